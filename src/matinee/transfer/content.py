"""The shape of a text: a table with its columns, JSON, JSON Lines or XML; and what formats are made of."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matinee.domain.history import Row
from matinee.errors import AmbiguousDays, SourceError
from matinee.opening import shown, unreadable
from matinee.transfer.values import Unreadable, day_order, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from matinee.transfer.sources import TextFile

__all__ = [
    "LONGEST_LINE",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Content",
    "Format",
    "Part",
    "Record",
    "content_of",
    "dicts",
    "every_part",
    "order_of_days",
    "parse_json",
    "rows_of",
    "sound",
]

MAX_COLUMNS = 300
MAX_ROWS = 200_000
"""Rows of one history; ten a day for fifty years are fewer."""
LONGEST_LINE = 1 << 20
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table; cells by column name."""

    cells: Mapping[str, str]
    place: str
    ragged: bool = False
    """It has more or fewer cells than the header."""
    extra: tuple[str, ...] = ()
    """Cells beyond the header."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def first(self, *columns: str) -> str:
        """The first of these cells that is not empty."""
        return next((cell for column in columns if (cell := self[column])), "")


@dataclass(frozen=True, slots=True)
class Content:
    """One file, as far as telling formats apart needs it."""

    name: str
    shape: str
    """``table``, ``json``, ``lines`` or ``xml``."""
    text: str
    columns: tuple[str, ...] = ()
    """Header names of a table: lower case, without outer space."""
    headers: tuple[str, ...] = ()
    """The same as they are written."""
    value: Any = None
    """What JSON holds."""
    delimiter: str = ","
    path: Path | None = None
    """Where lines are read from, one by one, instead of the text."""

    @property
    def base(self) -> str:
        """The file's own name, lower case."""
        return self.name.rsplit("/", 1)[-1].lower()

    @property
    def first_line(self) -> str:
        """Its beginning, at most a thousand characters."""
        return self.text[:1000].lstrip().split("\n", 1)[0].rstrip("\r")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Physical lines with their numbers, from 1.

        Raises:
            SourceError: one is longer than any line of a history, or the file is no text.
        """
        if self.path is None:
            yield from enumerate(self.text.split("\n"), 1)
            return
        try:
            with self.path.open(encoding="utf-8-sig", newline="\n") as stream:
                for number in itertools.count(1):
                    line = stream.readline(LONGEST_LINE)
                    if not line:
                        return
                    if len(line) == LONGEST_LINE or "\0" in line:
                        raise SourceError(
                            f"Line {number} of {shown(self.name)} is too long or holds NUL bytes; export it again."
                        )
                    yield number, line
        except UnicodeDecodeError as error:
            raise SourceError(f"{shown(self.name)} is not UTF-8; export it again.") from error
        except OSError as error:
            raise unreadable(self.path, error) from error

    def has(self, *columns: str) -> bool:
        """Whether a table has all of these columns."""
        return self.shape == "table" and set(columns) <= set(self.columns)

    def records(self, skip: int = 0) -> Iterator[Record]:
        """The rows below the header; empty ones are passed over.

        Args:
            skip: physical lines before the header.

        Raises:
            SourceError: it cannot be read as a table.
        """
        columns: list[str] | None = None
        for line, cells in _cells(self.name, self.text, self.delimiter):
            if line <= skip or not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = [_column(cell) for cell in cells]
                continue
            values = {
                name: cell.strip()
                for name, cell in zip(columns, cells, strict=False)
                if name and cell.strip()
            }
            yield Record(
                values,
                f"{self.name}, line {line}",
                ragged=len(cells) != len(columns),
                extra=tuple(cells[len(columns) :]),
            )


def _column(header: str) -> str:
    return " ".join(header.replace("\ufeff", "").casefold().split())


def _cells(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                raise SourceError(
                    f"{shown(name)} has more than {MAX_ROWS:,} rows, which is no one person's history."
                )
            if len(cells) > MAX_COLUMNS:
                raise SourceError(
                    f"{shown(name)} has {len(cells):,} columns in line {reader.line_num}; "
                    "histories of films have a dozen. Check that it is the right file."
                )
            yield reader.line_num, cells
    except csv.Error as error:
        raise SourceError(
            f"{shown(name)} cannot be read as a table near line {reader.line_num} ({error}); export it again."
        ) from error


def content_of(file: TextFile) -> Content:
    """The shape of a file.

    Raises:
        SourceError: it is malformed in a way that makes reading on pointless.
    """
    if file.path is not None:
        return Content(file.name, "lines", file.text, path=file.path)
    start = file.text[:4096].lstrip()
    if start[:1] in ("{", "["):
        if _is_lines(file.text):
            return Content(file.name, "lines", file.text)
        return Content(file.name, "json", "", value=parse_json(file.text, file.name))
    if start[:1] == "<":
        return Content(file.name, "xml", file.text)
    _refuse_long_lines(file)
    line = next((line for line in start.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=line.count)
    if not line.count(delimiter):
        delimiter = ","
    headers = next((cells for _, cells in _cells(file.name, file.text, delimiter) if any(cells)), [])
    return Content(
        file.name,
        "table",
        file.text,
        columns=tuple(_column(header) for header in headers),
        headers=tuple(plain(header) for header in headers),
        delimiter=delimiter,
    )


def _is_lines(text: str) -> bool:
    """Whether the first line is a whole JSON object and something follows it, or it is Matinee's own."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.rstrip().endswith("}") or len(first) > LONGEST_LINE:
        return False
    try:
        value = parse_json(first, "")
    except SourceError:
        return False
    return isinstance(value, dict) and (bool(rest.strip()) or "matinee" in value)


