"""A copy of the database while it is in use, and an installation made from such a copy."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, cast

from matinee.errors import StoreError
from matinee.store.refusals import place_of, refusal
from matinee.store.sql import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

__all__ = ["back_up", "restore"]

_HEADER = b"SQLite format 3\0"


def back_up(engine: sa.Engine, target: Path) -> None:
    """Copy a database into one file, as it is at this moment, while others go on reading and writing.

    Args:
        engine: of the database.
        target: where the copy goes; a file that is there is left alone.

    Raises:
        StoreError: it is no SQLite database, the file is there already, or cannot be written.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError(
            f"{place_of(engine.url)} is kept by PostgreSQL, which makes its own backups: "
            f"run pg_dump --format=custom --file={target} with the same URL."
        )
    if target.exists():
        raise StoreError(f"{target} is there already; name a new file, or remove it first.")
    with _beside(target) as part:
        try:
            with closing(engine.raw_connection()) as source:
                connection = cast("sqlite3.Connection", source.driver_connection)
                _copy(connection, part)
        except sqlite3.Error as error:
            raise refusal(error, f"the backup {target}") from error
        os.replace(part, target)


def restore(source: Path, target: Path) -> None:
    """Make a database out of a backup, brought to this version and checked before it is put in place.

    Args:
        source: a file that `back_up` wrote.
        target: the database file to be; its folder is made where there is none.

    Raises:
        StoreError: no backup, a damaged one, or there is a database already.
    """
    if target.exists():
        raise StoreError(
            f"There is an installation in {target.parent} already; set MATINEE_HOME to a new folder for the backup."
        )
    _look(source)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"Cannot make {target.parent}: {error.strerror}; choose another folder.") from error
    with _beside(target) as part:
        try:
            # Opened for reading alone: a backup is not changed by what is made of it.
            with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                _copy(connection, part)
        except sqlite3.Error as error:
            raise refusal(error, f"the backup {source}") from error
        with closing(open_store(f"sqlite:///{part}")) as store:
            complaints = store.check()
        if complaints:
            raise StoreError(f"The backup {source} is damaged: {complaints[0]}")
        os.replace(part, target)


def _look(source: Path) -> None:
    try:
        with source.open("rb") as stream:
            start = stream.read(len(_HEADER))
    except OSError as error:
        raise StoreError(f"The backup {source} cannot be read: {error.strerror}; check the path.") from error
    if start != _HEADER:
        raise StoreError(f"{source} is no backup of Matinee; name the file that `matinee backup` wrote.")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        # All pages in one step: a single reading transaction, which keeps nobody from writing meanwhile.
        connection.backup(copy)
        # One file, without a log beside it, so that it can be carried away as it is.
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"The copy is damaged ({found}); run `matinee doctor`.")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A file beside the target to write to first; gone at the end, whatever happens."""
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    if not target.parent.is_dir():
        raise StoreError(f"There is no folder {target.parent}; make it first, or name another one.")
    try:
        yield part
    except OSError as error:
        raise StoreError(f"Cannot write {target}: {error.strerror}; choose another place.") from error
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)
