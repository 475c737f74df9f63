"""What a record of the starter catalogue has to be, and how its files are written.

A file holds one film a line as JSON, with the keys in the order of `KEYS`, sorted by year, title and id;
there is a file for every decade, named for its first year.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matinee.domain.film import GENRES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "CERTIFICATIONS",
    "KEYS",
    "Vocabulary",
    "canonical_files",
    "canonical_line",
    "canonical_vocabulary",
    "check_record",
]

KEYS = (
    "tmdb",
    "imdb",
    "title",
    "original_title",
    "year",
    "runtime",
    "countries",
    "language",
    "genres",
    "directors",
    "writers",
    "cast",
    "series",
    "certification",
    "themes",
    "tone",
    "fame",
    "synopsis",
    "scenes",
    "asked",
)
CERTIFICATIONS = ("G", "PG", "PG-13", "R", "NC-17", "NR")
_FIRST_DECADE = 1910
"""Older films share its file."""
_SHORT_TITLE = 4
"""Letters; "Up" and "It" are words that anybody uses."""
_LONGEST_SCENES = 60
_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian and Indic words are spelt."""
_NAMES = ("genres", "directors", "writers", "cast", "countries", "themes", "tone", "scenes", "asked")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a record may use, each with its meaning."""

    themes: Mapping[str, str]
    tones: Mapping[str, str]


def check_record(values: object, vocabulary: Vocabulary) -> list[str]:
    """Every rule a record breaks, each as ``key: what is wrong``; empty for a good record."""
    if not isinstance(values, dict):
        return ["record: it is no JSON object"]
    if list(values) != list(KEYS):
        astray = [str(key) for key in values if key not in KEYS]
        missing = [key for key in KEYS if key not in values]
        wrong = [*(f"{key} is missing" for key in missing), *(f"{key} is unknown" for key in astray)]
        return [f"record: {', '.join(wrong) or 'the keys stand in another order'}"]
    return list(_complaints(values, vocabulary))


def _complaints(values: dict[str, Any], vocabulary: Vocabulary) -> Iterator[str]:
    for key, fits, wanted in _SIMPLE:
        if not fits(values[key]):
            yield f"{key}: {values[key]!r} is not {wanted}"
    for key in _NAMES:
        if problem := _list_problem(values[key]):
            yield f"{key}: {problem}"
            return
    yield from _words("genres", values["genres"], GENRES, 1, 5)
    yield from _words("themes", values["themes"], vocabulary.themes, 5, 12)
    yield from _words("tone", values["tone"], vocabulary.tones, 1, 3)
    yield from _count("directors", values["directors"], 1, 20)
    yield from _count("writers", values["writers"], 0, 6)
    yield from _count("countries", values["countries"], 1, 12)
    yield from _count("scenes", values["scenes"], 0, 8)
    yield from _count("asked", values["asked"], 0, 3)
    # A documentary shows people as themselves, and may show few or none.
    yield from _count("cast", values["cast"], 0 if "Documentary" in values["genres"] else 5, 8)
    for code in values["countries"]:
        if not re.fullmatch("[A-Z]{2}", code):
            yield f"countries: {code!r} is not a two-letter code"
    yield from _series(values["series"])
    if isinstance(values["synopsis"], str):
        words = len(values["synopsis"].split())
        if not 25 <= words <= 45:
            yield f"synopsis: {words} words, where 25 to 45 are wanted"
    for text in values["asked"]:
        if not 2 <= (words := len(text.split())) <= 25:
            yield f"asked: {words} words, where 2 to 25 are wanted"
        if len(values["title"]) > _SHORT_TITLE and values["title"].casefold() in text.casefold():
            yield f"asked: {text!r} names the title"
    if (words := sum(len(scene.split()) for scene in values["scenes"])) > _LONGEST_SCENES:
        yield f"scenes: {words} words, where at most {_LONGEST_SCENES} are wanted"


def _whole(low: int, high: int) -> Callable[[object], bool]:
    # True and False are ints to Python, but not to us.
    return lambda value: type(value) is int and low <= value <= high


def _pattern(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _tidy(value: object) -> bool:
    return (
        isinstance(value, str)
        and value != ""
        and value == " ".join(value.split())
        and value == unicodedata.normalize("NFC", value)
        and all(letter.isprintable() or letter in _JOINERS for letter in value)
    )


_SIMPLE: tuple[tuple[str, Callable[[object], bool], str], ...] = (
    ("tmdb", _whole(1, 2**31 - 1), "a TMDB number"),
    ("imdb", _pattern(r"tt\d{7,8}"), "an IMDb id like tt0113277"),
    ("title", _tidy, "a text in one line, in NFC and without extra spaces"),
    ("original_title", _tidy, "a text in one line, in NFC and without extra spaces"),
    ("year", _whole(1888, 2100), "a year"),
    ("runtime", _whole(1, 900), "a number of minutes"),
    ("language", _pattern("[a-z]{2}"), "a two-letter language code"),
    (
        "certification",
        lambda value: value is None or value in CERTIFICATIONS,
        f"null or one of {CERTIFICATIONS}",
    ),
    ("fame", _whole(1, 5), "a level from 1 to 5"),
    ("synopsis", _tidy, "a text in one line, in NFC and without extra spaces"),
)


def _list_problem(value: object) -> str:
    if not isinstance(value, list):
        return f"{value!r} is not a list"
    for entry in value:
        if not _tidy(entry):
            return f"{entry!r} is not a text in one line, in NFC and without extra spaces"
    if len(set(value)) < len(value):
        return "an entry stands there twice"
    return ""


def _words(key: str, words: list[str], known: Iterable[str], low: int, high: int) -> Iterator[str]:
    yield from _count(key, words, low, high)
    yield from (f"{key}: {word!r} is not in the vocabulary" for word in words if word not in known)


def _count(key: str, values: list[str], low: int, high: int) -> Iterator[str]:
    if not low <= len(values) <= high:
        yield f"{key}: {len(values)} entries, where {low} to {high} are wanted"


def _series(series: object) -> Iterator[str]:
    if series is None:
        return
    if not isinstance(series, dict) or list(series) != ["name", "place"]:
        yield 'series: it is neither null nor {"name", "place"}'
    elif not _tidy(series["name"]) or not _whole(0, 99)(series["place"]):
        yield "series: the name is no text or the place no number from 0 to 99"


def canonical_line(record: Mapping[str, Any]) -> str:
    """The one way a record is written, without the line end."""
    return json.dumps({key: record[key] for key in KEYS}, ensure_ascii=False)


def canonical_files(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The catalogue's files by name, each with its contents."""
    lines: dict[str, list[str]] = {}
    for record in sorted(records, key=lambda record: (record["year"], record["title"], record["tmdb"])):
        decade = max(record["year"] // 10 * 10, _FIRST_DECADE)
        lines.setdefault(f"{decade}s.jsonl", []).append(canonical_line(record) + "\n")
    return {name: "".join(written) for name, written in lines.items()}


def canonical_vocabulary(vocabulary: Vocabulary) -> str:
    """The one way the vocabulary file is written."""
    values = {
        "themes": dict(sorted(vocabulary.themes.items())),
        "tones": dict(sorted(vocabulary.tones.items())),
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
