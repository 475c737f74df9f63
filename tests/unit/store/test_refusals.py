"""No error of a driver is without words."""

from __future__ import annotations

import inspect
import sqlite3

import psycopg.errors
import pytest
import sqlalchemy as sa

from matinee.errors import StoreBusy, StoreError, StoreFull
from matinee.store.refusals import place_of, refusal

PLACE = "the database /home/me/matinee.db"

SQLITE_CODES = sorted(
    value for name, value in vars(sqlite3).items() if name.startswith("SQLITE_") and isinstance(value, int)
)
POSTGRES_ERRORS = [error for _, error in inspect.getmembers(psycopg.errors, inspect.isclass)]


def assert_one_line_about_the_place(refused: StoreError) -> None:
    assert isinstance(refused, StoreError)
    assert "\n" not in str(refused)
    assert PLACE[1:] in str(refused)


@pytest.mark.parametrize("code", SQLITE_CODES)
def test_every_sqlite_code_has_one_line(code: int) -> None:
    error = sqlite3.OperationalError("some words\nand more")
    error.sqlite_errorcode = code
    assert_one_line_about_the_place(refusal(error, PLACE))


def test_every_postgres_error_has_one_line() -> None:
    errors = [error for error in POSTGRES_ERRORS if issubclass(error, psycopg.Error)]
    assert len(errors) > 200
    for error in errors:
        assert_one_line_about_the_place(refusal(error("some words\nand more"), PLACE))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy),
        (sqlite3.SQLITE_LOCKED, StoreBusy),
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_IOERR_WRITE, StoreError),
    ],
)
def test_sqlite_codes_have_their_kinds(code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    wrapped = sa.exc.OperationalError("SELECT 1", {}, error)
    assert type(refusal(wrapped, PLACE)) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.DiskFull, StoreFull),
        (psycopg.errors.LockNotAvailable, StoreBusy),
        (psycopg.errors.SerializationFailure, StoreBusy),
        (psycopg.errors.DeadlockDetected, StoreBusy),
        (psycopg.errors.UndefinedTable, StoreError),
    ],
)
def test_postgres_states_have_their_kinds(error: type[psycopg.Error], kind: type[StoreError]) -> None:
    assert type(refusal(error("words"), PLACE)) is kind


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.ProgrammingError("Cannot operate on a closed database."),
        OverflowError("Python int too large"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        sa.exc.ResourceClosedError("This Connection is closed"),
        sa.exc.InvalidRequestError(),
    ],
)
def test_other_errors_have_one_line(error: Exception) -> None:
    assert_one_line_about_the_place(refusal(error, PLACE))


def test_a_pool_that_ran_dry_is_busy() -> None:
    assert type(refusal(sa.exc.TimeoutError("QueuePool limit"), PLACE)) is StoreBusy


def test_a_place_hides_passwords_and_names_files() -> None:
    url = sa.make_url("postgresql+psycopg://me:hunter2@host/films?password=hunter3")
    assert place_of(url) == "the database postgresql+psycopg://me:***@host/films"
    assert place_of(sa.make_url("sqlite:////home/me/matinee.db")) == PLACE
