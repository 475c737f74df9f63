"""Taking in what another service says: matching, the log, and what has to wait."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Kind
from matinee.domain.history import Remembered, State, Waiting
from matinee.domain.imports import Found
from matinee.domain.match import Asked, Match, TitleIndex, Told
from matinee.services.imported import Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matinee.domain.feedback import Event
    from matinee.domain.history import History, Row
    from matinee.domain.imports import FilmFinder
    from matinee.domain.ports import Clock, Progress, Store, Unit

__all__ = ["Imports", "Outcome", "Report", "asked_by", "asked_of", "first_seen", "index_of", "match_waiting"]

IMPORTED, ALREADY, REVIEW, NOT_FILM, UNREADABLE = "imported", "already", "review", "not_film", "unreadable"
_STEP = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    number: int
    """Its place among all rows read, from 1."""
    row: Row
    state: str
    """``imported``, ``already``, ``review``, ``not_film`` or ``unreadable``."""
    film_id: int | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every row; each is counted once."""

    format: str
    outcomes: tuple[Outcome, ...]
    events: int
    """How many events are new in the log: a row may make several."""
    left_out: tuple[str, ...]
    """Files that were not read."""
    dry_run: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    found: Found = field(default_factory=Found)
    """What came of looking films up that the catalogue did not have."""

    @property
    def read(self) -> int:
        """How many rows there were."""
        return len(self.outcomes)

    def count(self, state: str) -> int:
        """How many rows became this."""
        return self.counts.get(state, 0)


_Key = tuple[str, str]  # service, key


@dataclass(frozen=True, slots=True)
class Imports:
    """Histories from elsewhere. Films that nobody knows yet are asked of `finder`, where there is one."""

    store: Store
    clock: Clock
    finder: FilmFinder | None = None

    def run(
        self, user: str, history: History, *, dry_run: bool = False, progress: Progress | None = None
    ) -> Report:
        """Take a history in, all of it or, on an error, nothing.

        Args:
            user: whose it is.
            history: what was read.
            dry_run: only tell what would become of every row.
            progress: hears how far it is.
        """
        now = self.clock()
        with self.store.read() as unit:
            run = _Run.begun(user, history, unit, now)
            index = index_of(unit) if run.asks else None
            unknown = run.match(index, progress)
        found = Found()
        if self.finder is not None and unknown and not dry_run:
            found = self.finder.find(unknown, progress)
            if found.films:
                with self.store.read() as unit:
                    run = _Run.begun(user, history, unit, now)
                    run.match(index_of(unit) if run.asks else None, progress)
        report = replace(run.report(dry_run=dry_run), found=found)
        if not dry_run:
            with self.store.begin() as unit:
                run.write(unit)
                if found.films:
                    # Others may wait for the films that were found, too.
                    match_waiting(unit)
        return report


def index_of(unit: Unit) -> TitleIndex:
    """The index over all films."""

    def told_of(ids: Sequence[int]) -> dict[int, Told]:
        return {film_id: Told(film.directors, film.runtime) for film_id, film in unit.films(ids).items()}

    return TitleIndex(unit.titles(), told_of, unit.shelf.titled)


def asked_of(title: Remembered) -> Asked:
    """What a remembered title says of which film it is."""
    return Asked(**_named(title), seen_at=title.seen_at)


def _named(one: Row | Remembered) -> dict[str, Any]:
    """How a film is named, by a row or by what is remembered of it."""
    names = ("title", "year", "tmdb_id", "imdb_id", "other_titles", "directors", "runtime")
    return {name: getattr(one, name) for name in names}


def match_waiting(unit: Unit) -> int:
    """Match what waits in review against a catalogue that has grown; gives how many titles found their film.

    Costs one small query when nothing waits.

    Args:
        unit: a transaction that writes.
    """
    people = unit.imports.people_waiting()
    if not people:
        return 0
    index = index_of(unit)
    found = 0
    for user in people:
        matched = [
            replace(title, state=State.SURE, film_id=match.film_id, confidence=match.confidence)
            for title in unit.imports.remembered(user, [State.REVIEW])
            if (match := index.find(asked_of(title))).film_id is not None
        ]
        take_in(unit, user, matched)
        found += len(matched)
    return found


