"""From scores to a page: candidates, variety and franchise order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.domain.catalogue import Catalogue
    from matinee.taste.belief import Belief
    from matinee.taste.space import TasteSpace

__all__ = ["Dials", "Ranked", "rank"]

_CANDIDATES = 300
_POPULARITY_PART = 0.8
"""Part of the interest offset that the obscurity dial can take away."""
_VARIETY_POINTS = 2.0
"""Points of score that a film as good as one already on the page loses at full variety."""


@dataclass(frozen=True, slots=True)
class Dials:
    """What a person can turn, each from 0 to 1."""

    obscurity: float = 0.0
    """How much less being well known counts."""
    variety: float = 0.15
    """How much unlike each other the films of a page should be."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page of films, the best first."""

    rows: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    """Scores before reranking, dials included, (n,)."""
    offsets: npt.NDArray[np.float64]
    """The part of each score that no event changes, the obscurity dial included, (n,)."""


def rank(
    space: TasteSpace,
    belief: Belief,
    catalogue: Catalogue,
    allowed: npt.NDArray[np.bool_],
    n: int,
    dials: Dials | None = None,
) -> Ranked:
    """The n films to show out of those allowed; fewer only if fewer are allowed.

    Args:
        space: the films' vectors; its rows are those of `catalogue`.
        belief: whose taste.
        catalogue: for the order of films within a series.
        allowed: which rows may be shown, (n_films,): not seen, not hidden, and within the filters.
        n: how many.
        dials: obscurity and variety.
    """
    dials = dials or Dials()
    rough = space.rough_scores(belief)
    if dials.obscurity:
        rough -= np.float32(_damping(space, dials)) * space.interest.offset
    rough[~allowed] = -np.inf
    wanted = min(max(_CANDIDATES, 3 * n), int(allowed.sum()))
    rows = (
        np.argpartition(rough, len(rough) - wanted)[len(rough) - wanted :]
        if wanted
        else np.zeros(0, np.int64)
    )
    rows = _in_series_order(rows, rough, catalogue, allowed)
    damped = _damping(space, dials) * space.interest.offset[rows].astype(np.float64)
    scores = space.scores(belief, rows=rows) - damped
    order = np.lexsort((space.film_ids[rows], -scores))
    rows, scores = rows[order], scores[order]
    if len(rows) < n:
        rows, scores = _filled(space, belief, dials, rows, scores, allowed, n)
    chosen = _varied(space, rows, scores, min(n, len(rows)), dials.variety)
    rows, scores = rows[chosen], scores[chosen]
    offsets = space.offsets(rows) - _damping(space, dials) * space.interest.offset[rows].astype(np.float64)
    return Ranked(rows, scores, offsets)


def _damping(space: TasteSpace, dials: Dials) -> float:
    return dials.obscurity * _POPULARITY_PART / space.config.interest_unit


def _in_series_order(
    rows: npt.NDArray[np.int64],
    rough: npt.NDArray[np.float32],
    catalogue: Catalogue,
    allowed: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """One film a series: the first that may be shown stands for all its successors."""
    alone = rows[catalogue.series[rows] < 0]
    first: list[int] = []
    for series in np.unique(catalogue.series[rows[catalogue.series[rows] >= 0]]):
        members = np.flatnonzero((catalogue.series == series) & allowed)
        order = np.lexsort((-rough[members], catalogue.series_place[members]))
        first.append(int(members[order[0]]))
    return np.concatenate([alone, np.array(first, dtype=np.int64)])


def _filled(
    space: TasteSpace,
    belief: Belief,
    dials: Dials,
    rows: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    allowed: npt.NDArray[np.bool_],
    n: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The page filled with what series order had left out, when nothing else is left."""
    rest = np.setdiff1d(np.flatnonzero(allowed), rows)
    more = space.scores(belief, rows=rest) - _damping(space, dials) * space.interest.offset[rest]
    order = np.lexsort((space.film_ids[rest], -more))[: n - len(rows)]
    return np.concatenate([rows, rest[order]]), np.concatenate([scores, more[order]])


def _varied(
    space: TasteSpace,
    rows: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    n: int,
    variety: float,
) -> npt.NDArray[np.int64]:
    """Places of n rows, greedily by score less likeness to what is already chosen.

    Maximal marginal relevance (Carbonell and Goldstein 1998, section 2), likeness being the cosine of the films'
    interest vectors, added up over the chosen films so that a third film of one kind pays more than a second.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    vectors = space.interest.vectors[rows].astype(np.float64)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    penalty = np.zeros(len(rows))
    left = np.ones(len(rows), dtype=np.bool_)
    chosen: list[int] = []
    for _ in range(n):
        best = int(np.argmax(np.where(left, scores - penalty, -np.inf)))
        chosen.append(best)
        left[best] = False
        penalty += variety * _VARIETY_POINTS * np.maximum(vectors @ vectors[best], 0)
    return np.array(chosen, dtype=np.int64)
