"""What every store must do: a suite of pytest tests to inherit.

A subclass gives the fixtures `store`, an empty store, and `again`, which opens another handle on its data.
"""
# ruff: noqa: S101 - these are tests, and tests assert

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.domain.feedback import Event, Kind, new_event_id
from matinee.domain.film import Film, FilmRecord
from matinee.domain.matching import title_key
from matinee.domain.ports import Impression, Stored, TitleRow
from matinee.errors import BadValue, StoreError
from matinee.testing.drawn import drawn_events, drawn_films
from matinee.testing.import_suite import ImportTests
from matinee.testing.shelf_suite import ShelfTests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matinee.domain.ports import Store

__all__ = ["StoreSuite"]

# Examples share one store, each with people and films of its own; several stores inherit each property.
_examples = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,
        HealthCheck.too_slow,
    ],
)


def _liked(event_id: str, film_id: int = 1, user: str = "me", at: int = 1_000) -> Event:
    return Event(event_id=event_id, user=user, kind=Kind.LIKE, film_id=film_id, at=at)


def _put(store: Store, *films: Film, source: str = "tmdb") -> Stored:
    with store.begin() as unit:
        return unit.put_films(FilmRecord(film, source) for film in films)


def _revision(store: Store) -> int:
    with store.read() as unit:
        return unit.film_revision()


HEAT = Film(
    id=949,
    title="Heat",
    original_title="Heat",
    year=1995,
    directors=("Michael Mann",),
    writers=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro"),
    vote_count=7000,
)
RONIN = Film(id=8195, title="Ronin", year=1998, cast=("Robert De Niro", "Jean Reno"), vote_count=2500)
COLLATERAL = Film(id=1538, title="Collateral", year=2004, directors=("Michael Mann",), vote_count=5000)


