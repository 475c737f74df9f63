"""Feedback and reasons in words."""

import pytest

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.features.blocks import Shared
from matinee.services.recommend import Pick, Reason
from matinee.services.words import because, did, in_common, shared_words, trait_words

RONIN = Film(
    id=1,
    title="Ronin",
    genres=("Crime", "Thriller"),
    keywords=("heist", "car-chase"),
    cast=("Robert De Niro",),
)
HEAT = Film(
    id=2,
    title="Heat",
    genres=("Crime", "Drama"),
    keywords=("Heist", "car chase", "armour"),
    directors=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro"),
)


def event(kind, value=None, target=None):
    return Event(event_id="e", user="me", kind=kind, film_id=2, value=value, target=target, at=1)


def pick(*reasons):
    return Pick(RONIN, 1.0, 0.5, 4.0, (3.0, 5.0), reasons)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_event_has_words(kind):
    assert "Heat" in did(event(kind, 4.0 if kind is Kind.RATING else None), "Heat")


def test_stars_are_short():
    assert did(event(Kind.RATING, 4.0), "Heat") == "rated Heat 4"
    assert did(event(Kind.RATING, 4.5), "Heat") == "rated Heat 4.5"
    assert did(event(Kind.AMEND, 2.0, "x"), "Heat") == "changed the rating of Heat to 2"


def test_what_films_have_in_common_is_told_by_how_telling_it_is():
    assert in_common(RONIN, HEAT) == ["heist", "car chase", "Robert De Niro", "Crime"]
    assert in_common(RONIN, Film(id=3, title="Cats", genres=("Music",))) == []
    series = [Film(id=place, title=f"Saga {place}", series="Saga") for place in (1, 2)]
    assert in_common(*series) == ["Saga series"]


def test_the_reason_is_the_largest_share():
    # The largest first by size, as picks have them.
    why = (
        Reason(event(Kind.DISLIKE), HEAT, -0.9),
        Reason(event(Kind.RATING, 5.0), HEAT, 0.4),
        Reason(event(Kind.LIKE), HEAT, 0.1),
    )
    found = because(pick(*why), common=2)
    assert found == "because you rated Heat 5: heist, car chase"


def test_a_film_that_was_saved_is_not_its_own_likeness():
    assert because(pick(Reason(event(Kind.WATCHLIST_ADD), RONIN, 0.4))) == "because you saved it"


def test_a_film_unlike_one_that_was_refused():
    assert because(pick(Reason(event(Kind.DISLIKE), HEAT, 0.4))) == "unlike Heat: you disliked it"
    assert because(pick(Reason(event(Kind.RATING, 1.0), HEAT, 0.4))) == "unlike Heat: you rated it 1"


@pytest.mark.parametrize(
    "reasons", [(), (Reason(event(Kind.LIKE), HEAT, -0.4),), (Reason(event(Kind.LIKE), None, 0.4),)]
)
def test_without_a_reason_it_is_the_film_itself(reasons):
    assert because(pick(*reasons)) == "well known and well liked"


def test_traits():
    assert trait_words("director", "Michael Mann") == "director Michael Mann"
    assert trait_words("keyword", "heist") == "theme heist"
    assert trait_words("origin", "country FR") == "from France"
    parts = (
        Shared("keyword", "heist", 0.2),
        Shared("decade", "around 1990", 0.1),
        Shared("genre", "Drama", -0.1),
    )
    assert shared_words(parts) == ["theme heist", "around 1990"]
