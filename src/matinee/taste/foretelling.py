"""What films' content and votes foretell of what a crowd would make of them: vectors and offsets of unrated films.

A Gaussian process with the films' content kernel (Rasmussen and Williams, Gaussian Processes for Machine Learning,
section 2.2), learned on films that people rated, the less sure the fewer they were. Its mean is linear in the
features, so a new film needs one row of products and nothing of the crowd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.content import project

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.taste.config import TasteConfig

__all__ = ["ForetoldOffsets", "Kernel"]

_MOST_OPTIMISM = 2.2
"""Variance of the log odds up to which their mean is corrected for it; beyond, they are not normal any more."""
_MOST_LIKELY = 0.5
"""No film is foretold to be chosen by more than half of the people."""


@dataclass(frozen=True, slots=True)
class ForetoldOffsets:
    """How votes and content become the probability of being chosen by a crowd that does not know the film.

    ``log odds = bias + slope * log odds by votes + (x - mean) . weights``
    """

    bias: float
    slope: float
    weights: npt.NDArray[np.float32]
    """(terms of the fit,)."""

    def probability(
        self,
        by_votes: npt.NDArray[np.float32],
        rows: csr_matrix,
        mean: npt.NDArray[np.float32],
        config: TasteConfig,
    ) -> npt.NDArray[np.float32]:
        """Mu of interest as foretold, float32 (n_films,).

        Args:
            by_votes: mu as votes or fame alone say, (n_films,).
            rows: features of the terms of the fit, (n_films, n_terms).
            mean: the mean film, (n_terms,).
            config: the model's settings.
        """
        odds = self.bias + self.slope * _log_odds(by_votes)
        odds += project(rows, mean, self.weights[:, None])[:, 0]
        found: npt.NDArray[np.float32] = np.clip(
            1 / (1 + np.exp(-odds)), config.unknown_likes, _MOST_LIKELY
        ).astype(np.float32)
        return found


class Kernel:
    """The content kernel over films that people rated, evenly over how many did where they are very many."""

    def __init__(
        self,
        rows: csr_matrix,
        mean: npt.NDArray[np.float32],
        raters: npt.NDArray[np.float64],
        people: int,
        config: TasteConfig,
    ) -> None:
        """Choose the films and multiply them out.

        Args:
            rows: features, float32 (n_films, n_terms), not centred.
            mean: the mean film, (n_terms,).
            raters: people who rated a film, (n_films,).
            people: how many people the crowd has.
            config: the model's settings.
        """
        known = np.flatnonzero(raters > 0)
        known = known[np.lexsort((known, -raters[known]))]
        if len(known) > config.foretelling_films:
            known = known[np.linspace(0, len(known) - 1, config.foretelling_films).astype(np.int64)]
        self.films = np.sort(known)
        self._people, self._config, self._mean = people, config, mean
        self._rows = rows[self.films]
        shift = np.asarray(self._rows @ mean, dtype=np.float64)
        kernel = (self._rows @ self._rows.T).toarray().astype(np.float64)
        kernel += float(mean.astype(np.float64) @ mean) - shift[:, None] - shift[None, :]
        self._unit = len(kernel) / max(float(np.trace(kernel)), 1e-12)
        self._kernel = kernel * self._unit
        self._doubt = 1 + config.film_patience / raters[self.films]

    @property
    def trust(self) -> float:
        """The part of what the crowd teaches that is believed, 0-1: rises with the number of people."""
        return self._people / (self._people + self._config.crowd_patience)

    def vectors(
        self, direct: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        """The map W that foretells vectors from features, float32 (n_terms, d).

        With few people there is little to learn from and the direct map, which knows content only, stands. What is
        foretold is shorter than what is known; it is stretched, so that a film nobody rated has a chance.

        Args:
            direct: the map of content alone, (n_terms, d).
            vectors: what films' own vectors are, (n_films, d).
        """
        missed = vectors[self.films] - project(self._rows, self._mean, direct)
        mended = direct + self._primal(np.linalg.solve(self._noisy(self._config.vector_penalty), missed))
        found: npt.NDArray[np.float32] = mended * np.float32(
            1 + self.trust * (self._config.foretold_reach - 1)
        )
        return found

    def offsets(self, by_votes: npt.NDArray[np.float32], likes: npt.NDArray[np.float64]) -> ForetoldOffsets:
        """How offsets are foretold.

        Args:
            by_votes: mu as votes or fame alone say, (n_films,).
            likes: people who liked a film, (n_films,).
        """
        votes = _log_odds(by_votes[self.films])
        liked = likes[self.films]
        odds = np.log((liked + 1) / (self._people - liked + 1))
        weight = 1 / self._doubt
        usual, known = np.average(votes, weights=weight), np.average(odds, weights=weight)
        # Drawn to a slope of 1, which is all there is to say where votes do not vary.
        apart = votes - usual
        slope = (weight @ (apart * (odds - known)) + 1) / (weight @ np.square(apart) + 1)
        inverse = np.linalg.inv(self._noisy(self._config.offset_penalty))
        pull = inverse @ (odds - known - slope * apart)
        # What each film would have been missed by without itself (Rasmussen and Williams, section 5.4.2).
        variance = np.average(np.square(pull / np.diag(inverse)), weights=weight)
        bias = known - slope * usual + min(float(variance), _MOST_OPTIMISM) / 2
        trust = self.trust
        return ForetoldOffsets(
            float(trust * bias),
            float(1 - trust + trust * slope),
            (trust * self._primal(pull[:, None])[:, 0]).astype(np.float32),
        )

    def _noisy(self, penalty: float) -> npt.NDArray[np.float64]:
        noisy: npt.NDArray[np.float64] = self._kernel.copy()
        noisy[np.diag_indices_from(noisy)] += penalty * self._doubt
        return noisy

    def _primal(self, pull: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """The weights of terms that say what this pull of films does, (n_terms, k)."""
        found = self._rows.T @ pull - np.outer(self._mean, pull.sum(axis=0))
        weights: npt.NDArray[np.float32] = (self._unit * found).astype(np.float32)
        return weights


def _log_odds(probability: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    exact = probability.astype(np.float64)
    odds: npt.NDArray[np.float64] = np.log(exact / (1 - exact))
    return odds
