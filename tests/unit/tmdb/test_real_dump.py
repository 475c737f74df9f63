"""The real TMDB 5000, where MATINEE_TEST_DATA says it is."""

import pytest

from matinee.tmdb import read_dump
from matinee.tmdb.dump import CREDITS
from matinee.tmdb.files import read_files
from matinee.tmdb.table import read_table

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def cleaned(real_zip):
    return read_dump(real_zip)


@pytest.fixture(scope="module")
def films(cleaned):
    return {record.film.id: record.film for record in cleaned.records}


def test_every_row_is_stored(cleaned, films):
    assert cleaned.read == len(films) == 4803
    assert cleaned.refused == []


def test_what_is_missing_is_as_the_readme_of_the_data_says(cleaned, films, real_zip):
    mends = {mend.reason: mend.count for mend in cleaned.mended}
    assert sum(not film.cast for film in films.values()) == 43
    assert sum(film.year is None for film in films.values()) == 1
    # Three overviews are null and one is blank; two runtimes are null and the zeros are mended.
    assert sum(not film.overview for film in films.values()) == 3 + 1
    assert (
        sum(film.runtime is None for film in films.values()) == 2 + mends["a runtime of 0 was left unknown"]
    )
    assert mends["a runtime of 0 was left unknown"] == 35
    credits_ = read_table(read_files(real_zip, [CREDITS])[CREDITS], CREDITS, ["crew"])
    assert sum(row[credits_.header.index("crew")] == "[]" for row in credits_.rows) == 28
    assert credits_.broken == []


def test_nothing_was_unreadable(cleaned):
    assert not [
        mend for mend in cleaned.mended if "cannot be read" in mend.reason or "credits" in mend.reason
    ]


def test_avatar(films):
    film = films[19995]
    assert (film.title, film.year, film.release_date, film.runtime) == ("Avatar", 2009, "2009-12-10", 162)
    assert film.genres == ("Action", "Adventure", "Fantasy", "Science Fiction")
    assert film.directors == film.writers == ("James Cameron",)
    assert film.cast[:3] == ("Sam Worthington", "Zoe Saldana", "Sigourney Weaver")
    assert len(film.cast) == 20
    assert film.countries == ("US", "GB")
    assert (film.language, film.vote_average, film.vote_count) == ("en", 7.2, 11800)
    assert "space war" in film.keywords


def test_the_dark_knight_and_spirited_away(films):
    assert films[155].label == "The Dark Knight (2008)"
    assert films[155].directors == ("Christopher Nolan",)
    assert films[155].writers[:2] == ("Christopher Nolan", "Jonathan Nolan")
    assert films[129].original_title == "千と千尋の神隠し"
    assert films[129].language == "ja"


def test_no_genre_but_tmdbs(films):
    assert "Foreign" not in {genre for film in films.values() for genre in film.genres}


def test_progress_moves_smoothly(real_zip):
    heard = {}
    read_dump(real_zip, lambda what, done, total: heard.setdefault(what, []).append(done / total))
    assert len(heard["Cleaning films"]) > 50
    for steps in heard.values():
        assert steps == sorted(steps)
        assert steps[-1] == 1
