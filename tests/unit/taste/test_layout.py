"""The layout in two dimensions and its neighbourhoods."""

import numpy as np
import pytest
from scipy import sparse

from matinee.taste.layout import layout, regions
from matinee.testing.synthetic import cluster_of
from unit.taste.conftest import CLUSTERS


def nearest(places: np.ndarray, n: int) -> np.ndarray:
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return np.argsort(apart, axis=1)[:, :n]


@pytest.fixture(scope="module")
def places(space) -> np.ndarray:
    return layout(np.asarray(space.interest.vectors, dtype=np.float64))


def test_films_alike_lie_side_by_side(space, places):
    cluster = np.array([cluster_of(int(film_id), CLUSTERS) for film_id in space.film_ids])
    same = cluster[nearest(places, 5)] == cluster[:, None]
    assert same.mean() > 0.8
    assert np.abs(places).max() == pytest.approx(1)
    assert np.isfinite(places).all()


def test_the_same_vectors_give_the_same_map_bit_by_bit(space, places):
    assert np.array_equal(places, layout(np.asarray(space.interest.vectors, dtype=np.float64)))


@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 12, 13, 40])
def test_few_films_have_places_too(space, count):
    found = layout(np.asarray(space.interest.vectors[:count], dtype=np.float64))
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_films_that_are_all_one_have_places(value):
    assert np.isfinite(layout(np.full((30, 6), value))).all()


def test_regions_are_named_by_what_tells_them_apart():
    rng = np.random.default_rng(3)
    places = np.concatenate([rng.normal(side, 0.05, (100, 2)) for side in (-1, 1)])
    left = np.arange(200) < 100
    columns = [np.ones(200), left, ~left, rng.random(200) < 0.05]
    region, named = regions(places, sparse.csr_matrix(np.column_stack(columns).astype(float)))
    assert len(named) >= 2
    for number, columns_named in enumerate(named):
        members = left[region == number]
        assert members.all() or not members.any()
        assert columns_named[0] == (1 if members.all() else 2)
        assert 0 not in columns_named
