"""Connections that behave alike on SQLite and PostgreSQL: one writer at a time, readers that never wait."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from matinee.errors import MatineeError, StoreError
from matinee.store.refusals import place_of, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection as SqliteConnection

    from sqlalchemy.engine.interfaces import ExceptionContext

__all__ = ["BUSY_SECONDS", "make_engine", "reading", "writing"]

BUSY_SECONDS = 10
"""How long a writer waits for another before it gives up."""

_WRITE_LOCK = 0x6D6174696E6565
"""Names Matinee's lock among PostgreSQL's advisory locks: "matinee" in ASCII."""

_WRITES = "matinee_writes"


def make_engine(url: str) -> sa.Engine:
    """An engine for a database URL; nothing is opened yet.

    Args:
        url: ``sqlite:///FILE``, or ``postgresql://USER@HOST/NAME``, which is driven by psycopg.

    Raises:
        StoreError: not such a URL, or psycopg is not installed.
    """
    parsed = _parsed(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    try:
        if sqlite:
            engine = sa.create_engine(parsed, connect_args=_unless_said(parsed, "timeout"))
        else:
            patience = _unless_said(parsed, "connect_timeout")
            engine = sa.create_engine(parsed, connect_args=patience, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs a package that is not installed: run pip install 'matinee[postgres]'"
        ) from error
    if sqlite:
        sa.event.listen(engine, "do_connect", _connect_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    place = place_of(parsed)

    def translate(context: ExceptionContext) -> MatineeError | None:
        error = context.original_exception
        # An interrupt is not the database's, and what is translated stays as it is.
        if isinstance(error, MatineeError) or not isinstance(error, Exception):
            return None
        return refusal(error, place)

    sa.event.listen(engine, "handle_error", translate)
    return engine


def _unless_said(url: sa.URL, option: str) -> dict[str, int]:
    """The patience of a connection, for a URL that does not set it."""
    return {} if option in url.query else {option: BUSY_SECONDS}


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        # The text stays out of the message, since it may hold a password.
        raise StoreError(
            "The database URL cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from error
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(f"Matinee keeps its data in SQLite or PostgreSQL, not in {parsed.drivername}.")
    if parsed.database in {None, "", ":memory:"}:
        # Every connection to a database in memory is a database of its own.
        raise StoreError("Name a file for the database, as sqlite:///FILE.")
    return parsed


def _connect_sqlite(
    dialect: sa.Dialect, _record: object, arguments: list[Any], options: dict[str, Any]
) -> SqliteConnection:
    connection = cast("SqliteConnection", dialect.connect(*arguments, **options))
    try:
        # The driver would begin transactions late and never before a SELECT; `_begin_sqlite` does it instead.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        # FULL syncs the write-ahead log at every commit: what is acknowledged survives a power cut too.
        connection.execute("PRAGMA synchronous=FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes the write lock at once: one that started as a reader could only fail later.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that holds the one write lock; committed at the end, rolled back on an error."""
    with _translated(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")
            yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that sees the database as it is at its first read, and is rolled back at the end."""
    with _translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


@contextmanager
def _translated(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        # What reaches this line came from SQLAlchemy itself, such as a pool that ran dry.
        raise refusal(error, place_of(engine.url)) from error
