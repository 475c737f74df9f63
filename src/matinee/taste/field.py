"""One field of the taste model: what every film brings to it, and the score it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Field", "exact_product"]

_CHUNK_ROWS = 2048


@dataclass(frozen=True, slots=True)
class Field:
    """Vectors, offsets and spreads of all films in one field (interest or enjoyment).

    ``value(film) = offset + spread * vector . mean of the belief``
    """

    vectors: npt.NDArray[np.float32]
    """v, (n_films, d); may be memory-mapped."""
    offset: npt.NDArray[np.float32]
    """mu, (n_films,): what no event changes."""
    spread: npt.NDArray[np.float32]
    """s, (n_films,)."""
    background: npt.NDArray[np.float64]
    """G, (d, d): N0 times the mean of v v' over the films of the fit; zeros where the field has none."""

    def values(
        self, mean: npt.NDArray[np.float64], rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float64]:
        """The field's value for films (all, or those of `rows`), exact to float64: (n,)."""
        if rows is None:
            return self.offset + self.spread * exact_product(self.vectors, mean)
        vectors = self.vectors[rows].astype(np.float64)
        return self.offset[rows] + self.spread[rows] * (vectors @ mean)

    def rough_values(self, mean: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """The field's value for all films at the speed of memory, exact to about 1e-6: (n_films,)."""
        product: npt.NDArray[np.float32] = self.vectors @ mean.astype(np.float32)
        product *= self.spread
        product += self.offset
        return product

    def variances(
        self, covariance: npt.NDArray[np.float64], rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float64]:
        """Variance of the value under the belief, without observation noise: s^2 v' P v, (n,)."""
        rows = np.arange(len(self.offset)) if rows is None else rows
        factor = np.linalg.cholesky(covariance)
        found = np.empty(len(rows))
        for start in range(0, len(rows), _CHUNK_ROWS):
            part = rows[start : start + _CHUNK_ROWS]
            found[start : start + _CHUNK_ROWS] = np.square(self.vectors[part] @ factor).sum(axis=1)
        return np.square(self.spread[rows].astype(np.float64)) * found


def exact_product(
    matrix: npt.NDArray[np.float32], vector: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """A float32 matrix times a float64 vector, summed in float64, without a float64 copy of the matrix."""
    found = np.empty(matrix.shape[0])
    for start in range(0, matrix.shape[0], _CHUNK_ROWS):
        found[start : start + _CHUNK_ROWS] = matrix[start : start + _CHUNK_ROWS].astype(np.float64) @ vector
    return found