def _refuse_long_lines(file: TextFile) -> None:
    start = 0
    while start < len(file.text):
        end = file.text.find("\n", start)
        end = len(file.text) if end < 0 else end
        if end - start > LONGEST_LINE:
            raise SourceError(
                f"{shown(file.name)} has a line of {end - start:,} characters; no history has such lines. "
                "Check that it is the right file."
            )
        start = end + 1


def parse_json(text: str, name: str) -> Any:
    """JSON from outside.

    Raises:
        SourceError: malformed, or nested deeper than anything meant.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SourceError(f"{shown(name)} is nested too deep to be a history of films.") from error
    except ValueError as error:
        raise SourceError(f"{shown(name)} is damaged JSON ({shown(error)}); export it again.") from error


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON list; of anything else, none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a history, and what its format takes it for."""

    label: str
    content: Content


def every_part(parts: Sequence[Part]) -> list[Part]:
    """What most formats take: all that they recognise."""
    return list(parts)


@dataclass(frozen=True, slots=True)
class Format:
    """How one service's files are recognised and read."""

    name: str
    expects: str
    """What its files are, for the message about an unknown one."""
    claims: Callable[[Content], str]
    """What a file is to this format; empty for nothing."""
    rows: Callable[[Sequence[Part], Mapping[str, str]], Iterator[Row]]
    """Every row of the files, given what the person said with ``--map``."""
    choose: Callable[[Sequence[Part]], list[Part]] = every_part
    """Which of the recognised files are read, in which order."""
    most: int = MAX_ROWS
    """Rows that its files may have."""


def rows_of(service: str, content: Content, read: Callable[[Record], Row], skip: int = 0) -> Iterator[Row]:
    """The rows of a table, each read by itself; what cannot be read says why."""
    for record in content.records(skip):
        try:
            row = read(record)
        except Unreadable as error:
            title = plain(record.first("title", "name", "film name", "film"))
            row = Row(service=service, title=title, trouble=str(error))
        yield sound(replace(row, place=record.place))


def sound(row: Row) -> Row:
    """The row, with its trouble named when it says nothing or of no film."""
    if row.trouble or row.event is not None:
        return row
    if not row.title and not row.imdb_id and row.tmdb_id is None:
        return replace(row, trouble="it names no film")
    if not row.says and not row.not_film:
        return replace(row, trouble="it says nothing about the film: no rating, like, watch or watchlist")
    return row


def order_of_days(content: Content, column: str, hints: Mapping[str, str]) -> str:
    """How a file writes its days: ``dmy``, ``mdy`` or ``ymd``.

    Raises:
        AmbiguousDays: both fit every row, so that it must be asked.
    """
    if order := hints.get("dates", ""):
        return order
    texts = [record[column] for record in content.records()]
    numeric = [text for text in texts if text[:1].isdigit() and not re.match(r"\d{4}-|\d{9,}$", text)]
    order = day_order(numeric)
    if numeric and not order:
        raise AmbiguousDays(
            f"The days in {shown(content.name)} can be read in two ways, such as {shown(numeric[0])}; say which "
            "comes first, as --map dates=dmy or --map dates=mdy."
        )
    return order
