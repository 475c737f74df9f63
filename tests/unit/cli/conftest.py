"""A real installation with the small catalogue, and the program run in it."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import matinee
from matinee.cli import main
from matinee.testing.films import small_catalogue
from unit.cli.golden import check_golden

FIRST_MOMENT = 1_767_225_600_000_000  # 2026-01-01 00:00 UTC


class TickingClock:
    """Each look at it is a minute later."""

    def __init__(self) -> None:
        self.at = FIRST_MOMENT

    def __call__(self) -> int:
        self.at += 60_000_000
        return self.at


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("MATINEE_")]:
        if name not in ("MATINEE_GOLDEN", "MATINEE_TEST_DATA", "MATINEE_REQUIRE_MODEL"):
            monkeypatch.delenv(name)
    for name in ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    # Whatever a test forgets to direct must not land in the data directory of who runs it.
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "default-home"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    with matinee.open(home) as m:
        m.films.put(small_catalogue())
        m.spaces.current()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path / "empty"


@pytest.fixture
def program(capsys) -> Callable[[Path], Callable[..., Ran]]:
    """Given a data directory, the program in it."""

    def of(home: Path) -> Callable[..., Ran]:
        clock = TickingClock()

        def run(*arguments: object) -> Ran:
            capsys.readouterr()
            code = main([str(word) for word in arguments], opener=lambda: matinee.open(home, clock=clock))
            said = capsys.readouterr()
            return Ran(code, said.out, said.err)

        return run

    return of


@pytest.fixture
def run(program, home) -> Callable[..., Ran]:
    """The program in an installation with the small catalogue."""
    return program(home)


@pytest.fixture
def golden() -> Callable[[str, Any], None]:
    """Holds JSON against ``tests/golden/cli/NAME.json``; MATINEE_GOLDEN=write writes it anew."""
    return check_golden
