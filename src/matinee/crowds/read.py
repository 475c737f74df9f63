"""Finding and reading a crowd's files: MovieLens's zips and folders, and plain tables."""

from __future__ import annotations

import csv
import io
import struct
import time
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matinee.crowds.columns import Layout, Part, Reader, blocks, layout_of
from matinee.crowds.gathered import Joins, gathered
from matinee.crowds.titles import titles_of
from matinee.errors import SourceError
from matinee.opening import damaged, fit_to_unpack, shown, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from matinee.domain.crowd import ReadCrowd
    from matinee.domain.ports import Progress

    FindFilm = Callable[[str, int | None], int | None]

__all__ = ["read_crowd"]

_MOST_BYTES = 8 << 30
"""A file that unpacks to more is no crowd; that of MovieLens 32M has 0.9 GB."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises over damaged bytes, save the errors that code of ours could raise as well."""
_MOST_LINKS = 64 << 20
"""Bytes of a links.csv; that of MovieLens 32M has 2 MB."""
_DAT = Layout(4, 0, 1, 2, 3, ",")
_TAB = Layout(4, 0, 1, 2, 3, "\t")


def read_crowd(
    path: Path,
    *,
    links: Path | None = None,
    scale: float = 5.0,
    find: FindFilm | None = None,
    now: int | None = None,
    progress: Progress | None = None,
) -> ReadCrowd:
    """Read a crowd, a block at a time.

    Args:
        path: a zip or folder of MovieLens (latest, latest-small, 20M, 25M, 32M, 1M, 100K), its ratings file, or a
            CSV or Parquet file with columns user, film (TMDB's number), rating and time.
        links: a links.csv (movieId, tmdbId), for ratings that have none beside them.
        scale: the best rating: 5, 10 or 100.
        find: the TMDB number of a title and year, for films that no links know.
        now: the moment, microseconds since 1970 UTC; later times are no times.
        progress: hears how many bytes are read.

    Raises:
        SourceError: it cannot be read, or holds no rating that could be used.
    """
    now = time.time_ns() // 1000 if now is None else now
    with _refusals(path), ExitStack() as stack:
        files = stack.enter_context(_files(path))
        name = files.first("ratings.csv", "ratings.dat", "u.data", "ratings.parquet")
        if name is None:
            raise SourceError(
                f"{path} holds no ratings: name a MovieLens zip or folder, or a CSV or Parquet file of "
                "user, film, rating, time."
            )
        if name.lower().endswith(".parquet"):
            layout, parts = _parquet(files.path(name), now, progress)
        else:
            layout, parts = _text(files, name, now, progress)
        joins = None if layout.tmdb else _joins(files, links, find, path)
        return gathered(parts, joins, scale, str(path))


class _Files:
    """Files of a folder, a zip, or one file with what lies beside it."""

    def __init__(
        self, names: dict[str, str], opener: Callable[[str], IO[bytes]], sizes: dict[str, int]
    ) -> None:
        self._names = names
        self._open = opener
        self._sizes = sizes
        self.given: Path | None = None

    def first(self, *wanted: str) -> str | None:
        """The first of these files that is there."""
        return next((self._names[name] for name in wanted if name in self._names), None)

    def open(self, name: str) -> IO[bytes]:
        """One file as bytes."""
        if self._sizes[name] > _MOST_BYTES:
            raise SourceError(
                f"{name} unpacks to {self._sizes[name] >> 30} GB, which no crowd has; check the file."
            )
        return self._open(name)

    def size(self, name: str) -> int:
        """Bytes, unpacked."""
        return self._sizes[name]

    def path(self, name: str) -> Path:
        """A file on disk.

        Raises:
            SourceError: it is inside a zip.
        """
        if self.given is None:
            raise SourceError(f"{name} is inside a zip: unpack it first.")
        return self.given.parent / name


@contextmanager
def _files(path: Path) -> Iterator[_Files]:
    path.stat()  # says so when there is none
    if path.is_dir():
        found = {entry.name.lower(): entry for entry in sorted(path.iterdir()) if entry.is_file()}
        if not found:
            inner = [entry for entry in path.iterdir() if entry.is_dir()]
            if len(inner) == 1:
                found = {entry.name.lower(): entry for entry in sorted(inner[0].iterdir()) if entry.is_file()}
        files = _on_disk(found)
        yield files
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            entries = {
                Path(info.filename).name.lower(): info.filename
                for info in archive.infolist()
                if not info.is_dir() and "__MACOSX" not in info.filename
            }
            sizes = {info.filename: info.file_size for info in archive.infolist()}

            def member(name: str) -> IO[bytes]:
                fit_to_unpack(path, archive.getinfo(name))
                return archive.open(name)

            yield _Files(entries, member, sizes)
    else:
        if path.suffix.lower() == ".zip":
            raise SourceError(
                f"{shown(path)} is no zip: it is damaged or was not downloaded whole. Download it again."
            )
        beside = {entry.name.lower(): entry for entry in sorted(path.absolute().parent.iterdir())}
        # Whatever its name, the file given is the ratings; links and titles may lie beside it.
        kinds = {".parquet": "ratings.parquet", ".dat": "ratings.dat", ".data": "u.data"}
        role = kinds.get(path.suffix.lower(), "ratings.csv")
        known = ("links.csv", "movies.csv", "movies.dat", "u.item")
        found = {name: beside[name] for name in known if name in beside} | {role: path.absolute()}
        yield _on_disk(found)


