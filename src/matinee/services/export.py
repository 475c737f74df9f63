"""What a person takes along: their log, the films it speaks of, and what it means now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import OPINIONS, Kind, corrected, fold
from matinee.services.imported import detail_of

if TYPE_CHECKING:
    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.domain.history import Remembered, Waiting
    from matinee.domain.ports import Store

__all__ = ["Export", "Library", "Shelved"]


@dataclass(frozen=True, slots=True)
class Shelved:
    """One film as other services want it."""

    film: Film
    stars: float | None = None
    rated_at: int | None = None
    watches: tuple[tuple[int, str, bool], ...] = ()
    """Every watch, oldest first: its time, its ISO day where a day of viewing is known, whether it was a rewatch."""
    seen: bool = False
    saved_at: int | None = None
    """When it was put on the watchlist, for a film that is on it."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything of one person."""

    user: str
    events: tuple[Event, ...]
    """The whole log in the order it was written, corrections included."""
    films: dict[int, Film]
    remembered: tuple[Remembered, ...]
    waiting: tuple[Waiting, ...]
    preferences: dict[str, Any]
    """What else is kept for them, by name."""

    def shelved(self) -> list[Shelved]:
        """The films as they stand now, by title; those that have left the catalogue only by number."""
        from matinee.domain.film import Film

        standing = fold(self.events)
        by_film: dict[int, list[Event]] = defaultdict(list)
        for event, _ in corrected(self.events):
            if event.film_id is not None:
                by_film[event.film_id].append(event)
        saved = set(standing.watchlist)
        found: list[Shelved] = []
        for film_id, own in by_film.items():
            rated = [event for event in own if event.kind is Kind.RATING]
            shelved = Shelved(
                film=self.films.get(film_id) or Film(id=film_id, title=_named(own)),
                stars=rated[-1].value if rated else None,
                rated_at=rated[-1].at if rated else None,
                watches=tuple(_watch(event) for event in own if event.kind is Kind.WATCHED),
                seen=any(event.kind in OPINIONS or event.kind is Kind.WATCHED for event in own),
                saved_at=max((event.at for event in own if event.kind is Kind.WATCHLIST_ADD), default=None)
                if film_id in saved
                else None,
            )
            if shelved.seen or shelved.saved_at is not None:
                found.append(shelved)
        return sorted(found, key=lambda one: (one.film.title, one.film.id))


def _watch(event: Event) -> tuple[int, str, bool]:
    detail = detail_of(event)
    return event.at, str(detail.get("on", "")), detail.get("rewatch") is True


def _named(events: list[Event]) -> str:
    """What an import called a film that is not in the catalogue."""
    return next((str(title) for event in events if (title := detail_of(event).get("title"))), "")


@dataclass(frozen=True, slots=True)
class Export:
    """Gathers what is exported; writing it down is an adapter's work."""

    store: Store

    def library(self, user: str) -> Library:
        """Everything of one person, as of one moment."""
        with self.store.read() as unit:
            events = unit.events(user)
            films = unit.films(sorted({event.film_id for event in events if event.film_id is not None}))
            return Library(
                user=user,
                events=tuple(events),
                films=films,
                remembered=tuple(unit.imports.remembered(user)),
                waiting=tuple(unit.imports.waiting(user)),
                preferences=unit.preferences(user),
            )
