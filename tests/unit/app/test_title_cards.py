"""Title cards: readable in every palette, within their frame, and drawn for every genre."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from matinee.app.art import DRAWINGS
from matinee.app.palettes import TELLING, faces_of, palettes_of, telling_genre
from matinee.app.shapes import Dice
from matinee.app.title_card import title_card
from matinee.app.typefaces import FACES, face, set_title
from matinee.domain.film import GENRES, Film
from matinee.starter import starter_films

TITLES = (
    "M",
    "Heat",
    "Koyaanisqatsi",
    "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    "Jeanne Dielman, 23, quai du Commerce, 1080 Bruxelles",
    "8½",
    "七人の侍",
    "Amélie",
    "x" * 200,
    " ".join("a" * 40),
    "",
    "   ",
)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("genre", GENRES)
def test_ink_on_ground_is_readable(genre: str) -> None:
    for palette in palettes_of(genre):
        low, high = sorted((luminance(palette.ink), luminance(palette.ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, palette


def test_every_genre_has_a_drawing_typefaces_and_a_place() -> None:
    assert set(DRAWINGS) == set(TELLING) == set(GENRES)
    assert all(set(faces_of(genre)) <= set(FACES) for genre in GENRES)


def test_the_telling_genre_sets_the_looks() -> None:
    assert telling_genre(["Drama", "Western"]) == "Western"
    assert telling_genre(["Unheard of"]) == "Drama"
    assert telling_genre([]) == "Drama"


@pytest.mark.parametrize("name", sorted(FACES))
@pytest.mark.parametrize("title", TITLES)
def test_a_title_stays_in_its_room(title: str, name: str) -> None:
    block = set_title(title, face(name), 170, 106)
    assert block.height <= 106.01
    assert all(line.width <= 170.01 for line in block.lines)
    assert all(above.baseline < below.baseline for above, below in pairwise(block.lines))
    words = "".join(line.text for line in block.lines).replace(" ", "")
    whole = "".join((title.upper() if face(name).caps else title).split())
    assert words == (whole or "?")


@pytest.mark.parametrize("genre", GENRES)
def test_drawings_are_well_formed_in_every_variation(genre: str) -> None:
    for film_id in range(1, 60):
        card = title_card(Film(id=film_id, title="A & B <c>", genres=(genre,), directors=("Ann & Bob",)))
        ET.fromstring(card)  # noqa: S314 - our own drawing
        assert "nan" not in card


def test_starter_films_do_not_all_look_alike() -> None:
    films = [record.film for record in starter_films()][:200]
    art = {re.sub(r"<text.*?</text>", "", title_card(film)) for film in films}
    assert len(art) > 190


def test_dice_are_the_same_every_time_and_spread() -> None:
    assert [Dice(7).roll() for _ in range(2)] == [Dice(7).roll()] * 2
    rolls = [Dice(seed).below(4) for seed in range(400)]
    assert all(rolls.count(side) > 40 for side in range(4))
