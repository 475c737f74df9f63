"""Options and arguments that several commands share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import typer

__all__ = [
    "Count",
    "FilmWords",
    "Genres",
    "Json",
    "Span",
    "Stars",
    "User",
    "Users",
    "Years",
    "reference",
    "stars",
    "years",
]

_YEARS = re.compile(r"(\d{4})?\s*[-\u2013]\s*(\d{4})?")
_FIRST_YEAR, _LAST_YEAR = 0, 9999


@dataclass(frozen=True, slots=True)
class Span:
    """Years from the first to the last, both included; Typer would ask two words for a tuple."""

    first: int
    last: int

    @property
    def pair(self) -> tuple[int, int]:
        """As filters want it."""
        return self.first, self.last


def years(text: str) -> Span:
    """The span of ``1995``, ``1990-2005``, ``1990-``, ``-1979`` or ``1990s``.

    Raises:
        typer.BadParameter: none of these.
    """
    text = text.strip()
    if found := re.fullmatch(r"\d{4}", text):
        return Span(int(text), int(text))
    if found := re.fullmatch(r"(\d{3}0)s", text):
        return Span(int(found[1]), int(found[1]) + 9)
    found = _YEARS.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        raise typer.BadParameter(f'"{text}" is no year; write 1995, 1990-2005, 1990-, -1979 or 1990s')
    first, last = int(found[1] or _FIRST_YEAR), int(found[2] or _LAST_YEAR)
    if first > last:
        raise typer.BadParameter(f"{first} comes after {last}; write the earlier year first")
    return Span(first, last)


def stars(text: str) -> float:
    """A number of stars; whether it is on the scale is for the log to say.

    Raises:
        typer.BadParameter: no number.
    """
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is no number of stars; a title of several words needs quotes, as in rate "Heat 1995" 4.5'
        ) from None


def reference(words: list[str]) -> str:
    """A film's name out of the words it was given in."""
    return " ".join(words)


FilmWords = Annotated[
    list[str],
    typer.Argument(
        metavar="FILM", help='A film: tmdb:949, "Heat", heat 1995. Quotes are not needed.', show_default=False
    ),
]
Stars = Annotated[
    float, typer.Argument(metavar="STARS", parser=stars, help="0.5 to 5 by halves.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a text for people.")]
User = Annotated[
    str | None,
    typer.Option(
        "--user", metavar="NAME", help="Who it is about; else MATINEE_USER, else me.", show_default=False
    ),
]
Users = Annotated[
    list[str] | None,
    typer.Option(
        "--user",
        metavar="NAME",
        help="Who it is for; else MATINEE_USER, else me. Two to six make a group with one list.",
        show_default=False,
    ),
]
Years = Annotated[
    Span | None,
    typer.Option(
        "--year",
        metavar="YEARS",
        parser=years,
        help="1995, 1990-2005, 1990-, -1979 or 1990s.",
        show_default=False,
    ),
]
Genres = Annotated[
    list[str] | None,
    typer.Option(
        "--genre", metavar="GENRE", help="Only this genre; repeat it for any of several.", show_default=False
    ),
]
Count = Annotated[int, typer.Option("-n", "--count", metavar="N", min=1, help="How many.")]
