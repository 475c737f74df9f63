"""TMDB's JSON made into films. Whatever a field holds, reading it never fails: what is not understood is unknown."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from matinee.domain.film import GENRES, Film, FilmRecord
from matinee.domain.gathering import SOURCE, Fetched, FoundFilm, ListedFilm, Pictures
from matinee.errors import TmdbStrange
from matinee.tmdb.people import MAX_CAST, MAX_WRITERS, WRITING
from matinee.tmdb.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "APPENDED",
    "certification_in",
    "number_of",
    "objects",
    "read_changes",
    "read_configuration",
    "read_fetched",
    "read_film",
    "read_find",
    "read_found",
    "read_list",
    "read_pictures",
    "read_titles",
    "text_of",
]

APPENDED = (
    "keywords",
    "credits",
    "release_dates",
    "videos",
    "watch/providers",
    "external_ids",
    "translations",
    "alternative_titles",
)
"""Blocks fetched with a film's details in the same call; pictures' paths are in the details themselves."""

_GENRES = {name.casefold(): name for name in GENRES}
_IMDB = re.compile(r"tt\d{7,9}")
_PATH = re.compile(r"/[\w-]{1,80}\.(?:jpg|jpeg|png|webp|svg)", re.ASCII)
_MAX_ID = 2**31 - 1
_MAX_RUNTIME = 1000
_LONGEST_TITLE = 250
_MOST_TITLES = 150
_YEARS = range(1874, 2101)
_RELEASE_KINDS = (3, 2, 4, 5, 6, 1)
"""Release types by how much their certification counts: cinema, limited, digital, disc, television, premiere."""
_COLLECTION = re.compile(r" (?:\(?collection\)?|filmreihe|series)$", re.IGNORECASE)


def read_fetched(
    data: object, film_id: int, country: str, fetched_at: int, packed: bytes = b"", etag: str = ""
) -> Fetched:
    """A film's details with their appended blocks as what is stored.

    Args:
        data: the decoded JSON.
        film_id: the film that was asked for.
        country: whose certification counts.
        fetched_at: microseconds since 1970 UTC.
        packed: the JSON compressed by gzip.
        etag: of the answer.

    Raises:
        TmdbStrange: it is about another film, or about none.
    """
    if not isinstance(data, dict) or number_of(data.get("id")) is None:
        raise TmdbStrange(f"TMDB's answer for film {film_id} is no film: try again later.")
    if data["id"] != film_id:
        raise TmdbStrange(
            f"TMDB answers with film {number_of(data['id'])} where film {film_id} was asked for."
        )
    collection = data.get("belongs_to_collection")
    return Fetched(
        record=FilmRecord(read_film(data, country), SOURCE, fetched_at),
        payload=packed,
        etag=etag,
        pictures=read_pictures(data),
        collection=number_of(collection.get("id")) if isinstance(collection, dict) else None,
        titles=read_titles(data),
    )


def read_film(data: dict[str, Any], country: str = "US") -> Film:
    """A film's details, with whatever blocks are appended, as a film.

    Raises:
        TmdbStrange: it has no id.
    """
    film_id = number_of(data.get("id"))
    if film_id is None or not 0 < film_id <= _MAX_ID:
        raise TmdbStrange("TMDB's answer is no film: try again later.")
    released = _day(data.get("release_date"))
    votes = number_of(data.get("vote_count"))
    average = data.get("vote_average")
    runtime = number_of(data.get("runtime"))
    crew = _once_each(objects(_block(data, "credits").get("crew")))
    cast = sorted(_once_each(objects(_block(data, "credits").get("cast"))), key=_billing)
    title = text_of(data.get("title"))
    original = text_of(data.get("original_title"))
    return Film(
        id=film_id,
        title=title or original or f"TMDB {film_id}",
        original_title=original,
        year=int(released[:4]) if released else None,
        release_date=released,
        runtime=runtime if runtime is not None and 0 < runtime <= _MAX_RUNTIME else None,
        genres=_unique(_GENRES.get(name.casefold(), "") for name in _names(data.get("genres"))),
        keywords=_unique(_keywords(data)),
        directors=_unique(_jobs(crew, ("Director",))),
        writers=_unique(_jobs(crew, WRITING))[:MAX_WRITERS],
        cast=_unique(text_of(person.get("name")) for person in cast)[:MAX_CAST],
        countries=_unique(_countries(data)),
        language=_code(data.get("original_language"), "[a-z]{2}"),
        overview=text_of(data.get("overview")),
        tagline=text_of(data.get("tagline")),
        imdb_id=_imdb(data),
        series=_series(data.get("belongs_to_collection")),
        certification=certification_in(data, country),
        # A mean of 0 says that nobody has voted, not that the film is the worst there is.
        vote_average=float(average)
        if votes and isinstance(average, (int, float)) and 0 < average <= 10
        else None,
        vote_count=votes if votes is not None and votes >= 0 else None,
    )


def read_pictures(data: dict[str, Any]) -> Pictures:
    """The paths of poster and backdrop; a path that could be anything else is left out."""
    return Pictures(_path(data.get("poster_path")), _path(data.get("backdrop_path")))


def read_titles(data: dict[str, Any]) -> tuple[str, ...]:
    """What a film is called elsewhere, each title once; its own two are left out."""
    alternative = objects(_block(data, "alternative_titles").get("titles"))
    translated = objects(_block(data, "translations").get("translations"))
    texts = [text_of(one.get("title")) for one in alternative]
    texts += [text_of(_block(one, "data").get("title")) for one in translated]
    own = {text_of(data.get("title")), text_of(data.get("original_title")), ""}
    return tuple([text for text in dict.fromkeys(texts) if text not in own and len(text) <= _LONGEST_TITLE])[
        :_MOST_TITLES
    ]


def read_found(data: object) -> list[FoundFilm]:
    """A page of a search: the films that may be shown.

    Raises:
        TmdbStrange: it is no page.
    """
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise TmdbStrange("TMDB's answer is no list of films: try again later.")
    found = []
    for item in objects(data["results"]):
        film_id = number_of(item.get("id"))
        if film_id is None or not 0 < film_id <= _MAX_ID or item.get("adult") is True:
            continue
        released = _day(item.get("release_date"))
        title, original = text_of(item.get("title")), text_of(item.get("original_title"))
        found.append(FoundFilm(film_id, title, original, int(released[:4]) if released else None))
    return found


def read_list(data: object) -> tuple[list[ListedFilm], int, int]:
    """A page of films: the films that may be shown, how many pages there are, and how many films.

    Raises:
        TmdbStrange: it is no page.
    """
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise TmdbStrange("TMDB's answer is no list of films: try again later.")
    found = []
    for item in objects(data["results"]):
        film_id = number_of(item.get("id"))
        if film_id is None or item.get("adult") is True or item.get("media_type", "movie") != "movie":
            continue
        popularity = item.get("popularity")
        found.append(ListedFilm(film_id, float(popularity) if isinstance(popularity, (int, float)) else 0.0))
    return found, number_of(data.get("total_pages")) or 1, number_of(data.get("total_results")) or 0


def read_changes(data: object) -> tuple[list[int], int]:
    """A page of changes: ids, and how many pages there are. `adult` may be null, for films that are gone.

    Raises:
        TmdbStrange: it is no page.
    """
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise TmdbStrange("TMDB's answer is no list of changes: try again later.")
    ids = [number_of(item.get("id")) for item in objects(data["results"])]
    return [film_id for film_id in ids if film_id is not None], number_of(data.get("total_pages")) or 1


def read_find(data: object) -> int | None:
    """The film that an external id stands for; None when it stands for none.

    Raises:
        TmdbStrange: it is no answer of that kind.
    """
    if not isinstance(data, dict) or not isinstance(data.get("movie_results"), list):
        raise TmdbStrange("TMDB's answer names no films: try again later.")
    ids = [number_of(item.get("id")) for item in objects(data["movie_results"])]
    return next((film_id for film_id in ids if film_id is not None), None)


def read_configuration(data: object) -> dict[str, Any]:
    """The image host and its sizes; what is not there or not as it should be is left out."""
    images = data.get("images") if isinstance(data, dict) else None
    if not isinstance(images, dict):
        return {}
    found: dict[str, Any] = {
        name: [size for size in sizes if isinstance(size, str)]
        for name, sizes in images.items()
        if isinstance(name, str) and isinstance(sizes, list)
    }
    base = images.get("secure_base_url")
    return {**found, "secure_base_url": base} if isinstance(base, str) else found


def certification_in(data: dict[str, Any], country: str) -> str:
    """A film's certification in a country, of the release that counts most; empty where there is none."""
    found: dict[int, str] = {}
    for entry in objects(_block(data, "release_dates").get("results")):
        if entry.get("iso_3166_1") != country:
            continue
        for release in objects(entry.get("release_dates")):
            certification = text_of(release.get("certification"))
            kind = number_of(release.get("type"))
            if certification and kind is not None:
                found.setdefault(kind, certification)
    return next((found[kind] for kind in _RELEASE_KINDS if kind in found), "")


