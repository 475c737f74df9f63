"""What Matinee takes out of TMDB's list cells: names, credits, genres, countries."""

from __future__ import annotations

import re
from typing import Any

from matinee.domain.film import GENRES
from matinee.tmdb.text import Change, parse_cell, tidy

__all__ = ["MAX_CAST", "MAX_WRITERS", "WRITING", "CellReader"]

MAX_CAST = 20
MAX_WRITERS = 6
WRITING = ("Screenplay", "Writer", "Story", "Author", "Novel", "Characters")
"""Jobs that make a writer, from the one that shapes a film most."""
_GENRES = {name.casefold(): name for name in GENRES}
_COUNTRY = re.compile("[A-Z]{2}")

UNREADABLE = "a list that cannot be read was left empty"
PARTLY = "an entry of a list that cannot be read was left out"
NO_GENRE = "a genre that is not one of TMDB's was left out"
NO_COUNTRY = "a country that is not a two-letter code was left out"


class CellReader:
    """Reads the list cells of one row; `noted` and `changed` say what had to be mended."""

    def __init__(self) -> None:
        self.noted: set[str] = set()
        self.changed = Change.NONE

    def genres(self, cell: str) -> tuple[str, ...]:
        """The genres Matinee knows."""
        names = self._names(self._entries(cell))
        known = [_GENRES.get(name.casefold()) for name in names]
        if None in known:
            self.noted.add(NO_GENRE)
        return _unique([name for name in known if name])

    def names(self, cell: str) -> tuple[str, ...]:
        """The name of every entry."""
        return _unique(self._names(self._entries(cell)))

    def countries(self, cell: str) -> tuple[str, ...]:
        """Two-letter country codes."""
        entries = self._entries(cell)
        codes = [code.strip().upper() for code in self._values(entries, "iso_3166_1")]
        good = [code for code in codes if _COUNTRY.fullmatch(code)]
        if len(good) < len(codes):
            self.noted.add(NO_COUNTRY)
        return _unique(good)

    def cast(self, cell: str) -> tuple[str, ...]:
        """Actors by billing."""
        entries = self._entries(cell)
        billed = sorted(entries, key=_order)  # stable: those without an order keep theirs, at the end
        return _unique(self._names(billed), MAX_CAST)

    def crew(self, cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Directors, and writers with those of the most telling job first."""
        entries = self._entries(cell)
        by_job: dict[str, list[Any]] = {}
        for entry in entries:
            job = entry.get("job") if isinstance(entry, dict) else None
            if isinstance(job, str):
                by_job.setdefault(job.strip(), []).append(entry)
            else:
                self.noted.add(PARTLY)
        directors = _unique(self._names(by_job.get("Director", [])))
        writers = [entry for job in WRITING for entry in by_job.get(job, [])]
        return directors, _unique(self._names(writers), MAX_WRITERS)

    def _entries(self, cell: str) -> list[Any]:
        entries = parse_cell(cell)
        if entries is None:
            self.noted.add(UNREADABLE)
            return []
        return entries

    def _names(self, entries: list[Any]) -> list[str]:
        names = []
        for value in self._values(entries, "name"):
            name, change = tidy(value)
            self.changed |= change
            if name:
                names.append(name)
        return names

    def _values(self, entries: list[Any], key: str) -> list[str]:
        values = []
        for entry in entries:
            value = entry.get(key) if isinstance(entry, dict) else entry
            if isinstance(value, str):
                values.append(value)
            else:
                self.noted.add(PARTLY)
        return values


def _order(entry: object) -> float:
    order = entry.get("order") if isinstance(entry, dict) else None
    return order if isinstance(order, (int, float)) and order == order else float("inf")  # NaN is not itself


def _unique(names: list[str], at_most: int | None = None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:at_most]
