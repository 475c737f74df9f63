"""Descriptions of films, and lists longer than TMDB gives."""

import datetime as dt

import pytest

import matinee.tmdb.discover as module
from matinee.errors import BadValue
from matinee.testing.tmdb_server import KEY, Catalogue, TmdbServer
from matinee.tmdb.client import Client, Options
from matinee.tmdb.discover import discovered, discovered_size, parameters
from matinee.tmdb.keys import read_key


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (
            "year>=2020 language=ko votes>=50",
            {
                "primary_release_date.gte": "2020-01-01",
                "with_original_language": "ko",
                "vote_count.gte": "50",
            },
        ),
        ("year=1999", {"primary_release_date.gte": "1999-01-01", "primary_release_date.lte": "1999-12-31"}),
        ("rating>=7.5 runtime<=120", {"vote_average.gte": "7.5", "with_runtime.lte": "120"}),
        ("genre=drama,sci-fi country=kr", {"with_genres": "18,878", "with_origin_country": "KR"}),
        ("genre=tv_movie|Western", {"with_genres": "10770|37"}),
    ],
)
def test_what_an_expression_means(expression, found):
    assert parameters(expression) == found


@pytest.mark.parametrize(
    "wrong", ["", "  ", "films", "year>2000", "year>=soon", "year>=1", "votes>=-1", "language>=ko", "language=korean",
              "genre=nonsense", "country=1", "budget>=5", "year >= 2000"],
)  # fmt: skip
def test_what_means_nothing_is_said(wrong):
    with pytest.raises(BadValue) as refused:
        parameters(wrong)
    assert "\n" not in str(refused.value)


@pytest.fixture(scope="module")
def tmdb():
    with TmdbServer(Catalogue(400, dt.date(2026, 3, 1))) as server:
        client = Client(read_key(KEY, None), Options(url=server.url, rate=0))
        yield server, client
        client.close()


def test_described_films_come_by_popularity(tmdb):
    server, client = tmdb
    given = parameters("year>=1990 votes>=50")
    right = [
        light.id
        for light in map(server.catalogue.light, server.catalogue.ids())
        if light.released >= "1990-01-01" and light.votes >= 50 and not light.adult
    ]
    found = discovered(client, given, 1000, dt.date(2026, 3, 1))
    assert [film.film_id for film in found] == right
    assert discovered_size(client, given) == len(right)
    assert [film.film_id for film in discovered(client, given, 30, dt.date(2026, 3, 1))] == right[:30]


def test_a_list_that_is_too_long_is_cut_by_release_date(tmdb, monkeypatch):
    server, client = tmdb
    # TMDB's own bound would need ten thousand films.
    monkeypatch.setattr(module, "PAGES", 3)
    found = discovered(client, {}, 1000, dt.date(2026, 3, 1))
    dated = [
        light.id
        for light in map(server.catalogue.light, server.catalogue.ids())
        if light.released and not light.adult
    ]
    assert sorted(film.film_id for film in found) == sorted(dated)
    assert [film.popularity for film in found] == sorted((film.popularity for film in found), reverse=True)
