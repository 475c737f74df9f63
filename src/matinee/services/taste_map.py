"""A map of the catalogue: films in two dimensions, those alike side by side, with a person's own among them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.layout import REGION_BLOCKS, layout, regions

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.ports import Progress
    from matinee.services.recommend import Recommend
    from matinee.services.spaces import InUse

__all__ = ["Point", "Region", "TasteMap", "TasteMaps"]

SHOWN = 2000
"""Films on the map, the best known first; a person's own come on top."""
_VERSION = 1
"""Of the layout: another one makes files of the one before useless."""
_LATER = 0.2
"""Part of the films shown that may have come after the layout; with more it is made anew."""
_EVERY = 97
"""Of the content map so many rows are looked at to tell one fit from another."""
_LIKED = 4.0


@dataclass(frozen=True, slots=True)
class Point:
    """One film on the map."""

    film: Film
    x: float
    y: float
    """Both of about -1 to 1."""
    stars: float
    """Predicted."""
    own: str
    """``liked``, ``rated``, ``refused``, ``seen`` or ``saved``; empty where nothing was said."""
    rated: float | None = None
    """Stars this person gave it."""
    region: int = 0
    """Place in `TasteMap.regions`."""


@dataclass(frozen=True, slots=True)
class Region:
    """A neighbourhood of the map."""

    name: str
    """What its films have more often than others."""
    x: float
    y: float
    films: int
    own: int
    """Of these, films this person said something of."""
    liked: int
    stars: float
    """Predicted for its films, the mean."""


@dataclass(frozen=True, slots=True)
class TasteMap:
    """The map for one person."""

    points: tuple[Point, ...]
    regions: tuple[Region, ...]
    films: int
    """Films of the catalogue; the map shows the best known of them, and the person's own."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """What one space's map holds, the same for everybody."""

    rows: npt.NDArray[np.int64]
    places: npt.NDArray[np.float64]
    region: npt.NDArray[np.int64]
    names: tuple[str, ...]


