"""The choice of films: wide enough that anyone finds many of their favourites."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from matinee.domain.film import GENRES
from matinee.starter import starter_films


@pytest.fixture(scope="module")
def films():
    return [record.film for record in starter_films()]


def test_every_decade_since_the_1920s_is_there(films):
    by_decade = Counter(film.year // 10 * 10 for film in films)
    assert all(by_decade[decade] >= 25 for decade in range(1920, 2030, 10)), by_decade


def test_at_least_35_countries(films):
    by_country = Counter(country for film in films for country in film.countries)
    assert sum(count >= 2 for count in by_country.values()) >= 35


@pytest.mark.parametrize("genre", [genre for genre in GENRES if genre != "TV Movie"])
def test_every_genre_has_films_enough(films, genre):
    assert sum(genre in film.genres for film in films) >= 25


def test_three_in_ten_are_not_in_english(films):
    assert sum(film.language != "en" for film in films) >= 0.3 * len(films)


def test_many_are_animated_and_many_are_documentaries(films):
    by_genre = Counter(genre for film in films for genre in film.genres)
    assert by_genre["Animation"] >= 60
    assert by_genre["Documentary"] >= 60


def test_many_are_directed_by_women(films):
    women = set((Path(__file__).parent / "women.txt").read_text(encoding="utf-8").splitlines())
    assert sum(not women.isdisjoint(film.directors) for film in films) >= 120


def test_about_two_hundred_or_more_are_recent(films):
    assert sum(film.year >= 2015 for film in films) >= 200


def test_whole_series_are_there_in_order(films):
    series: dict[str, list[int]] = {}
    for film in films:
        if film.series:
            assert film.series_place is not None, film.label
            series.setdefault(film.series, []).append(film.series_place)
    assert sum(len(places) >= 3 for places in series.values()) >= 25
    assert series["The Godfather"] == sorted(series["The Godfather"])
    for name in ("The Godfather", "The Lord of the Rings", "Harry Potter"):
        assert sorted(series[name]) == list(range(1, len(series[name]) + 1)), name


def test_every_theme_connects_at_least_three_films(films):
    uses = Counter(word for film in films for word in film.keywords)
    assert min(uses.values()) >= 3, [word for word, count in uses.items() if count < 3]


def test_every_film_says_how_well_known_it_is(films):
    by_fame = Counter(film.fame for film in films)
    assert set(by_fame) == {1, 2, 3, 4, 5}
    assert by_fame[5] >= 150
