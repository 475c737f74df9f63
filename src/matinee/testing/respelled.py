"""Titles as other services, old files and people write them: never in the form the matcher compares.

Written from how real files look and not from the matcher, so that the one can judge the other.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from matinee.domain.film import Film

__all__ = ["respelled", "written_year"]

_ARTICLES = ("The", "A", "An", "Les", "Le", "La", "Il", "El", "Der", "Die", "Das")
_ROMAN = {"II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}
_PLAIN = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÉÈÊÍÓÖÚÜÑÇ", "aaaaaaeeeeiiiiooooouuuuncAAAAEEEIOOUUNC")


def _last(title: str) -> str:
    """``Good, the Bad and the Ugly, The``."""
    first, _, rest = title.partition(" ")
    return f"{rest}, {first}" if first in _ARTICLES and rest else title


def _dashes(title: str) -> str:
    return title.replace(": ", " \u2013 ").replace("-", "\u2010")


def _numbers(title: str) -> str:
    words = title.split(" ")
    arabic = {value: name for name, value in _ROMAN.items()}
    # Never the first word: "V for Vendetta" is not about the number five.
    return " ".join(
        word if place == 0 else _ROMAN.get(word, arabic.get(word, word)) for place, word in enumerate(words)
    )


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda title: title,
    _last,
    _dashes,
    _numbers,
    str.upper,
    str.lower,
    lambda title: title.translate(_PLAIN),
    lambda title: unicodedata.normalize("NFD", title),
    lambda title: title.replace("&", "and") if "&" in title else title.replace(" and ", " & "),
    lambda title: title.replace("'", "\u2019").replace(" ", "\u00a0"),
    lambda title: title.replace("'", ""),
    lambda title: title.replace(":", "").replace(",", ""),
    lambda title: title.replace("-", " "),
    lambda title: f"  {title}  ",
    lambda title: title.replace(": ", " - "),
    lambda title: title.replace("...", "\u2026").rstrip("!?."),
    lambda title: title.replace("\u00b7", "-"),
)


def respelled(film: Film, rng: random.Random) -> str:
    """One film's title in one of many spellings, now and then its original title or both."""
    title = film.title
    latin = film.original_title.isascii()
    if film.original_title and film.original_title != title:
        if rng.random() < 0.1:
            return film.original_title
        if latin and rng.random() < 0.1:
            return f"{title} ({film.original_title})"
        if latin and rng.random() < 0.05:
            return f"{title} (a.k.a. {film.original_title})"
    found = rng.choice(_SPELLINGS)(title)
    return found if any(letter.isalnum() for letter in found) else title


def written_year(film: Film, rng: random.Random) -> int | None:
    """The year of a film as files give it: now and then a year beside."""
    if film.year is None:
        return None
    return film.year + (rng.choice((-1, 1)) if rng.random() < 0.04 else 0)
