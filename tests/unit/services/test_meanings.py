"""Vectors on disk: only what is new is embedded, and damage or another model means making them anew."""

import json

import numpy as np
import pytest

from matinee.domain.film import Film, FilmRecord
from matinee.features.lore import Lore
from matinee.services.films import Films
from matinee.services.meanings import Meanings
from matinee.store import open_store
from sentence_model import WordModel


class Place:
    """A store with a few films, and the vectors of them."""

    def __init__(self, folder):
        self.folder = folder
        self.store = open_store(f"sqlite:///{folder / 'matinee.db'}")
        self.model = WordModel()
        self.put(*range(1, 41))

    def put(self, *ids, overview="A thief meets detective x{}"):
        Films(self.store).put(
            [FilmRecord(Film(id=i, title=f"Film {i}", overview=overview.format(i)), "testing") for i in ids]
        )

    def meanings(self, model="ours"):
        return Meanings(self.store, self.folder / "meaning", lambda: self.model if model == "ours" else model)

    @property
    def described(self):
        (path,) = (self.folder / "meaning").glob("*/index.json")
        return path


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    made.store.close()


def test_without_a_model_there_is_nothing_and_nothing_fails(place):
    meanings = place.meanings(None)
    assert (meanings.vectors(), meanings.behind(), meanings.refresh()) == (None, 0, 0)
    meanings.catch_up()
    assert not (place.folder / "meaning").exists()


def test_films_are_embedded_once_and_found_by_another_process(place):
    heard = []
    meanings = place.meanings()
    assert meanings.behind() == 40
    assert meanings.refresh(lambda *step: heard.append(step)) == 40
    assert heard[-1] == ("reading what films are about", 40, 40)
    assert meanings.behind() == 0
    embedded = len(place.model.texts)
    again = place.meanings()
    assert again.refresh() == 0
    vectors = again.vectors()
    assert sorted(vectors.ids.tolist()) == list(range(1, 41))
    assert len(place.model.texts) == embedded
    best = vectors.scores(place.model.embed(["detective x7"])[0], np.arange(1, 41))
    assert best.argmax() == 6


def test_what_is_known_beside_records_is_part_of_the_texts_and_other_knowledge_makes_all_anew(place):
    place.meanings().refresh()
    for lore in (
        Lore(meant={"heist": "a theft"}),
        Lore(scenes={7: ("a vault door",)}),
        Lore(asked={7: ("a film about a vault",)}),
    ):
        other = Meanings(place.store, place.folder / "meaning", lambda: place.model, lambda lore=lore: lore)
        assert other.vectors() is None
        assert other.refresh() == 40
        assert other.refresh() == 0
    assert place.meanings().vectors() is None


def test_only_new_and_changed_films_are_embedded_and_appended(place):
    place.meanings().refresh()
    before = place.meanings().vectors()
    place.model.texts.clear()
    place.put(41, 42)
    place.put(7, overview="A robot alone in space")
    meanings = place.meanings()
    assert meanings.refresh() == 3
    assert len(place.model.texts) == 3
    after = meanings.vectors()
    assert np.array_equal(after.rows[:40], before.rows)
    assert after.file == before.file
    assert (after.ids == 7).sum() == 1
    assert after.scores(place.model.embed(["robot in space"])[0], np.arange(1, 43)).argmax() == 6
    assert after.of(7) @ place.model.embed(["robot in space"])[0] > 0.5
    assert after.of(99) is None


def test_a_change_of_other_facts_embeds_nothing(place):
    place.meanings().refresh()
    place.model.texts.clear()
    Films(place.store).put(
        [FilmRecord(Film(id=1, title="Other", overview="A thief meets detective x1"), "testing")]
    )
    assert place.meanings().refresh() == 0
    assert place.model.texts == []
    assert place.meanings().behind() == 0


def test_few_new_films_are_caught_up_with_on_the_way_and_many_are_not(place):
    meanings = place.meanings()
    meanings.catch_up()
    assert meanings.vectors() is None
    meanings.refresh()
    place.put(50)
    meanings.catch_up()
    assert 50 in meanings.vectors().ids


def test_another_model_never_meets_these_vectors(place):
    place.meanings().refresh()
    place.model = WordModel("words-float16")
    meanings = place.meanings()
    assert meanings.vectors() is None
    assert meanings.refresh() == 40
    assert json.loads(place.described.read_text())["model"] == "words-float16"


@pytest.mark.parametrize("harm", ["index", "short", "gone", "garbage"])
def test_damage_is_mended_by_making_them_anew(place, harm):
    place.meanings().refresh()
    described = json.loads(place.described.read_text())
    folder = place.described.parent
    if harm == "index":
        (folder / described["index"]).write_bytes(b"\x93NUMPY")
    elif harm == "short":
        (folder / described["vectors"]).write_bytes(b"1234")
    elif harm == "gone":
        (folder / described["vectors"]).unlink()
    else:
        place.described.write_text("{}")
    assert place.meanings().vectors() is None
    assert place.meanings().refresh() == 40
    assert len(place.meanings().vectors().ids) == 40


def test_an_interrupted_write_is_cut_off(place):
    place.meanings().refresh()
    described = json.loads(place.described.read_text())
    with (place.described.parent / described["vectors"]).open("ab") as file:
        file.write(b"half a row")
    place.put(41)
    place.meanings().refresh()
    vectors = place.meanings().vectors()
    assert np.allclose(np.linalg.norm(vectors.rows, axis=1), 1, atol=1e-5)
    assert len(vectors.ids) == 41


def test_rows_nobody_needs_are_dropped_at_last(place):
    for turn in range(7):
        place.put(*range(1, 41), overview=f"Turn {turn} of film {{}}")
        place.meanings().refresh()
    vectors = place.meanings().vectors()
    assert len(vectors.ids) < 7 * 40
    assert sorted(vectors.ids[vectors.ids >= 0].tolist()) == list(range(1, 41))
    assert len(list(place.described.parent.glob("*.f32"))) == 1
