"""Why a film has its score: exact shares, what films share, and what would be without an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matinee.domain.feedback import Event

__all__ = ["Explanation", "Share"]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a score that one event makes."""

    event: Event
    share: float
    """In points of score, both fields together; may be below 0."""
    interest: float
    """Its part through interest."""
    enjoyment: float
    """Its part through expected enjoyment."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A film's score taken apart: ``score = offset + sum of the shares`` exactly."""

    film_id: int
    score: float
    offset: float
    """What no event changes: how well known and liked the film is."""
    shares: tuple[Share, ...]
    """One for every event, the largest first by size."""
