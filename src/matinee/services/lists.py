"""Lists of films a query finds, each in its own order, and how they become one: reciprocal rank fusion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.features.semantic import best_rows, moved
from matinee.features.stems import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.catalogue import Filters
    from matinee.domain.film import Film
    from matinee.services.asked import Moved
    from matinee.services.index import Index, Part
    from matinee.services.meanings import Meanings, Vectors

__all__ = ["Entry", "fused", "names_lists", "story_list"]

_RANK = 10
"""How little the first places of a list are apart; 60 in Cormack, Clarke and Büttcher (2009), for far longer lists."""
_NAMED = 85.0
"""From this nearness on a name is what was meant, and counts double."""
_PEOPLE = 2
_FILMS_A_PERSON = 12
_WORDS, _EACH, _MANY = 0.25, 0.075, 8
"""What words count beside meaning, the more the more are asked for: a word is all of a short query. Chosen on the
judged queries that are not set aside (ADR 0010)."""
_LEAST_STORY = 0.30
"""Below this, meaning and words together say nothing."""
_PART_OF_BEST = 0.5
_MOVED_WORDS = 0.3
"""What words count when they move a film."""
_TOWARDS, _AWAY = 0.7, -0.2
"""How far a film is moved by words."""
_LONGEST = 4000
"""Letters of a query that count."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A film in a list."""

    film_id: int
    score: float
    """0 to 1: how well it fits."""
    reason: str = ""
    """Empty where it is to be told from the film."""
    by: str = "meaning"
    weight: float = 1.0
    """What its place in its list counts."""

    def weighing(self, weight: float) -> Entry:
        """The same film in a list that counts more or less."""
        return replace(self, weight=weight)


def fused(lists: Sequence[Sequence[Entry]]) -> list[Entry]:
    """One list out of several: a film's score is the sum over lists of weight / (rank + 10), scaled to 0 to 1.

    The reason is that of the list that gave it most (Cormack, Clarke and Büttcher, 2009). A single list stays as
    it is.
    """
    told = [one for one in lists if one]
    if len(told) <= 1:
        return list(told[0]) if told else []
    sums: dict[int, float] = {}
    best: dict[int, tuple[float, Entry]] = {}
    for one in told:
        for place, entry in enumerate(one, 1):
            part = entry.weight * (_RANK + 1) / (_RANK + place)
            sums[entry.film_id] = sums.get(entry.film_id, 0.0) + part
            if entry.film_id not in best or part > best[entry.film_id][0]:
                best[entry.film_id] = (part, entry)
    most = max(sums.values())
    top = max(entry.score for one in told for entry in one[:1])
    order = sorted(sums, key=lambda film_id: -sums[film_id])
    return [replace(best[film_id][1], score=top * sums[film_id] / most, weight=1.0) for film_id in order]


def names_lists(index: Index, query: str, filters: Filters, n: int) -> list[list[Entry]]:
    """Films by title, by person and by series, each in order of nearness, then of fame."""
    found: dict[str, list[tuple[float, int, Entry]]] = {"title": [], "person": [], "series": []}
    for part in index.parts:
        allowed = part.catalogue.allowed(filters) & part.there
        for name in part.names.find(query, n):
            reason = {"title": "title", "person": f"with {name.name}", "series": f"series {name.name}"}[
                name.kind
            ]
            weight = (2.0 if name.score >= _NAMED else 1.0) * name.score / 100
            for row in name.films:
                if allowed[row]:
                    entry = Entry(int(part.catalogue.ids[row]), name.score / 100, reason, weight=weight)
                    found[name.kind].append((round(name.score), int(part.votes[row]), entry))
    lists: list[list[Entry]] = []
    for kind, rows in found.items():
        rows.sort(key=lambda row: (-row[0], -row[1]))
        if kind == "person":
            rows = _few_people(rows)
        lists.append(list({row[2].film_id: row[2] for row in reversed(rows)}.values())[::-1][:n])
    return lists


