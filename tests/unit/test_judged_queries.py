"""The judged queries: enough, of every kind, over films that are there, and never by title."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from matinee.domain.film import Film
from matinee.domain.matching import title_key
from matinee.features.lore import Lore
from matinee.features.stems import stems
from matinee.starter import starter_films, starter_lore

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.judged import (
    KINDS,
    SETS,
    interval,
    judged,
    leak,
    ratio_interval,
    record_text,
    set_aside,
    words_alone,
)

QUERIES = {name: judged(name) for name in SETS}
EVERY = [query for queries in QUERIES.values() for query in queries]
LORE = starter_lore()
FILMS = {record.film.id: record.film for record in starter_films()}


@pytest.mark.parametrize("name", SETS)
def test_there_are_enough_of_every_kind(name):
    kinds = Counter(query.kind for query in QUERIES[name])
    assert len(QUERIES[name]) >= 160
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 30


def test_no_query_is_asked_twice():
    assert len({query.id for query in EVERY}) == len({query.query for query in EVERY}) == len(EVERY)


@pytest.mark.parametrize("name", SETS)
def test_half_of_each_kind_is_set_aside_the_same_half_each_time(name):
    aside = set_aside(name, QUERIES[name])
    assert aside == set_aside(name, QUERIES[name])
    for kind in KINDS:
        own = [query.id for query in QUERIES[name] if query.kind == kind]
        assert len(aside & set(own)) == len(own) // 2


def test_the_blind_set_shares_fewer_words_with_what_it_is_to_find():
    texts = {film.id: record_text(film) for film in FILMS.values()}
    first, blind = (leak(QUERIES[name], texts) for name in SETS)
    assert blind[0] < first[0] - 0.05
    assert first[1] < 0.05


@pytest.mark.parametrize("query", EVERY, ids=lambda query: query.id)
def test_no_film_is_told_in_the_words_of_a_judged_query(query):
    """What people may ask was written apart from the judged queries; what half agrees with one does not count."""
    asked = set(stems(query.query))
    for film_id in query.films:
        for told in LORE.asked[film_id]:
            words = set(stems(told))
            assert len(asked & words) < 0.5 * len(asked | words), told


def test_words_alone_search_stems_and_leave_function_words_out():
    films = [
        Film(id=1, title="x", overview="Robots fall in love"),
        Film(id=2, title="y", overview="The of and", keywords=("robot",)),
    ]
    lore = Lore(meant={"robot": "a machine"}, scenes={1: ("a dance in the rain",)})
    find = words_alone(films, "1, 2, 1, 1, 0, 0", lore)
    assert set(find("the robot")) == {1, 2}
    assert find("the of and") == [2]
    assert find("machine") == []
    assert words_alone(films, "1, 2, 1, 1, 1, 0", lore)("machines") == [2]
    assert find("dancing") == []
    assert words_alone(films, "1, 2, 1, 1, 0, 1", lore)("dancing") == [1]


def test_intervals_hold_the_mean():
    low, high = interval([0.0, 1.0] * 50)
    assert 0.3 < low < 0.5 < high < 0.7
    low, high = ratio_interval([1.0, 0.5] * 50, [0.5, 0.25] * 50)
    assert low == pytest.approx(2) == high


@pytest.mark.parametrize("query", EVERY, ids=lambda query: query.id)
def test_the_right_films_are_there_and_not_named(query):
    assert query.films
    asked = f" {title_key(query.query)} "
    for film_id in query.films:
        film = FILMS[film_id]
        for title in filter(None, (film.title, film.original_title)):
            assert not re.search(rf" {re.escape(title_key(title))} ", asked), title
