"""Every quirk of TMDB's JSON, by hand; and whatever else it may send is read without complaint."""

import copy
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.film_page import Offer
from matinee.domain.gathering import FoundFilm, ListedFilm, Pictures
from matinee.errors import TmdbStrange
from matinee.tmdb.page import read_page
from matinee.tmdb.wire import (
    read_changes,
    read_configuration,
    read_fetched,
    read_film,
    read_find,
    read_found,
    read_list,
)

FULL = {
    "adult": False,
    "backdrop_path": "/back.jpg",
    "belongs_to_collection": {
        "id": 77,
        "name": "Lantern Collection",
        "poster_path": None,
        "backdrop_path": None,
    },
    "genres": [{"id": 18, "name": "Drama"}, {"id": 1, "name": "Foreign"}, {"id": 18, "name": "Drama"}],
    "id": 42,
    "imdb_id": "tt0000042",
    "origin_country": ["SE"],
    "original_language": "sv",
    "original_title": "Lyktan",
    "overview": "A  lantern\u200b &amp; its keeper.",
    "popularity": 3.5,
    "poster_path": "/poster.jpg",
    "production_countries": [{"iso_3166_1": "DK", "name": "Denmark"}],
    "release_date": "1999-03-02",
    "runtime": 101,
    "softcore": False,
    "tagline": "",
    "title": "The Lantern",
    "vote_average": 7.25,
    "vote_count": 80,
    "keywords": {"keywords": [{"id": 1, "name": "lighthouse"}, {"id": 2, "name": "lighthouse"}]},
    "credits": {
        "cast": [
            {"name": "Second", "order": 1, "credit_id": "b", "gender": 2, "profile_path": None},
            {"name": "First", "order": 0, "credit_id": "a"},
            {"name": "First", "order": 0, "credit_id": "a"},
            {"name": "No order", "credit_id": "c"},
        ],
        "crew": [
            {"name": "Ada", "job": "Director", "credit_id": "d"},
            {"name": "Ada", "job": "Screenplay", "credit_id": "e"},
            {"name": "Bo", "job": "Novel", "credit_id": "f"},
            {"name": "Cy", "job": "Editor", "credit_id": "g"},
        ],
    },
    "release_dates": {
        "results": [
            {
                "iso_3166_1": "SE",
                "release_dates": [
                    {"certification": "", "type": 3},
                    {"certification": "7", "type": 4},
                    {"certification": "15", "type": 1},
                ],
            },
            {"iso_3166_1": "US", "release_dates": [{"certification": "R", "type": 3}]},
        ]
    },
    "videos": {
        "results": [
            {"site": "YouTube", "key": "teaser-key1", "type": "Teaser", "official": True, "iso_639_1": "sv"},
            {
                "site": "YouTube",
                "key": "fan-made-01",
                "type": "Trailer",
                "official": False,
                "iso_639_1": "en",
            },
            {"site": "YouTube", "key": "official-01", "type": "Trailer", "official": True, "iso_639_1": "en"},
            {"site": "YouTube", "key": "<script>", "type": "Trailer", "official": True, "iso_639_1": "sv"},
            {
                "site": "Elsewhere",
                "key": "whatever-01",
                "type": "Trailer",
                "official": True,
                "iso_639_1": "sv",
            },
        ]
    },
    "watch/providers": {
        "results": {
            "SE": {
                "link": "https://films.example/42/watch?locale=SE",
                "rent": [{"provider_name": "Paperback", "display_priority": 1}],
                "flatrate": [
                    {"provider_name": "Night Owl", "display_priority": 5},
                    {"provider_name": "Lumen", "display_priority": 2},
                ],
            },
            "US": {"link": "javascript:alert(1)"},
        }
    },
    "translations": {
        "translations": [
            {
                "iso_639_1": "sv",
                "iso_3166_1": "SE",
                "data": {"title": "Lyktan", "overview": "En lykta.", "tagline": ""},
            },
            {
                "iso_639_1": "de",
                "iso_3166_1": "DE",
                "data": {"title": "Die Laterne", "overview": "", "tagline": "Licht."},
            },
        ]
    },
}


def film(**changes):
    return read_film({**copy.deepcopy(FULL), **changes}, "SE")


