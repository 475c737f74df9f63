"""Filters and dials that are kept for each person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.domain.catalogue import Filters
from matinee.domain.film import GENRES
from matinee.services.preferences import Kept, Preferences, _read, _written
from matinee.taste.rank import Dials

WORDS = st.frozensets(st.text(min_size=1, max_size=20), max_size=4)
KEPT = st.builds(
    Kept,
    st.builds(
        Filters,
        genres=st.frozensets(st.sampled_from(GENRES), max_size=3),
        not_genres=st.frozensets(st.sampled_from(GENRES), max_size=3),
        years=st.none() | st.tuples(st.integers(0, 2000), st.integers(2001, 9999)),
        max_runtime=st.none() | st.integers(1, 32_000),
        languages=WORDS,
        not_languages=WORDS,
        countries=WORDS,
        not_countries=WORDS,
        themes=WORDS,
        not_themes=WORDS,
        age=st.none() | st.integers(0, 99),
        services=WORDS,
        paid=st.booleans(),
    ),
    st.builds(Dials, st.floats(0, 1), st.floats(0, 1)),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["genres", "years", "max_runtime", "languages", "age", "paid", "obscurity", "services"]
)


@pytest.fixture
def preferences(empty):
    return Preferences(empty.store)


def test_what_was_set_is_found_again_by_that_person_alone(preferences):
    kept = Kept(Filters(genres=frozenset({"Crime"}), years=(1990, 1999), age=13), Dials(obscurity=0.5))
    preferences.keep("ann", kept)
    assert preferences.kept("ann") == kept
    assert preferences.kept("bob") == Kept()
    preferences.reset("ann")
    assert preferences.kept("ann") == Kept()


def test_nothing_is_kept_of_someone_who_has_set_nothing(preferences, empty):
    preferences.keep("ann", Kept(Filters(paid=True)))
    preferences.keep("ann", Kept())
    with empty.store.read() as unit:
        assert unit.preferences("ann") == {}


def test_other_things_kept_for_the_person_stay(preferences, empty):
    with empty.store.begin() as unit:
        unit.prefer("ann", "wishes", [1])
    preferences.keep("ann", Kept(Filters(age=6)))
    preferences.reset("ann")
    with empty.store.read() as unit:
        assert unit.preferences("ann") == {"wishes": [1]}


@given(KEPT)
def test_everything_that_can_be_set_comes_back(kept):
    assert _read(_written(kept)) == kept


@given(JSON | st.dictionaries(NAMES, JSON))
def test_what_is_damaged_is_as_if_it_had_not_been_set(values):
    kept = _read(values)
    assert kept.filters.genres <= set(GENRES)
    assert 0 <= kept.dials.obscurity <= 1
    assert kept.filters.years is None or kept.filters.years[0] <= kept.filters.years[1]
    assert _read(_written(kept)) == kept
