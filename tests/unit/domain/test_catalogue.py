"""Films as columns: ids to rows, filters and genre names."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.domain.catalogue import Catalogue, Filters, genre_named, theme_named
from matinee.domain.film import GENRES, Film
from matinee.errors import BadValue

FILMS = [
    Film(
        id=30,
        title="Noir",
        genres=("Crime", "Drama"),
        year=1947,
        runtime=90,
        language="en",
        countries=("US", "GB"),
        keywords=("private-eye",),
        release_date="1947-03-09",
    ),
    Film(
        id=10,
        title="Space",
        genres=("Science Fiction",),
        year=1979,
        runtime=117,
        language="en",
        countries=("US",),
        tones=("Cold",),
        release_date="1979-12-31",
    ),
    Film(
        id=20,
        title="Amour",
        genres=("Drama", "Romance"),
        year=2012,
        runtime=127,
        language="fr",
        countries=("FR",),
        keywords=("Old Age", "private eye"),
        release_date="soon",
    ),
    Film(id=40, title="Unknown"),
    Film(id=50, title="Odd", genres=("Telenovela",), year=2001, runtime=100_000),
]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue.of(FILMS)


def passed(catalogue: Catalogue, **filters: object) -> set[int]:
    return set(catalogue.ids[catalogue.allowed(Filters(**filters))].tolist())


def test_rows_are_in_order_of_id(catalogue):
    assert catalogue.ids.tolist() == [10, 20, 30, 40, 50]
    assert len(catalogue) == 5
    assert catalogue.rows_of([30, 99, 10, -1, 50]).tolist() == [2, 0, 4]
    assert catalogue.rows_of([]).tolist() == []
    assert Catalogue.of([]).rows_of([1, 2]).tolist() == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {10, 20, 30, 40, 50}),
        ({"genres": frozenset({"Drama"})}, {20, 30}),
        ({"genres": frozenset({"Drama", "Science Fiction"})}, {10, 20, 30}),
        ({"not_genres": frozenset({"Drama"})}, {10, 40, 50}),
        ({"genres": frozenset({"Drama"}), "not_genres": frozenset({"Crime"})}, {20}),
        ({"years": (1947, 1979)}, {10, 30}),
        ({"years": (0, 3000)}, {10, 20, 30, 50}),
        ({"years": (2000, 1990)}, set()),
        ({"max_runtime": 117}, {10, 30}),
        ({"max_runtime": 40_000}, {10, 20, 30, 50}),
        ({"languages": frozenset({"fr", "xx"})}, {20}),
        ({"languages": frozenset({"xx"})}, set()),
        ({"not_languages": frozenset({"en"})}, {20, 40, 50}),
        ({"countries": frozenset({"US"})}, {10, 30}),
        ({"not_countries": frozenset({"GB", "FR"})}, {10, 40, 50}),
        ({"themes": frozenset({"private eye"})}, {20, 30}),
        ({"themes": frozenset({"cold"})}, {10}),
        ({"not_themes": frozenset({"private eye"})}, {10, 40, 50}),
        ({"themes": frozenset({"private eye"}), "not_themes": frozenset({"old age"})}, {30}),
        ({"released": (dt.date(1947, 3, 9), dt.date(1979, 12, 30))}, {30}),
        ({"released": (dt.date(1, 1, 1), dt.date(9999, 1, 1))}, {10, 30}),
        ({"among": (50, 10, 99)}, {10, 50}),
        ({"among": ()}, set()),
        ({"age": 12}, set()),
        ({"services": frozenset({"Lumen"})}, set()),
        ({"years": (1900, 2020), "languages": frozenset({"en"}), "max_runtime": 100}, {30}),
    ],
)
def test_a_film_whose_fact_is_unknown_passes_no_filter_that_asks_for_it(catalogue, filters, expected):
    assert passed(catalogue, **filters) == expected


def test_every_genre_is_a_filter_of_its_own():
    every = Catalogue.of([Film(id=n, title="G", genres=(genre,)) for n, genre in enumerate(GENRES)])
    for n, genre in enumerate(GENRES):
        assert passed(every, genres=frozenset({genre})) == {n}
        assert passed(every, not_genres=frozenset({genre})) == set(range(len(GENRES))) - {n}


def test_the_columns_written_down_and_read_back_are_the_same(catalogue):
    again = Catalogue.from_arrays(catalogue.arrays(), catalogue.names())
    for name, column in catalogue.arrays().items():
        assert np.array_equal(again.arrays()[name], column)
    assert again.names() == catalogue.names()
    asked = Filters(themes=frozenset({"private eye"}), not_countries=frozenset({"FR"}))
    assert (
        again.allowed(asked).tolist()
        == catalogue.allowed(asked).tolist()
        == [False, False, True, False, False]
    )


def test_columns_of_another_version_are_refused(catalogue):
    with pytest.raises(KeyError):
        Catalogue.from_arrays(catalogue.arrays(), {"languages": []})


CODES = st.frozensets(st.sampled_from(["US", "GB", "FR", "XX"]), max_size=3)
SPOKEN = st.frozensets(st.sampled_from(["en", "fr", "xx"]), max_size=2)
ABOUT = st.frozensets(st.sampled_from(["private eye", "cold", "old age", "sea"]), max_size=2)


@given(CODES, CODES, SPOKEN, SPOKEN, ABOUT, ABOUT)
def test_the_columns_say_what_the_films_say(made, not_made, spoken, not_spoken, about, not_about):
    films = sorted(FILMS, key=lambda film: film.id)
    filters = Filters(
        countries=made,
        not_countries=not_made,
        languages=spoken,
        not_languages=not_spoken,
        themes=about,
        not_themes=not_about,
    )
    themes = [{theme_named(theme) for theme in (*film.keywords, *film.tones)} for film in films]
    expected = [
        (not made or bool(made & set(film.countries)))
        and not not_made & set(film.countries)
        and (not spoken or film.language in spoken)
        and film.language not in not_spoken
        and (not about or bool(about & held))
        and not not_about & held
        for film, held in zip(films, themes, strict=True)
    ]
    assert Catalogue.of(FILMS).allowed(filters).tolist() == expected


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sci-fi", "Science Fiction"),
        ("Sci Fi", "Science Fiction"),
        ("scifi", "Science Fiction"),
        (" science-fiction ", "Science Fiction"),
        ("DRAMA", "Drama"),
        ("tv movie", "TV Movie"),
        *((genre, genre) for genre in GENRES),
    ],
)
def test_genres_as_people_write_them(said, meant):
    assert genre_named(said) == meant


@pytest.mark.parametrize("said", ["", "Telenovela", "Dramas"])
def test_another_genre_is_refused_with_those_there_are(said):
    with pytest.raises(BadValue, match="there are Action, Adventure"):
        genre_named(said)
