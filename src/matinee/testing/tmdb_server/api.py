"""What this TMDB answers: paths and queries to status and JSON."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matinee.testing.tmdb_server.bodies import APPENDABLE, film_body, list_item, titles_of
from matinee.testing.tmdb_server.catalogue import GENRE_IDS
from matinee.testing.tmdb_server.faults import ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matinee.testing.tmdb_server.catalogue import Catalogue, Light

__all__ = ["KEY", "SUSPENDED_KEY", "TOKEN", "Answer", "Api", "error"]

KEY = "0123456789abcdef0123456789abcdef"
"""The v3 key that is accepted."""
SUSPENDED_KEY = "deaddeaddeaddeaddeaddeaddeaddead"
"""A key that TMDB has suspended."""


def _segment(values: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


TOKEN = (
    f"{_segment({'alg': 'HS256'})}.{_segment({'sub': 'nobody', 'scopes': ['api_read']})}.bm90LWEtc2lnbmF0dXJl"
)
"""The read access token that is accepted; it is signed by nobody."""

_PAGE = 20
_CHANGES_PAGE = 100
_LAST_PAGE = 500
_RANGE = 14
_MOST_APPENDED = 20
_SIZES = {
    "backdrop_sizes": ["w300", "w780", "w1280", "original"],
    "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
    "profile_sizes": ["w45", "w185", "h632", "original"],
    "still_sizes": ["w92", "w185", "w300", "original"],
}
_LISTS = {"/movie/popular", "/movie/top_rated", "/movie/now_playing", "/movie/upcoming"}
_COMPARED = re.compile(r"(\w+)\.(gte|lte)")


@dataclass(slots=True)
class Answer:
    """Status, JSON (or bytes that are sent as they are) and extra headers."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def error(name: str) -> Answer:
    """One of TMDB's errors by its name in `ERRORS`."""
    status, code, message = ERRORS[name]
    return Answer(status, {"success": False, "status_code": code, "status_message": message})


