"""Picks, reasons, similar films and traits over a real store."""

from dataclasses import replace

import numpy as np
import pytest

from matinee.domain.catalogue import Filters
from matinee.domain.feedback import Kind
from matinee.domain.film import Film
from matinee.errors import EmptyCatalogue, UnknownFilm
from matinee.services.recommend import Query
from matinee.taste.rank import Dials
from matinee.testing.synthetic import cluster_of

DAY = 86_400


def say(house, kind, *film_ids, value=None, user="me"):
    for film_id in film_ids:
        house.clock.wait()
        house.feedback.say(user, Kind(kind), film_id, value, source="cli")


def picks(house, user="me", **query):
    return house.recommend.picks(user, Query(**query), surface="cli").picks


def ids(house, user="me", **query):
    return [pick.film.id for pick in picks(house, user, **query)]


def test_without_films_there_are_no_picks(empty):
    with pytest.raises(EmptyCatalogue, match="matinee init"):
        picks(empty)
    with pytest.raises(EmptyCatalogue):
        empty.recommend.similar(1)
    with pytest.raises(EmptyCatalogue):
        empty.recommend.why("me", 1)


def test_somebody_new_gets_the_offsets_without_reasons(house):
    found = picks(house)
    assert len(found) == 10
    for pick in found:
        assert pick.score == pick.offset
        assert not len(pick.why)
        assert pick.interval[0] < pick.stars < pick.interval[1]


def test_five_likes_change_the_next_list_at_once(house):
    before = ids(house)
    say(house, "like", 1, 5, 9, 13, 17)
    after = ids(house)
    assert after != before
    assert sum(cluster_of(film_id, 4) == 0 for film_id in after) >= 8
    assert not {1, 5, 9, 13, 17} & set(after)


def test_undo_brings_the_list_back(house):
    say(house, "like", 1, 5)
    before = picks(house, n=20)
    say(house, "rating", 2, value=5.0)
    assert picks(house, n=20) != before
    house.feedback.undo("me", source="cli")
    after = picks(house, n=20)
    assert [pick.film.id for pick in after] == [pick.film.id for pick in before]
    # The clock has moved by microseconds' worth of age.
    assert [pick.score for pick in after] == pytest.approx([pick.score for pick in before], abs=1e-6)


@pytest.mark.parametrize("obscurity", [0.0, 0.7])
def test_every_score_is_its_offset_and_its_reasons(house, obscurity):
    say(house, "like", 1, 5, 9)
    say(house, "rating", 2, 3, value=1.0)
    say(house, "not_interested", 4)
    say(house, "watchlist_add", 6)
    for pick in picks(house, n=30, dials=Dials(obscurity=obscurity)):
        assert pick.score == pytest.approx(pick.offset + sum(reason.share for reason in pick.why), abs=1e-6)
        assert {reason.event.film_id for reason in pick.why} == {1, 5, 9, 2, 3, 4, 6}
        assert all(reason.film.id == reason.event.film_id for reason in pick.why)
        sizes = [abs(reason.share) for reason in pick.why]
        assert sizes == sorted(sizes, reverse=True)


def test_what_is_shown_is_noted(house):
    shown = house.recommend.picks("me", Query(n=7), surface="app")
    house.clock.wait()
    again = house.recommend.picks("me", Query(n=3), surface="cli")
    house.recommend.picks("you", surface="cli")
    with house.store.read() as unit:
        noted = unit.impressions("me")
    assert shown.list_id != again.list_id
    assert [(one.list_id, one.film_id, one.place, one.score, one.surface) for one in noted] == [
        *((shown.list_id, p.film.id, n, p.score, "app") for n, p in enumerate(shown.picks, 1)),
        *((again.list_id, p.film.id, n, p.score, "cli") for n, p in enumerate(again.picks, 1)),
    ]
    assert noted[-1].at == house.clock.now


def test_n_are_asked_and_n_given(house):
    say(house, "like", 1, 5)
    for n in (1, 20, 78):
        assert len(set(ids(house, n=n))) == n
    assert len(ids(house, n=500)) == 78
    assert len(ids(house, n=500, include_seen=True)) == 80


def test_filters_hold(house, films):
    by_id = {film.id: film for film in films}
    filters = Filters(
        genres=frozenset({films[0].genres[0]}),
        not_genres=frozenset({"Drama"}),
        years=(1970, 2010),
        max_runtime=150,
        languages=frozenset({"en"}),
    )
    found = [by_id[film_id] for film_id in ids(house, n=50, filters=filters)]
    assert found
    for film in found:
        assert films[0].genres[0] in film.genres
        assert "Drama" not in film.genres
        assert 1970 <= film.year <= 2010
        assert film.runtime <= 150
        assert film.language == "en"
    assert ids(house, filters=Filters(years=(1900, 1901))) == []


def test_a_filter_changes_no_score(house):
    say(house, "like", 1, 5, 9)
    every = {pick.film.id: pick.score for pick in picks(house, n=78)}
    for pick in picks(house, n=20, filters=Filters(languages=frozenset({"fr"}))):
        assert pick.score == pytest.approx(every[pick.film.id], abs=1e-12)


@pytest.mark.parametrize("kind", ["rating", "like", "dislike", "watched"])
def test_seen_films_come_only_when_asked_for(house, kind):
    first = ids(house)[0]
    say(house, kind, first, value=5.0 if kind == "rating" else None)
    assert first not in ids(house, n=80)
    assert first in ids(house, n=80, include_seen=True)


def test_hidden_films_come_never_until_unhidden(house):
    first = ids(house)[0]
    say(house, "not_interested", first)
    assert first not in ids(house, n=80, include_seen=True)
    say(house, "interested_again", first)
    assert first in ids(house, n=80)


