"""Films that nobody here knows: asked for once, stored whole, and told of in one line when they cannot be had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matinee.domain.film import Film
from matinee.domain.match import Asked
from matinee.errors import TmdbKeyRefused, TmdbNoKey, TmdbUnreachable
from matinee.services.finding import Finder
from matinee.testing.sources import FakeSource

VAULT = Film(
    id=900_001, title="The Vault Below", original_title="Das Gewölbe", year=1994, imdb_id="tt0900001"
)
NAMESAKE = Film(id=900_002, title="The Vault Below", year=1971)
OTHER = Film(id=900_003, title="Salt Road", year=2001)
DAY = 86_400


@pytest.fixture
def house(empty):
    return empty


@pytest.fixture
def source(house):
    return FakeSource([VAULT, NAMESAKE, OTHER], house.clock)


@pytest.fixture
def finder(house, source):
    return Finder(house.store, lambda: source, lambda: True, house.clock)


def stored(house) -> list[int]:
    with house.store.read() as unit:
        return sorted(unit.shelf.fetched_ids())


@pytest.mark.parametrize(
    ("asked", "films"),
    [
        (Asked(tmdb_id=900_003), [900_003]),
        (Asked(imdb_id="tt0900001", title="Anything"), [900_001]),
        (Asked(title="The Vault Below", year=1994), [900_001]),
        (Asked(title="the vault below (1971)"), [900_002]),
        (Asked(title="The Vault Below"), [900_001, 900_002]),
        (Asked(title="Das Gewölbe", year=1995), [900_001]),
        (Asked(title="Salt Road", year=1990), []),
        (Asked(title="Nowhere", year=1990), []),
        (Asked(imdb_id="no number", title="Salt Road", year=2001), [900_003]),
        (Asked(title="Salt Road", year=2001, confirm=True), []),
        (Asked(title="", year=2001), []),
    ],
)
def test_numbers_come_before_titles_and_the_year_decides(finder, house, asked, films) -> None:
    found = finder.find([asked])
    assert (found.films, found.trouble) == (len(films), "")
    assert stored(house) == films


def test_nothing_is_asked_for_twice(finder, house, source) -> None:
    asked = [
        Asked(title="Salt Road", year=2001),
        Asked(title="Nowhere", year=1990),
        Asked(title="Salt Road", year=2001),
    ]
    assert finder.find(asked).films == 1
    calls = source.calls
    assert finder.find(asked).films == 0
    assert source.calls == calls
    # A title that led to nothing may lead somewhere a month later; a film that is here is not fetched again.
    house.clock.wait(31 * DAY)
    assert finder.find(asked).films == 0
    assert [ask.film_id for ask in source.asked] == [900_003]
    assert source.calls > calls


def test_without_a_key_nothing_is_opened(house) -> None:
    def opened():
        raise AssertionError

    assert Finder(house.store, opened, lambda: False, house.clock).find([Asked(title="x")]).trouble == ""


def test_a_key_that_is_none_is_told(house) -> None:
    def opened():
        raise TmdbNoKey("There is no TMDB key: set TMDB_API_KEY.")

    found = Finder(house.store, opened, lambda: True, house.clock).find([Asked(title="x")])
    assert found.trouble == "No film was looked up at TMDB: There is no TMDB key: set TMDB_API_KEY."


def test_what_breaks_off_is_told_and_asked_for_again(finder, house, source) -> None:
    source.refuses = TmdbKeyRefused("TMDB refuses the key: check it.")
    asked = [Asked(title="Salt Road", year=2001), Asked(title="The Vault Below", year=1994)]
    found = finder.find(asked)
    assert found.films == 0
    assert "TMDB refuses the key" in found.trouble
    assert "\n" not in found.trouble
    source.refuses = None
    source.breaks_after = (1, TmdbUnreachable("Nothing can be reached."))
    found = finder.find(asked)
    assert (found.films, len(stored(house))) == (1, 1)
    assert found.trouble.startswith("The films could not be had from TMDB: Nothing")
    source.breaks_after = None
    assert finder.find(asked).films == 1
    assert source.closed >= 3


def test_who_stops_it_is_heard_and_what_was_fetched_stays(finder, house) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("fetching"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finder.find([Asked(tmdb_id=900_001), Asked(tmdb_id=900_003)], stop)
    assert len(stored(house)) == 1


def test_a_film_that_fails_is_told_and_one_that_is_gone_is_not_asked_for_again(finder, source) -> None:
    source.failing[900_003] = "It is broken."
    found = finder.find([Asked(tmdb_id=900_003), Asked(tmdb_id=900_009)])
    assert found.trouble == "1 film could not be fetched from TMDB: It is broken."
    source.failing.clear()
    assert finder.find([Asked(tmdb_id=900_003), Asked(tmdb_id=900_009)]).films == 1
    assert [ask.film_id for ask in source.asked].count(900_009) == 1


def test_what_belongs_to_a_film_is_done_with_it_and_progress_is_heard(house, source) -> None:
    also: list[int] = []
    heard: list[tuple[str, int, int]] = []
    finder = Finder(
        house.store,
        lambda: source,
        lambda: True,
        house.clock,
        lambda unit, fetched: also.extend(one.record.film.id for one in fetched),
    )
    finder.find([Asked(tmdb_id=900_003)], lambda what, done, total: heard.append((what, done, total)))
    assert also == [900_003]
    assert heard == [("looking films up at TMDB", 1, 1), ("fetching films from TMDB", 1, 1)]


def test_a_film_of_a_dump_is_fetched_when_a_row_does_not_find_it(finder, house) -> None:
    house.load(replace(VAULT, imdb_id=""))
    assert finder.find([Asked(imdb_id="tt0900001", title="?")]).films == 1
    with house.store.read() as unit:
        assert unit.films([900_001])[900_001].imdb_id == "tt0900001"
