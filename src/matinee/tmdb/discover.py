"""Films by description: ``year>=2020 language=ko votes>=50``, cut into pieces that TMDB's lists can hold."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from matinee.domain.catalogue import genre_named
from matinee.domain.film import GENRES
from matinee.errors import BadValue
from matinee.tmdb.exports import most_popular
from matinee.tmdb.wire import read_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matinee.domain.gathering import ListedFilm
    from matinee.tmdb.client import Client

__all__ = ["discovered", "discovered_size", "parameters"]

PAGES = 500
"""TMDB gives no page after this one, of whatever list."""
_PAGE = 20
_WORD = re.compile(r"(year|votes|rating|runtime|language|genre|country)(>=|<=|=)(\S+)")
_GENRE_IDS = dict(
    zip(
        GENRES,
        (28, 12, 16, 35, 80, 99, 18, 10751, 14, 36, 27, 10402, 9648, 10749, 878, 10770, 53, 10752, 37),
        strict=True,
    )
)
_COMPARED = {"votes": "vote_count", "rating": "vote_average", "runtime": "with_runtime"}
_FROM, _TO = "primary_release_date.gte", "primary_release_date.lte"
_FIRST_DAY = dt.date(1874, 1, 1)
_AHEAD = dt.timedelta(days=5 * 365)
_HOW = (
    "write words such as year>=2020 year<=2022 language=ko country=KR votes>=50 rating>=7 runtime<=120 genre=drama "
    "(several genres with commas: all of them; with bars: any)"
)


def parameters(expression: str) -> dict[str, str]:
    """TMDB's parameters for an expression.

    Raises:
        BadValue: it cannot be understood; the message shows how it is written.
    """
    found: dict[str, str] = {}
    for word in expression.split():
        match = _WORD.fullmatch(word)
        if match is None:
            raise BadValue(f'"{word}" describes no films: {_HOW}.')
        name, sign, value = match.groups()
        if name == "year":
            year = _number(word, value, 1874, 2100)
            if sign != "<=":
                found[_FROM] = f"{year}-01-01"
            if sign != ">=":
                found[_TO] = f"{year}-12-31"
        elif name in _COMPARED:
            number = _number(word, value, 0, 10**9)
            for end in ("gte", "lte"):
                if sign == "=" or sign == (">=" if end == "gte" else "<="):
                    found[f"{_COMPARED[name]}.{end}"] = f"{number:g}"
        elif sign != "=":
            raise BadValue(f'"{word}" cannot be compared: write {name}=VALUE.')
        elif name == "genre":
            found["with_genres"] = _genres(value)
        else:
            form, column = (
                ("[a-z]{2}", "with_original_language")
                if name == "language"
                else ("[A-Z]{2}", "with_origin_country")
            )
            code = value.lower() if name == "language" else value.upper()
            if not re.fullmatch(form, code):
                raise BadValue(f'"{word}" names no {name}: two letters do, such as ko or KR.')
            found[column] = code
    if not found:
        raise BadValue(f"Describe the films: {_HOW}.")
    return found


def discovered(client: Client, given: Mapping[str, str], count: int, today: dt.date) -> list[ListedFilm]:
    """The most popular films that parameters describe.

    A list that TMDB would cut off at 10,000 films is cut by release date until its pieces fit; films without a
    release date are then left out.

    Raises:
        TmdbError: see its kinds.
    """
    given = {"include_adult": "false", "include_video": "false", "sort_by": "popularity.desc", **given}
    if count <= PAGES * _PAGE:
        return most_popular(_pages(client, given, count), count)
    first = dt.date.fromisoformat(given.get(_FROM, _FIRST_DAY.isoformat()))
    last = dt.date.fromisoformat(given.get(_TO, (today + _AHEAD).isoformat()))
    return most_popular(_partitions(client, given, first, last), count)


def discovered_size(client: Client, given: Mapping[str, str]) -> int:
    """How many films parameters describe; one call.

    Raises:
        TmdbError: see its kinds.
    """
    return read_list(client.get("/discover/movie", {"include_adult": "false", **given}).data)[2]


def _partitions(
    client: Client, given: Mapping[str, str], first: dt.date, last: dt.date
) -> Iterator[ListedFilm]:
    piece = {**given, _FROM: first.isoformat(), _TO: last.isoformat()}
    _, _, films = read_list(client.get("/discover/movie", piece).data)
    if films <= PAGES * _PAGE or first == last:
        yield from _pages(client, piece, PAGES * _PAGE)
        return
    middle = first + (last - first) / 2
    yield from _partitions(client, given, first, middle)
    yield from _partitions(client, given, middle + dt.timedelta(days=1), last)


def _pages(client: Client, given: Mapping[str, str], count: int) -> Iterator[ListedFilm]:
    seen = 0
    for page in range(1, PAGES + 1):
        films, pages, _ = read_list(client.get("/discover/movie", {**given, "page": page}).data)
        yield from films
        seen += len(films)
        if page >= pages or seen >= count:
            return


def _number(word: str, value: str, low: int, high: int) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not low <= number <= high:
        raise BadValue(f'"{word}" has no number that could be meant: {_HOW}.')
    return int(number) if number == int(number) else number


def _genres(value: str) -> str:
    mark = "|" if "|" in value else ","
    return mark.join(str(_GENRE_IDS[genre_named(name.replace("_", " "))]) for name in value.split(mark))
