"""Words of films' stories, themes, genres and tones, and of what people remember, searched by BM25."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.features.lore import Lore
from matinee.features.stems import stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film

__all__ = ["Words"]

_K1, _B = 1.2, 0.75
"""Saturation and length normalization, as SQLite's bm25() has them (Robertson and Zaragoza, 2009, section 3)."""
_THEME = 2
"""A theme word counts as often in a story."""


@dataclass(frozen=True)
class Words:
    """Which film holds which stem how often."""

    terms: tuple[str, ...]
    """Stems in order of the alphabet."""
    ends: npt.NDArray[np.int64]
    """Where the films of each stem end, (terms + 1,)."""
    films: npt.NDArray[np.int32]
    """Rows of films, stem after stem."""
    counts: npt.NDArray[np.int16]
    """How often the stem is in the film."""
    lengths: npt.NDArray[np.float32]
    """Words a film has, (films,)."""

    @classmethod
    def of(cls, films: Sequence[Film], lore: Lore | None = None) -> Words:
        """The words of these films, whose rows are their places; titles and names have their own index.

        Args:
            films: in the order of their rows.
            lore: what themes and tones mean, and what people remember of films; its words count as the film's own.
        """
        lore = lore or Lore()
        meant = {term: stems(text) for term, text in lore.meant.items()}
        number: dict[str, int] = {}
        terms: list[int] = []
        rows: list[int] = []
        counts: list[int] = []
        for row, film in enumerate(films):
            held: dict[str, int] = {}
            told = (film.overview, film.tagline, *film.genres, *film.tones, lore.remembered(film.id))
            for stem in stems(" ".join(told)):
                held[stem] = held.get(stem, 0) + 1
            for stem in stems(" ".join(film.keywords).replace("-", " ")):
                held[stem] = held.get(stem, 0) + _THEME
            for term in dict.fromkeys((*film.keywords, *film.tones)):
                for stem in meant.get(term, ()):
                    held[stem] = held.get(stem, 0) + 1
            terms += [number.setdefault(stem, len(number)) for stem in held]
            rows += [row] * len(held)
            counts += held.values()
        order = sorted(number)
        place = np.empty(len(number), dtype=np.int64)
        place[[number[stem] for stem in order]] = np.arange(len(order))
        by_term = place[np.array(terms, dtype=np.int64)]
        sort = np.lexsort((np.array(rows, dtype=np.int64), by_term))
        count = np.minimum(np.array(counts, dtype=np.int64), 1000)
        return cls(
            terms=tuple(order),
            ends=np.concatenate([[0], np.cumsum(np.bincount(by_term, minlength=len(order)))]).astype(
                np.int64
            ),
            films=np.array(rows, dtype=np.int32)[sort],
            counts=count[sort].astype(np.int16),
            lengths=np.bincount(np.array(rows, dtype=np.int64), weights=count, minlength=len(films)).astype(
                np.float32
            ),
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays by name, for writing down; `terms` goes beside them."""
        return {name: getattr(self, name) for name in ("ends", "films", "counts", "lengths")}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], terms: Sequence[str]) -> Words:
        """Back from `arrays` and the terms."""
        return cls(terms=tuple(terms), **arrays)

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """BM25 of every film as a part of what a film full of all the query's words would have, (films,), 0 to 1."""
        found = np.zeros(len(self.lengths), dtype=np.float32)
        asked = dict.fromkeys(stems(query))
        if not len(found) or not asked:
            return found
        most = 0.0
        norm = _K1 * (1 - _B + _B * self.lengths / max(float(self.lengths.mean()), 1e-9))
        for stem in asked:
            films, counts = self._of(stem)
            idf = float(np.log1p((len(found) - len(films) + 0.5) / (len(films) + 0.5)))
            most += idf * (_K1 + 1)
            found[films] += idf * counts * (_K1 + 1) / (counts + norm[films])
        return found / np.float32(most)

    def _of(self, stem: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        from bisect import bisect_left

        place = bisect_left(self.terms, stem)
        if place == len(self.terms) or self.terms[place] != stem:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        part = slice(int(self.ends[place]), int(self.ends[place + 1]))
        return self.films[part], self.counts[part].astype(np.float32)
