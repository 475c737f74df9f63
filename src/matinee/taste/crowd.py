"""What a crowd made of the films: offsets from its ratings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.errors import BadValue
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["offsets_from_crowd"]

_PRIOR_PEOPLE = 20.0
"""People's worth of evidence in a film's offset from its votes."""
_PRIOR_RATINGS = 5.0


def offsets_from_crowd(space: TasteSpace, interactions: pd.DataFrame) -> TasteSpace:
    """The space with offsets as a crowd's ratings say, shrunk towards those from votes.

    Interest becomes the share of the people who gave the film their liking threshold or more; enjoyment the
    mean of its ratings.

    Args:
        space: a content-only space.
        interactions: user_id, film_id, rating (0.5-5). Films the space does not have are left out; of several
            ratings of a film by one person the last row counts.

    Raises:
        BadValue: a column is missing, a cell is no number or a rating is off the scale.
    """
    for name in ("user_id", "film_id", "rating"):
        if name not in interactions.columns:
            raise BadValue(f"The interactions have no column {name}; they need user_id, film_id and rating.")
    stars = _numbers(interactions, "rating")
    if len(stars) and not (stars.min() >= 0.5 and stars.max() <= 5):
        raise BadValue("The interactions hold ratings outside 0.5-5; convert them to stars first.")
    last = interactions.drop_duplicates(["user_id", "film_id"], keep="last")
    ids = _numbers(last, "film_id").astype(np.int64)
    rows = np.searchsorted(space.film_ids, ids)
    known = rows < len(space.film_ids)
    known[known] = space.film_ids[rows[known]] == ids[known]
    rows, stars = rows[known], _numbers(last, "rating")[known]
    people = last["user_id"].nunique()
    if not people:
        return space
    size = len(space.film_ids)
    config = space.config
    likes = np.bincount(rows[stars >= config.liking_threshold], minlength=size)
    interest = (likes + _PRIOR_PEOPLE * space.interest.offset) / (people + _PRIOR_PEOPLE)
    mu = np.clip(interest, config.unknown_likes, 0.95).astype(np.float32)
    ratings = np.bincount(rows, minlength=size)
    total = np.bincount(rows, weights=stars, minlength=size)
    enjoyment = (total + _PRIOR_RATINGS * space.enjoyment.offset) / (ratings + _PRIOR_RATINGS)
    spread = np.power(mu * (1 - mu), config.spread_power).astype(np.float32)
    return TasteSpace(
        space.film_ids,
        replace(space.interest, offset=mu, spread=spread),
        replace(space.enjoyment, offset=enjoyment.astype(np.float32)),
        config,
        space.content,
    )


def _numbers(table: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column of numbers; whole ones are exact up to 2^53, beyond any film's."""
    try:
        found = table[name].to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadValue(f"The column {name} of the interactions holds what is no number.") from error
    if not np.isfinite(found).all():
        raise BadValue(f"The column {name} of the interactions has empty cells; leave those rows out.")
    return found
