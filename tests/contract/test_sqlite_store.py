"""The store suite on SQLite, and what is SQLite's own."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matinee.store import SqlStore, open_store
from matinee.testing.store_suite import StoreSuite


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'matinee.db'}"


@pytest.fixture
def again(url: str) -> Iterator[Callable[[], SqlStore]]:
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(open_store(url)))


@pytest.fixture
def store(again: Callable[[], SqlStore]) -> SqlStore:
    return again()


class TestSqliteStore(StoreSuite):
    pass


def test_every_connection_syncs_each_commit_and_the_file_keeps_a_write_ahead_log(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_closed_store_leaves_one_whole_file(tmp_path: Path, store: SqlStore) -> None:
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["matinee.db"]
    with contextlib.closing(sqlite3.connect(tmp_path / "matinee.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