def test_saved_films_still_come(house):
    say(house, "watchlist_add", 1)
    assert 1 in ids(house, n=80)


def test_from_one_film_is_from_that_film_alone(house):
    say(house, "like", 2, 6, 10, 14)
    say(house, "not_interested", 17)
    found = picks(house, from_film=1, n=10)
    assert sum(cluster_of(pick.film.id, 4) == 0 for pick in found) >= 8
    assert not {1, 2, 6, 10, 14, 17} & {pick.film.id for pick in found}
    assert all([reason.event.film_id for reason in pick.why] == [1] for pick in found)
    assert [pick.film.id for pick in found] != ids(house)
    with pytest.raises(UnknownFilm, match="tmdb:999"):
        picks(house, from_film=999)


def test_people_get_lists_of_their_own(house):
    say(house, "like", 1, 5, 9, 13, user="ann")
    say(house, "like", 2, 6, 10, 14, user="bob")
    new = ids(house, "new")
    assert sum(cluster_of(i, 4) == 0 for i in ids(house, "ann")) >= 8
    assert sum(cluster_of(i, 4) == 1 for i in ids(house, "bob")) >= 8
    say(house, "dislike", 3, 7, user="bob")
    assert ids(house, "new") == new


def test_a_moment_in_the_past_is_as_it_was(house):
    say(house, "like", 1, 5)
    moment = house.clock.now
    before = picks(house, n=20)
    house.clock.wait(30 * DAY)
    say(house, "dislike", 9, 13)
    assert picks(house, n=20) != before
    assert picks(house, n=20, as_of=moment) == before
    assert house.recommend.belief("me", moment).events == 2
    assert house.recommend.belief("me").events == 4
    assert [r.event.film_id for r in house.recommend.why("me", 17, moment).why] in ([1, 5], [5, 1])


def test_what_was_said_counts_even_if_the_clock_is_set_back(house):
    house.clock.wait(3600)
    say(house, "like", 1, 5)
    house.clock.wait(-3600)
    assert house.recommend.belief("me").events == 2
    assert not {1, 5} & set(ids(house, n=80))


def test_why_says_what_the_list_says_and_what_the_films_share(house):
    say(house, "like", 1, 5, 9)
    say(house, "dislike", 2)
    pick = picks(house)[0]
    why = house.recommend.why("me", pick.film.id)
    assert why.film == pick.film
    assert why.score == pytest.approx(pick.score, abs=1e-9)
    assert why.offset == pytest.approx(pick.offset, abs=1e-9)
    assert [r.event for r in why.why] == [r.event for r in pick.why]
    assert [r.share for r in why.why] == pytest.approx([r.share for r in pick.why], abs=1e-9)
    liked = next(reason for reason in why.why if reason.event.kind is Kind.LIKE)
    assert liked.shared
    with pytest.raises(UnknownFilm):
        house.recommend.why("me", 999)


def test_why_works_for_a_film_that_was_itself_rated(house):
    say(house, "rating", 1, value=5.0)
    why = house.recommend.why("me", 1)
    assert [reason.film.id for reason in why.why] == [1]
    assert why.why[0].share > 0
    assert why.score == pytest.approx(why.offset + why.why[0].share, abs=1e-6)


def test_similar_films_say_what_they_share(house, films):
    found = house.recommend.similar(1, 5)
    assert len(found) == 5
    assert all(cluster_of(one.film.id, 4) == 0 and one.film.id != 1 and one.shared for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    with pytest.raises(UnknownFilm):
        house.recommend.similar(999)


def test_taste_is_in_traits_and_empty_for_somebody_new(house, films):
    assert house.recommend.taste("me").liked == ()
    say(house, "like", 1, 5, 9, 13, 17, 21)
    say(house, "dislike", 2, 6, 10, 14)
    say(house, "like", 9_999)
    report = house.recommend.taste("me", most=4)
    assert (report.user, report.events, report.unknown) == ("me", 10, 1)
    assert len(report.liked) == len(report.avoided) == 4
    words = [
        {
            w
            for f in films
            if cluster_of(f.id, 4) == c
            for w in (*f.genres, *f.keywords, *f.directors, *f.cast)
        }
        for c in (0, 1)
    ]
    assert sum(trait.term in words[0] for trait in report.liked) >= 3
    assert sum(trait.term in words[1] for trait in report.avoided) >= 3


def test_a_changed_film_is_shown_as_it_is_now(house, films):
    first = picks(house)[0].film
    house.load(replace(first, title="Another Title"))
    assert {pick.film.title for pick in picks(house, n=80) if pick.film.id == first.id} == {"Another Title"}


def test_a_new_film_is_recommended_at_once(house, films):
    say(house, "like", 1, 5, 9)
    house.load(replace(films[0], id=500, title="Twin", vote_count=90_000, vote_average=9.0))
    assert ids(house)[0] == 500


def test_the_first_unseen_film_of_a_series_is_shown(house, films):
    names = [replace(films[n], series="Saga", series_place=n // 4 + 1) for n in (0, 4, 8)]
    house.load(*names)
    say(house, "like", 13, 17, 21)
    for expected in (1, 5, 9):
        assert {1, 5, 9} & set(ids(house, n=40)) == {expected}
        say(house, "watched", expected)


def test_films_of_the_catalogue_without_any_fact_do_no_harm(house):
    house.load(Film(id=600, title="Nothing known"))
    say(house, "like", 1, 600)
    assert np.isfinite([pick.score for pick in picks(house, n=80)]).all()
    assert house.recommend.similar(600) == []
