"""Posters and page facts of films that were fetched, and pages of those that were not."""

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import matinee
import matinee.app.main as main
from matinee.app import state
from matinee.app.cards import Card, card
from matinee.app.film import _page as film_page_html
from matinee.app.film_facts import fetched_rows
from matinee.app.photos import photo
from matinee.app.state import Visit
from matinee.domain.feedback import fold
from matinee.domain.film import Film, FilmRecord
from matinee.domain.film_page import FilmPage, Offer, Place
from matinee.domain.gathering import Fetched, Pictures

NOTHING = fold([])


def test_a_poster_lies_over_the_drawn_card_which_stays():
    film = Film(id=1, title="Heat", year=1995)
    plain = card(Card(film), NOTHING)
    pictured = card(Card(film, poster="https://image.tmdb.org/t/p/w342/abc.jpg"), NOTHING)
    assert "m-photo" not in plain
    assert "background-image:url(https://image.tmdb.org/t/p/w342/abc.jpg)" in pictured
    assert "<svg" in pictured
    assert "<img" not in pictured  # which would show a broken picture where there is no network


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://plain/x.jpg",
        "https://x/y.jpg);color:red",
        "javascript:alert(1)",
        'https://x/"onload=',
        "https://x/ y",
    ],
)
def test_an_address_that_is_more_than_one_draws_nothing(url):
    assert photo(url) == ""


def test_a_film_that_was_never_fetched_has_no_rows():
    assert list(fetched_rows(FilmPage(country="US"))) == []


def test_the_rows_name_justwatch_and_escape_what_is_foreign():
    page = FilmPage(
        country="DE",
        certification="16",
        trailer="https://www.youtube.com/watch?v=abc",
        offers=(Offer("<b>Lumen</b>", "flatrate"), Offer("Attic", "rent")),
        offers_link="https://films.example/1/watch?locale=DE",
        collection=Place("Lantern Collection", 2, (5, 1)),
    )
    rows = dict(fetched_rows(page))
    assert list(rows) == ["Certificate", "Collection", "Trailer", "Watch (DE)"]
    assert rows["Certificate"] == "16 (Germany)"
    assert rows["Collection"] == "Lantern Collection, 2 of 2 here"
    assert 'rel="noopener noreferrer"' in rows["Trailer"]
    assert "&lt;b&gt;Lumen" in rows["Watch (DE)"]
    assert ">JustWatch</a>" in rows["Watch (DE)"]
    assert (
        "JustWatch" in dict(fetched_rows(FilmPage(country="DE", offers=(Offer("A", "buy"),))))["Watch (DE)"]
    )


@pytest.fixture
def fetched(installation, tmp_path, monkeypatch):
    """An installation that knows of Heat what TMDB would tell."""
    home = Path(shutil.copytree(installation, tmp_path / "home"))
    monkeypatch.setenv("MATINEE_HOME", str(home))
    state.opened.clear()
    body = {
        "id": 949,
        "overview": "Cops and robbers.",
        "release_dates": {
            "results": [{"iso_3166_1": "US", "release_dates": [{"certification": "R", "type": 3}]}]
        },
        "videos": {
            "results": [{"site": "YouTube", "key": "trailer-001", "type": "Trailer", "official": True}]
        },
        "poster_path": "/heat.jpg",
    }
    with matinee.open(home) as opened:
        record = FilmRecord(replace(opened.film(949), overview="Cops and robbers."), "tmdb", 5)
        payload = gzip.compress(json.dumps(body).encode())
        with opened.store.begin() as unit:
            unit.put_films([record])
            unit.shelf.put([Fetched(record, payload, "", Pictures("/heat.jpg", ""))])
        opened.spaces.current()
    yield home
    state.opened.clear()


def test_pages_show_what_was_fetched(fetched):
    with matinee.open(fetched) as opened:
        st.session_state.clear()
        visit = Visit(opened)
        cards = visit.with_posters([Card(opened.film(949)), Card(opened.film(680))])
        assert [one.poster for one in cards] == ["https://image.tmdb.org/t/p/w342/heat.jpg", ""]
        page = film_page_html(visit, opened.why(949), visit.standing())
        st.session_state.clear()
    assert "w342/heat.jpg" in page
    assert "https://www.youtube.com/watch?v=trailer-001" in page
    assert "R (United States)" in page
    assert "Cops and robbers." in page


def test_every_page_runs_with_fetched_films(fetched):
    for query in ({}, {"page": "about"}, {"film": "949"}):
        tested = AppTest.from_file(str(Path(main.__file__)), default_timeout=30)
        for name, value in query.items():
            tested.query_params[name] = value
        assert not tested.run().exception, query
