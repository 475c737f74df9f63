"""The spellings one title may have: strict, loose, and the parts it is cited by."""

from __future__ import annotations

import re
import unicodedata

from matinee.domain.matching import title_key

__all__ = ["expanded_keys", "loose_keys", "part_keys", "plain_title", "readings", "without_year"]

_ROMAN = {
    name: str(value)
    for value, name in enumerate(
        (
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
        ),
        1,
    )
}
_WORDS = {
    name: str(value)
    for value, name in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
}
_WORDS |= {
    name: str(10 * value)
    for value, name in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_SAME = _ROMAN | _WORDS | {
    "versus": "vs", "doctor": "dr", "mister": "mr", "saint": "st", "mount": "mt", "volume": "vol",
    "colour": "color", "colours": "colors", "grey": "gray", "theatre": "theater", "neighbour": "neighbor",
    "honour": "honor", "harbour": "harbor", "favourite": "favorite", "first": "1st", "second": "2nd", "third": "3rd",
}  # fmt: skip
_DROPPED = frozenset({"the", "a", "an", "and", "3d"})
_COUNTED = frozenset(
    {"part", "parts", "chapter", "episode", "vol", "no", "number", "teil", "partie", "parte"}
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]{1,300})[)\]]")
_AKA = re.compile(r"^(?:a\.?\s?k\.?\s?a\.?|also known as|aka)[\s:.]+", re.IGNORECASE)
_YEAR = re.compile(r"(.+?)\s*[(\[]\s*(1[89]\d\d|20\d\d)\s*[)\]]\s*")
_SEPARATOR = re.compile(
    r":\s+|\s+[-\u2013\u2014~|]\s+|\s*[;(\[]\s*|\s+or[:,]?\s+(?=[(\"A-Z])|:(?=\S)|\u3000|\s*/\s+"
)
_OWNER = re.compile(r"(?:[A-Z][\w.]* ){1,3}?[A-Z][\w.]*(?:['\u2019]s|s['\u2019])\s+(?=\S{3})")
"""Whose film it is: "Bram Stoker's Dracula". A single name is part of the title: "Schindler's List"."""
_FIRST_PART = re.compile(r"(.+?)[\s:,-]+(?:part|chapter|volume|vol\.?) (?:one|1|i)", re.IGNORECASE)
_NUMBER_INSIDE = re.compile(r"\s+(?:\d{1,2}|[IVX]+)(?=:\s)")
_MOVIE = re.compile(r":?\s+(?:the\s+)?movie$", re.IGNORECASE)
_LONGEST_CITED = 160
"""Letters above which a title is not taken apart; the longest that is cited by a part of it has half as many."""
_MOST_PIECES = 8
_LEAST_PART = 2
"""Letters below which a part of a title says nothing."""


def plain_title(title: str) -> str:
    """A title as written, save for case, width and space."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def without_year(title: str) -> tuple[str, int | None]:
    """``Heat (1995)`` in its two parts."""
    found = _YEAR.fullmatch(title)
    return (found[1], int(found[2])) if found else (title, None)


def readings(title: str) -> tuple[str, tuple[str, ...]]:
    """What a title with brackets may mean.

    Returns:
        The title without them, and what else it is called: what the brackets hold, without "a.k.a.".
        ``City of Lost Children, The (Cité des enfants perdus, La)`` is one film with two titles.
    """
    inside = [_AKA.sub("", text.strip()) for text in _PARENTHESES.findall(title)]
    base = _PARENTHESES.sub("", title).strip()
    others = [text for text in inside if len(text) > 2]
    if found := re.search(r"\s+(?:a\.k\.a\.|aka)\s+", base, re.IGNORECASE):
        others.append(base[found.end() :].strip())
        base = base[: found.start()].strip()
    return base or title, tuple(text for text in others if text)


def loose_keys(key: str) -> set[str]:
    """Forms of a `title_key` in which numbers, articles, spaces and foreign letters do not matter.

    "Rocky II" is "Rocky 2" is "Rocky: Part Two", "Spider-Man" is "Spiderman", "Møller" is "Moller" or "Moeller".
    """
    found = {_loose(key.translate(_LETTERS))}
    if not key.isascii():
        found.add(_loose(key.translate(_GERMAN).translate(_LETTERS)))
    return found


def expanded_keys(title: str) -> set[str]:
    """Loose forms of a title whose umlauts are written with an e, as typewriters did."""
    lower = unicodedata.normalize("NFKC", title).casefold()
    spelled = lower.translate(_GERMAN)
    return set() if spelled == lower else loose_keys(title_key(spelled))


def _loose(key: str) -> str:
    words = key.split()
    if any(len(word) > 1 for word in words):  # "m a s h" is one word spelled out, and its "a" no article
        words = [_SAME.get(word, word) for word in words if word not in _DROPPED]
    kept = [
        word
        for place, word in enumerate(words)
        if not (word in _COUNTED and place + 1 < len(words) and words[place + 1].isdigit())
    ]
    return "".join(kept)


def part_keys(title: str) -> set[str]:
    """Loose forms of the parts by which a title with a subtitle is cited: its beginning and its end.

    The first of several parts is cited without its number: "Dune" is "Dune: Part One".
    """
    found: set[str] = set()
    if len(title) > _LONGEST_CITED:
        return found
    pieces = [piece.strip(" )]\"'") for piece in _SEPARATOR.split(title)]
    pieces = [piece for piece in pieces if piece]
    if 1 < len(pieces) <= _MOST_PIECES:
        for piece in (pieces[0], pieces[-1], ": ".join(pieces[1:]), ": ".join(pieces[:-1])):
            found |= loose_keys(title_key(piece))
    first = _FIRST_PART.fullmatch(title)
    shorter = {_OWNER.sub("", title, count=1), _NUMBER_INSIDE.sub("", title), _MOVIE.sub("", title)}
    for text in (shorter | ({first[1]} if first else set())) - {title}:
        found |= loose_keys(title_key(text))
    return {key for key in found if len(key) >= _LEAST_PART and not key.isdigit()}
