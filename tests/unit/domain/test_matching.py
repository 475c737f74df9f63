"""Titles as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.matching import read_reference, title_key

examples = settings(max_examples=200, deadline=None, derandomize=True, database=None)

WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=2, max_size=8), min_size=1, max_size=4
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Good, the Bad & the Ugly", "Good, the Bad and the Ugly, The"),
        ("Amélie", "AMELIE"),
        ("L'avventura", "Avventura, L'"),
        ("L’avventura", "avventura, l’"),
        ("Ocean's Eleven", "Oceans Eleven"),
        ("Spider-Man: No Way Home", "spider man no way home"),
        ("Les Misérables", "Misérables, Les"),
        ("WALL·E", "Wall E"),
        ("Straße", "STRASSE"),
        ("Ｈｅａｔ", "Heat"),
        ("Schindler's\u00a0List", "  schindlers list "),
        ("M*A*S*H", "m a s h"),
    ],
)
def test_spellings_of_one_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heat", "Heat 2"),
        ("ハーフ", "バーフ"),
        ("羅生門", "七人の侍"),
        ("नायक", "नयक"),
        ("Them", "The M"),
        ("Alien", "Aliens"),
        ("!!!", "???"),
    ],
)
def test_different_titles_have_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize(
    "title", ["The", "A", "!", "...", "The The", "$", "É", "八", "Das Boot", "'", "Il Mare"]
)
def test_every_title_has_a_key(title: str) -> None:
    assert title_key(title)


@examples
@given(words=WORDS, article=st.sampled_from(["The", "A", "An", "Les", "Der", "El"]))
def test_case_accents_marks_and_articles_do_not_matter(words: list[str], article: str) -> None:
    plain = " ".join(words)
    key = title_key(f"{article} {plain}")
    assert key == title_key(f"{plain}, {article}")
    assert key == title_key(f"{article} {plain}".upper())
    assert key == title_key(f"{article}  {' - '.join(words)}!")
    assert key == title_key(f"{article} {plain}".replace("e", "é").replace("o", "ö"))


@examples
@given(title=st.text(max_size=30))
def test_any_text_has_a_key_without_outer_space(title: str) -> None:
    assert title_key(title) == title_key(title).strip()
    assert bool(title_key(title)) == bool(title.strip())


@pytest.mark.parametrize(("text", "number"), [("tmdb:949", 949), (" TMDB: 949 ", 949), ("tmdb:1", 1)])
def test_a_number_is_a_number(text: str, number: int) -> None:
    assert read_reference(text) == (number, [])


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Heat", [("Heat", None)]),
        (" heat 1995 ", [("heat 1995", None), ("heat", 1995)]),
        ("Heat, 1995", [("Heat, 1995", None), ("Heat", 1995)]),
        ("Heat (1995)", [("Heat", 1995), ("Heat (1995)", None)]),
        ("1917", [("1917", None)]),
        ("1917 (2019)", [("1917", 2019), ("1917 (2019)", None)]),
        ("Blade Runner 2049", [("Blade Runner 2049", None), ("Blade Runner", 2049)]),
        ("2001: A Space Odyssey", [("2001: A Space Odyssey", None)]),
        ("(500) Days of Summer", [("(500) Days of Summer", None)]),
        ("949", [("949", None)]),
        ("tmdb:", [("tmdb:", None)]),
        ("tmdb:12345678901", [("tmdb:12345678901", None)]),
        ("", [("", None)]),
    ],
)
def test_a_title_is_read_in_every_way_it_may_be_meant(
    text: str, readings: list[tuple[str, int | None]]
) -> None:
    assert read_reference(text) == (None, readings)


@examples
@given(title=st.text(min_size=1, max_size=20), year=st.integers(1880, 2100))
def test_a_title_with_its_year_is_read_back(title: str, year: int) -> None:
    _, readings = read_reference(f"{title.strip() or 'x'} ({year})")
    assert any(read == year for _, read in readings)