def _few_people(rows: list[tuple[float, int, Entry]]) -> list[tuple[float, int, Entry]]:
    """The films of the two people nearest, one after the other; films alone would mix all the Smiths."""
    people = list(dict.fromkeys((row[0], row[2].reason) for row in rows))
    people.sort(key=lambda person: (-person[0], -sum(row[2].reason == person[1] for row in rows)))
    return [
        row
        for person in people[:_PEOPLE]
        for row in [row for row in rows if row[2].reason == person[1]][:_FILMS_A_PERSON]
    ]


def story_list(
    index: Index,
    meanings: Meanings | None,
    query: str,
    filters: Filters,
    n: int,
    *,
    film: Film | None = None,
    asked: Moved | None = None,
) -> list[Entry]:
    """Films by what they are about: the cosine of meanings plus the weighted part of the words that they hold.

    Both are numbers from 0 to 1, and adding them finds better than fusing their ranks does (ADR 0010; Bruch, Gai and
    Ingber, 2023, section 4).

    Args:
        index: of the films.
        meanings: their vectors; None, or without a model, leaves the words alone.
        query: what they are to be about.
        filters: which films may be found.
        n: at most so many.
        film: start from this film and move by the query.
        asked: how the query moves the film.
    """
    query = query[:_LONGEST]
    if film is None and not stems(query):
        return []
    away = asked is not None and asked.away
    near = None if meanings is None else _asked_vector(meanings, query, film, away=away)
    scores: list[npt.NDArray[np.float32]] = []
    for part in index.parts:
        own = _word_scores(part, query, film, away=away, alone=near is None)
        if near is not None:
            own += near[0].scores(near[1], part.catalogue.ids)
        own[~(part.catalogue.allowed(filters) & part.there)] = -np.inf
        if film is not None:
            own[part.catalogue.rows_of([film.id])] = -np.inf
        scores.append(own)
    merged = np.concatenate(scores)
    ids = np.concatenate([part.catalogue.ids for part in index.parts])
    votes = np.concatenate([part.votes for part in index.parts])
    rows = best_rows(merged, n)
    rows = rows[np.lexsort((-votes[rows], -merged[rows]))]
    if not len(rows):
        return []
    least = (
        1e-6
        if film is not None or near is None
        else max(_LEAST_STORY, _PART_OF_BEST * float(merged[rows[0]]))
    )
    said = asked.said if asked is not None else ""
    reason = "" if film is None else f"meaning: like {film.title}{f', {said}' if said else ''}"
    scale = 1 + _weight(query) if near is not None else 1.0
    by = "meaning" if near is not None else "words"
    return [
        Entry(int(ids[row]), min(max(float(merged[row]) / scale, 0.0), 1.0), reason, by)
        for row in rows
        if merged[row] >= least
    ]


def _word_scores(
    part: Part, query: str, film: Film | None, *, away: bool, alone: bool
) -> npt.NDArray[np.float32]:
    own = part.words.scores(query)
    if film is None:
        return own if alone else own * np.float32(_weight(query))
    # One word's score is all or nothing, and a film is to stay in sight.
    own *= -_MOVED_WORDS if away else _MOVED_WORDS
    if alone:
        # Without the model a film is the words that are said of it.
        own += part.words.scores(" ".join((*film.keywords, *film.genres, *film.tones, film.overview)))
    return own


def _weight(query: str) -> float:
    """What words count beside meaning."""
    return _WORDS + _EACH * min(len(set(stems(query))), _MANY)


def _asked_vector(
    meanings: Meanings, query: str, film: Film | None, *, away: bool
) -> tuple[Vectors, npt.NDArray[np.float32]] | None:
    """The films' vectors and the one to compare them with; None where there is no model or no vector of the film."""
    model, vectors = meanings.model, meanings.vectors()
    if model is None or vectors is None:
        return None
    if film is None:
        return vectors, model.embed([query])[0]
    start = vectors.of(film.id)
    if start is None:
        return None
    if not query:
        return vectors, start
    return vectors, moved(start, model.embed([query])[0], _AWAY if away else _TOWARDS)
