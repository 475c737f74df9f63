"""How good the picks were, on planted logs."""

import pytest

from matinee.domain.feedback import Kind
from matinee.domain.ports import Impression
from matinee.services.hindsight import Hindsight, Rate
from matinee.services.recommend import Query

DAY = 86_400


def say(house, film_id, kind=Kind.LIKE, value=None, after=DAY):
    house.clock.wait(after)
    return house.feedback.say("me", kind, film_id, value, source="cli")


def show(house, *film_ids, surface="app", first=1):
    with house.store.begin() as unit:
        unit.show(
            [
                Impression(
                    f"list-{house.clock.now}-{surface}", "me", film_id, house.clock.now, place, 1.0, surface
                )
                for place, film_id in enumerate(film_ids, first)
            ]
        )


@pytest.fixture
def hindsight(house) -> Hindsight:
    return Hindsight(house.recommend)


# Foretold


def test_a_clear_taste_is_foretold_better_than_popularity(house, hindsight):
    # Films 1, 5, 9 ... are of one cluster of four.
    for film_id in range(1, 80, 4):
        say(house, film_id)
    found = hindsight.foretold("me")
    assert (found.opinions, found.ours.of, found.missing) == (20, 10, "")
    assert found.ours.hits >= 8
    assert found.ours.hits > found.popular.hits
    assert found.only_ours - found.only_popular == found.ours.hits - found.popular.hits
    assert f"Of the 10 films you liked later, {found.ours.hits} were in your top 20" in found.sentence
    assert "four times in five" in found.doubt


def test_what_was_said_later_does_not_leak(house, hindsight):
    # Until the later half all that is known is of another cluster.
    for film_id in range(2, 44, 4):
        say(house, film_id)
    for film_id in range(1, 44, 4):
        say(house, film_id, after=0.000001)
    before = hindsight.foretold("me").ours.hits
    # All of the later half at one moment: only the first half is known of any.
    assert before < 11
    say(house, 45)
    assert hindsight.foretold("me").opinions == 23


def test_a_film_seen_first_and_rated_later_is_asked_about_before_it_was_seen(house, hindsight):
    for film_id in range(1, 48, 4):
        say(house, film_id, Kind.WATCHED)
        say(house, film_id, Kind.RATING, 5.0, after=60)
    found = hindsight.foretold("me")
    assert (found.opinions, found.ours.of) == (12, 6)
    assert found.ours.hits >= 4


@pytest.mark.parametrize("count", [0, 3, 9])
def test_too_little_is_said_to_be_too_little(house, hindsight, count):
    for film_id in range(1, 1 + count):
        say(house, film_id)
    found = hindsight.foretold("me")
    assert found.ours.of == 0
    assert found.sentence == f"Rate or like 10 films first; there are {count}."
    assert found.doubt == ""


def test_an_import_of_one_moment_has_no_later(house, hindsight):
    for film_id in range(1, 40):
        say(house, film_id, after=0)
    assert "one moment" in hindsight.foretold("me").sentence


def test_dislikes_alone_leave_nothing_to_find(house, hindsight):
    for film_id in range(1, 30):
        say(house, film_id, Kind.DISLIKE)
    assert "Too few films were liked later (0)" in hindsight.foretold("me").sentence


def test_films_shown_before_are_counted_as_such(house, hindsight):
    for film_id in range(1, 80, 4):
        if film_id > 60:
            show(house, film_id)
        say(house, film_id)
    found = hindsight.foretold("me")
    assert found.shown == 5
    assert "5 of them had been on a list here before" in found.doubt


def test_nothing_changes_by_looking_back(house, hindsight):
    for film_id in range(1, 80, 4):
        say(house, film_id)
    with house.store.read() as unit:
        before = unit.impressions("me"), unit.events("me")
    assert hindsight.foretold("me") == hindsight.foretold("me")
    hindsight.live("me")
    with house.store.read() as unit:
        assert (unit.impressions("me"), unit.events("me")) == before


# Live


def test_what_was_shown_is_told_by_what_became_of_it(house, hindsight):
    show(house, 1, 2, 3, 4, 5, 6, 7, 8)
    say(house, 1)
    say(house, 2, Kind.RATING, 4.5)
    say(house, 3, Kind.RATING, 3.5)
    say(house, 4, Kind.RATING, 1.0)
    say(house, 5, Kind.NOT_INTERESTED)
    say(house, 6, Kind.WATCHLIST_ADD)
    say(house, 7, Kind.WATCHED)
    waiting = hindsight.live("me").total
    assert (waiting.liked, waiting.open) == (Rate(2, 7), 1)
    house.clock.wait(30 * DAY)
    found = hindsight.live("me").total
    assert found.liked == Rate(2, 8)
    assert (found.saved, found.refused, found.seen, found.open) == (1, 2, 2, 0)
    assert (
        hindsight.live("me").sentence
        == "Of 8 films shown, within 14 days: 2 liked, 1 saved, 2 refused, 2 only watched."
    )


def test_a_film_counts_once_a_surface_from_when_it_was_first_shown(house, hindsight):
    show(house, 1, 2)
    house.clock.wait(DAY)
    show(house, 2, 1)
    show(house, 1, surface="cli", first=9)
    say(house, 1)
    house.clock.wait(30 * DAY)
    found = hindsight.live("me")
    assert {one.name: one.liked for one in found.surfaces} == {"app": Rate(1, 2), "cli": Rate(1, 1)}
    places = {one.name: one.liked for one in found.places}
    assert places == {"1–6": Rate(1, 2), "7–12": Rate(1, 1), "13–24": Rate(0, 0), "25 and later": Rate(0, 0)}


def test_answers_before_and_long_after_do_not_count(house, hindsight):
    say(house, 1)
    house.clock.wait()
    show(house, 1, 2, 3)
    say(house, 2, after=20 * DAY)
    event = say(house, 3, after=0)
    assert hindsight.live("me").total.liked == Rate(0, 3)
    assert hindsight.live("me", days=25).total.liked == Rate(2, 2)
    house.feedback.retract("me", event.event_id, source="cli")
    assert hindsight.live("me", days=25).total.liked == Rate(1, 1)


def test_a_save_that_became_a_like_is_a_like(house, hindsight):
    show(house, 1)
    say(house, 1, Kind.WATCHLIST_ADD)
    say(house, 1, Kind.RATING, 5.0)
    assert hindsight.live("me").total.liked == Rate(1, 1)


def test_the_lists_a_person_asks_for_are_counted(house, hindsight):
    picks = house.recommend.picks("me", Query(n=5), surface="cli").picks
    say(house, picks[2].film.id)
    found = hindsight.live("me").total
    assert (found.liked, found.open) == (Rate(1, 1), 4)


def test_nothing_shown_is_said(hindsight):
    assert hindsight.live("me").sentence.startswith("Nothing was shown yet")


def test_an_interval_holds_its_share_and_narrows():
    for hits, of in ((0, 5), (5, 5), (2, 7), (0, 0)):
        low, high = Rate(hits, of).interval
        assert 0 <= low <= Rate(hits, of).share <= high <= 1 or of == 0
    narrow, wide = Rate(40, 100).interval, Rate(4, 10).interval
    assert narrow[1] - narrow[0] < wide[1] - wide[0]
