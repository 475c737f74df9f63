"""What TMDB really answered, where MATINEE_TEST_DATA says it is."""

import gzip
import json
import os
from pathlib import Path

import httpx
import pytest

from matinee import errors
from matinee.testing.tmdb_server import KEY
from matinee.tmdb.client import Client, Options
from matinee.tmdb.keys import read_key
from matinee.tmdb.page import read_page
from matinee.tmdb.wire import (
    number_of,
    read_changes,
    read_configuration,
    read_fetched,
    read_film,
    read_find,
    read_list,
)
from unit.tmdb.answers import Tmdb, answer

pytestmark = pytest.mark.data

LISTS = ("/discover/movie", "/movie/popular", "/movie/top_rated", "/movie/now_playing", "/movie/upcoming",
         "/trending/", "/search/movie", "/search/multi", "/similar", "/recommendations", "/movies")  # fmt: skip


@pytest.fixture(scope="module")
def recorded():
    root = os.environ.get("MATINEE_TEST_DATA")
    if not root:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    folder = Path(root) / "tmdb" / "recorded"
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def bodies(recorded, *parts, status=200):
    found = [
        one["response"]["body"]
        for one in recorded.values()
        if one["response"]["status"] == status and any(part in one["request"]["path"] for part in parts)
    ]
    assert found
    return found


def is_film(body):
    return isinstance(body, dict) and "original_title" in body and "genres" in body


def test_every_film_is_read(recorded):
    films = [body for body in bodies(recorded, "/movie/") if is_film(body)]
    assert len(films) >= 4
    for body in films:
        film = read_film(body)
        assert film.id == body["id"]
        assert film.title == body["title"]
        packed = gzip.compress(json.dumps(body).encode())
        fetched = read_fetched(body, body["id"], "US", 1, packed)
        assert fetched.pictures.poster == (body["poster_path"] or "")
        read_page(fetched.payload, "DE", "de")


def test_a_film_with_its_blocks(recorded):
    body = {
        **recorded["movie_47964__1"]["response"]["body"],
        **{
            block: recorded[f"movie_47964_{name}__1"]["response"]["body"]
            for block, name in (
                ("keywords", "keywords"),
                ("credits", "credits"),
                ("release_dates", "release_dates"),
                ("watch/providers", "watch_providers"),
                ("translations", "translations"),
            )
        },
    }
    film = read_film(body, "US")
    assert film.label == "A Good Day to Die Hard (2013)"
    assert film.directors == ("John Moore",)
    assert film.cast[0] == "Bruce Willis"
    assert len(film.cast) == 20
    assert (film.series, film.certification, film.language) == ("Die Hard", "R", "en")
    assert len(film.keywords) > 5
    page = read_page(gzip.compress(json.dumps(body).encode()), "DE", "de")
    assert page.certification == "16"
    assert page.offers
    assert page.offers_link.startswith("https://www.themoviedb.org/")
    assert page.words.overview.startswith("Als ein gefürchteter")


def test_every_list_is_read(recorded):
    for body in bodies(recorded, *LISTS):
        films, pages, total = read_list(body)
        right = [
            item
            for item in body["results"]
            if item.get("media_type", "movie") == "movie" and not item["adult"]
        ]
        assert [film.film_id for film in films] == [item["id"] for item in right]
        assert (pages, total) == (max(1, body["total_pages"]), body["total_results"])


def test_changes_find_and_configuration_are_read(recorded):
    ids, pages = read_changes(recorded["movie_changes__1"]["response"]["body"])
    assert (len(ids), pages) == (100, 79)
    found = {
        name: read_find(one["response"]["body"]) for name, one in recorded.items() if name.startswith("find_")
    }
    assert found["find_tt0088247__1"] == 218
    assert found["find_30272__1"] is None
    images = read_configuration(recorded["configuration__1"]["response"]["body"])
    assert images["secure_base_url"] == "https://image.tmdb.org/t/p/"
    assert "w342" in images["poster_sizes"]


def test_every_list_of_providers_is_read(recorded):
    for name, one in recorded.items():
        if "watch_providers" not in name or not name.startswith("movie_"):
            continue
        block = one["response"]["body"]
        packed = gzip.compress(json.dumps({"id": block["id"], "watch/providers": block}).encode())
        for country, offers in block["results"].items():
            page = read_page(packed, country, "en")
            listed = {
                (" ".join(offer["provider_name"].split()), how)
                for how in ("flatrate", "free", "ads", "rent", "buy")
                for offer in offers.get(how, [])
            }
            assert {(offer.service, offer.how) for offer in page.offers} == listed


def test_every_error_is_ours_and_every_answer_passes_the_client(recorded):
    for one in recorded.values():
        response = one["response"]
        transport = httpx.MockTransport(Tmdb(answer(response["status"], json.dumps(response["body"]))))
        client = Client(read_key(KEY, None), Options(rate=0), transport=transport, sleep=lambda _: None)
        path = one["request"]["path"].removeprefix("/3")
        if response["status"] == 200:
            assert client.get(path).data == response["body"]
        else:
            assert number_of(response["body"]["status_code"]) == 34
            with pytest.raises(errors.TmdbGone):
                client.get(path)
