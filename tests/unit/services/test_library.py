"""A library shows what is in force, in any order, and whatever is mended can be undone."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from matinee.domain.feedback import Event, Kind, new_event_id
from matinee.domain.film import Film, FilmRecord
from matinee.errors import BadValue
from matinee.services.library import ORDERS, Library, Wanted

DAY = 86_400_000_000


def at(iso: str) -> int:
    return (
        dt.datetime.fromisoformat(iso).replace(tzinfo=dt.UTC) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    ) // (dt.timedelta(microseconds=1))


@pytest.fixture
def library(empty) -> Library:
    films = [
        Film(id=1, title="The Éclair", year=1990, fame=3),
        Film(id=2, title="Alba", year=2010, fame=3),
        Film(id=3, title="Bruma", fame=3),
        Film(id=4, title="A Crow", year=1990, original_title="Ворона", fame=3),
    ]
    empty.load(*films)
    return Library(empty.store, empty.clock)


@pytest.fixture
def say(empty):
    def said(kind: Kind, film: int, value: float | None = None, day: str = "2024-03-05") -> str:
        return empty.feedback.say("me", kind, film, value, source="cli", at=at(day)).event_id

    return said


def rows(library: Library, **wanted) -> list[tuple[str, str, float | None]]:
    found = library.find("me", Wanted(**wanted))
    return [(entry.title, entry.event.kind.value, entry.event.value) for entry in found.entries]


def test_a_film_has_a_row_for_each_thing_in_force(library, say) -> None:
    say(Kind.WATCHED, 1, day="2020-01-01")
    say(Kind.RATING, 1, 3, day="2020-01-02")
    say(Kind.RATING, 1, 4, day="2021-01-02")
    say(Kind.LIKE, 1, day="2022-01-02")
    say(Kind.WATCHLIST_ADD, 2, day="2019-01-01")
    say(Kind.WATCHED, 3, day="2018-01-01")
    say(Kind.WATCHLIST_ADD, 3, day="2018-02-01")
    say(Kind.NOT_INTERESTED, 4, day="2017-01-01")
    assert rows(library) == [
        ("The Éclair", "like", None),
        ("The Éclair", "rating", 4),
        ("Alba", "watchlist_add", None),
        ("Bruma", "watchlist_add", None),
        ("Bruma", "watched", None),
        ("A Crow", "not_interested", None),
    ]
    say(Kind.RATING, 1, 2, day="2023-01-02")
    say(Kind.WATCHLIST_REMOVE, 3)
    say(Kind.WATCHED, 2)
    say(Kind.INTERESTED_AGAIN, 4)
    assert rows(library, order="title", down=False) == [
        ("Alba", "watched", None),
        ("Bruma", "watched", None),
        ("The Éclair", "rating", 2),
    ], "the newer rating governs over the like"


def test_orders_put_what_is_unknown_last_and_equals_by_time(library, say) -> None:
    say(Kind.RATING, 1, 3, day="2024-01-04")
    say(Kind.RATING, 2, 5, day="2024-01-03")
    say(Kind.LIKE, 3, day="2024-01-02")
    say(Kind.RATING, 4, 3, day="2024-01-01")
    titles = {
        ("title", False): ["Alba", "Bruma", "A Crow", "The Éclair"],
        ("title", True): ["The Éclair", "A Crow", "Bruma", "Alba"],
        ("year", False): ["The Éclair", "A Crow", "Alba", "Bruma"],
        ("year", True): ["Alba", "The Éclair", "A Crow", "Bruma"],
        ("stars", False): ["The Éclair", "A Crow", "Alba", "Bruma"],
        ("stars", True): ["Alba", "The Éclair", "A Crow", "Bruma"],
        ("kind", False): ["The Éclair", "Alba", "A Crow", "Bruma"],
        ("kind", True): ["Bruma", "The Éclair", "Alba", "A Crow"],
        ("date", False): ["A Crow", "Bruma", "Alba", "The Éclair"],
        ("date", True): ["The Éclair", "Alba", "Bruma", "A Crow"],
    }
    assert {order for order, _ in titles} == set(ORDERS)
    for (order, down), expected in titles.items():
        assert [title for title, _, _ in rows(library, order=order, down=down)] == expected, (order, down)
    with pytest.raises(BadValue, match="no order"):
        rows(library, order="colour")


def test_words_kinds_and_pages(library, say) -> None:
    for film, kind in ((1, Kind.LIKE), (2, Kind.LIKE), (3, Kind.WATCHED), (4, Kind.DISLIKE)):
        say(kind, film)
    assert [title for title, _, _ in rows(library, words="ecl")] == ["The Éclair"]
    assert [title for title, _, _ in rows(library, words="ворона")] == ["A Crow"]
    assert not rows(library, words="zzz")
    found = library.find("me", Wanted(kind=Kind.LIKE))
    assert (found.total, dict(found.counts)) == (2, {Kind.LIKE: 2, Kind.WATCHED: 1, Kind.DISLIKE: 1})
    page = library.find("me", Wanted(order="title", down=False, start=3, n=3))
    assert ([entry.title for entry in page.entries], page.start, page.total) == (["The Éclair"], 3, 4)
    beyond = library.find("me", Wanted(order="title", down=False, start=900, n=3))
    assert (len(beyond.entries), beyond.start) == (1, 3), "a page that is gone shows the last"
    assert library.find("nobody", Wanted()).total == 0


def test_taking_out_takes_what_lies_beneath_and_putting_back_restores_all(library, say) -> None:
    say(Kind.RATING, 1, 2, day="2020-01-01")
    newest = say(Kind.RATING, 1, 4, day="2022-01-01")
    say(Kind.WATCHED, 1, day="2021-01-01")
    taken = library.take_out("me", newest, source="test")
    assert (taken.title, len(taken.retractions)) == ("The Éclair", 2)
    assert rows(library) == [("The Éclair", "watched", None)], "that it was seen is another matter"
    with pytest.raises(BadValue, match="not in your library"):
        library.take_out("me", newest, source="test")
    with pytest.raises(BadValue, match="not in your library"):
        library.take_out("somebody", newest, source="test")
    library.put_back("me", taken, source="test")
    library.put_back("me", taken, source="test")
    assert rows(library) == [("The Éclair", "rating", 4)]
    alone = library.take_out("me", newest, alone=True, source="test")
    assert rows(library) == [("The Éclair", "rating", 2)]
    library.put_back("me", alone, source="test")
    assert rows(library) == [("The Éclair", "rating", 4)]


def test_an_amended_rating_keeps_its_time_and_stays_amended_through_delete_and_undo(
    library, say, empty
) -> None:
    event = say(Kind.RATING, 1, 2, day="2020-01-01")
    amend, title = library.amend("me", event, 4.5, source="test")
    assert (amend.kind, amend.source, title) == (Kind.AMEND, "test", "The Éclair")
    entry = library.find("me", Wanted()).entries[0]
    assert (entry.event.value, entry.event.at) == (4.5, at("2020-01-01"))
    library.put_back("me", library.take_out("me", event, source="test"), source="test")
    assert rows(library) == [("The Éclair", "rating", 4.5)]
    empty.feedback.retract("me", amend.event_id, source="test")
    assert rows(library) == [("The Éclair", "rating", 2)]
    with pytest.raises(BadValue, match="by halves"):
        library.amend("me", event, 4.2, source="test")


def test_what_is_not_learned_from_and_what_has_left_is_shown_as_such(library, say, empty) -> None:
    event = say(Kind.RATING, 1, 2)
    empty.feedback.forget("me", event, source="test")
    with empty.store.begin() as unit:
        detail = '{"title": "<b>Lost</b>"}'
        unit.append(
            [
                Event(
                    event_id=new_event_id(),
                    user="me",
                    kind=Kind.LIKE,
                    film_id=99,
                    at=at("2019-01-01"),
                    detail=detail,
                ),
                Event(event_id=new_event_id(), user="me", kind=Kind.LIKE, film_id=98, at=at("2018-01-01")),
            ]
        )
    entries = library.find("me", Wanted()).entries
    assert [(entry.title, entry.known, entry.learned) for entry in entries] == [
        ("The Éclair", True, False),
        ("<b>Lost</b>", False, True),
        ("tmdb:98", False, True),
    ]


def test_titles_follow_the_catalogue(library, say, empty) -> None:
    say(Kind.LIKE, 1)
    assert rows(library)[0][0] == "The Éclair"
    empty.films.put([FilmRecord(Film(id=1, title="The Lightning", year=1990, fame=3), "tmdb")])
    assert rows(library)[0][0] == "The Lightning"


def test_hidden_films_are_those_refused_last_first(library, say) -> None:
    say(Kind.NOT_INTERESTED, 1, day="2020-01-01")
    say(Kind.NOT_INTERESTED, 2, day="2022-01-01")
    say(Kind.NOT_INTERESTED, 3, day="2021-01-01")
    say(Kind.INTERESTED_AGAIN, 3, day="2023-01-01")
    assert library.hidden("me") == [2, 1]


def test_months_count_films_and_not_events(library, say) -> None:
    say(Kind.WATCHED, 1, day="2024-02-29T23:59:59")
    say(Kind.RATING, 1, 4, day="2024-02-29")
    say(Kind.WATCHED, 1, day="2024-03-01")
    say(Kind.LIKE, 2, day="2024-02-01")
    say(Kind.WATCHED, 2, day="2024-02-03")
    say(Kind.WATCHLIST_ADD, 3, day="2024-02-03")
    gone = say(Kind.WATCHED, 4, day="2024-01-03")
    library.take_out("me", gone, source="test")
    assert [(month.name, month.films) for month in library.months("me")] == [("2024-02", 2), ("2024-03", 1)]
    found = [(entry.title, entry.event.kind.value) for entry in library.month("me", "2024-02")]
    assert found == [("The Éclair", "rating"), ("Alba", "watched"), ("Alba", "like")]
    assert library.month("me", "1999-01") == []


def test_ten_thousand_entries_are_found_quickly(empty) -> None:
    empty.load(*(Film(id=n, title=f"Film {n}", year=1950 + n % 70, fame=1) for n in range(1, 2001)))
    with empty.store.begin() as unit:
        unit.append(
            [
                Event(
                    event_id=new_event_id(),
                    user="me",
                    kind=Kind.RATING,
                    film_id=1 + n % 2000,
                    value=1 + n % 9 / 2,
                    at=n * DAY,
                    source="import:letterboxd",
                )
                for n in range(10_000)
            ]
        )
    library = Library(empty.store, empty.clock)
    library.find("me", Wanted())
    begun = time.perf_counter()
    found = library.find("me", Wanted(order="title"))
    # Measured 0.1 s; the bound is for a slow machine, and far below reading every film.
    assert time.perf_counter() - begun < 2
    assert (len(found.entries), found.total) == (50, 2000)
