"""IMDb's CSVs, in the three generations of their headers: ratings, the watchlist and lists."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.domain.matching import title_key
from matinee.transfer.content import Content, Format, Part, Record, rows_of
from matinee.transfer.values import imdb_id, moment, plain, stars, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["IMDB"]

_NAME = "imdb"
_NO_FILM = frozenset(
    {
        "episode",
        "episodedeserietv",
        "episodiodetv",
        "episodiotv",
        "fernsehepisode",
        "fernsehminiserie",
        "fernsehserie",
    }
    | {
        "jeuvideo",
        "jogodevideo",
        "miniserie",
        "miniseriedetv",
        "miniserietv",
        "miniseriestv",
        "podcastepisode",
    }
    | {
        "podcastseries",
        "seriadotv",
        "seriedetelevision",
        "seriedetv",
        "serietelevisee",
        "serietv",
        "tvepisode",
    }
    | {
        "tvminiserie",
        "tvminiseries",
        "tvserie",
        "tvseries",
        "videogame",
        "videogioco",
        "videojuego",
        "videospiel",
    }
)
"""Title types that are no films, in several languages, without accents and spaces. Ids decide first."""


def _claims(content: Content) -> str:
    if not content.has("const", "title"):
        return ""
    if content.has("position"):
        return "list"
    return "ratings" if {"your rating", "you rated"} & set(content.columns) else "list"


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        saves = "watchlist" in part.content.base
        yield from rows_of(_NAME, part.content, partial(_row, saves=saves))


def _row(record: Record, *, saves: bool) -> Row:
    found = imdb_id(record["const"]) if record["const"].startswith("tt") else ""
    if not found and record.ragged:
        # An unquoted comma has moved the cells; the id is still itself.
        found = next((imdb_id(cell) for cell in record.cells.values() if cell.startswith("tt")), "")
    kind = title_key(record["title type"]).replace(" ", "")
    original = plain(record["original title"])
    title = plain(record["title"])
    return Row(
        service=_NAME,
        title=title,
        year=year(record["year"]),
        imdb_id=found,
        # One that is the title itself is told too: a namesake with another original title is not meant.
        other_titles=(original,) if original else (),
        directors=tuple(filter(None, (plain(name) for name in record["directors"].split(",")))),
        runtime=_minutes(record["runtime (mins)"]),
        says=tuple(_says(record, saves=saves)),
        maybe_film=kind not in _NO_FILM,
    )


def _minutes(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and 0 < len(cell) < 4 else None


def _says(record: Record, *, saves: bool) -> Iterator[Said]:
    rating = record.first("your rating", "you rated")
    value = stars(rating, 10, unrated=(0,))
    if value is not None:
        # The oldest files have one date a row, when it was made.
        at, when = moment(record.first("date rated") or ("" if saves else record["created"])) or (None, "")
        yield Said(kind=Kind.RATING, stars=value, at=at, written=rating, scale="10", when=when)
    if value is None or saves:
        if "position" not in record.cells and not record["created"]:
            return
        at, when = moment(record["created"]) or (None, "")
        yield Said(kind=Kind.WATCHLIST_ADD, at=at, when=when)


IMDB = Format(
    name=_NAME, expects="IMDb: ratings.csv, the watchlist or a list as CSV", claims=_claims, rows=_rows
)
