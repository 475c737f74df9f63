"""A CSV file as rows of the right width, with the broken ones set aside."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.tmdb.report import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matinee.domain.ports import Progress

__all__ = ["Broken", "Table", "read_table"]

_FIELD_LIMIT = 4 << 20
"""Characters in one cell; the largest real one, a crew, has a tenth of that."""
_LOOK_AHEAD = 64
"""Lines tried as a fresh start after a broken row."""
_RESTARTS = 200
"""Fresh starts in one file: a file made of nothing but open quotes must not take hours."""
_STEP = 200


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is not one: its cells as far as they could be told apart."""

    row: int
    cells: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, all as wide as the header."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """The row number of each of `rows`, the header being 1."""
    broken: list[Broken] = field(default_factory=list)
    encoding: str = "utf-8"


def read_table(content: bytes, name: str, required: Sequence[str], progress: Progress | None = None) -> Table:
    """Read a comma-separated file.

    A row with too many or too few cells, or with quotes that do not match, is set aside; when such a row has
    swallowed the lines below it, reading starts again at the first of them that is a good row.

    Args:
        content: the bytes of the file, UTF-8 (with or without a byte order mark) or Windows-1252.
        name: what to call it in errors.
        required: columns without which it is not the file it should be.
        progress: hears how many lines are read.

    Raises:
        SourceError: not text, no header, or a column is missing.
    """
    text, encoding = _decode(content, name)
    lines = list(io.StringIO(text, newline=""))
    # The limit is the module's, not the reader's: there is no other way to set it.
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        return _table(lines, encoding, name, required, progress)
    finally:
        csv.field_size_limit(before)


def _table(
    lines: list[str], encoding: str, name: str, required: Sequence[str], progress: Progress | None
) -> Table:
    records = _records(lines)
    _, _, cells, problem = next(records, (0, 0, [], ""))
    header = [column.strip().lower() for column in cells]
    missing = [column for column in required if column not in header]
    if problem or missing:
        hint = " (its cells seem to be separated by semicolons, not commas)" if ";" in "".join(header) else ""
        raise SourceError(
            f"{name} has no column {', '.join(missing) or 'names that can be read'}{hint}; "
            "take the file as it was published, not one edited since."
        )
    table = Table(header, encoding=encoding)
    _fill(table, lines, records, name, progress)
    return table


def _fill(
    table: Table,
    lines: list[str],
    records: Iterator[tuple[int, int, list[str], str]],
    name: str,
    progress: Progress | None,
) -> None:
    width = len(table.header)
    number = 1
    told = 0
    restarts = 0
    while True:
        restart = None
        for start, end, cells, problem in records:
            if end - told >= _STEP and progress is not None:
                told = end
                progress(f"Reading {name}", end, len(lines))
            if not cells and not problem:
                continue  # an empty line
            number += 1
            if len(cells) == width and not problem:
                table.rows.append(cells)
                table.numbers.append(number)
                continue
            table.broken.append(Broken(number, cells, problem or f"{len(cells)} cells where {width} belong"))
            if end - start > 1 and restarts < _RESTARTS:
                restart = _fresh_start(lines, start + 1, end, width)
                if restart is not None:
                    restarts += 1
                    break
        if restart is None:
            break
        records = _records(lines, restart)
    if progress is not None:
        progress(f"Reading {name}", len(lines), len(lines))


def _records(lines: list[str], first: int = 0) -> Iterator[tuple[int, int, list[str], str]]:
    """Each record as (first line, line after the last, cells, what is wrong with it or "")."""
    reader = csv.reader(islice(lines, first, None), strict=True)
    start = first
    while True:
        try:
            cells, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], f"it cannot be told apart into cells ({error})"
        end = first + reader.line_num
        yield start, end, cells, problem
        start = end


def _fresh_start(lines: list[str], first: int, end: int, width: int) -> int | None:
    """The first line in ``[first, end)`` from which a row of the right width can be read."""
    for start in range(first, min(end, first + _LOOK_AHEAD)):
        ahead = lines[start : start + _LOOK_AHEAD]
        _, _, cells, problem = next(_records(ahead), (0, 0, [], ""))
        if len(cells) == width and not problem:
            return start
    return None


def _decode(content: bytes, name: str) -> tuple[str, str]:
    if b"\0" in content:
        raise SourceError(f"{shown(name)} holds NUL bytes: it is no plain CSV text; save it as CSV in UTF-8.")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{shown(name)} is neither UTF-8 nor Windows-1252 text; save it as CSV in UTF-8."
        ) from error
