"""The CSVs that TMDB gives its own members: ratings, watchlist, favourites."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.transfer.content import Content, Format, Part, Record, rows_of
from matinee.transfer.values import imdb_id, moment, plain, stars, tmdb_id, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["TMDB_CSV"]

_NAME = "tmdb"
_SERIES = {"tv", "tvshow", "tvseries", "show", "series", "episode", "tvepisode", "season", "tvseason"}


def _claims(content: Content) -> str:
    if not content.has("tmdb id", "name", "type"):
        return ""
    name = content.base
    return "watchlist" if "watchlist" in name else "favorites" if "favo" in name else "ratings"


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        yield from rows_of(_NAME, part.content, partial(_row, label=part.label))


def _row(record: Record, label: str) -> Row:
    kind = "".join(record["type"].casefold().split())
    not_film = kind in _SERIES or bool(record["season number"] or record["episode number"])
    return Row(
        service=_NAME,
        title=plain(record["name"]),
        year=year(record["release date"]),
        tmdb_id=tmdb_id(record["tmdb id"]),
        imdb_id=imdb_id(record["imdb id"]),
        says=() if not_film else tuple(_says(record, label)),
        not_film=not_film,
    )


def _says(record: Record, label: str) -> Iterator[Said]:
    at, when = moment(record["date rated"]) or (None, "")
    value = stars(record["your rating"], 10, unrated=(0,))
    if value is not None:
        yield Said(kind=Kind.RATING, stars=value, at=at, written=record["your rating"], scale="10", when=when)
    if label == "watchlist":
        yield Said(kind=Kind.WATCHLIST_ADD)
    elif label == "favorites":
        yield Said(kind=Kind.LIKE)


TMDB_CSV = Format(
    name=_NAME,
    expects="TMDB: the CSV of your ratings, watchlist or favourites",
    claims=_claims,
    rows=_rows,
)
