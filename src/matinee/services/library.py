"""A person's library: what they said that is in force, what they saw month by month, and mending both."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matinee.domain.feedback import OPINIONS, Event, Kind, corrected, fold, new_event_id
from matinee.domain.matching import title_key
from matinee.errors import BadValue
from matinee.services.imported import detail_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matinee.domain.film import Film
    from matinee.domain.ports import Clock, Store, Unit

__all__ = ["KINDS", "ORDERS", "Entry", "Found", "Library", "Month", "Taken", "Wanted"]

KINDS = (
    Kind.RATING,
    Kind.LIKE,
    Kind.DISLIKE,
    Kind.WATCHED,
    Kind.WATCHLIST_ADD,
    Kind.NOT_INTERESTED,
)
"""What an entry can say, in the order that lists show."""
ORDERS = ("title", "year", "kind", "stars", "date")
_VERDICTS = frozenset({Kind.LIKE, Kind.DISLIKE})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a person said about a film."""

    event: Event
    """As it stands: the stars are the amended ones."""
    title: str
    year: int | None
    known: bool = True
    """False when the film has left the catalogue."""
    learned: bool = True
    """False for what is left out of learning."""
    key: str = ""
    """What searching by title compares with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries, in which order, and which part of them."""

    words: str = ""
    """Part of a title."""
    kind: Kind | None = None
    order: str = "date"
    """One of `ORDERS`."""
    down: bool = True
    """The newest, most or last first."""
    start: int = 0
    n: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a library."""

    entries: tuple[Entry, ...]
    start: int
    total: int
    """How many are of the kind wanted."""
    counts: Mapping[Kind, int]
    """How many of each kind have the words wanted."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of films seen."""

    name: str
    """``2026-03``."""
    films: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out of a library, and what puts it back."""

    event: Event
    title: str
    retractions: tuple[str, ...]
    """Ids to give to `Library.put_back`."""


@dataclass(slots=True)
class _Names:
    """Titles of films read before, of one revision of the store; a film is some 200 bytes."""

    # One tuple, so that threads see a revision only with its own titles.
    kept: tuple[int, dict[int, tuple[str, int | None, str]]] = (-1, {})

    def of(self, unit: Unit, ids: Iterable[int]) -> dict[int, tuple[str, int | None, str]]:
        """Title, year and search key by film; unknown ids are absent."""
        revision = unit.film_revision()
        kept_at, kept = self.kept
        if kept_at != revision:
            kept = {}
        if missing := sorted(set(ids) - kept.keys()):
            kept = kept | {film.id: _named(film) for film in unit.films(missing).values()}
            self.kept = revision, kept
        return kept


def _named(film: Film) -> tuple[str, int | None, str]:
    return film.title, film.year, f"{title_key(film.title)} {title_key(film.original_title)}".strip()


@dataclass(frozen=True, slots=True)
class Library:
    """What one person said, as entries to look through and to mend. May be shared between threads."""

    store: Store
    clock: Clock
    _names: _Names = field(default_factory=_Names)

    def find(self, user: str, wanted: Wanted) -> Found:
        """The entries wanted: of a film its rating, its verdict, and whether it is seen, saved or refused.

        What has no year or no stars comes last in either direction; among equals the newest is first.

        Raises:
            BadValue: no such order.
        """
        if wanted.order not in ORDERS:
            raise BadValue(f'There is no order "{wanted.order}"; there are {", ".join(ORDERS)}.')
        log, names = self._read(user)
        words = title_key(wanted.words) if wanted.words.strip() else ""
        entries = [entry for entry in _entries(_in_force(log), names) if words in entry.key]
        counts = Counter(entry.event.kind for entry in entries)
        chosen = [entry for entry in entries if wanted.kind in (None, entry.event.kind)]
        start = max(0, min(wanted.start, (len(chosen) - 1) // wanted.n * wanted.n))
        shown = _ordered(chosen, wanted)[start : start + wanted.n]
        return Found(tuple(shown), start, len(chosen), counts)

    def hidden(self, user: str) -> list[int]:
        """Films that are not to be shown, those refused last first."""
        log, _ = self._read(user, named=False)
        refused = [event for event, _ in _in_force(log) if event.kind is Kind.NOT_INTERESTED]
        refused.sort(key=_newest)
        return [event.film_id or 0 for event in refused]

    def months(self, user: str) -> list[Month]:
        """How many films were seen in each month that has any, the first month first; months are UTC's."""
        log, _ = self._read(user, named=False)
        films: dict[str, set[int | None]] = defaultdict(set)
        for event, _ in _seen(log):
            films[_day(event)[:7]].add(event.film_id)
        return [Month(name, len(films[name])) for name in sorted(films)]

    def month(self, user: str, name: str) -> list[Entry]:
        """What was seen in a month, the last first; a watch and a rating of the same day are one entry.

        Args:
            user: whose.
            name: as in `Month`.
        """
        log, names = self._read(user)
        found = [pair for pair in _seen(log) if _day(pair[0])[:7] == name]
        judged = {(event.film_id, _day(event)) for event, _ in found if event.kind in OPINIONS}
        kept = [
            pair
            for pair in found
            if pair[0].kind in OPINIONS or (pair[0].film_id, _day(pair[0])) not in judged
        ]
        return sorted(_entries(kept, names), key=lambda entry: _newest(entry.event))

    def amend(self, user: str, event_id: str, stars: float, *, source: str) -> tuple[Event, str]:
        """Give a rating other stars, at its own time; gives the amend and the film's title.

        Raises:
            BadValue: no such event of this person, not a rating, or stars off the scale.
        """
        from matinee.services.feedback import Feedback

        event = Feedback(self.store, self.clock).amend(user, event_id, stars, source=source)
        return event, self._title(user, event_id)

    def take_out(self, user: str, event_id: str, *, alone: bool = False, source: str) -> Taken:
        """Take an entry out: all that was ever said of this sort about the film, or this one event.

        A rating goes with the ratings before it, which would come to force else; a like or dislike with both; a
        film is seen no more when all its watches are gone.

        Raises:
            BadValue: no such entry of this person.
        """
        with self.store.begin() as unit:
            log = unit.events(user)
            standing = [event for event, _ in corrected(log)]
            target = next((event for event in standing if event.event_id == event_id), None)
            if target is None:
                raise BadValue("This is not in your library any more; load the page again.")
            sort = _VERDICTS if target.kind in _VERDICTS else {target.kind}
            gone = [
                event
                for event in standing
                if event is target or (not alone and event.film_id == target.film_id and event.kind in sort)
            ]
            at = self.clock()
            retractions = [_retraction(event, at, source) for event in gone]
            unit.append(retractions)
        return Taken(target, self._title(user, event_id), tuple(event.event_id for event in retractions))

    def put_back(self, user: str, taken: Taken, *, source: str) -> None:
        """Put back what was taken out; done twice it is done once."""
        with self.store.begin() as unit:
            at = self.clock()
            own = {event.event_id: event for event in unit.events(user)}
            unit.append(
                [_retraction(own[event_id], at, source) for event_id in taken.retractions if event_id in own]
            )

    def _read(
        self, user: str, *, named: bool = True
    ) -> tuple[list[Event], Mapping[int, tuple[str, int | None, str]]]:
        with self.store.read() as unit:
            log = unit.events(user)
            ids = {event.film_id for event in log if event.film_id is not None} if named else ()
            return log, self._names.of(unit, ids)

    def _title(self, user: str, event_id: str) -> str:
        log, names = self._read(user)
        event = next(event for event in log if event.event_id == event_id)
        return _entry(event, names, learned=True).title


