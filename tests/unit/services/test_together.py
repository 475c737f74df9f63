"""One list for several people over a real store."""

import pytest

from matinee.domain.catalogue import Filters
from matinee.errors import BadValue, EmptyCatalogue
from matinee.services.recommend import Query
from matinee.services.together import Together, group_of, rule_named
from matinee.services.words import because
from matinee.taste.group import Rule
from matinee.taste.rank import Dials
from matinee.testing.synthetic import cluster_of
from unit.services.test_recommend import say


def together(house, *users, rule="fair", **query):
    return Together(house.recommend).picks(users, Query(**query), rule, surface="cli")


def ids(house, *users, **query):
    return [found.film.id for found in together(house, *users, **query).films]


@pytest.fixture
def pair(house):
    """ann likes the first cluster, bob the second."""
    say(house, "like", 1, 5, 9, 13, 17, 21, user="ann")
    say(house, "like", 2, 6, 10, user="bob")
    return house


def test_each_member_has_a_score_stars_and_reasons_of_their_own(pair):
    found = together(pair, "ann", "bob", n=12)
    assert found.users == ("ann", "bob")
    assert found.rule is Rule.FAIR
    assert len(found.films) == 12
    for film in found.films:
        assert [member.user for member in film.members] == ["ann", "bob"]
        for member in film.members:
            alone = pair.recommend.why(member.user, film.film.id)
            pick = member.pick
            assert pick.film is film.film
            assert pick.score == pytest.approx(alone.score, abs=1e-9)
            assert pick.stars == pytest.approx(alone.stars, abs=1e-9)
            assert pick.interval == pytest.approx(alone.interval, abs=1e-9)
            assert pick.score == pytest.approx(
                pick.offset + sum(reason.share for reason in pick.why), abs=1e-6
            )
            assert {reason.film.id for reason in pick.why} == (
                {1, 5, 9, 13, 17, 21} if member.user == "ann" else {2, 6, 10}
            )
            assert 0 <= member.appeal <= 1


def test_a_film_against_a_members_taste_is_not_given_a_reason_of_theirs(pair):
    members = [m for film in together(pair, "ann", "bob", n=30).films for m in film.members]
    against = [m for m in members if m.pick.score < m.pick.offset - 0.05]
    assert against
    assert {m.reason for m in against} == {"not what ann usually likes", "not what bob usually likes"}
    assert all(m.reason == because(m.pick, who=m.user) for m in members if m not in against)


def test_the_reason_names_the_member(pair):
    found = together(pair, "ann", "bob", n=12)
    texts = {
        member.user: because(member.pick, who=member.user) for film in found.films for member in film.members
    }
    assert any(text.startswith("because ann liked ") for text in texts.values())
    assert any(text.startswith("because bob liked ") for text in texts.values())


def test_both_get_films_of_theirs_and_the_list_says_whose(pair):
    found = together(pair, "ann", "bob", n=10)
    kinds = [cluster_of(film.film.id, 4) for film in found.films]
    assert kinds.count(0) >= 3
    assert kinds.count(1) >= 3
    whose = {(film.chosen_for, cluster_of(film.film.id, 4)) for film in found.films if film.chosen_for}
    assert whose
    assert whose <= {("ann", 0), ("bob", 1)}
    assert not any(film.chosen_for for film in together(pair, "ann", "bob", rule="mean").films)


def test_what_any_of_them_has_seen_or_refused_is_not_shown(pair):
    say(pair, "not_interested", 3, user="bob")
    say(pair, "watched", 7, user="ann")
    every = set(ids(pair, "ann", "bob", n=500))
    assert every == set(range(1, 81)) - {1, 5, 9, 13, 17, 21, 2, 6, 10, 3, 7}


def test_what_some_have_seen_may_be_allowed_but_not_what_all_have(pair):
    say(pair, "not_interested", 3, user="bob")
    say(pair, "watched", 7, user="ann")
    say(pair, "watched", 7, user="bob")
    every = set(ids(pair, "ann", "bob", n=500, include_seen=True))
    assert every == set(range(1, 81)) - {3, 7}


