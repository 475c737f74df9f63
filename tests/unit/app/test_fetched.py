"""Posters and page facts of films that were fetched, and pages of those that were not."""

import pytest

from matinee.app.cards import Card, card
from matinee.app.film_facts import fetched_rows
from matinee.app.photos import photo
from matinee.domain.feedback import fold
from matinee.domain.film import Film
from matinee.domain.film_page import FilmPage, Offer, Place

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
