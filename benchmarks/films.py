"""The films the benchmarks run on: TMDB 5000, 128,000 films of TMDB, or made-up ones."""

from __future__ import annotations

import ast
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Missing
from matinee.domain.film import GENRES, Film, FilmRecord

if TYPE_CHECKING:
    import pandas as pd

    from matinee.bootstrap import Matinee

__all__ = ["LARGE", "PREPARE", "SMALL", "Setting", "frame_of", "read_large"]

SMALL = "4,803 films"
LARGE = "128,008 films"
PREPARE = "prepare, "
"""Before a size, names the making of its installation as if it were a benchmark."""

_SYNTHETIC_SIZES = {SMALL: 4803, LARGE: 128_008}
_COLUMNS = [
    "id", "title", "original_title", "original_language", "overview", "tagline", "genres", "release_date",
    "runtime", "vote_average", "vote_count", "production_countries", "belongs_to_collection", "certification",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a benchmark finds its films and may leave things for the next."""

    work: Path
    """A folder for installations; gone after the run unless it was asked for by name."""
    synthetic: bool = False
    """Made-up films in place of files that are not there."""

    def dump(self) -> Path:
        """The TMDB 5000 files.

        Raises:
            Missing: not there.
        """
        return self._data("tmdb/tmdb_5000.zip")

    def films(self, size: str) -> list[Film]:
        """The films of one size, by id, out of an installation: reading their files would be the peak of memory.

        Raises:
            Missing: their file is not there and made-up ones were not asked for.
        """
        with self.opened(size) as opened, opened.store.read() as unit:
            return list(unit.all_films())

    def records(self, size: str) -> list[FilmRecord]:
        """The films of one size as their file has them.

        Raises:
            Missing: as in `films`.
        """
        try:
            if size == LARGE:
                return [FilmRecord(film, "tmdb") for film in read_large(self._data("tmdb/tmdb_128k.parquet"))]
            from matinee.tmdb import read_dump

            return read_dump(self.dump()).records
        except Missing:
            if not self.synthetic:
                raise
        return [FilmRecord(film, "tmdb") for film in _made_up(_SYNTHETIC_SIZES[size])]

    def home(self, size: str) -> Path:
        """An installation with these films and its taste space; made by a process of its own when first asked for."""
        place = self.work / ("small" if size == SMALL else "large")
        if not (place / "ready").exists():
            from benchmarks.runner import run_apart

            run_apart(f"{PREPARE}{size}", self)
        return place

    def prepare(self, size: str) -> None:
        """Make `home`, here and now."""
        import matinee

        place = self.work / ("small" if size == SMALL else "large")
        records = self.records(size)
        with matinee.open(place) as opened:
            opened.films.put(records)
            opened.spaces.current()
        (place / "ready").touch()

    def opened(self, size: str) -> Matinee:
        """`home`, opened."""
        import matinee

        return matinee.open(self.home(size))

    def _data(self, name: str) -> Path:
        folder = os.environ.get("MATINEE_TEST_DATA")
        if not folder:
            raise Missing("set MATINEE_TEST_DATA to a folder that holds tmdb/, or add --synthetic")
        path = Path(folder) / name
        if not path.is_file():
            raise Missing(f"MATINEE_TEST_DATA holds no {name}; add --synthetic for made-up films")
        return path


def read_large(path: Path) -> list[Film]:
    """The films of tmdb_128k.parquet, by id.

    A few rows have their cells in the wrong columns: what cannot be read is unknown.
    """
    from pyarrow import parquet

    table = parquet.ParquetFile(path).read(columns=_COLUMNS)
    films: list[Film] = []
    for batch in table.to_batches(max_chunksize=8192):
        films += [_film(row) for row in batch.to_pylist()]
    return sorted(films, key=lambda film: film.id)


def _film(row: dict[str, Any]) -> Film:
    released = row["release_date"] or ""
    year = int(released[:4]) if released[:4].isdigit() else None
    collection = _cell(row["belongs_to_collection"])
    return Film(
        id=row["id"],
        title=row["title"] or f"Film {row['id']}",
        original_title=row["original_title"] or "",
        year=year,
        release_date=released,
        runtime=int(row["runtime"] or 0) or None,
        genres=tuple(name for name in _names(row["genres"], "name") if name in GENRES),
        countries=_names(row["production_countries"], "iso_3166_1"),
        language=row["original_language"] or "",
        overview=row["overview"] or "",
        tagline=row["tagline"] or "",
        series=str(collection.get("name") or "") if isinstance(collection, dict) else "",
        certification=row["certification"] or "",
        vote_average=row["vote_average"],
        vote_count=None if row["vote_count"] is None else int(row["vote_count"]),
    )


def _names(text: str | None, key: str) -> tuple[str, ...]:
    cell = _cell(text)
    if not isinstance(cell, list):
        return ()
    return tuple(
        dict.fromkeys(str(entry[key]) for entry in cell if isinstance(entry, dict) and entry.get(key))
    )


@lru_cache(maxsize=50_000)
def _cell(text: str | None) -> Any:
    """A cell that is JSON in some rows and the repr of Python values in others; None for anything else."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


def _made_up(n: int) -> list[Film]:
    import numpy as np

    from matinee.testing.synthetic import synthetic_films

    return synthetic_films(n, 24, np.random.default_rng(5))


def frame_of(films: list[Film]) -> pd.DataFrame:
    """Films as the table that `TasteSpace.fit` takes."""
    import pandas as pd

    columns = (
        "title", "year", "genres", "keywords", "directors", "writers", "cast", "countries", "language", "overview",
        "vote_average", "vote_count",
    )  # fmt: skip
    data: dict[str, list[Any]] = {"film_id": [film.id for film in films]}
    for name in columns:
        data[name] = [getattr(film, name) for film in films]
    return pd.DataFrame(data)
