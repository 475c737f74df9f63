"""Wishes: kept for a person, found by name, felt by every list."""

import contextlib

import pytest

from matinee.domain.feedback import Kind
from matinee.errors import BadValue, EmptyCatalogue
from matinee.services.recommend import Query
from matinee.services.wishes import Wishes, read_wishes, written
from matinee.services.words import because, said
from matinee.starter import starter_films
from matinee.store import open_store
from matinee.taste.wishes import Want, Wish
from unit.services.conftest import House


@pytest.fixture
def wishes(house) -> Wishes:
    return Wishes(house.store, house.spaces, house.clock)


@pytest.fixture
def genre(films) -> str:
    return films[0].genres[0]


def ids(house, user="me", **query) -> list[int]:
    found = house.recommend.picks(user, Query(**query), surface="cli").picks
    return [pick.film.id for pick in found]


def scores(house, user="me") -> list[tuple[int, float]]:
    found = house.recommend.picks(user, Query(n=78), surface="cli").picks
    return [(pick.film.id, pick.score) for pick in found]


def say(house, *film_ids, kind=Kind.LIKE, user="me"):
    for film_id in film_ids:
        house.clock.wait()
        house.feedback.say(user, kind, film_id, source="cli")


def test_a_pin_moves_the_list_and_a_reset_brings_it_back_exactly(house, wishes, genre, films):
    say(house, 2, 6)
    before = scores(house)
    wishes.want("me", f"genre:{genre}", Want.MORE)
    pinned = ids(house, n=10)
    by_id = {film.id: film for film in films}
    before_many = sum(genre in by_id[film_id].genres for film_id, _ in before[:10])
    assert sum(genre in by_id[film_id].genres for film_id in pinned) >= before_many + 5
    wishes.want("me", f"genre:{genre}", Want.LESS)
    assert not any(genre in by_id[film_id].genres for film_id in ids(house, n=10))
    assert [wish.want for wish in wishes.of("me")] == [Want.LESS]
    wishes.reset("me", f"genre:{genre}")
    assert scores(house) == before
    assert wishes.of("me") == ()


def test_a_pin_is_its_own_reason_in_words(house, wishes, genre):
    say(house, 2)
    wishes.want("me", genre, Want.MORE)
    pick = house.recommend.picks("me", surface="cli").picks[0]
    assert pick.score == pytest.approx(pick.offset + sum(reason.share for reason in pick.why), abs=1e-6)
    reason = pick.why[0]
    assert (reason.event, reason.film) == (None, None)
    assert (reason.wish.block, reason.wish.term, reason.wish.want) == ("genre", genre, Want.MORE)
    assert said(reason) == f"pinned {genre} up"
    assert because(pick) == f"because you pinned {genre}"
    assert because(pick, who="Ann") == f"because Ann pinned {genre}"
    looked = house.recommend.why("me", pick.film.id)
    assert looked.score == pick.score
    assert any(reason.shared for reason in looked.why if reason.event is not None)
    wishes.want("you", genre, Want.LESS)
    first = house.recommend.picks("you", surface="cli").picks[0]
    assert because(first) == f"unlike {genre}, which you pinned down"


def test_a_mute_takes_the_effect_and_is_in_the_report(house, wishes, genre):
    say(house, 1, 5, 9)
    before = house.recommend.trait("me", "genre", genre)
    assert before.effect > 0.1
    wishes.want("me", genre, Want.MUTE)
    report = house.recommend.taste("me")
    assert [(one.block, one.term, one.want) for one in report.wishes] == [("genre", genre, Want.MUTE)]
    assert abs(report.wishes[0].effect) < 0.01 * before.effect
    assert genre not in [one.term for one in (*report.liked, *report.avoided)]


def test_wishes_are_one_persons_own(house, wishes, genre):
    before = ids(house, user="you")
    wishes.want("me", genre, Want.MORE)
    assert ids(house, user="you") == before
    assert wishes.of("you") == ()


def test_the_past_and_a_single_film_do_not_hear_of_wishes(house, wishes, genre):
    say(house, 2)
    then = house.clock.now
    before, alone = ids(house, as_of=then), ids(house, from_film=2)
    house.clock.wait()
    wishes.want("me", genre, Want.MORE)
    assert ids(house, as_of=then) == before
    assert ids(house, from_film=2) == alone
    assert ids(house, as_of=house.clock.now) != before


def test_films_that_come_later_change_no_wish(house, wishes, genre, films):
    from dataclasses import replace

    wishes.want("me", genre, Want.MORE)
    before = house.recommend.belief("me").interest.mean
    house.load(*(replace(film, id=film.id + 900) for film in films[:5]))
    assert (house.recommend.belief("me").interest.mean == before).all()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("genre:{genre}", ("genre", "{genre}")),
        (" Genre: {lower} ", ("genre", "{genre}")),
        ("{lower}", ("genre", "{genre}")),
    ],
)
def test_a_trait_is_found_by_its_name(wishes, genre, name, key):
    lower = genre.lower()
    assert wishes.trait(name.format(genre=genre, lower=lower)) == (key[0], key[1].format(genre=genre))


