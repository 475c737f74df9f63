"""Dumps to read: a hand-made one, and the real one where it is."""

import os
from pathlib import Path

import pytest

from unit.tmdb.tables import Dump


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    folder = tmp_path / "dump"
    folder.mkdir()
    return Dump(folder)


@pytest.fixture(scope="session")
def real_zip() -> Path:
    root = os.environ.get("MATINEE_TEST_DATA")
    if not root:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    return Path(root) / "tmdb" / "tmdb_5000.zip"
