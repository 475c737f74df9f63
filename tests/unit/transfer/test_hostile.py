"""Files made to harm: refused or read with one clear line, in bounded time and memory."""

from __future__ import annotations

import io
import json
import stat
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.domain.history import Row
from matinee.errors import SourceError
from matinee.testing.histories import zipped
from matinee.transfer import read_history
from matinee.transfer.sources import MAX_FILE

HEADER = b"Date,Name,Year,Letterboxd URI,Rating\n"


def refused(path: Path) -> str:
    began = time.monotonic()
    with pytest.raises(SourceError) as error:
        read_history([path])
    assert time.monotonic() - began < 10
    text = str(error.value)
    assert text
    assert "\n" not in text
    assert len(text) < 2_000
    return text


def written(tmp_path: Path, content: bytes, name: str = "x.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_zip_bomb_is_refused(tmp_path) -> None:
    bomb = zipped({"ratings.csv": HEADER + b"a" * (MAX_FILE - 1000)})
    assert "bomb" in refused(written(tmp_path, bomb, "b.zip"))


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path) -> None:
    content = bytearray(zipped({"ratings.csv": HEADER * 1000}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert "zip" in refused(written(tmp_path, bytes(content), "l.zip"))


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv"])
def test_paths_that_leave_the_zip_are_refused(tmp_path, name) -> None:
    assert "outside its own folder" in refused(written(tmp_path, zipped({name: HEADER}), "p.zip"))


def test_links_in_a_zip_are_refused_and_links_in_a_folder_are_not_followed(tmp_path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("ratings.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refused(written(tmp_path, out.getvalue(), "s.zip"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ratings.csv").symlink_to(written(tmp_path, HEADER + b"2020-01-01,Heat,1995,x,5\n", "real.csv"))
    assert "not known" in refused(folder)


def test_encrypted_and_damaged_zips_are_refused(tmp_path) -> None:
    content = bytearray(zipped({"ratings.csv": HEADER}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refused(written(tmp_path, bytes(content), "e.zip"))
    assert "damaged" in refused(written(tmp_path, zipped({"a.csv": HEADER})[:40], "d.zip"))
    assert "empty" in refused(written(tmp_path, b"", "n.zip"))


def test_a_huge_single_line_is_refused_before_it_is_read(tmp_path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(1 << 30)  # sparse: a gigabyte that takes no room
    tracemalloc.start()
    assert "more than 32 MB" in refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 << 20
    assert "a line of" in refused(written(tmp_path, b"a," * (1 << 20), "line.csv"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER + b"2020-01-01,He\0at,1995,x,5\n", "NUL"),
        (b"\xff\xfeH\0e\0x", "UTF-16"),
        (b",".join(b"c%d" % number for number in range(10_000)) + b"\n", "10,000 columns"),
        (HEADER + b'"' + b"x" * 200_000, "table"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"movies": ' + b"[" * 5_000, "nested too deep|damaged JSON"),
        (b'{"movies": [', "damaged JSON"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><recentratings>&a;</recentratings>", "document types and entities"),
        (b"<recentratings>" + b"<film>" * 5_000, "nested too deep"),
        (b"<recentratings><film></recentratings>", "damaged XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text"),
    ],
)
def test_malformed_texts_are_refused(tmp_path, content, words) -> None:
    import re

    assert re.search(words, refused(written(tmp_path, content)))


def test_a_billion_laughs_in_utf_16_is_refused_too(tmp_path) -> None:
    laughs = "".join(f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 10))
    document = f"<!DOCTYPE l [<!ENTITY l0 'ha'>{laughs}]><recentratings>&l9;</recentratings>"
    text = f"<?xml version='1.0' encoding='utf-16'?>{document}"
    assert "document types" in refused(written(tmp_path, text.encode("utf-16"), "l.xml"))


def test_rows_that_make_no_sense_are_told_and_the_others_read(tmp_path) -> None:
    content = HEADER + (
        b"2020-01-01,Heat,1995,x,5\n"
        b"never,Ronin,1998,x,5\n"
        b"2020-13-45,Ronin,1998,x,5\n"
        b"2020-01-01,,1998,x,5\n"
        b"2020-01-01,Ronin,1998,x,NaN\n"
        b"2020-01-01,Ronin,1998,x,1e999\n"
        b"2020-01-01\n"
    )
    rows = read_history([written(tmp_path, content, "ratings.csv")]).rows
    assert [bool(row.trouble) for row in rows] == [False] + [True] * 6


def test_json_of_the_wrong_kinds_is_told_row_by_row(tmp_path) -> None:
    movie = {"title": "\ud800\u0000\x1b[31m", "year": 10**30, "ids": {"tmdb": 1e308, "imdb": ["x"]}}
    value = [
        {"rated_at": "2020-01-01T00:00:00Z", "rating": 8, "movie": movie},
        {"rated_at": "2020-01-01T00:00:00Z", "rating": True, "movie": {"title": "Heat", "year": "1995"}},
        {"rated_at": 5, "rating": float("inf"), "movie": {"title": ["Heat"], "ids": 3}},
        {"rated_at": {"a": 1}, "rating": "8", "movie": {"title": "Heat"}},
        None,
        "Heat",
    ]
    rows = read_history([written(tmp_path, json.dumps(value).encode(), "r.json")]).rows
    assert len(rows) == 6
    assert [bool(row.trouble) for row in rows] == [False, True, True, True, True, True]
    for row in rows:
        assert row.title.isprintable()
        row.title.encode()


def test_a_huge_line_or_other_bytes_in_an_own_export_are_refused_without_reading_on(tmp_path) -> None:
    start = b'{"matinee":"export","version":1,"user":"me"}\n'
    path = tmp_path / "mine.jsonl"
    with path.open("wb") as stream:
        stream.write(start + b'{"event":"')
        stream.truncate(900 << 20)  # sparse
    tracemalloc.start()
    assert "too long" in refused(path)
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()
    with path.open("r+b") as stream:
        stream.truncate(1100 << 20)
    assert "more than 1024 MB" in refused(path)
    assert "NUL" in refused(written(tmp_path, start + b'{"event":"\0"}\n', "n.jsonl"))
    assert "NUL" in refused(written(tmp_path, start[:-2] + b"\0}\n", "f.jsonl"))
    assert "not UTF-8" in refused(written(tmp_path, start + b'{"event":"\xff"}\n', "u.jsonl"))
    assert "newer Matinee" in refused(written(tmp_path, start.replace(b":1,", b":2,"), "v.jsonl"))


_SAID = {"kind": "rating", "stars": 4, "at": 1}
_TITLE = {"service": "s", "key": "k", "title": "T", "state": "review"}


@pytest.mark.parametrize(
    "line",
    [
        {"remembered": _TITLE | {"title": 5}},
        {"remembered": _TITLE | {"title": "\ud800"}},
        {"remembered": _TITLE | {"state": "king"}},
        {"remembered": _TITLE | {"state": "sure"}},
        {"remembered": _TITLE | {"state": "sure", "film_id": "1"}},
        {"remembered": _TITLE | {"film_id": 2**40}},
        {"remembered": _TITLE | {"year": True}},
        {"remembered": _TITLE | {"confidence": 7}},
        {"remembered": _TITLE | {"directors": "Ann"}},
        {"remembered": _TITLE | {"other_titles": [1]}},
        {"waiting": {"service": "s", "key": "k", "noted_at": 1, "said": _SAID | {"stars": 99}}},
        {"waiting": {"service": "s", "key": "k", "noted_at": 1, "said": _SAID | {"stars": "4"}}},
        {"waiting": {"service": "s", "key": "k", "noted_at": 1, "said": _SAID | {"kind": "retract"}}},
        {"waiting": {"service": "s", "key": "k", "noted_at": None, "said": _SAID}},
        {"waiting": {"service": "s", "key": "k", "noted_at": 1, "said": _SAID | {"rewatch": "x"}}},
        {"waiting": {"service": "s", "key": "k\0", "noted_at": 1, "said": _SAID}},
        {"preference": {"name": "Filters!", "value": 1}},
        {"preference": {"name": "filters", "value": None}},
        {"preference": {"name": "filters", "value": "\ud800"}},
        {"preference": {"name": "filters", "value": "x" * 300_000}},
        {"preference": {"name": 5, "value": 1}},
        {"preference": 7},
        {"what_comes_later": 7},
    ],
)
def test_what_an_export_brings_along_is_passed_over_when_it_is_not_as_matinee_writes_it(
    tmp_path, line
) -> None:
    text = '{"matinee":"export","version":1}\n' + json.dumps(line) + "\n"
    history = read_history([written(tmp_path, text.encode(), "own.jsonl")])
    assert (history.remembered, history.waiting, dict(history.preferences)) == ((), (), {})


_bytes = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=300).map(str.encode),
    st.builds(lambda rows: HEADER + rows, st.binary(max_size=300)),
    st.builds(
        lambda cells: HEADER + "\n".join(",".join(row) for row in cells).encode("utf-8", "replace"),
        st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=8),
    ),
    st.builds(
        lambda value: json.dumps(value).encode(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        ["movie", "show", "ids", "title", "year", "rating", "rated_at", "movies", "x"]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=20,
        ),
    ),
    st.builds(lambda body: b"<recentratings><film>" + body, st.binary(max_size=200)),
    st.builds(
        lambda facts: b'{"matinee":"export","version":1}\n' + json.dumps({"event": facts}).encode(),
        st.dictionaries(
            st.sampled_from(
                ["event_id", "user", "kind", "film_id", "at", "value", "source", "detail", "target"]
            ),
            st.none()
            | st.text(max_size=8)
            | st.integers()
            | st.floats()
            | st.sampled_from(["like", "rating"]),
        ),
    ),
)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    content=_bytes,
    name=st.sampled_from(["a.csv", "likes/films.csv", "r.json", "x.xml", "z.zip"]),
    zip_it=st.booleans(),
)
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(tmp_path, content, name, zip_it) -> None:
    path = tmp_path / "given" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped({name: content}) if zip_it else content)
    rows, complaint = _read(path)
    assert "\n" not in complaint
    for row in rows:
        row.title.encode()
        assert "\n" not in row.title + row.trouble


def _read(path: Path) -> tuple[tuple[Row, ...], str]:
    try:
        return read_history([path]).rows, ""
    except SourceError as error:
        return (), str(error)
