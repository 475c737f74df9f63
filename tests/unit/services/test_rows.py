"""The page of picks: rows that hold no film twice, are full, and say what they are."""

import datetime as dt
from dataclasses import replace

import pytest

from matinee.domain.catalogue import Filters
from matinee.domain.feedback import Kind
from matinee.services.recommend import Query
from matinee.services.rows import Lengths, RowKind, Rows
from matinee.taste.corners import praised

SHORT = Lengths(4, 4, 4)


def at(day: str) -> int:
    return round(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp() * 1_000_000)


def say(house, kind, film, value=None, user="me"):
    house.clock.wait()
    return house.feedback.say(user, kind, film.id, value, source="api")


def page(house, user="me", lengths=SHORT, **asked):
    return Rows(house.recommend).page(user, Query(**asked), lengths, surface="app")


def shown(rows):
    return [pick.film.id for row in rows for pick in row.picks]


@pytest.fixture
def known(house, films):
    """Somebody who has said a few things."""
    say(house, Kind.RATING, films[0], 5)
    say(house, Kind.LIKE, films[1])
    say(house, Kind.RATING, films[21], 1)
    say(house, Kind.WATCHED, films[40])
    say(house, Kind.NOT_INTERESTED, films[60])
    return house


def test_someone_new_gets_what_is_well_liked_and_no_row_that_pretends(house):
    rows = page(house)
    assert [row.kind for row in rows] == [RowKind.TOP, RowKind.MORE]
    assert all(reason == "" for row in rows for reason in row.reasons)


def test_the_rows_of_someone_known(known, films):
    rows = page(known)
    kinds = [row.kind for row in rows]
    assert kinds == [
        RowKind.TOP,
        RowKind.BECAUSE,
        RowKind.BECAUSE,
        RowKind.GEMS,
        RowKind.DIFFERENT,
        RowKind.MORE,
    ]
    assert [row.title for row in rows[1:3]] == [
        f"Because you liked {films[1].title}",
        f"Because you loved {films[0].title}",
    ]
    assert [row.film.id for row in rows[1:3]] == [films[1].id, films[0].id]
    assert all(reason for row in rows for reason in row.reasons)
    assert all(len(row.picks) == len(row.reasons) == 4 for row in rows)


def test_no_film_comes_twice_and_none_that_was_seen_or_refused(known, films):
    ids = shown(page(known))
    assert len(ids) == len(set(ids))
    assert not set(ids) & {films[place].id for place in (0, 1, 21, 40, 60)}
    with known.store.read() as unit:
        noted = [impression.film_id for impression in unit.impressions("me")]
    assert sorted(noted) == sorted(ids)


def test_the_page_is_full_after_everything_on_it_was_refused(known, films):
    before = page(known)
    for film_id in shown(before)[:8]:
        known.clock.wait()
        known.feedback.say("me", Kind.NOT_INTERESTED, film_id, source="app")
    after = page(known)
    assert len(after[0].picks) == 4
    assert not set(shown(after)) & set(shown(before)[:8])


def test_films_that_are_gone_come_in_no_row(known):
    from matinee.domain.gathering import Gone

    gone = shown(page(known))[:6]
    with known.store.begin() as unit:
        unit.shelf.entomb([Gone(film_id, "no such film") for film_id in gone], 1)
    assert not set(gone) & set(shown(page(known)))


def test_the_top_is_what_recommend_gives(known):
    alone = known.recommend.picks("me", Query(n=4), surface="api").picks
    assert [pick.film.id for pick in page(known)[0].picks] == [pick.film.id for pick in alone]


def test_a_row_of_one_film_predicts_what_the_person_will_give(known):
    row = page(known)[1]
    for pick in row.picks:
        assert pick.stars == pytest.approx(known.recommend.why("me", pick.film.id).stars)


def test_filters_hold_in_every_row(known):
    rows = page(known, filters=Filters(years=(1980, 1999)))
    assert rows
    assert all(1980 <= (pick.film.year or 0) <= 1999 for row in rows for pick in row.picks)
    assert page(known, filters=Filters(years=(1700, 1701))) == ()


def test_gems_are_little_known_and_predicted_to_be_liked(known):
    space = known.spaces.current().space
    offset = space.interest.offset
    row = next(row for row in page(known) if row.kind is RowKind.GEMS)
    half = sorted(offset.tolist())[len(offset) // 2]
    for pick in row.picks:
        assert offset[space.row(pick.film.id)] < half
        assert pick.stars >= space.config.usual_stars - 1e-6


def test_something_different_is_of_another_kind_than_what_was_praised(known, films):
    row = next(row for row in page(known) if row.kind is RowKind.DIFFERENT)
    liked = films[0], films[1]
    for pick, reason in zip(row.picks, row.reasons, strict=True):
        assert "you liked" in reason
        if "nothing in" not in reason and "least like" not in reason:
            assert any(
                word in reason for word in (*pick.film.genres, "from", f"{(pick.film.year or 0) // 10 * 10}s")
            )
            assert not any(genre in reason.split() for film in liked for genre in film.genres)


def test_who_praised_nothing_has_no_row_for_it(house, films):
    say(house, Kind.DISLIKE, films[3])
    assert {row.kind for row in page(house)} == {RowKind.TOP, RowKind.GEMS, RowKind.MORE}


def test_praise_is_a_like_a_save_or_good_stars(house, films):
    say(house, Kind.RATING, films[0], 3.5)
    say(house, Kind.RATING, films[1], 3)
    say(house, Kind.WATCHLIST_ADD, films[2])
    say(house, Kind.LIKE, films[3])
    say(house, Kind.DISLIKE, films[4])
    assert praised(house.feedback.standing("me").events) == {films[place].id for place in (0, 2, 3)}


def new_of(rows):
    return next((row for row in rows if row.kind is RowKind.NEW), None)


def test_new_this_month_is_of_the_last_month_and_not_to_come(known, films):
    known.clock.now = at("2024-05-20")
    days = ["2024-05-19", "2024-05-01", "2024-04-20", "2024-04-19", "2024-04-18", "2024-05-21"]
    dated = [replace(film, release_date=day, year=2024) for film, day in zip(films[30:36], days, strict=True)]
    known.load(*dated)
    row = new_of(page(known, lengths=Lengths(1, 9, 0)))
    assert row.title == "New this month"
    expected = {film.id for film in dated[:4]}
    assert {pick.film.id for pick in row.picks} <= expected
    assert len(row.picks) >= 3, "one may stand above"
    # Someone new is shown a dated month, too.
    assert new_of(page(known, user="new")).title == "New this month"


def test_without_such_a_month_the_newest_year_is_shown_if_it_is_new(known, films):
    known.load(*(replace(film, year=2023, release_date="") for film in films[30:36]))
    known.load(replace(films[36], year=2023, release_date="2023-12-30"))
    known.clock.now = at("2023-12-20")
    rows = page(known, lengths=Lengths(1, 9, 0))
    assert new_of(rows).title == "New in 2023"
    assert {pick.film.year for pick in new_of(rows).picks} == {2023}
    assert films[36].id not in {pick.film.id for pick in new_of(rows).picks}
    assert new_of(page(known, filters=Filters(years=(1990, 2000)))) is None
    assert new_of(page(known, user="new")) is None
    known.clock.now = at("2025-01-02")
    assert new_of(page(known)) is None
