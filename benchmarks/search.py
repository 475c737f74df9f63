"""Search by meaning: how good it is on the judged queries, and how fast it is."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.figures import Figure, Missing, percentile, seconds_of, timed
from benchmarks.films import LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.films import Setting
    from matinee.bootstrap import Matinee
    from matinee.domain.film import Film
    from matinee.model import MiniLM

__all__ = ["KINDS", "MEASURES", "Judged", "judged", "set_aside"]

KINDS = ("plot", "mood", "theme", "setting", "scene")
_QUERIES = Path(__file__).parent / "judged_queries.jsonl"
_SEED = 6
_DEPTH = 100
_WEIGHTINGS = ("1, 1, 1, 1", "1, 2, 1, 1")
"""Of story, themes, genres and tones in FTS5's bm25()."""
_WIDTH = 384
_TYPED = "the godfathr part"


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the films it is right to find."""

    id: str
    kind: str
    query: str
    films: frozenset[int]
    """TMDB ids."""


def judged() -> list[Judged]:
    """Every query, in the order of the file."""
    lines = _QUERIES.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Judged(row["id"], row["kind"], row["query"], frozenset(row["films"])) for row in rows]


def set_aside(queries: Sequence[Judged]) -> set[str]:
    """Ids of the half of each kind by which nothing is chosen."""
    rng = np.random.default_rng(_SEED)
    aside: set[str] = set()
    for kind in sorted(KINDS):
        own = [query.id for query in queries if query.kind == kind]
        aside |= {own[place] for place in rng.permutation(len(own))[: len(own) // 2]}
    return aside


def _reciprocal(find: Callable[[str], Iterable[int]], queries: Sequence[Judged]) -> list[float]:
    """1 / rank of the first right film, 0 when there is none."""
    return [
        next((1 / rank for rank, film_id in enumerate(find(query.query), 1) if film_id in query.films), 0.0)
        for query in queries
    ]


def _words(films: Sequence[Film], weighting: str) -> Callable[[str], list[int]]:
    """SQLite's own search over the same fields, Porter-stemmed: what words alone find."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE film USING fts5(story, themes, genres, tones, tokenize='porter unicode61')"
    )
    database.executemany(
        "INSERT INTO film(rowid, story, themes, genres, tones) VALUES (?, ?, ?, ?, ?)",
        (
            (film.id, film.overview, ", ".join(film.keywords).replace("-", " "), ", ".join(film.genres),
             ", ".join(film.tones))
            for film in films
        ),
    )  # fmt: skip

    def find(query: str) -> list[int]:
        any_word = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query.casefold()))
        found = database.execute(
            f"SELECT rowid FROM film WHERE film MATCH ? ORDER BY bm25(film, {weighting}) LIMIT {_DEPTH}",  # noqa: S608 - our own numbers
            (any_word,),
        )
        return [row[0] for row in found]

    return find


def _model() -> MiniLM:
    from matinee.config import Settings
    from matinee.model import MiniLM, installed

    for place in (Settings().home / "model", Path(sys.prefix) / "share" / "matinee" / "model"):
        files = installed(place)
        if files is not None:
            return MiniLM(files)
    raise Missing("the sentence model is not here; run `matinee model install`")


def quality(setting: Setting) -> list[Figure]:
    """hit@1, hit@5 and MRR on the judged queries: by words, by meaning, and by both as the product finds."""
    import matinee

    model = _model()
    queries = judged()
    aside = set_aside(queries)
    with matinee.open(setting.work / "judged") as opened:
        opened.load_starter()
        opened.use_model(model)
        opened.meanings.refresh()
        with opened.store.read() as unit:
            films = list(unit.all_films())
        ways: dict[str, Callable[[str], Iterable[int]]] = {
            f"words, weights {weighting}": _words(films, weighting) for weighting in _WEIGHTINGS
        }
        ways["meaning"] = _by_meaning(opened, model)
        ways["fused"] = lambda query: [hit.film.id for hit in opened.search(query, _DEPTH)]
        figures: list[Figure] = []
        for half in ("tuned on", "set aside"):
            own = [query for query in queries if (query.id in aside) == (half == "set aside")]
            found = {name: _reciprocal(find, own) for name, find in ways.items()}
            figures += _told(half, own, found)
    return figures


