"""What a crowd made of the films: which go together, how many choose each, what they give it.

What goes together is the posterior mean of the covariance of people's tastes under an inverse-Wishart prior whose
mean is the films' content kernel (Gelman et al., Bayesian Data Analysis, section 3.6):

    K = (patience * K_content + n * C_crowd) / (patience + n)

for n people. With nobody it is the content alone; the crowd's say grows with its number, and within K with the
evidence each film has. V holds its leading eigenvectors. Neither kernel is ever written down: a film's row holds its
content coordinates and its choosers side by side, and V comes from products with those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.errors import BadValue
from matinee.taste.subspace import leading_directions

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csr_matrix

    from matinee.taste.config import TasteConfig

__all__ = ["Choices", "CrowdEvidence", "choices_of", "joint_vectors"]


@dataclass(frozen=True, slots=True)
class Choices:
    """A crowd's ratings of the films of a space."""

    grades: csr_matrix
    """How much each choice says, float32 (n_films, n_people)."""
    liked: csr_matrix
    """1 where somebody gave a film the liking threshold or more, float32 (n_films, n_people)."""
    raters: npt.NDArray[np.float64]
    """People who rated it, (n_films,)."""
    stars: npt.NDArray[np.float64]
    """Sum of their ratings, (n_films,)."""

    @property
    def likes(self) -> npt.NDArray[np.float64]:
        """People who gave a film the liking threshold or more, (n_films,)."""
        return np.diff(self.liked.indptr).astype(np.float64)

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.grades.shape[1])


@dataclass(frozen=True, slots=True)
class CrowdEvidence:
    """What a space keeps of the crowd it was learned from, by row of its films."""

    vectors: npt.NDArray[np.float32]
    """A film's own vector, (n_films, d)."""
    raters: npt.NDArray[np.float32]
    """People who rated it, (n_films,); 0 for a film the crowd does not know."""
    likes: npt.NDArray[np.float32]
    stars: npt.NDArray[np.float32]
    """Sum of their ratings, (n_films,)."""
    people: int

    def of(self, film_ids: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> CrowdEvidence:
        """The evidence for other films; those it does not know have none.

        Args:
            film_ids: the films of this evidence by row, sorted.
            wanted: the films it is asked for, by row.
        """
        rows = np.minimum(np.searchsorted(film_ids, wanted), len(film_ids) - 1)
        known = film_ids[rows] == wanted
        rows = np.where(known, rows, 0)

        def part(of: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
            return np.where(known, of[rows], np.float32(0))

        vectors = np.where(known[:, None], self.vectors[rows], np.float32(0))
        return CrowdEvidence(vectors, part(self.raters), part(self.likes), part(self.stars), self.people)

    def say(self, config: TasteConfig) -> npt.NDArray[np.float32]:
        """The crowd's part in each film's vector, 0-1, float32 (n_films,); the content has the rest."""
        part: npt.NDArray[np.float32] = self.raters / (self.raters + np.float32(config.film_patience))
        return part


def choices_of(
    interactions: pd.DataFrame, film_ids: npt.NDArray[np.int64], config: TasteConfig
) -> Choices | None:
    """A table of ratings as choices of these films; None when nobody rated any of them.

    Args:
        interactions: user_id, film_id, rating (0.5-5), at (optional). Films not in `film_ids` are left out; of
            several ratings of a film by one person the latest counts, the last row of those at one time.
        film_ids: by row, sorted.
        config: the model's settings.

    Raises:
        BadValue: a column is missing, a cell is no number or a rating is off the scale.
    """
    from scipy import sparse

    for name in ("user_id", "film_id", "rating"):
        if name not in interactions.columns:
            raise BadValue(f"The interactions have no column {name}; they need user_id, film_id and rating.")
    stars = _numbers(interactions, "rating")
    if len(stars) and not (stars.min() >= 0.5 and stars.max() <= 5):
        raise BadValue("The interactions hold ratings outside 0.5-5; convert them to stars first.")
    ordered = interactions.sort_values("at", kind="stable") if "at" in interactions.columns else interactions
    last = ordered.drop_duplicates(["user_id", "film_id"], keep="last")
    ids = _numbers(last, "film_id").astype(np.int64)
    rows = np.minimum(np.searchsorted(film_ids, ids), len(film_ids) - 1)
    known = film_ids[rows] == ids
    rows, stars = rows[known], _numbers(last, "rating")[known]
    if not len(rows):
        return None
    _, people = np.unique(last["user_id"].to_numpy()[known], return_inverse=True)
    grades = np.interp(stars, np.arange(1, 6), config.crowd_grades).astype(np.float32)
    size = len(film_ids)
    shape = (size, int(people.max()) + 1)
    liked = np.flatnonzero(stars >= config.liking_threshold)
    ones = np.ones(len(liked), dtype=np.float32)
    return Choices(
        sparse.csr_matrix((grades, (rows, people)), shape=shape, dtype=np.float32),
        sparse.csr_matrix((ones, (rows[liked], people[liked])), shape=shape, dtype=np.float32),
        np.bincount(rows, minlength=size).astype(np.float64),
        np.bincount(rows, weights=stars, minlength=size).astype(np.float64),
    )


def joint_vectors(
    coordinates: npt.NDArray[np.float32],
    choices: Choices,
    spread: npt.NDArray[np.float32],
    config: TasteConfig,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Films' vectors from content and crowd, and the part of them that is content's alone.

    Args:
        coordinates: the films' leading content coordinates, float32 (n_films, k).
        choices: what the crowd chose.
        spread: s of interest, (n_films,).
        config: the model's settings.
        rng: for the starting subspace.

    Returns:
        The vectors, float32 (n_films, d), and the direct map, float32 (k, d): ``coordinates @ map`` is what
        content makes of a film.
    """
    people, patience = choices.people, config.crowd_patience
    content = coordinates * np.float32(config.reach * np.sqrt(patience / (patience + people)))
    # A person's column: their choices less the mean person's, in units of the spread.
    weight = (np.float32(config.crowd_reach / np.sqrt(patience + people)) / spread)[:, None]
    mean = np.asarray(choices.grades.mean(axis=1), dtype=np.float32).ravel()[:, None]
    by_person = choices.grades.T.tocsr()
    k = coordinates.shape[1]

    def times(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        chosen = choices.grades @ matrix[k:] - mean * matrix[k:].sum(axis=0)
        product: npt.NDArray[np.float32] = content @ matrix[:k] + weight * chosen
        return product

    def transposed_times(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        scaled = weight * matrix
        return np.vstack([content.T @ matrix, by_person @ scaled - mean.T @ scaled])

    directions = leading_directions(
        times, transposed_times, (len(coordinates), k + people), config.dimensions, rng
    )
    vectors = times(directions)
    return vectors, directions[:k] * np.float32(config.reach * np.sqrt(patience / (patience + people)))


def _numbers(table: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column of numbers; whole ones are exact up to 2^53, beyond any film's."""
    try:
        found = table[name].to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadValue(f"The column {name} of the interactions holds what is no number.") from error
    if not np.isfinite(found).all():
        raise BadValue(f"The column {name} of the interactions has empty cells; leave those rows out.")
    return found
