"""Statistics over planted ratings."""

from dataclasses import replace

import pytest

from matinee.domain.feedback import Kind
from matinee.domain.film import Film
from matinee.services.statistics import Statistics


def film(number: int, director: str, year: int | None = 1994, **more) -> Film:
    values = {
        "genres": ("Drama",),
        "countries": ("FR",),
        "runtime": 100,
        "vote_average": 7.0,
        "vote_count": 1000,
    }
    return Film(id=number, title=f"Film {number}", year=year, directors=(director,), **(values | more))


@pytest.fixture
def planted(empty):
    """Four films by Ann, one by Bo, two by Cy; votes that differ."""
    films = [film(n, "Ann", cast=("Dee",)) for n in range(1, 5)]
    films += [film(5, "Bo", 1965, genres=("Comedy", "Drama"), runtime=None)]
    films += [film(6, "Cy", None, countries=("US", "FR"), vote_average=4.0), film(7, "Cy", vote_average=8.0)]
    empty.load(*films, *(replace(one, id=one.id + 100, title=f"Other {one.id}") for one in films))
    for number, stars in ((1, 5.0), (2, 5.0), (3, 4.5), (4, 4.5), (5, 5.0), (6, 2.0), (7, 3.0)):
        empty.clock.wait()
        empty.feedback.say("me", Kind.RATING, number, stars, source="cli")
    empty.feedback.say("me", Kind.WATCHED, 101, source="cli")
    return empty


def test_counts_and_means(planted):
    found = Statistics(planted.store, planted.spaces).of("me")
    assert (found.seen, found.rated, found.unknown) == (8, 7, 0)
    assert found.mean == pytest.approx(29 / 7)
    assert dict(found.stars) == {n / 2: 0 for n in range(1, 11)} | {2: 1, 3: 1, 4.5: 2, 5: 3}
    assert (found.minutes, found.untimed) == (700, 1)
    assert found.compared
    assert not found.few
    decades = {group.name: group for group in found.decades}
    assert [group.name for group in found.decades] == ["1960s", "1990s"]
    assert (decades["1990s"].films, decades["1990s"].mean) == (5, pytest.approx(4.4))
    assert decades["1960s"].few
    assert [(group.name, group.films) for group in found.genres] == [("Drama", 7), ("Comedy", 1)]
    assert [(group.name, group.films) for group in found.countries] == [("FR", 7), ("US", 1)]
    assert [(one.name, one.films, one.directed) for one in found.people] == [
        ("Ann", 5, 5), ("Dee", 5, 0), ("Cy", 2, 2),
    ]  # fmt: skip


def test_one_film_does_not_lead_the_directors(planted):
    directors = Statistics(planted.store, planted.spaces).of("me").directors
    assert [group.name for group in directors] == ["Ann", "Bo", "Cy"]
    by_name = {group.name: group for group in directors}
    # Bo's one film is further above the usual than the mean of Ann's four.
    assert by_name["Bo"].mean - by_name["Bo"].usual > by_name["Ann"].mean - by_name["Ann"].usual
    assert by_name["Bo"].few
    assert by_name["Cy"].above < by_name["Bo"].above < by_name["Ann"].above


def test_a_corrected_and_a_retracted_rating_count_as_they_stand(planted):
    planted.clock.wait()
    planted.feedback.undo("me", source="cli")
    found = Statistics(planted.store, planted.spaces).of("me")
    assert found.seen == 7


def test_without_votes_nothing_is_said_to_be_usual(empty):
    empty.load(*(film(n, "Ann", vote_average=None, vote_count=None) for n in range(1, 20)))
    empty.feedback.say("me", Kind.RATING, 1, 5.0, source="cli")
    found = Statistics(empty.store, empty.spaces).of("me")
    assert not found.compared
    assert found.few


def test_somebody_new_has_nothing(planted):
    found = Statistics(planted.store, planted.spaces).of("new")
    assert (found.seen, found.rated, found.mean, found.usual, found.minutes) == (0, 0, None, None, 0)
    assert found.directors == found.people == found.decades == ()
