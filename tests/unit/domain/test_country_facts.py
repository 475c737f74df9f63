"""What holds in one country: ages and services of fetched films."""

import pytest

from matinee.domain.country_facts import CountryFact, CountryFacts
from matinee.domain.film_page import Offer


@pytest.fixture
def facts():
    return CountryFacts.of(
        "DE",
        [
            CountryFact(30, "16", (Offer("Lumen", "flatrate"), Offer("Attic", "rent"))),
            CountryFact(10, "6", (Offer("Attic", "ads"), Offer("Attic", "buy"))),
            CountryFact(20, "", (Offer("Attic", "buy"),)),
            CountryFact(40, "PG-13"),
        ],
    )


def test_a_film_without_a_known_certificate_is_suitable_for_no_age(facts):
    assert facts.suitable(12).tolist() == [10]
    assert facts.suitable(18).tolist() == [10, 30]
    assert facts.rated().tolist() == [10, 30]


def test_rent_and_buy_count_only_where_they_are_asked_for(facts):
    attic, lumen = frozenset({"Attic"}), frozenset({"Lumen"})
    assert facts.offered(attic, paid=False).tolist() == [10]
    assert facts.offered(attic, paid=True).tolist() == [10, 20, 30]
    assert facts.offered(lumen, paid=False).tolist() == [30]
    assert facts.offered(attic | lumen, paid=False).tolist() == [10, 30]
    assert facts.offered(frozenset({"Nobody"}), paid=True).tolist() == []


def test_services_are_counted_by_what_they_include(facts):
    assert facts.services() == {"Attic": 1, "Lumen": 1}
    assert CountryFacts.of("DE", [CountryFact(1, "", (Offer("Shop", "buy"),))]).services() == {"Shop": 0}
    assert CountryFacts.of("DE", []).services() == {}
