"""Opening files from outside without trusting them: what the readers of dumps and of histories share.

Nothing is ever extracted to disk, and what a zip says about itself is not believed.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from matinee.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DAMAGED", "MAX_RATIO", "damaged", "fit_to_unpack", "shown", "stay_inside", "unreadable"]

MAX_RATIO = 200
"""A file inside a zip that grows more than this is taken for a bomb; text full of JSON grows tenfold."""
_RATIO_MATTERS = 1 << 20
_ENCRYPTED = 0x1
# bz2 and lzma members cannot be unpacked a bounded piece at a time by zipfile, so they are not read at all.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
)
"""Everything `zipfile` and `zlib` raise over damaged bytes."""


def shown(text: object, limit: int = 80) -> str:
    """Foreign text made fit for one line of a message: printable, and not too long."""
    # Cut first: a gigabyte in one line must not be looked through to show its beginning.
    start = str(text)[: 8 * limit]
    line = " ".join("".join(c if c.isprintable() else " " for c in start).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def damaged(path: Path, error: Exception) -> SourceError:
    """What to say of a zip over which `DAMAGED` was raised."""
    return SourceError(
        f"{shown(path)} is a damaged or incomplete zip ({shown(error) or type(error).__name__}); "
        "download it again."
    )


def unreadable(path: Path, error: OSError) -> SourceError:
    """What to say of a file that the operating system does not give."""
    if isinstance(error, FileNotFoundError):
        return SourceError(f"There is no {shown(error.filename or path)}; check the path.")
    why = error.strerror or type(error).__name__
    return SourceError(
        f"{shown(error.filename or path)} cannot be read ({why}); check the path and its permissions."
    )


def stay_inside(path: Path, name: str) -> None:
    """Refuse a zip with a member that lies outside its own folder.

    Raises:
        SourceError: it does.
    """
    slashed = name.replace("\\", "/")
    outside = slashed.startswith("/") or ".." in slashed.split("/") or slashed[1:2] == ":"
    if outside:
        raise SourceError(
            f"{shown(path)} holds a path outside its own folder ({shown(name)}); "
            "do not use it, get the file from a source you trust."
        )


def fit_to_unpack(path: Path, member: zipfile.ZipInfo) -> None:
    """Refuse a member that is encrypted, a link, compressed unusually, or would explode.

    Raises:
        SourceError: it is one of these.
    """
    name = shown(member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SourceError(f"{name} in {shown(path)} is a link; get the file from a source you trust.")
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(f"{name} in {shown(path)} is encrypted; unpack it yourself and name the folder.")
    if member.compress_type not in _METHODS:
        raise SourceError(
            f"{name} in {shown(path)} is compressed unusually; unpack it yourself and name the folder."
        )
    if member.file_size > max(_RATIO_MATTERS, member.compress_size * MAX_RATIO):
        raise SourceError(
            f"{name} in {shown(path)} would grow more than {MAX_RATIO}-fold, as a zip bomb does; "
            "get the file from a source you trust."
        )
