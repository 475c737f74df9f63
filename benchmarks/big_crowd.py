"""A made-up crowd of the shape of MovieLens 20M: heavy-tailed people and films, made in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.ratings import Ratings

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["FILMS", "GROUPS", "RATINGS", "make_crowd", "read_crowd"]

FILMS = 15_000
RATINGS = 20_000_000
GROUPS = 50
"""Planted tastes; film n is of group ``(n - 1) % GROUPS``, as in `matinee.testing.synthetic`."""
_MEAN, _LEAST = 145, 20
"""Ratings of a person: MovieLens 20M has 144 in the mean and takes nobody with fewer than 20."""
_BLOCK = 4000
"""People made at a time."""
_OWN_TASTE = 0.5
"""Part of what a person rates that is drawn from their two groups."""
_COLUMNS = {"user": np.int32, "film": np.int32, "stars": np.float32, "at": np.int64}


def make_crowd(folder: Path, ratings: int = RATINGS, seed: int = 3) -> None:
    """Write about so many ratings into a folder, a file a column; no more than a block of people is in memory."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    fame = 1 / (np.arange(FILMS) + 30.0) ** 1.1
    rng.shuffle(fame)
    quality = rng.normal(3.5, 0.45, FILMS)
    by_group = np.argsort(np.arange(FILMS) % GROUPS, kind="stable")
    summed = np.cumsum(fame)
    in_group = np.concatenate([[0], np.cumsum(fame[by_group])])
    ends = np.cumsum(np.bincount(np.arange(FILMS) % GROUPS))
    columns = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(ratings,))
        for name, kind in _COLUMNS.items()
    }
    filled = people = 0
    while filled < ratings:
        each = np.maximum(_LEAST, rng.lognormal(np.log(_MEAN) - 0.65, 1.14, _BLOCK)).astype(np.int64)
        each = np.minimum(each, FILMS // 4)
        # As people repeat themselves, more are drawn than wanted.
        person = np.repeat(np.arange(_BLOCK), each + each // 4)
        drawn = rng.random(len(person))
        film = np.searchsorted(summed, drawn * summed[-1])
        own = np.flatnonzero(rng.random(len(person)) < _OWN_TASTE)
        favourites = rng.integers(0, GROUPS, (_BLOCK, 2))
        group = favourites[person[own], rng.integers(0, 2, len(own))]
        low, high = in_group[np.where(group, ends[group - 1], 0)], in_group[ends[group]]
        place = np.searchsorted(in_group, low + drawn[own] * (high - low), side="right") - 1
        film[own] = by_group[np.minimum(place, FILMS - 1)]
        pairs = np.unique(person * FILMS + np.minimum(film, FILMS - 1))
        person, film = pairs // FILMS, pairs % FILMS
        liked = (favourites[person] == (film % GROUPS)[:, None]).any(axis=1)
        stars = quality[film] + 0.5 * liked + rng.normal(0, 0.9, len(film))
        stars = np.clip(np.round(stars * 2) / 2, 0.5, 5)
        at = (1_000_000_000 + rng.integers(0, 500_000_000, _BLOCK))[person] + rng.permutation(len(person))
        end = min(filled + len(person), ratings)
        rows = {"user": person + people, "film": film + 1, "stars": stars, "at": at * 1_000_000}
        for name, values in rows.items():
            columns[name][filled:end] = values[: end - filled]
        filled, people = end, people + _BLOCK
    for column in columns.values():
        column.flush()


def read_crowd(folder: Path) -> Ratings:
    """The ratings back, memory-mapped."""
    columns: dict[str, npt.NDArray[Any]] = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _COLUMNS
    }
    return Ratings(**columns)
