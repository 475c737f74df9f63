"""The two tables of TMDB 5000, films and their credits, made into one raw table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from matinee.tmdb.cleaning import clean
from matinee.tmdb.report import Refusal, Tally, shown

if TYPE_CHECKING:
    from matinee.domain.ports import Progress
    from matinee.tmdb.report import Cleaned
    from matinee.tmdb.table import Table

__all__ = ["CREDIT_COLUMNS", "MOVIE_COLUMNS", "SOURCE", "clean_tmdb5000"]

SOURCE = "tmdb5000"
_RENAMED = {"original_language": "language", "production_countries": "countries"}
MOVIE_COLUMNS = (
    "id",
    "title",
    "original_title",
    "original_language",
    "overview",
    "tagline",
    "genres",
    "keywords",
    "production_countries",
    "release_date",
    "runtime",
    "vote_average",
    "vote_count",
)
"""The columns read from tmdb_5000_movies.csv."""
CREDIT_COLUMNS = ("movie_id", "title", "cast", "crew")
"""The columns read from tmdb_5000_credits.csv."""


def clean_tmdb5000(movies: Table, credits_: Table, progress: Progress | None = None) -> Cleaned:
    """Join films with their credits and clean them.

    Credits never add or refuse a film: a film without them is kept without people, credits without a film
    are left out, and both are counted as mended.
    """
    tally = Tally()
    for table in (movies, credits_):
        if table.encoding != "utf-8":
            tally.add("a file that is not UTF-8 was read as Windows-1252", "")
    raw = _frame(movies, MOVIE_COLUMNS).rename(columns=_RENAMED)
    raw["key"] = _keys(raw["id"])
    people = _credits(credits_, set(raw["key"]), tally)
    without = raw.loc[raw["key"].ne("") & ~raw["key"].isin(people.index), "title"]
    for title in without:
        tally.add("a film without credits was kept without cast and crew", title)
    raw = raw.join(people, on="key")
    refused = [
        Refusal(
            row.row, _cell(movies, row.cells, "id", 40), _cell(movies, row.cells, "title", 80), row.reason
        )
        for row in movies.broken
    ]
    return clean(raw, SOURCE, refused=refused, tally=tally, progress=progress)


def _credits(table: Table, wanted: set[str], tally: Tally) -> pd.DataFrame:
    """Cast and crew cells by film; of several rows for one film the longest."""
    for row in table.broken:
        tally.add("a broken row of credits was left out", _cell(table, row.cells, "title", 80))
    frame = _frame(table, CREDIT_COLUMNS)
    frame["key"] = _keys(frame["movie_id"])
    astray = (frame["key"] == "") | ~frame["key"].isin(wanted)
    for title in frame.loc[astray, "title"]:
        tally.add("credits without a film were left out", title)
    frame = frame[~astray]
    size = frame["cast"].str.len() + frame["crew"].str.len()
    frame = frame.assign(size=size).sort_values("size", ascending=False, kind="stable")
    second = frame["key"].duplicated()
    for title in frame.loc[second, "title"].sort_index():
        tally.add("of several rows of credits for one film the fullest was taken", title)
    return frame[~second].set_index("key")[["cast", "crew"]]


def _frame(table: Table, columns: tuple[str, ...]) -> pd.DataFrame:
    places = [table.header.index(name) for name in columns]
    picked = {name: [row[place] for row in table.rows] for name, place in zip(columns, places, strict=True)}
    return pd.DataFrame(picked, index=pd.Index(table.numbers, dtype="int64"), dtype=object)


def _keys(ids: pd.Series[str]) -> pd.Series[str]:
    """The id in one spelling ("19995", "019995" and "19995.0" are one film), "" where it is none."""
    digits = ids.str.strip().str.extract(r"^0*([1-9][0-9]{0,9})(?:\.0+)?$", expand=False)
    return digits.fillna("").astype(object)


def _cell(table: Table, cells: list[str], column: str, limit: int) -> str:
    place = table.header.index(column)
    return shown(cells[place], limit) if place < len(cells) else ""
