"""Finding films by title and by the people in them, typing errors allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.matching import title_key

if TYPE_CHECKING:
    from matinee.domain.film import Film
    from matinee.domain.ports import Store

__all__ = ["Hit", "Search"]

_LONGEST_QUERY = 200
_LEAST_TITLE = 70.0
_LEAST_PERSON = 84.0
_LEAST_SURNAME = 80.0
"""One wrong letter in five."""
_FILMS_A_PERSON = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A film found, and by what."""

    film: Film
    score: float
    """0-100: how well it fits."""
    reason: str
    """``title`` or ``with NAME``."""


@dataclass(frozen=True, slots=True)
class Search:
    """Searches titles and people."""

    store: Store

    def find(self, query: str, n: int = 20) -> list[Hit]:
        """Films by title or person, the best fit first; an empty query finds nothing."""
        found: dict[int, Hit] = {}
        for hit in (*self.titles(query, n), *self.people(query, n)):
            if hit.film.id not in found or found[hit.film.id].score < hit.score:
                found[hit.film.id] = hit
        return sorted(found.values(), key=lambda hit: -hit.score)[:n]

    def titles(self, query: str, n: int) -> list[Hit]:
        """Films whose title or original title is near the query; of equals the better known first."""
        from rapidfuzz import fuzz, process

        key = title_key(query[:_LONGEST_QUERY])
        if not key:
            return []
        with self.store.read() as unit:
            rows = unit.titles()
            scores: dict[int, float] = {}
            for name in ("title", "original_title"):
                keys = {
                    place: title_key(getattr(row, name))
                    for place, row in enumerate(rows)
                    if getattr(row, name)
                }
                for found, score, place in process.extract(
                    key, keys, scorer=fuzz.WRatio, limit=4 * n, score_cutoff=_LEAST_TITLE
                ):
                    whole = fuzz.ratio(key, found)
                    # WRatio is generous to parts; a whole title that fits goes before one that holds the words.
                    scores[place] = max(scores.get(place, 0.0), 0.7 * score + 0.3 * whole)
            best = sorted(scores, key=lambda place: (-round(scores[place]), -rows[place].votes))[:n]
            films = unit.films([rows[place].id for place in best])
        return [
            Hit(films[rows[place].id], scores[place], "title") for place in best if rows[place].id in films
        ]

    def people(self, query: str, n: int) -> list[Hit]:
        """Films of the person whose name is nearest the query, the best known first."""
        from rapidfuzz import fuzz, process

        key = title_key(query[:_LONGEST_QUERY])
        if len(key) < 3:
            return []
        with self.store.read() as unit:
            people = unit.people()
            keys = {name: title_key(name) for name in people}
            near = process.extract(
                key, keys, scorer=fuzz.token_sort_ratio, limit=2, score_cutoff=_LEAST_PERSON
            )
            if not near:
                near = _by_surname(key, keys, people)
            ids = [
                (film_id, score, name)
                for _, score, name in near
                for film_id in people[name][:_FILMS_A_PERSON]
            ]
            films = unit.films([film_id for film_id, _, _ in ids[:n]])
        return [
            Hit(films[film_id], score, f"with {name}") for film_id, score, name in ids[:n] if film_id in films
        ]


def _by_surname(key: str, keys: dict[str, str], people: dict[str, list[int]]) -> list[tuple[str, float, str]]:
    """The two people whose name ends nearest to the key, of equals those with more films: "de niro", "pacino"."""
    from rapidfuzz import fuzz, process

    count = len(key.split())
    ends = {
        name: " ".join(words[-count:]) for name, known in keys.items() if len(words := known.split()) > count
    }
    near = process.extract(key, ends, scorer=fuzz.ratio, limit=None, score_cutoff=_LEAST_SURNAME)
    return sorted(near, key=lambda found: (-found[1], -len(people[found[2]]), found[2]))[:2]
