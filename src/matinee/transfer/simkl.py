"""Simkl's JSON export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.transfer.content import Content, Format, Part, dicts, sound
from matinee.transfer.trakt import film_ids, timed
from matinee.transfer.values import Unreadable, plain, stars, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["SIMKL"]

_NAME = "simkl"
_LISTS = ("movies", "shows", "anime")


def _claims(content: Content) -> str:
    value = content.value
    if content.shape != "json" or not isinstance(value, dict) or not set(_LISTS) & set(value):
        return ""
    entries = [entry for name in _LISTS for entry in dicts(value.get(name))]
    return "backup" if not entries or any("movie" in entry or "show" in entry for entry in entries) else ""


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        for name in _LISTS:
            entries = part.content.value.get(name)
            for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
                film = _film(entry, name)
                try:
                    row = film if film.not_film else replace(film, says=tuple(_says(entry)))
                except Unreadable as error:
                    row = replace(film, trouble=str(error))
                yield sound(replace(row, place=f"{part.content.name}, {name} {number}"))


def _film(entry: Any, name: str) -> Row:
    if not isinstance(entry, dict):
        return Row(service=_NAME, trouble="it is no JSON object")
    film = entry.get("movie") or entry.get("show")
    if not isinstance(film, dict):
        return Row(service=_NAME, trouble="it names no film")
    tmdb, imdb = film_ids(film)
    # Anime holds films and series alike; the entry says which it is.
    is_film = name == "movies" or (name == "anime" and entry.get("anime_type") == "movie")
    return Row(
        service=_NAME,
        title=plain(film.get("title")),
        year=year(film.get("year")),
        tmdb_id=tmdb,
        imdb_id=imdb,
        not_film=not is_film,
    )


def _says(entry: Any) -> Iterator[Said]:
    if not isinstance(entry, dict):
        return
    status = plain(entry.get("status")).casefold()
    rating = entry.get("user_rating")
    value = stars(rating, 10, unrated=(0,))
    seen = entry.get("last_watched_at")
    if status in ("completed", "watching", "dropped") or (seen and status != "plantowatch"):
        said = timed(Kind.WATCHED, seen)
        yield replace(said, on=said.when[:10])
    if value is not None:
        said = timed(Kind.RATING, entry.get("user_rated_at") or seen)
        yield replace(said, stars=value, written=plain(rating), scale="10")
    if status == "plantowatch":
        yield timed(Kind.WATCHLIST_ADD, entry.get("added_to_watchlist_at"))
    elif status == "notinteresting":
        yield timed(Kind.NOT_INTERESTED, entry.get("added_to_watchlist_at"))


SIMKL = Format(name=_NAME, expects="Simkl: its JSON backup", claims=_claims, rows=_rows)
