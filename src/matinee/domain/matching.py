"""Titles to films: the normal form of a title, and reading "Heat (1995)" or "tmdb:949"."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["read_reference", "title_key"]

_ARTICLES = "the|a|an|les|le|la|il|el|lo|los|las|der|die|das|un|une"
_TRAILING_ARTICLE = re.compile(rf"^(.*), ({_ARTICLES}|l')$")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_LEADING_ARTICLE = re.compile(rf"^(?:{_ARTICLES})\s+(?=\S)")


def title_key(title: str) -> str:
    """The form in which two spellings of one title are the same.

    Compatibility-decomposed, without accents, case, punctuation and leading or trailing article;
    letters of every script stay. "Good, the Bad and the Ugly, The" and "The Good, the Bad & the Ugly" agree.
    """
    text = unicodedata.normalize("NFKD", title.replace("\u2019", "'")).casefold().strip()
    if found := _TRAILING_ARTICLE.match(text):
        text = found[2] + ("" if found[2].endswith("'") else " ") + found[1]
    text = text.replace("&", " and ").replace("'", "")
    if text.isascii():
        text = " ".join(_NOT_ALPHANUMERIC.sub(" ", text).split())
    else:
        # Only the Latin, Greek and Cyrillic accents go: kana voicing and Indic vowel signs are letters.
        text = "".join(letter for letter in text if not "\u0300" <= letter <= "\u036f")
        text = unicodedata.normalize("NFC", text)
        text = " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split())
    return _LEADING_ARTICLE.sub("", text) or unicodedata.normalize("NFKC", title).strip()


def read_reference(text: str) -> tuple[int | None, list[tuple[str, int | None]]]:
    """How a person named a film.

    Returns:
        The TMDB id when it was given as ``tmdb:949``; else None and the readings to try in order, each a
        title and a year: ``heat 1995`` may be Heat of 1995 or a film called "heat 1995", and ``1917`` is
        a title.
    """
    text = text.strip()
    if found := re.fullmatch(r"tmdb:\s*(\d{1,10})", text, re.IGNORECASE):
        return int(found[1]), []
    readings: list[tuple[str, int | None]] = [(text, None)]
    if found := re.fullmatch(r"(.+?)\s*\((\d{4})\)", text):
        readings.insert(0, (found[1], int(found[2])))
    elif found := re.fullmatch(r"(.+?)[\s,]+(\d{4})", text):
        readings.append((found[1], int(found[2])))
    return None, readings
