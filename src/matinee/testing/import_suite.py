"""What every store must do with imports: tests to inherit, a part of `matinee.testing.store_suite`."""
# ruff: noqa: S101, D102 - these are tests: they assert, and their names say what

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.domain.history import Remembered, Said, State, Waiting
from matinee.errors import StoreError

if TYPE_CHECKING:
    from matinee.domain.ports import Store

__all__ = ["ImportTests"]

HEAT = Remembered(
    user="me",
    service="letterboxd",
    key="title:heat (1995)",
    title="Heat",
    year=1995,
    other_titles=("Чужая",),
    directors=("Michael Mann",),
    state=State.SURE,
    film_id=949,
    confidence=0.98,
    seen_at=5,
)
RONIN = Remembered(user="me", service="imdb", key="imdb:tt0122690", title="Ronin", imdb_id="tt0122690")
RATED = Waiting(
    user="me",
    service="imdb",
    key="imdb:tt0122690",
    said=Said(kind=Kind.RATING, stars=4.5, at=7, written="9", scale="10", when="2020-01-01"),
    noted_at=9,
)
SEEN = replace(RATED, said=Said(kind=Kind.WATCHED, on="2020-01-01", rewatch=True))


class ImportTests:
    """Inherited by the suite of stores."""

    def test_titles_come_back_as_they_were_remembered_by_person_and_state(self, store: Store) -> None:
        other = replace(HEAT, user="you", state=State.SKIPPED)
        with store.begin() as unit:
            unit.imports.remember([HEAT, RONIN, other])
        with store.read() as unit:
            assert unit.imports.remembered("me") == [RONIN, HEAT]
            assert unit.imports.remembered("me", [State.SURE, State.CHOSEN]) == [HEAT]
            assert unit.imports.remembered("nobody") == []
            assert unit.imports.people_waiting() == ["me"]

    def test_a_later_decision_replaces_the_earlier(self, store: Store) -> None:
        chosen = replace(RONIN, state=State.CHOSEN, film_id=8195, confidence=1.0)
        with store.begin() as unit:
            unit.imports.remember([RONIN])
            unit.imports.remember([HEAT, chosen])
            unit.imports.remember([])
        with store.read() as unit:
            assert unit.imports.remembered("me") == [chosen, HEAT]
            assert unit.imports.people_waiting() == []

    def test_rows_wait_once_until_their_title_is_known(self, store: Store) -> None:
        later = replace(RATED, noted_at=99)
        with store.begin() as unit:
            unit.imports.wait([RATED, SEEN, RATED])
            unit.imports.wait([later, replace(SEEN, user="you")])
            unit.imports.wait([])
        with store.read() as unit:
            assert sorted(unit.imports.waiting("me"), key=lambda row: row.said.kind) == [RATED, SEEN]
            assert unit.imports.waiting("you") == [replace(SEEN, user="you")]
        with store.begin() as unit:
            unit.imports.no_longer_waiting("me", "imdb", "imdb:tt0122690")
        with store.read() as unit:
            assert unit.imports.waiting("me") == []
            assert len(unit.imports.waiting("you")) == 1

    def test_events_have_owners(self, store: Store) -> None:
        with store.begin() as unit:
            unit.append([Event(event_id=name, user=name, kind=Kind.LIKE, film_id=1, at=0) for name in "ab"])
        with store.read() as unit:
            assert unit.imports.owners(["a", "b", "c"]) == {"a": "a", "b": "b"}
            assert unit.imports.owners([]) == {}

    def test_titles_have_their_imdb_ids(self, store: Store) -> None:
        with store.begin() as unit:
            unit.put_films([FilmRecord(Film(id=949, title="Heat", imdb_id="tt0113277"), "tmdb")])
        with store.read() as unit:
            assert [row.imdb_id for row in unit.titles()] == ["tt0113277"]

    def test_a_reading_transaction_refuses_to_note_imports(self, store: Store) -> None:
        with store.read() as unit:
            with pytest.raises(StoreError, match="only reads"):
                unit.imports.remember([HEAT])
            with pytest.raises(StoreError, match="only reads"):
                unit.imports.wait([RATED])
            with pytest.raises(StoreError, match="only reads"):
                unit.imports.no_longer_waiting("me", "imdb", "x")

    def test_an_error_takes_what_was_noted_back(self, store: Store) -> None:
        def note_and_fail() -> None:
            with store.begin() as unit:
                unit.imports.remember([HEAT])
                unit.imports.wait([RATED])
                raise KeyError

        with pytest.raises(KeyError):
            note_and_fail()
        with store.read() as unit:
            assert unit.imports.remembered("me") == []
            assert unit.imports.waiting("me") == []