# Values of any type made into what they should be


def text_of(value: object) -> str:
    """A text without litter; empty for anything else."""
    return tidy(value)[0] if isinstance(value, str) else ""


def number_of(value: object) -> int | None:
    """A whole number; None for anything else, True and 3.7 among it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if value == value and abs(value) < 2**53 and value == int(value) else None


def objects(value: object) -> Iterator[dict[str, Any]]:
    """The objects in a list; nothing for anything else."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield item


def _block(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _names(value: object) -> Iterator[str]:
    for item in objects(value):
        yield text_of(item.get("name"))


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _keywords(data: dict[str, Any]) -> Iterator[str]:
    # Films have "keywords" there, series and older answers "results".
    block = _block(data, "keywords")
    yield from _names(block.get("keywords") or block.get("results"))


def _once_each(people: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each credit once: one person may have several, one credit may come twice."""
    found: dict[object, dict[str, Any]] = {}
    for place, person in enumerate(people):
        credit = person.get("credit_id")
        found.setdefault(credit if isinstance(credit, str) and credit else place, person)
    return list(found.values())


def _billing(person: dict[str, Any]) -> float:
    order = person.get("order")
    return float(order) if isinstance(order, (int, float)) and order == order else float("inf")


def _jobs(crew: Sequence[dict[str, Any]], jobs: Sequence[str]) -> Iterator[str]:
    for job in jobs:
        for person in crew:
            if person.get("job") == job:
                yield text_of(person.get("name"))


def _countries(data: dict[str, Any]) -> Iterator[str]:
    codes = [_code(item.get("iso_3166_1"), "[A-Z]{2}") for item in objects(data.get("production_countries"))]
    if not any(codes):
        origin = data.get("origin_country")
        codes = [_code(code, "[A-Z]{2}") for code in origin] if isinstance(origin, list) else []
    yield from codes


def _code(value: object, form: str) -> str:
    return value if isinstance(value, str) and re.fullmatch(form, value) else ""


def _imdb(data: dict[str, Any]) -> str:
    for value in (data.get("imdb_id"), _block(data, "external_ids").get("imdb_id")):
        if isinstance(value, str) and _IMDB.fullmatch(value):
            return value
    return ""


def _series(value: object) -> str:
    return _COLLECTION.sub("", text_of(value.get("name"))) if isinstance(value, dict) else ""


def _path(value: object) -> str:
    return value if isinstance(value, str) and _PATH.fullmatch(value) else ""


def _day(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return ""
    return day.isoformat() if day.year in _YEARS else ""
