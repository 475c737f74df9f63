"""What a list is worth, each measure a small class: ranked lists in, one value a person out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.evaluation.lists import Lists
    from matinee.evaluation.split import Rows

    Values = npt.NDArray[np.float64]

__all__ = [
    "METRICS",
    "NDCG",
    "Calibration",
    "Coverage",
    "HitRate",
    "Metric",
    "Novelty",
    "PopularityPercentile",
    "Recall",
    "ReciprocalRank",
    "Variety",
    "auc",
]


class Metric(Protocol):
    """One measure."""

    @property
    def name(self) -> str:
        """As tables print it."""

    def __call__(self, lists: Lists) -> Values:
        """The value for each person: float64 (people,), NaN where it means nothing."""


@dataclass(frozen=True, slots=True)
class NDCG:
    """Discounted cumulative gain of the first k, 1 for a hit, by that of the best possible list.

    Järvelin and Kekäläinen 2002, with the discount 1 / log2(place + 1).
    """

    k: int

    @property
    def name(self) -> str:
        """NDCG@k."""
        return f"NDCG@{self.k}"

    def __call__(self, lists: Lists) -> Values:
        """0 to 1."""
        discount = 1 / np.log2(np.arange(2, self.k + 2))
        gain = lists.hits[:, : self.k] @ discount[: lists.hits.shape[1]]
        ideal = np.cumsum(discount)[np.minimum(lists.targets, self.k) - 1]
        found: Values = gain / ideal
        return found


@dataclass(frozen=True, slots=True)
class Recall:
    """Part of the targets among the first k; of more than k targets, part of k."""

    k: int

    @property
    def name(self) -> str:
        """Recall@k."""
        return f"Recall@{self.k}"

    def __call__(self, lists: Lists) -> Values:
        """0 to 1."""
        found: Values = lists.hits[:, : self.k].sum(axis=1) / np.minimum(lists.targets, self.k)
        return found


@dataclass(frozen=True, slots=True)
class HitRate:
    """Whether any of the first k is a target."""

    k: int

    @property
    def name(self) -> str:
        """HitRate@k."""
        return f"HitRate@{self.k}"

    def __call__(self, lists: Lists) -> Values:
        """0 or 1."""
        found: Values = np.asarray(lists.hits[:, : self.k].any(axis=1), dtype=np.float64)
        return found


@dataclass(frozen=True, slots=True)
class ReciprocalRank:
    """1 by the place of the first target, however far down."""

    name: ClassVar[str] = "MRR"

    def __call__(self, lists: Lists) -> Values:
        """Above 0 to 1."""
        found: Values = np.reciprocal(lists.first.astype(np.float64))
        return found


@dataclass(frozen=True, slots=True)
class Coverage:
    """Part of all films that are among the first k of anybody: a figure of the whole, not of a person.

    Each person's value is what the mean over people needs to come out right: films of their list count by one
    part for each person who is shown them.
    """

    k: int

    @property
    def name(self) -> str:
        """Coverage@k."""
        return f"Coverage@{self.k}"

    def __call__(self, lists: Lists) -> Values:
        """Means to 0 to 1."""
        top = lists.top[:, : self.k]
        n_films = len(lists.facts.popularity)
        shown = np.bincount(top[top >= 0], minlength=n_films)
        parts = np.where(top >= 0, 1 / np.maximum(shown[top], 1), 0).sum(axis=1)
        found: Values = parts * len(lists) / n_films
        return found


@dataclass(frozen=True, slots=True)
class PopularityPercentile:
    """Mean popularity percentile of the first k: 100 is the best known film of all."""

    k: int
    name: ClassVar[str] = "Popularity"

    def __call__(self, lists: Lists) -> Values:
        """0 to 100."""
        return _mean_of(lists.facts.popularity, lists.top[:, : self.k])


@dataclass(frozen=True, slots=True)
class Novelty:
    """Mean self-information of the first k, in bits (Zhou et al. 2010): each bit is half as many who know it."""

    k: int
    name: ClassVar[str] = "Novelty"

    def __call__(self, lists: Lists) -> Values:
        """0 and more."""
        return _mean_of(lists.facts.surprise, lists.top[:, : self.k])


@dataclass(frozen=True, slots=True)
class Variety:
    """Intra-list diversity of the first k: 1 less the mean cosine of two of its films (Ziegler et al. 2005).

    Over genres, keywords, directors and cast, so that it does not depend on the model measured.
    """

    k: int
    name: ClassVar[str] = "Variety"

    def __call__(self, lists: Lists) -> Values:
        """0 (all the same) to 1; NaN for a list of fewer than two."""
        top = lists.top[:, : self.k]
        n = (top >= 0).sum(axis=1)
        content = lists.facts.content
        total = _sums(content, [row[row >= 0] for row in top])
        # The squared length of the sum holds each film with itself, and every pair twice.
        own = np.asarray(_sums(content.multiply(content), [row[row >= 0] for row in top]).sum(axis=1)).ravel()
        pairs = np.asarray(total.multiply(total).sum(axis=1)).ravel() - own
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Values = np.where(n > 1, 1 - pairs / (n * (n - 1)), np.nan)
        return found


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the genres of the first k are from those of the films known to be liked: less is better.

    Kullback-Leibler divergence with the list's mix smoothed by a hundredth of the person's (Steck 2018,
    equations 3-6).
    """

    k: int
    name: ClassVar[str] = "Calibration"

    _SMOOTH: ClassVar[float] = 0.01

    def __call__(self, lists: Lists) -> Values:
        """0 and more; NaN where nothing is known to be liked, or without genres."""
        wished = _mix(lists.facts.genres, lists.liked)
        shown = _mix(lists.facts.genres, [row[row >= 0] for row in lists.top[:, : self.k]])
        smoothed = (1 - self._SMOOTH) * shown + self._SMOOTH * wished
        with np.errstate(invalid="ignore", divide="ignore"):
            parts = np.where(wished > 0, wished * np.log(wished / smoothed), 0)
        known = (wished.sum(axis=1) > 0) & (shown.sum(axis=1) > 0)
        found: Values = np.where(known, parts.sum(axis=1), np.nan)
        return found


