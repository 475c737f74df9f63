"""The questions an import asks of a table nobody knows: which column is what, and how its days are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.markup import Html, fill, joined
from matinee.transfer import guessed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["answered", "questions"]

_FIELDS = {
    "title": "Title",
    "year": "Year",
    "rating": "Rating",
    "date": "Date",
    "imdb": "IMDb id",
    "tmdb": "TMDB id",
    "directors": "Director",
    "liked": "Liked, yes or no",
    "watched": "Watched, yes or no or a day",
    "watchlist": "On the watchlist, yes or no",
}
_SCALES = {"5": "5", "10": "10", "100": "100"}
_ORDERS = {
    "": "Find out",
    "dmy": "The day: 31/12/2020",
    "mdy": "The month: 12/31/2020",
    "ymd": "The year: 2020-12-31",
}


def questions(columns: Sequence[str], known: Mapping[str, str]) -> Html:
    """The form; its answers come back with the act ``import-as``.

    Args:
        columns: the table's headers; with none only the days are asked about.
        known: what was answered before, as `answered` gives it.
    """
    guess = {**guessed(columns), **known}
    asked: list[Html] = []
    if columns:
        # A header may be as long as it likes: its number is what is sent.
        options = {"": "(not in it)", **{str(number): name for number, name in enumerate(columns)}}
        numbers = {name: str(number) for number, name in reversed([*enumerate(columns)])}
        asked = [
            _question(name, label, options, numbers.get(guess.get(name, ""), ""))
            for name, label in _FIELDS.items()
        ]
        asked.append(_question("scale", "The best rating there is", _SCALES, guess.get("scale", "10")))
    asked.append(_question("dates", "What comes first in its dates", _ORDERS, guess.get("dates", "")))
    return fill(
        '<form class="m-columns" data-key="columns">{asked}<p class="m-buttons">'
        '<button type="submit" class="m-button" data-do="import-as">Read it so</button></p></form>',
        asked=joined(asked),
    )


def answered(fields: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """What a form says, as an import takes it: the header of each field that is in the table.

    Args:
        fields: as a browser sent them: what makes no sense is as if it had not been said.
        columns: the table's headers.
    """
    numbers = {str(number): header for number, header in enumerate(columns)}
    mapped = {name: numbers[number] for name in _FIELDS if (number := fields.get(name, "")) in numbers}
    if "rating" in mapped and fields.get("scale") in _SCALES:
        mapped["scale"] = fields["scale"]
    if fields.get("dates") and fields["dates"] in _ORDERS:
        mapped["dates"] = fields["dates"]
    return mapped


def _question(name: str, label: str, options: Mapping[str, str], chosen: str) -> Html:
    return fill(
        '<div data-key="{name}"><label for="column-{name}">{label}</label>'
        '<select id="column-{name}" name="{name}">{options}</select></div>',
        name=name,
        label=label,
        options=joined(_options(options, chosen)),
    )


def _options(options: Mapping[str, str], chosen: str) -> Iterable[Html]:
    for value, words in options.items():
        yield fill(
            '<option value="{value}"{now}>{words}</option>',
            value=value,
            words=words,
            now=Html(" selected") if value == chosen else Html(""),
        )
