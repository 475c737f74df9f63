"""Search by meaning: how good it is on the judged queries, and how fast it is."""

from __future__ import annotations

import shutil
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.figures import Figure, Missing, percentile, seconds_of, timed
from benchmarks.films import LARGE
from benchmarks.judged import (
    DEPTH,
    KINDS,
    SETS,
    interval,
    judged,
    leak,
    ratio_interval,
    reciprocal,
    record_text,
    set_aside,
    words_alone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.films import Setting
    from benchmarks.judged import Judged
    from matinee.bootstrap import Matinee
    from matinee.model import MiniLM

__all__ = ["MEASURES", "measured"]

_RECORDS = ("1, 1, 1, 1, 0, 0", "1, 2, 1, 1, 0, 0")
_ALL = ("1, 1, 1, 1, 1, 1", "1, 2, 1, 1, 0.5, 1")
"""Weights of story, themes, genres, tones, what those mean and what is remembered in FTS5's bm25(): of films' records
alone, and of all that we read."""
_HALVES = ("tuned on", "set aside")
_WIDTH = 384
_TYPED = "the godfathr part"


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
    return measured(setting.work / "judged", _HALVES)


def measured(place: Path, halves: Sequence[str]) -> list[Figure]:
    """The figures of some halves of both sets, with an installation made in a directory."""
    import matinee
    from matinee.starter import starter_lore

    model = _model()
    lore = starter_lore()
    with matinee.open(place) as opened:
        opened.load_starter()
        opened.use_model(model)
        opened.meanings.refresh()
        with opened.store.read() as unit:
            films = list(unit.all_films())
        ways: dict[str, Callable[[str], Iterable[int]]] = {
            f"words, weights {weighting}": words_alone(films, weighting, lore)
            for weighting in (*_RECORDS, *_ALL)
        }
        ways["meaning"] = _by_meaning(opened, model)
        ways["fused"] = lambda query: [hit.film.id for hit in opened.search(query, DEPTH)]
        texts = {
            "record": {film.id: record_text(film) for film in films},
            "scenes": {film.id: " ".join(lore.scenes.get(film.id, ())) for film in films},
            "ways to ask": {film.id: " ".join(lore.asked.get(film.id, ())) for film in films},
        }
        figures: list[Figure] = []
        for name in SETS:
            queries = judged(name)
            aside = set_aside(name, queries)
            for where, held in texts.items():
                right, any_film = leak(queries, held)
                told = f"{name} set: words found in the right film's {where}"
                figures.append(Figure(told, right, "", note=f"in any film's {any_film:.3f}"))
            for half in halves:
                own = [query for query in queries if (query.id in aside) == (half == "set aside")]
                found = {way: reciprocal(find, own) for way, find in ways.items()}
                figures += _told(f"{name} set, {half}", own, found)
    return figures


def _by_meaning(opened: Matinee, model: MiniLM) -> Callable[[str], list[int]]:
    vectors = opened.meanings.vectors()
    if vectors is None:
        raise Missing("the films were not embedded")

    def find(query: str) -> list[int]:
        scores = vectors.rows @ model.embed([query])[0]
        return [int(film_id) for film_id in vectors.ids[np.argsort(-scores, kind="stable")[:DEPTH]]]

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
        low, high = interval(values)
        note = f"95 % {low:.2f} to {high:.2f}; {len(queries)} queries; {by_kind}"
        figures += [
            Figure(f"{half}: {name}, hit@1", float(np.mean(rank == 1)), ""),
            Figure(f"{half}: {name}, hit@5", float(np.mean(rank >= 1 / 5)), ""),
            Figure(f"{half}: {name}, MRR", means[name], "", note=note),
        ]
    for read, weightings in (("the records", _RECORDS), ("all that we read", _ALL)):
        best = max((f"words, weights {weighting}" for weighting in weightings), key=means.__getitem__)
        low, high = ratio_interval(found["fused"], found[best])
        figures.append(
            Figure(
                f"{half}: fused MRR to the best of words over {read}",
                means["fused"] / means[best],
                "x",
                note=f"aim: 1.5; 95 % {low:.2f} to {high:.2f}",
            )
        )
    return figures


def speed(setting: Setting) -> list[Figure]:
    """A query, a catalogue, and the exact scan of 128,000 films."""
    model = _model()
    texts = [query.query for query in judged("first")]
    first = seconds_of(lambda: model.embed(texts[:1]))
    each = [seconds_of(partial(model.embed, [text])) for text in texts]
    from matinee.features.semantic import film_texts
    from matinee.starter import starter_films, starter_lore

    films = [record.film for record in starter_films()[:400]]
    stories = [film.overview for film in films]
    lore = starter_lore()
    told = [text for film in films for text in film_texts(film, lore)]
    film_seconds = seconds_of(lambda: model.embed(told)) / len(films)
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
        Figure("stories embedded", len(stories) / whole, "1/s", note="aim: at least 90, on two free cores"),
        Figure("a starter film embedded", 1000 * film_seconds, "ms", note="its three texts"),
        Figure(
            "stories embedded in a second of one core",
            len(stories) / busy,
            "1/s",
            note="what others use apart",
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
