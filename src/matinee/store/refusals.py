"""Database errors in Matinee's words: one line that says what happened, where, and what to do."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from matinee.errors import StoreBusy, StoreError, StoreFull

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["place_of", "refusal"]


def place_of(url: sa.URL) -> str:
    """How a message names a database: the file, or the URL with its password starred out."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    # Passwords can also come as a query parameter, so the query stays out of messages.
    return f"the database {url.set(query={}).render_as_string(hide_password=True)}"


def refusal(error: BaseException, place: str) -> StoreError:
    """The Matinee error for what a driver or SQLAlchemy raised.

    Args:
        error: as raised; an SQLAlchemy wrapper is looked through.
        place: the database, from `place_of`.
    """
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, place)
    if (state := getattr(cause, "sqlstate", None)) is not None:
        return _postgres(str(state), cause, place)
    if type(cause).__module__.startswith("psycopg"):
        # Only errors before or outside a conversation with the server carry no SQLSTATE.
        return StoreError(
            f"Cannot talk to {place}: {_words(cause)}. Check that the server runs and the URL is right."
        )
    if type(cause).__name__ == "TimeoutError":
        return StoreBusy(f"Every connection to {place} is in use; try again in a moment.")
    if isinstance(cause, (OverflowError, UnicodeError)):
        return StoreError(
            f"A number or a text does not fit into {place}: {_words(cause)}. Correct it and try again."
        )
    return StoreError(f"Something went wrong with {place}: {_words(cause)}. Run `matinee doctor`.")


def _words(cause: BaseException) -> str:
    """The first line of an error's text, without its full stop."""
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(". ") if lines else type(cause).__name__


def _sqlite(cause: sqlite3.Error, place: str) -> StoreError:
    # The low byte is the kind of error, the rest its variety. Errors of Python's own making have none.
    match getattr(cause, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(f"Another process is writing to {place}; let it end, or stop it, and try again.")
        case sqlite3.SQLITE_FULL:
            return StoreFull(
                f"There is no space left for {place}; nothing was changed. Free some space and try again."
            )
        case sqlite3.SQLITE_READONLY:
            return StoreError(
                f"You may not write to {place}; allow it, or choose another folder with MATINEE_HOME."
            )
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreError(
                f"Cannot open {place}; check that its folder exists and is writable, or set MATINEE_HOME."
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return StoreError(
                f"{_capital(place)} is damaged or not a database; move it away, or restore a backup."
            )
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"The disk failed to read or write {place}; nothing was changed. Check its space and health."
            )
        case _:
            return StoreError(f"Something went wrong with {place}: {_words(cause)}. Run `matinee doctor`.")


def _postgres(state: str, cause: BaseException, place: str) -> StoreError:
    match state:
        case "53100" | "53200":
            return StoreFull(
                f"The server of {place} has no space left; nothing was changed. Free some and try again."
            )
        case "55P03" | "40001" | "40P01" | "53300":
            return StoreBusy(f"{_capital(place)} is busy with another process; try again in a moment.")
        case "25006" | "42501":
            return StoreError(f"You may not write to {place}; ask for the right to, or use another database.")
        case "28P01" | "28000":
            return StoreError(f"{_capital(place)} does not accept this name and password; correct the URL.")
        case "3D000":
            return StoreError(
                f"{_capital(place)} does not exist; create it with createdb, or correct the URL."
            )
        case _:
            return StoreError(
                f"Something went wrong with {place}: {_words(cause)} ({state}). Run `matinee doctor`."
            )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