class TasteMaps:
    """Makes the map of a space once, and puts people on it.

    Args:
        recommend: knows the space and what people like.
        directory: keeps the layouts, one file a space; without it a map is made again by each process.
    """

    def __init__(self, recommend: Recommend, directory: Path) -> None:
        self._recommend = recommend
        self._directory = directory
        self._laid: tuple[str, _Laid] | None = None

    def ready(self) -> bool:
        """Whether the map of the space in use is made, so that `of` costs no wait."""
        in_use = self._recommend.spaces.current()
        known = self._laid is not None and self._laid[0] == in_use.name
        return known or self._file(in_use).is_file()

    def of(self, user: str, progress: Progress | None = None) -> TasteMap:
        """The map for a person.

        Raises:
            EmptyCatalogue: there are no films.
        """
        in_use = self._recommend.spaces.current()
        space = in_use.space
        standing, belief = self._recommend.believed(user, in_use)
        laid = self._made(in_use, progress)
        own = _own(standing)
        extra = np.setdiff1d(in_use.catalogue.rows_of(sorted(own)), laid.rows)
        rows = np.concatenate([laid.rows, extra])
        near = _nearest(space.interest.vectors, laid.rows, extra)
        places = np.concatenate([laid.places, laid.places[near].mean(axis=1)])
        region = np.concatenate([laid.region, laid.region[near[:, 0]]])
        stars = space.stars(belief, rows)[0]
        ids = [int(film_id) for film_id in space.film_ids[rows]]
        with self._recommend.store.read() as unit:
            films = self._recommend.shelf.films(unit, in_use.revision, ids)
        points = tuple(
            Point(
                films[film_id],
                float(places[place, 0]),
                float(places[place, 1]),
                float(stars[place]),
                own.get(film_id, ""),
                standing.ratings.get(film_id),
                int(region[place]),
            )
            for place, film_id in enumerate(ids)
            if film_id in films
        )
        found = tuple(_region(number, name, points) for number, name in enumerate(laid.names))
        return TasteMap(points, found, len(in_use.catalogue))

    def _made(self, in_use: InUse, progress: Progress | None) -> _Laid:
        """The layout of a space: known, read from its file, or made."""
        if self._laid is not None and self._laid[0] == in_use.name:
            return self._laid[1]
        space = in_use.space
        rows = np.sort(np.argsort(-space.interest.offset, kind="stable")[:SHOWN]).astype(np.int64)
        places = self._read(in_use, rows)
        if places is None:
            if progress is not None:
                progress("drawing the map", 0, 1)
            places = layout(np.asarray(space.interest.vectors[rows], dtype=np.float64))
            self._write(in_use, rows, places)
            if progress is not None:
                progress("drawing the map", 1, 1)
        content = space.content
        told = [column for column, term in enumerate(content.features.terms) if term[0] in REGION_BLOCKS]
        names = [content.features.terms[column] for column in told]
        region, chosen = regions(places, content.rows[rows][:, told])
        laid = _Laid(rows, places, region, tuple(_name([names[place] for place in one]) for one in chosen))
        self._laid = in_use.name, laid
        return laid

    def _file(self, in_use: InUse) -> Path:
        """One for every fit: a space that a few films were added to keeps the map it had."""
        content = in_use.space.content
        digest = hashlib.blake2b(np.ascontiguousarray(content.weights[::_EVERY]).tobytes(), digest_size=8)
        return self._directory / f"{digest.hexdigest()}-{_VERSION}.npy"

    def _read(self, in_use: InUse, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64] | None:
        """Places of these rows as they were laid out, the few that came later beside the films most like them."""
        try:
            kept: npt.NDArray[np.float64] = np.load(self._file(in_use), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        if kept.ndim != 2 or kept.shape[1] != 3 or not np.isfinite(kept).all():
            return None
        place = {int(film_id): at for at, film_id in enumerate(kept[:, 0])}
        ids = in_use.space.film_ids[rows].tolist()
        there = np.array([film_id in place for film_id in ids], dtype=np.bool_)
        if there.mean() < 1 - _LATER:
            return None
        found = np.empty((len(rows), 2))
        found[there] = kept[[place[film_id] for film_id in ids if film_id in place], 1:]
        if not there.all():
            near = _nearest(in_use.space.interest.vectors, rows[there], rows[~there])
            found[~there] = found[there][near].mean(axis=1)
        return found

    def _write(self, in_use: InUse, rows: npt.NDArray[np.int64], places: npt.NDArray[np.float64]) -> None:
        """Keep a layout in place of older ones; a map that cannot be kept is still a map."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            fresh = self._directory / f".{os.getpid()}.npy"
            np.save(fresh, np.column_stack([in_use.space.film_ids[rows], places]), allow_pickle=False)
            fresh.replace(self._file(in_use))
            for other in self._directory.glob("[!.]*.npy"):
                if other != self._file(in_use):
                    other.unlink(missing_ok=True)
        except OSError:
            return


def _own(standing: Standing) -> dict[int, str]:
    """What a person said of each film, in a word; the strongest word wins."""
    found = dict.fromkeys(standing.watchlist, "saved")
    found |= dict.fromkeys(standing.seen, "seen")
    found |= {film: "liked" if stars >= _LIKED else "rated" for film, stars in standing.ratings.items()}
    for event in standing.events:
        if event.kind in ("like", "dislike") and event.film_id is not None:
            found[event.film_id] = "liked" if event.kind == "like" else "refused"
    return found | dict.fromkeys(standing.hidden, "refused")


def _nearest(
    vectors: npt.NDArray[np.float32], laid: npt.NDArray[np.int64], extra: npt.NDArray[np.int64], most: int = 3
) -> npt.NDArray[np.int64]:
    """Places in `laid` of the films most like each of `extra`, the nearest first: (extra, most)."""
    if not len(extra):
        return np.zeros((0, 1), dtype=np.int64)
    one, other = _normed(vectors[extra]), _normed(vectors[laid])
    return np.argsort(-(one @ other.T), axis=1, kind="stable")[:, :most]


def _normed(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    found = vectors.astype(np.float64)
    normed: npt.NDArray[np.float64] = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    return normed


def _name(terms: list[tuple[str, str]]) -> str:
    from matinee.services.words import trait_words

    words = [trait_words(*term) if term[0] == "origin" else term[1] for term in terms]
    return ", ".join(words) or "a bit of everything"


def _region(number: int, name: str, points: tuple[Point, ...]) -> Region:
    inside = [point for point in points if point.region == number]
    count = max(len(inside), 1)
    return Region(
        name,
        sum(point.x for point in inside) / count,
        sum(point.y for point in inside) / count,
        len(inside),
        sum(bool(point.own) for point in inside),
        sum(point.own == "liked" for point in inside),
        sum(point.stars for point in inside) / count,
    )
