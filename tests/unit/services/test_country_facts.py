"""Certificates and services in filters: read once out of what was fetched, and never guessed."""

import gzip
import json
from dataclasses import replace

import pytest

from matinee.domain.catalogue import Filters
from matinee.domain.film import Film, FilmRecord
from matinee.domain.gathering import Fetched
from matinee.errors import BadValue
from matinee.services.country_facts import InCountry
from matinee.services.filtering import Filtering
from matinee.services.recommend import Query, Recommend
from matinee.tmdb.page import read_page


def answer(film: Film, at: int = 5, /, mark: str = "", country: str = "US", **offers: list[str]) -> Fetched:
    """A film as TMDB gives it, as far as filters ask."""
    body = {
        "id": film.id,
        "release_dates": {
            "results": [{"iso_3166_1": country, "release_dates": [{"certification": mark, "type": 3}]}]
        },
        "watch/providers": {
            "results": {
                country: {how: [{"provider_name": name} for name in names] for how, names in offers.items()}
            }
        },
    }
    return Fetched(FilmRecord(film, "tmdb", at), gzip.compress(json.dumps(body).encode()))


def keep(house, *films: Fetched, note: bool = False) -> None:
    with house.store.begin() as unit:
        unit.put_films([one.record for one in films])
        unit.shelf.put(films)
        if note:
            house.here.note(unit, films)


@pytest.fixture
def house(house, films):
    house.here = InCountry(house.store, house.spaces, read_page, "US")
    house.recommend = Recommend(house.store, house.spaces, house.clock, in_country=house.here)
    return house


def ids(house, **filters: object) -> set[int]:
    query = Query(n=80, filters=Filters(**filters))
    return {pick.film.id for pick in house.recommend.picks("me", query, surface="api").picks}


def test_only_films_known_to_suit_the_age_pass(house, films):
    keep(house, answer(films[0], mark="PG"), answer(films[1], mark="R"), answer(films[2], mark="NR"))
    house.load(
        replace(films[3], certification="G"), replace(films[4], certification="NC-17"), source="tmdbdump"
    )
    assert ids(house, age=13) == {films[0].id, films[3].id}
    assert ids(house, age=17) == {films[0].id, films[1].id, films[3].id}


def test_what_was_fetched_counts_before_what_other_sources_say(house, films):
    house.load(replace(films[0], certification="G"), source="tmdbdump")
    keep(house, answer(films[0], mark="R"))
    assert ids(house, age=13) == set()


def test_elsewhere_an_american_certificate_says_nothing(house, films):
    house.load(replace(films[3], certification="G"), source="tmdbdump")
    keep(house, answer(films[0], mark="12", country="DE"))
    house.recommend = replace(
        house.recommend, in_country=InCountry(house.store, house.spaces, read_page, "DE")
    )
    assert ids(house, age=12) == {films[0].id}


def test_a_service_has_what_it_includes_and_sells_only_where_that_is_asked_for(house, films):
    keep(
        house,
        answer(films[0], flatrate=["Lumen"]),
        answer(films[1], rent=["Lumen"], ads=["Attic"]),
        answer(films[2], buy=["Attic"]),
    )
    assert ids(house, services=frozenset({"Lumen"})) == {films[0].id}
    assert ids(house, services=frozenset({"Lumen"}), paid=True) == {films[0].id, films[1].id}
    assert ids(house, services=frozenset({"Lumen", "Attic"})) == {films[0].id, films[1].id}
    assert ids(house, services=frozenset({"Nobody"})) == set()
    assert ids(house, services=frozenset({"Lumen"}), among=(films[1].id,)) == set()


def test_without_knowledge_of_a_country_nothing_passes(house, films):
    keep(house, answer(films[0], mark="G", flatrate=["Lumen"]))
    house.recommend = replace(house.recommend, in_country=None)
    assert ids(house, age=18) == ids(house, services=frozenset({"Lumen"})) == set()


def test_films_are_read_once_and_again_when_they_are_fetched_anew(house, films):
    keep(house, answer(films[0], mark="G"), answer(films[1], mark="R"))
    assert [house.here.refresh(), house.here.refresh()] == [2, 0]
    keep(house, answer(films[2], mark="PG"), note=True)
    assert house.here.refresh() == 0
    assert ids(house, age=17) == {films[0].id, films[1].id, films[2].id}
    # Only the certificate has changed: no film is another one now.
    keep(house, answer(films[1], 9, mark="NC-17"))
    assert ids(house, age=17) == {films[0].id, films[2].id}
    other = InCountry(house.store, house.spaces, read_page, "DE")
    assert other.refresh() == 3


def test_what_another_process_read_is_noticed(house, films):
    keep(house, answer(films[0], mark="G"))
    assert ids(house, age=8) == {films[0].id}
    keep(house, answer(films[0], 9, mark="R"))
    InCountry(house.store, house.spaces, read_page, "US").refresh()
    assert ids(house, age=8) == set()


def test_a_damaged_answer_is_a_film_nothing_is_known_of(house, films):
    keep(house, replace(answer(films[0], mark="G"), payload=b"\x1f\x8bnothing"))
    assert house.here.refresh() == 1
    assert ids(house, age=18) == set()


def test_words_become_filters_and_others_are_refused_with_what_there_is(house, films):
    keep(
        house, answer(replace(films[0], countries=("FR", "JP"), keywords=("Bank-heist",)), flatrate=["Lumen"])
    )
    named = Filtering(house.spaces, house.here).named
    assert named() == Filters()
    found = named(
        countries=["france"],
        not_countries=["jp"],
        themes=["bank heist"],
        certificate="pg13",
        services=["lumen"],
        languages=[films[0].language.upper()],
        paid=True,
    )
    assert (found.countries, found.not_countries) == ({"FR"}, {"JP"})
    assert (found.themes, found.age, found.services, found.paid) == ({"bank heist"}, 13, {"Lumen"}, True)
    assert found.languages == {films[0].language}
    for asked, told in (
        ({"countries": ["Narnia"]}, r'films from "Narnia"; there are .*FR \(France\)'),
        ({"not_languages": ["xx"]}, r'in the language "xx"; there are .*\(\w+\)'),
        ({"themes": ["bank hiest"]}, 'no theme "bank hiest"; near it: bank heist'),
        ({"not_themes": ["zzzz"]}, 'no theme "zzzz"; common ones: '),
        ({"services": ["Nobody"]}, 'no service "Nobody" in United States; there are Lumen'),
        ({"certificate": "X"}, "there are G, PG, PG-13"),
        ({"genres": ["X"]}, "there are Action"),
    ):
        with pytest.raises(BadValue, match=told):
            named(**asked)


def test_without_fetched_films_no_service_is_known(house):
    with pytest.raises(BadValue, match="matinee sync"):
        Filtering(house.spaces, house.here).named(services=["Lumen"])
    choices = Filtering(house.spaces, house.here).choices()
    assert (choices.services, dict(choices.certificates)) == ((), {})


def test_choices_are_what_there_is(house, films):
    keep(house, answer(replace(films[0], countries=("FR",)), mark="G", flatrate=["Lumen"], rent=["Shop"]))
    choices = Filtering(house.spaces, house.here).choices()
    assert choices.services == ("Lumen", "Shop")
    assert list(choices.certificates) == ["G", "PG", "PG-13", "R", "NC-17"]
    years = [film.year for film in films]
    assert choices.years == (min(years), max(years))
    assert "FR" in choices.countries
    assert "" not in choices.languages
