"""`matinee recommend` from a shell in which nothing is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Missing, percentile, seconds_of
from benchmarks.films import LARGE, SMALL

if TYPE_CHECKING:
    from benchmarks.films import Setting

__all__ = ["MEASURES"]

_TIMES = 7
_HEAVY = ("pandas", "sklearn", "scipy", "streamlit", "alembic", "pyarrow", "matplotlib")


def _command() -> list[str]:
    """The installed `matinee`, or the module where there is no script."""
    script = Path(sys.executable).parent / "matinee"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "matinee"]


def _cold(setting: Setting, size: str, target: float | None) -> list[Figure]:
    home = setting.home(size)
    environment = {**os.environ, "MATINEE_HOME": str(home)}
    command = [*_command(), "recommend", "-n", "20", "--user", "cold"]
    with setting.opened(size) as opened:
        for pick in opened.recommend(12, user="cold"):
            opened.rate(pick.film.id, 4.5, user="cold")

    def run() -> None:
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)

    try:
        first = seconds_of(run)
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr.decode(errors="replace").strip() if hasattr(error, "stderr") else str(error)
        raise Missing(
            f"`matinee recommend` does not run: {said.splitlines()[-1] if said else error}"
        ) from error
    seconds = [seconds_of(run) for _ in range(_TIMES)]
    bare = [
        seconds_of(lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True))
        for _ in range(5)
    ]
    heavy = _imported(command[1:], environment)
    median, floor = percentile(seconds, 50), percentile(bare, 50)
    note = f"needlessly imported: {', '.join(heavy)}" if heavy else "imports no heavy library"
    return [
        Figure("matinee recommend, median", median, "s", target, f"of {_TIMES}; {note}"),
        Figure("the first run", first, "s"),
        Figure("slowest", max(seconds), "s"),
        Figure("Python and NumPy alone", floor, "s", note="the least any answer can take"),
        Figure("times that", median / floor, "x"),
    ]


def _imported(arguments: list[str], environment: dict[str, str]) -> list[str]:
    """Which of the heavy libraries a run has imported at its end."""
    program = (
        "import sys, runpy, atexit, os\n"
        f"heavy = {_HEAVY!r}\n"
        "out = os.dup(1)\n"
        "atexit.register(lambda: os.write(out, ('HEAVY ' + ' '.join(h for h in heavy if h in sys.modules)).encode()))\n"
        f"sys.argv = ['matinee', *{arguments!r}]\n"
        "from matinee.cli import main\n"
        "sys.stdout = sys.stderr\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout.rpartition("HEAVY")[2].split()


def small(setting: Setting) -> list[Figure]:
    """On TMDB 5000."""
    return _cold(setting, SMALL, 1.5)


def large(setting: Setting) -> list[Figure]:
    """On 128,000 films."""
    return _cold(setting, LARGE, None)


MEASURES = {f"cold shell, {SMALL}": small, f"cold shell, {LARGE}": large}
