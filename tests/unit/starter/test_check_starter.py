"""tools/check_starter.py finds every kind of disagreement, against reference tables made here."""

import json
import os
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from matinee.starter.schema import Vocabulary, canonical_files, canonical_vocabulary
from unit.starter.records import SYNOPSIS, THEMES, TONES, good
from unit.tmdb.tables import Dump, credit, movie

TOOLS = Path(__file__).parents[3] / "tools"


@pytest.fixture(scope="module")
def check_starter():
    sys.path.insert(0, str(TOOLS))
    try:
        import check_starter

        yield check_starter
    finally:
        sys.path.remove(str(TOOLS))


class Bench:
    """A catalogue, the tables it is held against, and the tool to do it with."""

    def __init__(self, root: Path, main, capsys) -> None:
        self.root, self.main, self.capsys = root, main, capsys
        self.starter, self.tmdb, self.movielens = root / "starter", root / "tmdb", root / "movielens"
        for folder in (self.starter / "films", self.tmdb, self.movielens / "ml-1m"):
            folder.mkdir(parents=True)
        (self.starter / "vocabulary.json").write_text(canonical_vocabulary(Vocabulary(THEMES, TONES)))
        self.exceptions = root / "exceptions.json"
        self.films(good())
        self.five_thousand(movie(id="7", title="Lamp", overview="Nothing like it."))
        self.links((100, 7, 7))

    def films(self, *records: dict) -> None:
        for path in (self.starter / "films").iterdir():
            path.unlink()
        for name, text in canonical_files(records).items():
            (self.starter / "films" / name).write_text(text, encoding="utf-8")

    def five_thousand(self, row: dict, **people: str) -> None:
        cast = json.dumps([{"name": "Ada Bell", "order": 0}])
        dump = Dump(self.root)
        dump.write(row, people=[credit(movie_id=row["id"], **{"cast": cast, **people})])
        dump.zip().rename(self.tmdb / "tmdb_5000.zip")

    def table(self, **values) -> None:
        row = {
            "id": 7,
            "imdb_id": "tt0000007",
            "title": "The Lamp",
            "original_title": "La Lampe",
            "release_date": "2000-01-01",
            "runtime": 97.0,
            "overview": None,
        }
        pd.DataFrame([row | values]).to_parquet(self.tmdb / "tmdb_128k.parquet")

    def links(self, *rows: tuple[int, int, int]) -> None:
        table = pd.DataFrame(rows, columns=["movieId", "imdbId", "tmdbId"])
        table.to_csv(self.movielens / "links_46k.csv", index=False)

    def excuse(self, **entry) -> None:
        self.exceptions.write_text(json.dumps([entry]))

    def run(self, *more: str, tables: bool = True) -> tuple[int, str]:
        where = ["--tmdb", str(self.tmdb), "--movielens", str(self.movielens)] if tables else []
        own = ["--starter", str(self.starter), "--exceptions", str(self.exceptions)]
        return self.main([*where, *own, *more]), self.capsys.readouterr().out


@pytest.fixture
def bench(tmp_path, check_starter, capsys):
    return Bench(tmp_path, check_starter.main, capsys)


