"""Rows of large tables, one after the other: CSV, JSON lines and Parquet, from a file or out of a zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from matinee.errors import SourceError
from matinee.opening import DAMAGED, damaged, fit_to_unpack, shown, stay_inside, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

__all__ = ["Place", "Row", "TableFile", "find_tables", "rows_of"]

_FIELD_LIMIT = 4 << 20
_BATCH = 1000
SUFFIXES = (".csv", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table on disk, or in a zip."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """The file's own name, in small letters."""
        return PurePosixPath(self.member).name.lower() if self.member else self.path.name.lower()


@dataclass(frozen=True, slots=True)
class Place:
    """How far the reading of a file is, in bytes or rows."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts, its cells by column as text, or why it has none."""

    number: int
    cells: dict[str, str]
    broken: str = ""
    joined: bool = False
    """It was broken in two by a line end, and put together again."""


def find_tables(path: Path) -> list[TableFile]:
    """The tables at a path: itself, those of a folder, or those in a zip.

    Raises:
        SourceError: it cannot be read, or the zip is damaged or unsafe.
    """
    try:
        if path.is_dir():
            return [TableFile(entry) for entry in sorted(path.iterdir()) if entry.suffix.lower() in SUFFIXES]
        if path.suffix.lower() in SUFFIXES:
            path.stat()
            return [TableFile(path)]
        if not zipfile.is_zipfile(path):
            return []
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            for member in members:
                stay_inside(path, member.filename)
        return [
            TableFile(path, member.filename)
            for member in members
            if "__MACOSX" not in member.filename and member.filename.lower().endswith(SUFFIXES)
        ]
    except OSError as error:
        raise unreadable(path, error) from error
    except DAMAGED as error:
        raise damaged(path, error) from error


def rows_of(table: TableFile) -> Iterator[tuple[Row, Place]]:
    """Every row of a table; never more than a few in memory.

    Raises:
        SourceError: it cannot be read, or has no header.
    """
    suffix = PurePosixPath(table.name).suffix
    try:
        if suffix == ".parquet":
            yield from _parquet(table)
            return
        with _text(table) as (text, counted, total):
            read = _json_lines(text) if suffix != ".csv" else _csv(text, table)
            for row in read:
                yield row, Place(min(counted.tell(), total), total)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged(table.path, error) from error
    except OSError as error:
        raise unreadable(table.path, error) from error


@contextmanager
def _text(table: TableFile) -> Iterator[tuple[IO[str], IO[bytes], int]]:
    """The table as text, the bytes below it, and how many they are."""
    with ExitStack() as stack:
        raw: IO[bytes]
        try:
            if table.member:
                archive = stack.enter_context(zipfile.ZipFile(table.path))
                member = archive.getinfo(table.member)
                fit_to_unpack(table.path, member)
                raw, total = stack.enter_context(archive.open(member)), member.file_size
            else:
                raw, total = stack.enter_context(table.path.open("rb")), table.path.stat().st_size
        except DAMAGED as error:
            raise damaged(table.path, error) from error
        # What is not UTF-8 becomes half characters, which cleaning takes out.
        wrapped = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        yield stack.enter_context(wrapped), raw, max(total, 1)


def _csv(text: IO[str], table: TableFile) -> Iterator[Row]:
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        reader = csv.reader(_without_nul(text))
        header = [column.strip().lower() for column in _next(reader, table) or []]
        if len(header) < 2:
            raise SourceError(f"{shown(table.name)} has no header of columns separated by commas.")
        yield from _whole_rows(reader, table, header)
    finally:
        csv.field_size_limit(before)


def _whole_rows(reader: Any, table: TableFile, header: list[str]) -> Iterator[Row]:
    width = len(header)
    number = 1
    half: tuple[int, list[str]] | None = None
    while (cells := _next(reader, table)) is not None:
        if not cells:
            continue
        number += 1
        if half is not None:
            first, beginning = half
            half = None
            # The end of one cell and the beginning of the next line's first are one cell that a line end broke.
            if len(beginning) + len(cells) - 1 == width:
                whole = [*beginning[:-1], f"{beginning[-1]} {cells[0]}", *cells[1:]]
                yield Row(first, dict(zip(header, whole, strict=True)), joined=True)
                continue
            yield _torn(first, header, beginning)
        if len(cells) == width:
            yield Row(number, dict(zip(header, cells, strict=True)))
        elif len(cells) < width:
            half = number, cells
        else:
            yield _torn(number, header, cells)
    if half is not None:
        yield _torn(half[0], header, half[1])


def _torn(number: int, header: list[str], cells: list[str]) -> Row:
    told = f"{len(cells)} cells where {len(header)} belong"
    return Row(number, dict(zip(header, cells, strict=False)), broken=told)


def _next(reader: Any, table: TableFile) -> list[str] | None:
    """The next record; None at the end. One that cannot be told apart is a single odd cell."""
    try:
        found: list[str] | None = next(reader, None)
    except csv.Error as error:
        return [f"({shown(error)})"]
    except DAMAGED as error:
        raise damaged(table.path, error) from error
    return found


def _without_nul(text: IO[str]) -> Iterator[str]:
    # A line without an end would be read whole: no real row is longer than this.
    while line := text.readline(4 * _FIELD_LIMIT):
        yield line.replace("\0", "")


def _json_lines(text: IO[str]) -> Iterator[Row]:
    number = 0
    while line := text.readline(4 * _FIELD_LIMIT):
        if not line.strip():
            continue
        number += 1
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield Row(number, {str(name).strip().lower(): _cell(value) for name, value in found.items()})
        else:
            yield Row(number, {}, broken="it is no JSON object")


def _parquet(table: TableFile) -> Iterator[tuple[Row, Place]]:
    if table.member:
        raise SourceError(f"{shown(table.member)} is inside a zip: unpack it and name the file itself.")
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise SourceError(
            "Reading Parquet needs a package that is not installed: run pip install 'matinee[parquet]'"
        ) from error
    try:
        with ParquetFile(table.path) as file:
            total = max(file.metadata.num_rows, 1)
            number = 1
            for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    cells = {str(name).lower(): _cell(value) for name, value in row.items()}
                    yield Row(number, cells), Place(number - 1, total)
    except ArrowException as error:
        raise SourceError(
            f"{shown(table.path)} is no whole Parquet file ({shown(error)}); get it again."
        ) from error


def _cell(value: object) -> str:
    """A value as a table of text holds it."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
