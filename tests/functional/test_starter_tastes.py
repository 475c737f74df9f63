"""Five likes in one taste give picks of that taste, on the starter catalogue as it is shipped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from matinee.domain.catalogue import Catalogue, Filters
from matinee.domain.feedback import Event, Kind
from matinee.starter import starter_films
from matinee.taste.rank import rank
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from matinee.domain.film import Film


def silent_comedy(film: Film) -> bool:
    """Comedies without sound."""
    return (
        (film.year or 0) <= 1936
        and "Comedy" in film.genres
        and not {"silent-comedy", "silent-film"}.isdisjoint(film.keywords)
    )


def paranoia(film: Film) -> bool:
    """American films of the long 1970s in which somebody is watched, lied to or sold."""
    return (
        1967 <= (film.year or 0) <= 1982
        and "US" in film.countries
        and not {"Thriller", "Mystery", "Crime", "Drama"}.isdisjoint(film.genres)
        and not {
            "paranoia",
            "conspiracy",
            "surveillance",
            "corruption",
            "political-thriller",
            "investigative-journalism",
            "corporate-evil",
            "cold-war",
            "disillusion",
        }.isdisjoint(film.keywords)
    )


def ghibli_and_kin(film: Film) -> bool:
    """Animated films from Japan, and the hand-drawn ones nearest to them."""
    return "Animation" in film.genres and (
        film.language == "ja" or not {"Tomm Moore", "Michael Dudok de Wit"}.isdisjoint(film.directors)
    )


def modern_horror(film: Film) -> bool:
    """Horror since 2000."""
    return "Horror" in film.genres and (film.year or 0) >= 2000


def hong_kong_action(film: Film) -> bool:
    """Hong Kong's way of fighting on film."""
    return "hong-kong-action" in film.keywords or ("HK" in film.countries and "Action" in film.genres)


def quiet_world_cinema(film: Film) -> bool:
    """Gentle or slow dramas, not in English."""
    return (
        film.language != "en"
        and "Drama" in film.genres
        and (
            not {"slice-of-life", "meditative", "humanism", "slow-burn", "village-life"}.isdisjoint(
                film.keywords
            )
            or not {"contemplative", "gentle", "tender"}.isdisjoint(film.tones)
        )
    )


# Predicates and liked films were written before any list was looked at; the block weights were then chosen with
# these lists in view (ADR 0001).
TASTES = {
    silent_comedy: [962, 961, 22596, 901, 992],  # Gold Rush, General, Safety Last!, City Lights, Sherlock Jr.
    paranoia: [592, 17365, 11963, 891, 466],  # Conversation, Parallax View, Condor, President's Men, Klute
    ghibli_and_kin: [129, 8392, 16859, 128, 4935],  # Spirited Away, Totoro, Kiki, Mononoke, Howl
    modern_horror: [
        493922,
        419430,
        310131,
        270303,
        242224,
    ],  # Hereditary, Get Out, Witch, It Follows, Babadook
    hong_kong_action: [
        11782,
        9056,
        14756,
        10835,
        11841,
    ],  # Hard Boiled, Police Story, Ip Man, Killer, 36th Chamber
    quiet_world_cinema: [18148, 20530, 25538, 25050, 38368],  # Ozu twice, Yi Yi, Kore-eda, Weerasethakul
}


@pytest.fixture(scope="module")
def films() -> dict[int, Film]:
    return {record.film.id: record.film for record in starter_films()}


@pytest.fixture(scope="module")
def space(films: dict[int, Film]) -> TasteSpace:
    return TasteSpace.fit_films(list(films.values()))


def first_ten(space: TasteSpace, films: dict[int, Film], liked: list[int]) -> list[Film]:
    """The first page for somebody who likes these films and said nothing else."""
    catalogue = Catalogue.of(list(films.values()))
    allowed = catalogue.allowed(Filters())
    allowed[catalogue.rows_of(liked)] = False
    events = [
        Event(event_id=str(place), user="me", kind=Kind.LIKE, film_id=film, at=place, seq=place)
        for place, film in enumerate(liked, 1)
    ]
    ranked = rank(space, space.belief_of(events), catalogue, allowed, 10)
    return [films[int(space.film_ids[row])] for row in ranked.rows]


@pytest.mark.parametrize("taste", TASTES, ids=lambda taste: taste.__name__)
def test_the_films_liked_are_of_the_taste(taste, films):
    assert all(taste(films[film_id]) for film_id in TASTES[taste])


@pytest.mark.parametrize("taste", TASTES, ids=lambda taste: taste.__name__)
def test_eight_of_the_first_ten_picks_are_of_the_taste(taste, space, films):
    page = first_ten(space, films, TASTES[taste])
    assert len(page) == 10
    assert sum(map(taste, page)) >= 8, [film.label for film in page if not taste(film)]


@pytest.mark.parametrize("taste", TASTES, ids=lambda taste: taste.__name__)
def test_no_more_than_four_of_the_first_ten_are_of_one_director(taste, space, films):
    page = first_ten(space, films, TASTES[taste])
    by_director = Counter(director for film in page for director in film.directors)
    assert max(by_director.values()) <= 4


def test_the_tastes_give_different_pages(space, films):
    pages = [{film.id for film in first_ten(space, films, liked)} for liked in TASTES.values()]
    assert len(set.union(*pages)) >= 55
