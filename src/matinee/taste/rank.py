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

__all__ = ["Dials", "Page", "Ranked", "damping", "later_in_series", "rank"]

_CANDIDATES = 300
_BLOCK = 64
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
    rough: npt.NDArray[np.float32] | None = None,
) -> Ranked:
    """The n films to show out of those allowed; fewer only if fewer are allowed.

    Args:
        space: the films' vectors; its rows are those of `catalogue`.
        belief: whose taste.
        catalogue: for the order of films within a series.
        allowed: which rows may be shown, (n_films,): not seen, not hidden, and within the filters.
        n: how many.
        dials: obscurity and variety.
        rough: `TasteSpace.rough_scores` of the belief, for who has them at hand; they stay as they are.
    """
    dials = dials or Dials()
    rough = space.rough_scores(belief) if rough is None else rough.copy()
    if dials.obscurity:
        rough -= damping(space, dials)
    first = allowed & ~later_in_series(rough, catalogue, allowed)
    rough[~first] = -np.inf
    wanted = min(max(_CANDIDATES, 3 * n), int(first.sum()))
    rows = _highest(rough, wanted)
    scores = space.scores(belief, rows=rows) - damping(space, dials, rows)
    order = np.lexsort((space.film_ids[rows], -scores))
    rows, scores = rows[order], scores[order]
    chosen = _varied(space, rows, scores, min(n, len(rows)), dials.variety, catalogue.directors[rows])
    rows, scores = rows[chosen], scores[chosen]
    if len(rows) < n:
        rows, scores = _filled(space, belief, dials, rows, scores, allowed, n)
    return Ranked(rows, scores, space.offsets(rows) - damping(space, dials, rows))


def _highest(rough: npt.NDArray[np.float32], wanted: int) -> npt.NDArray[np.int64]:
    """Rows of the highest scores, in any order; `wanted` of them are above -inf.

    Blocks' maxima bound from below what can be among them, so that of a large catalogue little is compared.
    """
    if not wanted:
        return np.zeros(0, dtype=np.int64)
    bound = np.finfo(np.float32).min
    blocks = len(rough) // _BLOCK
    if blocks > wanted:
        maxima = rough[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        bound = max(bound, np.partition(maxima, blocks - wanted)[blocks - wanted])
    rows = np.flatnonzero(rough >= bound)
    found: npt.NDArray[np.int64] = rows[
        np.argpartition(rough[rows], len(rows) - wanted)[len(rows) - wanted :]
    ]
    return found


def damping(
    space: TasteSpace, dials: Dials, rows: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.float32]:
    """What the obscurity dial takes from films' scores: it rises with the logarithm of how well known they are."""
    offset = space.interest.offset if rows is None else space.interest.offset[rows]
    if not dials.obscurity:
        return np.zeros(len(offset), dtype=np.float32)
    known = np.log(np.clip(offset, _LEAST_KNOWN, _BEST_KNOWN) / _LEAST_KNOWN) / np.log(
        _BEST_KNOWN / _LEAST_KNOWN
    )
    taken: npt.NDArray[np.float32] = (dials.obscurity * _OBSCURITY_POINTS * known).astype(np.float32)
    return taken


def later_in_series(
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
    more = space.scores(belief, rows=rest) - damping(space, dials, rest)
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
    """Places of n rows, greedily by score less likeness to what is already chosen."""
    page = Page(space.interest.vectors[rows], directors, variety * _VARIETY_POINTS)
    for _ in range(n):
        page.add(page.best(scores))
    return np.array(page.chosen, dtype=np.int64)


class Page:
    """A page as it fills: what a further film would repeat of what is on it.

    Maximal marginal relevance (Carbonell and Goldstein 1998, section 2), likeness being the cosine of the films'
    interest vectors, added up over the chosen films so that a third film of one kind pays more than a second.
    Of each ten films at most four are of one director, unless nothing else is left.
    """

    def __init__(
        self, vectors: npt.NDArray[np.float32], directors: npt.NDArray[np.int32], repetition: float
    ) -> None:
        """An empty page.

        Args:
            vectors: the candidates' interest vectors, (n, d).
            directors: theirs, as in `Catalogue.directors`, (n, 3).
            repetition: what a film as good as one already on the page loses, in the unit of what it is worth.
        """
        self.chosen: list[int] = []
        """Places among the candidates, the first chosen first."""
        self._vectors = vectors.astype(np.float64)
        self._vectors /= np.maximum(np.linalg.norm(self._vectors, axis=1, keepdims=True), 1e-12)
        self._directors = directors
        self._repetition = repetition
        self._penalty = np.zeros(len(vectors))
        self._left = np.ones(len(vectors), dtype=np.bool_)
        self._full = np.zeros(len(vectors), dtype=np.bool_)
        self._of_director: dict[int, int] = {}

    def best(self, worth: npt.NDArray[np.float64]) -> int:
        """Place of the candidate to choose next, the first of equals; some must be left.

        Args:
            worth: what each candidate is worth by itself, (n,).
        """
        if len(self.chosen) % _TEN == 0:
            self._of_director = {}
            self._full[:] = False
        net = np.where(self._left & ~self._full, worth - self._penalty, -np.inf)
        if np.isneginf(net).all():
            net = np.where(self._left, worth - self._penalty, -np.inf)
        return int(np.argmax(net))

    def add(self, place: int) -> None:
        """Put a candidate on the page."""
        self.chosen.append(place)
        self._left[place] = False
        for director in self._directors[place][self._directors[place] >= 0].tolist():
            self._of_director[director] = self._of_director.get(director, 0) + 1
            if self._of_director[director] == _OF_ONE_DIRECTOR:
                self._full |= (self._directors == director).any(axis=1)
        self._penalty += self._repetition * np.maximum(self._vectors @ self._vectors[place], 0)