def take_in(unit: Unit, user: str, titles: Sequence[Remembered]) -> int:
    """Make events of what waited for these titles, whose films are known now; gives how many are new."""
    if not titles:
        return 0
    known = {(title.service, title.key): title for title in titles}
    log = Log.of(user, unit.events(user))
    for row in unit.imports.waiting(user):
        title = known.get((row.service, row.key))
        if title is not None and title.film_id is not None:
            named = (title.key, title.title, title.year)
            log.add(row.service, title.film_id, [row.said], row.noted_at, named)
    unit.imports.remember(titles)
    for service, key in known:
        unit.imports.no_longer_waiting(user, service, key)
    return unit.append(list(log.new.values()))


@dataclass
class _Run:
    """One import while it is worked out; nothing is written before `write`."""

    user: str
    history: History
    now: int
    log: Log
    before: dict[_Key, Remembered]
    owners: dict[str, str]
    matches: dict[_Key, Match] = field(default_factory=dict)
    seen_at: dict[_Key, int] = field(default_factory=dict)
    titles: dict[_Key, Remembered] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begun(cls, user: str, history: History, unit: Unit, now: int) -> _Run:
        before = {(title.service, title.key): title for title in unit.imports.remembered(user)}
        own = [row.event.event_id for row in history.rows if row.event is not None]
        owners = unit.imports.owners(own) if own else {}
        run = cls(user, history, now, Log.of(user, unit.events(user)), before, owners)
        for row in history.rows:
            if (at := first_seen(row)) is not None:
                key = (row.service, row.key)
                run.seen_at[key] = min(at, run.seen_at.get(key, at))
        return run

    def _asks(self, row: Row) -> bool:
        known = self.before.get((row.service, row.key))
        decided = known is not None and known.state != State.REVIEW
        return not (row.trouble or row.event is not None or row.not_film or decided)

    @property
    def asks(self) -> bool:
        """Whether any row has to be matched."""
        return any(self._asks(row) for row in self.history.rows)

    def match(self, index: TitleIndex | None, progress: Progress | None) -> list[Asked]:
        """Match every row that has to be; gives what was asked for in vain."""
        unknown: list[Asked] = []
        total = len(self.history.rows)
        for number, row in enumerate(self.history.rows, 1):
            key = (row.service, row.key)
            if index is not None and key not in self.matches and self._asks(row):
                asked = asked_by(row, self.seen_at.get(key))
                self.matches[key] = found = index.find(asked)
                if found.film_id is None and not found.candidates:
                    unknown.append(asked)
            if progress is not None and (number % _STEP == 0 or number == total):
                progress("matching films", number, total)
        return unknown

    def report(self, *, dry_run: bool) -> Report:
        """Decide on every row."""
        outcomes = tuple(self._outcome(number, row) for number, row in enumerate(self.history.rows, 1))
        return Report(
            format=self.history.format,
            outcomes=outcomes,
            events=len(self.log.new),
            left_out=self.history.left_out,
            dry_run=dry_run,
            counts=Counter(outcome.state for outcome in outcomes),
        )

    def _outcome(self, number: int, row: Row) -> Outcome:
        if row.trouble:
            return Outcome(number, row, UNREADABLE)
        if row.event is not None:
            return self._own(number, row, row.event)
        key = (row.service, row.key)
        known = self.before.get(key)
        if row.not_film or (known is not None and known.state == State.NOT_FILM):
            return Outcome(number, row, NOT_FILM)
        if known is not None and known.state == State.SKIPPED:
            return Outcome(number, row, REVIEW)
        if known is not None and known.film_id is not None and known.state != State.REVIEW:
            film_id, confidence = known.film_id, known.confidence
        else:
            match = self.matches.get(key, Match(None, 0.0))
            if match.film_id is None and not row.maybe_film:
                return Outcome(number, row, NOT_FILM)
            self._remember(row, key, match)
            if match.film_id is None:
                self.waiting += [
                    Waiting(user=self.user, service=row.service, key=row.key, said=said, noted_at=self.now)
                    for said in row.says
                ]
                return Outcome(number, row, REVIEW)
            film_id, confidence = match.film_id, match.confidence
        fresh = self.log.add(row.service, film_id, row.says, self.now, (row.key, row.title, row.year))
        return Outcome(number, row, IMPORTED if fresh else ALREADY, film_id, confidence)

    def _remember(self, row: Row, key: _Key, match: Match) -> None:
        if key not in self.titles:
            self.titles[key] = Remembered(
                user=self.user,
                service=row.service,
                key=row.key,
                **_named(row),
                state=State.REVIEW if match.film_id is None else State.SURE,
                film_id=match.film_id,
                confidence=match.confidence,
                seen_at=self.seen_at.get(key),
            )

    def _own(self, number: int, row: Row, event: Event) -> Outcome:
        """An event of Matinee's own export goes in as it is, under its own id where that is free."""
        taken = self.owners.get(event.event_id, self.user) != self.user
        event_id = _id_for_another(self.user, event.event_id) if taken else event.event_id
        self.renamed[event.event_id] = event_id
        target = None if event.target is None else self.renamed.get(event.target, event.target)
        if event.kind in (Kind.RETRACT, Kind.AMEND) and not (
            target in self.log.known or target in self.log.new
        ):
            gone = replace(
                row, trouble=f"it corrects {event.target}, which is in neither the file nor the log"
            )
            return Outcome(number, gone, UNREADABLE)
        if event_id in self.log.known:
            return Outcome(number, row, ALREADY, event.film_id, 1.0)
        self.log.new.setdefault(
            event_id, replace(event, event_id=event_id, user=self.user, target=target, seq=0)
        )
        return Outcome(number, row, IMPORTED, event.film_id, 1.0)

    def write(self, unit: Unit) -> None:
        """Write everything, in the transaction of `unit`."""
        brought = [
            replace(title, user=self.user)
            for title in self.history.remembered
            if (title.service, title.key) not in self.before and (title.service, title.key) not in self.titles
        ]
        rows = [replace(row, user=self.user) for row in self.history.waiting]
        now = {(title.service, title.key): title for title in unit.imports.remembered(self.user)}
        # Whoever chose meanwhile, in the app for one, is not overruled.
        kept = [title for title in (*self.titles.values(), *brought) if _still(now.get(_key(title)))]
        unit.imports.remember(kept)
        unit.imports.wait([*self.waiting, *_of(rows, brought)])
        for title in kept:
            if title.state == State.SURE:
                unit.imports.no_longer_waiting(self.user, title.service, title.key)
        unit.append(list(self.log.new.values()))
        kept_here = unit.preferences(self.user)
        for name, value in self.history.preferences.items():
            if name not in kept_here:
                unit.prefer(self.user, name, value)


def _key(title: Remembered) -> _Key:
    return title.service, title.key


def _still(now: Remembered | None) -> bool:
    return now is None or now.state == State.REVIEW


def _of(rows: Iterable[Waiting], titles: Sequence[Remembered]) -> list[Waiting]:
    """Those that wait for one of these titles."""
    keys = {_key(title) for title in titles if title.state == State.REVIEW}
    return [row for row in rows if (row.service, row.key) in keys]


def first_seen(row: Row) -> int | None:
    """When a row says that its film was watched or rated, the earliest."""
    times = [said.at for said in row.says if said.at is not None and said.kind in (Kind.WATCHED, Kind.RATING)]
    return min(times, default=None)


def asked_by(row: Row, seen_at: int | None) -> Asked:
    """What a row says of which film it means."""
    # What the file calls a series may be a film all the same; its number says so, or who directed it.
    return Asked(**_named(row), seen_at=seen_at, confirm=not row.maybe_film)


def _id_for_another(user: str, event_id: str) -> str:
    """Another id for an event whose own belongs to somebody else here; always the same one."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{user}\x1f{event_id}").hex
