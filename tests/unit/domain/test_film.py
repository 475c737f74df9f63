"""Films, and one film out of several sources."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.film import Film, FilmRecord, merge_records
from matinee.testing.drawn import drawn_films

examples = settings(max_examples=100, deadline=None, derandomize=True, database=None)

SOURCES = st.lists(st.sampled_from(["starter", "tmdb5000", "tmdb", "a stranger"]), min_size=1, unique=True)


@examples
@given(film=drawn_films())
def test_a_film_comes_back_from_its_json(film: Film) -> None:
    assert Film.from_dict(json.loads(json.dumps(film.to_dict()))) == film


def test_a_film_without_a_title_comes_back_too() -> None:
    assert Film.from_dict(Film(id=1, title="").to_dict()) == Film(id=1, title="")


def test_what_is_unknown_is_not_written_and_nought_is_not_unknown() -> None:
    assert Film(id=1, title="Heat").to_dict() == {"id": 1, "title": "Heat"}
    assert Film(id=1, title="Heat", vote_average=0.0, vote_count=0).to_dict()["vote_count"] == 0


def test_keys_of_a_newer_version_are_left_out() -> None:
    assert Film.from_dict({"id": 1, "title": "Heat", "smell": "gunpowder"}) == Film(id=1, title="Heat")


def test_a_label_has_the_year_when_it_is_known() -> None:
    assert Film(id=1, title="Heat", year=1995).label == "Heat (1995)"
    assert Film(id=1, title="Heat").label == "Heat"


@examples
@given(film=drawn_films(), source=st.sampled_from(["starter", "tmdb"]))
def test_a_single_record_is_the_film(film: Film, source: str) -> None:
    assert merge_records([FilmRecord(film, source)]) == film


@examples
@given(sources=SOURCES, data=st.data())
def test_the_order_of_the_records_does_not_matter(sources: list[str], data: st.DataObject) -> None:
    records = [FilmRecord(data.draw(drawn_films(film_id=1)), source) for source in sources]
    assert merge_records(data.draw(st.permutations(records))) == merge_records(records)


@examples
@given(weak=drawn_films(film_id=1), strong=drawn_films(film_id=1))
def test_the_stronger_source_gives_each_fact_it_knows(weak: Film, strong: Film) -> None:
    merged = merge_records([FilmRecord(strong, "tmdb"), FilmRecord(weak, "starter")]).to_dict()
    for name, value in strong.to_dict().items():
        assert merged[name] == value or name in {"keywords", "tones"}
    assert merged.keys() == strong.to_dict().keys() | weak.to_dict().keys()


def test_theme_words_of_all_sources_are_joined_without_repeats() -> None:
    ours = Film(id=1, title="Heat", keywords=("heist", "los angeles"), tones=("tense",))
    theirs = replace(ours, keywords=("los angeles", "bank"), tones=())
    merged = merge_records([FilmRecord(theirs, "tmdb"), FilmRecord(ours, "starter")])
    assert merged.keywords == ("heist", "los angeles", "bank")
    assert merged.tones == ("tense",)


def test_a_source_without_a_title_leaves_the_title_of_another() -> None:
    records = [FilmRecord(Film(id=1, title="Heat"), "starter"), FilmRecord(Film(id=1, title=""), "tmdb")]
    assert merge_records(records).title == "Heat"
