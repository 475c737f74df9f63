"""Hypothesis strategies: any film, any log."""

from __future__ import annotations

from hypothesis import strategies as st

from matinee.domain.feedback import CORRECTIONS, Event, Kind, new_event_id
from matinee.domain.film import Film

__all__ = ["drawn_events", "drawn_films"]

# A null character and lone surrogates are no text to PostgreSQL or to UTF-8.
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_NAMES = _TEXT.filter(lambda text: bool(text.strip()))
_STARS = st.integers(1, 10).map(lambda halves: halves / 2)
_MOMENTS = st.integers(0, 2_000_000_000_000_000)


@st.composite
def drawn_films(draw: st.DrawFn, film_id: int | None = None) -> Film:
    """Any film, of a number up to the largest ones either database must take."""
    names = st.lists(_NAMES, max_size=3).map(tuple)
    return Film(
        id=draw(st.integers(1, 2**53)) if film_id is None else film_id,
        title=draw(_NAMES),
        original_title=draw(_TEXT),
        year=draw(st.none() | st.integers(1880, 2100)),
        runtime=draw(st.none() | st.integers(0, 1000)),
        genres=draw(names),
        keywords=draw(st.lists(_NAMES, max_size=3, unique=True).map(tuple)),
        directors=draw(names),
        writers=draw(names),
        cast=draw(names),
        overview=draw(_TEXT),
        vote_average=draw(st.none() | st.floats(0, 10)),
        vote_count=draw(st.none() | st.integers(0, 10**6)),
        fame=draw(st.none() | st.integers(1, 5)),
    )


@st.composite
def drawn_events(draw: st.DrawFn, user: str = "me", max_size: int = 12) -> list[Event]:
    """Any log of one person, corrections among it; `seq` is the place in the list, counting from 1."""
    events: list[Event] = []
    run = new_event_id()
    for place in range(draw(st.integers(0, max_size))):
        kind = draw(
            st.sampled_from(list(Kind) if events else [kind for kind in Kind if kind not in CORRECTIONS])
        )
        target = draw(st.sampled_from(events)) if kind in CORRECTIONS else None
        value = draw(_STARS) if kind is Kind.RATING else None
        if kind is Kind.AMEND:
            value = draw(st.none() | _STARS)
        events.append(
            Event(
                event_id=f"{run}-{place}",
                user=user,
                kind=kind,
                film_id=target.film_id if target else draw(st.integers(1, 4)),
                target=target.event_id if target else None,
                value=value,
                at=draw(_MOMENTS),
                source=draw(st.sampled_from(["cli", "app", "import:letterboxd"])),
                seq=place + 1,
            )
        )
    return events
