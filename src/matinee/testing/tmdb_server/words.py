"""Numbers and words that are always the same for the same film, without a random generator for each."""

from __future__ import annotations

__all__ = ["chance", "draw", "name", "path", "word"]

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


def draw(film: int, salt: int, below: int) -> int:
    """A number from 0 up to `below`, the same whenever it is drawn."""
    mixed = (film * 0x9E3779B1 + salt * 0x85EBCA77) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 12)) % below


def chance(film: int, salt: int, part: float) -> bool:
    """True for that part of the films."""
    return draw(film, salt, 10_000) < part * 10_000


def word(number: int) -> str:
    """A word that can be said; another one for another number below 343,000."""
    letters = ""
    for _ in range(3):
        number, place = divmod(number, 70)
        letters += _CONSONANTS[place % 14] + _VOWELS[place // 14]
    return letters


def name(number: int) -> str:
    """A person's invented name."""
    return f"{word(number * 7 + 3).title()} {word(number * 13 + 11).title()}"


def path(film: int, salt: int) -> str:
    """The path of a picture that does not exist."""
    return f"/{draw(film, salt, 0xFFFFFFFF):08x}{draw(film, salt + 1, 0xFFFFFFFF):08x}.jpg"