@pytest.mark.parametrize("rule", Rule)
def test_a_filter_leaves_the_appeals_as_they_were(pair, rule):
    whole = {film.film.id: film for film in together(pair, "ann", "bob", rule=rule, n=500).films}
    few = together(pair, "ann", "bob", rule=rule, n=500, filters=Filters(max_runtime=110)).films
    assert 0 < len(few) < len(whole)
    for film in few:
        assert film.film.runtime <= 110
        assert film.score == whole[film.film.id].score
        assert [m.appeal for m in film.members] == [m.appeal for m in whole[film.film.id].members]


def test_somebody_nobody_knows_counts_with_what_everyone_starts_from(pair):
    found = together(pair, "ann", "guest", n=6)
    for film in found.films:
        guest = film.members[1].pick
        assert not len(guest.why)
        assert guest.score == guest.offset
        assert because(guest) == "well known and well liked"
    assert "guest" not in pair.feedback.users()
    # Two strangers agree, so each rule gives the one list of everyone.
    lists = {tuple(ids(pair, "x", "y", rule=rule, dials=Dials(variety=0))) for rule in Rule}
    assert lists == {
        tuple(
            p.film.id for p in pair.recommend.picks("z", Query(dials=Dials(variety=0)), surface="cli").picks
        )
    }


def test_the_obscurity_dial_is_in_scores_and_offsets(pair):
    for film in together(pair, "ann", "bob", dials=Dials(obscurity=0.8)).films:
        for member in film.members:
            plain = pair.recommend.why(member.user, film.film.id)
            assert member.pick.score < plain.score + 1e-9
            assert member.pick.score - member.pick.offset == pytest.approx(
                plain.score - plain.offset, abs=1e-9
            )


def test_the_list_does_not_hang_on_who_is_named_first(pair):
    one, other = together(pair, "ann", "bob"), together(pair, "bob", "ann")
    assert [film.film.id for film in one.films] == [film.film.id for film in other.films]
    assert [film.chosen_for for film in one.films] == [film.chosen_for for film in other.films]


def test_what_is_shown_is_noted_for_each_member(pair):
    found = together(pair, "ann", "bob", n=4)
    assert len(set(found.lists.values())) == 2
    for place, user in enumerate(("ann", "bob")):
        with pair.store.read() as unit:
            noted = unit.impressions(user)
        assert [(one.list_id, one.film_id, one.place, one.score, one.surface) for one in noted] == [
            (found.lists[user], film.film.id, number, film.members[place].pick.score, "cli")
            for number, film in enumerate(found.films, 1)
        ]


def test_a_group_as_of_then_is_what_it_was(pair):
    before = pair.clock.now
    then = ids(pair, "ann", "bob")
    say(pair, "like", 3, 7, 11, user="bob")
    assert ids(pair, "ann", "bob") != then
    assert ids(pair, "ann", "bob", as_of=before) == then


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ((), "A group is 2 to 6 people, not 0"),
        (("ann",), "A group is 2 to 6 people, not 1"),
        (tuple("abcdefg"), "A group is 2 to 6 people, not 7"),
        (("ann", "bob", "ann"), "ann is named twice"),
        (("ann", " "), "has no name"),
    ],
)
def test_a_group_that_is_none_is_told_so(house, users, words):
    with pytest.raises(BadValue, match=words):
        together(house, *users)


def test_names_are_taken_as_they_are():
    assert group_of(["ann", "Ann", "ann  b"]) == ("ann", "Ann", "ann  b")


def test_other_requests_that_make_no_sense(house, empty):
    with pytest.raises(BadValue, match="there are fair, mean, misery"):
        together(house, "ann", "bob", rule="loudest")
    assert rule_named("mean") is Rule.MEAN
    with pytest.raises(BadValue, match="leave the group or the film out"):
        together(house, "ann", "bob", from_film=1)


def test_without_films_there_is_no_list(empty):
    with pytest.raises(EmptyCatalogue, match="matinee init"):
        together(empty, "ann", "bob")


def test_filters_that_leave_nothing_leave_nothing(pair):
    assert together(pair, "ann", "bob", filters=Filters(years=(1888, 1888))).films == ()
