"""The README and the tutorial do what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "docs/tutorial/first-evening.md"]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language in a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", params=PAGES)
def page(request, tmp_path_factory):
    """A page, with a data directory that its blocks share in the order they stand in."""
    return request.param, tmp_path_factory.mktemp("home")


def run(arguments: list[str], home: Path, where: Path) -> str:
    """What a command printed, on either stream; it must have ended as a command or a clear refusal does."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "MATINEE_HOME": str(home), "COLUMNS": "120", "NO_COLOR": "1"},
        cwd=where,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_every_command_prints_what_the_page_shows(page, tmp_path):
    name, home = page
    found = 0
    for block in blocks(name, "console"):
        printed = ""
        for line in block.splitlines():
            if line.startswith("$ matinee "):
                printed = squeezed(run(["-m", "matinee", *shlex.split(line)[2:]], home, tmp_path))
                found += 1
            elif line.strip():
                assert squeezed(line) in printed, f"{line!r} is not in {printed!r}"
    assert found > 5


def test_every_python_block_runs(page, tmp_path):
    name, home = page
    found = blocks(name, "python")
    assert found
    for block in found:
        done = subprocess.run(
            [sys.executable, "-c", block],
            env={**os.environ, "MATINEE_HOME": str(home)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
