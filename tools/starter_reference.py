"""Reference tables that the starter catalogue is held against; they are read where they lie, never copied."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from matinee.domain.matching import title_key
from matinee.tmdb import read_dump

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Reference", "name_key", "words_of"]

_RUN = 7


class Reference:
    """What the tables say: for every fact and film, each table's value."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        """fact -> TMDB id -> table -> value; facts are title, year, runtime, directors, cast and imdb."""
        self.owners: dict[str, set[int]] = defaultdict(set)
        """IMDb id -> the TMDB ids that some table pairs with it."""
        self.overviews: list[tuple[str, str]] = []
        """(whose, text)."""

    def held(self, film_id: int) -> bool:
        """Whether any table holds this film."""
        return any(film_id in films for films in self.facts.values())

    def add_tmdb(self, folder: Path) -> None:
        """Read ``tmdb_5000.zip`` (with credits) and ``tmdb_128k.parquet`` (without), those that are there."""
        if (path := folder / "tmdb_5000.zip").exists():
            for record in read_dump(path).records:
                film = record.film
                self._add("title", film.id, "TMDB 5000", [film.title, film.original_title])
                self._add("year", film.id, "TMDB 5000", film.year)
                self._add("runtime", film.id, "TMDB 5000", film.runtime)
                self._add("directors", film.id, "TMDB 5000", list(film.directors))
                self._add("cast", film.id, "TMDB 5000", film.cast[0] if film.cast else None)
                self.overviews.append((f"{film.label} in TMDB 5000", film.overview))
        if (path := folder / "tmdb_128k.parquet").exists():
            columns = ["id", "imdb_id", "title", "original_title", "release_date", "runtime", "overview"]
            table = pd.read_parquet(path, columns=columns).astype(object)
            table = table.where(table.notna(), None)
            for film_id, imdb, title, original, date, runtime, overview in table.itertuples(index=False):
                self._add("title", film_id, "TMDB 128k", [title or "", original or ""])
                year = re.match(r"\d{4}", str(date or ""))
                self._add("year", film_id, "TMDB 128k", int(year[0]) if year else None)
                self._add("runtime", film_id, "TMDB 128k", round(runtime or 0))
                self._pair(film_id, "TMDB 128k", imdb or "")
                self.overviews.append((f"{title} in TMDB 128k", overview or ""))

    def add_movielens(self, folder: Path) -> None:
        """Read ``links_46k.csv``, ``ml-latest-small.zip`` and MovieLens 1M's details, those that are there."""
        links: dict[int, int] = {}
        if (path := folder / "links_46k.csv").exists():
            links |= self._links(pd.read_csv(path), "MovieLens links")
        if (path := folder / "ml-latest-small.zip").exists():
            with zipfile.ZipFile(path) as archive:
                names = {name.rsplit("/", 1)[-1]: name for name in archive.namelist()}
                with archive.open(names["links.csv"]) as stream:
                    links |= self._links(pd.read_csv(stream), "ml-latest-small")
                with archive.open(names["movies.csv"]) as stream:
                    for movie, title in pd.read_csv(stream)[["movieId", "title"]].itertuples(index=False):
                        self._movielens_title(links.get(movie), title, "ml-latest-small")
        if (path := folder / "ml-1m" / "movies_details_tmdb.parquet").exists():
            self._movielens_1m(pd.read_parquet(path), links)

    def _links(self, table: pd.DataFrame, name: str) -> dict[int, int]:
        found = table[["movieId", "imdbId", "tmdbId"]].dropna().astype("int64")
        for _, imdb, film_id in found.itertuples(index=False):
            self._pair(film_id, name, f"tt{imdb:07d}")
        return dict(zip(found["movieId"].tolist(), found["tmdbId"].tolist(), strict=True))

    def _movielens_title(self, film_id: int | None, title: str, name: str) -> None:
        if film_id is None or not (found := re.fullmatch(r"(.*?)\s*(?:\((\d{4})\))?\s*", title)):
            return
        spoken, year = found.groups()
        aliases = re.findall(r"\((?:a\.k\.a\. )?([^()]*)\)", spoken)
        self._add("title", film_id, name, [re.sub(r"\s*\(.*", "", spoken), spoken, *aliases])
        self._add("year", film_id, name, int(year) if year else None)

    def _movielens_1m(self, table: pd.DataFrame, links: dict[int, int]) -> None:
        columns = ["movieId", "title", "tmdb_id", "directors", "casts", "overview"]
        for movie, title, given, directors, casts, overview in table[columns].itertuples(index=False):
            film_id = links.get(movie)
            self._movielens_title(film_id, title, "MovieLens 1M")
            if isinstance(overview, str):
                self.overviews.append((f"{title} in MovieLens 1M", overview))
            # Where the two ids differ, the details are another film's.
            if film_id is not None and film_id == given:
                self._add("directors", film_id, "MovieLens 1M", [one["name"] for one in _listed(directors)])
                first = [one["name"] for one in _listed(casts)][:1]
                self._add("cast", film_id, "MovieLens 1M", first[0] if first else None)

    def _pair(self, film_id: int, table: str, imdb: str) -> None:
        if re.fullmatch(r"tt\d{7,8}", imdb):
            self.facts["imdb"][film_id].setdefault(table, []).append(imdb)
            self.owners[imdb].add(film_id)

    def _add(self, fact: str, film_id: int, table: str, value: Any) -> None:
        if value:
            self.facts[fact][film_id][table] = value

    def shared_runs(self, texts: dict[int, str]) -> dict[int, list[tuple[str, str]]]:
        """Every run of seven words that a text shares with an overview, as (run, whose overview)."""
        ours: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for film_id, text in texts.items():
            for run in _runs(words_of(text)):
                ours[run].append(film_id)
        openings = {run[:2] for run in ours}
        shared: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for whose, overview in self.overviews:
            words = words_of(overview)
            # Most overviews share hardly a pair of words with us: only from those a run is tried.
            for place, pair in enumerate(pairwise(words)):
                if pair in openings:
                    run = tuple(words[place : place + _RUN])
                    for film_id in ours.get(run, ()):
                        shared[film_id].append((" ".join(run), whose))
        return shared


def _listed(value: Any) -> list[Any]:
    # pandas reads a list column as arrays, and a missing list as None.
    return list(value) if value is not None and not isinstance(value, (str, float)) else []


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)]


def words_of(text: str) -> list[str]:
    """The words of a text, without case and punctuation."""
    return re.findall(r"\w+(?:'\w+)*", text.lower().replace("’", "'"))


def name_key(name: str) -> str:
    """The form in which two spellings of one name or title are the same."""
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", title_key(name)) if not unicodedata.combining(c)
    )
    return re.sub(r"[\W_]+", "", folded)
