"""Dumps of TMDB's data in the shapes people have, cleaned a thousand rows at a time.

Known shapes: TMDB 5000; Kaggle's "The Movies Dataset"; and any table of films (CSV, JSON lines, Parquet) with the
columns of TMDB's own details, lists in its cells being JSON, Python literals or plain words.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.opening import shown
from matinee.tmdb.dump import CREDITS, MOVIES, read_dump
from matinee.tmdb.report import Cleaned, Refusal, Tally
from matinee.tmdb.rows import Row, TableFile, find_tables, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matinee.domain.film import Film
    from matinee.domain.ports import Progress
    from matinee.tmdb.rows import Place

__all__ = ["SOURCE", "stream_dump"]

SOURCE = "tmdbdump"
"""The source of records out of a table of films."""
_BATCH = 1000
_METADATA, _KEYWORDS, _PEOPLE = "movies_metadata.csv", "keywords.csv", "credits.csv"
_RENAMED = {
    "tmdb_id": "id",
    "tmdbid": "id",
    "movie_id": "id",
    "original_language": "language",
    "production_countries": "countries",
    "belongs_to_collection": "collection",
    "name": "title",
}
_LISTS = ("genres", "keywords", "cast", "crew", "countries")
_ADULT = {"true", "1", "1.0"}
_JOINED = "a row that a line end had broken in two was put together again"

Extra = dict[str, str]


def stream_dump(path: Path, progress: Progress | None = None) -> Iterator[Cleaned]:
    """Read and clean a dump, piece by piece; every row read is a record or a refusal of some piece.

    Args:
        path: a file, a zip or a folder.
        progress: hears how far it is.

    Raises:
        SourceError: it is not there, damaged, unsafe, or of no known shape.
    """
    tables = find_tables(path)
    names = {table.name: table for table in tables}
    if path.suffix.lower() == ".csv" and path.name.lower() in (_METADATA, _KEYWORDS, _PEOPLE):
        names = {table.name: table for table in find_tables(path.parent)}
    if MOVIES in names or CREDITS in names:
        yield read_dump(path, progress)
    elif _METADATA in names:
        yield from _movies_dataset(names, progress)
    elif len(tables) == 1:
        yield from _cleaned(tables[0], progress, lambda _film: {})
    elif tables:
        listed = ", ".join(shown(table.name) for table in tables[:5])
        raise SourceError(
            f"{shown(path)} holds several tables ({listed}): name the one that holds the films."
        )
    else:
        yield read_dump(path, progress)


def _movies_dataset(names: dict[str, TableFile], progress: Progress | None) -> Iterator[Cleaned]:
    """Films of "The Movies Dataset", joined with its keywords and credits where those are beside it.

    Of the credits, 190 MB of text, only what a film keeps is held in memory.
    """
    extras: dict[str, Extra] = {}
    if (keywords := names.get(_KEYWORDS)) is not None:
        for row, place in rows_of(keywords):
            _tell(progress, f"Reading {_KEYWORDS}", row, place)
            key = _key(row.cells.get("id", ""))
            if key and "keywords" not in extras.get(key, {}):
                extras.setdefault(key, {})["keywords"] = row.cells.get("keywords", "")
    if (people := names.get(_PEOPLE)) is not None:
        for row, place in rows_of(people):
            _tell(progress, f"Reading {_PEOPLE}", row, place)
            key = _key(row.cells.get("id", ""))
            if key and "cast" not in extras.get(key, {}):
                extras.setdefault(key, {}).update(_few(row.cells))
    yield from _cleaned(names[_METADATA], progress, lambda film: extras.get(film, {}))


def _few(cells: Extra) -> Extra:
    """The cast and crew a film keeps, as small cells."""
    from matinee.tmdb.people import CellReader

    reader = CellReader()
    directors, writers = reader.crew(cells.get("crew", ""))
    crew = [{"job": "Director", "name": name} for name in directors]
    crew += [{"job": "Screenplay", "name": name} for name in writers]
    return {"cast": json.dumps(reader.cast(cells.get("cast", ""))), "crew": json.dumps(crew)}


def _cleaned(table: TableFile, progress: Progress | None, more: Callable[[str], Extra]) -> Iterator[Cleaned]:
    rows = rows_of(table)
    fullest: dict[int, tuple[int, int]] = {}
    """Of each film how full its record is, and its row: what comes later must say more."""
    first = True
    while batch := list(islice(rows, _BATCH)):
        if first:
            _require_films(table, batch)
            first = False
        yield _piece([row for row, _ in batch], more, fullest)
        _tell(progress, "Reading films", batch[-1][0], batch[-1][1], always=True)
    if first:
        raise SourceError(f"{shown(table.name)} holds no films; get it again.")


def _require_films(table: TableFile, batch: list[tuple[Row, Place]]) -> None:
    columns = {_RENAMED.get(name, name) for row, _ in batch[:50] for name in row.cells}
    if "id" not in columns or not columns & {"title", "original_title"}:
        raise SourceError(
            f"{shown(table.name)} is no table of films: it needs columns id (TMDB's number) and title; "
            f"it has {shown(', '.join(sorted(columns)) or 'none', 200)}."
        )


def _piece(rows: list[Row], more: Callable[[str], Extra], fullest: dict[int, tuple[int, int]]) -> Cleaned:
    # pandas takes half a second to import: only whoever reads a dump waits for it.
    import pandas as pd

    from matinee.tmdb.cleaning import clean, fullness

    tally = Tally()
    refused, good, numbers = [], [], []
    for row in rows:
        cells = {_RENAMED.get(name, name): cell for name, cell in row.cells.items()}
        reason = row.broken
        if not reason and cells.get("adult", "").strip().lower() in _ADULT:
            reason = "it is for adults only"
        elif not reason and _shifted(cells):
            reason = "its cells are in the wrong columns"
        if reason:
            title = cells.get("title") or cells.get("original_title") or ""
            refused.append(Refusal(row.number, shown(cells.get("id", ""), 40), shown(title), reason))
            continue
        if row.joined:
            tally.add(_JOINED, cells.get("title", ""))
        cells |= more(_key(cells.get("id", "")))
        for name in _LISTS:
            if name in cells:
                cells[name] = _list_cell(cells[name])
        good.append(cells)
        numbers.append(row.number)
    frame = pd.DataFrame(good, index=pd.Index(numbers, dtype="int64"), dtype=object)
    cleaned = clean(frame, SOURCE, refused=refused, tally=tally)
    records, late = [], list(cleaned.refused)
    for record in cleaned.records:
        full = sum(fullness(record.film))
        known = fullest.get(record.film.id)
        if known is not None and known[0] >= full:
            late.append(_double(record.film, known[1]))
            continue
        fullest[record.film.id] = full, rows[0].number
        records.append(record)
    return Cleaned(records, cleaned.read, late, cleaned.mended)


def _shifted(cells: Extra) -> bool:
    """Whether neither the IMDb number nor the language is one: a row that slipped, as some dumps have."""
    imdb, language = cells.get("imdb_id", "").strip(), cells.get("language", "").strip()
    return bool(imdb and language and not imdb.startswith("tt") and not re.fullmatch("[A-Za-z]{2}", language))


def _double(film: Film, row: int) -> Refusal:
    reason = f"a row before it (from {row} on) has the same id and says as much"
    return Refusal(0, str(film.id), shown(film.title), reason)


def _list_cell(cell: str) -> str:
    """Lists that are written as plain words (``Action, Drama``) as JSON; others as they are."""
    text = cell.strip()
    if not text or text[0] in "[{" or text.lower() in ("nan", "none", "null"):
        return text
    mark = "|" if "|" in text else ","
    return json.dumps([word.strip() for word in text.split(mark) if word.strip()])


def _key(given: str) -> str:
    digits = given.strip().removesuffix(".0").lstrip("0")
    return digits if digits.isdigit() else ""


def _tell(progress: Progress | None, what: str, row: Row, place: Place, *, always: bool = False) -> None:
    if progress is not None and (always or row.number % 500 == 0):
        progress(what, place.done, place.total)