def _retraction(event: Event, at: int, source: str) -> Event:
    return replace(
        event,
        event_id=new_event_id(),
        kind=Kind.RETRACT,
        target=event.event_id,
        value=None,
        at=at,
        source=source,
        detail="",
        seq=0,
    )


def _in_force(log: Sequence[Event]) -> list[tuple[Event, bool]]:
    """The events that say how a person stands to each film, with whether they are learned from.

    See `domain.feedback.fold` for what governs. What is left out of learning is in force too: it is in history,
    and can be edited.
    """
    standing = fold(log)
    learned_from = {event.event_id for event in standing.events}
    saved = set(standing.watchlist)
    newest: dict[int, dict[Kind, tuple[Event, bool]]] = defaultdict(dict)
    for event, learned in corrected(log):
        kind = Kind.LIKE if event.kind in _VERDICTS else event.kind
        newest[event.film_id or 0][kind] = (event, learned)
    found: list[tuple[Event, bool]] = []
    for film_id, by_kind in newest.items():
        opinions = [by_kind[Kind.RATING]] if Kind.RATING in by_kind else []
        verdict = by_kind.get(Kind.LIKE)
        if verdict is not None and (verdict[0].event_id in learned_from or not verdict[1]):
            opinions.append(verdict)
        found += opinions
        # An opinion says already that the film was seen.
        if Kind.WATCHED in by_kind and not opinions:
            found.append(by_kind[Kind.WATCHED])
        if film_id in saved:
            found.append(by_kind[Kind.WATCHLIST_ADD])
        if film_id in standing.hidden:
            found.append(by_kind[Kind.NOT_INTERESTED])
    return found


def _seen(log: Sequence[Event]) -> list[tuple[Event, bool]]:
    """What stands of watches and opinions."""
    return [pair for pair in corrected(log) if pair[0].kind in OPINIONS or pair[0].kind is Kind.WATCHED]


def _entries(
    pairs: Iterable[tuple[Event, bool]], names: Mapping[int, tuple[str, int | None, str]]
) -> list[Entry]:
    return [_entry(event, names, learned=learned) for event, learned in pairs]


def _entry(event: Event, names: Mapping[int, tuple[str, int | None, str]], *, learned: bool) -> Entry:
    film_id = event.film_id or 0
    if film_id in names:
        title, year, key = names[film_id]
        return Entry(event, title, year, learned=learned, key=key)
    # What an import called it, or the number that is all that is left.
    title = str(detail_of(event).get("title") or f"tmdb:{film_id}")
    return Entry(event, title, None, known=False, learned=learned, key=title_key(title))


def _newest(event: Event) -> tuple[int, int]:
    return -event.at, -event.seq


def _day(event: Event) -> str:
    """The day an event speaks of, ISO."""
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=event.at)).date().isoformat()


_KEYS: Mapping[str, Callable[[Entry], object]] = {
    "title": lambda entry: entry.key or None,
    "year": lambda entry: entry.year,
    "kind": lambda entry: KINDS.index(entry.event.kind),
    "stars": lambda entry: entry.event.value,
    "date": lambda entry: (entry.event.at, entry.event.seq),
}


def _ordered(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    key = _KEYS[wanted.order]
    by_time = sorted(entries, key=lambda entry: _newest(entry.event))
    keyed = [(key(entry), entry) for entry in by_time]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=wanted.down)  # type: ignore[arg-type, return-value]  # one kind of key
    return [entry for _, entry in known] + [entry for value, entry in keyed if value is None]
