"""TMDB's daily list of every film: streamed, and only its most popular lines kept."""

from __future__ import annotations

import heapq
import json
import zlib
from typing import TYPE_CHECKING, Any

from matinee.domain.gathering import ListedFilm
from matinee.errors import TmdbStrange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

__all__ = ["export_name", "most_popular", "read_export"]

_PIECE = 1 << 18
_LONGEST_LINE = 64 * 1024


def export_name(day: dt.date) -> str:
    """The file of a day; it is there from 08:00 UTC, for three months."""
    return f"movie_ids_{day:%m_%d_%Y}.json.gz"


def read_export(pieces: Iterable[bytes]) -> Iterator[ListedFilm]:
    """The films of an export that may be shown, in its order; lines that cannot be read are passed over.

    Args:
        pieces: the compressed file, in pieces of any size.

    Raises:
        TmdbStrange: it is no gzip, or is cut off.
    """
    unpacker = zlib.decompressobj(wbits=31)
    rest = b""
    for piece in pieces:
        left = piece
        while left:
            try:
                text = unpacker.decompress(left, _PIECE)
            except zlib.error as error:
                raise TmdbStrange("TMDB's daily list is no gzip file: try again later.") from error
            left = unpacker.unconsumed_tail
            *lines, rest = (rest + text).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                raise TmdbStrange("TMDB's daily list is not one: check MATINEE_TMDB_EXPORTS_URL.")
            for line in lines:
                yield from _read(line)
    if not unpacker.eof:
        raise TmdbStrange("TMDB's daily list breaks off: try again.")
    yield from _read(rest)


def most_popular(films: Iterable[ListedFilm], count: int) -> list[ListedFilm]:
    """The most popular films, the most popular first; of equals the lower number. Holds no more than it gives."""
    best = heapq.nlargest(count, films, key=lambda film: (film.popularity, -film.film_id))
    return list({film.film_id: film for film in best}.values())


def _read(line: bytes) -> Iterator[ListedFilm]:
    try:
        row: Any = json.loads(line)
    except ValueError:
        return
    if not isinstance(row, dict) or row.get("adult") is True or row.get("video") is True:
        return
    film_id, popularity = row.get("id"), row.get("popularity")
    if isinstance(film_id, int) and film_id > 0:
        yield ListedFilm(film_id, float(popularity) if isinstance(popularity, (int, float)) else 0.0)
