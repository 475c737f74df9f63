"""The small catalogue keeps what tests rely on."""

from collections import Counter

from matinee.domain.film import GENRES
from matinee.testing.films import CLUSTERS, cluster_of, small_catalogue


def films():
    return [record.film for record in small_catalogue()]


def test_it_is_small_and_always_the_same():
    assert 35 <= len(small_catalogue()) <= 50
    assert small_catalogue() == small_catalogue()
    assert len({film.id for film in films()}) == len(films())


def test_clusters_share_nothing_telling():
    seen = Counter(
        name
        for cluster in CLUSTERS.values()
        for name in (*cluster.themes, *cluster.directors, *cluster.cast, *cluster.genres)
    )
    assert set(seen.values()) == {1}
    assert {cluster_of(film.id) for film in films()} == {*CLUSTERS, None}


def test_there_is_a_series_of_three_and_namesakes():
    series = [(film.title, film.series_place) for film in films() if film.series]
    assert series == [("The Velvet Job", 1), ("The Velvet Job II", 2), ("The Velvet Job III", 3)]
    assert Counter(film.title for film in films())["Echo"] == 2


def test_genres_are_tmdb_s():
    assert {genre for film in films() for genre in film.genres} <= set(GENRES)
