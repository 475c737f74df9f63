"""Why a film has its score: exact shares, what films share, and what would be without an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from matinee.domain.feedback import Event

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.taste.wishes import Wish

__all__ = ["Explanation", "Share", "Shares"]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a score that one event or one wish makes."""

    event: Event | None
    """None where it is a wish's."""
    share: float
    """In points of score, both fields together; may be below 0."""
    interest: float
    """Its part through interest."""
    enjoyment: float
    """Its part through expected enjoyment."""
    wish: Wish | None = None


class Shares(Sequence[Share]):
    """The share of every event and wish in one film's score, the largest first by size.

    A page of twenty films and a log of a thousand events have twenty thousand shares, of which a handful is
    ever looked at: each is made when it is.
    """

    __slots__ = ("_causes", "_enjoyment", "_interest", "_order")

    def __init__(
        self,
        causes: Sequence[Event | Wish],
        interest: npt.NDArray[np.float64],
        enjoyment: npt.NDArray[np.float64],
    ) -> None:
        """Order the shares.

        Args:
            causes: events by id, then wishes, which settles the order of equals.
            interest: each one's part through interest, (n,).
            enjoyment: each one's part through enjoyment, (n,).
        """
        self._causes, self._interest, self._enjoyment = causes, interest, enjoyment
        self._order = np.argsort(-np.abs(interest + enjoyment), kind="stable")

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Share: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Share, ...]: ...
    def __getitem__(self, index: int | slice) -> Share | tuple[Share, ...]:
        """One share by its place, or a slice of them as a tuple."""
        if isinstance(index, slice):
            return tuple(self._at(int(place)) for place in self._order[index])
        return self._at(int(self._order[index]))

    def _at(self, place: int) -> Share:
        interest, enjoyment = float(self._interest[place]), float(self._enjoyment[place])
        cause = self._causes[place]
        if isinstance(cause, Event):
            return Share(cause, interest + enjoyment, interest, enjoyment)
        return Share(None, interest + enjoyment, interest, enjoyment, cause)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Shares{tuple(self)!r}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A film's score taken apart: ``score = offset + sum of the shares`` exactly."""

    film_id: int
    score: float
    offset: float
    """What no event changes: how well known and liked the film is."""
    shares: Sequence[Share]
    """One for every event and wish, the largest first by size."""
