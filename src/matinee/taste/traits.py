"""What a belief says in words: traits that a person likes or avoids, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matinee.taste.belief import Belief
    from matinee.taste.space import TasteSpace

__all__ = ["Trait", "traits"]

_SPOKEN = ("genre", "keyword", "tone", "director", "cast", "origin", "decade")
"""Blocks that make sense as a trait; single words of a synopsis do not."""


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


def traits(
    space: TasteSpace, belief: Belief, *, most: int = 8, least_films: int = 3
) -> tuple[list[Trait], list[Trait]]:
    """The traits liked and avoided most, each list with the surest first.

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
    total = np.bincount(content.rows.indices, weights=content.rows.data, minlength=len(films))[:known]
    blocks = np.array([block in _SPOKEN for block, _ in content.features.terms[:known]], dtype=np.bool_)
    columns = np.flatnonzero(blocks & (films >= least_films))
    usual = total[columns] / films[columns]
    weights = content.weights[columns].astype(np.float64) * usual[:, None]
    half = 0.25**space.config.spread_power
    scale = half / space.config.interest_unit
    effects = scale * (weights @ belief.interest.mean)
    spread = scale * np.sqrt(np.square(weights @ np.linalg.cholesky(belief.interest.covariance)).sum(axis=1))
    # How far the evidence has moved a trait, in units of what it did not know before.
    before = np.maximum(scale * np.linalg.norm(weights, axis=1), 1e-12)
    order = np.argsort(-effects / before, kind="stable")

    def named(places: list[int]) -> list[Trait]:
        found: list[Trait] = []
        for place in places:
            block, term = content.features.terms[columns[place]]
            found.append(
                Trait(block, term, float(effects[place]), float(spread[place]), int(films[columns[place]]))
            )
        return found

    least = _LEAST_PART * float(np.abs(effects).max(initial=0.0))
    liked = [int(place) for place in order if effects[place] > least][:most]
    avoided = [int(place) for place in order[::-1] if effects[place] < -least][:most]
    return named(liked), named(avoided)
