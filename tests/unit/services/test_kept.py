"""What is on disk, in words and bytes, and the backup for taking away."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import matinee
from matinee.bootstrap import Matinee, restore
from matinee.errors import StoreError

SECOND = 1_000_000


class Clock:
    def __init__(self) -> None:
        self.at = 1_767_225_600_000_000

    def __call__(self) -> int:
        self.at += SECOND
        return self.at


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Matinee]:
    with matinee.open(tmp_path / "home", clock=Clock()) as installation:
        installation.load_starter()
        yield installation


def test_sizes_are_those_of_the_files(opened: Matinee) -> None:
    home = opened.settings.home
    (home / "spaces" / "deep").mkdir(parents=True)
    (home / "spaces" / "deep" / "file").write_bytes(b"x" * 1234)
    found = dict(opened.kept.sizes())
    assert found["Taste spaces"] == 1234
    assert found["Films and feedback"] == sum(place.stat().st_size for place in home.glob("matinee.db*"))
    assert "Crowds" not in found, "what is not there is left out"


def test_a_backup_is_whole_private_and_takes_the_place_of_the_last(opened: Matinee, tmp_path: Path) -> None:
    assert opened.kept.last_backup() is None
    opened.rate("Heat (1995)", 5)
    first = opened.kept.back_up()
    opened.rate("Alien (1979)", 4)
    second = opened.kept.back_up()
    assert opened.kept.last_backup() == second
    assert not first.exists()
    assert stat.S_IMODE(second.stat().st_mode) == 0o600
    restore(second, tmp_path / "again")
    with matinee.open(tmp_path / "again") as again:
        assert len(again.feedback.standing("me").ratings) == 2


def test_a_folder_that_refuses_is_said(opened: Matinee) -> None:
    (opened.settings.home / "backups").write_text("in the way")
    with pytest.raises(StoreError, match="backups"):
        opened.kept.back_up()
    assert opened.kept.last_backup() is None
