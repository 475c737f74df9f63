"""Cells of foreign files as values: stars, times, years, ids. What cannot be read raises `Unreadable`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MONTHS",
    "Unreadable",
    "day_order",
    "imdb_id",
    "micros",
    "moment",
    "number",
    "plain",
    "stars",
    "title_year",
    "tmdb_id",
    "year",
]

_LONGEST = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(\d{1,12})(?:[.,](\d{1,9}))?")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CTIME = re.compile(r"[A-Za-z]{3},? ([A-Za-z]{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})")
_NAMED = re.compile(
    r"([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})(?:,? .*)?|(\d{1,2})\.? ([A-Za-z]{3})[a-z]* (\d{4})"
)
_PARTS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\.?(?: .*)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TITLE_YEAR = re.compile(r"(.+?)\s*\((\d{4})\)\s*")


class Unreadable(ValueError):
    """A cell that cannot be read; `str()` says which and why."""


def plain(value: Any) -> str:
    """A cell as one line of text that every database can hold."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = text[:_LONGEST]
    if not text.isprintable():
        # Lone surrogates out of JSON escapes cannot be written down as UTF-8.
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def number(value: Any) -> float | None:
    """A number written with a point or a comma; None for an empty cell.

    Raises:
        Unreadable: something else is written there.
    """
    if isinstance(value, bool):
        raise Unreadable(f"{value} is no number")
    if isinstance(value, int | float):
        if not abs(value) < 1e12:
            raise Unreadable(f"{value!s:.20} is no number")
        return float(value)
    text = plain(value)
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable(f'"{text[:40]}" is no number')
    return float(text.replace(",", "."))


def stars(value: Any, top: float, *, unrated: tuple[float, ...] = ()) -> float | None:
    """A rating on a scale up to `top` as stars by halves; None for an empty cell.

    Args:
        value: the cell.
        top: the best there is: 5, 10 or 100.
        unrated: numbers that mean "not rated".

    Raises:
        Unreadable: no number, or off the scale.
    """
    found = number(value)
    if found is None or found in unrated:
        return None
    if not 0 <= found <= top:
        raise Unreadable(f"a rating of {found:g} is off the scale of {top:g}")
    # Half up, so that 85 of 100 is four and a half stars whatever the machine; nothing is below half a star.
    return max(0.5, int(found / top * 10 + 0.5) / 2)


def year(value: Any) -> int | None:
    """A year of release; None where there is none that could be one."""
    text = plain(value)
    found = re.match(r"(1[89]\d\d|20\d\d)(?:\D|$)", text)
    return int(found[1]) if found else None


def title_year(title: str) -> tuple[str, int | None]:
    """``Heat (1995)`` in its two parts; a title without a year stays whole."""
    found = _TITLE_YEAR.fullmatch(title)
    if found is None or year(found[2]) is None:
        return title, None
    return found[1], int(found[2])


def imdb_id(value: Any) -> str:
    """``tt0113277``, from a cell that holds it, a link with it, or its bare digits; empty for none."""
    text = plain(value)
    if found := re.search(r"tt(\d{5,10})(?!\d)", text):
        return f"tt{int(found[1]):07d}"
    if text.isascii() and text.isdigit() and 0 < len(text) <= 10 and int(text) > 0:
        return f"tt{int(text):07d}"
    return ""


def tmdb_id(value: Any) -> int | None:
    """TMDB's number of a film; None for none."""
    if isinstance(value, bool) or value is None:
        return None
    text = plain(value).removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 10 and int(text) > 0 else None


def micros(time: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def _noon(years: int, months: int, days: int) -> tuple[int, str]:
    # A day without an hour is its noon in UTC: the same day in nearly every place.
    try:
        day = datetime(years, months, days, 12, tzinfo=UTC)
    except ValueError as error:
        raise Unreadable(f"{years}-{months}-{days} is no day") from error
    return _possible(day), day.date().isoformat()


def _possible(time: datetime) -> int:
    if not 1890 <= time.year <= 2200:
        raise Unreadable(f"a time in the year {time.year} cannot be meant")
    return micros(time)


def moment(value: Any, order: str = "") -> tuple[int, str] | None:
    """A time as microseconds since 1970 UTC and its ISO day; None for an empty cell.

    Args:
        value: ISO days and times, ``Sat Dec 31 00:00:00 2016``, ``Jan 5, 2020``, seconds since 1970, or
            numbers with slashes or dots when `order` is given.
        order: ``dmy``, ``mdy`` or ``ymd``, from `day_order`.

    Raises:
        Unreadable: something else is written there.
    """
    text = plain(value)
    if not text:
        return None
    if found := _DAY.fullmatch(text):
        return _noon(int(found[1]), int(found[2]), int(found[3]))
    if _DAY.match(text):
        return _iso(text)
    if found := _CTIME.fullmatch(text):
        name, day, hour, minute, second, years = found.groups()
        return _time(int(years), _month(name), int(day), int(hour), int(minute), int(second))
    if found := _NAMED.fullmatch(text):
        if found[1]:
            return _noon(int(found[3]), _month(found[1]), int(found[2]))
        return _noon(int(found[6]), _month(found[5]), int(found[4]))
    if text.isascii() and text.isdigit() and 9 <= len(text) <= 10:
        time = _EPOCH + timedelta(seconds=int(text))
        return _possible(time), time.date().isoformat()
    if order and (found := _PARTS.fullmatch(text)):
        parts = dict(zip(order, (int(part) for part in found.groups()), strict=True))
        years = parts["y"] if parts["y"] > 99 else 2000 + parts["y"]
        return _noon(years, parts["m"], parts["d"])
    raise Unreadable(f'"{text[:40]}" is no date')


def _iso(text: str) -> tuple[int, str]:
    try:
        time = datetime.fromisoformat(text.removesuffix(" UTC"))
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f'"{text[:40]}" is no date') from error
    return _possible(time), time.date().isoformat()


def _time(years: int, months: int, days: int, hour: int, minute: int, second: int) -> tuple[int, str]:
    try:
        time = datetime(years, months, days, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise Unreadable(f"{years}-{months}-{days} {hour}:{minute} is no time") from error
    if (hour, minute, second) == (0, 0, 0):
        return _noon(years, months, days)
    return _possible(time), time.date().isoformat()


def _month(name: str) -> int:
    try:
        return MONTHS.index(name.casefold()[:3]) + 1
    except ValueError as error:
        raise Unreadable(f'"{name}" is no month') from error


def day_order(texts: Sequence[str]) -> str:
    """The order of day, month and year in dates written with numbers alone.

    Returns:
        ``ymd``, ``dmy`` or ``mdy``; an empty text when both of the last fit every date.
    """
    fits = {"dmy", "mdy"}
    for text in texts:
        found = _PARTS.fullmatch(plain(text))
        if found is None:
            continue
        first, second, third = found.groups()
        if len(first) == 4:
            return "ymd"
        if int(first) > 12 or "." in text:  # nobody writes the month first and dots between
            fits.discard("mdy")
        if int(second) > 12:
            fits.discard("dmy")
        if len(third) not in (2, 4):
            continue
    return fits.pop() if len(fits) == 1 else ""
