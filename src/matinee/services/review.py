"""The review queue: titles that no film, or several, answer to; and mending matches that were wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matinee.domain.feedback import corrected
from matinee.domain.history import State
from matinee.domain.matching import title_key
from matinee.errors import BadValue, UnknownFilm
from matinee.services.imported import detail_of, moved, source_of, standing_again
from matinee.services.search import Search
from matinee.services.transfer import asked_of, index_of, match_waiting, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.domain.history import Remembered, Said, Waiting
    from matinee.domain.ports import Clock, Store, Unit

__all__ = ["Before", "Item", "Review"]

_MOST = 6
_LOOKED_FOR = 20
"""Titles nobody has for which films with similar ones are looked up: each look goes over the whole catalogue."""
_QUEUED = (State.REVIEW, State.SKIPPED)
_SETTLED = (State.SURE, State.CHOSEN)


@dataclass(frozen=True, slots=True)
class Before:
    """A title as it stood before a decision: what undoing the decision needs."""

    title: Remembered
    waiting: tuple[Waiting, ...] = ()
    events: tuple[str, ...] = ()
    """Ids of the imported events that stood."""


@dataclass(frozen=True, slots=True)
class Item:
    """One title of another service, to be decided on or to be mended."""

    id: str
    """Eight hexadecimal digits, always the same for the same title."""
    title: Remembered
    says: tuple[Said, ...] = ()
    """What waits for its film."""
    candidates: tuple[Film, ...] = ()
    """Films it may be, the most likely first."""
    film: Film | None = None
    """The film it was matched to."""
    before: Before | None = None
    """How it was before a decision that was just taken."""


def item_id(title: Remembered) -> str:
    """How a title is named in the queue."""
    return hashlib.blake2b(f"{title.service}\x1f{title.key}".encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Review:
    """What imports could not decide, and what they decided wrongly."""

    store: Store
    clock: Clock

    def queue(self, user: str, *, skipped: bool = False, most: int | None = None) -> list[Item]:
        """What waits for a decision, with candidates.

        Args:
            user: whose.
            skipped: also what was set aside.
            most: at the most so many; candidates are looked up for those alone.
        """
        states = _QUEUED if skipped else (State.REVIEW,)
        with self.store.read() as unit:
            titles = unit.imports.remembered(user, states)[:most]
            if not titles:
                return []
            says: dict[tuple[str, str], list[Said]] = {}
            for row in unit.imports.waiting(user):
                says.setdefault((row.service, row.key), []).append(row.said)
            index = index_of(unit)
            found = [index.find(asked_of(title)).candidates[:_MOST] for title in titles]
            films = unit.films(sorted({film_id for ids in found for film_id in ids}))
        items: list[Item] = []
        looked = 0
        for title, ids in zip(titles, found, strict=True):
            candidates = tuple(films[film_id] for film_id in ids if film_id in films)
            if not candidates and looked < _LOOKED_FOR:
                looked += 1
                candidates = self._alike(title)
            items.append(
                Item(item_id(title), title, tuple(says.get((title.service, title.key), ())), candidates)
            )
        return items

    def count(self, user: str) -> int:
        """How many titles wait."""
        with self.store.read() as unit:
            return len(unit.imports.remembered(user, (State.REVIEW,)))

    def matched(self, user: str, *, words: str = "", start: int = 0, most: int | None = None) -> list[Item]:
        """What was matched, the least sure first, so that a wrong match can be found and mended.

        Args:
            user: whose.
            words: part of the title as the service writes it.
            start: how many are left out at the beginning.
            most: at the most so many.
        """
        part = title_key(words) if words.strip() else ""
        with self.store.read() as unit:
            titles = unit.imports.remembered(user, _SETTLED)
            titles.sort(key=lambda title: (title.confidence, title.service, title.key))
            if part:
                titles = [title for title in titles if part in title_key(title.title)]
            titles = titles[start : None if most is None else start + most]
            films = unit.films(sorted({title.film_id for title in titles if title.film_id is not None}))
        return [Item(item_id(title), title, film=films.get(title.film_id or 0)) for title in titles]

    def choose(self, user: str, item: str, film_id: int) -> Item:
        """Say which film a waiting title is; what waited goes into the log.

        Raises:
            BadValue: nothing of that name waits.
            UnknownFilm: no such film.
        """
        with self.store.begin() as unit:
            title = _named(unit, user, item, _QUEUED)
            before = _before(unit, title)
            film = _film(unit, film_id)
            chosen = replace(title, state=State.CHOSEN, film_id=film_id, confidence=1.0)
            take_in(unit, user, [chosen])
            # Chosen before and undone: its events are in the log, and stand again.
            log = unit.events(user)
            unit.append(standing_again(log, _imported_of(log, chosen), self.clock()))
        return Item(item_id(chosen), chosen, film=film, before=before)

    def skip(self, user: str, item: str) -> Item:
        """Set a waiting title aside; it is kept, and not asked about again."""
        with self.store.begin() as unit:
            title = _named(unit, user, item, _QUEUED)
            before = _before(unit, title)
            title = replace(title, state=State.SKIPPED)
            unit.imports.remember([title])
        return Item(item_id(title), title, before=before)

    def not_a_film(self, user: str, item: str) -> Item:
        """Say that a waiting title is no film; what waited for it is dropped, now and at every import."""
        with self.store.begin() as unit:
            title = _named(unit, user, item, _QUEUED)
            before = _before(unit, title)
            title = replace(title, state=State.NOT_FILM, film_id=None)
            unit.imports.remember([title])
            unit.imports.no_longer_waiting(user, title.service, title.key)
        return Item(item_id(title), title, before=before)

    def fix(self, user: str, item: str, film_id: int | None) -> tuple[Item, int]:
        """Mend a match that was wrong: its events move to the right film, and stay there at the next import.

        Args:
            user: whose.
            item: the title's id.
            film_id: the right film; None for no film at all.

        Returns:
            The title as it stands now, and how many events were moved.

        Raises:
            BadValue: no match of that name.
            UnknownFilm: no such film.
        """
        with self.store.begin() as unit:
            title = _named(unit, user, item, _SETTLED)
            film = None if film_id is None else _film(unit, film_id)
            log = unit.events(user)
            events = _events_of(log, title)
            before = Before(title, events=tuple(event.event_id for event in events))
            unit.append(moved(user, log, events, film_id, self.clock()))
            state = State.NOT_FILM if film_id is None else State.CHOSEN
            title = replace(title, state=state, film_id=film_id, confidence=1.0)
            unit.imports.remember([title])
        return Item(item_id(title), title, film=film, before=before), len(events)

    def undo(self, user: str, before: Before) -> Item:
        """Take a decision back: the title, what waited for its film and its events are as they were.

        Args:
            user: whose.
            before: from the item that the decision gave.

        Raises:
            BadValue: the title is not known any more.
        """
        title = before.title
        with self.store.begin() as unit:
            known = {(one.service, one.key): one for one in unit.imports.remembered(user)}
            now = known.get((title.service, title.key))
            if now is None:
                raise BadValue(f"{title.title or title.key} is not among your imports any more.")
            log = unit.events(user)
            if now.film_id != title.film_id:
                unit.append(moved(user, log, _events_of(log, now), None, self.clock()))
            stood = set(before.events)
            unit.append(
                standing_again(log, [event for event in log if event.event_id in stood], self.clock())
            )
            unit.imports.remember([title])
            unit.imports.wait(before.waiting)
            film = unit.films([title.film_id]).get(title.film_id) if title.film_id is not None else None
        return Item(item_id(title), title, film=film)

    def match_again(self) -> int:
        """Match what waits against the catalogue as it is now; gives how many titles found their film."""
        with self.store.begin() as unit:
            return match_waiting(unit)

    def _alike(self, title: Remembered) -> tuple[Film, ...]:
        """Films whose titles look alike, for one that no film has."""
        hits = Search(self.store).titles(title.title, _MOST)
        close = [
            hit.film for hit in hits if title.year is None or abs((hit.film.year or 0) - title.year) <= 2
        ]
        return tuple(close or [hit.film for hit in hits[:3]])


def _named(unit: Unit, user: str, item: str, states: Sequence[str]) -> Remembered:
    found = [title for title in unit.imports.remembered(user, states) if item_id(title).startswith(item)]
    if len(found) != 1 or len(item) < 4:
        raise BadValue(
            f'{"Several titles go" if len(found) > 1 else "No title goes"} by "{item}" here; '
            "`matinee review` lists what waits and `matinee review --fix` what was matched."
        )
    return found[0]


def _film(unit: Unit, film_id: int) -> Film:
    films = unit.films([film_id])
    if film_id not in films:
        raise UnknownFilm(f"There is no film tmdb:{film_id} in the catalogue.")
    return films[film_id]


def _before(unit: Unit, title: Remembered) -> Before:
    waiting = [
        row
        for row in unit.imports.waiting(title.user)
        if (row.service, row.key) == (title.service, title.key)
    ]
    return Before(title, tuple(waiting))


def _imported_of(log: Sequence[Event], title: Remembered) -> list[Event]:
    """All events that imports made of a title and its film."""
    source = source_of(title.service)
    return [
        event
        for event in log
        if event.source == source
        and event.film_id == title.film_id
        and detail_of(event).get("key") == title.key
    ]


def _events_of(log: Sequence[Event], title: Remembered) -> list[Event]:
    """Those of them that stand."""
    standing = {event.event_id for event, _ in corrected(log)}
    return [event for event in _imported_of(log, title) if event.event_id in standing]
