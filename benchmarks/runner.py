"""Runs each benchmark in a process of its own, so that one's memory is not another's."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Missing
from benchmarks.films import PREPARE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.films import Setting

__all__ = ["chosen", "measures", "run_apart", "run_here"]

_PATIENCE = 1800
"""Seconds after which a benchmark is given up."""


def measures() -> Mapping[str, Callable[[Setting], list[Figure]]]:
    """Every benchmark by name, in the order they run: an installation one makes serves the later ones."""
    from benchmarks import (
        app,
        cold,
        feedback,
        first_paint,
        fit,
        learning,
        load,
        matching,
        million,
        search,
        tmdb,
        tutorial,
    )

    return {
        **load.MEASURES,
        **fit.MEASURES,
        **learning.MEASURES,
        **million.MEASURES,
        **feedback.MEASURES,
        **cold.MEASURES,
        **first_paint.MEASURES,
        **app.MEASURES,
        **search.MEASURES,
        **matching.MEASURES,
        **tmdb.MEASURES,
        **tutorial.MEASURES,
    }


def chosen(only: list[str]) -> list[str]:
    """Names of the benchmarks that hold one of the words; all of them for no words.

    Raises:
        ValueError: a word fits none.
    """
    names = list(measures())
    for word in only:
        if not any(word.casefold() in name.casefold() for name in names):
            raise ValueError(f'No benchmark is called "{word}"; there are: {"; ".join(names)}.')
    return [name for name in names if not only or any(word.casefold() in name.casefold() for word in only)]


def run_here(name: str, setting: Setting, out: Path) -> None:
    """Run one benchmark in this process and write what it found, or why it could not run."""
    try:
        if name.startswith(PREPARE):
            setting.prepare(name.removeprefix(PREPARE))
            figures: list[Figure] = []
        else:
            figures = measures()[name](setting)
        found = {"figures": [figure.to_dict() for figure in figures]}
    except Missing as missing:
        out.write_text(json.dumps({"missing": str(missing)}), encoding="utf-8")
    else:
        out.write_text(json.dumps(found), encoding="utf-8")


def run_apart(name: str, setting: Setting) -> list[Figure]:
    """Run one benchmark in a fresh process.

    Raises:
        Missing: its data is not there, or it failed; the text says which.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [
            sys.executable,
            "-m",
            "benchmarks",
            "--child",
            name,
            "--work",
            str(setting.work),
            "--json",
            str(out),
        ]
        if setting.synthetic:
            command.append("--synthetic")
        try:
            done = subprocess.run(command, check=False, timeout=_PATIENCE, stderr=subprocess.PIPE, text=True)
        except subprocess.TimeoutExpired as error:
            raise Missing(f"given up after {_PATIENCE} s") from error
        if done.returncode or not out.exists():
            said = done.stderr.strip().splitlines()
            raise Missing(f"failed: {said[-1] if said else f'exit {done.returncode}'}")
        found = json.loads(out.read_text(encoding="utf-8"))
    if "missing" in found:
        raise Missing(found["missing"])
    return [Figure.from_dict(values) for values in found["figures"]]
