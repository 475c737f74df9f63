"""A catalogue of a million films: scoring it, and what a person waits for after something said.

The films are made up and so is their taste space, which is written to disk as arrays and memory-mapped from there.
"""

from __future__ import annotations

import os
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.figures import Figure, Missing, percentile, timed
from benchmarks.tmdb import FULL

if TYPE_CHECKING:
    import numpy.typing as npt

    from benchmarks.films import Setting
    from matinee.domain.catalogue import Catalogue
    from matinee.domain.feedback import Event
    from matinee.taste.space import TasteSpace

__all__ = ["MEASURES"]

_FILMS, _FEWER = 1_000_000, 128_000
_DIMENSIONS, _ENJOYMENT = 128, 64
_NEAR, _EACH = 4000, 128
"""Films that have neighbours, and how many."""
_GROUPS, _BLOCK = 200, 20_000
_EVENTS, _ROUNDS = 100, 60


def _space(folder: Path, n_films: int) -> TasteSpace:
    """A made-up space whose largest arrays are files in a folder."""
    from scipy import sparse

    from matinee.features.blocks import FeatureSpace
    from matinee.taste.config import TasteConfig
    from matinee.taste.content import OffsetMap
    from matinee.taste.field import Field
    from matinee.taste.making import Content
    from matinee.taste.neighbours import Neighbours
    from matinee.taste.space import TasteSpace

    rng = np.random.default_rng(8)
    config = TasteConfig()
    folder.mkdir(parents=True, exist_ok=True)

    def made(name: str, width: int) -> npt.NDArray[np.float32]:
        return np.lib.format.open_memmap(
            folder / f"{name}.npy", mode="w+", dtype=np.float32, shape=(n_films, width)
        )

    vectors, enjoyed = made("interest", _DIMENSIONS), made("enjoyment", _ENJOYMENT + 1)
    centres = rng.normal(0, 0.06, (_GROUPS, _DIMENSIONS)).astype(np.float32)
    for start in range(0, n_films, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, n_films))
        block = centres[rows % _GROUPS] + rng.normal(0, 0.03, (len(rows), _DIMENSIONS)).astype(np.float32)
        vectors[rows] = block
        enjoyed[rows, :_ENJOYMENT] = block[:, :_ENJOYMENT] * config.enjoyment_reach
        enjoyed[rows, _ENJOYMENT] = config.personal_mean
    offset = np.maximum(0.4 / (1 + np.arange(n_films) / 300.0), config.unknown_likes).astype(np.float32)
    rng.shuffle(offset)
    spread = np.power(offset * (1 - offset), config.spread_power).astype(np.float32)
    background = (centres.T @ centres).astype(np.float64) * (config.background_films / _GROUPS)
    films = np.sort(np.argsort(-offset, kind="stable")[:_NEAR])
    places = np.concatenate([rng.choice(_NEAR, _EACH, replace=False) for _ in range(_NEAR)])
    weights = sparse.csr_matrix(
        (
            rng.normal(0, 0.02, _NEAR * _EACH).astype(np.float32),
            places,
            np.arange(0, _NEAR * _EACH + 1, _EACH),
        ),
        shape=(_NEAR, _NEAR),
    )
    far = rng.normal(0, 0.001, (_DIMENSIONS, _DIMENSIONS)).astype(np.float32)
    terms = tuple(("keyword", f"group {group}") for group in range(_GROUPS))
    features_of = sparse.csr_matrix(
        (np.ones(n_films, np.float32), np.arange(n_films) % _GROUPS, np.arange(n_films + 1)),
        shape=(n_films, _GROUPS),
    )
    mean = np.full(_GROUPS, 1 / _GROUPS, dtype=np.float32)
    features = FeatureSpace(terms, np.ones(_GROUPS, dtype=np.float32), mean, n_films)
    return TasteSpace(
        np.arange(1, n_films + 1, dtype=np.int64),
        Field(vectors, offset, spread, background),
        Field(
            enjoyed,
            np.full(n_films, 3.4, dtype=np.float32),
            np.ones(n_films, dtype=np.float32),
            np.zeros((_ENJOYMENT + 1,) * 2),
        ),
        config,
        Content(features, features_of, centres, OffsetMap(1000.0, 6.5)),
        Neighbours(films, weights, far),
    )


def _catalogue(n_films: int) -> Catalogue:
    from matinee.domain.catalogue import Catalogue
    from matinee.domain.film import Film

    one: dict[str, Any] = Catalogue.of([Film(id=1, title="Film 1", year=2000, genres=("Drama",))]).arrays()
    columns = {
        name: np.repeat(column, n_films, axis=0)
        for name, column in one.items()
        if not name.endswith(("_starts", "_codes"))
    }
    columns["ids"] = np.arange(1, n_films + 1, dtype=np.int64)
    tags = {
        name: np.zeros(n_films + 1, dtype=column.dtype) if name.endswith("_starts") else column[:0]
        for name, column in one.items()
        if name.endswith(("_starts", "_codes"))
    }
    return Catalogue.from_arrays(columns | tags, {"languages": [""], "countries": [], "themes": []})