def test_agreement(bench):
    status, out = bench.run()
    assert status == 0, out
    assert "1 films, 0 unexcused disagreements, 0 other mistakes" in out
    assert "films no table holds: 0" in out
    assert bench.run(tables=False)[0] == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"title": "Another"}, "title: Another  <>  TMDB 5000: Lamp | La Lampe"),
        ({"year": 1997}, "year: 1997  <>  TMDB 5000: 1999"),
        ({"runtime": 100}, "runtime: 100  <>  TMDB 5000: 96"),
        ({"directors": ["Eve Frost", "Al"]}, "directors: Eve Frost | Al  <>  TMDB 5000: Eve Frost"),
        ({"cast": ["Cy Dorn", "Ada Bell", "C", "D", "E"]}, "cast: Cy Dorn  <>  TMDB 5000: Ada Bell"),
        ({"imdb": "tt0000008"}, "imdb: tt0000008  <>  MovieLens links: tt0000007"),
        ({"fame": 9}, "fame: 9 is not a level from 1 to 5  <>  schema"),
        ({"cast": ["Ada Bell"]}, "cast: 1 entries, where 5 to 8 are wanted  <>  schema"),
    ],
)
def test_a_disagreement_is_found_and_can_be_excused(bench, values, says):
    bench.films(good(**values))
    status, out = bench.run()
    assert status == 1
    assert f"tmdb:7 {values.get('title', 'The Lamp')} ({values.get('year', 1999)}): {says}" in out
    assert "1 unexcused" in out
    field, _, rest = says.partition(": ")
    ours, theirs = rest.split("  <>  ")
    bench.excuse(tmdb=7, field=field, ours=ours, theirs=theirs, reason="another cut")
    assert bench.run()[0] == 0


@pytest.mark.parametrize(
    "values",
    [
        {"title": "LAMP!"},
        {"title": "La lampe"},
        {"year": 2000},
        {"runtime": 93},
        {"directors": ["Évé Frost"]},
    ],
)
def test_what_is_near_enough_agrees(bench, values):
    bench.films(good(**values))
    assert bench.run()[0] == 0


def test_one_agreeing_table_is_enough(bench):
    bench.table(runtime=140.0, release_date="2010-01-01", title="Other", original_title="Else")
    assert bench.run()[0] == 0
    bench.films(good(runtime=138, year=2010, title="Else"))
    assert bench.run()[0] == 0


def test_an_imdb_id_that_is_another_films(bench):
    bench.links((100, 7, 8))
    status, out = bench.run()
    assert status == 1
    assert "imdb: tt0000007  <>  tt0000007 is tmdb:8" in out


def test_a_film_no_table_holds_is_listed_but_no_mistake(bench):
    bench.films(good(), good(tmdb=99, imdb="tt0000099", title="Unheard Of"))
    status, out = bench.run()
    assert status == 0
    assert "films no table holds: 1\n  Unheard Of (1999)" in out


def test_seven_words_of_somebody_else(bench):
    words = SYNOPSIS.split()
    for count, status in ((6, 0), (7, 1)):
        bench.table(id=8, overview="Once, " + " ".join(words[4 : 4 + count]).upper() + "! And so on.")
        assert bench.run()[0] == status
    assert "synopsis: where the fog never lifts a lamplighter  <>  overview of The Lamp" in bench.run()[1]


def test_movielens_is_read_too(bench):
    (bench.tmdb / "tmdb_5000.zip").unlink()
    with zipfile.ZipFile(bench.movielens / "ml-latest-small.zip", "w") as archive:
        archive.writestr("ml/links.csv", "movieId,imdbId,tmdbId\n100,7,7\n101,8,\n")
        archive.writestr("ml/movies.csv", 'movieId,title,genres\n100,"Lamp, The (La Lampe) (1999)",Drama\n')
    assert bench.run()[0] == 0
    bench.films(good(year=2005, title="Other"))
    _, out = bench.run()
    assert "year: 2005  <>  ml-latest-small: 1999" in out
    assert "title: Other  <>  ml-latest-small: Lamp, The" in out
    bench.films(good())
    details = {"movieId": 100, "title": "Lamp, The (1999)", "tmdb_id": 7.0, "overview": "A text."}
    people = {"directors": [{"id": 1, "name": "Al"}], "casts": [{"id": 1, "name": "Bo"}]}
    path = bench.movielens / "ml-1m" / "movies_details_tmdb.parquet"
    pd.DataFrame([details | people]).to_parquet(path)
    _, out = bench.run()
    assert "directors: Eve Frost  <>  MovieLens 1M: Al" in out
    assert "cast: Ada Bell  <>  MovieLens 1M: Bo" in out
    pd.DataFrame([details | people | {"tmdb_id": 5.0}]).to_parquet(path)  # the details of another film
    assert bench.run()[0] == 0


