"""Opening a history safely: a zip, a folder or a single file, into texts by name.

Bounds in time and memory come first: what is larger than any person's history is refused before it is read.
"""

from __future__ import annotations

import codecs
import re
import stat
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.opening import DAMAGED, damaged, fit_to_unpack, shown, stay_inside, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

__all__ = ["MAX_FILE", "MAX_TOTAL", "TextFile", "is_private", "read_source", "text_of"]

MAX_FILE = 32 << 20
"""No single file may hold more: ten thousand rows are one or two megabytes."""
MAX_TOTAL = 96 << 20
_MAX_ZIP = 512 << 20
_MAX_OWN = 1 << 30
_BEGINNING = 4096
_OWN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"matinee"\s*:\s*"export"')
_MAX_MEMBERS = 5_000
_DEEPEST = 4
_CHUNK = 1 << 20
_ENDINGS = {".csv", ".json", ".jsonl", ".ndjson", ".xml", ".txt", ".tsv", ".dat", ".data", ".item"}
_PRIVATE = {
    "profile.csv", "comments.csv", "user-profile.json", "user-settings.json", "user-stats.json",
    "user-last-activities.json", "users.dat", "u.user",
}  # fmt: skip
"""Who someone is and whom they talk to is none of Matinee's business, and is never opened."""
_IGNORED_FOLDERS = {"__MACOSX", "deleted", "orphaned"}


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of a history."""

    name: str
    """Its path within the source, with ``/`` between folders."""
    text: str
    path: Path | None = None
    """Of Matinee's own export, whose text is only its first line: the others are read one by one."""


def read_source(path: Path) -> tuple[list[TextFile], list[str]]:
    """The texts of a history, and the names of the files that were left closed.

    Args:
        path: a zip, a folder or one file.

    Raises:
        SourceError: not there, unreadable, damaged, unsafe, or larger than a history can be.
    """
    if "\0" in str(path):
        raise SourceError(f"{shown(path)} is not a path; check it.")
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _from_folder(path)
        if not stat.S_ISREG(mode):
            raise SourceError(f"{shown(path)} is not a file or a folder; name the export as you got it.")
        with path.open("rb") as stream:
            start = stream.read(_BEGINNING)
            stream.seek(0)
            if not start:
                raise SourceError(f"{shown(path)} is empty; download it again.")
            if start.startswith(b"PK\3\4"):
                return _from_zip(path, stream)
            if _OWN.match(start):
                return [_own_file(path, start)], []
            return [_text_file(path, path.name, _bounded(stream, path, MAX_FILE))], []
    except OSError as error:
        raise unreadable(path, error) from error


def is_private(name: str) -> bool:
    """Whether a file is about the person and not about films."""
    return PurePosixPath(name).name.lower() in _PRIVATE


def _wanted(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") or part in _IGNORED_FOLDERS for part in path.parts)
    return not hidden and not is_private(name) and path.suffix.lower() in _ENDINGS


def _from_folder(folder: Path) -> tuple[list[TextFile], list[str]]:
    found: list[TextFile] = []
    left: list[str] = []
    total = 0
    for number, path in enumerate(_walk(folder, 1)):
        name = path.relative_to(folder).as_posix()
        if number >= _MAX_MEMBERS:
            raise SourceError(f"{shown(folder)} holds too many files; name the export's own folder.")
        if path.is_symlink() or not path.is_file() or not _wanted(name):
            left.append(name)
            continue
        with path.open("rb") as stream:
            content = _bounded(stream, path, MAX_FILE)
        total = _sum(folder, total, len(content))
        if content.strip():
            found.append(_text_file(path, name, content))
    return found, left


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if depth < _DEEPEST:
                yield from _walk(path, depth + 1)
        else:
            yield path


def _from_zip(path: Path, stream: IO[bytes]) -> tuple[list[TextFile], list[str]]:
    if path.stat().st_size > _MAX_ZIP:
        raise _too_large(path, _MAX_ZIP)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _members(archive, path)
    except DAMAGED as error:
        raise damaged(path, error) from error


def _members(archive: zipfile.ZipFile, path: Path) -> tuple[list[TextFile], list[str]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MAX_MEMBERS:
        raise SourceError(f"{shown(path)} holds {len(members):,} files; that is no export of a film service.")
    for member in members:
        stay_inside(path, member.filename)
    found: list[TextFile] = []
    left: list[str] = []
    total = 0
    for member in members:
        name = member.filename.replace("\\", "/")
        if not _wanted(name):
            left.append(name)
            continue
        fit_to_unpack(path, member)
        _sum(path, total, member.file_size)
        with archive.open(member) as stream:
            content = _bounded(stream, path, MAX_FILE)
        total = _sum(path, total, len(content))
        if content.strip():
            found.append(_text_file(path, name, content))
    return found, left


def _sum(path: Path, total: int, more: int) -> int:
    if total + more > MAX_TOTAL:
        raise _too_large(path, MAX_TOTAL)
    return total + more


def _bounded(stream: IO[bytes], path: Path, most: int) -> bytes:
    """All of a stream, however long it says it is."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if size > most:
            raise _too_large(path, most)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(path: Path, most: int) -> SourceError:
    return SourceError(
        f"{shown(path)} holds more than {most >> 20} MB, far more than one person's history; "
        "name the export of one account."
    )


def _own_file(path: Path, start: bytes) -> TextFile:
    """Matinee's own export, which may be larger than those of others: it must come back whole."""
    if path.stat().st_size > _MAX_OWN:
        raise _too_large(path, _MAX_OWN)
    return replace(_text_file(path, path.name, start.split(b"\n", 1)[0]), path=path)


def _text_file(path: Path, name: str, content: bytes) -> TextFile:
    try:
        return TextFile(name, text_of(content))
    except ValueError as error:
        raise SourceError(f"{shown(name)} in {shown(path)} is no text: {error}.") from error


def text_of(content: bytes) -> str:
    """Bytes as text: UTF-8 or UTF-16 by its mark, else UTF-8, else the Western encodings of old exports.

    Raises:
        ValueError: they are no text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ValueError("it begins as UTF-16 and does not go on so") from error
    else:
        text = _eight_bits(content)
    if "\0" in text:
        raise ValueError("it holds NUL bytes")
    return text


def _eight_bits(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
