"""What a film is about and what it is like, as a vector; and the films nearest one, by an exact scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from matinee.domain.names import country

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.features.lore import Lore

__all__ = ["TEXTS", "Embedder", "best_rows", "film_texts", "film_vectors", "moved"]

TEXTS = 3
"""How `film_texts` writes; another number makes every vector anew."""
_DECADE = 10
_GENRES, _COUNTRIES, _THEMES = 2, 2, 12
"""How many are told in a sentence; a TMDB film may have a hundred themes."""
_WEIGHTS = (1.0, 1.0, 0.75)
"""What each text counts; chosen on the judged queries that are not set aside (ADR 0010)."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def key(self) -> str:
        """Names model and precision: vectors of another key must not be compared with these."""

    @property
    def width(self) -> int:
        """Numbers a vector has."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of length 1, float32 (texts, width)."""


def film_texts(film: Film, lore: Lore) -> tuple[str, str, str]:
    """What a film is in a sentence and its story; its themes and tones, each with what it means; what is remembered.

    Its title is left out: search by title is not to be had twice, and "Heat" is not about heat. Apart, they
    find better than as one text (ADR 0010). Each is empty where nothing is known.

    Args:
        film: any.
        lore: what themes and tones mean, those it lacks stand alone; and what people remember of films.
    """
    terms = dict.fromkeys((*film.keywords[:_THEMES], *film.tones))
    meant = "; ".join(
        f"{_plain(term)}: {lore.meant[term]}" if term in lore.meant else _plain(term) for term in terms
    )
    story = film.overview.strip()
    told = f"{_sentence(film)} {story}".strip() if story or terms or film.genres else ""
    return told, meant, lore.remembered(film.id)


def _sentence(film: Film) -> str:
    """``A tender, bleak 1950s drama and crime film from Japan about grief, the sea.``."""
    said = [", ".join(film.tones), "" if film.year is None else f"{film.year // _DECADE * _DECADE}s"]
    said += [" and ".join(film.genres[:_GENRES]).lower(), "film"]
    if film.countries:
        said.append(f"from {', '.join(country(code) for code in film.countries[:_COUNTRIES])}")
    if film.keywords:
        said.append(f"about {', '.join(map(_plain, film.keywords[:_THEMES]))}")
    return f"A {' '.join(filter(None, said))}."


def _plain(term: str) -> str:
    return term.replace("-", " ")


def film_vectors(embedder: Embedder, films: Sequence[Film], lore: Lore) -> npt.NDArray[np.float32]:
    """One vector of length 1 a film, the mean of its texts, float32 (films, width); 0 where nothing is known."""
    texts = [text for film in films for text in film_texts(film, lore)]
    there = [place for place, text in enumerate(texts) if text]
    vectors = np.zeros((len(texts), embedder.width), dtype=np.float32)
    if there:
        vectors[there] = embedder.embed([texts[place] for place in there])
    weights = np.array(_WEIGHTS, dtype=np.float32)
    each = vectors.reshape(len(films), len(weights), embedder.width)
    return _of_length_one(np.einsum("ftw,t->fw", each, weights))


def moved(
    film: npt.NDArray[np.float32], words: npt.NDArray[np.float32], by: float
) -> npt.NDArray[np.float32]:
    """A film's vector moved towards words, or away from them where `by` is negative; of length 1.

    Moving away takes out the words' own direction first: a film without magic is not the opposite of magic.
    """
    if by < 0:
        film = film - np.float32(max(float(film @ words), 0.0)) * words
    there: npt.NDArray[np.float32] = _of_length_one((film + np.float32(by) * words)[None])[0]
    return there


def best_rows(scores: npt.NDArray[np.float32], n: int) -> npt.NDArray[np.int64]:
    """Rows of the n highest scores, the highest first, of equals the first; rows of -inf are none."""
    if n <= 0:
        return np.zeros(0, dtype=np.int64)
    rows = np.arange(len(scores)) if n >= len(scores) else np.argpartition(-scores, n - 1)[:n]
    rows = rows[np.isfinite(scores[rows])]
    return rows[np.lexsort((rows, -scores[rows]))].astype(np.int64)


def _of_length_one(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: npt.NDArray[np.float32] = np.divide(
        vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0
    )
    return found
