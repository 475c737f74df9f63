"""Names found as they are typed: errors, accents, other scripts, parts of names."""

import pytest

from matinee.domain.film import Film
from matinee.features.names import Names

FILMS = [
    Film(id=1, title="Heat", directors=("Michael Mann",), cast=("Al Pacino", "Robert De Niro")),
    Film(id=2, title="Seven Samurai", original_title="七人の侍", directors=("Akira Kurosawa",)),
    Film(id=3, title="Amélie", original_title="Le Fabuleux Destin d'Amélie Poulain"),
    Film(id=4, title="The Godfather", series="The Godfather", cast=("Al Pacino",)),
    Film(id=5, title="The Godfather Part II", series="The Godfather", cast=("Al Pacino",)),
    Film(id=6, title="Heathers"),
    Film(id=7, title="M"),
    Film(id=8, title="Сталкер"),
    Film(id=9, title="The Good, the Bad and the Ugly"),
    Film(id=10, title="Heat", year=1986),
    Film(id=11, title="Top Hat"),
]
VOTES = [9000, 8000, 7000, 20000, 15000, 500, 900, 4000, 9000, 10, 50]


@pytest.fixture(scope="module")
def names():
    return Names.of(FILMS, VOTES)


@pytest.mark.parametrize(
    ("query", "kind", "film"),
    [
        ("heat", "title", 1),
        ("HEAT!", "title", 1),
        ("haet", "title", 1),
        ("seven samuri", "title", 2),
        ("七人", "title", 2),
        ("amelie", "title", 3),
        ("fabuleux destin", "title", 3),
        ("godf", "title", 4),
        ("m", "title", 7),
        ("сталкр", "title", 8),
        ("good bad ugly", "title", 9),
        ("pacino", "person", 4),
        ("de nirro", "person", 1),
        ("kurosawa akira", "person", 2),
    ],
)
def test_the_film_meant_comes_first(names, query, kind, film):
    first = names.find(query, 5)[0]
    assert (first.kind, FILMS[first.films[0]].id) == (kind, film)


def test_a_series_is_found_with_its_films_by_fame(names):
    (series,) = [found for found in names.find("the godfather", 5) if found.kind == "series"]
    assert [FILMS[row].id for row in series.films] == [4, 5]


@pytest.mark.parametrize("end", range(1, len("seven samurai") + 1))
def test_each_letter_typed_keeps_it_in_sight(names, end):
    assert any(found.name == "Seven Samurai" for found in names.find("seven samurai"[:end], 5))


@pytest.mark.parametrize("query", ["", " ", "!!!", "😀", "xyzzyqwv", "x" * 10_000, "' OR 1=1 --"])
def test_what_names_nothing_finds_nothing(names, query):
    assert names.find(query, 5) == []


def test_it_comes_back_from_its_arrays(names):
    again = Names.from_arrays(names.arrays())
    assert [found.name for found in again.find("godf", 5)] == [found.name for found in names.find("godf", 5)]


def test_no_films_have_no_names():
    assert Names.of([], []).find("heat", 5) == []


def test_one_film_is_enough_and_half_an_emoji_no_harm():
    assert Names.of([Film(id=1, title="Heat\ud83d")], [1]).find("heat", 5)[0].films.tolist() == [0]
