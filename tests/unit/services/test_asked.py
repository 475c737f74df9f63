"""Reading "like Heat but funny"."""

import pytest

from matinee.services.asked import Moved, readings


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("like Heat but funny", Moved("Heat", "funny")),
        ("Something like Spirited Away without magic", Moved("Spirited Away", "magic", away=True)),
        ("films like Amélie but not romantic", Moved("Amélie", "romantic", away=True)),
        ("a movie similar to Alien, but less gory", Moved("Alien", "gory", away=True)),
        ("like Gone with the Wind", Moved("Gone with the Wind")),
        ("like Gone with the Wind with robots", Moved("Gone with the Wind", "robots")),
        ("more like Heat", Moved("Heat")),
        ("like Jaws with no shark", Moved("Jaws", "shark", away=True)),
    ],
)
def test_the_reading_meant_is_among_them(query, wanted):
    assert wanted in list(readings(query))


def test_the_longest_title_is_read_first():
    assert [reading.title for reading in readings("like Gone with the Wind")] == [
        "Gone with the Wind",
        "Gone",
    ]


@pytest.mark.parametrize(
    "query", ["", "heat", "likely stories", "a quiet film", "like", "but funny", "like " * 3000]
)
def test_other_queries_are_read_as_they_are(query):
    assert all(reading.title for reading in readings(query))
    assert len(list(readings(query))) <= 1
