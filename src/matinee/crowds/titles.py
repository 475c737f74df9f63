"""Titles of MovieLens's films, in each of its three layouts."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

__all__ = ["titles_of"]

_MOST = 64 << 20
"""Bytes of a list of films; that of MovieLens 32M has 4 MB."""
_YEAR = re.compile(r"^(.*?)\s*\((\d{4})\)\s*$")


def titles_of(opener: Callable[[str], IO[bytes]], name: str | None) -> dict[int, tuple[str, int | None]]:
    """Title and year of each film, by MovieLens's number.

    Args:
        opener: opens a file.
        name: movies.csv, movies.dat or u.item; None gives nothing.
    """
    if name is None:
        return {}
    found: dict[int, tuple[str, int | None]] = {}
    comma = name.lower().endswith(".csv")
    with opener(name) as stream:
        encoding = "utf-8-sig" if comma else "latin-1"
        text = stream.read(_MOST).decode(encoding, errors="replace")
    separator = "::" if name.lower().endswith(".dat") else "|"
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines) if comma else (line.rstrip("\r\n").split(separator) for line in lines)
    for row in rows:
        if len(row) > 1 and row[0].isdigit():
            dated = _YEAR.match(row[1])
            found[int(row[0])] = (dated[1], int(dated[2])) if dated else (row[1].strip(), None)
    return found
