"""What single films say of single films beyond their vectors: the residual item-item term, for long histories.

A vector of a hundred numbers cannot hold that who liked one heist film comes back for the other. Over the films that
most people of a crowd liked, EASE (Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data, section 3)
says for each pair what one adds to all others; a belief adds it up over its events, the more the longer the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.taste.config import TasteConfig
    from matinee.taste.evidence import Evidence
    from matinee.taste.field import Field

__all__ = ["Nearby", "Neighbours", "learn_neighbours"]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What choosing one film says of another, for the films that most people liked."""

    films: npt.NDArray[np.int64]
    """Rows of the films that have neighbours, rising, (h,)."""
    weights: csr_matrix
    """What choosing the film of the row says of the film of the column, float32 (h, h)."""
    far: npt.NDArray[np.float32]
    """R: the same for a film that has none, by vectors: ``s v_h' R v``, (d, d)."""

    def of(self, film_ids: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> Neighbours:
        """The same where films have other rows.

        Args:
            film_ids: the films by the rows of these neighbours, sorted.
            wanted: the films by their new rows, sorted; the former are among them.
        """
        return Neighbours(np.searchsorted(wanted, film_ids[self.films]), self.weights, self.far)

    def heard(self, evidence: Evidence, field: Field, config: TasteConfig) -> Nearby:
        """What these observations of interest say of other films."""
        from scipy import sparse

        rows = evidence.rows
        offset, spread = field.offset[rows].astype(np.float64), field.spread[rows].astype(np.float64)
        # In likes: a fresh like is 1, an old one less, a refusal below 0.
        said = evidence.precision * evidence.residual * spread / ((1 - offset) * config.like_precision)
        said *= config.neighbour_weight * len(rows) / (len(rows) + config.neighbour_patience)
        places = np.minimum(np.searchsorted(self.films, rows), len(self.films) - 1)
        known = np.flatnonzero(self.films[places] == rows)
        chosen = sparse.csr_matrix(
            (said[known], (known, places[known])), shape=(len(rows), len(self.films)), dtype=np.float64
        )
        vectors = field.vectors[rows].astype(np.float64)
        with one_thread():
            far = (vectors @ self.far) * said[:, None]
        return Nearby(self.films, (chosen @ self.weights).tocsr(), far)


class Nearby:
    """What a person's events say of other films beyond the belief: an addition to interest, event by event."""

    __slots__ = ("far", "far_total", "films", "near", "near_total")

    def __init__(self, films: npt.NDArray[np.int64], near: csr_matrix, far: npt.NDArray[np.float64]) -> None:
        """Add the events up.

        Args:
            films: rows of the films that have neighbours, rising, (h,).
            near: what each event adds to those, float64 (n, h).
            far: each event's vector whose product with ``s v`` it adds to every other film, float64 (n, d).
        """
        self.films, self.near, self.far = films, near, far
        self.near_total = np.asarray(near.sum(axis=0), dtype=np.float64).ravel()
        self.far_total = far.sum(axis=0)

    def places(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Place of each row among `films`; -1 for a film without neighbours."""
        found = np.minimum(np.searchsorted(self.films, rows), len(self.films) - 1)
        return np.where(self.films[found] == rows, found, -1)

    def values(self, field: Field, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """What all events together add to the interest of these films, (n_rows,)."""
        places = self.places(rows)
        far = field.spread[rows] * (field.vectors[rows].astype(np.float64) @ self.far_total)
        return np.where(places >= 0, self.near_total[places], far)

    def shares(self, field: Field, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """What each event adds to the interest of these films, (n_rows, n)."""
        places = self.places(rows)
        found = (field.vectors[rows].astype(np.float64) @ self.far.T) * field.spread[rows].astype(np.float64)[
            :, None
        ]
        here = np.flatnonzero(places >= 0)
        found[here] = self.near[:, places[here]].toarray().T
        return found


def learn_neighbours(
    liked: csr_matrix,
    vectors: npt.NDArray[np.float32],
    spread: npt.NDArray[np.float32],
    config: TasteConfig,
) -> Neighbours | None:
    """The neighbours of the films that most people liked; None where a crowd likes too few films often enough.

    Args:
        liked: 1 where a person liked a film, float32 (n_films, n_people).
        vectors: v of interest, (n_films, d).
        spread: s of interest, (n_films,).
        config: the model's settings.
    """
    likes = np.diff(liked.indptr)
    order = np.lexsort((np.arange(len(likes)), -likes))[: config.neighbour_films]
    films = np.sort(order[likes[order] >= config.neighbour_likes])
    if len(films) < 2:
        return None
    chosen = liked[films]
    gram = (chosen @ chosen.T).toarray().astype(np.float64)
    diagonal = np.arange(len(films))
    gram[diagonal, diagonal] += config.neighbour_penalty
    weights = np.linalg.inv(gram)
    weights /= -np.diag(weights).copy()
    weights[diagonal, diagonal] = config.neighbour_self
    far = _by_vectors(weights / spread[films], vectors[films].astype(np.float64), config.neighbour_ridge)
    weights[diagonal, diagonal] = 0
    return Neighbours(films, _strongest(weights, config.neighbours), far.astype(np.float32))


def _by_vectors(
    weights: npt.NDArray[np.float64], vectors: npt.NDArray[np.float64], ridge: float
) -> npt.NDArray[np.float64]:
    """R of the ridge regression ``weights ~ vectors R vectors'``, (d, d)."""
    gram = vectors.T @ vectors
    inverse = np.linalg.inv(gram + ridge * np.eye(len(gram)))
    found: npt.NDArray[np.float64] = inverse @ (vectors.T @ weights @ vectors) @ inverse
    return found


def _strongest(weights: npt.NDArray[np.float64], most: int) -> csr_matrix:
    """Of each column the entries largest by size."""
    from scipy import sparse

    size = np.abs(weights)
    if most < len(size):
        least = np.partition(size, len(size) - most, axis=0)[len(size) - most]
        weights = np.where(size >= least, weights, 0)
    return sparse.csr_matrix(weights, dtype=np.float32)