def page(country="SE", language="en", **changes):
    return read_page(gzip.compress(json.dumps({**FULL, **changes}).encode()), country, language)


def test_a_film_with_everything():
    found = film()
    assert found.label == "The Lantern (1999)"
    assert found.original_title == "Lyktan"
    assert found.overview == "A lantern & its keeper."
    assert found.genres == ("Drama",)
    assert found.keywords == ("lighthouse",)
    assert found.directors == ("Ada",)
    assert found.writers == ("Ada", "Bo")
    assert found.cast == ("First", "Second", "No order")
    assert (found.countries, found.language, found.runtime) == (("DK",), "sv", 101)
    assert (found.vote_average, found.vote_count) == (7.25, 80)
    assert (found.series, found.certification, found.imdb_id) == ("Lantern", "7", "tt0000042")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"release_date": ""}, "year", None),
        ({"release_date": None}, "release_date", ""),
        ({"release_date": "0001-01-01"}, "year", None),
        ({"runtime": 0}, "runtime", None),
        ({"runtime": None}, "runtime", None),
        ({"runtime": 100_000}, "runtime", None),
        ({"vote_average": 0.0, "vote_count": 0}, "vote_average", None),
        ({"vote_average": 0.0, "vote_count": 0}, "vote_count", 0),
        ({"overview": ""}, "overview", ""),
        ({"overview": None}, "overview", ""),
        ({"title": "", "original_title": "Lyktan"}, "title", "Lyktan"),
        ({"title": None, "original_title": None}, "title", "TMDB 42"),
        ({"imdb_id": None, "external_ids": {"imdb_id": "tt1234567"}}, "imdb_id", "tt1234567"),
        ({"imdb_id": "", "external_ids": None}, "imdb_id", ""),
        ({"belongs_to_collection": None}, "series", ""),
        ({"production_countries": []}, "countries", ("SE",)),
        ({"production_countries": None, "origin_country": None}, "countries", ()),
        ({"keywords": {"results": [{"name": "sea"}]}}, "keywords", ("sea",)),
        ({"keywords": {}}, "keywords", ()),
        ({"credits": {"success": False}}, "cast", ()),
        ({"release_dates": {}}, "certification", ""),
        ({"original_language": "xx-YY"}, "language", ""),
    ],
)
def test_what_is_missing_or_odd_is_unknown(changes, field, value):
    assert getattr(film(**changes), field) == value


def test_new_fields_are_kept_in_the_raw_answer_and_do_no_harm():
    body = {**FULL, "mood": {"colour": ["blue"]}}
    packed = gzip.compress(json.dumps(body).encode())
    fetched = read_fetched(body, 42, "SE", 7, packed, 'W/"x"')
    assert json.loads(gzip.decompress(fetched.payload))["mood"] == {"colour": ["blue"]}
    assert (fetched.record.source, fetched.record.fetched_at) == ("tmdb", 7)
    assert (fetched.etag, fetched.collection, fetched.pictures) == (
        'W/"x"',
        77,
        Pictures("/poster.jpg", "/back.jpg"),
    )


@pytest.mark.parametrize("body", [{**FULL, "id": 43}, {}, [], None, "film", {"id": "42"}, {"id": True}])
def test_an_answer_about_something_else_is_refused(body):
    with pytest.raises(TmdbStrange):
        read_fetched(body, 42, "SE", 7)


@pytest.mark.parametrize(
    "path", ["http://elsewhere/x.jpg", "/../x.jpg", '/x.jpg"onload=', "/x.exe", 7, None, ""]
)
def test_a_picture_is_a_plain_path_or_none(path):
    body = {**FULL, "poster_path": path}
    assert read_fetched(body, 42, "SE", 7).pictures.poster == ""


def test_a_list_leaves_out_what_is_for_adults_and_what_is_no_film():
    items = [
        {"id": 1, "popularity": 2.5, "adult": False, "overview": "", "poster_path": None, "release_date": ""},
        {"id": 2, "adult": None},
        {"id": 3, "adult": True},
        {"id": 4, "media_type": "tv"},
        {"id": None},
        "nothing",
    ]
    found = read_list({"results": items, "total_pages": 501, "total_results": 10_005})
    assert found == ([ListedFilm(1, 2.5), ListedFilm(2, 0.0)], 501, 10_005)
    assert read_list({"results": []}) == ([], 1, 0)