def _prepare(home: Path, n_films: int) -> None:
    """An installation with so many films and their space, nothing of it learned."""
    import matinee
    from matinee.domain.film import Film, FilmRecord

    with matinee.open(home) as opened:
        for start in range(1, n_films + 1, _BLOCK):
            with opened.store.begin() as unit:
                unit.put_films(
                    FilmRecord(Film(id=number, title=f"Film {number}", year=2000, genres=("Drama",)), "tmdb")
                    for number in range(start, min(start + _BLOCK, n_films + 1))
                )
        with opened.store.read() as unit:
            revision = unit.film_revision()
        opened.spaces.adopt(_space(home / "made", n_films), _catalogue(n_films), revision, (), 1)
    for path in (home / "made").iterdir():
        path.unlink()
    (home / "ready").touch()


def million(setting: Setting) -> list[Figure]:
    """Scoring 128,000 and a million films, and from feedback to a fresh list of twenty with reasons."""
    if not os.environ.get(FULL):
        raise Missing("takes several minutes: add --full")
    home = setting.work / "million"
    if not (home / "ready").exists():
        # What it takes to make them is not what it takes to use them.
        process = get_context("spawn").Process(target=_prepare, args=(home, _FILMS))
        process.start()
        process.join()
        if process.exitcode:
            raise Missing("its films could not be made")
    return _measured(home)


def _measured(home: Path) -> list[Figure]:
    import matinee
    from benchmarks.feedback import _LIST, _rounds

    rng = np.random.default_rng(7)
    with matinee.open(home) as opened:
        space = opened.spaces.current().space
        belief = space.believe(_log(space, rng))
        fewer = _first(space, _FEWER)
        fewer_seconds = timed(partial(fewer.rough_scores, fewer.believe(_log(fewer, rng))), 30)
        seconds = timed(partial(space.rough_scores, belief), 30)
        exact = timed(partial(space.scores, belief), 3)
        user = "me"
        _rounds(opened, user, 10, rng)
        peak = _anonymous()
        rounds: list[float] = []
        for _ in range(6):
            rounds += _rounds(opened, user, _ROUNDS // 6, rng)
            peak = max(peak, _anonymous())
    size = (space.interest.vectors.nbytes + space.enjoyment.vectors.nbytes) / 1e6
    about = f"one event, then {_LIST} picks with reasons, {_ROUNDS} rounds"
    return [
        Figure(f"scoring {_FEWER:,} films", 1000 * fewer_seconds, "ms", 10, "all of them, to choose from"),
        Figure(f"scoring {_FILMS:,} films", 1000 * seconds, "ms", 40, f"{size:,.0f} MB of vectors"),
        Figure(f"scoring {_FILMS:,} films exactly", 1000 * exact, "ms"),
        Figure("feedback to fresh list, median", 1000 * percentile(rounds, 50), "ms", 80, about),
        Figure("feedback to fresh list, 95th percentile", 1000 * percentile(rounds, 95), "ms"),
        Figure("peak memory beside mapped files", peak, "MB", 2000),
    ]


def _first(space: TasteSpace, n_films: int) -> TasteSpace:
    """The space of the first so many films, neighbours among them."""
    from dataclasses import replace

    from matinee.taste.neighbours import Neighbours
    from matinee.taste.space import TasteSpace

    fields = [
        replace(
            field,
            vectors=field.vectors[:n_films],
            offset=field.offset[:n_films],
            spread=field.spread[:n_films],
        )
        for field in (space.interest, space.enjoyment)
    ]
    known = space.neighbours
    if known is None:
        raise RuntimeError("the space has no neighbours")
    here = np.flatnonzero(known.films < n_films)
    near = Neighbours(known.films[here], known.weights[here][:, here].tocsr(), known.far)
    return TasteSpace(
        space.film_ids[:n_films], fields[0], fields[1], space.config, lambda: space.content, near
    )


def _log(space: TasteSpace, rng: np.random.Generator) -> list[Event]:
    from matinee.domain.feedback import Event, Kind

    rows = rng.choice(np.argsort(-space.interest.offset)[: 10 * _EVENTS], _EVENTS, replace=False)
    return [
        Event(
            event_id=f"{place:032x}",
            user="me",
            kind=Kind.RATING,
            film_id=int(space.film_ids[row]),
            value=float(rng.integers(2, 11)) / 2,
            at=1_700_000_000_000_000 + place * 86_400_000_000,
            seq=place + 1,
        )
        for place, row in enumerate(rows)
    ]


def _anonymous() -> float:
    """Megabytes this process holds now beside files it has mapped; NaN where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next(float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("RssAnon:"))


MEASURES = {"crowd, 1,000,000 films": million}
