"""Whose file is it: formats recognised by what is inside, and read into one history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.domain.history import History, Row
from matinee.errors import BadValue, SourceError, UnknownTable
from matinee.opening import shown
from matinee.transfer.content import MAX_ROWS, Content, Format, Part, content_of
from matinee.transfer.criticker import CRITICKER
from matinee.transfer.generic import COLUMNS, GENERIC, asked
from matinee.transfer.imdb import IMDB
from matinee.transfer.letterboxd import LETTERBOXD
from matinee.transfer.movielens import MOVIELENS
from matinee.transfer.netflix import NETFLIX
from matinee.transfer.own import OWN, brought
from matinee.transfer.simkl import SIMKL
from matinee.transfer.sources import TextFile, is_private, read_source
from matinee.transfer.tmdb_csv import TMDB_CSV
from matinee.transfer.trakt import TRAKT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["AUTO", "FORMATS", "read_history"]

AUTO = "auto"
FORMATS: dict[str, Format] = {
    found.name: found
    for found in (OWN, LETTERBOXD, IMDB, TRAKT, SIMKL, MOVIELENS, TMDB_CSV, CRITICKER, NETFLIX, GENERIC)
}
"""Every format by name, in the order they are tried."""


def read_history(
    paths: Sequence[Path], wanted: str = AUTO, hints: Mapping[str, str] | None = None
) -> History:
    """The history that some files of one or several services hold.

    Args:
        paths: zips, folders and files.
        wanted: a name in `FORMATS`, or ``auto`` to recognise it by content.
        hints: what ``--map`` says; see `generic.read_map`.

    Raises:
        SourceError: a file cannot be read, or nobody knows what it is.
        BadValue: no such format.
    """
    if wanted != AUTO and wanted not in FORMATS:
        raise BadValue(f'There is no format "{shown(wanted)}"; there are {AUTO}, {", ".join(FORMATS)}.')
    hints = hints or {}
    files: list[TextFile] = []
    left: list[str] = []
    for path in paths:
        found, closed = read_source(path)
        alone = path.is_file() and len(found) == 1
        if alone and is_private(found[0].name):
            raise SourceError(f"{shown(path.name)} is about you and not about films, and is not read.")
        files += _with_siblings(path, found[0]) if alone else found
        left += closed
    parts, unknown = _recognised(files, wanted, hints)
    if not parts:
        raise _unknown(paths, unknown)
    left += [content.name for content in unknown]
    return _read(parts, left, hints)


def _with_siblings(path: Path, file: TextFile) -> list[TextFile]:
    """A MovieLens ratings file says nothing without the films beside it."""
    found = [file]
    if MOVIELENS.claims(content_of(file)) in ("ratings", "dat ratings", "data"):
        for name in ("movies.csv", "links.csv", "movies.dat", "u.item"):
            if (sibling := path.parent / name).is_file():
                found += read_source(sibling)[0]
    return found


def _recognised(
    files: Sequence[TextFile], wanted: str, hints: Mapping[str, str]
) -> tuple[dict[str, list[Part]], list[Content]]:
    """Files by format, and those that nobody knows."""
    mapped = wanted == AUTO and bool(set(hints) & set(COLUMNS))
    if wanted != AUTO or mapped:
        tried = [FORMATS[GENERIC.name if mapped else wanted]]
    else:
        tried = [found for found in FORMATS.values() if found is not GENERIC]
    parts: dict[str, list[Part]] = {}
    unknown: list[Content] = []
    for file in files:
        content = content_of(file)
        for candidate in tried:
            if label := candidate.claims(content):
                parts.setdefault(candidate.name, []).append(Part(label, content))
                break
        else:
            unknown.append(content)
    return parts, unknown


def _read(parts: Mapping[str, Sequence[Part]], left: list[str], hints: Mapping[str, str]) -> History:
    rows: list[Row] = []
    names: list[str] = []
    for name, found in parts.items():
        chosen = FORMATS[name].choose(found)
        left += [part.content.name for part in found if part not in chosen]
        names.append(name)
        for row in FORMATS[name].rows(chosen, hints):
            rows.append(row)
            if len(rows) > (most := max(MAX_ROWS, FORMATS[name].most)):
                raise SourceError(f"There are more than {most:,} rows, which is no one person's history.")
    along = brought(parts.get(OWN.name, ()))
    return History(
        format=", ".join(names),
        rows=tuple(rows),
        left_out=tuple(left),
        remembered=tuple(along.remembered),
        waiting=tuple(along.waiting),
        preferences=along.preferences,
    )


def _unknown(paths: Sequence[Path], unknown: Sequence[Content]) -> SourceError:
    tables = [content for content in unknown if content.shape == "table" and len(content.columns) > 1]
    if len(unknown) == 1 and tables:
        return UnknownTable(asked(tables[0]), tables[0].headers)
    seen = "; ".join(_seen(content) for content in unknown[:3]) or "no table, JSON or XML"
    more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
    expected = ". ".join(found.expects for found in FORMATS.values())
    named = ", ".join(shown(path.name or path) for path in paths)
    return SourceError(f"{named} is not known here: it holds {seen}{more}. Expected is one of: {expected}.")


def _seen(content: Content) -> str:
    if content.shape == "table":
        return (
            f"{shown(content.name)} with the columns {', '.join(shown(h, 20) for h in content.headers[:6])}"
        )
    if content.shape == "json" and isinstance(content.value, dict):
        return (
            f"{shown(content.name)}, JSON with {', '.join(shown(key, 20) for key in list(content.value)[:5])}"
        )
    return f"{shown(content.name)}, {'JSON Lines' if content.shape == 'lines' else content.shape.upper()}"
