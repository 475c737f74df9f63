"""Letterboxd's account export, its loose CSVs, and the CSV that Letterboxd itself imports."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.errors import SourceError
from matinee.opening import shown
from matinee.transfer.content import Content, Format, Part, Record, rows_of
from matinee.transfer.values import imdb_id, moment, plain, stars, tmdb_id, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["LETTERBOXD"]

_NAME = "letterboxd"
_ORDER = ("ratings", "diary", "reviews", "upload", "likes", "watchlist", "watched", "list", "unnamed")
_SECOND = 1_000_000
_Current = dict[tuple[str, int | None], tuple[float, int]]
"""Rating in force and its time, by title and year."""


def _claims(content: Content) -> str:
    if content.shape != "table":
        return ""
    if content.first_line.lower().lstrip('"').startswith("letterboxd list export"):
        return "list"
    if content.has("name", "letterboxd uri"):
        if content.has("watched date"):
            return "reviews" if content.has("review") else "diary"
        return "ratings" if content.has("rating") else _by_name(content)
    ids = {"letterboxduri", "tmdbid", "imdbid"} & set(content.columns)
    if ids and {"watcheddate", "rating10", "rewatch"} & set(content.columns):
        return "upload"
    return ""


def _by_name(content: Content) -> str:
    """Three files have the same columns, so that only their names tell them apart."""
    name, base = content.name.lower(), content.base
    if "watchlist" in base:
        return "watchlist"
    if "watched" in base:
        return "watched"
    if "likes/" in name or base.startswith(("like", "film")):
        return "likes"
    return "unnamed"


def _choose(parts: Sequence[Part]) -> list[Part]:
    ordered = sorted(parts, key=lambda part: _ORDER.index(part.label))
    own = [part for part in ordered if part.label != "list"]
    # A list is an opinion of its own kind; one given by itself is meant to be watched.
    return own or ordered


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    current: _Current = {}
    for part in parts:
        if part.label == "unnamed":
            raise SourceError(
                f"{shown(part.content.name)} may be Letterboxd's watched.csv, watchlist.csv or likes/films.csv, "
                "which look alike; give it that name again, or the whole zip."
            )
        if part.label == "list":
            yield from _list(part.content)
        else:
            for row in rows_of(_NAME, part.content, _READERS[part.label]):
                yield _in_time(row, current, part.label)


def _in_time(row: Row, current: _Current, label: str) -> Row:
    """A diary entry logged after the film's rating, with other stars, is not the newer opinion."""
    if label == "ratings":
        for said in row.says:
            if said.stars is not None and said.at is not None:
                current[row.title, row.year] = said.stars, said.at
        return row
    if label not in ("diary", "reviews") or (row.title, row.year) not in current:
        return row
    value, at = current[row.title, row.year]
    said_now = tuple(
        replace(said, at=at - _SECOND)
        if said.kind is Kind.RATING and said.stars != value and said.at is not None and said.at >= at
        else said
        for said in row.says
    )
    return replace(row, says=said_now)


def _film(record: Record, *says: Said | None) -> Row:
    return Row(
        service=_NAME,
        title=plain(record["name"]),
        year=year(record["year"]),
        says=tuple(said for said in says if said is not None),
    )


def _rated(record: Record, day: str) -> Said | None:
    value = stars(record["rating"], 5, unrated=(0,))
    if value is None:
        return None
    at, when = moment(day) or (None, "")
    return Said(kind=Kind.RATING, stars=value, at=at, written=record["rating"], scale="5", when=when)


def _dated(record: Record, kind: Kind) -> Said:
    at, when = moment(record["date"]) or (None, "")
    return Said(kind=kind, at=at, when=when)


def _rating(record: Record) -> Row:
    return _film(record, _rated(record, record["date"]))


def _diary(record: Record) -> Row:
    at, day = moment(record.first("watched date", "date")) or (None, "")
    on = day if record["watched date"] else ""
    again = record["rewatch"].casefold() in ("yes", "true", "1")
    seen = Said(kind=Kind.WATCHED, at=at, when=day, on=on, rewatch=again)
    return _film(record, seen, _rated(record, record.first("date", "watched date")))


def _watched(record: Record) -> Row:
    return _film(record, _dated(record, Kind.WATCHED))


def _liked(record: Record) -> Row:
    return _film(record, _dated(record, Kind.LIKE))


def _saved(record: Record) -> Row:
    return _film(record, _dated(record, Kind.WATCHLIST_ADD))


def _upload(record: Record) -> Row:
    """A row of the file that people make for Letterboxd's own importer; Matinee writes it too."""
    at, day = moment(record["watcheddate"]) or (None, "")
    rating = record.first("rating", "rating10")
    scale = 5 if record["rating"] else 10
    value = stars(rating, scale, unrated=(0,))
    says = [
        Said(
            kind=Kind.WATCHED,
            at=at,
            when=day,
            on=day,
            rewatch=record["rewatch"].casefold() in ("true", "yes"),
        )
    ]
    if value is not None:
        says.append(Said(kind=Kind.RATING, stars=value, at=at, written=rating, scale=str(scale), when=day))
    return Row(
        service=_NAME,
        title=plain(record.first("title", "name")),
        year=year(record["year"]),
        tmdb_id=tmdb_id(record["tmdbid"]),
        imdb_id=imdb_id(record["imdbid"]),
        directors=tuple(filter(None, (plain(name) for name in record["directors"].split(",")))),
        says=tuple(says),
    )


_READERS = {
    "ratings": _rating,
    "diary": _diary,
    "reviews": _diary,
    "watched": _watched,
    "likes": _liked,
    "watchlist": _saved,
    "upload": _upload,
}


def _list(content: Content) -> Iterator[Row]:
    """A list below its preamble, whose description may hold newlines: the header is the line with Position."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", content.text)):
        if line.lower().startswith(("position,name", '"position","name"')):
            made = next(
                (record["date"] for record in content.records(skip=1) if _moment_or_none(record["date"])), ""
            )
            at, when = _moment_or_none(made) or (None, "")
            saved = Said(kind=Kind.WATCHLIST_ADD, at=at, when=when)
            yield from rows_of(_NAME, content, partial(_listed, saved=saved), skip=number)
            return
    raise SourceError(f"{shown(content.name)} is a Letterboxd list without its films; export it again.")


def _listed(record: Record, saved: Said) -> Row:
    return _film(record, saved)


def _moment_or_none(text: str) -> tuple[int, str] | None:
    """A time, or None for what is none."""
    try:
        return moment(text)
    except ValueError:
        return None


LETTERBOXD = Format(
    name=_NAME,
    expects="Letterboxd: the account export zip, or its ratings.csv, diary.csv, watched.csv ...",
    claims=_claims,
    rows=_rows,
    choose=_choose,
)
