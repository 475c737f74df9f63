"""Reasons for a pick, each made when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.features.blocks import Shared
    from matinee.taste.reasons import Share
    from matinee.taste.wishes import Wish

__all__ = ["Reason", "Reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What one event or one wish adds to a film's score."""

    event: Event | None
    """None where it is a wish's."""
    film: Film | None
    """The film the event is about; None for a wish."""
    share: float
    """Points of score; may be below 0."""
    shared: tuple[Shared, ...] = ()
    """What that film and the picked one have in common; filled in where one film is looked at."""
    wish: Wish | None = None
    """The mute or pin of a trait, where it is no event's."""


class Reasons(Sequence[Reason]):
    """A reason for every share of a score, in the same order."""

    __slots__ = ("_films", "_shares")

    def __init__(self, shares: Sequence[Share], films: Mapping[int, Film]) -> None:
        self._shares, self._films = shares, films

    def __len__(self) -> int:
        return len(self._shares)

    @overload
    def __getitem__(self, index: int) -> Reason: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Reason, ...]: ...
    def __getitem__(self, index: int | slice) -> Reason | tuple[Reason, ...]:
        """One reason by its place, or a slice of them as a tuple."""
        if isinstance(index, slice):
            return tuple(self._for(share) for share in self._shares[index])
        return self._for(self._shares[index])

    def _for(self, share: Share) -> Reason:
        film = None if share.event is None else self._films.get(share.event.film_id or 0)
        return Reason(share.event, film, share.share, wish=share.wish)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Reasons{tuple(self)!r}"
