"""Whatever is fed to learning, and whatever happens meanwhile: one clear line, and the old space stays in use."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import matinee
from matinee.bootstrap import Matinee
from matinee.bootstrap.learning_apart import LearningApart
from matinee.cli import main
from matinee.domain.film import FilmRecord
from matinee.services.learn_watch import LearnWatch
from matinee.testing.synthetic import synthetic_films

FILMS = synthetic_films(60, 4, np.random.default_rng(6))
SECONDS = 120.0
PAUSED = """
import sys
from matinee.cli import main
from matinee.taste.space import TasteSpace

fit = TasteSpace.fit_films
def slow(*given, **more):
    print("learning", flush=True)
    sys.stdin.readline()
    return fit(*given, **more)
TasteSpace.fit_films = slow
sys.exit(main(sys.argv[1:]))
"""
"""The program, which says so when it learns, and goes on when it is told to."""
FULL = """
import resource, signal, sys
from matinee.cli import main
from matinee.taste.space import TasteSpace

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
fit = TasteSpace.fit_films
def filled(*given, **more):
    found = fit(*given, **more)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))
    return found
TasteSpace.fit_films = filled
sys.exit(main(sys.argv[1:]))
"""
"""The program, on a disk that is full once it has learned."""


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MATINEE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with made-up films, whose space is made of their content alone."""
    folder = tmp_path / "home"
    with matinee.open(folder) as opened:
        opened.films.put([FilmRecord(film, "tmdb") for film in FILMS])
        opened.spaces.current()
    return folder


@pytest.fixture
def opened(home: Path) -> Iterator[Matinee]:
    with matinee.open(home) as installation:
        yield installation


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "MATINEE_HOME": str(home)}


def run(home: Path, *words: object, code: str = "") -> subprocess.CompletedProcess[str]:
    """The program; as a process of its own where it is other code."""
    arguments = [str(word) for word in words]
    if code:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(
            command, env=environment(home), capture_output=True, text=True, timeout=SECONDS, check=False
        )
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exit_code = main(arguments, opener=lambda: matinee.open(home))
    return subprocess.CompletedProcess(arguments, exit_code, out.getvalue(), err.getvalue())


