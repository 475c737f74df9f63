"""Texts of a film, their vector, moving it, and the best of many."""

import numpy as np

from matinee.domain.film import Film
from matinee.features.lore import Lore
from matinee.features.semantic import best_rows, film_texts, film_vectors, moved
from sentence_model import WordModel

FILM = Film(
    id=1,
    title="Heat",
    overview="A thief and a detective",
    keywords=("bank-heist",),
    genres=("Crime",),
    tones=("cool",),
)


def test_a_film_is_a_sentence_and_its_story_and_what_its_themes_mean_without_its_title():
    lore = Lore(
        meant={"bank-heist": "robbing where money is kept"},
        scenes={1: ("coffee in a diner", "a shootout in the street")},
        asked={1: ("cop and robber respect each other", "l.a. at night")},
    )
    assert film_texts(FILM, lore) == (
        "A cool crime film about bank heist. A thief and a detective",
        "bank heist: robbing where money is kept; cool",
        "coffee in a diner; a shootout in the street. cop and robber respect each other. l.a. at night.",
    )
    assert film_texts(Film(id=2, title="x"), lore) == ("", "", "")


def test_a_sentence_tells_decade_countries_and_two_genres():
    film = Film(id=1, title="x", year=1957, genres=("Drama", "Crime", "War"), countries=("JP", "FR", "US"))
    assert film_texts(film, Lore()) == ("A 1950s drama and crime film from Japan, France.", "", "")


def test_where_nothing_tells_what_a_film_is_about_there_is_no_text():
    assert film_texts(Film(id=1, title="x", year=1957, countries=("JP",)), Lore()) == ("", "", "")


def test_a_film_with_a_hundred_themes_is_told_by_the_first():
    film = Film(id=1, title="x", keywords=tuple(f"t{i}" for i in range(100)))
    assert all("t11" in text and "t12" not in text for text in film_texts(film, Lore())[:2])


def test_vectors_have_length_one_and_nothing_known_is_nothing():
    model = WordModel()
    vectors = film_vectors(
        model, [FILM, Film(id=2, title="Unknown"), Film(id=3, title="x", overview="thief")], Lore()
    )
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-6)
    assert "" not in model.texts
    assert film_vectors(model, [], Lore()).shape == (0, model.width)


def test_what_is_remembered_moves_a_vector_and_counts_less_than_the_record():
    model = WordModel()
    plain, told = (
        film_vectors(model, [Film(id=1, title="x", overview="thief")], lore)[0]
        for lore in (Lore(), Lore(scenes={1: ("detective",)}))
    )
    thief, detective = model.embed(["thief", "detective"])
    assert told @ detective > plain @ detective
    assert told @ thief > told @ detective


def test_a_film_moves_towards_words_and_away_from_them():
    film, words = WordModel().embed(["thief detective magic", "magic"])
    start = film @ words
    assert moved(film, words, 0.7) @ words > start
    assert abs(moved(film, words, -0.2) @ words) < start
    assert np.isclose(np.linalg.norm(moved(film, words, -0.2)), 1)


def test_best_rows_are_in_order_and_skip_what_is_not_allowed():
    scores = np.array([0.1, 0.9, -np.inf, 0.9, 0.5], dtype=np.float32)
    assert best_rows(scores, 3).tolist() == [1, 3, 4]
    assert best_rows(scores, 10).tolist() == [1, 3, 4, 0]
    assert best_rows(scores, 0).tolist() == []
    assert best_rows(scores[:0], 5).tolist() == []
