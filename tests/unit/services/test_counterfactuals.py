"""Where a film would stand if something had not been said: the same as folding the log without it."""

import numpy as np
import pytest

from matinee.domain.feedback import Kind
from matinee.services.counterfactuals import Counterfactuals
from matinee.services.recommend import Query


def say(house, kind, film, value=None):
    house.clock.wait()
    return house.feedback.say("me", kind, film.id, value, source="api")


@pytest.fixture
def known(house, films):
    say(house, Kind.RATING, films[0], 5)
    say(house, Kind.LIKE, films[4])
    say(house, Kind.RATING, films[21], 1.5)
    say(house, Kind.NOT_INTERESTED, films[41])
    say(house, Kind.WATCHED, films[62])
    return house


def place_by_counting(house, film_id):
    """The place by exact scores over all films, straight from the log."""
    in_use = house.spaces.current()
    standing = house.feedback.standing("me")
    belief = house.recommend.belief("me")
    scores = in_use.space.scores(belief)
    row = in_use.space.row(film_id)
    away = standing.seen | standing.hidden
    open_ = np.array([film not in away or film == film_id for film in in_use.space.film_ids.tolist()])
    return int((scores[open_] > scores[row]).sum()) + 1, int(open_.sum()), float(scores[row])


def test_places_are_those_after_the_thing_was_really_taken_back(known, films):
    film_id = known.recommend.picks("me", Query(n=6), surface="api").picks[5].film.id
    pick = known.recommend.why("me", film_id)
    found = Counterfactuals(known.recommend).of("me", pick, most=5)
    place, count, score = place_by_counting(known, film_id)
    assert (found.now.place, found.now.of) == (place, count)
    assert found.now.score == pytest.approx(score) == pytest.approx(pick.score)
    assert found.now.stars == pytest.approx(pick.stars)
    assert len(found.without) == len(pick.why)
    for reason, there in found.without:
        retracted = known.feedback.retract("me", reason.event.event_id, source="api")
        place, count, score = place_by_counting(known, film_id)
        assert (there.place, there.of) == (place, count)
        assert there.score == pytest.approx(score)
        known.clock.wait()
        known.feedback.retract("me", retracted.event_id, source="api")


def test_without_a_second_rating_the_first_one_stands_again(house, films):
    say(house, Kind.RATING, films[0], 5)
    say(house, Kind.RATING, films[0], 1)
    film_id = films[8].id
    pick = house.recommend.why("me", film_id)
    (_, there), *_ = Counterfactuals(house.recommend).of("me", pick).without
    house.feedback.undo("me", source="api")
    assert there.score == pytest.approx(house.recommend.why("me", film_id).score)
    assert there.score > pick.score


def test_a_seen_film_has_a_place_too(known, films):
    found = Counterfactuals(known.recommend).of("me", known.recommend.why("me", films[0].id))
    assert found.now.place == place_by_counting(known, films[0].id)[0]


def test_someone_who_said_nothing_has_a_place_and_no_reasons(house, films):
    found = Counterfactuals(house.recommend).of("new", house.recommend.why("new", films[0].id))
    assert found.without == ()
    assert found.now.of == len(films)


def test_only_the_largest_reasons_are_thought_away_and_nothing_is_written(known, films):
    before = known.feedback.log("me")
    found = Counterfactuals(known.recommend).of("me", known.recommend.why("me", films[9].id), most=2)
    assert len(found.without) == 2
    sizes = [abs(reason.share) for reason, _ in found.without]
    assert sizes == sorted(sizes, reverse=True)
    assert known.feedback.log("me") == before


def test_films_weighed_for_a_person_come_the_best_first_seen_ones_too(known, films):
    asked = [films[place].id for place in (0, 9, 30, 62)]
    picks = known.recommend.weighed("me", [*asked, 999_999])
    assert {pick.film.id for pick in picks} == set(asked)
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    for pick in picks:
        alone = known.recommend.why("me", pick.film.id)
        assert (pick.score, pick.stars) == (pytest.approx(alone.score), pytest.approx(alone.stars))
    with known.store.read() as unit:
        assert unit.impressions("me") == []
