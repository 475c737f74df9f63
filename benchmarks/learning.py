"""Learning from crowds, beside implicit's ALS and LensKit's EASE on the same ratings in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import big_crowd
from benchmarks.figures import Figure, Missing, peak_memory, timed
from benchmarks.tmdb import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.films import Setting
    from matinee.domain.film import Film
    from matinee.domain.ratings import Ratings
    from matinee.taste.space import TasteSpace

__all__ = ["MEASURES"]

_ROOT = Path(__file__).parent.parent
_PEERS = {"implicit's ALS": "als", "LensKit's EASE": "ease"}
_EVENTS = 200


def _put(setting: Setting, name: str, films: Sequence[Film], ratings: Ratings) -> Path:
    """An installation with films and a crowd; the store is filled by a process of its own."""
    import matinee
    from matinee.domain.crowd import CrowdReport, ReadCrowd
    from matinee.domain.film import FilmRecord

    home = setting.work / f"crowd-{name}"
    if not (home / "ready").exists():
        with matinee.open(home) as opened:
            opened.films.put([FilmRecord(film, "tmdb") for film in films])
            report = CrowdReport(
                len(ratings), len(ratings), len(ratings.people()), len(np.unique(ratings.film))
            )
            opened.crowds.add("benchmark", ReadCrowd(ratings, report), name)
            opened.spaces.current()
        (home / "ready").touch()
    return home


def _put_movielens(setting: Setting) -> None:
    from benchmarks.movielens import ml_1m

    data = ml_1m()
    _put(setting, "ml-1m", data.films, data.ratings)


def _put_big(setting: Setting) -> None:
    from matinee.testing.synthetic import synthetic_films

    place = setting.work / "big"
    big_crowd.make_crowd(place)
    films = synthetic_films(big_crowd.FILMS, big_crowd.GROUPS, np.random.default_rng(5))
    _put(setting, "20m", films, big_crowd.read_crowd(place))


def _prepared(setting: Setting, name: str, make: Callable[[Setting], None]) -> Path:
    """The installation, made in another process: the memory it took is not that of learning."""
    home = setting.work / f"crowd-{name}"
    if not (home / "ready").exists():
        process = get_context("spawn").Process(target=make, args=(setting,))
        process.start()
        process.join()
        if process.exitcode:
            raise Missing("its data could not be made")
    return home


def _learned(home: Path, seconds: float, megabytes: float) -> list[Figure]:
    """`matinee learn`, whole: gathering, fitting, comparing with the space in use, swapping it in."""
    import matinee

    stages: dict[str, list[float]] = {}

    def heard(what: str, done: int, total: int) -> None:
        stages.setdefault(what, []).append(time.perf_counter())

    with matinee.open(home) as opened:
        started = time.process_time()
        begun = time.perf_counter()
        found = opened.learning.run(force=True, progress=heard)
        whole = time.perf_counter() - begun
        processor = time.process_time() - started
    spans = {what: times[-1] - times[0] for what, times in stages.items()}
    compared = found.comparison.rows[-1] if found.comparison else None
    note = f"{found.ratings:,} ratings by {found.people:,} people of {found.films_rated:,} films"
    if compared is not None:
        note += f"; NDCG@10 {compared.learned:.3f}, content {compared.in_use:.3f}"
    return [
        Figure("learning, in all", whole, "s", seconds, note),
        Figure("processor time of it", processor, "s", note="what it takes when nothing else runs"),
        *(Figure(f"of it: {what}", spans[what], "s") for what in spans),
        Figure("peak memory", peak_memory(), "MB", megabytes),
    ]


def movielens(setting: Setting) -> list[Figure]:
    """`matinee learn` on MovieLens 1M, and a belief in the space that comes of it."""
    import matinee

    home = _prepared(setting, "ml-1m", _put_movielens)
    figures = _learned(home, 20, 2000)
    with matinee.open(home) as opened:
        space = opened.spaces.current().space
        figures += _belief(space)
    whole = next(figure.value for figure in figures if figure.name == "of it: learning from the crowd")
    return figures + _beside(setting, "ml-1m", whole)


def _belief(space: TasteSpace) -> list[Figure]:
    from matinee.domain.feedback import Event, Kind, fold

    rng = np.random.default_rng(4)
    known = np.argsort(-space.interest.offset)[: 5 * _EVENTS]
    log = [
        Event(
            event_id=uuid.UUID(int=place + 1).hex,
            user="me",
            kind=Kind.RATING,
            film_id=int(space.film_ids[row]),
            value=float(rng.integers(2, 11)) / 2,
            at=1_700_000_000_000_000 + place * 86_400_000_000,
            seq=place + 1,
        )
        for place, row in enumerate(rng.choice(known, _EVENTS, replace=False))
    ]
    standing = fold(log).events
    milliseconds = 1000 * timed(partial(space.believe, standing), 40)
    return [Figure(f"a belief from {_EVENTS} events", milliseconds, "ms", 5, "median of 40")]


def twenty_million(setting: Setting) -> list[Figure]:
    """The same on twenty million made-up ratings of 15,000 films."""
    if not os.environ.get(FULL):
        raise Missing("takes several minutes: add --full")
    home = _prepared(setting, "20m", _put_big)
    figures = _learned(home, 360, 8000)
    whole = next(figure.value for figure in figures if figure.name == "of it: learning from the crowd")
    return figures + _beside(setting, "20m", whole)


def _beside(setting: Setting, name: str, ours: float) -> list[Figure]:
    """What the peers take to learn from the same people's likes, and how our learning compares."""
    python = _ROOT / ".venv-peers" / "bin" / "python"
    if not python.exists():
        return []
    found: list[Figure] = []
    crowd = setting.work / f"crowd-{name}" / "crowds" / "benchmark"
    for shown, peer in _PEERS.items():
        out = setting.work / f"{peer}-{name}.json"
        command = [str(python), "-W", "ignore", "-m", "benchmarks.learning_peer", peer, str(crowd), str(out)]
        done = subprocess.run(command, check=False, cwd=_ROOT, capture_output=True, text=True)
        if done.returncode:
            print(f"    {shown}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}", file=sys.stderr)
            continue
        told = json.loads(out.read_text(encoding="utf-8"))
        found += [
            Figure(f"{shown}: learning", told["seconds"], "s", note="one thread, likes only"),
            Figure(f"{shown}: peak memory", told["megabytes"], "MB"),
            Figure(f"our fit to {shown}", ours / told["seconds"], "x"),
        ]
    return found


MEASURES = {
    "crowd, MovieLens 1M": movielens,
    "crowd, 20 million ratings": twenty_million,
}
