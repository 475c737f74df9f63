"""Each rule for a record, broken once."""

import json

import pytest

from matinee.starter.loader import film_of
from matinee.starter.schema import KEYS, Vocabulary, canonical_files, canonical_line, check_record
from unit.starter.records import SYNOPSIS, THEMES, TONES, good

VOCABULARY = Vocabulary(THEMES, TONES)


def test_a_good_record():
    assert check_record(good(), VOCABULARY) == []
    assert check_record(good(series=None, certification=None), VOCABULARY) == []
    assert check_record(good(original_title="بچه\u200cهای آسمان"), VOCABULARY) == []


def test_a_documentary_may_show_few_people():
    assert check_record(good(genres=["Documentary"], cast=[]), VOCABULARY) == []
    assert check_record(good(cast=["Ada Bell"]), VOCABULARY) == ["cast: 1 entries, where 5 to 8 are wanted"]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("tmdb", "7", "TMDB number"),
        ("tmdb", 0, "TMDB number"),
        ("tmdb", True, "TMDB number"),
        ("imdb", "0113277", "IMDb id"),
        ("imdb", None, "IMDb id"),
        ("title", "", "in one line"),
        ("title", " Heat", "in one line"),
        ("title", "Cafe\u0301", "in NFC"),
        ("title", "a\u200bb", "in one line"),
        ("original_title", "a\nb", "in one line"),
        ("year", "1999", "a year"),
        ("year", 1600, "a year"),
        ("runtime", 96.5, "minutes"),
        ("runtime", 0, "minutes"),
        ("countries", [], "0 entries"),
        ("countries", ["France"], "two-letter"),
        ("countries", "FR", "not a list"),
        ("language", "fra", "language code"),
        ("genres", ["Sci-Fi"], "not in the vocabulary"),
        ("genres", [], "0 entries"),
        ("directors", [], "0 entries"),
        ("directors", ["A", "A"], "twice"),
        ("directors", [1], "is not a text"),
        ("writers", list("abcdefg"), "7 entries"),
        ("cast", ["A", "B", "C", "D"], "4 entries"),
        ("cast", list("abcdefghi"), "9 entries"),
        ("series", "Lamps", "neither null"),
        ("series", {"place": 1, "name": "Lamps"}, "neither null"),
        ("series", {"name": "Lamps", "place": "1"}, "the place no number"),
        ("certification", "12A", "null or one of"),
        ("themes", ["lamp"], "1 entries"),
        ("themes", ["lamp", "fog", "night", "dusk", "unheard-of"], "not in the vocabulary"),
        ("themes", ["lamp", "fog", "night", "dusk", "dusk"], "twice"),
        ("tone", [], "0 entries"),
        ("tone", ["grim"], "not in the vocabulary"),
        ("fame", 6, "level"),
        ("synopsis", "Too short.", "2 words"),
        ("synopsis", SYNOPSIS + " " + SYNOPSIS, "words, where 25 to 45"),
        ("synopsis", None, "in one line"),
        ("scenes", "a lamp", "not a list"),
        ("scenes", ["a lamp", "a lamp"], "twice"),
        ("scenes", ["a lamp in the fog " * 12 + "now"], "61 words"),
        ("asked", ["one lamp", "two lamps", "three lamps", "four lamps"], "4 entries"),
        ("asked", ["one lamp", "two lamps", "lamps"], "1 words"),
        ("asked", ["one lamp", "two lamps", "what was that film, the lamp or so"], "names the title"),
    ],
)
def test_a_broken_rule(key, value, says):
    complaints = check_record(good(**{key: value}), VOCABULARY)
    assert complaints
    assert all(complaint.startswith(f"{key}: ") for complaint in complaints)
    assert says in complaints[0]


def test_keys():
    assert check_record([], VOCABULARY) == ["record: it is no JSON object"]
    assert check_record(good(rating=5), VOCABULARY) == ["record: rating is unknown"]
    short = good()
    del short["fame"]
    assert check_record(short, VOCABULARY) == ["record: fame is missing"]
    assert check_record(dict(reversed(good().items())), VOCABULARY) == [
        "record: the keys stand in another order"
    ]


def test_files_by_decade_in_order():
    records = [
        good(tmdb=3, year=1999, title="B"),
        good(tmdb=2, year=1999, title="B"),
        good(tmdb=1, year=1990, title="Ü"),
        good(tmdb=4, year=1902, title="Moon"),
        good(tmdb=5, year=1919, title="War"),
    ]
    contents = canonical_files(records)
    assert sorted(contents) == ["1910s.jsonl", "1990s.jsonl"]
    ids = {name: [json.loads(line)["tmdb"] for line in text.splitlines()] for name, text in contents.items()}
    assert ids == {"1910s.jsonl": [4, 5], "1990s.jsonl": [1, 2, 3]}
    assert '"title": "Ü"' in contents["1990s.jsonl"]


def test_a_line_has_the_keys_in_order():
    shuffled = dict(reversed(good().items()))
    assert list(json.loads(canonical_line(shuffled))) == list(KEYS)


def test_a_record_as_a_film():
    film = film_of(good())
    assert (film.series, film.series_place, film.certification) == ("Lamps", 1, "PG")
    bare = film_of(good(series=None, certification=None))
    assert (bare.series, bare.series_place, bare.certification) == ("", None, "")
