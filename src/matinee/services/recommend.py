"""Picks for a person, why they are picked, and films like a film."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.catalogue import Filters
from matinee.domain.feedback import Event, Kind, fold
from matinee.domain.ports import Impression
from matinee.services.reasons import Reason, Reasons
from matinee.services.shelf import Shelf
from matinee.taste.rank import Dials, rank
from matinee.taste.similar import shared_terms, similar_films
from matinee.taste.traits import traits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.ports import Clock, Store
    from matinee.features.blocks import Shared
    from matinee.services.spaces import InUse, Spaces
    from matinee.taste.belief import Belief
    from matinee.taste.traits import Trait

__all__ = ["Pick", "Query", "Reason", "Recommend", "Recommendation", "SimilarFilm", "TasteReport"]

_EXPLAINED = 20
"""Reasons of a film that also say what the two films share; the later ones are too small to be looked at."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asks for."""

    n: int = 10
    filters: Filters = field(default_factory=Filters)
    include_seen: bool = False
    from_film: int | None = None
    """Recommend from just this film, whatever else the person said."""
    dials: Dials = field(default_factory=Dials)
    as_of: int | None = None
    """As things were at this moment, microseconds since 1970 UTC; None is now."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A film with its score and what makes it: ``score = offset + sum of the reasons' shares``."""

    film: Film
    score: float
    offset: float
    """What no event changes, the obscurity dial included."""
    stars: float
    interval: tuple[float, float]
    """80 % interval of the predicted stars."""
    why: Sequence[Reason]
    """Every event's share, the largest first by size."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A list for one person."""

    user: str
    list_id: str
    """Names this list among what was shown."""
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class SimilarFilm:
    """A film like another."""

    film: Film
    score: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class TasteReport:
    """What is believed of a person's taste."""

    user: str
    events: int
    unknown: int
    """Events about films that are not in the catalogue."""
    liked: tuple[Trait, ...]
    avoided: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Recommend:
    """Recommends, explains and compares."""

    store: Store
    spaces: Spaces
    clock: Clock
    shelf: Shelf = field(default_factory=Shelf)

    def picks(self, user: str, query: Query | None = None, *, surface: str) -> Recommendation:
        """The films to show this person now; what is shown is noted.

        n films come unless the filters leave fewer.

        Raises:
            EmptyCatalogue: there are no films.
            UnknownFilm: `query.from_film` is not in the catalogue.
        """
        query = query or Query()
        now = self.clock()
        in_use = self.spaces.current()
        space, catalogue = in_use.space, in_use.catalogue
        standing, belief = self._believed(user, query, in_use, now)
        allowed = catalogue.allowed(query.filters)
        away = set(standing.hidden) | self._gone()
        if not query.include_seen:
            away |= standing.seen
        if query.from_film is not None:
            away.add(query.from_film)
        allowed[catalogue.rows_of(sorted(away))] = False
        ranked = rank(space, belief, catalogue, allowed, query.n, query.dials)
        stars = space.stars(belief, ranked.rows)
        ids = [int(film_id) for film_id in space.film_ids[ranked.rows]]
        with self.store.read() as unit:
            films = self.shelf.films(unit, in_use.revision, {*ids, *_spoken_of(belief)})
        explained = space.explanations(belief, ranked.rows)
        picks = tuple(
            Pick(
                film=films[film_id],
                score=float(ranked.scores[place]),
                offset=float(ranked.offsets[place]),
                stars=float(stars[0][place]),
                interval=(float(stars[1][place]), float(stars[2][place])),
                why=Reasons(explained[place].shares, films),
            )
            for place, film_id in enumerate(ids)
            if film_id in films
        )
        shown = Recommendation(user, uuid.uuid4().hex, picks)
        self._note(shown, now, surface)
        return shown

    def why(self, user: str, film_id: int, as_of: int | None = None) -> Pick:
        """One film's score for one person, with what it shares with the film of each reason.

        Raises:
            UnknownFilm: not in the catalogue.
        """
        in_use = self.spaces.current()
        space = in_use.space
        _, belief = self._believed(user, Query(as_of=as_of), in_use, self.clock())
        explained = space.explain(belief, film_id)
        row = space.row(film_id)
        mean, low, high = space.stars(belief, np.array([row]))
        with self.store.read() as unit:
            films = self.shelf.films(unit, in_use.revision, {film_id, *_spoken_of(belief)})
        why = tuple(
            Reason(
                reason.event,
                reason.film,
                reason.share,
                shared_terms(space, row, space.row(reason.event.film_id or 0)) if place < _EXPLAINED else (),
            )
            for place, reason in enumerate(Reasons(explained.shares, films))
        )
        return Pick(
            films[film_id],
            explained.score,
            explained.offset,
            float(mean[0]),
            (float(low[0]), float(high[0])),
            why,
        )

    def similar(self, film_id: int, n: int = 10) -> list[SimilarFilm]:
        """Films like a film, with what they share; nobody's taste has a part in it.

        Raises:
            UnknownFilm: not in the catalogue.
        """
        in_use = self.spaces.current()
        gone = self._gone()
        likenesses = [
            likeness
            for likeness in similar_films(in_use.space, film_id, n + min(n, len(gone)))
            if int(in_use.space.film_ids[likeness.row]) not in gone
        ][:n]
        ids = [int(in_use.space.film_ids[likeness.row]) for likeness in likenesses]
        with self.store.read() as unit:
            films = unit.films(ids)
        return [
            SimilarFilm(films[found], likeness.score, likeness.shared)
            for found, likeness in zip(ids, likenesses, strict=True)
            if found in films
        ]

    def taste(self, user: str, most: int = 8) -> TasteReport:
        """What is believed of a person's taste, in traits."""
        in_use = self.spaces.current()
        _, belief = self._believed(user, Query(), in_use, self.clock())
        liked, avoided = traits(in_use.space, belief, most=most) if belief.events else ([], [])
        return TasteReport(user, belief.events, belief.unknown, tuple(liked), tuple(avoided))

    def belief(self, user: str, as_of: int | None = None) -> Belief:
        """A person's belief now, or as it was at a moment."""
        return self._believed(user, Query(as_of=as_of), self.spaces.current(), self.clock())[1]

    def _believed(self, user: str, query: Query, in_use: InUse, now: int) -> tuple[Standing, Belief]:
        """What a person's log means, and the belief the query asks for."""
        with self.store.read() as unit:
            log = unit.events(user)
        # What is in the log was said, even if the clock has been set back since or another machine's is ahead.
        moment = max([now, *(event.at for event in log)]) if query.as_of is None else query.as_of
        standing = fold(log, moment)
        if query.from_film is not None:
            in_use.space.row(query.from_film)
            liked = Event(event_id="from", user=user, kind=Kind.LIKE, film_id=query.from_film, at=moment)
            return standing, in_use.space.believe([liked], moment)
        return standing, in_use.space.believe(standing.events, moment)

    def _gone(self) -> frozenset[int]:
        """Films that their source has deleted."""
        with self.store.read() as unit:
            return unit.shelf.gone()

    def _note(self, shown: Recommendation, now: int, surface: str) -> None:
        impressions = [
            Impression(shown.list_id, shown.user, pick.film.id, now, place, pick.score, surface)
            for place, pick in enumerate(shown.picks, 1)
        ]
        with self.store.begin() as unit:
            unit.show(impressions)


def _spoken_of(belief: Belief) -> set[int]:
    fields = (belief.interest, belief.enjoyment)
    return {event.film_id for found in fields for event in found.evidence.events if event.film_id is not None}
