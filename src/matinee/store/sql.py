"""The store on an SQL database."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from matinee.errors import StoreError
from matinee.store.engine import make_engine, reading, writing
from matinee.store.migrate import bring_up_to_date
from matinee.store.refusals import place_of, refusal
from matinee.store.unit import SqlUnit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from matinee.domain.ports import Clock

__all__ = ["SqlStore", "open_store"]

_COMPLAINTS_SHOWN = 50


def _now() -> int:
    return time.time_ns() // 1000


def open_store(url: str, clock: Clock = _now) -> SqlStore:
    """Open a database, made or brought to this version first where needed.

    Args:
        url: ``sqlite:///FILE`` (the folder exists, the file may not) or ``postgresql://USER@HOST/NAME``.
        clock: tells when events are written.

    Raises:
        StoreError: it cannot be opened; the message says why and what to do.
        StoreTooNew: a newer Matinee wrote it.
    """
    engine = make_engine(url)
    try:
        bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, clock)


class SqlStore:
    """A `matinee.domain.ports.Store` on SQLite or PostgreSQL; `open_store` makes one.

    May be shared between threads: each transaction has a connection of its own.
    """

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self.engine = engine
        self._clock = clock

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """A transaction that may write: committed durably at the end of the block, rolled back on an error.

        There is one at a time; a second waits up to ten seconds.

        Raises:
            StoreBusy: another process did not finish meanwhile.
            StoreFull: there is no space left, and nothing was changed.
        """
        with writing(self.engine) as connection:
            yield SqlUnit(connection, self._clock)

    @contextmanager
    def read(self) -> Iterator[SqlUnit]:
        """A transaction that only reads, and never waits for a writer."""
        with reading(self.engine) as connection:
            yield SqlUnit(connection, None)

    def check(self) -> list[str]:
        """Complaints about the database's integrity; empty when sound."""
        # Imported here, since only `matinee doctor` asks.
        from matinee.store.health import complaints

        found: list[str] = []
        try:
            with reading(self.engine) as connection:
                found.extend(complaints(connection))
        except StoreError as error:
            found.append(str(error))
        if len(found) > _COMPLAINTS_SHOWN:
            found[_COMPLAINTS_SHOWN:] = [f"... and {len(found) - _COMPLAINTS_SHOWN} more."]
        return found

    def compact(self) -> None:
        """Give back the space of what was removed, so that it is really gone from the disk.

        PostgreSQL does so by itself.

        Raises:
            StoreFull: SQLite needs as much free space as the database is large; nothing was changed.
        """
        if self.engine.dialect.name != "sqlite":
            return
        # Below SQLAlchemy, which would begin a transaction: these cannot run within one.
        with closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise refusal(error, place_of(self.engine.url)) from error
            finally:
                cursor.close()

    def back_up(self, target: Path) -> None:
        """Copy everything into one file, while others go on reading and writing.

        Raises:
            StoreError: it is no SQLite database, the file is there already, or cannot be written.
        """
        from matinee.store.backup import back_up

        back_up(self.engine, target)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
