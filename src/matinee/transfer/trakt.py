"""Trakt's export: a zip of JSON files, or the files alone, old and new.

Entries are told apart by their own keys; file names only say which list a listed film is on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.transfer.content import Content, Format, Part, dicts, sound
from matinee.transfer.values import Unreadable, imdb_id, moment, plain, stars, tmdb_id, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["TRAKT", "film_ids", "timed"]

_NAME = "trakt"
_FILMS = ("movie", "show", "season", "episode")
_WATCHES = ("watched_at", "action", "last_watched_at", "plays")


def _claims(content: Content) -> str:
    if content.shape != "json":
        return ""
    entries = dicts(content.value)[:50]
    if not any(isinstance(entry.get(kind), dict) for entry in entries for kind in _FILMS):
        return ""
    if any("comment" in entry for entry in entries):
        return ""  # what someone wrote is not taken
    keys = {key for entry in entries for key in entry}
    if "rated_at" in keys or ("rating" in keys and "listed_at" not in keys):
        return "ratings"
    if keys & set(_WATCHES):
        return "watched"
    if "listed_at" in keys:
        name = content.name.lower()
        return "watchlist" if "watchlist" in name else "favorites" if "favorite" in name else ""
    return ""


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        for number, entry in enumerate(part.content.value, 1):
            try:
                row = _row(entry, part.label)
            except Unreadable as error:
                row = replace(_film(entry), trouble=str(error))
            yield sound(replace(row, place=f"{part.content.name}, entry {number}"))


def _row(entry: Any, label: str) -> Row:
    if not isinstance(entry, dict):
        raise Unreadable("it is no JSON object")
    film = _film(entry)
    if film.not_film:
        return film
    return replace(film, says=tuple(_says(entry, label)))


def _film(entry: Any) -> Row:
    if not isinstance(entry, dict):
        return Row(service=_NAME)
    movie = entry.get("movie")
    if isinstance(movie, dict):
        tmdb, imdb = film_ids(movie)
        return Row(
            service=_NAME,
            title=plain(movie.get("title")),
            year=year(movie.get("year")),
            tmdb_id=tmdb,
            imdb_id=imdb,
        )
    show = entry.get("show") if isinstance(entry.get("show"), dict) else {}
    named = {**(show or {}), "year": (show or {}).get("year")}
    no_film = any(isinstance(entry.get(kind), dict) for kind in _FILMS)
    return Row(service=_NAME, title=plain(named.get("title")), year=year(named.get("year")), not_film=no_film)


def film_ids(film: Mapping[str, Any]) -> tuple[int | None, str]:
    """TMDB's and IMDb's ids of a film of Trakt or Simkl."""
    ids = film.get("ids")
    if not isinstance(ids, dict):
        return None, ""
    imdb = ids.get("imdb")
    return tmdb_id(ids.get("tmdb")), imdb_id(imdb) if isinstance(imdb, str) else ""


def _says(entry: Mapping[str, Any], label: str) -> Iterator[Said]:
    if label == "ratings":
        value = stars(entry.get("rating"), 10, unrated=(0,))
        if value is not None:
            said = timed(Kind.RATING, entry.get("rated_at"))
            yield replace(said, stars=value, written=plain(entry.get("rating")), scale="10")
    elif label == "watched":
        if entry.get("action") in ("checkin", "scrobble", "watch", None):
            said = timed(Kind.WATCHED, entry.get("watched_at") or entry.get("last_watched_at"))
            yield replace(said, on=said.when[:10])
    elif label == "watchlist":
        yield timed(Kind.WATCHLIST_ADD, entry.get("listed_at"))
    else:
        yield timed(Kind.LIKE, entry.get("listed_at"))


def timed(kind: Kind, when: Any) -> Said:
    """Something said at a time, or at a time not known."""
    found = moment(when)
    return Said(kind=kind) if found is None else Said(kind=kind, at=found[0], when=plain(when))


TRAKT = Format(
    name=_NAME,
    expects="Trakt: the export zip, or its ratings-movies.json, watched-history.json ...",
    claims=_claims,
    rows=_rows,
)
