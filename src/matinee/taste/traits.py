"""What a belief says in words: traits that a person likes or avoids, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.wishes import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.taste.belief import Belief
    from matinee.taste.space import TasteSpace
    from matinee.taste.wishes import Want, Wish

__all__ = ["Trait", "traits", "wished_traits"]

_LEAST_PART = 0.04
"""A trait whose effect is a smaller part of the largest one's says nothing."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing films have, and what the belief says of it."""

    block: str
    term: str
    effect: float
    """Points that having it adds to the score of a film half of all people would choose."""
    sd: float
    """Standard deviation of that effect."""
    films: int
    """Films of the catalogue that have it."""
    want: Want | None = None
    """What the person wished of it, in force in that effect."""


def traits(
    space: TasteSpace, belief: Belief, *, most: int = 8, least_films: int = 3
) -> tuple[list[Trait], list[Trait]]:
    """The traits liked and avoided most, each list with the surest first; those wished for are left out.

    The effect of a term is what its usual weight, pushed through the content map, does to interest.

    Args:
        space: with its content.
        belief: whose taste.
        most: how many of each.
        least_films: a trait of fewer films says little.
    """
    content = space.content
    known = content.weights.shape[0]
    films = np.bincount(content.rows.indices, minlength=len(content.features.terms))[:known]
    terms = content.features.terms[:known]
    wished = {(wish.block, wish.term) for wish in belief.interest.wishes}
    told = np.array([term[0] in SPOKEN and term not in wished for term in terms], dtype=np.bool_)
    found = _effects(space, belief, np.flatnonzero(told & (films >= least_films)))
    # How far the evidence has moved a trait, in units of what it did not know before.
    order = np.argsort(-found.effect / np.maximum(found.before, 1e-12), kind="stable")
    least = _LEAST_PART * float(np.abs(found.effect).max(initial=0.0))
    liked = [int(place) for place in order if found.effect[place] > least][:most]
    avoided = [int(place) for place in order[::-1] if found.effect[place] < -least][:most]
    return [found.trait(space, place) for place in liked], [found.trait(space, place) for place in avoided]


def wished_traits(space: TasteSpace, belief: Belief, wishes: Sequence[Wish]) -> list[Trait]:
    """The traits of some wishes, in their order; one that the space does not know has no effect and no films."""
    columns = space.trait_columns
    known = [wish for wish in wishes if (wish.block, wish.term) in columns]
    found = _effects(
        space, belief, np.array([columns[wish.block, wish.term] for wish in known], dtype=np.int64)
    )
    told = {wish: found.trait(space, place, wish.want) for place, wish in enumerate(known)}
    return [told.get(wish) or Trait(wish.block, wish.term, 0.0, 0.0, 0, wish.want) for wish in wishes]


@dataclass(frozen=True, slots=True)
class _Effects:
    """What some columns do to interest, (n,) each."""

    columns: npt.NDArray[np.int64]
    effect: npt.NDArray[np.float64]
    sd: npt.NDArray[np.float64]
    before: npt.NDArray[np.float64]
    """Its standard deviation before anything was said."""
    films: npt.NDArray[np.int64]

    def trait(self, space: TasteSpace, place: int, want: Want | None = None) -> Trait:
        """One of them by name."""
        block, term = space.content.features.terms[self.columns[place]]
        return Trait(
            block, term, float(self.effect[place]), float(self.sd[place]), int(self.films[place]), want
        )


def _effects(space: TasteSpace, belief: Belief, columns: npt.NDArray[np.int64]) -> _Effects:
    content = space.content
    terms = len(content.features.terms)
    films = np.bincount(content.rows.indices, minlength=terms)[columns]
    total = np.bincount(content.rows.indices, weights=content.rows.data, minlength=terms)[columns]
    usual = total / np.maximum(films, 1)
    weights = content.weights[columns].astype(np.float64) * usual[:, None]
    scale = 0.25**space.config.spread_power / space.config.interest_unit
    spread = np.sqrt(np.square(weights @ np.linalg.cholesky(belief.interest.covariance)).sum(axis=1))
    return _Effects(
        columns,
        scale * (weights @ belief.interest.mean),
        scale * spread,
        scale * np.linalg.norm(weights, axis=1),
        films,
    )
