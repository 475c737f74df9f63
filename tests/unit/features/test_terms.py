"""What is read of a film, block by block."""

import pytest

from matinee.domain.film import Film
from matinee.features.blocks import BLOCKS
from matinee.features.terms import EXTRACTORS, LABELS, text_terms


def terms(block: str, **facts: object) -> dict[str, float]:
    return EXTRACTORS[block](Film(id=1, title="A film", **facts))


@pytest.mark.parametrize("block", list(EXTRACTORS))
def test_a_film_nothing_is_known_of_has_no_terms(block):
    assert terms(block) == {}


def test_every_block_has_an_extractor_a_weight_and_a_name():
    assert list(EXTRACTORS) == list(BLOCKS) == list(LABELS)
    assert sum(config.weight for config in BLOCKS.values()) <= 1.1


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1990, {"around 1990": 1.0}),
        (1999, {"around 1990": 0.1, "around 2000": 0.9}),
        (2001, {"around 2000": 0.9, "around 2010": 0.1}),
        (1905, {"around 1900": 0.5, "around 1910": 0.5}),
        (1888, {"around 1880": 0.2, "around 1890": 0.8}),
    ],
)
def test_a_year_lies_between_its_two_nearest_decades(year, expected):
    assert terms("decade", year=year) == pytest.approx(expected)


def test_neighbouring_years_over_a_decade_are_nearer_than_the_ends_of_one():
    def likeness(one: int, other: int) -> float:
        a, b = terms("decade", year=one), terms("decade", year=other)
        return sum(a[term] * b.get(term, 0) for term in a)

    assert likeness(1999, 2001) > likeness(1991, 1999)


def test_billed_actors_weigh_less_and_less_and_the_first_billing_of_a_name_counts():
    found = terms("cast", cast=("Ann", "Bob", "Cy", "Ann"))
    assert found == pytest.approx({"Ann": 1.0, "Bob": 1 / 1.25, "Cy": 1 / 1.5})


def test_theme_words_of_either_spelling_are_one_term():
    assert terms("keyword", keywords=("Time-Travel", "time travel", "heist")) == {
        "time travel": 1.0,
        "heist": 1.0,
    }


def test_the_language_weighs_double_and_is_not_mistaken_for_a_country():
    assert terms("origin", countries=("FR", "BE"), language="fr") == {
        "country FR": 1.0,
        "country BE": 1.0,
        "language fr": 2.0,
    }


def test_function_words_short_words_and_numbers_are_no_terms():
    assert text_terms("The Thief and the thief's 20th heist, in Él Niño; of it!") == {
        "thief": 2.0,
        "heist": 1.0,
        "niño": 1.0,
    }


def test_letters_of_other_scripts_are_words():
    assert set(text_terms("Броненосец Потёмкин")) == {"броненосец", "потёмкин"}


@pytest.mark.parametrize("block", ["genre", "tone", "director", "writer"])
def test_a_name_given_twice_counts_once(block):
    field = {"genre": "genres", "tone": "tones"}.get(block, f"{block}s")
    assert terms(block, **{field: ("X", "X", "Y")}) == {"X": 1.0, "Y": 1.0}
