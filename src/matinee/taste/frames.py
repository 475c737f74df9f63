"""DataFrames at the door of the taste model: to films and events, checked."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.feedback import Event, Kind, check_event
from matinee.domain.film import Film
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["events_from_frame", "films_from_frame", "microseconds"]

_LISTS = ("genres", "keywords", "directors", "writers", "cast", "countries")


def films_from_frame(frame: pd.DataFrame) -> list[Film]:
    """Films of a table with the columns of `TasteSpace.fit`; missing columns and cells are unknown.

    Raises:
        BadValue: film_id or title is missing, a film is there twice, or a cell cannot be read.
    """
    _need(frame, "film_id", "title")
    films: list[Film] = []
    seen: set[int] = set()
    for record in _records(frame):
        values: dict[str, Any] = {"id": _whole(record, "film_id"), "title": str(record["title"] or "")}
        for name in _LISTS:
            if record.get(name) is not None:
                values[name] = _words(record, name)
        for name in ("language", "overview"):
            if record.get(name) is not None:
                values[name] = str(record[name])
        for name in ("year", "vote_count"):
            if record.get(name) is not None:
                values[name] = _whole(record, name)
        if record.get("vote_average") is not None:
            values["vote_average"] = _number(record, "vote_average")
        if not 0 <= values.get("vote_average", 0) <= 10 or values.get("vote_count", 0) < 0:
            raise BadValue(f"Film {values['id']}: vote_average goes from 0 to 10, vote_count from 0.")
        film = Film(**values)
        if film.id in seen:
            raise BadValue(f"Film {film.id} is there twice: film_id must be unique.")
        seen.add(film.id)
        films.append(film)
    return films


def events_from_frame(frame: pd.DataFrame) -> list[Event]:
    """Events of a table with film_id, kind and, each optional, value, at, event_id and target.

    Their place in the log is by time; of one time the earlier row comes first. As in a store, an event whose
    event_id was there already is passed over.

    Raises:
        BadValue: a column is missing, a kind unknown, a rating off the scale, a time unreadable.
    """
    _need(frame, "film_id", "kind")
    events: dict[str, Event] = {}
    for place, record in enumerate(_records(frame)):
        kind = record["kind"]
        if kind not in Kind.__members__.values():
            raise BadValue(f'"{kind}" is no kind of event; there are {", ".join(Kind)}.')
        target, at = record.get("target"), record.get("at")
        event = Event(
            event_id=str(record.get("event_id") or f"row-{place}"),
            user="me",
            kind=Kind(kind),
            film_id=None if record["film_id"] is None else _whole(record, "film_id"),
            target=None if target is None else str(target),
            value=_value(Kind(kind), record),
            at=0 if at is None else microseconds(at),
        )
        check_event(event)
        events.setdefault(event.event_id, event)
    ordered = sorted(events.values(), key=lambda event: event.at)
    return [replace(event, seq=seq) for seq, event in enumerate(ordered, 1)]


def microseconds(at: object) -> int:
    """A moment as microseconds since 1970 UTC.

    Args:
        at: a whole number of microseconds, a datetime (without a zone it is UTC), a pandas Timestamp, a date or
            an ISO text.

    Raises:
        BadValue: none of these.
    """
    if _missing(at):
        raise BadValue("A time is missing.")
    if isinstance(at, np.datetime64):
        # As nanoseconds it would come out as a bare number.
        at = at.astype("datetime64[us]").item()
    if isinstance(at, str):
        try:
            at = dt.datetime.fromisoformat(at)
        except ValueError as error:
            raise BadValue(f'"{at}" is no time; write it like 2026-11-22T20:15:00.') from error
    if isinstance(at, dt.date) and not isinstance(at, dt.datetime):
        at = dt.datetime(at.year, at.month, at.day, tzinfo=dt.UTC)
    if isinstance(at, dt.datetime):
        moment = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    if hasattr(at, "item"):
        return microseconds(at.item())
    if isinstance(at, int) or (isinstance(at, float) and at.is_integer()):
        return int(at)
    raise BadValue(f"{at!r} is no time.")


def _value(kind: Kind, record: dict[str, Any]) -> float | None:
    if kind not in (Kind.RATING, Kind.AMEND) or record.get("value") is None:
        return None
    return _number(record, "value")


def _number(record: dict[str, Any], name: str) -> float:
    try:
        found = float(record[name])
    except (TypeError, ValueError) as error:
        raise BadValue(f"{name} is a number, not {record[name]!r}.") from error
    if not math.isfinite(found):
        raise BadValue(f"{name} is a number, not {found}.")
    return found


def _whole(record: dict[str, Any], name: str) -> int:
    cell = record[name]
    found = cell if isinstance(cell, int) else _number(record, name)
    if found != int(found) or abs(found) >= 2**63:
        raise BadValue(f"{name} is a whole number, not {cell!r}.")
    return int(found)


def _words(record: dict[str, Any], name: str) -> tuple[str, ...]:
    cell = record[name]
    if isinstance(cell, str):
        return (cell,)
    try:
        return tuple(str(word) for word in cell if not _missing(word))
    except TypeError as error:
        raise BadValue(f"{name} is a list of words, not {cell!r}.") from error


def _need(frame: pd.DataFrame, *columns: str) -> None:
    if missing := [name for name in columns if name not in frame.columns]:
        raise BadValue(
            f"The table has no column {' and no '.join(missing)}; it has {', '.join(map(str, frame.columns))}."
        )


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as dicts, missing cells as None."""
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield {name: None if _missing(cell) else cell for name, cell in zip(names, row, strict=True)}


def _missing(cell: Any) -> bool:
    return (
        cell is None
        or (isinstance(cell, float) and math.isnan(cell))
        or type(cell).__name__ in ("NaTType", "NAType")
    )