METRICS: tuple[Metric, ...] = (
    NDCG(10),
    Recall(20),
    NDCG(100),
    HitRate(10),
    ReciprocalRank(),
    Coverage(10),
    PopularityPercentile(10),
    Variety(10),
    Novelty(10),
    Calibration(10),
)
"""Every measure of a list, in the order of the tables."""


def auc(liked: Values, disliked: Values) -> float:
    """How likely a liked film scores above a disliked one, ties counting half; NaN where one kind is missing."""
    if not len(liked) or not len(disliked):
        return float("nan")
    above = (liked[:, None] > disliked).mean() + 0.5 * (liked[:, None] == disliked).mean()
    return float(above)


def _mean_of(values: Values, top: Rows) -> Values:
    shown = top >= 0
    with np.errstate(invalid="ignore"):
        found: Values = np.where(shown, values[top], 0).sum(axis=1) / shown.sum(axis=1)
    return found


def _sums(matrix: csr_matrix, rows: Sequence[Rows]) -> csr_matrix:
    """Sum of some rows of a matrix, for each person."""
    from scipy import sparse

    starts = np.concatenate([[0], np.cumsum([len(part) for part in rows])])
    columns = np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    chosen = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), matrix.shape[0]))
    return sparse.csr_matrix(chosen @ matrix)


def _mix(genres: csr_matrix, rows: Sequence[Rows]) -> Values:
    """Shares of the genres over the films of each person, summing to 1: (people, n_genres)."""
    total: Values = _sums(genres, rows).toarray()
    total /= np.maximum(total.sum(axis=1, keepdims=True), 1e-12)
    return total
