"""Pictures and page facts out of what was fetched."""

import gzip
import json

import pytest

from matinee.domain.film import Film, FilmRecord
from matinee.domain.gathering import Fetched, Gone, Pictures
from matinee.services.details import IMAGE_BASE, Details, picture_url
from matinee.tmdb.page import read_page


@pytest.fixture
def details(empty):
    return Details(empty.store, read_page, "DE", "de")


def keep(house, film_id, collection=7, date="", **data):
    body = {"id": film_id, "belongs_to_collection": {"id": collection, "name": "Lantern Collection"}, **data}
    record = FilmRecord(Film(id=film_id, title=f"Film {film_id}", release_date=date), "tmdb", 5)
    pictures = Pictures(data.get("poster_path", ""), data.get("backdrop_path", ""))
    with house.store.begin() as unit:
        unit.put_films([record])
        unit.shelf.put([Fetched(record, gzip.compress(json.dumps(body).encode()), "", pictures, collection)])


def test_a_film_that_was_never_fetched_has_an_empty_page(details):
    page = details.page(5)
    assert (page.country, page.trailer, page.poster_url, page.fetched_at) == ("DE", "", "", None)
    assert details.posters([5]) == {}


def test_pictures_come_from_tmdbs_host_until_told_otherwise(empty, details):
    keep(empty, 1, poster_path="/p.jpg", backdrop_path="/b.jpg")
    keep(empty, 2)
    page = details.page(1)
    assert page.poster_url == f"{IMAGE_BASE}w342/p.jpg"
    assert page.backdrop_url == f"{IMAGE_BASE}w1280/b.jpg"
    assert page.fetched_at == 5
    assert details.posters([1, 2, 3], width=100) == {1: f"{IMAGE_BASE}w154/p.jpg"}
    with empty.store.begin() as unit:
        unit.shelf.note(
            "images", {"secure_base_url": "https://pictures.example/x/", "poster_sizes": ["w50", "w400"]}
        )
    assert details.posters([1]) == {1: "https://pictures.example/x/w400/p.jpg"}


@pytest.mark.parametrize(
    "images", [{}, {"secure_base_url": "http://plain/"}, {"secure_base_url": 7, "poster_sizes": "w92"}]
)
def test_a_strange_configuration_has_sane_defaults(images):
    assert picture_url(images, "poster_sizes", 342, "/p.jpg") == f"{IMAGE_BASE}w342/p.jpg"
    assert picture_url(images, "poster_sizes", 5000, "/p.jpg") == f"{IMAGE_BASE}original/p.jpg"
    assert picture_url(images, "poster_sizes", 342, "") == ""


def test_the_order_of_a_collection_is_that_of_release(empty, details):
    keep(empty, 1, date="2001-01-01")
    keep(empty, 2, date="1999-05-05")
    keep(empty, 3)
    keep(empty, 4, date="2000-01-01")
    keep(empty, 9, collection=8)
    with empty.store.begin() as unit:
        unit.shelf.entomb([Gone(4, "x")], 1)
    place = details.page(1).collection
    assert (place.name, place.place, place.film_ids) == ("Lantern Collection", 2, (2, 1, 3))
    assert details.page(9).collection.film_ids == (9,)
