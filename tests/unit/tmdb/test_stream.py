"""Dumps in the shapes people have, read in pieces: what is in them, what is broken, and how much memory it takes."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from matinee.errors import SourceError
from matinee.tmdb import stream_dump, together

METADATA = [
    "adult",
    "belongs_to_collection",
    "budget",
    "genres",
    "homepage",
    "id",
    "imdb_id",
    "original_language",
    "original_title",
    "overview",
    "popularity",
    "poster_path",
    "production_companies",
    "production_countries",
    "release_date",
    "revenue",
    "runtime",
    "spoken_languages",
    "status",
    "tagline",
    "title",
    "video",
    "vote_average",
    "vote_count",
]


def film(**cells):
    usual = {
        "adult": "False",
        "belongs_to_collection": "{'id': 9, 'name': 'Lantern Collection', 'poster_path': None}",
        "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]",
        "id": "42",
        "imdb_id": "tt0000042",
        "original_language": "sv",
        "original_title": "Lyktan",
        "overview": "A lantern's keeper.",
        "production_countries": "[{'iso_3166_1': 'SE', 'name': 'Sweden'}]",
        "release_date": "1999-03-02",
        "runtime": "101.0",
        "title": "The Lantern",
        "video": "False",
        "vote_average": "7.2",
        "vote_count": "80.0",
    }
    return {**dict.fromkeys(METADATA, ""), **usual, **{name: str(value) for name, value in cells.items()}}


def as_csv(rows, columns=METADATA):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def broken(number, title):
    """One of the three: a line end in its overview, without quotes around it."""
    whole = film(id=number, title=title, overview="BROKEN HERE")
    line = as_csv([whole]).splitlines()[1]
    return line.replace("BROKEN HERE", "It ends here\n - Written by someone") + "\n"


def loaded(path):
    pieces = list(stream_dump(Path(path)))
    read = sum(piece.read for piece in pieces)
    records = [record for piece in pieces for record in piece.records]
    refused = [refusal for piece in pieces for refusal in piece.refused]
    assert read == len(records) + len(refused)
    mended = together(mend for piece in pieces for mend in piece.mended)
    return (
        {record.film.id: record.film for record in records},
        refused,
        {mend.reason: mend.count for mend in mended},
    )


@pytest.fixture
def dataset(tmp_path):
    """The Movies Dataset in small, its three famous rows included."""
    rows = as_csv([film(id=n, title=f"Film {n}") for n in (1, 2, 3)])
    rows += broken(82663, "Midnight") + broken(122662, "Mardock") + broken(249260, "Avalanche")
    rows += as_csv([film(id=4, title="Last"), film(id=5, adult="True", title="Adults")]).split("\n", 1)[1]
    (tmp_path / "movies_metadata.csv").write_text(rows, encoding="utf-8")
    keywords = [{"id": "1", "keywords": "[{'id': 5, 'name': 'sea'}]"}, {"id": "1", "keywords": "[]"}]
    (tmp_path / "keywords.csv").write_text(as_csv(keywords, ["id", "keywords"]), encoding="utf-8")
    crew = (
        "[{'job': 'Director', 'name': \"Ada O'Hara\"}, {'job': 'Editor', 'name': 'Cy'}, "
        "{'job': 'Novel', 'name': 'Bo'}]"
    )
    people = [
        {"cast": "[{'name': 'Second', 'order': 1}, {'name': 'First', 'order': 0}]", "crew": crew, "id": "1"}
    ]
    (tmp_path / "credits.csv").write_text(as_csv(people, ["cast", "crew", "id"]), encoding="utf-8")
    return tmp_path


def test_the_movies_dataset_with_its_three_famous_rows(dataset):
    films, refused, mended = loaded(dataset)
    assert set(films) == {1, 2, 3, 4, 82663, 122662, 249260}
    assert films[82663].overview == "It ends here - Written by someone"
    assert films[82663].title == "Midnight"
    assert films[122662].runtime == 101
    assert mended["a row that a line end had broken in two was put together again"] == 3
    assert [(one.id, one.reason) for one in refused] == [("5", "it is for adults only")]
    one = films[1]
    assert (one.genres, one.series, one.countries, one.runtime) == (
        ("Drama", "Comedy"),
        "Lantern",
        ("SE",),
        101,
    )
    assert (one.keywords, one.cast, one.directors, one.writers) == (
        ("sea",),
        ("First", "Second"),
        ("Ada O'Hara",),
        ("Bo",),
    )
    assert films[2].cast == ()


def test_it_is_the_same_by_folder_by_file_and_in_a_zip(dataset, tmp_path):
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(dataset.glob("*.csv")):
            archive.write(path, f"the-movies-dataset/{path.name}")
    assert loaded(packed) == loaded(dataset) == loaded(dataset / "movies_metadata.csv")


ROWS = [
    film(id=7, title="JSON", genres=json.dumps([{"id": 18, "name": "Drama"}]), certification="15"),
    film(id=8, title="Python", genres="[{'id': 35, 'name': 'Comedy'}]"),
    film(id=9, title="Words", genres="Drama, Comedy", keywords="sea|letters", production_countries=""),
    film(id=9, title="Words", genres="Drama"),
    film(id="", title="No number"),
    film(id=10, title="Released", original_language="[{'iso_639_1': 'en'}]", imdb_id="7.5"),
]


@pytest.fixture(params=["csv", "jsonl", "parquet", "zip", "typed.jsonl", "typed.parquet"])
def table(request, tmp_path):
    rows = [dict(row) for row in ROWS]
    kind = request.param
    if kind.startswith("typed"):
        rows[0] |= {
            "genres": [{"id": 18, "name": "Drama"}],
            "vote_average": 7.2,
            "runtime": 101,
            "tagline": None,
        }
        if kind.endswith("parquet"):
            rows = [{**row, "genres": [{"name": "Drama"}]} for row in rows[:1]]
    path = tmp_path / f"tmdb_movies.{kind}"
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if kind == "csv":
        path.write_text(
            as_csv([{**dict.fromkeys(columns, ""), **row} for row in rows], columns), encoding="utf-8-sig"
        )
    elif kind.endswith("jsonl"):
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    elif kind.endswith("parquet"):
        pyarrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        parquet.write_table(
            pyarrow.Table.from_pylist([{**dict.fromkeys(columns), **row} for row in rows]), path
        )
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("movies.jsonl", "\n".join(json.dumps(row) for row in rows))
    return path


def test_a_table_of_films_in_every_form(table):
    films, refused, _ = loaded(table)
    assert films[7].genres == ("Drama",)
    assert films[7].vote_average == 7.2
    if table.name.endswith("typed.parquet"):
        return
    assert films[7].certification == "15"
    assert films[8].genres == ("Comedy",)
    assert films[9].genres == ("Drama", "Comedy")
    assert films[9].keywords == ("sea", "letters")
    reasons = sorted(one.reason for one in refused)
    assert len(reasons) == 3
    assert reasons[0] == "its cells are in the wrong columns"
    assert reasons[1].endswith("has the same id and says more")
    assert reasons[2] == "the id is not a positive whole number"


def test_a_film_that_comes_again_much_later_counts_once(tmp_path):
    rows = [film(id=n % 1500 + 1, title=f"Film {n % 1500}") for n in range(1600)]
    rows[1550]["tagline"] = "Now with a tagline."
    path = tmp_path / "films.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    films, refused, _ = loaded(path)
    assert len(films) == 1500
    assert len(refused) == 99
    assert films[51].tagline == "Now with a tagline."


def refusal(path):
    with pytest.raises(SourceError) as refused:
        loaded(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_what_is_no_dump_is_said(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "header.csv").write_text("id,title\n")
    (tmp_path / "other.csv").write_text("name of thing,price\nx,1\n")
    (tmp_path / "bad.jsonl").write_text("nothing\n")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nonsense")
    assert "no header" in refusal(tmp_path / "empty.csv")
    assert "holds no films" in refusal(tmp_path / "header.csv")
    assert "needs columns id" in refusal(tmp_path / "other.csv")
    assert "needs columns id" in refusal(tmp_path / "bad.jsonl")
    assert "Parquet" in refusal(tmp_path / "bad.parquet")
    assert "several tables" in refusal(tmp_path)
    assert "There is no" in refusal(tmp_path / "missing.parquet")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../films.csv", "id,title\n1,x\n")
    assert "outside its own folder" in refusal(tmp_path / "evil.zip")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("films.csv", "id,title\n" + "1,x\n" * 4_000_000)
    assert "zip bomb" in refusal(tmp_path / "bomb.zip")


def test_a_zip_cut_off_half_way_is_said(dataset, tmp_path):
    packed = tmp_path / "cut.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("films.csv", as_csv([film(id=n, title=os.urandom(9).hex()) for n in range(1, 3000)]))
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    packed.write_bytes(content)
    assert "damaged" in refusal(packed)


def test_an_open_quote_does_not_end_the_reading(tmp_path):
    rows = as_csv([film(id=n, title=f"Film {n}") for n in range(1, 40)]).splitlines(keepends=True)
    rows.insert(20, 'False,,"never closed\n')
    path = tmp_path / "films.csv"
    path.write_text("".join(rows), encoding="utf-8")
    films, refused, _ = loaded(path)
    assert len(films) >= 19
    assert refused


def test_without_pyarrow_the_install_command_is_told(tmp_path):
    (tmp_path / "films.parquet").write_bytes(b"PAR1")
    code = (
        "import sys; sys.modules['pyarrow'] = None\nfrom pathlib import Path\nfrom matinee.tmdb import stream_dump\n"
        "list(stream_dump(Path(sys.argv[1])))"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "films.parquet"], capture_output=True, text=True, timeout=60
    )
    assert child.stderr.splitlines()[-1].endswith("run pip install 'matinee[parquet]'")


def test_a_large_table_takes_little_memory(tmp_path):
    path = tmp_path / "films.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, 12_001):
            json.dump(film(id=number, title=f"Film {number}", overview="word " * 800), file)
            file.write("\n")
    assert path.stat().st_size > 50e6
    code = (
        "import resource, sys\nfrom pathlib import Path\nimport pandas\nfrom matinee.tmdb import stream_dump\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "films = sum(len(piece.records) for piece in stream_dump(Path(sys.argv[1])))\n"
        "print(films, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    child = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, timeout=120)
    films, megabytes = map(int, child.stdout.split())
    assert films == 12_000
    assert megabytes < 80


@pytest.mark.data
def test_the_real_table_of_128_000_films():
    root = os.environ.get("MATINEE_TEST_DATA")
    if not root:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    pieces = stream_dump(Path(root) / "tmdb" / "tmdb_128k.parquet")
    first = [next(pieces) for _ in range(4)]
    films = {record.film.id: record.film for piece in first for record in piece.records}
    assert films[12].label == "Finding Nemo (2003)"
    assert (films[12].series, films[12].certification, films[12].countries) == ("Finding Nemo", "G", ("US",))
    assert films[12].genres == ("Animation", "Family")
    assert sum(piece.read for piece in first) == 4000
    pieces.close()


def test_gzip_is_not_taken_for_a_table(tmp_path):
    path = tmp_path / "films.csv.gz"
    path.write_bytes(gzip.compress(b"id,title\n1,x\n"))
    assert "is not a zip file" in refusal(path)
