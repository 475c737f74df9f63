"""Every quirk a table of films can have, and that no row is ever lost."""

import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.domain.film import GENRES
from matinee.tmdb import Cleaned, read_dump
from matinee.tmdb.cleaning import COLUMNS, clean
from unit.tmdb.tables import MOVIE_HEADER, credit, movie


def one(dump, people=None, **values):
    """The only film of a dump of one row, and its mends."""
    cleaned = read_dump(dump.write(movie(**values), people=[credit(**(people or {}))]))
    assert cleaned.read == 1
    [record] = cleaned.records
    assert record.source == "tmdb5000"
    return record.film, {mend.reason for mend in cleaned.mended}


def test_a_sound_row_is_taken_as_it_is(dump):
    film, mended = one(dump)
    assert mended == set()
    assert film.to_dict() == {
        "id": 1,
        "title": "The Lamp",
        "original_title": "La Lampe",
        "year": 1999,
        "release_date": "1999-03-31",
        "runtime": 96,
        "genres": ["Drama"],
        "keywords": ["lamp", "night"],
        "directors": ["Eve Frost"],
        "writers": ["Gus Hale"],
        "cast": ["Ada Bell", "Cy Dorn"],
        "countries": ["FR"],
        "language": "fr",
        "overview": "A lamp lights up.",
        "tagline": "Light!",
        "vote_average": 7.1,
        "vote_count": 321,
    }
    json.dumps(film.to_dict())  # plain Python values, not numpy's
    assert [type(value) for value in (film.id, film.year, film.runtime, film.vote_count)] == [int] * 4
    assert type(film.vote_average) is float


@pytest.mark.parametrize(
    ("given", "date", "year", "mend"),
    [
        ("", "", None, None),
        ("NaN", "", None, None),
        ("2009-12-10 00:00:00", "2009-12-10", 2009, None),
        ("2009-12-10T00:00:00.000Z", "2009-12-10", 2009, None),
        ("2009-02-31", "", 2009, "only the year"),
        ("2009", "", 2009, "only the year"),
        ("3/4/2009", "", 2009, "only the year"),
        ("2009/12/10", "", 2009, "only the year"),
        ("1", "", None, "a release date that is none"),
        ("soon", "", None, "a release date that is none"),
        ("0000-00-00", "", None, "a release date that is none"),
        ("1066-10-14", "", None, "a release date that is none"),
        ("9999-12-31", "", None, "a release date that is none"),
        ("20091210", "", None, "a release date that is none"),
    ],
)
def test_dates(dump, given, date, year, mend):
    film, mended = one(dump, release_date=given)
    assert (film.release_date, film.year) == (date, year)
    assert [mend in reason for reason in mended] == ([True] if mend else [])


@pytest.mark.parametrize(
    ("given", "minutes", "mend"),
    [
        ("", None, None),
        ("104.0", 104, None),
        ("0", None, "runtime of 0"),
        ("0.0", None, "runtime of 0"),
        ("-5", None, "below 0 or above"),
        ("100000", None, "below 0 or above"),
        ("1e12", None, "below 0 or above"),
        ("two hours", None, "no number"),
        ("inf", None, "no number"),
        ("9" * 400, None, "no number"),
    ],
)
def test_runtimes(dump, given, minutes, mend):
    film, mended = one(dump, runtime=given)
    assert film.runtime == minutes
    assert [mend in reason for reason in mended] == ([True] if mend else [])


@pytest.mark.parametrize(
    ("count", "average", "expected", "mend"),
    [
        ("11800.0", "7.2", (11800, 7.2), None),
        ("", "", (None, None), None),
        ("-1", "7.2", (None, 7.2), "vote count out of range"),
        ("1.5", "7.2", (None, 7.2), "vote count out of range"),
        ("many", "7.2", (None, 7.2), "vote count that is no number"),
        ("5", "11", (5, None), "vote average out of range"),
        ("5", "-1", (5, None), "vote average out of range"),
        ("0", "0.0", (0, None), "without votes"),
        ("0", "8", (0, None), "without votes"),
    ],
)
def test_votes(dump, count, average, expected, mend):
    film, mended = one(dump, vote_count=count, vote_average=average)
    assert (film.vote_count, film.vote_average) == expected
    assert [mend in reason for reason in mended] == ([True] if mend else [])