def test_every_trait_is_found_by_how_it_is_written(wishes, house):
    for block, term in house.spaces.current().space.trait_columns:
        assert wishes.trait(written(block, term)) == (block, term)


def test_unknown_and_ambiguous_traits_say_what_is_near(wishes, genre):
    with pytest.raises(BadValue, match=f"Near it: genre:{genre}"):
        wishes.want("me", f"genre:{genre}x", Want.MUTE)
    with pytest.raises(BadValue, match="There is no trait"):
        wishes.want("me", "qqqq zzzz", Want.MUTE)
    with pytest.raises(BadValue, match="wished nothing"):
        wishes.reset("me", genre)
    assert wishes.of("me") == ()


def test_several_at_once_are_all_or_none(wishes, genre, films):
    other = next(film.genres[0] for film in films if film.genres[0] != genre)
    for wrong in (
        [(genre, Want.MORE), ("nothing like it", Want.MUTE)],
        [(genre, Want.MORE), (genre, Want.LESS)],
    ):
        with pytest.raises(BadValue):
            wishes.change("me", wrong)
        assert wishes.of("me") == ()
    wishes.change("me", [(genre, Want.MORE), (other, Want.MUTE)])
    assert {wish.term for wish in wishes.of("me")} == {genre, other}
    assert {wish.term for wish in wishes.reset("me")} == {genre, other}


def test_what_is_kept_and_cannot_be_read_is_passed_over():
    good = {"block": "genre", "term": "Crime", "want": "mute", "at": 5}
    rows = [good, {**good, "want": "love"}, {**good, "block": "overview"}, {**good, "at": "x"}, {}, 3, None]
    assert read_wishes({"traits": rows}) == (Wish("genre", "Crime", Want.MUTE, 5),)
    assert read_wishes({"traits": rows}, as_of=4) == ()
    for junk in ({}, {"traits": None}, {"traits": "x"}, {"traits": {"a": 1}}):
        assert read_wishes(junk) == ()


def test_too_many_wishes_are_refused(wishes, house):
    keys = list(house.spaces.current().space.trait_columns)[:61]
    with pytest.raises(BadValue, match="60"):
        wishes.change("me", [(written(*key), Want.MORE) for key in keys])
    assert len(wishes.change("me", [(written(*key), Want.MORE) for key in keys[:60]])) == 60


def test_the_offered_traits_are_those_that_most_films_have(wishes, house):
    space = house.spaces.current().space
    offered = wishes.offered(30)
    assert len(offered) == 30
    assert set(offered) <= set(space.trait_columns)
    assert [key[0] for key in offered] == sorted(
        (key[0] for key in offered),
        key=["genre", "keyword", "tone", "director", "cast", "origin", "decade"].index,
    )


def test_without_films_there_are_no_traits(empty):
    with pytest.raises(EmptyCatalogue):
        Wishes(empty.store, empty.spaces, empty.clock).want("me", "genre:Crime", Want.MORE)


# The starter catalogue, as people meet it


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("starter")
    moment = [1_700_000_000_000_000]
    with contextlib.closing(open_store(f"sqlite:///{folder / 'matinee.db'}", lambda: moment[0])) as store:
        house = House(store, folder, lambda: moment[0])
        house.films.put(starter_films())
        by_title = {record.film.title: record.film.id for record in starter_films()}
        for title in ("Heat", "Vertigo", "Casablanca", "Lost in Translation", "Tokyo Story"):
            house.feedback.say("me", Kind.LIKE, by_title[title], source="cli")
        yield house


def test_horror_pinned_up_comes_and_pinned_down_goes(starter):
    wishes = Wishes(starter.store, starter.spaces, starter.clock)

    def horrors(n: int = 20) -> int:
        found = starter.recommend.picks("me", Query(n=n), surface="cli").picks
        return sum("Horror" in pick.film.genres for pick in found)

    before, many = horrors(), horrors(200)
    wishes.want("me", "genre:Horror", Want.MORE)
    assert horrors() >= before + 6
    assert horrors(200) >= many + 20
    wishes.want("me", "genre:Horror", Want.LESS)
    assert horrors(200) <= many / 4
    wishes.reset("me")
    assert (horrors(), horrors(200)) == (before, many)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("theme:heist", ("keyword", "heist")),
        ("language:ja", ("origin", "language ja")),
        ("language:Japanese", ("origin", "language ja")),
        ("japan", ("origin", "country JP")),
        ("country:JP", ("origin", "country JP")),
        ("1980s", ("decade", "around 1980")),
        ("decade:1990", ("decade", "around 1990")),
        ("actor:al pacino", ("cast", "Al Pacino")),
        ("director:Michael Mann", ("director", "Michael Mann")),
        ("science-fiction", ("genre", "Science Fiction")),
    ],
)
def test_people_write_traits_in_many_ways(starter, name, key):
    assert Wishes(starter.store, starter.spaces, starter.clock).trait(name) == key


def test_one_name_of_two_traits_is_asked_about(starter):
    with pytest.raises(BadValue, match=r"director:Clint Eastwood, cast:Clint Eastwood\. Say which"):
        Wishes(starter.store, starter.spaces, starter.clock).trait("clint eastwood")
