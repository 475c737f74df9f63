"""Bringing a database to this version's tables, safely beside other processes that do the same."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from matinee.errors import StoreBusy, StoreError, StoreTooNew
from matinee.store.engine import BUSY_SECONDS, reading, writing
from matinee.store.refusals import place_of, refusal
from matinee.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["REVISIONS", "bring_up_to_date", "revision_of"]

REVISIONS: Sequence[str] = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision in `migrations/versions`, oldest first, so that opening need not read the folder."""


def bring_up_to_date(engine: sa.Engine) -> None:
    """Give a database the tables of this version; one that has them is only read.

    Raises:
        StoreTooNew: a newer Matinee wrote it.
        StoreError: it belongs to another program, or cannot be opened.
    """
    if engine.dialect.name == "sqlite":
        _use_write_ahead_log(engine)
    with reading(engine) as connection:
        if _is_current(connection):
            return
    with writing(engine) as connection:
        # Another process may have done it while this one waited for the lock.
        if not _is_current(connection):
            _upgrade(connection)


def revision_of(connection: sa.Connection) -> str | None:
    """The revision a database is at; None before the first."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _is_current(connection: sa.Connection) -> bool:
    revision = revision_of(connection)
    place = place_of(connection.engine.url)
    if revision is None:
        tables = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        if connection.dialect.name != "sqlite":
            tables &= (
                metadata.tables.keys()
            )  # a PostgreSQL database may be shared with others, a file may not
        if tables:
            raise StoreError(f"{place[0].upper()}{place[1:]} belongs to another program; name another one.")
        return False
    if revision not in REVISIONS:
        raise StoreTooNew(
            f"A newer Matinee wrote {place} (revision {revision}); install that version or a later one."
        )
    return revision == REVISIONS[-1]


def _upgrade(connection: sa.Connection) -> None:
    # Only here, since Alembic takes a good part of a second to import.
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _use_write_ahead_log(engine: sa.Engine) -> None:
    """Switch a new database to WAL; the file remembers it.

    The switch needs the file for itself and SQLite does not wait for that, so that several
    processes that open a new file at once must try again.
    """
    give_up_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                # The answer is not looked at: a file system without shared memory keeps SQLite's older way.
                if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()
            return
        except sqlite3.Error as error:
            refused = refusal(error, place_of(engine.url))
            if not isinstance(refused, StoreBusy) or time.monotonic() > give_up_at:
                raise refused from error
        time.sleep(0.02)
