"""Reading CSV text: encodings, broken rows, columns; and the join with the credits."""

import csv

import pytest

from matinee.errors import SourceError
from matinee.tmdb import read_dump
from matinee.tmdb.table import read_table
from unit.tmdb.tables import CREDIT_HEADER, MOVIE_HEADER, as_csv, credit, movie


def mends(cleaned):
    return {mend.reason: mend.count for mend in cleaned.mended}


def titles(cleaned):
    return [record.film.title for record in cleaned.records]


def test_utf8_with_a_byte_order_mark(dump):
    dump.movies.write_bytes(b"\xef\xbb\xbf" + dump.movies.read_bytes())
    assert titles(read_dump(dump.folder)) == ["The Lamp"]


def test_windows_1252_is_read_and_said(dump):
    dump.movies.write_text(
        as_csv(MOVIE_HEADER, [movie(title="Amélie – “Œuvre”")]), encoding="cp1252", newline=""
    )
    cleaned = read_dump(dump.folder)
    assert titles(cleaned) == ["Amélie – “Œuvre”"]
    assert mends(cleaned) == {"a file that is not UTF-8 was read as Windows-1252": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,\x81\xff", "neither UTF-8 nor Windows-1252"),
        ("id,title".encode("utf-16"), "NUL bytes"),
        (b"id,ti\0tle", "NUL bytes"),
        (b'"id', "no column"),
        (b"\n\n", "is empty"),
    ],
)
def test_what_is_no_table(dump, content, says):
    dump.movies.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_dump(dump.folder)


def test_missing_columns_are_named(dump):
    dump.movies.write_text("id,title\n1,x\n")
    with pytest.raises(SourceError, match=r"has no column original_title, original_language.*published"):
        read_dump(dump.folder)
    dump.movies.write_text("id;title\n1;x\n")
    with pytest.raises(SourceError, match="semicolons"):
        read_dump(dump.folder)


def test_a_header_without_films(dump):
    dump.movies.write_text(as_csv(MOVIE_HEADER, []))
    with pytest.raises(SourceError, match="no films"):
        read_dump(dump.folder)


def test_columns_may_stand_in_another_order_and_case(dump):
    header = [name.upper() for name in reversed(MOVIE_HEADER)]
    rows = [{name.upper(): value for name, value in movie().items()}]
    dump.movies.write_text(as_csv(header, rows), newline="")
    assert titles(read_dump(dump.folder)) == ["The Lamp"]


def test_rows_of_the_wrong_width_are_refused_with_their_number(dump):
    lines = as_csv(MOVIE_HEADER, [movie(id="1"), movie(id="2"), movie(id="3")]).splitlines(keepends=True)
    lines[2] = "0,[],,2,[]\r\n"
    lines[3] = lines[3].rstrip() + ",one,more\r\n"
    lines.insert(1, "\r\n")  # an empty line is no row
    dump.movies.write_text("".join(lines), newline="")
    cleaned = read_dump(dump.folder)
    assert cleaned.read == 3
    assert [(row.row, row.id, row.reason) for row in cleaned.refused] == [
        (3, "2", "5 cells where 20 belong"),
        (4, "3", "22 cells where 20 belong"),
    ]


def test_an_open_quote_costs_one_row_not_the_rest_of_the_file():
    good = ['1,"a\nb",x\n', "3,c,x\n", '4,"d, e",x\n', "5,f,x\n"]
    content = "".join(["id,title,z\n", good[0], '2,"oops,x\n', *good[1:]])
    table = read_table(content.encode(), "t.csv", ["id"])
    assert [row[0] for row in table.rows] == ["1", "3", "4", "5"]
    assert table.numbers == [2, 4, 5, 6]
    assert [broken.row for broken in table.broken] == [3]


def test_an_open_quote_in_the_last_row_is_a_broken_row():
    table = read_table(b'id,title\n1,a\n2,"b', "t.csv", ["id"])
    assert [row[0] for row in table.rows] == ["1"]
    assert len(table.broken) == 1


def test_a_broken_row_of_several_lines_is_one_row():
    table = read_table(b'id,title,z\n1,"a\nb\nc"\n2,d,x\n', "t.csv", ["id"])
    assert [row[0] for row in table.rows] == ["2"]
    assert [broken.reason for broken in table.broken] == ["2 cells where 3 belong"]


def test_a_file_of_nothing_but_open_quotes_ends():
    table = read_table(b"id,title\n" + b'1,"a"b\n' * 3000, "t.csv", ["id"])
    assert table.rows == []
    assert table.broken


def test_a_cell_without_end_is_refused_and_the_limit_given_back():
    before = csv.field_size_limit()
    table = read_table(b"id,title\n1," + b"a" * 5_000_000 + b"\n2,b\n", "t.csv", ["id"])
    assert [row[0] for row in table.rows] == ["2"]
    assert "field larger" in table.broken[0].reason
    assert csv.field_size_limit() == before


def test_films_without_credits_and_credits_without_films(dump):
    dump.write(
        movie(id="1", title="One"),
        movie(id="2", title="Two"),
        people=[credit(movie_id="1"), credit(movie_id="9", title="Nine")],
    )
    cleaned = read_dump(dump.folder)
    assert [bool(record.film.cast) for record in cleaned.records] == [True, False]
    assert {mend.reason: mend.examples for mend in cleaned.mended} == {
        "a film without credits was kept without cast and crew": ("Two",),
        "credits without a film were left out": ("Nine",),
    }


def test_of_two_rows_of_credits_the_fuller_counts(dump):
    dump.write(movie(), people=[credit(cast="[]"), credit(), credit(movie_id="1.0", crew="[]")])
    cleaned = read_dump(dump.folder)
    assert cleaned.records[0].film.cast == ("Ada Bell", "Cy Dorn")
    assert cleaned.records[0].film.directors == ("Eve Frost",)
    assert mends(cleaned) == {"of several rows of credits for one film the fullest was taken": 2}


def test_broken_credits_are_counted(dump):
    dump.credits.write_text(as_csv(CREDIT_HEADER, [credit()]) + "5,too short\r\n", newline="")
    assert mends(read_dump(dump.folder)) == {"a broken row of credits was left out": 1}
