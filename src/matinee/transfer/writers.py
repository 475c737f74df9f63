"""What Matinee knows, in the files of others: Letterboxd's upload and Trakt's JSON, and its own."""

from __future__ import annotations

import csv
import io
import json
import os
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from matinee.errors import BadValue, SourceError
from matinee.opening import shown
from matinee.transfer.own import neutral, to_csv, to_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from matinee.services.export import Library, Shelved

__all__ = ["EXPORTS", "LETTERBOXD_ROWS", "exported", "write_export", "zipped"]

LETTERBOXD_ROWS = 1000
"""As many as Letterboxd takes from one file."""
EXPORTS = ("jsonl", "csv", "letterboxd", "trakt")
"""What can be exported, the complete one first."""
_COLUMNS = ("tmdbID", "imdbID", "Title", "Year", "Directors", "Rating", "WatchedDate", "Rewatch")
_SAVED = ("tmdbID", "imdbID", "Title", "Year", "Directors")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def exported(library: Library, wanted: str) -> dict[str, str]:
    """The files of an export by what is added to the name that was asked for.

    Args:
        library: everything of one person.
        wanted: one of `EXPORTS`.

    Raises:
        BadValue: no such format.
    """
    match wanted:
        case "jsonl":
            return {
                "": "".join(
                    to_lines(
                        library.user,
                        library.events,
                        library.films,
                        library.remembered,
                        library.waiting,
                        library.preferences,
                    )
                )
            }
        case "csv":
            return {"": to_csv(library.events, library.films)}
        case "letterboxd":
            return _letterboxd(library.shelved())
        case "trakt":
            return _trakt(library.shelved())
    raise BadValue(f'There is no export format "{shown(wanted)}"; there are {", ".join(EXPORTS)}.')


def _letterboxd(films: Sequence[Shelved]) -> dict[str, str]:
    """Upload files of a thousand rows each, and the watchlist in files of its own."""
    seen = [row for one in films if one.seen for row in _viewings(one)]
    saved = [_identified(one) for one in films if one.saved_at is not None]
    found = _split(_COLUMNS, seen, "")
    return found | (_split(_SAVED, saved, "-watchlist") if saved else {})


def _identified(one: Shelved) -> dict[str, Any]:
    film = one.film
    return {
        "tmdbID": film.id,
        "imdbID": film.imdb_id,
        "Title": neutral(film.title),
        "Year": film.year,
        "Directors": neutral(", ".join(film.directors)),
    }


def _viewings(one: Shelved) -> Iterator[dict[str, Any]]:
    """A row for every dated watch, the rating on the last; without one, the film as simply watched."""
    dated = [(day, again) for _, day, again in one.watches if day]
    for number, (day, again) in enumerate(dated or [("", False)], 1):
        row = _identified(one)
        if day:
            row |= {"WatchedDate": day, "Rewatch": "true" if again else "false"}
        if one.stars is not None and number == max(1, len(dated)):
            row["Rating"] = f"{one.stars:g}"
        yield row


def _split(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], name: str) -> dict[str, str]:
    parts = [rows[start : start + LETTERBOXD_ROWS] for start in range(0, len(rows), LETTERBOXD_ROWS)] or [[]]
    found: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(part)
        found[f"{name}-{number}" if len(parts) > 1 else name] = out.getvalue()
    return found


def _trakt(films: Sequence[Shelved]) -> dict[str, str]:
    """Trakt's three files of films, in the shape its own export has."""
    ratings = [
        {
            "rated_at": _time(one.rated_at),
            "rating": round(one.stars * 2),
            "type": "movie",
            "movie": _movie(one),
        }
        for one in films
        if one.stars is not None and one.rated_at is not None
    ]
    watches = sorted(((at, one) for one in films for at, _, _ in one.watches), key=lambda pair: -pair[0])
    history = [
        {"watched_at": _time(at), "action": "watch", "type": "movie", "movie": _movie(one)}
        for at, one in watches
    ]
    saved = [
        {"listed_at": _time(one.saved_at), "type": "movie", "movie": _movie(one)}
        for one in films
        if one.saved_at is not None
    ]
    files = {"ratings-movies": ratings, "watched-history": history, "lists-watchlist": saved}
    return {
        f"{name}.json": json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
        for name, entries in files.items()
    }


def _movie(one: Shelved) -> dict[str, Any]:
    ids: dict[str, Any] = {"tmdb": one.film.id}
    if one.film.imdb_id:
        ids["imdb"] = one.film.imdb_id
    return {"title": one.film.title, "year": one.film.year, "ids": ids}


def _time(at: int | None) -> str:
    moment = _EPOCH + timedelta(microseconds=at or 0)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write_export(files: Mapping[str, str], target: Path, *, force: bool = False) -> list[Path]:
    """Write an export, each file whole or not at all.

    Args:
        files: from `exported`.
        target: the file asked for; several files take its name and add to it. Files with a name of their own go
            into a zip when it ends so, else into a folder of that name.
        force: replace what is there.

    Raises:
        SourceError: a file is there already, or cannot be written.
    """
    if all(name.endswith(".json") for name in files):
        if target.suffix.lower() == ".zip":
            return _written({target: zipped(files)}, force=force)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"Cannot make the folder {target}: {error.strerror}; name another one."
            ) from error
        return _written({target / name: text.encode() for name, text in files.items()}, force=force)
    named = {
        target.with_name(f"{target.stem}{name}{target.suffix}"): text.encode() for name, text in files.items()
    }
    return _written(named, force=force)


def zipped(files: Mapping[str, str]) -> bytes:
    """Texts by name as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _written(files: Mapping[Path, bytes], *, force: bool) -> list[Path]:
    there = _there(files)
    if there and not force:
        raise SourceError(f"{there[0]} is there already; name another file, or say --force.")
    for path, content in files.items():
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            part.write_bytes(content)
            os.replace(part, path)
        except OSError as error:
            raise SourceError(f"Cannot write {path}: {error.strerror}; name another place.") from error
        finally:
            part.unlink(missing_ok=True)
    return list(files)


def _there(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]
