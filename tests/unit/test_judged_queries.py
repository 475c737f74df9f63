"""The judged queries: enough, of every kind, over films that are there, and never by title."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from matinee.domain.matching import title_key
from matinee.starter import starter_films

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.search import KINDS, judged, set_aside

QUERIES = judged()
FILMS = {record.film.id: record.film for record in starter_films()}


def test_there_are_enough_of_every_kind():
    kinds = Counter(query.kind for query in QUERIES)
    assert len(QUERIES) >= 160
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 30
    assert len({query.id for query in QUERIES}) == len({query.query for query in QUERIES}) == len(QUERIES)


def test_half_of_each_kind_is_set_aside_the_same_half_each_time():
    aside = set_aside(QUERIES)
    assert aside == set_aside(QUERIES)
    for kind in KINDS:
        own = [query.id for query in QUERIES if query.kind == kind]
        assert len(aside & set(own)) == len(own) // 2


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_the_right_films_are_there_and_not_named(query):
    assert query.films
    asked = f" {title_key(query.query)} "
    for film_id in query.films:
        film = FILMS[film_id]
        for title in filter(None, (film.title, film.original_title)):
            assert not re.search(rf" {re.escape(title_key(title))} ", asked), title
