"""A film as weighted terms, block by block: what the features are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.domain.film import Film

    Terms = dict[str, float]

__all__ = ["EXTRACTORS", "LABELS", "text_terms"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_DECADE = 10


def _each(names: Sequence[str]) -> Terms:
    return dict.fromkeys(names, 1.0)


def _keywords(film: Film) -> Terms:
    """Theme words; a starter theme and a TMDB keyword spelt alike are one term."""
    return {word.casefold().replace("-", " "): 1.0 for word in film.keywords}


def _cast(film: Film) -> Terms:
    """Billed actors, each weighing less than the one before: 1, 0.8, 0.67, 0.57 ..."""
    terms: Terms = {}
    for place, name in enumerate(film.cast):
        terms.setdefault(name, 1 / (1 + 0.25 * place))
    return terms


def _origin(film: Film) -> Terms:
    """Countries, and the original language, which weighs double."""
    terms = {f"country {code}": 1.0 for code in film.countries}
    if film.language:
        terms[f"language {film.language}"] = 2.0
    return terms


def _decade(film: Film) -> Terms:
    """The year between its two nearest decades, so that 1999 and 2001 are near each other."""
    if film.year is None:
        return {}
    decade, past = divmod(film.year, _DECADE)
    later = past / _DECADE
    terms = {f"around {decade * _DECADE}": 1 - later}
    if later:
        terms[f"around {(decade + 1) * _DECADE}"] = later
    return terms


def text_terms(text: str) -> Terms:
    """Words of a text with how often they occur, without English function words."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    terms: Terms = {}
    for word in _WORD.findall(text.casefold()):
        if word not in ENGLISH_STOP_WORDS:
            terms[word] = terms.get(word, 0.0) + 1.0
    return terms


EXTRACTORS: dict[str, Callable[[Film], Terms]] = {
    "genre": lambda film: _each(film.genres),
    "keyword": _keywords,
    "tone": lambda film: _each(film.tones),
    "director": lambda film: _each(film.directors),
    "writer": lambda film: _each(film.writers),
    "cast": _cast,
    "origin": _origin,
    "decade": _decade,
    "overview": lambda film: text_terms(film.overview),
}
"""Block name to what it reads of a film; the order is the order of the columns."""

LABELS = {
    "genre": "genre",
    "keyword": "theme",
    "tone": "tone",
    "director": "director",
    "writer": "writer",
    "cast": "cast",
    "origin": "origin",
    "decade": "decade",
    "overview": "story",
}
"""What people call a block."""
