"""Words to stems, so that "robots" finds "robot": Porter's first steps, which carry most of what it gains."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["stem", "stems"]

_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"([bdfgmnprt])\1$")
_SILENT = re.compile(r"(?:at|bl|iz)$")
# A short word that ends consonant, vowel, consonant had an e: "hop(e)ing".
_SHORT = re.compile(r"[^aeiou]?[^aeiou][aeiouy][^aeiouwxy]")
_ENDINGS = (
    ("ational", "ate"), ("ization", "ize"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("ation", "ate"), ("ically", "ic"), ("ness", ""), ("ment", ""), ("ful", ""), ("less", "less"), ("ly", ""),
    ("ist", ""), ("ian", ""), ("er", ""), ("or", ""), ("ion", ""), ("ive", ""),
)  # fmt: skip
_LEAST = 4
"""Letters a stem must keep to lose a suffix."""
_STOP = frozenset(
    """
    a an and are as at be been being but by can could did do does doing for from had has have he her hers him his how
    i if in into is it its itself me my no nor not of off on or our out over own she should so some something such than
    that the their theirs them then there these they this those through to too under until up very was we were what
    when where which while who whom whose why will with would you your film films movie movies about one
    """.split()  # noqa: SIM905 - a list of strings would take forty lines
)


def stems(text: str) -> list[str]:
    """Stems of the words of a text, in order, without English function words; accents and case do not count."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not "\u0300" <= c <= "\u036f"
    )
    return [stem(word) for word in _WORD.findall(plain) if word not in _STOP and len(word) > 1]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one lower-case word; a word that is not of plain letters stays (Porter, 1980, steps 1 to 4)."""
    if len(word) < _LEAST or not (word.isascii() and word.isalpha()):
        return word
    word = _without_plural(word)
    word = _without_tense(word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: len(word) - len(ending)] + instead
            word = word[:-1] if _DOUBLE.search(word) else word
            break
    if word.endswith("e") and len(word) > _LEAST:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 and _VOWEL.search(word[:-1]) else word


def _without_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > _LEAST else word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_tense(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and _VOWEL.search(base) and len(base) > 1:
            if _DOUBLE.search(base):
                return base[:-1]
            return f"{base}e" if _SILENT.search(base) or _SHORT.fullmatch(base) else base
    return word
