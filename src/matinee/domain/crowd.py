"""What reading a crowd found: its ratings, and an account in which every row read has its place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matinee.domain.ratings import Ratings

__all__ = ["CrowdReport", "Note", "ReadCrowd"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing noticed while reading, and how often."""

    what: str
    """In words for people: "ratings outside 0.5 to 5"."""
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrowdReport:
    """The account of a reading: ``read = kept + the counts of what was left out``."""

    read: int = 0
    kept: int = 0
    people: int = 0
    films: int = 0
    left_out: tuple[Note, ...] = ()
    """Rows that are not in the crowd, each counted once, for the first reason that applies."""
    noticed: tuple[Note, ...] = ()
    """What is in the crowd and worth knowing: times that were no times, people who say little."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CrowdReport:
        """The report back from `to_dict`."""

        def notes(name: str) -> tuple[Note, ...]:
            return tuple(
                Note(note["what"], int(note["count"]), tuple(note["examples"])) for note in values[name]
            )

        numbers = {name: int(values[name]) for name in ("read", "kept", "people", "films")}
        return cls(**numbers, left_out=notes("left_out"), noticed=notes("noticed"))


@dataclass(frozen=True, slots=True)
class ReadCrowd:
    """A crowd as read: people numbered from 0, each one's ratings together and oldest first."""

    ratings: Ratings
    report: CrowdReport = field(default_factory=CrowdReport)