def _by_meaning(opened: Matinee, model: MiniLM) -> Callable[[str], list[int]]:
    vectors = opened.meanings.vectors()
    if vectors is None:
        raise Missing("the films were not embedded")

    def find(query: str) -> list[int]:
        scores = vectors.rows @ model.embed([query])[0]
        return [int(film_id) for film_id in vectors.ids[np.argsort(-scores, kind="stable")[:_DEPTH]]]

    return find


def _told(half: str, queries: Sequence[Judged], found: dict[str, list[float]]) -> list[Figure]:
    figures: list[Figure] = []
    means = {name: float(np.mean(values)) for name, values in found.items()}
    for name, values in found.items():
        rank = np.array(values)
        by_kind = ", ".join(
            f"{kind} {np.mean([v for v, q in zip(values, queries, strict=True) if q.kind == kind]):.2f}"
            for kind in KINDS
        )
        figures += [
            Figure(f"{half}: {name}, hit@1", float(np.mean(rank == 1)), ""),
            Figure(f"{half}: {name}, hit@5", float(np.mean(rank >= 1 / 5)), ""),
            Figure(f"{half}: {name}, MRR", means[name], "", note=f"{len(queries)} queries; {by_kind}"),
        ]
    best = max(value for name, value in means.items() if name.startswith("words"))
    figures.append(
        Figure(f"{half}: fused MRR to the best of words", means["fused"] / best, "x", note="aim: 1.5")
    )
    return figures


def speed(setting: Setting) -> list[Figure]:
    """A query, a catalogue, and the exact scan of 128,000 films."""
    model = _model()
    texts = [query.query for query in judged()]
    first = seconds_of(lambda: model.embed(texts[:1]))
    each = [seconds_of(partial(model.embed, [text])) for text in texts]
    from matinee.features.semantic import film_texts
    from matinee.starter import starter_films

    stories = [text for record in starter_films()[:400] for text in film_texts(record.film)]
    busy = time.process_time()
    whole = seconds_of(lambda: model.embed(stories))
    busy = time.process_time() - busy
    rows = np.memmap(setting.work / "scan.f32", dtype=np.float32, mode="w+", shape=(128_008, _WIDTH))
    rng = np.random.default_rng(5)
    for start in range(0, len(rows), 8192):
        rows[start : start + 8192] = rng.standard_normal(rows[start : start + 8192].shape, dtype=np.float32)
    asked = model.embed(texts[:1])[0]
    scan = timed(lambda: rows @ asked, 9)
    return [
        Figure("a query, median", 1000 * percentile(each, 50), "ms", 10),
        Figure("the first query, with loading", 1000 * first, "ms"),
        Figure("texts embedded", len(stories) / whole, "1/s", note="aim: at least 90, on two free cores"),
        Figure(
            "texts embedded in a second of one core", len(stories) / busy, "1/s", note="what others use apart"
        ),
        Figure("exact scan of 128,008 films", 1000 * scan, "ms", 60),
    ]


def large(setting: Setting) -> list[Figure]:
    """Names and words of 128,000 films."""
    # An earlier run may have left its index.
    shutil.rmtree(setting.home(LARGE) / "search", ignore_errors=True)
    with setting.opened(LARGE) as opened:
        first = seconds_of(lambda: opened.search("alien"))
    with setting.opened(LARGE) as opened:
        cold = seconds_of(lambda: opened.search("alien"))
        index = opened.searching.indexes
        if index is None:
            raise Missing("search has no index")
        names = index.current().parts[0].names
        typed = [_TYPED[:end] for end in range(1, len(_TYPED) + 1)]
        keys = [timed(partial(names.find, text, 20), 3, 1) for text in typed]
        whole = [timed(partial(opened.search, text, 20), 3, 1) for text in typed]
        asked = "a quiet film about grief by the sea"
        story = timed(lambda: opened.search(asked, 20), 5)
    return [
        Figure("names as they are typed, median", 1000 * percentile(keys, 50), "ms", 30),
        Figure("names as they are typed, slowest", 1000 * max(keys), "ms"),
        Figure(
            "the whole box, median", 1000 * percentile(whole, 50), "ms", note="without the sentence model"
        ),
        Figure("a sentence, without the sentence model", 1000 * story, "ms"),
        Figure("the first search ever, which makes the index", first, "s"),
        Figure("the first search of a process", cold, "s"),
    ]


MEASURES = {
    "search, judged queries": quality,
    "search, speed of meaning": speed,
    f"search, {LARGE}": large,
}
