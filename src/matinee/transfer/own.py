"""Matinee's own export, JSON Lines or CSV: events as they stand in the log, written and read back.

The first line of JSON Lines says what the file is; every other line holds one event, or something that is no row
of its own: a remembered choice or waiting row of imports, or a preference.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Event, Kind, check_event
from matinee.domain.history import Row
from matinee.errors import BadValue, SourceError
from matinee.opening import shown
from matinee.transfer.brought import Brought, brought_by, preference_lines
from matinee.transfer.content import Content, Format, Part, Record, parse_json, rows_of
from matinee.transfer.values import Unreadable, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matinee.domain.film import Film
    from matinee.domain.history import Remembered, Waiting

__all__ = ["CSV_COLUMNS", "MAX_LINES", "OWN", "brought", "neutral", "to_csv", "to_lines"]

MAX_LINES = 600_000
"""Lines of one export: three times the rows of any other history, since what is Matinee's must come back."""

_NAME = "matinee"
_VERSION = 1
_NO_ROWS = {"remembered", "waiting", "preference"}
_FACTS = ("event_id", "user", "kind", "film_id", "target", "value", "at", "source", "detail")
CSV_COLUMNS = ("title", "year", "imdb_id", *_FACTS)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_lines(
    user: str,
    events: Iterable[Event],
    films: Mapping[int, Film],
    remembered: Iterable[Remembered],
    waiting: Iterable[Waiting],
    preferences: Mapping[str, Any],
) -> Iterator[str]:
    """The complete export, a line at a time, each ended."""
    yield _line({"matinee": "export", "version": _VERSION, "user": user})
    for event in events:
        facts = {name: getattr(event, name) for name in _FACTS}
        yield _line({"event": facts | _named(event, films)})
    for one in remembered:
        yield _line({"remembered": asdict(one)})
    for row in waiting:
        yield _line({"waiting": asdict(row)})
    for value in preference_lines(preferences):
        yield _line(value)


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _named(event: Event, films: Mapping[int, Film]) -> dict[str, Any]:
    """Title, year and IMDb id beside the number, for people and for other programs."""
    film = films.get(event.film_id or 0)
    if film is None:
        return {}
    return {"title": film.title, "year": film.year, "imdb_id": film.imdb_id}


def neutral(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _meant(text: str) -> str:
    """A text cell without what `neutral` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def to_csv(events: Iterable[Event], films: Mapping[int, Film]) -> str:
    """Every event as one row of a table that spreadsheets open safely."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for event in events:
        facts = _named(event, films) | {name: getattr(event, name) for name in _FACTS}
        cells = (facts.get(name) for name in CSV_COLUMNS)
        writer.writerow(neutral(cell) if isinstance(cell, str) else cell for cell in cells)
    return out.getvalue()


def _claims(content: Content) -> str:
    if content.shape == "lines":
        try:
            first = parse_json(content.first_line, content.name)
        except SourceError:
            return ""
        return "lines" if isinstance(first, dict) and first.get("matinee") == "export" else ""
    return "csv" if content.has("event_id", "user", "kind", "film_id", "at") else ""


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        if part.label == "csv":
            yield from rows_of(_NAME, part.content, _record)
        else:
            yield from _events(part.content)


def _record(record: Record) -> Row:
    cells = {name: _meant(record[name]) for name in CSV_COLUMNS}
    facts: dict[str, Any] = dict(cells)
    try:
        for name, kind in (("film_id", int), ("at", int), ("value", float)):
            facts[name] = kind(cells[name]) if cells[name] else None
    except ValueError as error:
        raise Unreadable(f"it is no event ({error})") from error
    facts["target"] = cells["target"] or None
    return _row(facts)


def _lines(content: Content, passing: str = "\n") -> Iterator[tuple[int, Any]]:
    """The lines' JSON, or why there is none; those that begin with `passing` are left out."""
    for number, line in content.lines():
        if number > MAX_LINES:
            raise SourceError(f"{shown(content.name)} has more than {MAX_LINES:,} lines; split it in two.")
        if number > 1 and line.strip() and not line.startswith(passing):
            try:
                yield number, parse_json(line, content.name)
            except SourceError as error:
                yield number, str(error)


def _events(content: Content) -> Iterator[Row]:
    version = parse_json(content.first_line, content.name).get("version")
    if version != _VERSION:
        raise SourceError(
            f"{content.name} was written by a newer Matinee; install the newest version and try again."
        )
    for number, value in _lines(content):
        place = f"{content.name}, line {number}"
        if isinstance(value, dict) and not _NO_ROWS.isdisjoint(value):
            continue
        facts = value.get("event") if isinstance(value, dict) else None
        if not isinstance(facts, dict):
            trouble = value if isinstance(value, str) else "it holds no event"
            yield Row(service=_NAME, place=place, trouble=trouble)
            continue
        try:
            row = _row(facts)
        except Unreadable as error:
            row = Row(service=_NAME, title=plain(facts.get("title")), trouble=str(error))
        yield Row(**{name: getattr(row, name) for name in row.__slots__ if name != "place"}, place=place)


def _row(facts: Mapping[str, Any]) -> Row:
    try:
        values: dict[str, Any] = {name: facts.get(name) for name in _FACTS}
        values["kind"] = Kind(str(values["kind"]))
        event = Event(**values)
        _check_types(event)
        check_event(event)
    except (TypeError, ValueError, BadValue, SourceError) as error:
        raise Unreadable(f"it is no event ({plain(error)})") from error
    year = str(facts.get("year"))
    return Row(
        service=_NAME,
        title=plain(facts.get("title")),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        tmdb_id=event.film_id,
        event=event,
    )


def _check_types(event: Event) -> None:
    for name in ("event_id", "user", "source", "detail"):
        text = getattr(event, name)
        if (
            not isinstance(text, str)
            or "\0" in text
            or len(text) > 20_000
            or text != text.encode("utf-8", "replace").decode("utf-8")
        ):
            raise TypeError(f"{name} is no text")
    if not event.event_id:
        raise TypeError("it has no id")
    for name, needed in (("film_id", False), ("at", True)):
        value = getattr(event, name)
        if value is None and not needed:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not abs(value) < 2**62:
            raise TypeError(f"{name} is no number")
    for name, kinds in (("target", str), ("value", int | float)):
        value = getattr(event, name)
        if value is not None and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise TypeError(f"{name} is of the wrong kind")
    if event.detail:
        parse_json(event.detail, "detail")


def brought(parts: Sequence[Part]) -> Brought:
    """What exports bring along besides events."""
    # Events are the most by far, and were read before.
    return brought_by(
        value
        for part in parts
        if part.label == "lines"
        for _, value in _lines(part.content, passing='{"event":')
    )


OWN = Format(
    name=_NAME,
    expects="Matinee's own export (JSON Lines or CSV)",
    claims=_claims,
    rows=_rows,
    most=MAX_LINES,
)
