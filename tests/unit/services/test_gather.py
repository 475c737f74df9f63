"""Gathering: whole or not at all, never twice, and on from where it was cut off."""

import datetime as dt
import fcntl
from dataclasses import replace

import pytest

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.domain.gathering import CACHE_DAYS
from matinee.errors import BadValue, ModelError, StoreBusy, TmdbKeyRefused, TmdbUnreachable
from matinee.services.choosing import Plan, day_of, read_ids
from matinee.services.gather import Gather
from matinee.testing.sources import FakeSource

DAY = 86_400


@pytest.fixture
def source(films, house):
    return FakeSource((replace(film, language="ko" if film.id % 2 else "en") for film in films), house.clock)


@pytest.fixture
def gather(house, source):
    return Gather(house.store, house.spaces, lambda: source, house.clock, house.folder, rate=20)


@pytest.fixture
def house(empty):
    return empty


def numbers(source):
    return [ask.film_id for ask in source.asked]


def stored(house):
    with house.store.read() as unit:
        return sorted(unit.shelf.fetched_ids())


def today(house):
    return day_of(house.clock())


def test_the_popular_are_fetched_once(house, gather, source):
    summary = gather.sync(Plan(top=20))
    assert (summary.requested, summary.stored, summary.failed) == (20, 20, 0)
    assert stored(house) == sorted(list(source.have)[:20])
    assert gather.sync(Plan(top=20)).requested == 0
    assert gather.sync(Plan(top=25)).requested == 5
    assert len(numbers(source)) == len(set(numbers(source))) == 25
    assert source.closed == 3


def test_the_summary_has_the_fields_of_the_command(gather):
    assert list(gather.sync(Plan(top=3)).to_dict()) == [
        "requested",
        "stored",
        "unchanged",
        "failed",
        "gone",
        "calls",
        "seconds",
    ]


def test_named_and_described_films(house, gather, source):
    assert gather.sync(Plan(ids=(5, 7, 5, 9999))).to_dict() | {"seconds": 0} == {
        "requested": 4 - 1,
        "stored": 2,
        "unchanged": 0,
        "failed": 0,
        "gone": 1,
        "calls": 4,
        "seconds": 0,
    }
    assert gather.sync(Plan(discover="ko", top=10)).stored == 10 - 2
    assert all(film % 2 for film in stored(house))


def test_every_film_is_stored_with_its_moment_and_a_record_of_tmdb(house, gather):
    gather.sync(Plan(top=3))
    with house.store.read() as unit:
        assert unit.shelf.payload(1)[1] == house.clock()
        assert unit.shelf.ids_from("tmdb") == stored(house)


@pytest.mark.parametrize("error", [TmdbUnreachable("gone dark"), KeyboardInterrupt(), RuntimeError("a bug")])
def test_what_arrived_before_the_end_is_kept_and_not_asked_for_again(house, gather, source, error):
    source.breaks_after = (7, error)
    with pytest.raises(type(error)):
        gather.sync(Plan(top=20))
    assert len(stored(house)) == 7
    assert gather.status().state == "failed"
    source.breaks_after = None
    assert gather.sync(Plan(top=20)).requested == 13
    assert len(set(numbers(source))) == len(numbers(source)) == 20
    assert gather.status().state == "idle"


def test_nothing_said_begins_with_what_was_spoken_of_and_goes_on_until_all_are_there(house, gather, source):
    with house.store.begin() as unit:
        unit.append([Event(event_id="e", user="me", kind=Kind.LIKE, film_id=70, at=0)])
        unit.put_films([FilmRecord(Film(id=60, title="Ours"), "starter")])
    source.breaks_after = (10, TmdbUnreachable("gone dark"))
    with pytest.raises(TmdbUnreachable):
        gather.sync()
    assert numbers(source)[:2] == [70, 60]
    source.breaks_after = None
    assert gather.sync().requested == len(source.have) - 10
    assert gather.sync().requested == 0