@pytest.mark.parametrize(
    ("given", "clean_text", "mend"),
    [
        ("Tom &amp; Jerry&#39;s &quot;Day&quot;", 'Tom & Jerry\'s "Day"', "HTML"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry", "HTML"),
        ("AT&T, me & you &notanentity", "AT&T, me & you &notanentity", None),
        ("a\xa0b\u3000 c\r\n\td ", "a b c d", "spaces"),
        ("a\u200bb\ufeffc\x07d\u202ee\xadf", "abcdef", "invisible"),
        ("Cafe\u0301", "Café", "NFC"),
        ("می\u200cروم", "می\u200cروم", None),
        ("a\u200db", "ab", "invisible"),
    ],
)
def test_text(dump, given, clean_text, mend):
    for column in ("title", "overview", "tagline"):
        film, mended = one(dump, **{column: given})
        assert getattr(film, column) == clean_text
        assert [mend in reason for reason in mended] == ([True] if mend else [])
    film, mended = one(dump, keywords=json.dumps([{"name": given}]))
    assert film.keywords == (clean_text,)
    assert len(mended) == bool(mend)


def test_half_characters_in_json_cannot_reach_the_database(dump):
    film, _ = one(dump, keywords='[{"name": "a\\ud83dz"}]')
    assert film.keywords == ("az",)
    film.keywords[0].encode()


@pytest.mark.parametrize("given", ["No overview found.", "no overview", "  ", "nan"])
def test_an_overview_that_says_nothing_is_empty(dump, given):
    film, _ = one(dump, overview=given)
    assert film.overview == ""


def test_a_missing_title_is_the_original_one(dump):
    film, mended = one(dump, title=" ")
    assert film.title == "La Lampe"
    assert mended == {"the title is missing: the original title stands in"}


def test_no_title_at_all_is_refused(dump):
    cleaned = read_dump(dump.write(movie(title="", original_title="\u200b"), movie(id="2")))
    assert [(row.row, row.id, row.reason) for row in cleaned.refused] == [
        (2, "1", "it has neither a title nor an original title")
    ]


@pytest.mark.parametrize(
    "given", ["", "x", "1997-08-20", "0", "-3", "1.5", "1e3", "٣", "9" * 10, "9" * 30, "1 2", "nan"]
)
def test_what_is_no_id_is_refused(dump, given):
    cleaned = read_dump(dump.write(movie(id=given), movie(id="2")))
    assert [(row.row, row.id, row.title) for row in cleaned.refused] == [(2, given, "The Lamp")]
    assert "positive whole number" in cleaned.refused[0].reason


@pytest.mark.parametrize("given", ["7", " 7 ", "007", "7.0"])
def test_an_id_in_another_spelling(dump, given):
    film, _ = one(dump, {"movie_id": "7"}, id=given)
    assert film.id == 7
    assert film.cast


def test_of_two_rows_with_one_id_the_fuller_stays(dump):
    rows = [movie(overview="", title="Thin"), movie(title="Full"), movie(id="01", title="Fu", tagline="")]
    cleaned = read_dump(dump.write(*rows, people=[credit()]))
    assert [record.film.title for record in cleaned.records] == ["Full"]
    assert [(row.row, row.id, row.title, row.reason) for row in cleaned.refused] == [
        (2, "1", "Thin", "row 3 has the same id and says more"),
        (4, "01", "Fu", "row 3 has the same id and says more"),
    ]


def test_of_two_equal_rows_the_first_stays(dump):
    cleaned = read_dump(dump.write(movie(), movie(), people=[credit()]))
    assert [row.row for row in cleaned.refused] == [3]
    assert "same id" in cleaned.refused[0].reason


@pytest.mark.parametrize("cell", ["", "[]", "nan", "None", "null"])
def test_empty_lists(dump, cell):
    film, mended = one(dump, keywords=cell)
    assert film.keywords == ()
    assert mended == set()


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("[{'id': 1, 'name': \"it's\"}, {'id': 2, 'name': 'b\\d'}]", ("it's", "b\\d")),
        ('{"id": 1, "name": "alone"}', ("alone",)),
        ('["plain", "words", "plain"]', ("plain", "words")),
    ],
)
def test_lists_in_other_forms(dump, cell, names):
    film, mended = one(dump, keywords=cell)
    assert film.keywords == names
    assert mended == set()


@pytest.mark.parametrize(
    "cell",
    ["[{", "Action|Drama", "7", '"x"', "[" * 100_000, "__import__('os').getcwd()", "(" * 300, "9" * 5000],
)
def test_lists_that_cannot_be_read_are_empty_and_counted(dump, cell):
    film, mended = one(dump, keywords=cell)
    assert film.keywords == ()
    assert mended == {"a list that cannot be read was left empty"}


def test_entries_that_cannot_be_read(dump):
    film, mended = one(
        dump, {"crew": '[{"name": "No Job"}, 5]'}, keywords='[{"name": null}, 3, {"name": "x"}, {}]'
    )
    assert (film.keywords, film.directors) == (("x",), ())
    assert mended == {"an entry of a list that cannot be read was left out"}


def test_genres_are_tmdbs(dump):
    cell = json.dumps(
        [{"name": name} for name in ("foreign", "Foreign", "science fiction", "Drama", "Drama")]
    )
    film, mended = one(dump, genres=cell)
    assert film.genres == ("Science Fiction", "Drama")
    assert mended == {"a genre that is not one of TMDB's was left out"}


