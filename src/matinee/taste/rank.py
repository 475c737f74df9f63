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
_OBSCURITY_POINTS = 3.0
"""Points of score that a film everybody would choose loses at full obscurity."""
_LEAST_KNOWN, _BEST_KNOWN = 0.002, 0.5
"""Interest offsets between which the obscurity dial tells films apart."""
_TEN, _OF_ONE_DIRECTOR = 10, 4
_VARIETY_POINTS = 2.0
"""Points of score that a film as good as one already on the page loses at full variety."""


@dataclass(frozen=True, slots=True)
class Dials:
    """What a person can turn, each from 0 to 1."""

    obscurity: float = 0.0
    """How much less being well known counts."""
    variety: float = 0.08
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
        rough -= _damping(space, dials)
    first = allowed & ~_later_in_series(rough, catalogue, allowed)
    rough[~first] = -np.inf
    wanted = min(max(_CANDIDATES, 3 * n), int(first.sum()))
    rows = (
        np.argpartition(rough, len(rough) - wanted)[len(rough) - wanted :]
        if wanted
        else np.zeros(0, np.int64)
    )
    scores = space.scores(belief, rows=rows) - _damping(space, dials, rows)
    order = np.lexsort((space.film_ids[rows], -scores))
    rows, scores = rows[order], scores[order]
    chosen = _varied(space, rows, scores, min(n, len(rows)), dials.variety, catalogue.directors[rows])
    rows, scores = rows[chosen], scores[chosen]
    if len(rows) < n:
        rows, scores = _filled(space, belief, dials, rows, scores, allowed, n)
    return Ranked(rows, scores, space.offsets(rows) - _damping(space, dials, rows))


def _damping(
    space: TasteSpace, dials: Dials, rows: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.float32]:
    """What the obscurity dial takes from films' scores: it rises with the logarithm of how well known they are."""
    offset = space.interest.offset if rows is None else space.interest.offset[rows]
    if not dials.obscurity:
        return np.zeros(len(offset), dtype=np.float32)
    known = np.log(np.clip(offset, _LEAST_KNOWN, _BEST_KNOWN) / _LEAST_KNOWN) / np.log(
        _BEST_KNOWN / _LEAST_KNOWN
    )
    damping: npt.NDArray[np.float32] = (dials.obscurity * _OBSCURITY_POINTS * known).astype(np.float32)
    return damping


def _later_in_series(
    rough: npt.NDArray[np.float32], catalogue: Catalogue, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Films for which another stands: of each series all but the first that may be shown, (n_films,)."""
    later = np.zeros(len(allowed), dtype=np.bool_)
    members = np.flatnonzero(allowed & (catalogue.series >= 0))
    # By series, in it by place, and of one place the better first.
    members = members[
        np.lexsort((-rough[members], catalogue.series_place[members], catalogue.series[members]))
    ]
    series = catalogue.series[members]
    later[members[1:][series[1:] == series[:-1]]] = True
    return later


def _filled(
    space: TasteSpace,
    belief: Belief,
    dials: Dials,
    rows: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    allowed: npt.NDArray[np.bool_],
    n: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The page filled up with what series order had left out, since nothing else is left."""
    rest = np.setdiff1d(np.flatnonzero(allowed), rows)
    more = space.scores(belief, rows=rest) - _damping(space, dials, rest)
    order = np.lexsort((space.film_ids[rest], -more))[: n - len(rows)]
    return np.concatenate([rows, rest[order]]), np.concatenate([scores, more[order]])


def _varied(
    space: TasteSpace,
    rows: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    n: int,
    variety: float,
    directors: npt.NDArray[np.int32],
) -> npt.NDArray[np.int64]:
    """Places of n rows, greedily by score less likeness to what is already chosen.

    Maximal marginal relevance (Carbonell and Goldstein 1998, section 2), likeness being the cosine of the films'
    interest vectors, added up over the chosen films so that a third film of one kind pays more than a second.
    Of each ten films at most four are of one director, unless nothing else is left.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    vectors = space.interest.vectors[rows].astype(np.float64)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    penalty = np.zeros(len(rows))
    left = np.ones(len(rows), dtype=np.bool_)
    chosen: list[int] = []
    of_director = dict.fromkeys(np.unique(directors).tolist(), 0)
    full = np.zeros(len(rows), dtype=np.bool_)
    for place in range(n):
        if place % _TEN == 0:
            of_director = dict.fromkeys(of_director, 0)
            full[:] = False
        worth = np.where(left & ~full, scores - penalty, -np.inf)
        if np.isneginf(worth).all():
            worth = np.where(left, scores - penalty, -np.inf)
        best = int(np.argmax(worth))
        chosen.append(best)
        left[best] = False
        for director in directors[best][directors[best] >= 0].tolist():
            of_director[director] += 1
            if of_director[director] == _OF_ONE_DIRECTOR:
                full |= (directors == director).any(axis=1)
        penalty += variety * _VARIETY_POINTS * np.maximum(vectors @ vectors[best], 0)
    return np.array(chosen, dtype=np.int64)