def begun(home: Path) -> subprocess.Popen[str]:
    """A process that is learning now, and goes on when it hears a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", PAUSED, "learn"],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "learning\n"
    return process


def pointed(home: Path) -> str:
    return (home / "spaces" / "current").read_text()


def table(folder: Path, rows: list[tuple[object, ...]], name: str = "crowd.csv") -> Path:
    lines = ["user,film,rating,time", *(",".join(map(str, row)) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def sound(people: int = 30) -> list[tuple[object, ...]]:
    """A crowd of two tastes."""
    return [
        (user, film.id, 4.5 if film.id % 2 == user % 2 else 2, 10**9 + film.id)
        for user in range(1, people + 1)
        for film in FILMS[user % 7 : user % 7 + 14]
    ]


def refused(ran: subprocess.CompletedProcess[str]) -> str:
    """The one line that it was refused with; what progress there was stands above it."""
    assert (ran.returncode, ran.stdout) == (1, ""), ran
    line = ran.stderr.splitlines()[-1]
    assert line.startswith("matinee: "), ran.stderr
    assert "Traceback" not in ran.stderr
    assert "bug in Matinee" not in line
    return line


BAD: dict[str, tuple[list[tuple[object, ...]], str]] = {
    "ratings out of scale": ([(40, 1, 11, 5), (41, 2, -3, 5), (42, 3, "nan", 5)], "outside 0.5 to 5"),
    "unknown ids": ([(40 + n, 10_000 + n, 4, 5) for n in range(20)], ""),
    "ids that are none": ([(40, "x", 4, 5), (41, -7, 4, 5)], "cannot be read"),
    "duplicated rows": (
        [(1, film.id, 4, 5) for film in FILMS[:5]] * 3,
        "older ratings of a film by the same person",
    ),
    "negative and future times": (
        [(40, 1, 4, -5), (41, 2, 4, 99_999_999_999)],
        "times before 1970, in the future",
    ),
    "one person with 100,000 ratings": (
        [(99, 1 + n % 100_000, 1 + n % 5, 10**9 + n) for n in range(100_000)],
        "which nobody has seen",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_rows_are_counted_and_the_rest_is_learned_from(home: Path, tmp_path: Path, name: str) -> None:
    rows, said = BAD[name]
    added = run(home, "crowd", "add", table(tmp_path, [*sound(), *rows]))
    assert added.returncode == 0, added.stderr
    assert said in added.stdout
    learned = run(home, "learn", "--json")
    assert learned.returncode == 0, learned.stderr
    found = json.loads(learned.stdout)
    assert found["swapped"]
    assert found["complaints"] == []
    assert 28 <= found["people"] + found["held_out"] <= 52
    with matinee.open(home) as opened:
        assert len(opened.recommend(3)) == 3


@pytest.mark.parametrize(
    ("rows", "says"),
    [([], "holds no ratings"), ([(1, 1, 77, 5)], "outside 0.5 to 5"), ([(1, "x", 4, 5)], "cannot be read")],
)
def test_a_crowd_of_which_nothing_can_be_used_is_not_added(
    home: Path, tmp_path: Path, rows: list[tuple[object, ...]], says: str
) -> None:
    before = pointed(home)
    assert says in refused(run(home, "crowd", "add", table(tmp_path, rows)))
    assert "nobody to learn from" in refused(run(home, "learn"))
    assert pointed(home) == before


def test_all_ratings_equal(home: Path, tmp_path: Path) -> None:
    rows = [(user, film, 3, at) for user, film, _, at in sound()]
    assert "ratings are all 3" in run(home, "crowd", "add", table(tmp_path, rows)).stdout
    learned = json.loads(run(home, "learn", "--json").stdout)
    assert (learned["swapped"], learned["complaints"]) == (True, [])


def test_a_crowd_of_one(home: Path, tmp_path: Path) -> None:
    assert run(home, "crowd", "add", table(tmp_path, sound(1))).returncode == 0
    learned = run(home, "learn")
    if learned.returncode:
        # By lot, they are the one held out.
        assert "Nobody is left to learn from" in refused(learned)
    else:
        assert "too few people to compare on" in learned.stdout


def test_a_crowd_that_knows_none_of_the_films(home: Path, tmp_path: Path) -> None:
    before = pointed(home)
    rows = [(user, 10_000 + user % 9, 4, 5) for user in range(30)]
    assert run(home, "crowd", "add", table(tmp_path, rows)).returncode == 0
    assert "load more films" in refused(run(home, "learn"))
    assert pointed(home) == before


def test_a_full_disk(home: Path, tmp_path: Path) -> None:
    run(home, "crowd", "add", table(tmp_path, sound(8)))
    before = pointed(home)
    assert "No space left to write" in refused(run(home, "learn", code=FULL))
    assert pointed(home) == before
    assert "The last learning failed" in run(home, "learn", "--status").stdout
    assert run(home, "recommend", "-n", 3).returncode == 0
    assert run(home, "learn").returncode == 0
    assert pointed(home) != before


def test_killed(home: Path, tmp_path: Path) -> None:
    run(home, "crowd", "add", table(tmp_path, sound(8)))
    before = pointed(home)
    with begun(home) as process:
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert pointed(home) == before
    assert "is under way or was killed" in run(home, "learn", "--status").stdout
    # It may have been too much for this machine: by itself it is not tried again at once.
    assert run(home, "learn", "--if-due").stdout.startswith(("Due from", "Too little is new"))
    assert pointed(home) == before
    assert run(home, "learn").returncode == 0
    assert pointed(home) != before


def test_two_at_once(home: Path, tmp_path: Path) -> None:
    run(home, "crowd", "add", table(tmp_path, sound(8)))
    before = pointed(home)
    with begun(home) as first:
        assert "Another `matinee learn` is running here" in refused(run(home, "learn"))
        assert pointed(home) == before
        # Who only asks for films waits for nobody.
        assert run(home, "recommend", "-n", 3).returncode == 0
        _, said = first.communicate("\n")
    assert first.returncode == 0, said
    assert pointed(home) != before


def test_the_app_learns_by_itself_in_another_process_and_takes_up_what_was_learned(
    opened: Matinee, home: Path, tmp_path: Path
) -> None:
    opened.rate(FILMS[0].id, 5)
    before = opened.spaces.current()
    run(home, "crowd", "add", table(tmp_path, sound(8)))
    apart = LearningApart(opened.settings, opened.relearning)
    with LearnWatch(opened.relearning.waits, apart.run, apart.halt, first=0, every=0.05):
        end = time.monotonic() + SECONDS
        while opened.relearning.last().outcome in ("", "running"):
            assert time.monotonic() < end
            time.sleep(0.05)
    assert opened.relearning.last().outcome == "swapped"
    after = opened.spaces.current()
    assert after.name != before.name
    assert after.space.content.crowd is not None
    assert opened.recommend(3)


def test_what_stops_the_app_from_learning_by_itself_is_kept(
    opened: Matinee, home: Path, tmp_path: Path
) -> None:
    run(home, "crowd", "add", table(tmp_path, sound(8)))
    (home / "crowds" / "crowd" / "manifest.json").write_text("{}")
    apart = LearningApart(opened.settings, opened.relearning)
    apart.run()
    last = opened.relearning.last()
    assert last.outcome == "failed"
    assert last.why.startswith('The crowd "crowd" is damaged')
    assert opened.relearning.waits()
    apart.halt()
    apart.run()
    assert opened.relearning.last() == last