class _FilmTests:
    def test_an_empty_store_has_nothing(self, store: Store) -> None:
        with store.read() as unit:
            assert unit.film_count() == 0
            assert unit.film_revision() == 0
            assert unit.titles() == []
            assert unit.people() == {}
            assert unit.users() == []
            assert list(unit.all_films()) == []
            assert unit.films([1, 2]) == {}
            assert unit.event("none") is None
            assert unit.impressions("me") == []
        assert store.check() == []

    def test_films_come_back_as_they_were_put(self, store: Store) -> None:
        odd = Film(
            id=2**40, title="L'été “où” 夏 \U0001f3ac", overview="a\nb\t\"c\" 'd' % :e ?", vote_average=0.0
        )
        assert _put(store, HEAT, odd) == Stored(added=2)
        with store.read() as unit:
            assert unit.films([odd.id, 5, HEAT.id]) == {HEAT.id: HEAT, odd.id: odd}
            assert list(unit.all_films()) == [HEAT, odd]
            assert unit.film_count() == 2
            assert unit.titles()[0] == TitleRow(949, "Heat", "Heat", 1995, 7000)

    def test_a_changed_film_has_a_later_revision_and_the_others_keep_theirs(self, store: Store) -> None:
        _put(store, HEAT, RONIN)
        first = _revision(store)
        longer = replace(HEAT, runtime=170)
        assert _put(store, longer, RONIN) == Stored(changed=1, unchanged=1)
        assert _revision(store) > first
        with store.read() as unit:
            assert list(unit.all_films(changed_since=first)) == [longer]
            assert list(unit.all_films(changed_since=unit.film_revision())) == []

    def test_a_word_that_a_stronger_source_overrules_changes_no_film(self, store: Store) -> None:
        _put(store, HEAT, source="tmdb")
        before = _revision(store)
        assert _put(store, replace(HEAT, year=1996), source="tmdb5000") == Stored(added=1)
        assert _revision(store) == before
        with store.read() as unit:
            assert unit.films([949]) == {949: HEAT}
            assert unit.film_count() == 1

    def test_sources_are_merged_whichever_comes_first(self, store: Store) -> None:
        ours = Film(id=949, title="HEAT", keywords=("heist",), tones=("tense",), fame=5)
        _put(store, HEAT, source="tmdb")
        _put(store, ours, source="starter")
        both = replace(HEAT, keywords=("heist",), tones=("tense",), fame=5)
        with store.read() as unit:
            assert unit.films([949]) == {949: both}

    def test_sources_of_one_call_are_merged(self, store: Store) -> None:
        with store.begin() as unit:
            records = [FilmRecord(HEAT, "tmdb"), FilmRecord(Film(id=949, title="Heat", fame=5), "starter")]
            assert unit.put_films(records) == Stored(added=2)
            assert unit.films([949]) == {949: replace(HEAT, fame=5)}

    def test_the_last_of_repeated_records_stays(self, store: Store) -> None:
        renamed = replace(HEAT, title="Heat!")
        assert _put(store, HEAT, renamed, renamed) == Stored(added=1, changed=1, unchanged=1)
        with store.read() as unit:
            assert unit.films([949]) == {949: renamed}

    def test_a_newer_fetch_of_the_same_facts_changes_no_film(self, store: Store) -> None:
        with store.begin() as unit:
            unit.put_films([FilmRecord(HEAT, "tmdb", fetched_at=1)])
        before = _revision(store)
        with store.begin() as unit:
            assert unit.put_films([FilmRecord(HEAT, "tmdb", fetched_at=2)]) == Stored(unchanged=1)
        assert _revision(store) == before

    def test_an_error_takes_every_film_back(self, store: Store) -> None:
        _put(store, RONIN)
        before = _revision(store)

        def broken() -> Iterator[FilmRecord]:
            yield FilmRecord(HEAT, "tmdb")
            raise RuntimeError("the source broke off")

        def load() -> None:
            with store.begin() as unit:
                unit.put_films([FilmRecord(replace(HEAT, runtime=170), "tmdb")])
                unit.append([_liked("e1")])
                unit.put_films(broken())

        with pytest.raises(RuntimeError, match="broke off"):
            load()
        assert _revision(store) == before
        with store.read() as unit:
            assert list(unit.all_films()) == [RONIN]
            assert unit.events("me") == []

    def test_titles_are_found_by_either_title_most_votes_first(self, store: Store) -> None:
        remake = Film(id=1, title="Heat", original_title="La Chaleur", vote_count=3)
        famous = Film(id=2, title="Heat", fame=5)
        _put(store, remake, famous, HEAT)
        with store.read() as unit:
            assert [(row.id, row.votes) for row in unit.titles_named(title_key("Heat"))] == [
                (2, 15000),
                (949, 7000),
                (1, 3),
            ]
            assert [row.id for row in unit.titles_named(title_key("Chaleur, La"))] == [1]
            assert unit.titles_named("") == []
            assert unit.titles_named(title_key("Cold")) == []

    def test_people_have_each_film_once_most_votes_first(self, store: Store) -> None:
        _put(store, RONIN, COLLATERAL, HEAT)
        with store.read() as unit:
            people = unit.people()
        assert people["Michael Mann"] == [949, 1538]
        assert people["Robert De Niro"] == [949, 8195]
        assert set(people) == {"Michael Mann", "Robert De Niro", "Al Pacino", "Jean Reno"}

    def test_a_person_has_each_film_once_with_what_they_did(self, store: Store) -> None:
        other = Film(id=1, title="Collateral", directors=("Michael Mann",), vote_count=9)
        both = Film(
            id=2, title="Thief", directors=("Michael Mann",), writers=("Michael Mann", "A"), vote_count=90
        )
        _put(store, other, both, Film(id=3, title="Else", cast=("michael mann",)))
        with store.read() as unit:
            assert unit.films_of("Michael Mann") == {2: ["director", "writer"], 1: ["director"]}
            assert list(unit.films_of("Michael Mann")) == [2, 1]
            assert unit.films_of("A") == {2: ["writer"]}
            assert unit.films_of("%") == unit.films_of("") == {}

    def test_people_follow_a_changed_film(self, store: Store) -> None:
        _put(store, HEAT)
        _put(store, replace(HEAT, cast=("Val Kilmer",), writers=()))
        with store.read() as unit:
            assert unit.people() == {"Michael Mann": [949], "Val Kilmer": [949]}

    def test_many_films_come_in_order_and_the_reader_may_stop_early(self, store: Store) -> None:
        films = [Film(id=number, title=f"Film {number}") for number in range(1, 1204)]
        _put(store, *reversed(films))
        with store.read() as unit:
            assert list(unit.all_films()) == films
            assert next(iter(unit.all_films())) == films[0]
            assert len(unit.films([film.id for film in films])) == 1203

    @_examples
    @given(films=st.lists(drawn_films(), max_size=8), source=st.sampled_from(["starter", "tmdb5000", "tmdb"]))
    def test_the_same_records_again_change_nothing(
        self, store: Store, films: list[Film], source: str
    ) -> None:
        _put(store, *films, source=source)
        last = list({film.id: film for film in films}.values())
        with store.read() as unit:
            before = (unit.film_revision(), list(unit.all_films()), unit.titles(), unit.people())
        assert _put(store, *last, source=source) == Stored(unchanged=len(last))
        with store.read() as unit:
            assert (unit.film_revision(), list(unit.all_films()), unit.titles(), unit.people()) == before
        assert store.check() == []


