"""What comes and goes through a browser touches the disk in a private folder only, and leaves nothing there."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from matinee.errors import AmbiguousDays, BadValue, SourceError, UnknownTable
from matinee.transfer import DOWNLOADS, EXPORTS, download, guessed, read_history, read_map, uploaded


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders go."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_the_folder_is_private_and_gone_afterwards(elsewhere: Path) -> None:
    with uploaded([("ratings.csv", b"one"), ("ratings.csv", b"two"), ("../../etc/x.csv", b"three")]) as paths:
        assert [path.read_bytes() for path in paths] == [b"one", b"two", b"three"]
        assert [path.name for path in paths] == ["ratings.csv", "2-ratings.csv", "x.csv"]
        folder = paths[0].parent
        assert {path.parent for path in paths} == {folder}
        assert folder.parent == elsewhere
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", ".", "/", "a/..", "\\..\\", "\x00\n", "x" * 5000 + ".csv"])
def test_no_name_leads_out_of_it(elsewhere: Path, name: str) -> None:
    with uploaded([(name, b"x")]) as paths:
        assert paths[0].parent.parent == elsewhere
        assert paths[0].is_file()
        assert len(paths[0].name) < 130
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("error", [SourceError("no"), ZeroDivisionError(), KeyboardInterrupt()])
def test_it_is_gone_whatever_happens(elsewhere: Path, error: BaseException) -> None:
    with pytest.raises(type(error)), uploaded([("a.csv", b"x")]):
        raise error
    assert list(elsewhere.iterdir()) == []


def test_an_error_does_not_name_the_folder(elsewhere: Path) -> None:
    with (
        pytest.raises(SourceError, match=r"^holiday\.zip is a damaged") as caught,
        uploaded([("holiday.zip", b"PK\3\4 and nothing")]) as paths,
    ):
        read_history(paths)
    assert str(elsewhere) not in str(caught.value)


def test_more_than_a_history_is_refused(elsewhere: Path) -> None:
    with pytest.raises(SourceError, match="more than 50 files"), uploaded([("a.csv", b"x")] * 51):
        pytest.fail("it was taken")
    assert list(elsewhere.iterdir()) == []


def test_a_table_nobody_knows_carries_its_columns_and_days_in_doubt_say_so(elsewhere: Path) -> None:
    content = b"Film,Out of 10,Seen\nHeat,9,03/04/2021\n"
    with uploaded([("mine.csv", content)]) as paths:
        with pytest.raises(UnknownTable) as caught:
            read_history(paths)
        assert caught.value.columns == ("Film", "Out of 10", "Seen")
        mapped = {"title": "Film", "rating": "Out of 10", "date": "Seen", "scale": "10"}
        with pytest.raises(AmbiguousDays):
            read_history(paths, hints=read_map(mapped))
        found = read_history(paths, hints=read_map({**mapped, "dates": "dmy"}))
    assert [(row.title, row.says[0].stars, row.says[0].when) for row in found.rows] == [
        ("Heat", 4.5, "2021-04-03")
    ]


def test_a_mapping_may_name_columns_with_commas_and_is_checked() -> None:
    assert read_map({"title": "Film, in full"}) == {"title": "Film, in full"}
    with pytest.raises(BadValue, match="cannot be"):
        read_map({"colour": "Film"})
    with pytest.raises(BadValue, match="no scale"):
        read_map({"title": "Film", "scale": "many"})


def test_columns_are_guessed_by_their_names() -> None:
    assert guessed(("My Rating", "Movie_Title", "Year", "Comment")) == {
        "title": "Movie_Title",
        "year": "Year",
        "rating": "My Rating",
    }
    assert guessed(("a", "b")) == {}


def test_downloads_are_one_file_each() -> None:
    assert set(DOWNLOADS) == set(EXPORTS)
    assert download({"": "é"}, "jsonl") == "é".encode()
    with zipfile.ZipFile(
        BytesIO(download({"-1": "a", "-2": "b", "-watchlist": "c"}, "letterboxd"))
    ) as archive:
        assert archive.namelist() == [f"matinee-letterboxd{end}.csv" for end in ("-1", "-2", "-watchlist")]
    with zipfile.ZipFile(BytesIO(download({"ratings-movies.json": "[]"}, "trakt"))) as archive:
        assert archive.namelist() == ["ratings-movies.json"]
