"""Stems and BM25."""

import numpy as np
import pytest

from matinee.domain.film import Film
from matinee.features.lore import Lore
from matinee.features.stems import stem, stems
from matinee.features.words import Words

FILMS = [
    Film(id=1, title="a", overview="A robot hunts a detective through the rain", keywords=("robots",)),
    Film(id=2, title="b", overview="Two families feud over a well", genres=("Drama",)),
    Film(
        id=3, title="c", overview="The detective finds the well and the robot in the rain and the robot again"
    ),
    Film(id=4, title="d"),
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("robots", "robot"),
        ("families", "family"),
        ("drummer", "drumming"),
        ("hoping", "hopes"),
        ("dies", "die"),
        ("killer", "killing"),
        ("musician", "music"),
    ],
)
def test_forms_of_a_word_are_one(one, other):
    assert stem(one) == stem(other)


def test_words_that_differ_stay_apart():
    assert len({stem(word) for word in ("war", "ware", "wire", "crime", "cream", "bus", "business")}) == 7


def test_function_words_accents_and_case_do_not_count():
    assert stems("The CAFÉ of the film") == ["cafe"]
    assert stems("the of and") == []
    assert stems("") == []


def test_rare_words_and_short_texts_count_more():
    words = Words.of(FILMS)
    scores = words.scores("robots in the rain")
    assert np.argmax(scores) == 0
    assert scores[1] == scores[3] == 0
    assert 0 < scores.max() <= 1
    assert words.scores("").tolist() == [0] * 4
    assert words.scores("zzz").max() == 0


def test_what_a_theme_means_is_searched_too():
    films = [Film(id=1, title="x", keywords=("time-loop",)), Film(id=2, title="y", keywords=("heist",))]
    assert Words.of(films).scores("same day").max() == 0
    scores = Words.of(films, Lore(meant={"time-loop": "the same day again and again"})).scores("same day")
    assert scores[0] > 0
    assert scores[1] == 0


def test_what_people_remember_and_how_they_ask_is_searched_too():
    films = [Film(id=1, title="x", overview="A thief."), Film(id=2, title="y", overview="A thief.")]
    assert Words.of(films).scores("coffee").max() == 0
    words = Words.of(films, Lore(scenes={1: ("coffee in a diner",)}, asked={2: ("masked robbers",)}))
    assert [words.scores(asked).argmax() for asked in ("coffee", "a robber in a mask")] == [0, 1]
    assert [words.scores(asked).min() for asked in ("coffee", "a robber in a mask")] == [0, 0]


def test_it_comes_back_from_its_arrays():
    words = Words.of(FILMS)
    again = Words.from_arrays(words.arrays(), words.terms)
    assert np.array_equal(again.scores("detective"), words.scores("detective"))


def test_no_films_have_no_words():
    assert Words.of([]).scores("robot").tolist() == []
