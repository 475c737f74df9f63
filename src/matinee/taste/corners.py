"""Corners of the catalogue that a plain list seldom shows: hidden gems, and something different."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.feedback import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.feedback import Event
    from matinee.taste.belief import Belief
    from matinee.taste.space import TasteSpace

__all__ = ["Corner", "corner_of", "praised"]

_MOST_KNOWN, _KNOWN_SHARE = 4000, 0.5
"""Best known films that no gem is among: so many, or this share of a small catalogue."""
_GOOD, _GOOD_SHARE = 600, 0.33
"""The best films for a person, out of which something different comes: so many, or this share of a small catalogue."""
_FAR_SHARE = 0.25
"""Of these, the share that is least like what was praised."""
_PRAISE = 3.5
"""Stars from which a rating is praise."""


class Corner(StrEnum):
    """Which films alone may come."""

    GEMS = "gems"
    """Little known, and predicted to be liked."""
    DIFFERENT = "different"
    """Good for the person, and least like what they praised."""


def corner_of(
    corner: Corner,
    space: TasteSpace,
    belief: Belief,
    allowed: npt.NDArray[np.bool_],
    rough: npt.NDArray[np.float32],
    standing: Sequence[Event],
) -> npt.NDArray[np.bool_]:
    """Those of the allowed films that are in the corner, (n_films,).

    Args:
        corner: which.
        space: the films' vectors.
        belief: whose taste.
        allowed: which rows may be shown at all.
        rough: `TasteSpace.rough_scores` of the belief.
        standing: what the person said and still stands.
    """
    if corner is Corner.GEMS:
        return allowed & _little_known(space) & _likeable(space, belief)
    return _different(space, allowed, rough, sorted(praised(standing)))


def praised(standing: Sequence[Event]) -> set[int]:
    """Films that a person spoke well of, or saved."""
    return {
        event.film_id
        for event in standing
        if event.film_id is not None
        and (
            event.kind in (Kind.LIKE, Kind.WATCHLIST_ADD)
            or (event.kind is Kind.RATING and (event.value or 0) >= _PRAISE)
        )
    }


def _little_known(space: TasteSpace) -> npt.NDArray[np.bool_]:
    offset = space.interest.offset
    known = min(_MOST_KNOWN, int(_KNOWN_SHARE * len(offset)))
    if not known:
        return np.ones(len(offset), dtype=np.bool_)
    bound = np.partition(offset, len(offset) - known)[len(offset) - known]
    little: npt.NDArray[np.bool_] = offset < bound
    return little


def _likeable(space: TasteSpace, belief: Belief) -> npt.NDArray[np.bool_]:
    """Films predicted at least the stars that people usually give."""
    liked: npt.NDArray[np.bool_] = (
        space.enjoyment.rough_values(belief.enjoyment.mean) >= space.config.usual_stars
    )
    return liked


def _different(
    space: TasteSpace,
    allowed: npt.NDArray[np.bool_],
    rough: npt.NDArray[np.float32],
    praise: Sequence[int],
) -> npt.NDArray[np.bool_]:
    """Of the best allowed films those whose nearest praised film is farthest; none where nothing was praised."""
    found = np.zeros(len(allowed), dtype=np.bool_)
    known = sorted(space.rows_among(praise).values())
    good = min(_GOOD, int(_GOOD_SHARE * int(allowed.sum())))
    if not known or not good:
        return found
    rows = np.flatnonzero(allowed)
    rows = rows[np.argpartition(rough[rows], len(rows) - good)[len(rows) - good :]]
    kinship = (_directions(space, rows) @ _directions(space, np.array(known)).T).max(axis=1)
    found[rows[kinship <= np.quantile(kinship, _FAR_SHARE)]] = True
    return found


def _directions(space: TasteSpace, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    vectors = space.interest.vectors[rows]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: npt.NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
    return found
