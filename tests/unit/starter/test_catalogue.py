"""Every record of the starter catalogue obeys its schema, and its files are in their canonical form."""

import json
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

import matinee.starter
from matinee.domain.film import GENRES, Film
from matinee.starter import starter_films, starter_vocabulary
from matinee.starter.loader import starter_records
from matinee.starter.schema import canonical_files, canonical_vocabulary, check_record

FOLDER = files("matinee.starter")
EXCEPTIONS = Path(__file__).parents[3] / "tools" / "starter_exceptions.json"


@pytest.fixture(scope="module")
def records():
    return list(starter_records())


@pytest.fixture(scope="module")
def vocabulary():
    return starter_vocabulary()


def test_exported_names():
    assert sorted(matinee.starter.__all__) == ["starter_films", "starter_lore", "starter_vocabulary"]


def test_there_are_films_enough(records):
    assert len(records) >= 200


def test_every_record_obeys_the_schema(records, vocabulary):
    excused = {
        (entry["tmdb"], f"{entry['field']}: {entry['ours']}") for entry in json.loads(EXCEPTIONS.read_text())
    }
    found = [
        (record["tmdb"], complaint) for record in records for complaint in check_record(record, vocabulary)
    ]
    assert [complaint for complaint in found if complaint not in excused] == []


def test_every_exception_has_a_reason():
    entries = json.loads(EXCEPTIONS.read_text())
    assert all(
        set(entry) == {"tmdb", "field", "ours", "theirs", "reason"} and entry["reason"] for entry in entries
    )


def test_no_film_stands_there_twice(records):
    for key in (
        lambda record: record["tmdb"],
        lambda record: record["imdb"],
        lambda record: (record["title"], record["year"]),
    ):
        assert len({key(record) for record in records}) == len(records)


def test_no_two_films_have_one_place_in_a_series(records):
    places = [(r["series"]["name"], r["series"]["place"]) for r in records if r["series"]]
    assert sorted(place for place in set(places) if places.count(place) > 1) == []


def test_no_synopsis_is_used_twice(records):
    synopses = [record["synopsis"] for record in records]
    assert len(set(synopses)) == len(synopses)


def test_files_are_sorted_and_canonical(records):
    there = {
        file.name: file.read_bytes().decode()
        for file in (FOLDER / "films").iterdir()
        if file.name.endswith(".jsonl")
    }
    assert there == canonical_files(records)


def test_vocabulary_is_small_sorted_and_explained(vocabulary):
    assert 200 <= len(vocabulary.themes) <= 400
    assert 30 <= len(vocabulary.tones) <= 40
    for words in (vocabulary.themes, vocabulary.tones):
        assert list(words) == sorted(words)
        assert all(word == word.lower().strip() and " " not in word for word in words)
        assert all(meaning.strip() for meaning in words.values())
    assert (FOLDER / "vocabulary.json").read_text(encoding="utf-8") == canonical_vocabulary(vocabulary)


def test_it_is_given_away():
    assert "SPDX-License-Identifier: CC0-1.0" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


def test_films_carry_everything_the_records_say(records, vocabulary):
    films = starter_films()
    assert len(films) == len(records)
    for record, made in zip(records, films, strict=True):
        film = made.film
        assert made.source == "starter"
        assert (film.id, film.imdb_id, film.title) == (record["tmdb"], record["imdb"], record["title"])
        assert film.keywords == tuple(record["themes"])
        assert film.tones == tuple(record["tone"])
        assert film.overview == record["synopsis"]
        assert film.fame == record["fame"]
        assert film.series == (record["series"]["name"] if record["series"] else "")
        assert set(film.genres) <= set(GENRES)
        assert Film.from_dict(film.to_dict()) == film


def test_loading_needs_no_pandas():
    code = "import sys; from matinee.starter import starter_films; starter_films(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_loads_well_under_a_second():
    # Not a benchmark: ten times what it takes on a slow machine, to catch a blunder.
    start = time.perf_counter()
    starter_films()
    assert time.perf_counter() - start < 2