def test_countries_and_language(dump):
    cell = json.dumps([{"iso_3166_1": "us"}, {"iso_3166_1": "Atlantis"}, {"iso_3166_1": "GB"}])
    film, mended = one(dump, production_countries=cell, original_language="EN")
    assert (film.countries, film.language) == (("US", "GB"), "en")
    assert mended == {"a country that is not a two-letter code was left out"}
    film, mended = one(dump, original_language="104.0")
    assert film.language == ""
    assert mended == {"a language that is no two-letter code was left out"}


def test_cast_is_by_billing_unique_and_at_most_twenty(dump):
    people = [{"name": f"P{place}", "order": place} for place in range(30)]
    people += [{"name": "P1", "order": 2.5}, {"name": "Last"}, {"name": "First", "order": -1}]
    film, _ = one(dump, {"cast": json.dumps(people[::-1])})
    assert film.cast == ("First", *(f"P{place}" for place in range(19)))


def test_writers_by_the_most_telling_job(dump):
    jobs = [
        "Novel",
        "Characters",
        "Producer",
        "Author",
        "Story",
        "Writer",
        "Screenplay",
        "Director",
        "Director",
    ]
    crew = [{"job": job, "name": f"{job} {place}"} for place, job in enumerate(jobs)]
    crew += [{"job": "Writer", "name": "Screenplay 6"}, {"job": "Screenplay", "name": "Also"}]
    film, _ = one(dump, {"crew": json.dumps(crew)})
    assert film.directors == ("Director 7", "Director 8")
    assert film.writers == ("Screenplay 6", "Also", "Writer 5", "Story 4", "Author 3", "Novel 0")


def test_a_mend_of_a_refused_row_is_not_counted(dump):
    cleaned = read_dump(dump.write(movie(id="x", runtime="0"), movie(id="2"), people=[credit(movie_id="2")]))
    assert cleaned.mended == []


def test_mends_name_up_to_five_titles(dump):
    rows = [movie(id=str(place), title=f"T{place}", runtime="0") for place in range(1, 9)]
    [mend] = read_dump(dump.write(*rows)).mended
    assert (mend.count, mend.examples) == (8, ("T1", "T2", "T3", "T4", "T5"))


def test_a_table_that_lacks_columns_is_still_a_table():
    cleaned = clean(pd.DataFrame({"id": ["5", None], "title": ["A", "B"]}), "other")
    assert [(record.film.id, record.source) for record in cleaned.records] == [(5, "other")]
    assert clean(pd.DataFrame(columns=["id"]), "other").read == 0


def test_the_count_cannot_be_wrong():
    with pytest.raises(ValueError, match="3 rows read"):
        Cleaned(records=[], read=3, refused=[], mended=[])


def test_a_good_imdb_id_is_kept():
    raw = pd.DataFrame({"id": ["5", "6"], "title": ["A", "B"], "imdb_id": ["tt0113277", "113277"]})
    cleaned = clean(raw, "other")
    assert [record.film.imdb_id for record in cleaned.records] == ["tt0113277", ""]
    assert [mend.reason for mend in cleaned.mended] == ["an IMDb id that is none was left out"]


MESSY = st.one_of(
    st.sampled_from(
        ["", "1", "2", "0", "-1", "3.0", "nan", "[]", "[{", '[{"name": "x"}]', "{'name': 'x'}", "1999-01-01"]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(MOVIE_HEADER, MESSY)), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_of_any_file_is_lost(dump, rows):
    cleaned = read_dump(dump.write(*rows, people=[credit()]))
    assert cleaned.read == len(rows) == len(cleaned.records) + len(cleaned.refused)
    assert sorted({row.row for row in cleaned.refused}) == [row.row for row in cleaned.refused]
    for record in cleaned.records:
        film = record.film
        assert film.id > 0
        assert film.title
        assert set(film.genres) <= set(GENRES)
        json.dumps(film.to_dict(), ensure_ascii=False).encode()


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, MESSY)), max_size=8))
@settings(max_examples=30, deadline=None)
def test_no_row_of_any_table_is_lost(rows):
    cleaned = clean(pd.DataFrame(rows, columns=list(COLUMNS)), "any")
    assert cleaned.read == len(rows) == len(cleaned.records) + len(cleaned.refused)
    ids = [record.film.id for record in cleaned.records]
    assert len(set(ids)) == len(ids)


@given(content=st.text(st.sampled_from('ab1,"\n\r;[]{}'), max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_below_the_header_breaks_it(dump, content):
    dump.write()
    with dump.movies.open("a", newline="") as stream:
        stream.write(content)
    cleaned = read_dump(dump.folder)
    assert [record.film.title for record in cleaned.records] == ["The Lamp"]
