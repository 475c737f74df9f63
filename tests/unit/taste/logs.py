"""Logs to draw: any one person's events about films 1 to `films`, corrections among them."""

from hypothesis import strategies as st

from matinee.domain.feedback import CORRECTIONS, Event, Kind

DAY = 86_400_000_000
NOW = 1_700_000_000_000_000
PLAIN = [kind for kind in Kind if kind not in CORRECTIONS]
STARS = st.integers(1, 10).map(lambda halves: halves / 2)


def event(
    kind: Kind | str, film_id: int, value: float | None = None, at: int = NOW, seq: int = 1, **more
) -> Event:
    return Event(
        **{"event_id": f"e{seq}", "user": "me"} | more,
        kind=Kind(kind),
        film_id=film_id,
        value=value,
        at=at,
        seq=seq,
    )


def likes(*film_ids: int, kind: Kind = Kind.LIKE, at: int = NOW) -> list[Event]:
    return [event(kind, film_id, at=at, seq=seq) for seq, film_id in enumerate(film_ids, 1)]


@st.composite
def logs(
    draw: st.DrawFn,
    films: int = 60,
    kinds: list[Kind] | None = None,
    min_size: int = 0,
    max_size: int = 25,
    rising: bool = False,
) -> list[Event]:
    """A log; places are distinct, and so are times where they are `rising`."""
    kinds = kinds or list(Kind)
    events: list[Event] = []
    moment = NOW
    for seq in range(1, draw(st.integers(min_size, max_size)) + 1):
        targets = [kind for kind in kinds if events or kind not in CORRECTIONS]
        kind = draw(st.sampled_from(targets))
        target = draw(st.sampled_from(events)) if kind in CORRECTIONS else None
        value = draw(STARS) if kind is Kind.RATING else None
        if kind is Kind.AMEND:
            value = draw(st.none() | STARS)
        gap = draw(st.integers(1 if rising else 0, 400 * DAY)) if rising or draw(st.booleans()) else 0
        moment += gap
        events.append(
            Event(
                event_id=f"e{seq}",
                user="me",
                kind=kind,
                film_id=target.film_id if target else draw(st.integers(1, films)),
                target=target.event_id if target else None,
                value=value,
                at=moment,
                seq=seq,
            )
        )
    return events