def test_duplicates(bench):
    bench.films(good(), good(title="Other"), good(tmdb=8, imdb="tt0000008"))
    _, out = bench.run(tables=False)
    assert "duplicate: tmdb of The Lamp" in out or "duplicate: tmdb of Other" in out
    assert "duplicate: imdb of" in out
    assert "duplicate: title and year of The Lamp (1999)  <>  tmdb:7" in out


def test_rare_themes_are_told(bench):
    assert "fewer than 3 films: 6: rain (0), dawn (1)" in bench.run()[1]


def test_an_exception_that_no_longer_applies(bench):
    bench.excuse(tmdb=7, field="year", ours="1990", theirs="TMDB 5000: 1999", reason="was so once")
    status, out = bench.run()
    assert status == 1
    assert "no longer applies" in out
    assert bench.run(tables=False)[0] == 0  # without the tables nobody can tell


def test_an_exception_needs_a_reason(bench):
    bench.excuse(tmdb=7, field="year", ours="1990", theirs="TMDB 5000: 1999", reason=" ")
    assert "a reason" in bench.run()[1]


def test_entries_to_fill_in(bench):
    bench.films(good(year=1997))
    _, out = bench.run("--entries")
    [entry] = json.loads(out[out.index("[\n") :])
    assert entry == {"tmdb": 7, "field": "year", "ours": "1997", "theirs": "TMDB 5000: 1999", "reason": ""}


def test_files_out_of_form_are_found_and_rewritten(bench):
    path = bench.starter / "films" / "1990s.jsonl"
    stray = bench.starter / "films" / "1950s.jsonl"
    path.rename(stray)
    stray.write_text(json.dumps(good(original_title="La\u3000Lampe\u200e")) + "\n\n")
    assert "not in their canonical form" in bench.run(tables=False)[1]
    assert bench.run("--write", tables=False)[0] == 0
    assert not stray.exists()
    assert path.read_text(encoding="utf-8") == canonical_files([good()])["1990s.jsonl"]


def test_merging_drafts(bench):
    drafts = bench.root / "a.jsonl"
    lines = [
        good(year=1990),
        good(tmdb=8, imdb="tt0000008", title="New"),
        good(),
        {"tmdb": 9},
        good(tmdb=8, imdb="tt0000008", title="New Too"),
    ]
    drafts.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n[]\n")
    status, out = bench.run("--merge", str(drafts), tables=False)
    assert status == 1  # for the lines that are none
    assert "a.jsonl line 6 is no JSON" in out
    assert "a.jsonl line 7 is no JSON object" in out
    assert out.count("written twice") == 2
    assert "left out, since it is no record" in out
    assert bench.run(tables=False)[0] == 0
    text = (bench.starter / "films" / "1990s.jsonl").read_text()
    assert [json.loads(line)["title"] for line in text.splitlines()] == ["New", "The Lamp"]
    bench.run("--fresh", "--merge", str(drafts), tables=False)
    text = (bench.starter / "films" / "1990s.jsonl").read_text()
    assert [json.loads(line)["year"] for line in text.splitlines()] == [1990, 1999]


def test_nothing_is_rewritten_from_what_is_no_record(bench):
    path = bench.starter / "films" / "1990s.jsonl"
    path.write_text('{"tmdb": 9}\n')
    status, out = bench.run("--write", tables=False)
    assert status == 1
    assert "nothing is rewritten" in out
    assert path.read_text() == '{"tmdb": 9}\n'


@pytest.mark.data
def test_the_real_catalogue_agrees_with_the_real_tables(check_starter, capsys):
    root = os.environ.get("MATINEE_TEST_DATA")
    if not root:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    status = check_starter.main(["--tmdb", f"{root}/tmdb", "--movielens", f"{root}/movielens"])
    assert status == 0, capsys.readouterr().out
