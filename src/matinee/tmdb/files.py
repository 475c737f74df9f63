"""Finding the files of a dump in a zip or a folder, and reading them without trusting them.

Nothing is ever extracted to disk. Whatever the operating system, `zipfile` or `zlib` raises leaves
here as a `SourceError` whose one line says what to do.
"""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.opening import DAMAGED, MAX_RATIO, damaged, fit_to_unpack, shown, stay_inside, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

    from matinee.domain.ports import Progress

__all__ = ["MAX_BYTES", "MAX_RATIO", "read_files"]

MAX_BYTES = 1 << 30
"""A dump that holds more than this is not read; the real one unpacks to 46 MB."""
_CHUNK = 1 << 20


def read_files(
    path: Path, wanted: Sequence[str], progress: Progress | None = None, max_bytes: int = MAX_BYTES
) -> dict[str, bytes]:
    """The contents of the wanted files, by the name asked for.

    Args:
        path: a zip that holds them (also in a folder inside), a folder that holds them or one zip with them,
            or one of them with the others beside it.
        wanted: file names; upper and lower case do not matter.
        progress: hears how many bytes are read.
        max_bytes: a zip or set of files that holds more is refused.

    Raises:
        SourceError: a file is missing, unreadable, empty, too large, or the zip is damaged or unsafe.
    """
    if "\0" in str(path):
        raise SourceError(f"{shown(path)} is not a path; check it.")
    wish = _Wish(tuple(wanted), progress, max_bytes)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _from_folder(path, wish)
        if not stat.S_ISREG(mode):
            raise SourceError(f"{shown(path)} is not a file or a folder; name {_either(wish.names)}.")
        if path.suffix.lower() == ".csv":
            return _from_siblings(path, wish)
        return _from_zip(path, wish)
    except OSError as error:
        raise unreadable(path, error) from error


@dataclass(frozen=True, slots=True)
class _Wish:
    names: tuple[str, ...]
    progress: Progress | None
    max_bytes: int


def _from_siblings(path: Path, wish: _Wish) -> dict[str, bytes]:
    if path.name.lower() not in {name.lower() for name in wish.names}:
        raise SourceError(f"{shown(path.name)} is not {' or '.join(wish.names)}; name {_either(wish.names)}.")
    return _from_folder(path.parent, wish, given=path)


def _from_folder(folder: Path, wish: _Wish, given: Path | None = None) -> dict[str, bytes]:
    entries = sorted(folder.iterdir())
    by_name = {entry.name.lower(): entry for entry in entries}
    if given is not None:
        by_name[given.name.lower()] = given
    found = {name: by_name[name.lower()] for name in wish.names if name.lower() in by_name}
    if not found:
        zips = [
            entry for entry in entries if entry.suffix.lower() == ".zip" and "tmdb_5000" in entry.name.lower()
        ]
        if len(zips) == 1:
            return _from_zip(zips[0], wish)
    _all_or_complain(folder, found, wish, [entry.name for entry in entries])
    sizes = {}
    for name, file in found.items():
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(f"{shown(file)} is not a file; put the real {name} there.")
        sizes[name] = status.st_size
    _not_too_large(folder, wish, sum(sizes.values()))
    contents: dict[str, bytes] = {}
    for name, file in found.items():
        before = sum(map(len, contents.values()))
        with file.open("rb") as stream:
            contents[name] = _read(stream, file, before, sum(sizes.values()), wish)
    return _not_empty(contents)


def _from_zip(path: Path, wish: _Wish) -> dict[str, bytes]:
    with path.open("rb") as stream:
        start = stream.read(4)
        if not start:
            raise SourceError(f"{shown(path)} is empty; download it again.")
        if not start.startswith(b"PK"):
            raise SourceError(f"{shown(path)} is not a zip file; name {_either(wish.names)}.")
        stream.seek(0)
        try:
            with zipfile.ZipFile(stream) as archive:
                return _not_empty(_members(archive, path, wish))
        except DAMAGED as error:
            raise damaged(path, error) from error


def _members(archive: zipfile.ZipFile, path: Path, wish: _Wish) -> dict[str, bytes]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        stay_inside(path, member.filename)
    _not_too_large(path, wish, sum(member.file_size for member in members))
    names = {name.lower(): name for name in wish.names}
    found: dict[str, zipfile.ZipInfo] = {}
    # The shallowest file of a name is the one meant; macOS adds shadows of every file in a folder of its own.
    for member in sorted(members, key=lambda member: (member.filename.count("/"), member.filename)):
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if parts and "__MACOSX" not in parts and (name := names.get(parts[-1].lower())):
            found.setdefault(name, member)
    _all_or_complain(path, found, wish, [member.filename for member in members])
    total = sum(member.file_size for member in found.values())
    contents: dict[str, bytes] = {}
    for name in wish.names:
        member = found[name]
        fit_to_unpack(path, member)
        before = sum(map(len, contents.values()))
        with archive.open(member) as stream:
            contents[name] = _read(stream, path, before, total, wish)
    return contents


def _read(stream: IO[bytes], path: Path, before: int, total: int, wish: _Wish) -> bytes:
    pieces = []
    size = before
    # What a header says about size is not believed: the bound holds while reading too.
    while piece := stream.read(_CHUNK):
        size += len(piece)
        _not_too_large(path, wish, size)
        pieces.append(piece)
        if wish.progress is not None:
            wish.progress("Reading the files", min(size, total), total)
    return b"".join(pieces)


def _not_too_large(path: Path, wish: _Wish, size: int) -> None:
    if size > wish.max_bytes:
        raise SourceError(
            f"{shown(path)} holds more than {wish.max_bytes >> 20:,} MB, far more than it should; "
            "get the file from a source you trust."
        )


def _not_empty(contents: dict[str, bytes]) -> dict[str, bytes]:
    for name, content in contents.items():
        if not content.strip():
            raise SourceError(f"{name} is empty; download it again.")
    return contents


def _all_or_complain(path: Path, found: Mapping[str, object], wish: _Wish, there: Sequence[str]) -> None:
    missing = [name for name in wish.names if name not in found]
    if not missing:
        return
    listed = ", ".join(shown(name) for name in there[:5]) + (
        f" and {len(there) - 5} more" if len(there) > 5 else ""
    )
    raise SourceError(
        f"{shown(path)} has no {' and no '.join(missing)} (it holds {listed or 'nothing'}); "
        f"expected are {' and '.join(wish.names)} side by side."
    )


def _either(names: Sequence[str]) -> str:
    return f"the zip or the folder that holds {' and '.join(names)}"
