"""MovieLens as films and ratings, with the content of the films, which nobody may redistribute."""

from __future__ import annotations

import ast
import csv
import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.figures import Missing
from matinee.domain.film import GENRES, Film
from matinee.domain.ratings import Ratings
from matinee.evaluation.split import Data

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DATA", "GENRES_OF_MOVIELENS", "ml_1m", "ml_small", "titled"]

GENRES_OF_MOVIELENS = {
    "Children's": "Family",
    "Children": "Family",
    "Film-Noir": "Crime",
    "Musical": "Music",
    "Sci-Fi": "Science Fiction",
}
"""MovieLens's names that TMDB spells otherwise."""
_ARTICLE = re.compile(r"^(.*), (The|A|An|Les|Le|La|Il|El|Das|Der|Die)$")
_YEAR = re.compile(r"^(.*?)\s*\((\d{4})\)\s*$")


def folder() -> Path:
    """Where MovieLens lies.

    Raises:
        Missing: not there.
    """
    data = os.environ.get("MATINEE_TEST_DATA") or "../shared/data"
    path = Path(data) / "movielens"
    if not path.is_dir():
        raise Missing("set MATINEE_TEST_DATA to a folder that holds movielens/")
    return path


def titled(text: str) -> tuple[str, int | None]:
    """Title and year of ``Matrix, The (1999)``."""
    found = _YEAR.match(text)
    title, year = (found[1], int(found[2])) if found else (text, None)
    turned = _ARTICLE.match(title)
    return (f"{turned[2]} {turned[1]}" if turned else title), year


def genres_named(names: Iterable[str]) -> tuple[str, ...]:
    """TMDB's names of MovieLens's genres; IMAX and the like are none."""
    named = (GENRES_OF_MOVIELENS.get(name, name) for name in names)
    return tuple(dict.fromkeys(name for name in named if name in GENRES))


def ml_1m() -> Data:
    """MovieLens 1M: 3,883 films, 6,040 people, a million ratings in their true order; film ids are MovieLens's.

    Raises:
        Missing: not there.
    """
    import pandas as pd

    place = folder() / "ml-1m"
    try:
        films = pd.read_parquet(place / "movies_details_tmdb.parquet")
        table = pd.read_parquet(place / "ratings.parquet")
    except FileNotFoundError as error:
        raise Missing(f"{error.filename} is not there") from error
    ratings = Ratings(
        table["userId"].to_numpy(dtype=np.int32),
        table["movieId"].to_numpy(dtype=np.int32),
        table["rating"].to_numpy(dtype=np.float32),
        table["timestamp"].to_numpy(dtype=np.int64) * 1_000_000,
        table["seq"].to_numpy(dtype=np.int32),
    )
    return Data.of([_film(row) for row in films.to_dict("records")], ratings)


def ml_small() -> Data:
    """MovieLens latest-small: 9,733 films, 610 people, a hundred thousand ratings; film ids are TMDB's.

    Content is what TMDB 5000, the keywords of The Movies Dataset and tmdb_128k have of its films. Votes are left
    out: they would say how popular the films are of which the protocols take that nobody knows.

    Raises:
        Missing: not there.
    """
    from benchmarks.films import read_large
    from matinee.crowds import read_crowd
    from matinee.tmdb import read_dump

    place, tmdb = folder(), folder().parent / "tmdb"
    crowd = read_crowd(place / "ml-latest-small.zip").ratings
    known: dict[int, Film] = {film.id: film for film in read_large(tmdb / "tmdb_128k.parquet")}
    known |= {record.film.id: record.film for record in read_dump(tmdb / "tmdb_5000.zip").records}
    keywords = _keywords(tmdb / "keywords_46k.zip")
    films: dict[int, Film] = {}
    with zipfile.ZipFile(place / "ml-latest-small.zip") as archive:
        links = {row["movieId"]: row["tmdbId"] for row in _rows(archive, "links.csv")}
        for row in _rows(archive, "movies.csv"):
            number = links.get(row["movieId"], "")
            if number.isdigit():
                title, year = titled(row["title"])
                genres = genres_named(row["genres"].split("|"))
                base = known.get(int(number), Film(id=int(number), title=title, year=year))
                films[base.id] = replace(
                    base,
                    genres=base.genres or genres,
                    keywords=base.keywords or keywords.get(base.id, ()),
                    vote_average=None,
                    vote_count=None,
                )
    return Data.of(list(films.values()), crowd)


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    member = next(inside for inside in archive.namelist() if inside.endswith(f"/{name}") or inside == name)
    return list(csv.DictReader(io.StringIO(archive.read(member).decode("utf-8-sig"))))


def _keywords(path: Path) -> dict[int, tuple[str, ...]]:
    """Theme words by TMDB's number."""
    with zipfile.ZipFile(path) as archive:
        rows = _rows(archive, "keywords.csv")
    return {
        int(row["id"]): tuple(dict.fromkeys(entry["name"] for entry in ast.literal_eval(row["keywords"])))
        for row in rows
    }


def _film(row: dict[Any, Any]) -> Film:
    title, year = titled(row["title"])
    return Film(
        id=int(row["movieId"]),
        title=title,
        year=year,
        genres=genres_named(row["genres"]),
        keywords=tuple(_list(row["keywords"])),
        directors=tuple(person["name"] for person in _list(row["directors"])),
        cast=tuple(person["name"] for person in _list(row["casts"])),
        overview=row["overview"] if isinstance(row["overview"], str) else "",
    )


def _list(cell: Any) -> list[Any]:
    return [] if cell is None else list(cell)


DATA = {"ml-1m": ml_1m, "small": ml_small}
"""What can be asked for by name."""
