"""DataFrames at the door: what is taken, and what is refused with one clear line."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from matinee.domain.feedback import Kind
from matinee.domain.film import Film
from matinee.errors import BadValue
from matinee.taste import TasteSpace
from matinee.taste.frames import events_from_frame, films_from_frame, microseconds

FULL = {
    "film_id": 949,
    "title": "Heat",
    "year": 1995,
    "genres": ["Crime", "Drama"],
    "keywords": ["heist"],
    "directors": ["Michael Mann"],
    "writers": ["Michael Mann"],
    "cast": ["Al Pacino", "Robert De Niro"],
    "countries": ["US"],
    "language": "en",
    "overview": "A thief and a detective.",
    "vote_average": 7.9,
    "vote_count": 7000,
}
HEAT = Film(
    id=949,
    title="Heat",
    year=1995,
    genres=("Crime", "Drama"),
    keywords=("heist",),
    directors=("Michael Mann",),
    writers=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro"),
    countries=("US",),
    language="en",
    overview="A thief and a detective.",
    vote_average=7.9,
    vote_count=7000,
)
EVENING = 1_795_378_500_000_000
"""2026-11-22T20:15:00 UTC."""


def films(**cells: object) -> list[Film]:
    return films_from_frame(pd.DataFrame([{**FULL, **cells}]))


def events(*rows: dict, **columns: object):
    return events_from_frame(pd.DataFrame(list(rows) or columns))


def one_line(refused: pytest.ExceptionInfo) -> str:
    text = str(refused.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


# Films


def test_every_documented_column_is_read():
    assert films() == [HEAT]


@pytest.mark.parametrize("name", [name for name in FULL if name not in ("film_id", "title")])
@pytest.mark.parametrize("how", ["absent", None, float("nan"), pd.NA, pd.NaT], ids=str)
def test_every_column_but_two_may_be_absent_or_empty(name, how):
    table = pd.DataFrame([FULL, {**FULL, "film_id": 950}]).astype({name: object})
    if isinstance(how, str):
        table = table.drop(columns=name)
    else:
        table[name] = pd.Series([how, FULL[name]], dtype=object)
    found = films_from_frame(table)[0]
    empty = Film(id=1, title="")
    assert getattr(found, name) == getattr(empty, name)
    assert found.title == "Heat"


def test_lists_may_be_tuples_arrays_or_one_word_and_holes_in_them_are_left_out():
    for cell in (("Crime", "Drama"), np.array(["Crime", "Drama"]), ["Crime", None, "Drama", float("nan")]):
        assert films(genres=cell)[0].genres == ("Crime", "Drama")
    assert films(genres="Crime")[0].genres == ("Crime",)
    assert films(genres=[])[0].genres == ()


def test_whole_numbers_may_have_come_as_floats_or_text():
    assert films(film_id=949.0, year=1995.0, vote_count=np.float64(7000)) == [HEAT]
    assert films(year="1995", vote_average="7.9") == [HEAT]


def test_a_table_with_only_numbers_and_titles_makes_a_space():
    space = TasteSpace.fit(pd.DataFrame({"film_id": [2, 1], "title": ["B", "A"]}))
    assert space.film_ids.tolist() == [1, 2]


def test_a_table_read_from_parquet_like_columns_makes_a_space():
    table = pd.DataFrame([FULL, {**FULL, "film_id": 950, "year": None}])
    table = table.astype({"year": "Int64", "vote_count": "Int32", "title": "string"})
    assert films_from_frame(table)[1].year is None


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"film_id": None}, "film_id"),
        ({"film_id": "Heat"}, "film_id"),
        ({"film_id": 949.5}, "film_id"),
        ({"film_id": float("inf")}, "film_id"),
        ({"film_id": 1e30}, "film_id"),
        ({"year": "soon"}, "year"),
        ({"year": 1995.5}, "year"),
        ({"vote_count": "many"}, "vote_count"),
        ({"vote_count": -1}, "vote_count"),
        ({"vote_average": "good"}, "vote_average"),
        ({"vote_average": 79.0}, "vote_average"),
        ({"vote_average": float("-inf")}, "vote_average"),
        ({"genres": 7}, "genres"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused(cells, word):
    with pytest.raises(BadValue, match=word) as refused:
        films(**cells)
    one_line(refused)


def test_a_film_there_twice_is_refused():
    with pytest.raises(BadValue, match="949 is there twice") as refused:
        films_from_frame(pd.DataFrame([FULL, FULL]))
    one_line(refused)


@pytest.mark.parametrize("name", ["film_id", "title"])
def test_a_missing_column_is_named_with_those_there_are(name):
    with pytest.raises(BadValue, match=f"no column {name}; it has .*year") as refused:
        films_from_frame(pd.DataFrame([FULL]).drop(columns=name))
    one_line(refused)


# Events


def test_only_film_and_kind_are_needed():
    found = events({"film_id": 1, "kind": "like"}, {"film_id": 2, "kind": "watched"})
    assert [(e.film_id, e.kind, e.at, e.seq) for e in found] == [
        (1, Kind.LIKE, 0, 1),
        (2, Kind.WATCHED, 0, 2),
    ]


def test_kinds_may_be_the_enumerations_members():
    assert events({"film_id": 1, "kind": Kind.DISLIKE})[0].kind is Kind.DISLIKE


def test_no_events_are_events(space):
    table = pd.DataFrame({"film_id": [], "kind": []})
    assert events_from_frame(table) == []
    assert np.array_equal(space.scores(space.belief(table)), space.offsets())


@pytest.mark.parametrize(
    "at",
    [
        EVENING,
        float(EVENING),
        np.int64(EVENING),
        "2026-11-22T20:15:00",
        "2026-11-22 20:15:00+00:00",
        "2026-11-22T20:15:00Z",
        "2026-11-22T21:15:00+01:00",
        dt.datetime(2026, 11, 22, 20, 15),
        dt.datetime(2026, 11, 22, 20, 15, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 22, 15, 15, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        pd.Timestamp("2026-11-22 20:15"),
        pd.Timestamp("2026-11-22 20:15", tz="UTC"),
        pd.Timestamp("2026-11-22 21:15", tz="Europe/Paris"),
        *(np.datetime64("2026-11-22T20:15", unit) for unit in ("m", "s", "ms", "us", "ns")),
    ],
)
def test_a_time_in_every_form_is_the_same_moment(at):
    assert microseconds(at) == EVENING
    assert events({"film_id": 1, "kind": "like", "at": at})[0].at == EVENING


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_column_of_times_of_any_resolution_is_read(unit):
    at = pd.Series(pd.to_datetime(["2026-11-22 20:15:00", None])).astype(f"datetime64[{unit}]")
    found = events_from_frame(pd.DataFrame({"film_id": [1, 2], "kind": "like", "at": at}))
    assert {e.film_id: e.at for e in found} == {1: EVENING, 2: 0}


@pytest.mark.parametrize("at", [dt.date(2026, 11, 22), "2026-11-22", np.datetime64("2026-11-22")])
def test_a_day_is_its_first_moment(at):
    assert microseconds(at) == EVENING - 20_25 * 36_000_000


@pytest.mark.parametrize("at", ["yesterday", "", 1.5, float("inf"), [], pd.NaT, float("nan"), None, object()])
def test_what_is_no_time_is_refused(at):
    with pytest.raises(BadValue, match="time") as refused:
        microseconds(at)
    one_line(refused)


@pytest.mark.parametrize("stars", [7, 0, -1, 0.25, 3.3, 5.5, None, float("nan"), "five", float("inf")])
def test_stars_off_the_scale_are_refused(stars):
    with pytest.raises(BadValue) as refused:
        events({"film_id": 1, "kind": "rating", "value": stars})
    one_line(refused)


@pytest.mark.parametrize("kind", ["love", "", None, "RATING", 3])
def test_an_unknown_kind_is_refused_with_those_there_are(kind):
    with pytest.raises(BadValue, match="there are rating, like, dislike") as refused:
        events({"film_id": 1, "kind": kind})
    one_line(refused)


@pytest.mark.parametrize("film_id", [None, "Heat", 1.5])
def test_an_event_of_no_film_is_refused(film_id):
    with pytest.raises(BadValue) as refused:
        events({"film_id": film_id, "kind": "like"})
    one_line(refused)


def test_a_correction_without_a_target_is_refused():
    with pytest.raises(BadValue, match="names the event it corrects") as refused:
        events({"film_id": 1, "kind": "retract"})
    one_line(refused)


def test_the_value_of_what_has_no_stars_is_passed_over():
    assert events({"film_id": 1, "kind": "like", "value": 1.0})[0].value is None


def test_corrections_work_by_event_id(space):
    rating = {"film_id": 1, "kind": "rating", "value": 5.0, "at": 1, "event_id": "a"}
    retract = {"film_id": 1, "kind": "retract", "target": "a", "at": 2, "event_id": "b"}
    amend = {"film_id": None, "kind": "amend", "value": 2.0, "target": "a", "at": 3, "event_id": "c"}
    assert space.belief(pd.DataFrame([rating, retract])).events == 0
    amended = space.belief(pd.DataFrame([rating, amend]))
    assert [e.value for e in amended.interest.evidence.events] == [2.0]


def test_an_event_id_met_again_is_passed_over():
    found = events(
        {"film_id": 1, "kind": "like", "event_id": "a"}, {"film_id": 2, "kind": "like", "event_id": "a"}
    )
    assert [(e.film_id, e.event_id) for e in found] == [(1, "a")]


def test_the_order_of_the_rows_does_not_matter_where_times_differ(space):
    rows = [
        {"film_id": 1, "kind": "rating", "value": 5.0, "at": 1, "event_id": "a"},
        {"film_id": 1, "kind": "amend", "value": 1.0, "at": 2, "event_id": "b", "target": "a"},
        {"film_id": 1, "kind": "amend", "value": 4.0, "at": 3, "event_id": "c", "target": "a"},
        {"film_id": 1, "kind": "retract", "at": 4, "event_id": "d", "target": "c"},
        {"film_id": 9, "kind": "like", "at": 5, "event_id": "e"},
        {"film_id": 9, "kind": "dislike", "at": 6, "event_id": "f"},
    ]
    table = pd.DataFrame(rows)
    expected = space.belief(table)
    assert [e.value for e in expected.interest.evidence.events] == [1.0, None]
    for seed in range(20):
        found = space.belief(table.sample(frac=1, random_state=seed))
        np.testing.assert_allclose(found.interest.mean, expected.interest.mean, rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.enjoyment.mean, expected.enjoyment.mean, rtol=0, atol=1e-9)


def test_a_moment_may_be_given_in_words(space):
    table = pd.DataFrame({"film_id": [1, 9], "kind": "like", "at": ["2020-01-01", "2021-01-01"]})
    assert space.belief(table, as_of="2020-06-01").events == 1
    assert space.belief(table, as_of=pd.Timestamp("2021-06-01")).events == 2
    with pytest.raises(BadValue, match="time"):
        space.belief(table, as_of="later")


def test_films_that_are_not_there_are_counted(space):
    found = space.belief(pd.DataFrame({"film_id": [1, 10_001, 10_002], "kind": "like"}))
    assert (found.events, found.unknown) == (1, 2)