def test_described_films_are_not_the_popular_ones_that_a_bare_sync_begins_with(gather, source):
    assert gather.sync(Plan(discover="ko", top=3)).stored == 3
    assert gather.sync().stored == len(source.have) - 3


def test_failures_are_listed_and_tried_again(house, gather, source):
    source.failing = {3: "busy", 4: "busy"}
    assert gather.sync(Plan(top=6)).failed == 2
    status = gather.status()
    assert [(due.film_id, due.tries, due.reason) for due in status.failures] == [
        (3, 1, "busy"),
        (4, 1, "busy"),
    ]
    del source.failing[3]
    assert (summary := gather.sync()).failed == 1
    assert summary.stored == 1
    assert [(due.film_id, due.tries) for due in gather.status().failures] == [(4, 2)]
    source.failing = {}
    assert gather.sync(Plan(ids=(1,))).stored == 1
    assert gather.status().failures == ()


def test_a_film_that_is_gone_is_never_recommended_and_keeps_its_rating(house, gather, source):
    gather.sync(Plan(top=40))
    house.feedback.say("me", Kind.RATING, 5, 4.5, source="test")
    house.feedback.say("me", Kind.LIKE, 9, source="test")
    assert 9 not in {pick.film.id for pick in house.recommend.picks("me", surface="test").picks}
    for film_id in (5, 13, 17):
        del source.have[film_id]
        source.changed.setdefault(today(house), []).append(film_id)
    assert gather.sync(Plan(top=40)).gone == 0
    summary = gather.sync()
    assert summary.gone == 3
    picks = house.recommend.picks("me", surface="test").picks
    assert len(picks) == 10
    assert not {5, 13, 17} & {pick.film.id for pick in picks}
    assert not {5, 13, 17} & {found.film.id for found in house.recommend.similar(9, 20)}
    assert house.feedback.standing("me").ratings == {5: 4.5}
    assert house.films.get(5).title
    assert gather.sync(Plan(top=40)).requested == 0


def test_changes_are_followed_day_by_day_and_a_changed_film_is_another_at_once(house, gather, source):
    gather.sync()
    revision = house.spaces.current().revision
    before = house.spaces.current().space.row(8)
    vector = house.spaces.current().space.interest.vectors[before].copy()
    for number in (1, 2, 3):
        house.clock.wait(DAY)
        other = replace(source.have[8 + number], keywords=("glacier", f"ski lift {number}"))
        source.change(other, today(house))
    source.change(replace(source.have[8], genres=("Western",), keywords=("desert",)), today(house))
    source.changed[today(house)].append(123_456)  # a film that is not here
    house.clock.wait(DAY)
    summary = gather.sync()
    assert (summary.stored, summary.requested) == (4, 4)
    now = house.spaces.current()
    assert now.revision > revision
    assert house.films.get(8).genres == ("Western",)
    assert abs(now.space.interest.vectors[now.space.row(8)][: len(vector)] - vector).max() > 0.05
    assert gather.status().changes_read == today(house).isoformat()
    assert gather.sync().requested == 0


def test_todays_changes_are_fetched_once_today_and_settled_tomorrow(house, gather, source):
    gather.sync()
    source.change(replace(source.have[8], runtime=99), today(house))
    house.clock.wait(60)
    assert gather.sync().stored == 1
    assert gather.sync().requested == 0
    # Changed once more on a day whose list held it already: found when the day is over.
    source.change(replace(source.have[8], runtime=101), today(house))
    house.clock.wait(DAY)
    assert gather.sync().stored == 1
    assert house.films.get(8).runtime == 101
    assert gather.sync().requested == 0


