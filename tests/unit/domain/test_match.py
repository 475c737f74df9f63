"""Which film a row means, where its title alone does not say."""

from __future__ import annotations

import pytest

from matinee.domain.match import Asked, Match, TitleIndex, Told
from matinee.domain.ports import TitleRow

FILMS = [
    TitleRow(1, "Red", "Red", 2020, 90),
    TitleRow(2, "Red", "Rouge", 2020, 12),
    TitleRow(3, "The Farewell", "The Farewell", 2019, 1317),
    TitleRow(4, "The Farewell", "Прощание", 2020, 0),
    TitleRow(5, "Bridge", "Bridge", 2011, 4),
    TitleRow(6, "Bridge", "Bridge", 2011, 5),
    TitleRow(7, "The Vault Below", "Das Gewölbe", 1994, 800),
    TitleRow(8, "Seldom Seen", "Seldom Seen", 1994, 3),
]
TOLD = {5: Told(runtime=81), 6: Told(runtime=97), 1: Told(("Ann Ode",), 123), 2: Told((), None)}
ELSEWHERE = {"coffre": [7], "gruft": [7, 8], "rarement": [8]}


@pytest.fixture
def asked_elsewhere() -> list[str]:
    return []


@pytest.fixture
def index(asked_elsewhere) -> TitleIndex:
    def also(keys):
        asked_elsewhere.extend(keys)
        return [film_id for key in keys for film_id in ELSEWHERE.get(key, ())]

    return TitleIndex(FILMS, lambda ids: {one: TOLD[one] for one in ids if one in TOLD}, also)


@pytest.mark.parametrize(
    ("asked", "film"),
    [
        # Two films of one title and year are told apart by what else the row says, and by nothing else.
        (Asked(title="Red", year=2020), None),
        (Asked(title="Red", year=2020, other_titles=("Red",)), 1),
        (Asked(title="Red", year=2020, other_titles=("Rouge",)), 2),
        (Asked(title="Red", year=2020, runtime=122), 1),
        (Asked(title="Red", year=2020, runtime=90), None),
        (Asked(title="Red", year=2020, directors=("Ann Ode",)), 1),
        (Asked(title="Bridge", year=2011), None),
        (Asked(title="Bridge", year=2011, runtime=80), 5),
        (Asked(title="Bridge", year=2011, runtime=97), 6),
        (Asked(title="Bridge", year=2011, runtime=89), None),
        # A film that nobody saw is not sure beside one of a year earlier that everybody saw.
        (Asked(title="The Farewell", year=2019), 3),
        (Asked(title="The Farewell", year=2020), None),
        (Asked(title="The Farewell", year=2020, other_titles=("Прощание",)), 4),
        (Asked(title="The Farewell", year=2018), 3),
    ],
)
def test_namesakes(index, asked, film) -> None:
    assert index.find(asked).film_id == film


def test_a_length_near_both_says_nothing() -> None:
    told = {5: Told(runtime=90), 6: Told(runtime=94)}
    index = TitleIndex(FILMS, lambda ids: {one: told[one] for one in ids if one in told})
    assert index.find(Asked(title="Bridge", year=2011, runtime=91)).film_id is None


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        (Asked(title="Le Coffre", year=1994), Match(7, 0.9)),
        (Asked(title="Coffre, Le", year=1995), Match(7, 0.82)),
        # Nobody cites a film that three people saw by its French title; without a year it may be any film.
        (Asked(title="Rarement", year=1994), Match(None, 0.0, (8,))),
        (Asked(title="Le Coffre"), Match(None, 0.0, (7,))),
        (Asked(title="Le Coffre", year=1980), Match(None, 0.0)),
        (Asked(title="Le Coffre", year=1994, tmdb_id=99), Match(None, 0.0, (7,))),
    ],
)
def test_titles_of_other_countries(index, asked, match) -> None:
    assert index.find(asked) == match


def test_titles_of_other_countries_are_asked_for_only_when_no_film_has_the_title(
    index, asked_elsewhere
) -> None:
    for title in ("The Vault Below", "Das Gewölbe", "vault below"):
        assert index.find(Asked(title=title, year=1994)).film_id == 7
    assert asked_elsewhere == []
