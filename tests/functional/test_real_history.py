"""One person of MovieLens's data set, as they would bring it, against the films of TMDB 5000."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import matinee
from matinee.tmdb import read_dump

pytestmark = pytest.mark.data


@pytest.fixture
def data() -> Path:
    folder = os.environ.get("MATINEE_TEST_DATA")
    if not folder:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    return Path(folder)


def test_a_person_of_movielens_brings_everything_once(data: Path, tmp_path: Path) -> None:
    archive = data / "movielens" / "ml-latest-small.zip"
    with matinee.open(tmp_path / "home") as m:
        m.films.put(read_dump(data / "tmdb" / "tmdb_5000.zip").records)
        report = m.import_history(archive, mapped=["user=414"])
        assert report.format == "movielens"
        assert report.read == 2698
        assert report.read == report.count("imported") + report.count("review")
        # TMDB 5000 holds about half of what this person rated; numbers decide, so that the rest is in review.
        assert report.count("imported") > 1_000
        again = m.import_history(archive, mapped=["user=414"])
        assert again.events == 0
        assert again.count("already") == report.count("imported")
        assert len(m.feedback.log("me")) == report.events
        assert m.store.check() == []
