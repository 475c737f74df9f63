"""What services need from the outside, as small protocols that adapters fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film, FilmRecord
    from matinee.domain.gathering import Shelf
    from matinee.domain.imports import ImportTables

__all__ = ["Clock", "Impression", "Progress", "Store", "Stored", "TitleRow", "Unit"]


@dataclass(frozen=True, slots=True)
class TitleRow:
    """The little of a film that finding it by name needs."""

    id: int
    title: str
    original_title: str
    year: int | None
    votes: int
    """Vote count, or the fame level's stand-in for it; breaks ties between namesakes."""
    imdb_id: str = ""


@dataclass(frozen=True, slots=True)
class Impression:
    """One film shown to one person in one list."""

    list_id: str
    """Shared by all films of one list."""
    user: str
    film_id: int
    at: int
    """Microseconds since 1970 UTC."""
    place: int
    """1 is the top."""
    score: float
    surface: str
    """Where it was shown: ``cli``, ``app``, ``api``."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How many film records a write added, changed and found already there."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Unit(Protocol):
    """One transaction on the store: all of it happens, or none."""

    # Films
    def put_films(self, records: Iterable[FilmRecord]) -> Stored:
        """Store what a source says; the merged film follows. The same record again changes nothing."""

    def films(self, ids: Sequence[int]) -> dict[int, Film]:
        """The merged films of these ids; unknown ids are absent."""

    def all_films(self, changed_since: int = 0) -> Iterator[Film]:
        """Every merged film by id, or those of a later revision than `changed_since`."""

    def film_count(self) -> int:
        """How many films there are."""

    def film_revision(self) -> int:
        """Grows with every change of the films; 0 when there never were any."""

    def titles(self) -> list[TitleRow]:
        """A row for every film, by id."""

    def titles_named(self, key: str) -> list[TitleRow]:
        """Films whose title or original title has this `matching.title_key`, most votes first."""

    def people(self) -> dict[str, list[int]]:
        """Everyone who directed, wrote or acted: name to film ids, each list by votes."""

    def films_of(self, person: str) -> dict[int, list[str]]:
        """Films of one person by exact name: id to ``director``, ``writer``, ``cast``; most votes first."""

    # Fetched films
    @property
    def shelf(self) -> Shelf:
        """Films fetched from TMDB: raw answers, what is due, what is gone."""

    # Imports
    @property
    def imports(self) -> ImportTables:
        """What other services call films, and rows that wait for theirs."""

    # Feedback
    def append(self, events: Sequence[Event]) -> int:
        """Add events to the log; one whose id is there already is passed over. Gives how many were new."""

    def events(self, user: str) -> list[Event]:
        """One person's log in the order it was written, `seq` filled."""

    def event(self, event_id: str) -> Event | None:
        """One event by its id."""

    def users(self) -> list[str]:
        """Everyone with an event, by name."""

    # What a person wants kept
    def preferences(self, user: str) -> dict[str, Any]:
        """Everything kept for one person, by name."""

    def prefer(self, user: str, name: str, value: Any) -> None:
        """Keep something for one person in place of what was kept under this name; None forgets it."""

    # What was shown
    def show(self, impressions: Sequence[Impression]) -> None:
        """Note what was shown; a film noted for a list already is passed over."""

    def impressions(self, user: str, since: int = 0) -> list[Impression]:
        """What one person was shown at `since` or later, oldest first."""


class Store(Protocol):
    """Where an installation keeps its films and its people's feedback."""

    def begin(self) -> AbstractContextManager[Unit]:
        """A transaction that may write: committed durably at the end, rolled back on an error."""

    def read(self) -> AbstractContextManager[Unit]:
        """A transaction that only reads, and never waits for a writer."""

    def check(self) -> list[str]:
        """Complaints about the database's integrity; empty when sound."""

    def back_up(self, target: Path) -> None:
        """Copy everything into one file, while others go on reading and writing."""

    def compact(self) -> None:
        """Give back the space of what was removed, so that it is really gone from the disk."""

    def close(self) -> None:
        """Let go of every connection."""


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> int:
        """Microseconds since 1970 UTC."""


class Progress(Protocol):
    """Hears how far long work has come."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """`done` of `total` steps of `what` are through."""