def test_changes_hold_ids_whatever_else():
    items = [{"id": 1, "adult": None}, {"id": 2, "adult": False, "softcore": False}, {"adult": True}]
    assert read_changes({"results": items, "page": 1, "total_pages": 3}) == ([1, 2], 3)


@pytest.mark.parametrize("body", [None, [], {}, {"results": None}, "x"])
def test_what_is_no_list_is_refused(body):
    for read in (read_list, read_changes, read_find, read_found):
        with pytest.raises(TmdbStrange):
            read(body)


def test_find_and_configuration():
    assert read_find({"movie_results": [{"id": 9}], "tv_results": []}) == 9
    assert read_find({"movie_results": []}) is None
    images = {"secure_base_url": "https://i.example/", "poster_sizes": ["w92", 5], "logo_sizes": None}
    assert read_configuration({"images": images}) == {
        "secure_base_url": "https://i.example/",
        "poster_sizes": ["w92"],
    }
    assert read_configuration([]) == {}


def test_a_search_gives_the_films_that_may_be_shown():
    results = [
        {"id": 9, "title": "Salt", "original_title": "Sal", "release_date": "2001-02-03"},
        {"id": 10, "title": "Salt", "adult": True},
        {"id": "11", "title": "Salt"},
        {"id": 12, "title": None, "release_date": ""},
        None,
    ]
    assert read_found({"results": results}) == [FoundFilm(9, "Salt", "Sal", 2001), FoundFilm(12, "")]


def test_what_a_film_is_called_elsewhere_comes_once_without_its_own_titles():
    body = {
        "id": 42,
        "title": "The Lantern",
        "original_title": "Lyktan",
        "alternative_titles": {
            "titles": [
                {"title": "La lanterne"},
                {"title": "Lyktan"},
                {"title": 5},
                None,
                {"title": "x" * 300},
            ]
        },
        "translations": {
            "translations": [{"data": {"title": "Die Laterne"}}, {"data": {"title": "La lanterne"}}, {}]
        },
    }
    assert read_fetched(body, 42, "US", 1).titles == ("La lanterne", "Die Laterne")
    assert read_fetched({"id": 42, "alternative_titles": [1], "translations": 7}, 42, "US", 1).titles == ()


def test_the_page_of_a_film_for_its_owner():
    found = page("SE", "sv")
    assert found.certification == "7"
    assert found.trailer == "https://www.youtube.com/watch?v=official-01"
    assert found.offers == (
        Offer("Lumen", "flatrate"),
        Offer("Night Owl", "flatrate"),
        Offer("Paperback", "rent"),
    )
    assert found.offers_link == "https://films.example/42/watch?locale=SE"
    assert (found.words.title, found.words.overview) == ("Lyktan", "En lykta.")
    assert found.pictures == Pictures("/poster.jpg", "/back.jpg")
    elsewhere = page("US", "en")
    assert (elsewhere.certification, elsewhere.offers, elsewhere.offers_link) == ("R", (), "")
    assert page("FR").certification == ""


def test_a_language_without_words_falls_back_to_the_original_then_to_english():
    german = page(language="de").words
    assert (german.title, german.overview, german.tagline) == ("Die Laterne", "En lykta.", "Licht.")
    polish = page(language="pl").words
    assert (polish.title, polish.overview) == ("Lyktan", "En lykta.")
    bare = page(language="pl", translations={}).words
    assert (bare.title, bare.overview) == ("Lyktan", "A lantern & its keeper.")


def test_a_damaged_answer_gives_an_empty_page():
    for payload in (b"", b"\x1f\x8b", gzip.compress(b"[1]"), gzip.compress(b"{")):
        assert read_page(payload, "US", "en").trailer == ""


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    name=st.sampled_from(sorted(FULL)),
    value=ANY,
    inner=st.sampled_from(["", "results", "cast", "translations"]),
)
def test_no_value_of_any_field_is_fatal(name, value, inner):
    changed = {**copy.deepcopy(FULL), name: {inner: value} if inner else value, "id": 42}
    read_film(changed, "SE")
    read_page(gzip.compress(json.dumps(changed).encode()), "SE", "de")
    read_list({"results": [{name: value, "id": 1}]})
