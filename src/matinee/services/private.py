"""Small files that only their owner may read: what is secret, and in no backup, export or log."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from matinee.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_private", "write_private"]

_LARGEST = 64 << 10


def read_private(place: Path) -> str | None:
    """What a file holds; None when it is not there.

    Raises:
        StoreError: it cannot be read, or others may read it too.
    """
    try:
        with place.open(encoding="utf-8") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise StoreError(f"{place} may be read by others: run `chmod 600 {place}`.")
            return stream.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"{place} cannot be read ({error.strerror}): allow it, or remove it.") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{place} is damaged: remove it, and set anew what it held.") from error


def write_private(place: Path, text: str) -> None:
    """Put a text into a file of mode 0600, all of it or nothing.

    Raises:
        StoreError: it cannot be written.
    """
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        # Never for a moment readable by others: the mode is that of its making.
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"{place} cannot be written ({error.strerror}): allow it, or set MATINEE_HOME."
        ) from error
