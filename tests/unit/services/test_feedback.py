"""Saying something, taking it back, and the history that stays."""

import pytest

from matinee.domain.feedback import CORRECTIONS, Kind
from matinee.errors import BadValue, NothingToUndo


def say(house, kind, film_id, value=None, user="me", **more):
    house.clock.wait()
    return house.feedback.say(user, Kind(kind), film_id, value, source="cli", **more)


def undo(house, user="me"):
    house.clock.wait()
    return house.feedback.undo(user, source="cli")


def states(house, user="me"):
    return [(line.event.kind.value, line.event.value, line.state) for line in house.feedback.history(user)]


def test_what_was_said_is_in_the_log_with_who_when_and_where(house):
    said = say(house, "rating", 3, 4.5)
    (found,) = house.feedback.log("me")
    assert (found.event_id, found.user, found.kind, found.film_id, found.value) == (
        said.event_id,
        "me",
        Kind.RATING,
        3,
        4.5,
    )
    assert (found.at, found.source) == (house.clock.now, "cli")
    assert found.seq > 0


def test_the_same_event_id_says_it_once(house):
    say(house, "like", 1, event_id="a")
    say(house, "like", 1, event_id="a")
    assert len(house.feedback.log("me")) == 1


def test_a_moment_given_is_kept(house):
    assert say(house, "watched", 1, at=12).at == house.feedback.log("me")[0].at == 12


@pytest.mark.parametrize(
    ("kind", "value"), [("rating", 7), ("rating", None), ("rating", 3.3), ("like", 1.0), ("retract", None)]
)
def test_what_means_nothing_is_refused_and_not_written(house, kind, value):
    with pytest.raises(BadValue):
        say(house, kind, 1, value)
    with pytest.raises(BadValue, match="name is empty"):
        say(house, "like", 1, user=" ")
    assert house.feedback.log("me") == []


def test_undo_takes_back_the_newest_and_then_the_one_before(house):
    first, second = say(house, "rating", 1, 4.0), say(house, "like", 2)
    assert undo(house).event_id == second.event_id
    assert house.feedback.standing("me").seen == {1}
    assert undo(house).event_id == first.event_id
    assert house.feedback.standing("me").events == ()
    with pytest.raises(NothingToUndo, match="me has said nothing"):
        undo(house)


def test_undo_goes_by_the_order_of_saying_not_by_the_moment_meant(house):
    say(house, "like", 1)
    imported = say(house, "watched", 2, at=5)
    assert undo(house).event_id == imported.event_id


def test_undo_of_an_edit_brings_the_old_stars_back_and_then_takes_the_rating(house):
    rated = say(house, "rating", 1, 4.0)
    house.feedback.amend("me", rated.event_id, 2.0, source="cli")
    assert house.feedback.standing("me").ratings == {1: 2.0}
    assert undo(house).kind is Kind.AMEND
    assert house.feedback.standing("me").ratings == {1: 4.0}
    assert undo(house).event_id == rated.event_id
    assert house.feedback.standing("me").ratings == {}


def test_undo_of_a_forget_lets_it_count_again(house):
    liked = say(house, "like", 1)
    house.feedback.forget("me", liked.event_id, source="cli")
    assert house.feedback.standing("me").events == ()
    undo(house)
    assert [event.event_id for event in house.feedback.standing("me").events] == [liked.event_id]


def test_what_was_brought_back_by_undoing_an_undo_can_be_undone_again(house):
    liked = say(house, "like", 1)
    undo(house)
    retract = house.feedback.log("me")[-1]
    house.feedback.retract("me", retract.event_id, source="cli")
    assert house.feedback.standing("me").seen == {1}
    assert undo(house).event_id == liked.event_id
    assert house.feedback.standing("me").seen == frozenset()


def test_undo_passes_over_an_edit_of_what_is_gone(house):
    before, rated = say(house, "like", 2), say(house, "rating", 1, 4.0)
    house.feedback.amend("me", rated.event_id, 2.0, source="cli")
    house.feedback.retract("me", rated.event_id, source="cli")
    assert undo(house).event_id == before.event_id


def test_an_edit_keeps_the_moment_of_the_rating(house):
    rated = say(house, "rating", 1, 4.0)
    house.clock.wait(1000)
    house.feedback.amend("me", rated.event_id, 1.5, source="app")
    (event,) = house.feedback.standing("me").events
    assert (event.value, event.at) == (1.5, rated.at)


def test_only_a_rating_is_edited_and_only_to_stars_there_are(house):
    liked, rated = say(house, "like", 1), say(house, "rating", 2, 3.0)
    with pytest.raises(BadValue, match="Only a rating can be edited"):
        house.feedback.amend("me", liked.event_id, 3.0, source="cli")
    with pytest.raises(BadValue, match=r"from 0\.5 to 5"):
        house.feedback.amend("me", rated.event_id, 7, source="cli")
    assert len(house.feedback.log("me")) == 2


def test_a_forgotten_event_stays_in_history_and_its_film_stays_seen(house):
    liked = say(house, "like", 1)
    house.feedback.forget("me", liked.event_id, source="cli")
    standing = house.feedback.standing("me")
    assert (standing.events, standing.seen) == ((), {1})
    assert states(house) == [("like", None, "left out of learning")]


def test_a_forgotten_rating_keeps_the_stars_it_was_edited_to(house):
    rated = say(house, "rating", 1, 2.0)
    house.feedback.amend("me", rated.event_id, 4.0, source="cli")
    house.feedback.forget("me", rated.event_id, source="cli")
    assert states(house) == [("rating", 4.0, "left out of learning")]
    assert house.feedback.standing("me").ratings == {1: 4.0}


def test_a_correction_is_not_forgotten(house):
    say(house, "like", 1)
    undo(house)
    with pytest.raises(BadValue, match="correction"):
        house.feedback.forget("me", house.feedback.log("me")[-1].event_id, source="cli")


@pytest.mark.parametrize("how", ["retract", "amend", "forget"])
def test_nobody_corrects_what_another_said(house, how):
    theirs = say(house, "rating", 1, 3.0, user="you")
    more = (4.0,) if how == "amend" else ()
    for event_id in (theirs.event_id, "nothing"):
        with pytest.raises(BadValue, match=f'me has no event "{event_id}"'):
            getattr(house.feedback, how)("me", event_id, *more, source="cli")
    assert len(house.feedback.log("you")) == 1


def test_history_is_newest_first_with_what_became_of_each(house):
    rated = say(house, "rating", 1, 4.0)
    say(house, "like", 2)
    undo(house)
    forgotten = say(house, "watched", 3)
    house.feedback.amend("me", rated.event_id, 2.5, source="cli")
    house.feedback.forget("me", forgotten.event_id, source="cli")
    say(house, "dislike", 9_999)
    assert states(house) == [
        ("dislike", None, "counts"),
        ("watched", None, "left out of learning"),
        ("like", None, "taken back"),
        ("rating", 2.5, "counts"),
    ]
    lines = house.feedback.history("me")
    assert [line.film and line.film.id for line in lines] == [None, 3, 2, 1]
    assert not {line.event.kind for line in lines} & CORRECTIONS


def test_people_do_not_hear_each_other(house):
    say(house, "like", 1, user="ann")
    say(house, "dislike", 1, user="bob")
    assert house.feedback.users() == ["ann", "bob"]
    undo(house, "ann")
    assert house.feedback.standing("ann").seen == frozenset()
    assert house.feedback.standing("bob").seen == {1}
    with pytest.raises(NothingToUndo):
        undo(house, "ann")