class _FeedbackTests:
    def test_events_come_back_in_the_order_written(self, store: Store) -> None:
        events = [
            Event(event_id="a", user="me", kind=Kind.RATING, film_id=949, value=4.5, at=5, source="cli"),
            Event(
                event_id="b", user="me", kind=Kind.WATCHLIST_ADD, film_id=2**40, at=3, detail='{"List":"x"}'
            ),
            Event(event_id="c", user="me", kind=Kind.AMEND, film_id=949, target="a", value=2.0, at=-4),
        ]
        with store.begin() as unit:
            assert unit.append(events) == 3
        with store.read() as unit:
            found = unit.events("me")
            assert [replace(event, seq=0) for event in found] == events
            assert unit.event("b") == found[1]
        places = [event.seq for event in found]
        assert places == sorted(set(places))
        assert places[0] > 0

    def test_an_event_that_is_there_is_passed_over_and_keeps_its_first_words(self, store: Store) -> None:
        with store.begin() as unit:
            assert unit.append([_liked("a", film_id=1), _liked("a", film_id=2), _liked("b")]) == 2
        with store.begin() as unit:
            assert unit.append([_liked("a", film_id=3), _liked("c"), _liked("b")]) == 1
        with store.read() as unit:
            assert [(event.event_id, event.film_id) for event in unit.events("me")] == [
                ("a", 1),
                ("b", 1),
                ("c", 1),
            ]

    def test_one_meaningless_event_keeps_all_of_its_call_out(self, store: Store) -> None:
        seven = Event(event_id="b", user="me", kind=Kind.RATING, film_id=1, value=7, at=0)
        with store.begin() as unit:
            with pytest.raises(BadValue, match="by halves"):
                unit.append([_liked("a"), seven])
            assert unit.events("me") == []

    def test_people_have_logs_of_their_own(self, store: Store) -> None:
        with store.begin() as unit:
            unit.append([_liked("a", user="Zoë"), _liked("b", user="ann"), _liked("c", user="Zoë")])
        with store.read() as unit:
            assert unit.users() == ["Zoë", "ann"]
            assert [event.event_id for event in unit.events("Zoë")] == ["a", "c"]
            assert unit.events("nobody") == []

    def test_appending_no_events_is_fine(self, store: Store) -> None:
        with store.begin() as unit:
            assert unit.append([]) == 0
            unit.show([])
            assert unit.put_films([]) == Stored()

    def test_an_error_takes_every_event_back(self, store: Store) -> None:
        def append_and_fail() -> None:
            with store.begin() as unit:
                unit.append([_liked("a")])
                raise KeyError

        with pytest.raises(KeyError):
            append_and_fail()
        with store.begin() as unit:
            assert unit.append([_liked("a")]) == 1

    def test_a_reading_transaction_refuses_to_write(self, store: Store) -> None:
        with store.read() as unit:
            with pytest.raises(StoreError, match="only reads"):
                unit.append([_liked("a")])
            with pytest.raises(StoreError, match="only reads"):
                unit.put_films([FilmRecord(HEAT, "tmdb")])
            with pytest.raises(StoreError, match="only reads"):
                unit.show([])

    def test_what_is_committed_is_seen_elsewhere_and_what_is_not_is_not(
        self, store: Store, again: Callable[[], Store]
    ) -> None:
        other = again()
        with store.begin() as unit:
            unit.append([_liked("a")])
            with other.read() as elsewhere:
                assert elsewhere.events("me") == []
        with other.read() as elsewhere:
            assert [event.event_id for event in elsewhere.events("me")] == ["a"]

    def test_a_reader_sees_one_moment_while_others_write(
        self, store: Store, again: Callable[[], Store]
    ) -> None:
        other = again()
        with store.begin() as unit:
            unit.append([_liked("a")])
        with store.read() as reader:
            assert len(reader.events("me")) == 1
            with other.begin() as unit:
                unit.append([_liked("b")])
            assert len(reader.events("me")) == 1
        with store.read() as reader:
            assert len(reader.events("me")) == 2

    def test_writers_at_once_all_finish_and_decide_on_what_they_read(
        self, store: Store, again: Callable[[], Store]
    ) -> None:
        failures: list[BaseException] = []

        def write(own: Store, name: str) -> None:
            try:
                for number in range(20):
                    with own.begin() as unit:
                        # What was read here is still true at the commit, so that counting up loses nothing.
                        count = len(unit.events("me"))
                        unit.append([_liked(f"{name}{number}", film_id=count + 1)])
            except BaseException as error:  # noqa: BLE001 - carried to the thread that asserts
                failures.append(error)

        writers = [
            threading.Thread(target=write, args=(own, name)) for own, name in ((store, "a"), (again(), "b"))
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert failures == []
        with store.read() as unit:
            assert [event.film_id for event in unit.events("me")] == list(range(1, 41))
        assert store.check() == []

    def test_what_was_shown_comes_back_oldest_first_and_once(self, store: Store) -> None:
        shown = [
            Impression(
                list_id=list_id, user=user, film_id=film, at=at, place=place, score=0.25, surface="cli"
            )
            for list_id, user, at in (("l2", "me", 20), ("l1", "me", 10), ("l3", "you", 5))
            for place, film in ((2, 7), (1, 9))
        ]
        with store.begin() as unit:
            unit.show(shown)
            unit.show(shown[:3])
        with store.read() as unit:
            mine = unit.impressions("me")
            assert [(one.list_id, one.place, one.film_id) for one in mine] == [
                ("l1", 1, 9),
                ("l1", 2, 7),
                ("l2", 1, 9),
                ("l2", 2, 7),
            ]
            assert unit.impressions("me", since=20) == mine[2:]
            assert set(unit.impressions("you")) == set(shown[4:])

    @_examples
    @given(data=st.data())
    def test_events_appended_twice_and_shuffled_give_the_same_log(
        self, store: Store, data: st.DataObject
    ) -> None:
        user = new_event_id()
        events = data.draw(drawn_events(user))
        with store.begin() as unit:
            assert unit.append(events) == len(events)
        with store.read() as unit:
            log = unit.events(user)
        assert [replace(event, seq=0) for event in log] == [replace(event, seq=0) for event in events]
        with store.begin() as unit:
            assert unit.append(data.draw(st.permutations(events)) + events) == 0
        with store.read() as unit:
            assert unit.events(user) == log
        assert store.check() == []


class _PreferenceTests:
    def test_what_a_person_wants_kept_comes_back_in_another_handle(
        self, store: Store, again: Callable[[], Store]
    ) -> None:
        with store.begin() as unit:
            unit.prefer("ann", "filters", {"genres": ["Crime"], "years": [1990, 1999]})
            unit.prefer("ann", "traits", ["mute", 1.5, None])
            unit.prefer("bob", "filters", "’;--")
        with again().read() as unit:
            assert unit.preferences("ann") == {
                "filters": {"genres": ["Crime"], "years": [1990, 1999]},
                "traits": ["mute", 1.5, None],
            }
            assert unit.preferences("bob") == {"filters": "’;--"}
            assert unit.preferences("cy") == {}

    def test_a_preference_is_replaced_and_forgotten(self, store: Store) -> None:
        with store.begin() as unit:
            unit.prefer("ann", "filters", 1)
            unit.prefer("ann", "filters", 2)
            unit.prefer("ann", "other", 3)
            unit.prefer("ann", "other", None)
            unit.prefer("ann", "never", None)
            assert unit.preferences("ann") == {"filters": 2}

    def test_a_reading_transaction_keeps_nothing(self, store: Store) -> None:
        with store.read() as unit, pytest.raises(StoreError):
            unit.prefer("ann", "filters", 1)


class StoreSuite(_FilmTests, _FeedbackTests, _PreferenceTests, ShelfTests, ImportTests):
    """Inherit this in a class named ``Test...`` and give it the fixtures `store` and `again`."""