def _on_disk(found: dict[str, Path]) -> _Files:
    by_name = {entry.name: entry for entry in found.values()}
    files = _Files(
        {role: entry.name for role, entry in found.items()},
        lambda name: by_name[name].open("rb"),
        {entry.name: entry.stat().st_size for entry in found.values()},
    )
    files.given = next(iter(found.values()), None)
    return files


def _text(files: _Files, name: str, now: int, progress: Progress | None) -> tuple[Layout, Iterator[Part]]:
    """The layout of a text file, and its parts as they are read."""
    dat, tab = name.lower().endswith(".dat"), name.lower().endswith(".data")
    if dat or tab:
        layout = _DAT if dat else _TAB
    else:
        with files.open(name) as stream:
            line = stream.readline(1 << 16).decode("utf-8-sig", errors="replace").strip()
        separator = max(",;\t", key=line.count)
        layout = layout_of(next(csv.reader([line], delimiter=separator), []), name, separator)

    def parts() -> Iterator[Part]:
        reader, done, total = Reader(layout, now), 0, files.size(name)
        with files.open(name) as stream:
            if not (dat or tab):
                stream.readline(1 << 16)
            for block in blocks(stream):
                yield reader.text(block.replace(b"::", b",") if dat else block)
                done += len(block)
                if progress is not None:
                    progress("reading ratings", min(done, total), total)
            if progress is not None:
                # What separates blocks is in none of them.
                progress("reading ratings", total, total)

    return layout, parts()


def _parquet(path: Path, now: int, progress: Progress | None) -> tuple[Layout, Iterator[Part]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise SourceError(
            'Reading Parquet needs PyArrow: python -m pip install "matinee[parquet]", or give a CSV file.'
        ) from error
    try:
        file = parquet.ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise SourceError(f"{path} cannot be read as Parquet; check the file.") from error
    header = list(file.schema_arrow.names)
    layout = layout_of(header, path.name)

    def parts() -> Iterator[Part]:
        reader, done, total = Reader(layout, now), 0, max(file.metadata.num_rows, 1)
        places = [layout.user, layout.film, layout.rating] + ([] if layout.time is None else [layout.time])
        for batch in file.iter_batches(1 << 20, columns=[header[place] for place in places]):
            table: Any = batch.to_pandas()
            table.columns = [str(header.index(name)) for name in table.columns]
            yield reader.table(table)
            done += len(table)
            if progress is not None:
                progress("reading ratings", done, total)

    return layout, parts()


def _joins(files: _Files, links: Path | None, find: FindFilm | None, path: Path) -> Joins:
    """How the film numbers become TMDB's: by links, else by title."""
    titles = titles_of(files.open, files.first("movies.csv", "movies.dat", "u.item"))
    name = files.first("links.csv")
    if links is not None:
        with links.open("rb") as stream:
            pairs = _linked(stream, str(links))
    elif name is not None:
        with files.open(name) as stream:
            pairs = _linked(stream, name)
    elif titles and find is not None:
        found = {number: find(title, year) for number, (title, year) in titles.items()}
        pairs = {number: film for number, film in found.items() if film is not None}
        if not pairs:
            raise SourceError(
                f"None of the {len(titles)} films of {path} is in the catalogue by title and year: load films first, "
                "or give a links.csv with --links."
            )
    else:
        raise SourceError(
            f"{path} numbers its films in its own way: give a links.csv (movieId, tmdbId) with --links."
        )
    labels = {number: f"{title} ({year})" if year else title for number, (title, year) in titles.items()}
    return Joins.of(pairs, labels)


def _linked(stream: IO[bytes], where: str) -> dict[int, int]:
    """TMDB's numbers by MovieLens's; those without one, or with one that is no number, are left out."""
    rows = csv.reader(io.StringIO(stream.read(_MOST_LINKS).decode("utf-8-sig", errors="replace"), newline=""))
    header = [name.strip().lower() for name in next(rows, [])]
    if "movieid" not in header or "tmdbid" not in header:
        raise SourceError(f"{where} has no columns movieId and tmdbId; it has {', '.join(header)}.")
    source, tmdb = header.index("movieid"), header.index("tmdbid")
    found: dict[int, int] = {}
    for row in rows:
        if len(row) > max(source, tmdb) and row[source].isdigit():
            number = row[tmdb].strip().removesuffix(".0")
            if number.isascii() and number.isdigit() and 0 < int(number) < 2**31:
                found[int(row[source])] = int(number)
    return found


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What the operating system and the zip say, in our words."""
    try:
        yield
    except OSError as error:
        raise unreadable(path, error) from error
    except _DAMAGED as error:
        raise damaged(path, error) from error
