"""Titles near a title, by comparing it with every one; for a question now and then, not for each key pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.domain.matching import title_key

if TYPE_CHECKING:
    from matinee.domain.film import Film
    from matinee.domain.ports import Store

__all__ = ["near_titles"]

_LONGEST = 200
_LEAST = 70.0


def near_titles(store: Store, query: str, n: int) -> list[tuple[Film, float]]:
    """Films whose title or original title is near the query, with 0-100; of equals the better known first."""
    from rapidfuzz import fuzz, process

    key = title_key(query[:_LONGEST])
    if not key:
        return []
    with store.read() as unit:
        rows = unit.titles()
        scores: dict[int, float] = {}
        for name in ("title", "original_title"):
            keys = {
                place: title_key(getattr(row, name)) for place, row in enumerate(rows) if getattr(row, name)
            }
            for found, score, place in process.extract(
                key, keys, scorer=fuzz.WRatio, limit=4 * n, score_cutoff=_LEAST
            ):
                whole = fuzz.ratio(key, found)
                # WRatio is generous to parts; a whole title that fits goes before one that holds the words.
                scores[place] = max(scores.get(place, 0.0), 0.7 * score + 0.3 * whole)
        best = sorted(scores, key=lambda place: (-round(scores[place]), -rows[place].votes))[:n]
        films = unit.films([rows[place].id for place in best])
    return [(films[rows[place].id], scores[place]) for place in best if rows[place].id in films]
