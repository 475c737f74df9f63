"""From scores to ranked lists, for many people at once, and what is known of the films in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.domain.film import Film
    from matinee.domain.ratings import Ratings
    from matinee.evaluation.split import Rows

__all__ = ["DEPTH", "FilmFacts", "Lists", "ranked"]

DEPTH = 100
"""Films of each list that are looked at."""
_ALIKE = ("genre", "keyword", "director", "cast")
"""Blocks of what films are made of in which two films of a list may be alike."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What the metrics beyond accuracy need of the films, by row; the same whichever model is measured."""

    popularity: npt.NDArray[np.float64]
    """Percentile of how many people rated the film, 0-100; films rated equally often share one."""
    surprise: npt.NDArray[np.float64]
    """Self-information, bits: -log2 of the share of people who rated the film."""
    genres: csr_matrix
    """Shares of the genres of each film, a row summing to 1, or to 0 without genres: (n_films, n_genres)."""
    content: csr_matrix
    """What each film is made of, rows of length 1 (or 0): (n_films, n_terms)."""

    @classmethod
    def of(cls, films: Sequence[Film], ratings: Ratings) -> FilmFacts:
        """The facts of films, in order of id, as the people learned from know them."""
        from scipy import sparse, stats
        from sklearn.preprocessing import normalize

        from matinee.features.blocks import FeatureSpace

        ids = np.array([film.id for film in films], dtype=np.int64)
        count = np.bincount(np.searchsorted(ids, ratings.film), minlength=len(ids))
        people = len(ratings.people())
        percentile = 100 * (stats.rankdata(count) - 0.5) / max(len(count), 1)
        surprise = -np.log2((count + 1) / (people + 1))
        features, rows = FeatureSpace.fit(films)
        block = np.array([name for name, _ in features.terms])
        genres = rows[:, block == "genre"].tocsr()
        genres.data[:] = 1
        content = rows[:, np.isin(block, _ALIKE)]
        # Where no film has a genre there is no column, which scikit-learn would refuse.
        shares = normalize(genres, norm="l1") if genres.shape[1] else genres
        lengths = normalize(content) if content.shape[1] else content
        return cls(percentile, surprise, shares, sparse.csr_matrix(lengths, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Lists:
    """What a model would show to a number of people, and what they were looking for."""

    top: Rows
    """Rows of the films, the best first, (people, depth); -1 where fewer may be shown."""
    hits: npt.NDArray[np.bool_]
    """Which of them are targets, (people, depth)."""
    targets: npt.NDArray[np.int64]
    """How many targets each person has, (people,); at least one."""
    first: npt.NDArray[np.int64]
    """Place of the first target in the list of all films, 1 being the top, (people,)."""
    liked: Sequence[Rows]
    """Rows of the films each person is known to have liked."""
    wanted: Sequence[Rows]
    """Rows of each person's targets."""
    facts: FilmFacts

    def __len__(self) -> int:
        return len(self.targets)


def ranked(
    scores: npt.NDArray[np.float64],
    barred: Sequence[Rows],
    wanted: Sequence[Rows],
    liked: Sequence[Rows],
    facts: FilmFacts,
    candidates: npt.NDArray[np.bool_] | None = None,
    depth: int = DEPTH,
) -> Lists:
    """Rank all films for each person.

    Equal scores are in an order drawn by lot, the same for every model: rows follow film ids, and old films,
    which are the well-known ones, have low ids.

    Args:
        scores: (people, n_films); not changed.
        barred: rows that may not be shown to each person, those of the history.
        wanted: rows of each person's targets.
        liked: rows each person is known to have liked.
        facts: of the films.
        candidates: which films may be shown at all; None is every film.
        depth: how many to look at.
    """
    n_people, n_films = scores.shape
    lot = np.random.default_rng(0).permutation(n_films)
    drawn = scores[:, lot]
    place = np.empty(n_films, dtype=np.int64)
    place[lot] = np.arange(n_films)
    if candidates is not None:
        drawn[:, ~candidates[lot]] = -np.inf
    is_target = np.zeros(scores.shape, dtype=np.bool_)
    for person, (out, found) in enumerate(zip(barred, wanted, strict=True)):
        drawn[person, place[out]] = -np.inf
        is_target[person, place[found]] = True
    top = _top(drawn, min(depth, n_films))
    value = np.take_along_axis(drawn, top, axis=1)
    hits = np.take_along_axis(is_target, top, axis=1) & np.isfinite(value)
    best = np.where(is_target, drawn, -np.inf)
    best_at = best.argmax(axis=1)
    best_value = best[np.arange(n_people), best_at][:, None]
    ahead = (drawn > best_value) | ((drawn == best_value) & (np.arange(n_films) < best_at[:, None]))
    return Lists(
        top=np.where(np.isfinite(value), lot[top], -1),
        hits=hits,
        targets=np.array([len(found) for found in wanted], dtype=np.int64),
        first=ahead.sum(axis=1) + 1,
        liked=liked,
        wanted=wanted,
        facts=facts,
    )


def _top(scores: npt.NDArray[np.float64], depth: int) -> Rows:
    """Columns of the highest scores of each row, the best first; of equal ones the first column."""
    top = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
    top.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable")
    top = np.take_along_axis(top, order, axis=1)
    # Where more films than there is room for share the last score, partitioning took any of them.
    last = np.take_along_axis(scores, top[:, -1:], axis=1)
    tied = (scores >= last).sum(axis=1) > depth
    top[tied] = np.argsort(-scores[tied], axis=1, kind="stable")[:, :depth]
    return top