def test_a_run_that_is_cut_off_among_the_changes_asks_only_for_the_rest(house, gather, source):
    gather.sync()
    house.clock.wait(DAY)
    for film_id in range(1, 11):
        source.change(replace(source.have[film_id], runtime=60 + film_id), today(house))
    source.asked.clear()
    source.breaks_after = (4, TmdbUnreachable("gone dark"))
    with pytest.raises(TmdbUnreachable):
        gather.sync()
    source.breaks_after = None
    assert gather.sync().requested == 6
    assert sorted(numbers(source)) == list(range(1, 11))


def test_new_releases_come_along_and_can_be_recommended(house, gather, source):
    gather.sync()
    house.feedback.say("me", Kind.RATING, 5, 5.0, source="test")
    new = replace(source.have[5], id=900, title="Brand New", vote_count=9000, vote_average=9.0)
    source.have[900] = new
    source.new = [900, 5, 31_337]
    assert gather.sync().stored == 1
    assert "Brand New" in [pick.film.title for pick in house.recommend.picks("me", surface="test").picks]
    assert gather.status().counts.gone == 1


def test_what_is_past_its_days_is_asked_for_again_by_its_tag(house, gather, source):
    gather.sync(Plan(top=5))
    house.clock.wait((CACHE_DAYS - 1) * DAY)
    with house.store.begin() as unit:
        unit.shelf.note("goal", {"top": 5, "reached": True})
    assert gather.sync().requested == 0
    house.clock.wait(2 * DAY)
    assert gather.status().stale == 5
    source.versions[2] = 1
    summary = gather.sync()
    assert (summary.requested, summary.stored, summary.unchanged) == (5, 1, 4)
    assert gather.status().stale == 0


def test_what_could_not_be_refreshed_for_too_long_is_removed(house, gather, source):
    gather.sync(Plan(top=3))
    house.clock.wait((CACHE_DAYS + 9) * DAY)
    source.failing = {2: "busy"}
    assert gather.sync(Plan(ids=(3,))).requested == 0
    assert stored(house) == []


def test_a_refresh_asks_for_everything_once_even_when_cut_off(house, gather, source):
    gather.sync(Plan(top=10))
    source.asked.clear()
    source.breaks_after = (4, TmdbUnreachable("gone dark"))
    with pytest.raises(TmdbUnreachable):
        gather.sync(Plan(refresh=True))
    source.breaks_after = None
    assert gather.sync(Plan(refresh=True)).unchanged == 6
    assert sorted(numbers(source)) == list(range(1, 11))


def test_a_forecast_asks_for_no_film_and_writes_nothing(house, gather, source):
    assert (found := gather.forecast(Plan(top=40))).films == 40
    assert found.seconds == found.calls / 20
    assert gather.forecast(Plan(discover="ko")).films == 40
    assert gather.forecast(Plan()).films == len(source.have)
    assert source.asked == []
    assert gather.status().state == "never"
    gather.sync(Plan(top=10))
    with house.store.begin() as unit:
        unit.shelf.note("goal", {"top": 10, "reached": True})
    assert gather.forecast(Plan(top=40)).films == 30
    assert gather.forecast(Plan(refresh=True)).films == 10
    assert gather.forecast(Plan()).films == 0


def test_a_refused_key_leaves_everything_as_it_was(house, gather, source):
    source.refuses = TmdbKeyRefused("TMDB refuses the key: get another.")
    with pytest.raises(TmdbKeyRefused):
        gather.sync(Plan(top=5))
    assert source.asked == []
    assert stored(house) == []
    assert gather.status().run["error"] == "TMDB refuses the key: get another."


