"""The judged queries: two sets of them, the half of each that is set aside, and what words alone find.

`judged_queries.jsonl` was written first, with the catalogue's records at hand. `judged_blind.jsonl` was written on
2026-11-22 from a list of ids, titles and years alone, as people type, before any search was run on it; its right films
were settled then too. In both, a line holds id, kind, query and the TMDB ids of the films it is right to find.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matinee.features.stems import stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.features.lore import Lore

__all__ = [
    "DEPTH",
    "KINDS",
    "SETS",
    "Judged",
    "interval",
    "judged",
    "leak",
    "ratio_interval",
    "reciprocal",
    "record_text",
    "set_aside",
    "words_alone",
]

KINDS = ("plot", "mood", "theme", "setting", "scene")
SETS = ("first", "blind")
DEPTH = 100
_FILES = {"first": "judged_queries.jsonl", "blind": "judged_blind.jsonl"}
_SEED = 6
_DRAWN = 2000
"""Times the queries are drawn anew for an interval."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the films it is right to find."""

    id: str
    kind: str
    query: str
    films: frozenset[int]
    """TMDB ids."""


def judged(name: str) -> list[Judged]:
    """Every query of a set, in the order of its file."""
    lines = (Path(__file__).parent / _FILES[name]).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Judged(row["id"], row["kind"], row["query"], frozenset(row["films"])) for row in rows]


def set_aside(name: str, queries: Sequence[Judged]) -> set[str]:
    """Ids of the half of each kind by which nothing is chosen: drawn by a seed, in the blind set by a hash."""
    rng = np.random.default_rng(_SEED)
    aside: set[str] = set()
    for kind in sorted(KINDS):
        own = [query.id for query in queries if query.kind == kind]
        if name == "blind":
            order = sorted(own, key=lambda one: hashlib.sha256(one.encode()).hexdigest())
        else:
            order = [own[place] for place in rng.permutation(len(own))]
        aside.update(order[: len(own) // 2])
    return aside


def reciprocal(find: Callable[[str], Iterable[int]], queries: Sequence[Judged]) -> list[float]:
    """1 / rank of the first right film of each query, 0 when there is none."""
    return [
        next((1 / rank for rank, film_id in enumerate(find(query.query), 1) if film_id in query.films), 0.0)
        for query in queries
    ]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean, by drawing the queries anew (Efron and Tibshirani, 1993, chapter 13)."""
    told = np.array(values)
    low, high = np.percentile(told[_drawn(len(told))].mean(1), (2.5, 97.5))
    return float(low), float(high)


def ratio_interval(values: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """The same for the ratio of two means over the same queries."""
    one, other, rows = np.array(values), np.array(others), _drawn(len(values))
    low, high = np.percentile(one[rows].mean(1) / np.maximum(other[rows].mean(1), 1e-9), (2.5, 97.5))
    return float(low), float(high)


def _drawn(count: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, count, (_DRAWN, count))


def words_alone(films: Sequence[Film], weighting: str, lore: Lore) -> Callable[[str], list[int]]:
    """SQLite's own search over the same fields, Porter-stemmed: what words alone find.

    The query's words are joined by OR, without English function words: with them it finds less.

    Args:
        films: all.
        weighting: of story, themes, genres, tones, what the themes and tones mean, and what is remembered, for
            bm25(); a field of weight 0 is not searched.
        lore: what themes and tones mean, and what people remember of films.
    """
    names = ("story", "themes", "genres", "tones", "meant", "remembered")
    searched = [name for name, weight in zip(names, weighting.split(","), strict=True) if float(weight)]
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE film USING fts5({', '.join(names)}, tokenize='porter unicode61')")
    database.executemany(
        "INSERT INTO film(rowid, story, themes, genres, tones, meant, remembered) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (film.id, film.overview, ", ".join(film.keywords).replace("-", " "), ", ".join(film.genres),
             ", ".join(film.tones), "; ".join(lore.meant.get(term, "") for term in (*film.keywords, *film.tones)),
             lore.remembered(film.id))
            for film in films
        ),
    )  # fmt: skip

    def find(query: str) -> list[int]:
        words = re.findall(r"\w+", query.casefold())
        telling = [word for word in words if stems(word)] or words
        any_word = " OR ".join(f'"{word}"' for word in telling)
        found = database.execute(
            f"SELECT rowid FROM film WHERE film MATCH ? ORDER BY bm25(film, {weighting}) LIMIT {DEPTH}",  # noqa: S608 - our own numbers
            (f"{{{' '.join(searched)}}} : ({any_word})",),
        )
        return [row[0] for row in found]

    return find


def record_text(film: Film) -> str:
    """What a film's record says of it, its title and names left out."""
    return f"{film.overview} {' '.join((*film.keywords, *film.genres, *film.tones)).replace('-', ' ')}"


def leak(queries: Sequence[Judged], texts: Mapping[int, str]) -> tuple[float, float]:
    """Part of a query's stems that its right films' texts hold, and that any film's does, on average.

    Args:
        queries: judged.
        texts: of each film.
    """
    held = {film_id: set(stems(text)) for film_id, text in texts.items()}
    right: list[float] = []
    any_film: list[float] = []
    for query in queries:
        asked = set(stems(query.query))
        if asked:
            shares = {film_id: len(asked & own) / len(asked) for film_id, own in held.items()}
            right.append(float(np.mean([shares[film_id] for film_id in query.films])))
            any_film.append(float(np.mean(list(shares.values()))))
    return float(np.mean(right)), float(np.mean(any_film))
