"""DataFrames at the door of the taste model: to films and events, checked."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

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
        BadValue: film_id or title is missing, or a film is there twice.
    """
    _need(frame, "film_id", "title")
    films: list[Film] = []
    seen: set[int] = set()
    for record in _records(frame):
        values: dict[str, Any] = {"id": int(record["film_id"]), "title": str(record["title"])}
        for name in _LISTS:
            if name in record:
                values[name] = tuple(str(word) for word in _as_list(record[name]))
        for name in ("language", "overview"):
            if record.get(name) is not None:
                values[name] = str(record[name])
        for name in ("year", "vote_count"):
            if record.get(name) is not None:
                values[name] = int(record[name])
        if record.get("vote_average") is not None:
            values["vote_average"] = float(record["vote_average"])
        film = Film(**values)
        if film.id in seen:
            raise BadValue(f"Film {film.id} is there twice: film_id must be unique.")
        seen.add(film.id)
        films.append(film)
    return films


def events_from_frame(frame: pd.DataFrame) -> list[Event]:
    """Events of a table with film_id, kind and, each optional, value, at, event_id and target.

    Raises:
        BadValue: a column is missing, a kind unknown, a rating off the scale, a time unreadable.
    """
    _need(frame, "film_id", "kind")
    events: list[Event] = []
    for place, record in enumerate(_records(frame)):
        kind = record["kind"]
        if kind not in Kind.__members__.values():
            raise BadValue(f'"{kind}" is no kind of event; there are {", ".join(Kind)}.')
        film, target, at = record["film_id"], record.get("target"), record.get("at")
        event = Event(
            event_id=str(record.get("event_id") or f"row-{place}"),
            user="me",
            kind=Kind(kind),
            film_id=None if film is None else int(film),
            target=None if target is None else str(target),
            value=_value(Kind(kind), record.get("value")),
            at=0 if at is None else microseconds(at),
            seq=place + 1,
        )
        check_event(event)
        events.append(event)
    return events


def microseconds(at: object) -> int:
    """A moment as microseconds since 1970 UTC.

    Args:
        at: a whole number of microseconds, a datetime (without a zone it is UTC), a pandas Timestamp, a date or
            an ISO text.

    Raises:
        BadValue: none of these.
    """
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


def _value(kind: Kind, value: Any) -> float | None:
    return float(value) if value is not None and kind in (Kind.RATING, Kind.AMEND) else None


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


def _as_list(cell: Any) -> list[Any]:
    if cell is None:
        return []
    return [cell] if isinstance(cell, str) else list(cell)