def test_two_at_once_are_one_too_many(house, gather):
    with (house.folder / "sync.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusy, match="under way"):
            gather.sync(Plan(top=5))
        with pytest.raises(StoreBusy, match="under way"):
            gather.purge()


def test_a_run_that_was_killed_is_told_as_interrupted(house, gather):
    with house.store.begin() as unit:
        unit.shelf.note("run", {"state": "running", "done": 3, "total": 9, "at": 1})
    assert gather.status().state == "interrupted"
    with (house.folder / "sync.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert gather.status().state == "running"


def test_a_purge_removes_films_and_what_was_learned_and_keeps_what_was_said(house, gather):
    gather.sync(Plan(top=10))
    house.feedback.say("me", Kind.RATING, 5, 4.5, source="test")
    house.load(Film(id=5, title="Ours"), source="starter")
    assert gather.purge() == 10
    assert [film.title for film in house.films.listed()] == ["Ours"]
    assert house.feedback.standing("me").ratings == {5: 4.5}
    assert [path.name for path in (house.folder / "spaces").iterdir()] == ["lock"]
    assert house.store.check() == []
    assert gather.sync(Plan(top=10)).stored == 10


def test_a_purge_of_the_old_leaves_the_young(house, gather):
    gather.sync(Plan(ids=(1, 2)))
    house.clock.wait(100 * DAY)
    gather.sync(Plan(ids=(3,)))
    house.clock.wait(80 * DAY)
    assert gather.purge(old_only=True) == 2
    assert stored(house) == [3]
    assert gather.purge(old_only=True) == 0


def test_a_removed_and_an_added_film_make_a_space_of_those_that_are_there(house, gather):
    gather.sync()
    house.spaces.current()
    with house.store.begin() as unit:
        unit.shelf.touch([])
        from matinee.store.film_rows import FilmWriter

        FilmWriter(unit._connection).forget("tmdb", [4])
        unit.put_films([FilmRecord(Film(id=4000, title="Another", genres=("Drama",)), "tmdb")])
    in_use = house.spaces.current()
    assert list(in_use.space.film_ids) == list(in_use.catalogue.ids)
    assert 4 not in in_use.space.film_ids


@pytest.mark.parametrize(
    "wrong",
    [
        {"top": 0},
        {"top": 10**9},
        {"refresh": True, "top": 5},
        {"refresh": True, "ids": (1,)},
        {"ids": (1,), "discover": "ko"},
    ],
)
def test_plans_that_contradict_themselves(wrong):
    with pytest.raises(BadValue):
        Plan(**wrong)


def test_a_file_of_numbers():
    assert read_ids("id,title\n949,Heat\ntmdb:11 # Star Wars\n\n949\n 7 ;x\n", "f") == (949, 11, 7)


@pytest.mark.parametrize("text", ["", "\n\n", "Heat", "949\ntt0113277\n", "0", "-4", "9" * 11])
def test_a_file_that_names_no_films(text):
    with pytest.raises(BadValue) as refused:
        read_ids(text, "films.txt")
    assert "films.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_the_films_are_about_is_read_once_they_are_stored(house, source):
    heard, read = [], []

    def reads(progress):
        read.append(len(stored(house)))
        progress("reading what films are about", 2, 5)

    gather = Gather(house.store, house.spaces, lambda: source, house.clock, house.folder, rate=20, read=reads)
    gather.sync(Plan(top=5), heard.append)
    assert read == [5]
    assert (heard[-1].what, heard[-1].done, heard[-1].total) == ("reading", 2, 5)
    gather.sync(Plan(top=5), learn=False)
    assert read == [5]


def test_a_broken_sentence_model_does_not_undo_a_gathering(house, source):
    def breaks(progress):
        raise ModelError("broken")

    gather = Gather(
        house.store, house.spaces, lambda: source, house.clock, house.folder, rate=20, read=breaks
    )
    assert gather.sync(Plan(top=5)).stored == 5
    assert gather.status().state == "idle"


def test_progress_tells_of_every_film(house, gather):
    heard = []
    gather.sync(Plan(top=5), heard.append)
    fetching = [(one.done, one.total) for one in heard if one.what == "fetching"]
    assert fetching == [(n, 5) for n in range(1, 6)]
    assert heard[0].what == "choosing"
    assert heard[-1].what == "learning"
    assert dt.timedelta(seconds=heard[-1].so_far.seconds) >= dt.timedelta(0)
