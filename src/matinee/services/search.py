"""Finding films in one box: by title, people, series, and by what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.catalogue import Filters
from matinee.features.lore import Lore
from matinee.features.stems import stems
from matinee.services.asked import readings
from matinee.services.index import Indexes
from matinee.services.lists import Entry, fused, names_lists, story_list
from matinee.services.near_titles import near_titles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.domain.film import Film
    from matinee.domain.ports import Progress, Store
    from matinee.services.asked import Moved
    from matinee.services.index import Index
    from matinee.services.meanings import Meanings
    from matinee.services.recommend import Recommend

__all__ = ["Hit", "Search"]

_SURE = 92.0
"""How near a title must be for "like TITLE but ..." to mean its film."""
_TASTE = 0.5
"""What a person's taste counts against one list of hits."""
_A_SCENE = 3
"""Words of a scene that must be asked for, so that it was meant."""
_REORDERED = 3
"""Times as many films as asked for are put in order of taste."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A film found, and by what."""

    film: Film
    score: float
    """0-100: how well it fits."""
    reason: str
    """``title``, ``with NAME``, ``series NAME``, ``meaning: ...`` or, without the sentence model, ``words: ...``."""


@dataclass(frozen=True, slots=True)
class Search:
    """Searches titles, people, series and meaning."""

    store: Store
    indexes: Indexes | None = None
    """None indexes for each search, which is for a few films only."""
    meanings: Meanings | None = None
    recommend: Recommend | None = None
    lore: Callable[[], Lore] = Lore

    def find(
        self,
        query: str,
        n: int = 20,
        filters: Filters | None = None,
        *,
        user: str | None = None,
        progress: Progress | None = None,
    ) -> list[Hit]:
        """The films that fit, the best first; a query of which nothing can be made finds nothing.

        Args:
            query: a title, a person, a series, what a film is about, or "like Heat but funny".
            n: at most so many.
            filters: which films may be found.
            user: put what is found in the order of this person's taste as well; None for nobody's.
            progress: hears of an index being made.
        """
        if not query.strip() or n < 1:
            return []
        filters = filters or Filters()
        if self.recommend is not None:
            filters = self.recommend.resolved(filters)
        index = (self.indexes or Indexes(self.store)).current(progress)
        if self.meanings is not None:
            self.meanings.catch_up()
        entries = self._entries(query, index, n if user is None else _REORDERED * n, filters)
        if user is not None:
            entries = self._by_taste(entries, user)
        return self._hits(entries[:n], query)

    def titles(self, query: str, n: int) -> list[Hit]:
        """Films whose title or original title is near the query; of equals the better known first."""
        return [Hit(film, score, "title") for film, score in near_titles(self.store, query, n)]

    def _entries(self, query: str, index: Index, n: int, filters: Filters) -> list[Entry]:
        moved = self._moved(query, index)
        if moved is not None:
            return story_list(index, self.meanings, moved[1].words, filters, n, film=moved[0], asked=moved[1])
        lists = names_lists(index, query, filters, n)
        lists.append(story_list(index, self.meanings, query, filters, n))
        return fused(lists)[:n]

    def _moved(self, query: str, index: Index) -> tuple[Film, Moved] | None:
        """The film and the words of "like Heat but funny"; None when the query is no such thing."""
        for place, reading in enumerate(readings(query)):
            if not place:
                # "Like Water for Chocolate" is a title.
                whole = _best_title(index, query)
                if whole is not None and whole[1] >= _SURE:
                    return None
            best = _best_title(index, reading.title)
            if best is not None and best[1] >= _SURE:
                with self.store.read() as unit:
                    film = unit.films([best[0]]).get(best[0])
                if film is not None:
                    return film, reading
        return None

    def _by_taste(self, entries: list[Entry], user: str) -> list[Entry]:
        """The entries with the person's taste as one more list; where nothing is known of it, as they are."""
        if self.recommend is None or not entries:
            return entries
        belief = self.recommend.belief(user)
        if not belief.events:
            return entries
        space = self.recommend.spaces.current().space
        rows = space.rows_among([entry.film_id for entry in entries])
        known = [entry for entry in entries if entry.film_id in rows]
        scores = space.scores(belief, rows=np.array([rows[entry.film_id] for entry in known], dtype=np.int64))
        liked = [known[place] for place in np.argsort(-scores, kind="stable")]
        return fused([entries, [entry.weighing(_TASTE) for entry in liked]])

    def _hits(self, entries: Sequence[Entry], query: str) -> list[Hit]:
        with self.store.read() as unit:
            films = unit.films([entry.film_id for entry in entries])
        asked, scenes = set(stems(query)), self.lore().scenes
        found: list[Hit] = []
        for entry in entries:
            film = films.get(entry.film_id)
            if film is not None:
                reason = entry.reason or _about(film, entry, asked, scenes.get(film.id, ()))
                found.append(Hit(film, round(100 * entry.score, 6), reason))
        return found


def _best_title(index: Index, title: str) -> tuple[int, float] | None:
    """Film id and nearness of the title nearest to a text, of equals the best known."""
    best: tuple[float, int, int] | None = None
    for part in index.parts:
        for found in part.names.find(title, 3):
            if found.kind == "title":
                for row in found.films:
                    if part.there[row]:
                        this = (found.score, int(part.votes[row]), int(part.catalogue.ids[row]))
                        best = this if best is None else max(best, this)
    return None if best is None else (best[2], best[0])


def _about(film: Film, entry: Entry, asked: set[str], scenes: Sequence[str]) -> str:
    """Why a film was found by what it is about: a scene that was asked for, or its themes, tones and genres."""
    held, scene = max(((len(asked & set(stems(one))), one) for one in scenes), default=(0, ""))
    if held >= _A_SCENE:
        return f"{entry.by}: {scene}"
    terms = list(dict.fromkeys((*film.keywords, *film.tones, *film.genres)))
    named = [term.replace("-", " ") for term in terms]
    shared = [term for term in named if asked & set(stems(term))]
    told = ", ".join((*shared, *(term for term in named if term not in shared))[:3])
    return f"{entry.by}: {told or film.label}"