class Api:
    """Answers requests about a catalogue.

    Args:
        catalogue: the films.
        image_base: where pictures are said to be.
    """

    def __init__(self, catalogue: Catalogue, image_base: str = "https://image.tmdb.org/t/p/") -> None:
        self.catalogue = catalogue
        self._image_base = image_base
        self._exports: dict[tuple[int, str], bytes] = {}

    def answer(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The answer to a GET of a path below the base URL."""
        if path.startswith("/p/exports/"):
            return self._export(path.removeprefix("/p/exports/"))
        if not path.startswith("/3/"):
            return error("not_found")
        if (refused := _refused(query, headers)) is not None:
            return refused
        path = path.removeprefix("/3")
        if path == "/configuration":
            images = {"base_url": self._image_base, "secure_base_url": self._image_base, **_SIZES}
            return Answer(200, {"change_keys": ["adult", "title"], "images": images})
        if path == "/genre/movie/list":
            return Answer(200, {"genres": [{"id": code, "name": name} for name, code in GENRE_IDS.items()]})
        if path == "/movie/changes":
            return self._changes(query)
        if path == "/discover/movie":
            return self._discover(query)
        if path in _LISTS or path in {"/trending/movie/day", "/trending/movie/week"}:
            return self._listed(path, query)
        if path == "/search/movie":
            return self._search(query)
        if path.startswith("/find/"):
            return self._find(path.removeprefix("/find/"))
        if path.startswith("/movie/"):
            return self._film(path.removeprefix("/movie/"), query)
        return error("not_found")

    def _film(self, name: str, query: Mapping[str, str]) -> Answer:
        if name == "latest":
            return Answer(200, film_body(self.catalogue, max(self.catalogue.ids()), []))
        name, _, block = name.partition("/")
        digits = name.removeprefix("tt").split("-")[0]
        if not digits.isdigit():
            return error("invalid_id")
        film = int(digits)
        if not self.catalogue.has(film):
            return error("not_found")
        if block:
            make = APPENDABLE.get(block)
            found = None if make is None else {"id": film, **make(self.catalogue.light(film))}
            return error("not_found") if found is None else Answer(200, found)
        appended = [block for block in query.get("append_to_response", "").split(",") if block]
        if len(appended) > _MOST_APPENDED:
            return error("appended")
        return Answer(200, film_body(self.catalogue, film, appended))

    def _find(self, name: str) -> Answer:
        digits = name.removeprefix("tt")
        film = int(digits) if digits.isdigit() else 0
        found = (
            [{**list_item(self.catalogue.light(film)), "media_type": "movie"}]
            if self.catalogue.has(film)
            else []
        )
        empty: dict[str, list[Any]] = {
            f"{kind}_results": [] for kind in ("person", "tv", "tv_episode", "tv_season")
        }
        return Answer(200, {"movie_results": found, **empty})

    def _search(self, query: Mapping[str, str]) -> Answer:
        """Films whose title, or that of another country, begins with the words, in any order of fame."""
        wanted = _plain(query.get("query", ""))
        year = query.get("year") or query.get("primary_release_year") or ""
        found = []
        for film in self.catalogue.ids():
            light = self.catalogue.light(film)
            named = any(_plain(title).startswith(wanted) for title in titles_of(light))
            # Nothing asked for finds nothing.
            if wanted and named and light.released.startswith(year):
                found.append(list_item(light))
        return _paged(found, query, _PAGE)

    def _changes(self, query: Mapping[str, str]) -> Answer:
        today = self.catalogue.today
        try:
            first = dt.date.fromisoformat(query.get("start_date") or (today - dt.timedelta(1)).isoformat())
            last = dt.date.fromisoformat(query.get("end_date") or today.isoformat())
        except ValueError:
            return error("date")
        if not 0 <= (last - first).days <= _RANGE:
            return error("range")
        ids = self.catalogue.changes(first, last)
        items = []
        for film in ids:
            # Of a film that is gone TMDB does not know any more whether it was for adults.
            there = self.catalogue.has(film)
            adult = self.catalogue.light(film).adult if there else None
            items.append({"id": film, "adult": adult, "softcore": False if there else None})
        return _paged(items, query, _CHANGES_PAGE)

    def _listed(self, path: str, query: Mapping[str, str]) -> Answer:
        lights = [self.catalogue.light(film) for film in self.catalogue.fresh()[: 40 * _PAGE]]
        if path == "/movie/top_rated":
            lights.sort(key=lambda light: -light.average)
        items = [list_item(light) for light in lights]
        if path.startswith("/trending"):
            items = [{**item, "media_type": "movie"} for item in items]
        extra = {}
        if path in {"/movie/now_playing", "/movie/upcoming"}:
            today = self.catalogue.today
            extra = {
                "dates": {"maximum": (today + dt.timedelta(7)).isoformat(), "minimum": today.isoformat()}
            }
        return _paged(items, query, _PAGE, extra)

    def _discover(self, query: Mapping[str, str]) -> Answer:
        lights = [light for light in map(self.catalogue.light, self.catalogue.ids()) if _passes(light, query)]
        column, _, order = query.get("sort_by", "popularity.desc").partition(".")
        keys = {
            "popularity": lambda light: light.popularity,
            "primary_release_date": lambda light: light.released,
            "vote_count": lambda light: light.votes,
            "vote_average": lambda light: light.average,
        }
        lights.sort(key=keys.get(column, keys["popularity"]), reverse=order != "asc")
        return _paged(lights, query, _PAGE)

    def _export(self, name: str) -> Answer:
        found = re.fullmatch(r"movie_ids_(\d\d)_(\d\d)_(\d{4})\.json\.gz", name)
        if found is None:
            return Answer(
                403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"}
            )
        month, day, year = map(int, found.groups())
        try:
            age = (self.catalogue.today - dt.date(year, month, day)).days
        except ValueError:
            age = -1
        if not 0 <= age <= 90:
            return Answer(
                403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"}
            )
        return Answer(200, self._export_bytes(), {"Content-Type": "application/gzip"})

    def _export_bytes(self) -> bytes:
        ids = list(self.catalogue.ids())
        key = (len(ids), "")
        if key not in self._exports:
            lines = []
            # Not in order of popularity, and with a line that was cut off, as the real one may be.
            for film in sorted(ids, key=lambda film: (film * 7919) % 100_003):
                light = self.catalogue.light(film)
                row = {
                    "adult": light.adult,
                    "id": film,
                    "original_title": f"Film {film}",
                    "popularity": light.popularity,
                    "video": light.video,
                }
                lines.append(json.dumps(row))
            lines.insert(len(lines) // 2, '{"adult":false,"id":')
            self._exports = {key: gzip.compress("\n".join(lines).encode() + b"\n", 1)}
        return self._exports[key]


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _refused(query: Mapping[str, str], headers: Mapping[str, str]) -> Answer | None:
    bearer = headers.get("authorization", "")
    given = bearer.removeprefix("Bearer ") if bearer else query.get("api_key", "")
    if given == SUSPENDED_KEY:
        return error("suspended")
    # Neither is taken for the other: a v3 key as a token is as wrong as no key at all.
    return None if given == (TOKEN if bearer else KEY) else error("invalid_key")


def _passes(light: Light, query: Mapping[str, str]) -> bool:
    values: dict[str, Any] = {
        "primary_release_date": light.released,
        "release_date": light.released,
        "vote_count": light.votes,
        "vote_average": light.average,
        "with_runtime": light.runtime or 0,
    }
    for name, wanted in query.items():
        if (found := _COMPARED.fullmatch(name)) and found[1] in values:
            value = values[found[1]]
            bound = wanted if isinstance(value, str) else float(wanted)
            if value == "" or (value < bound if found[2] == "gte" else value > bound):
                return False
    if light.adult and query.get("include_adult") != "true":
        return False
    codes = {str(GENRE_IDS[genre]) for genre in light.genres}
    return (
        query.get("with_original_language", light.language) == light.language
        and query.get("with_origin_country", light.country) == light.country
        and _chosen(query.get("with_genres", ""), codes)
        and not any(code in codes for code in re.split("[,|]", query.get("without_genres", "")))
    )


def _chosen(wanted: str, codes: Iterable[str]) -> bool:
    if not wanted:
        return True
    asked = re.split("[,|]", wanted)
    held = [code in codes for code in asked]
    return any(held) if "|" in wanted else all(held)


def _paged(
    items: Sequence[Any], query: Mapping[str, str], size: int, extra: Mapping[str, Any] | None = None
) -> Answer:
    text = query.get("page", "1")
    page = int(text) if text.isdigit() else 0
    if not 1 <= page <= _LAST_PAGE:
        return error("page")
    shown = items[(page - 1) * size : page * size]
    return Answer(
        200,
        {
            **(extra or {}),
            "page": page,
            "results": [item if isinstance(item, dict) else list_item(item) for item in shown],
            "total_pages": max(1, -(-len(items) // size)),
            "total_results": len(items),
        },
    )
