"""A store in trouble says what to do in one line, and what it holds stays whole."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.errors import StoreBusy, StoreError, StoreFull, StoreTooNew
from matinee.store import SqlStore, open_store


def like(name: str) -> Event:
    return Event(event_id=name, user="me", kind=Kind.LIKE, film_id=1, at=0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one event."""
    path = tmp_path / "matinee.db"
    with contextlib.closing(open_store(f"sqlite:///{path}")) as store, store.begin() as unit:
        unit.append([like("first")])
    return path


@pytest.fixture
def store(file: Path) -> Iterator[SqlStore]:
    with contextlib.closing(open_store(f"sqlite:///{file}")) as opened:
        yield opened


def refused(url: str, kind: type[StoreError] = StoreError) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names(store: SqlStore) -> list[str]:
    with store.read() as unit:
        return [event.event_id for event in unit.events("me")]


def test_a_full_disk_takes_back_the_whole_write_and_later_ones_work(file: Path, store: SqlStore) -> None:
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    def load() -> None:
        with store.begin() as unit:
            unit.append([like("second")])
            unit.put_films(
                FilmRecord(Film(id=n, title=f"{n}", overview="word " * 99), "tmdb") for n in range(1, 2000)
            )

    sa.event.listen(store.engine, "connect", limit)
    store.engine.dispose()
    with pytest.raises(StoreFull, match="no space left") as caught:
        load()
    assert str(file) in str(caught.value)
    assert names(store) == ["first"]
    with store.read() as unit:
        assert (unit.film_count(), unit.film_revision()) == (0, 0)
    assert store.check() == []
    with store.begin() as unit:
        assert unit.append([like("second")]) == 1

    sa.event.remove(store.engine, "connect", limit)
    store.engine.dispose()
    load()
    assert store.check() == []


UNTIL_REFUSED = """
import resource, sys
from matinee.domain.feedback import Event, Kind
from matinee.errors import StoreError
from matinee.store.sql import open_store

store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for turn in range(10_000):
        event = Event(event_id=str(turn), user="me", kind=Kind.LIKE, film_id=1, at=0, detail='"' + "x" * 9000 + '"')
        with store.begin() as unit:
            unit.append([event])
        print(turn, flush=True)
except StoreError as error:
    print(type(error).__name__, error)
"""


def test_a_write_the_system_cuts_off_loses_nothing_acknowledged(file: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", UNTIL_REFUSED, f"sqlite:///{file}"], capture_output=True, text=True, timeout=60
    )
    *acknowledged, last = child.stdout.splitlines()
    assert last.startswith("StoreError The disk failed to read or write"), child.stderr
    assert acknowledged
    with contextlib.closing(open_store(f"sqlite:///{file}")) as store:
        assert names(store) == ["first", *acknowledged]
        assert store.check() == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "missing"):
        message = refused(f"sqlite:///{folder}/matinee.db")
        assert str(folder) in message
        assert "MATINEE_HOME" in message


def test_a_file_that_may_not_be_written_is_read_and_refuses_writes(file: Path) -> None:
    with contextlib.closing(open_store(f"sqlite:///file:{file}?mode=ro&uri=true")) as store:
        assert names(store) == ["first"]
        with pytest.raises(StoreError, match="You may not write") as caught, store.begin() as unit:
            unit.append([like("second")])
    assert str(file) in str(caught.value)


def test_a_database_of_a_newer_version_is_left_alone(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()
    assert "newer Matinee" in refused(f"sqlite:///{file}", StoreTooNew)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "matinee.db"
    path.write_bytes(b"Dear diary, " * 1000)
    message = refused(f"sqlite:///{path}")
    assert "not a database" in message
    assert str(path) in message
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
    assert "another program" in refused(f"sqlite:///{path}")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmark",)]


def test_check_finds_a_file_damaged_in_the_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    file.write_bytes(data)
    with contextlib.closing(open_store(f"sqlite:///{file}")) as store:
        found = store.check()
    assert found
    assert all("\n" not in line for line in found)


def test_check_finds_what_does_not_belong(file: Path, store: SqlStore) -> None:
    with store.begin() as unit:
        unit.append(
            [
                like("second"),
                like("third"),
                Event(event_id="fourth", user="me", kind=Kind.RETRACT, target="gone", at=0),
            ]
        )
        unit.put_films([FilmRecord(Film(id=n, title="Heat"), "tmdb") for n in (1, 2, 3, 4)])
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            """
            UPDATE event SET kind = 'applause' WHERE event_id = 'first';
            UPDATE event SET value = 7 WHERE event_id = 'second';
            UPDATE event SET detail = '{' WHERE event_id = 'third';
            UPDATE film SET body = '{' WHERE film_id = 1;
            UPDATE film_record SET body = replace(body, 'Heat', 'Cold') WHERE film_id = 2;
            DELETE FROM film_record WHERE film_id = 3;
            DELETE FROM film WHERE film_id = 4;
            UPDATE film SET revision = 8 WHERE film_id = 2;
            """
        )
    found = store.check()
    for what in (
        'Event first is of the unknown kind "applause"',
        "Event second: A like has no value.",
        "Event third: its detail is not JSON.",
        "Event fourth corrects gone",
        "The text of the film of tmdb:1 cannot be read.",
        "The text of a record of tmdb:2 is not what was written.",
        "No source speaks of tmdb:3.",
        "tmdb:4 has records and no film.",
        "A film is of revision 8, and the counter is at 1.",
    ):
        assert [line for line in found if what in line], what
    assert len(found) == 9
    with pytest.raises(StoreError, match="doctor"), store.read() as unit:
        unit.films([1])
    with pytest.raises(StoreError, match="newest Matinee"), store.read() as unit:
        unit.events("me")


def test_a_writer_that_does_not_end_makes_another_give_up_and_readers_go_on(file: Path) -> None:
    url = f"sqlite:///{file}?timeout=0.05"
    with (
        contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other,
        contextlib.closing(open_store(url)) as store,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="Another process"), store.begin():
            pass
        assert names(store) == ["first"]
        other.execute("ROLLBACK")
        with store.begin() as unit:
            assert unit.append([like("second")]) == 1


def test_without_psycopg_the_install_command_is_told() -> None:
    code = "import sys; sys.modules['psycopg'] = None\nimport matinee.store as s\ns.open_store('postgresql://h/d')"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "StoreError" in child.stderr.splitlines()[-1]
    assert child.stderr.splitlines()[-1].endswith("pip install 'matinee[postgres]'")


def test_opening_a_database_that_is_up_to_date_loads_neither_alembic_nor_the_orm(file: Path) -> None:
    code = (
        "import sys\nfrom matinee.store.sql import open_store\n"
        "store = open_store(sys.argv[1])\nwith store.read() as unit: unit.events('me')\n"
        "print([name for name in ('alembic', 'sqlalchemy.orm', 'sqlalchemy.dialects.postgresql', 'pandas')"
        " if name in sys.modules])"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{file}"], capture_output=True, text=True, timeout=60
    )
    assert child.stdout == "[]\n", child.stderr
