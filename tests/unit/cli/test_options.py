"""What is typed after an option."""

import pytest
import typer

from matinee.cli.options import stars, years


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("1995", (1995, 1995)),
        ("1990-2005", (1990, 2005)),
        ("1990 \u2013 2005", (1990, 2005)),
        ("1990-", (1990, 9999)),
        ("-1979", (0, 1979)),
        ("1990s", (1990, 1999)),
        ("2000-2000", (2000, 2000)),
    ],
)
def test_years(text, pair):
    assert years(text).pair == pair


@pytest.mark.parametrize(
    "text", ["abc", "", "-", "95", "1990-95", "2005-1990", "1995s", "1990--2000", "12345"]
)
def test_no_years(text):
    with pytest.raises(typer.BadParameter):
        years(text)


def test_stars_are_a_number():
    assert stars("4.5") == stars("4,5") == 4.5
    for text in ("", "****", "four"):
        with pytest.raises(typer.BadParameter):
            stars(text)
