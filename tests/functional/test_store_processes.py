"""Several processes on one database: all finish, and nothing is lost."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from matinee.store import open_store

CHILD = """
import sys
from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.store.migrate import bring_up_to_date  # imports are done before the start is given
from matinee.store.sql import open_store
import alembic.command, alembic.ddl

url, name, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
store = open_store(url)
for turn in range(turns):
    with store.begin() as unit:
        unit.append([Event(event_id=f"{name}:{turn}", user="me", kind=Kind.LIKE, film_id=1, at=turn)])
        unit.put_films([FilmRecord(Film(id=turn + 1, title=f"Film {turn}", keywords=(name,)), name)])
store.close()
"""


def run_at_once(url: str, children: int, turns: int) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, url, f"child{number}", str(turns)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(children)
    ]
    for child in running:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in running:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    endings = [(child.communicate(timeout=60)[1], child.returncode) for child in running]
    assert endings == [("", 0)] * children


def test_two_that_write_at_once_both_finish(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'matinee.db'}"
    run_at_once(url, children=2, turns=60)
    with contextlib.closing(open_store(url)) as store:
        with store.read() as unit:
            log = [event.event_id for event in unit.events("me")]
            films = list(unit.all_films())
        assert store.check() == []
    assert sorted(log) == sorted(f"child{number}:{turn}" for number in range(2) for turn in range(60))
    assert len(films) == 60
    assert all(sorted(film.keywords) == ["child0", "child1"] for film in films)


def test_several_that_make_the_tables_at_once_all_succeed(tmp_path: Path) -> None:
    for attempt in range(4):
        url = f"sqlite:///{tmp_path / f'{attempt}.db'}"
        run_at_once(url, children=3, turns=1)
        with contextlib.closing(open_store(url)) as store:
            assert store.check() == []
            with store.read() as unit:
                assert len(unit.events("me")) == 3
