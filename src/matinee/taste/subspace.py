"""The leading directions of a matrix that is too large, or too centred, to be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Matrix = npt.NDArray[np.float32]

__all__ = ["leading_directions", "orthonormal"]

_OVERSAMPLING = 16
_POWER_ITERATIONS = 4


def leading_directions(
    times: Callable[[Matrix], Matrix],
    transposed_times: Callable[[Matrix], Matrix],
    shape: tuple[int, int],
    dimensions: int,
    rng: np.random.Generator,
) -> Matrix:
    """The leading right singular vectors of a matrix known only by its products.

    Randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4).

    Args:
        times: the matrix times a float32 (columns, k).
        transposed_times: its transpose times a float32 (rows, k).
        shape: rows and columns of the matrix.
        dimensions: how many vectors are wanted; fewer come back where the matrix is smaller.
        rng: for the starting subspace.

    Returns:
        float32 (columns, d), orthonormal, by falling singular value; the sign of each is such that its largest
        entry is positive.
    """
    n_rows, n_columns = shape
    wanted = min(dimensions, n_rows, n_columns)
    width = min(wanted + _OVERSAMPLING, n_rows, n_columns)
    if not wanted:
        return np.zeros((n_columns, 0), dtype=np.float32)
    basis = rng.standard_normal((n_columns, width), dtype=np.float32)
    # Once a round and on the shorter side is often enough: no round spreads the lengths by more than a thousand.
    if n_rows < n_columns:
        basis = times(basis)
        for _ in range(_POWER_ITERATIONS):
            basis = times(transposed_times(orthonormal(basis)[0]))
    else:
        for _ in range(_POWER_ITERATIONS):
            basis = transposed_times(times(orthonormal(basis)[0]))
        basis = times(orthonormal(basis)[0])
    basis, triangle = orthonormal(transposed_times(orthonormal(basis)[0]))
    left = basis @ np.linalg.svd(triangle)[0]
    found: Matrix = left[:, :wanted]
    largest = found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])]
    return np.ascontiguousarray(found * np.where(largest < 0, -1, 1), dtype=np.float32)


def orthonormal(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Q and R of a matrix that is not needed any more, in single precision, which NumPy's own would leave."""
    from scipy import linalg

    q, r = linalg.qr(matrix, mode="economic", overwrite_a=True, check_finite=False)
    return q, r
