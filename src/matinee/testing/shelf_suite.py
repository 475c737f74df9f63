"""What every store must do with films fetched from TMDB: tests to inherit, a part of `matinee.testing.store_suite`."""
# ruff: noqa: S101, D102 - these are tests: they assert, and their names say what

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from matinee.domain.country_facts import CountryFact
from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.domain.film_page import Offer
from matinee.domain.gathering import Counts, Due, Failed, Fetched, Gone, Pictures, Unchanged
from matinee.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.ports import Store

__all__ = ["ShelfTests", "fetched"]


def fetched(
    film_id: int, at: int = 1000, etag: str = "", collection: int | None = None, **facts: object
) -> Fetched:
    """A film as a source would give it."""
    film = replace(Film(id=film_id, title=f"Film {film_id}"), **facts)  # type: ignore[arg-type] # any field of a film
    pictures = Pictures(f"/p{film_id}.jpg", "")
    return Fetched(FilmRecord(film, "tmdb", at), b"\x1f\x8b\x00\xff" * 3, etag, pictures, collection)


def _keep(store: Store, *films: Fetched) -> None:
    with store.begin() as unit:
        unit.put_films(one.record for one in films)
        unit.shelf.put(films)


class ShelfTests:
    """Inherited by the suite of stores."""

    def test_an_empty_shelf(self, store: Store) -> None:
        with store.read() as unit:
            shelf = unit.shelf
            assert shelf.counts() == Counts()
            assert (shelf.due(), shelf.gone(), shelf.fetched_ids()) == ([], frozenset(), [])
            assert (shelf.etags([1]), shelf.pictures([1]), shelf.payload(1)) == ({}, {}, None)
            assert (shelf.collection(1), shelf.spoken_of(), shelf.noted("run")) == ([], [], {})

    def test_answers_come_back_as_they_were_put(self, store: Store) -> None:
        _keep(store, fetched(1, 10, 'W/"a"', 7), fetched(2, 5, collection=7), fetched(3, 20, collection=8))
        with store.read() as unit:
            shelf = unit.shelf
            assert shelf.payload(1) == (b"\x1f\x8b\x00\xff" * 3, 10)
            assert shelf.etags([1, 2, 9]) == {1: 'W/"a"', 2: ""}
            assert shelf.pictures([2, 9]) == {2: Pictures("/p2.jpg", "")}
            assert (shelf.collection(2), shelf.collection(3), shelf.collection(9)) == ([1, 2], [3], [])
            assert shelf.fetched_ids() == [2, 1, 3]
            assert shelf.fetched_ids(before=10) == [2]
            assert shelf.ids_from("tmdb") == [1, 2, 3]
            assert shelf.counts() == Counts(films=3, oldest=5, newest=20, payload_bytes=36)

    def test_a_later_answer_takes_the_place_of_the_first(self, store: Store) -> None:
        _keep(store, fetched(1, 10, "a"))
        _keep(store, replace(fetched(1, 30, "b"), payload=b"new", collection=4))
        with store.read() as unit:
            assert unit.shelf.payload(1) == (b"new", 30)
            assert unit.shelf.etags([1]) == {1: "b"}
            assert unit.shelf.collection(1) == [1]

    def test_films_are_known_by_what_they_are_called_elsewhere(self, store: Store) -> None:
        one = replace(
            fetched(1, title="The Vault"), titles=("Le Coffre", "VAULT!", "Das Gewölbe", "das gewolbe")
        )
        _keep(store, one, replace(fetched(2), titles=("Coffre, le",)))
        with store.read() as unit:
            assert unit.shelf.titled(["coffre"]) == [1, 2]
            assert unit.shelf.titled(["gewolbe", "coffre"]) == [1, 2]
            # Its own title is known anyway.
            assert unit.shelf.titled(["vault"]) == unit.shelf.titled([]) == []
        _keep(store, replace(fetched(1, 2000), titles=("Il caveau",)))
        with store.begin() as unit:
            assert (unit.shelf.titled(["coffre"]), unit.shelf.titled(["caveau"])) == ([2], [1])
            unit.shelf.purge(1500)
            assert (unit.shelf.titled(["coffre"]), unit.shelf.titled(["caveau"])) == ([], [1])
            unit.shelf.purge()
            assert unit.shelf.titled(["caveau"]) == []

    def test_what_still_holds_is_as_young_as_a_fetched_one(self, store: Store) -> None:
        _keep(store, fetched(1, 10), fetched(2, 10))
        with store.begin() as unit:
            revision = unit.film_revision()
            unit.shelf.want([1], "refresh", 11)
            unit.shelf.touch([Unchanged(1, 50), Unchanged(9, 50)])
        with store.read() as unit:
            assert unit.shelf.fetched_ids(before=50) == [2]
            assert unit.shelf.due() == []
            assert unit.film_revision() == revision
        with store.begin() as unit:
            assert unit.shelf.purge(before=50) == 1
            assert list(unit.films([1, 2])) == [1]

    def test_facts_of_a_country_go_when_their_film_is_fetched_anew_or_purged(self, store: Store) -> None:
        _keep(store, fetched(1, 10), fetched(2, 20), fetched(3, 30))
        fact = CountryFact(1, "PG", (Offer("Lumen", "flatrate"), Offer("Attic", "rent")))
        with store.begin() as unit:
            unit.shelf.put_facts("US", [CountryFact(2), CountryFact(1, "R")])
            unit.shelf.put_facts("US", [fact])
            unit.shelf.put_facts("DE", [CountryFact(1, "12")])
        with store.read() as unit:
            assert unit.shelf.facts("US") == [fact, CountryFact(2)]
            assert unit.shelf.facts("FR") == []
            assert [unit.shelf.unread(country) for country in ("US", "DE", "FR")] == [[3], [2, 3], [1, 2, 3]]
        _keep(store, fetched(1, 40))
        with store.begin() as unit:
            assert unit.shelf.unread("US") == [1, 3]
            assert unit.shelf.facts("DE") == []
            unit.shelf.put_facts("US", [fact])
            unit.shelf.touch([Unchanged(1, 50)])
            assert unit.shelf.unread("US") == [3]
            unit.shelf.purge(before=25)
            assert [one.film_id for one in unit.shelf.facts("US")] == [1]
            unit.shelf.purge()
            assert (unit.shelf.facts("US"), unit.shelf.unread("US")) == ([], [])

    def test_due_films_are_fetched_once_and_failures_counted(self, store: Store) -> None:
        with store.begin() as unit:
            shelf = unit.shelf
            assert shelf.want([3, 1, 3], "changed", 20) == 2
            assert shelf.want([1, 2], "new", 10) == 1
            shelf.fail([Failed(3, "busy")], 30)
            shelf.fail([Failed(3, "busy again"), Failed(8, "x" * 900)], 40)
        with store.read() as unit:
            due = unit.shelf.due()
            assert due[:3] == [
                Due(2, "new", 10),
                Due(1, "changed", 20),
                Due(3, "changed", 20, 2, "busy again"),
            ]
            assert (due[3].film_id, due[3].why, due[3].tries, len(due[3].reason)) == (8, "failed", 1, 300)
            assert (unit.shelf.counts().due, unit.shelf.counts().failed) == (4, 2)
        _keep(store, fetched(3), fetched(1))
        with store.read() as unit:
            assert [one.film_id for one in unit.shelf.due()] == [2, 8]

    def test_a_film_that_is_gone_stays_and_may_come_back(self, store: Store) -> None:
        _keep(store, fetched(1), fetched(2))
        with store.begin() as unit:
            unit.shelf.want([1], "changed", 1)
            unit.shelf.entomb([Gone(1, "no such film"), Gone(9, "no such film")], 50)
            unit.shelf.entomb([Gone(1, "still none")], 60)
        with store.read() as unit:
            assert unit.shelf.gone() == {1, 9}
            assert unit.shelf.due() == []
            assert list(unit.films([1])) == [1]
        _keep(store, fetched(1))
        with store.read() as unit:
            assert unit.shelf.gone() == {9}

    def test_notes_are_kept_by_name(self, store: Store) -> None:
        with store.begin() as unit:
            unit.shelf.note("run", {"state": "running", "done": 1, "what": "夏"})
            unit.shelf.note("run", {"state": "idle"})
            unit.shelf.note("goal", {"top": 5})
        with store.read() as unit:
            assert unit.shelf.noted("run") == {"state": "idle"}
            assert unit.shelf.noted("goal") == {"top": 5}

    def test_a_purge_leaves_what_others_said_and_what_people_said(self, store: Store) -> None:
        ours = Film(id=1, title="Ours", tones=("tense",))
        said = Event(event_id="e", user="me", kind=Kind.LIKE, film_id=2, at=0)
        _keep(store, fetched(1, cast=("Ada",)), fetched(2, cast=("Bo",)))
        with store.begin() as unit:
            unit.put_films([FilmRecord(ours, "starter")])
            unit.append([said])
            unit.shelf.note("run", {"state": "idle"})
            unit.shelf.entomb([Gone(5, "x")], 1)
            unit.shelf.want([6], "new", 1)
        with store.begin() as unit:
            before = unit.film_revision()
            assert unit.shelf.purge() == 2
            assert unit.shelf.purge() == 0
        with store.read() as unit:
            assert list(unit.all_films()) == [ours]
            assert unit.people() == {}
            assert unit.film_revision() > before
            assert unit.shelf.counts() == Counts()
            assert (unit.shelf.noted("run"), unit.shelf.gone()) == ({}, frozenset())
            assert unit.shelf.spoken_of() == [2]
            assert [event.event_id for event in unit.events("me")] == ["e"]
        assert store.check() == []
        store.compact()
        assert store.check() == []

    def test_a_purge_takes_dumps_along_and_an_old_one_leaves_them(self, store: Store) -> None:
        _keep(store, fetched(1, 10))
        with store.begin() as unit:
            unit.put_films(
                FilmRecord(Film(id=n, title="Dumped"), source)
                for n, source in ((1, "tmdb5000"), (2, "tmdbdump"))
            )
            assert unit.shelf.purge(before=50) == 1
            assert [film.title for film in unit.all_films()] == ["Dumped", "Dumped"]
            assert unit.shelf.purge() == 2
            assert unit.film_count() == 0

    def test_an_old_purge_takes_only_what_is_old(self, store: Store) -> None:
        _keep(store, fetched(1, 10), fetched(2, 99))
        with store.begin() as unit:
            unit.put_films([FilmRecord(Film(id=3, title="Of an unknown age"), "tmdb")])
            assert unit.shelf.purge(before=50) == 2
        with store.read() as unit:
            assert [film.id for film in unit.all_films()] == [2]
            assert unit.shelf.fetched_ids() == [2]

    def test_thousands_at_once(self, store: Store) -> None:
        _keep(store, *(fetched(number, number) for number in range(1, 1304)))
        with store.begin() as unit:
            assert unit.shelf.want(range(1, 1304), "refresh", 1) == 1303
            unit.shelf.touch([Unchanged(number, 5000) for number in range(1, 1304)])
            assert len(unit.shelf.etags(range(1, 1304))) == 1303
            assert unit.shelf.counts() == Counts(
                films=1303, oldest=5000, newest=5000, payload_bytes=1303 * 12
            )
            assert unit.shelf.purge() == 1303
            assert unit.film_count() == 0

    def test_a_reading_transaction_keeps_its_hands_off_the_shelf(self, store: Store) -> None:
        with store.read() as unit:
            shelf = unit.shelf
            writes: list[Callable[[], object]] = [
                lambda: shelf.put([fetched(1)]),
                lambda: shelf.put_facts("US", [CountryFact(1)]),
                lambda: shelf.touch([Unchanged(1, 1)]),
                lambda: shelf.entomb([Gone(1, "x")], 1),
                lambda: shelf.want([1], "new", 1),
                lambda: shelf.fail([Failed(1, "x")], 1),
                lambda: shelf.note("run", {}),
                lambda: shelf.purge(),
            ]
            for write in writes:
                with pytest.raises(StoreError, match="only reads"):
                    write()

    def test_an_error_takes_the_answers_back_with_the_films(self, store: Store) -> None:
        def keep_and_fail() -> None:
            with store.begin() as unit:
                unit.put_films([fetched(1).record])
                unit.shelf.put([fetched(1)])
                raise KeyError

        with pytest.raises(KeyError):
            keep_and_fail()
        with store.read() as unit:
            assert (unit.film_count(), unit.shelf.fetched_ids()) == (0, [])
