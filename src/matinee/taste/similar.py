"""More like this: films near a film by what they are made of, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.features.blocks import Shared

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.taste.space import TasteSpace

__all__ = ["Likeness", "shared_terms", "similar_films"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A film near another."""

    row: int
    score: float
    """Cosine of the centred features, -1 to 1."""
    shared: tuple[Shared, ...]
    """What they have in common, the most telling first."""


def similar_films(
    space: TasteSpace, film_id: int, n: int = 10, allowed: npt.NDArray[np.bool_] | None = None
) -> list[Likeness]:
    """Films by cosine to one film over the centred TF-IDF blocks; never the film itself.

    Each block counts by its `likeness` (`features.blocks.BLOCKS`).

    Args:
        space: with its content.
        film_id: whose likes are wanted.
        n: how many.
        allowed: which rows may come, (n_films,).

    Returns:
        Fewer than n where there are no more, none for a film nothing is known of.

    Raises:
        UnknownFilm: not in this space.
    """
    row = space.row(film_id)
    content = space.content
    weighted = space.likeness_weights * (_dense(space, row) - content.features.mean)
    products = content.rows @ weighted - float(content.features.mean @ weighted)
    lengths = space.likeness_lengths
    cosines = products / np.maximum(lengths * lengths[row], 1e-12)
    # A film nothing is known of is near nothing; its distance from the mean film says only that.
    known = np.diff(content.rows.indptr) > 0
    cosines[~known] = -np.inf
    cosines[row] = -np.inf
    if not known[row]:
        return []
    if allowed is not None:
        cosines[~allowed] = -np.inf
    found = [int(other) for other in np.argsort(-cosines, kind="stable")[:n] if np.isfinite(cosines[other])]
    return [Likeness(other, float(cosines[other]), shared_terms(space, row, other)) for other in found]


def shared_terms(space: TasteSpace, row: int, other: int, most: int = 6) -> tuple[Shared, ...]:
    """What two films have in common, the most telling first.

    Args:
        space: with its content.
        row: of one film.
        other: of the other film.
        most: how many terms at the most.
    """
    content = space.content
    mine, theirs = content.rows[[row]], content.rows[[other]]
    columns, at, also_at = np.intersect1d(mine.indices, theirs.indices, return_indices=True)
    lengths = space.likeness_lengths
    scale = max(float(lengths[row]) * float(lengths[other]), 1e-12)
    mean = content.features.mean[columns]
    parts = space.likeness_weights[columns] * (mine.data[at] - mean) * (theirs.data[also_at] - mean) / scale
    order = np.argsort(-parts, kind="stable")[:most]
    found: list[Shared] = []
    for place in order:
        block, term = content.features.terms[columns[place]]
        found.append(Shared(block, term, float(parts[place])))
    return tuple(found)


def _dense(space: TasteSpace, row: int) -> npt.NDArray[np.float32]:
    found = np.zeros(len(space.content.features.mean), dtype=np.float32)
    mine = space.content.rows[[row]]
    found[mine.indices] = mine.data
    return found
