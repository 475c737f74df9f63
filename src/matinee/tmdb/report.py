"""What became of a table of films: the records, what was refused and what was mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.opening import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.domain.film import FilmRecord

__all__ = ["Cleaned", "Mend", "Refusal", "Tally", "shown", "together"]

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that did not become a film."""

    row: int
    """Its place in the file as a spreadsheet counts: the header is row 1."""
    id: str
    """The id as it was given, which may be no id at all."""
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One kind of mending, and how often it was needed."""

    reason: str
    count: int
    examples: tuple[str, ...]
    """Up to five titles it happened to."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A table of films after cleaning. Every row read is either a record or refused, never lost."""

    records: list[FilmRecord]
    read: int
    refused: list[Refusal]
    """By row."""
    mended: list[Mend]
    """The most frequent first."""

    def __post_init__(self) -> None:
        if self.read != len(self.records) + len(self.refused):
            raise ValueError(
                f"{self.read} rows read, but {len(self.records)} records and {len(self.refused)} refusals"
            )


class Tally:
    """Counts mends by reason while a file is read."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, reason: str, title: str) -> None:
        """One more mend of this kind, to the film of this title."""
        self._counts[reason] = self._counts.get(reason, 0) + 1
        examples = self._examples.setdefault(reason, [])
        if title and len(examples) < _EXAMPLES and (name := shown(title)) not in examples:
            examples.append(name)

    def mends(self) -> list[Mend]:
        """What was counted, the most frequent first."""
        found = [Mend(reason, count, tuple(self._examples[reason])) for reason, count in self._counts.items()]
        return sorted(found, key=lambda mend: (-mend.count, mend.reason))


def together(mended: Iterable[Mend]) -> list[Mend]:
    """Mends of several pieces of one table, each kind once, the most frequent first."""
    found: dict[str, Mend] = {}
    for mend in mended:
        known = found.get(mend.reason, Mend(mend.reason, 0, ()))
        examples = tuple(dict.fromkeys((*known.examples, *mend.examples)))[:_EXAMPLES]
        found[mend.reason] = Mend(mend.reason, known.count + mend.count, examples)
    return sorted(found.values(), key=lambda mend: (-mend.count, mend.reason))
