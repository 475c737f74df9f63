"""What imports need from the outside, as small protocols that adapters fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.history import Remembered, Waiting
    from matinee.domain.match import Asked
    from matinee.domain.ports import Progress

__all__ = ["FilmFinder", "Found", "ImportTables"]


class ImportTables(Protocol):
    """What imports remember, within one transaction."""

    def remembered(self, user: str, states: Sequence[str] = ()) -> list[Remembered]:
        """What became of the titles one person brought, by service and title; of some states, or of all."""

    def remember(self, titles: Sequence[Remembered]) -> None:
        """Note what became of titles; what was noted of them before is replaced."""

    def people_waiting(self) -> list[str]:
        """Everyone with a title in review, by name."""

    def wait(self, rows: Sequence[Waiting]) -> None:
        """Keep what rows say until their film is known; the same words again change nothing."""

    def waiting(self, user: str) -> list[Waiting]:
        """What one person's rows say of films not known yet, in a fixed order."""

    def no_longer_waiting(self, user: str, service: str, key: str) -> None:
        """Drop what waited for the film of one title."""

    def owners(self, event_ids: Sequence[str]) -> dict[str, str]:
        """Whose events these are; ids that nobody has are absent."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking films up."""

    films: int = 0
    """How many are new in the catalogue, or known better than before."""
    trouble: str = ""
    """One line on what could not be had; empty when everything could be asked."""


class FilmFinder(Protocol):
    """Looks up films that are not in the catalogue yet, as TMDB does for who has a key."""

    def find(self, asked: Sequence[Asked], progress: Progress | None = None) -> Found:
        """Store the films that these may mean, as far as they can be found; what fails is told, not raised."""
