"""The taste space without a crowd: vectors from content, offsets from votes or fame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.subspace import leading_directions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.domain.film import Film
    from matinee.taste.config import TasteConfig

__all__ = ["OffsetMap", "content_map", "project"]

_PROJECTED_ROWS = 8192

FAME_VOTES = {1: 150, 2: 600, 3: 2000, 4: 6000, 5: 15000}
"""Votes that a fame level stands in for, where a film has none."""
_CHOSEN_MEAN = 7.0
"""Mean vote taken for a film that has a fame level and no votes: somebody chose it for the starter catalogue."""


def content_map(
    rows: csr_matrix, mean: npt.NDArray[np.float32], dimensions: int, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """The leading right singular vectors of the centred features: W, so that ``v = (x - mean) W``.

    The centring is done on the small side, so that the matrix stays sparse.

    Args:
        rows: features, float32 (n_films, n_terms), not centred.
        mean: the mean film, (n_terms,).
        dimensions: how many vectors are wanted; fewer come back where the matrix is smaller.
        rng: for the starting subspace.

    Returns:
        float32 (n_terms, d), columns orthonormal, by falling singular value; the sign of each is such that its
        largest entry is positive.
    """
    transposed = rows.T.tocsr()

    def times(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        product: npt.NDArray[np.float32] = rows @ matrix - (mean @ matrix)[None, :]
        return product

    def transposed_times(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        product: npt.NDArray[np.float32] = transposed @ matrix - np.outer(mean, matrix.sum(axis=0))
        return product

    n_films, n_terms = rows.shape
    return leading_directions(times, transposed_times, (n_films, n_terms), dimensions, rng)


def project(
    rows: csr_matrix, mean: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Vectors of films from their features: ``(x - mean) W``, float32 (n_films, d).

    A film nothing is known of has no features and gets the zero vector, not the far side of the mean.
    """
    shift = mean @ weights
    found = np.empty((rows.shape[0], weights.shape[1]), dtype=np.float32)
    for start in range(0, rows.shape[0], _PROJECTED_ROWS):
        found[start : start + _PROJECTED_ROWS] = rows[start : start + _PROJECTED_ROWS] @ weights - shift
    found[np.diff(rows.indptr) == 0] = 0
    return found


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """How votes become offsets; fixed when the space is fitted, so that more films change no offset."""

    likes_unit: float
    """Likes at which a film is half way to the top probability."""
    usual_vote: float
    """The catalogue's mean vote, weighted by votes, 0-10."""

    @classmethod
    def fit(cls, films: Sequence[Film], config: TasteConfig) -> OffsetMap:
        """Measure the films: a film at the 99th percentile of likes is half way to the top."""
        votes, means = _votes(films)
        counted = votes > 0
        usual = float(np.average(means[counted], weights=votes[counted])) if counted.any() else _CHOSEN_MEAN
        likes = _likes(votes, _shrunk(votes, means, usual, config))
        unit = float(np.quantile(likes, 0.99)) if len(likes) else 1.0
        return cls(max(unit, 1.0), usual)

    def interest(self, films: Sequence[Film], config: TasteConfig) -> npt.NDArray[np.float32]:
        """Probability of being chosen, rising with how many liked the film: mu of interest, (n_films,)."""
        votes, means = _votes(films)
        likes = _likes(votes, _shrunk(votes, means, self.usual_vote, config))
        ratio = np.power(likes / self.likes_unit, config.fame_power)
        probability = np.maximum(config.top_probability * ratio / (1 + ratio), config.unknown_likes)
        found: npt.NDArray[np.float32] = probability.astype(np.float32)
        return found

    def enjoyment(self, films: Sequence[Film], config: TasteConfig) -> npt.NDArray[np.float32]:
        """Stars a film usually gets: half its shrunk mean vote, mu of enjoyment, (n_films,)."""
        votes, means = _votes(films)
        halved = _shrunk(votes, means, self.usual_vote, config) / 2
        stars: npt.NDArray[np.float32] = halved.astype(np.float32)
        return stars


def _votes(films: Sequence[Film]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Vote counts and means; a fame level stands in where a film has no votes."""
    votes, means = np.zeros(len(films)), np.zeros(len(films))
    for place, film in enumerate(films):
        if film.vote_count and film.vote_average:
            votes[place], means[place] = film.vote_count, film.vote_average
        elif film.fame:
            votes[place], means[place] = FAME_VOTES.get(film.fame, 0), _CHOSEN_MEAN
    return votes, means


def _shrunk(
    votes: npt.NDArray[np.float64], means: npt.NDArray[np.float64], usual: float, config: TasteConfig
) -> npt.NDArray[np.float64]:
    return (votes * means + config.vote_prior * usual) / (votes + config.vote_prior)


def _likes(votes: npt.NDArray[np.float64], means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Voters who liked the film, from their mean vote: half of them at 7, nearly all at 8.5, few at 5.5."""
    liked: npt.NDArray[np.float64] = votes / (1 + np.exp(-(means - 7.0) / 0.5))
    return liked
