"""Picks for a person, why they are picked, and films like a film."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.catalogue import Filters
from matinee.domain.feedback import Event, Kind, fold, new_event_id
from matinee.domain.ports import Impression
from matinee.services.reasons import Reason, Reasons
from matinee.services.shelf import Shelf
from matinee.services.wishes import read_wishes
from matinee.taste.corners import Corner, corner_of
from matinee.taste.rank import Dials, Ranked, rank
from matinee.taste.similar import shared_terms, similar_films
from matinee.taste.traits import traits, wished_traits
from matinee.taste.wishes import Want, Wish

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from matinee.domain.catalogue import Catalogue
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.ports import Clock, Store
    from matinee.features.blocks import Shared
    from matinee.services.country_facts import InCountry
    from matinee.services.spaces import InUse, Spaces
    from matinee.taste.belief import Belief
    from matinee.taste.traits import Trait

__all__ = [
    "Pick",
    "Query",
    "Reason",
    "Recommend",
    "Recommendation",
    "SimilarFilm",
    "TasteReport",
    "spoken_of",
]

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
    exclude: frozenset[int] = frozenset()
    """Films that stand elsewhere on the page."""
    corner: Corner | None = None
    """Only films of a corner of the catalogue."""
    without: str | None = None
    """As if this event had never been said."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A film with its score and what makes it: ``score = offset + sum of the reasons' shares``."""

    film: Film
    score: float
    offset: float
    """What no event changes, the obscurity dial included."""
    stars: float
    """What the person is predicted to give, also in a list from just one film."""
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
    wishes: tuple[Trait, ...] = ()
    """Traits that were muted or pinned; they are in none of the other two."""


@dataclass(frozen=True, slots=True)
class Recommend:
    """Recommends, explains and compares."""

    store: Store
    spaces: Spaces
    clock: Clock
    shelf: Shelf = field(default_factory=Shelf)
    in_country: InCountry | None = None
    """Answers what filters ask of certificates and services; None lets no film pass that."""

    def picks(self, user: str, query: Query | None = None, *, surface: str) -> Recommendation:
        """The films to show this person now; what is shown is noted, unless `surface` is empty.

        n films come unless the filters leave fewer.

        Raises:
            EmptyCatalogue: there are no films.
            UnknownFilm: `query.from_film` is not in the catalogue.
        """
        return self.page(user, [query or Query()], surface=surface)[0]

    def page(self, user: str, queries: Sequence[Query], *, surface: str) -> list[Recommendation]:
        """Several lists to stand on one page; unless `surface` is empty, they are noted in one transaction as shown.

        No film is in two of them: an earlier list takes it, and a later one is filled with the next best.

        Raises:
            EmptyCatalogue: there are no films.
            UnknownFilm: a query's `from_film` is not in the catalogue.
        """
        now = self.clock()
        in_use = self.spaces.current()
        gone = self.gone()
        believed: dict[object, tuple[Standing, Belief]] = {}
        rough: dict[object, npt.NDArray[np.float32]] = {}
        taken: frozenset[int] = frozenset()
        shown: list[Recommendation] = []
        for query in queries:
            for film_id in {query.from_film, None}:
                key = (film_id, query.as_of, query.without)
                if key not in believed:
                    believed[key] = self._believed(user, replace(query, from_film=film_id), in_use, now)
            key = (query.from_film, query.as_of, query.without)
            standing, belief = believed[key]
            if key not in rough:
                rough[key] = in_use.space.rough_scores(belief)
            own = believed[None, query.as_of, query.without][1]
            allowed = self.allowed(
                replace(query, exclude=query.exclude | taken), in_use.catalogue, standing, gone
            )
            if query.corner is not None:
                allowed = corner_of(query.corner, in_use.space, belief, allowed, rough[key], standing.events)
            ranked = rank(in_use.space, belief, in_use.catalogue, allowed, query.n, query.dials, rough[key])
            picks = self._described(ranked, in_use, belief, own)
            taken |= {pick.film.id for pick in picks}
            shown.append(Recommendation(user, uuid.uuid4().hex, picks))
        if surface:
            self._note(shown, now, surface)
        return shown

    def allowed(
        self, query: Query, catalogue: Catalogue, standing: Standing, gone: Collection[int]
    ) -> npt.NDArray[np.bool_]:
        """Which rows may be shown: within the filters, and neither seen, hidden, gone nor excluded, (n_films,)."""
        mask = catalogue.allowed(self.resolved(query.filters))
        away = {*standing.hidden, *gone, *query.exclude}
        if not query.include_seen:
            away |= standing.seen
        if query.from_film is not None:
            away.add(query.from_film)
        mask[catalogue.rows_of(sorted(away))] = False
        return mask

    def resolved(self, filters: Filters) -> Filters:
        """The filters with what they ask of the owner's country answered."""
        return filters if self.in_country is None else self.in_country.resolved(filters)

    def weighed(self, user: str, film_ids: Collection[int]) -> list[Pick]:
        """These films as they are to a person, the best first, seen ones among them; nothing is noted as shown.

        Films that the taste space does not have are left out.
        """
        in_use = self.spaces.current()
        space = in_use.space
        _, belief = self._believed(user, Query(), in_use, self.clock())
        rows = np.array(sorted(space.rows_among(film_ids).values()), dtype=np.int64)
        scores = space.scores(belief, rows=rows)
        order = np.lexsort((space.film_ids[rows], -scores))
        ranked = Ranked(rows[order], scores[order], space.offsets(rows[order]))
        return list(self._described(ranked, in_use, belief, belief))

    def _described(self, ranked: Ranked, in_use: InUse, belief: Belief, own: Belief) -> tuple[Pick, ...]:
        """Ranked films with their reasons in `belief`, and with stars as the person's `own` has them."""
        space = in_use.space
        stars = space.stars(own, ranked.rows)
        ids = [int(film_id) for film_id in space.film_ids[ranked.rows]]
        with self.store.read() as unit:
            films = self.shelf.films(unit, in_use.revision, {*ids, *spoken_of(belief)})
        explained = space.explanations(belief, ranked.rows)
        return tuple(
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
            films = self.shelf.films(unit, in_use.revision, {film_id, *spoken_of(belief)})
        why = tuple(
            replace(reason, shared=shared_terms(space, row, space.row(reason.event.film_id)))
            if place < _EXPLAINED and reason.event is not None and reason.event.film_id is not None
            else reason
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
        gone = self.gone()
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
        with self.store.read() as unit:
            wishes = read_wishes(unit.preferences(user))
        told = belief.events or belief.interest.wishes
        liked, avoided = traits(in_use.space, belief, most=most) if told else ([], [])
        wished = wished_traits(in_use.space, belief, wishes) if wishes else []
        return TasteReport(user, belief.events, belief.unknown, tuple(liked), tuple(avoided), tuple(wished))

    def trait(self, user: str, block: str, term: str) -> Trait:
        """What is believed of one trait, whether it is wished for or not."""
        in_use = self.spaces.current()
        belief = self._believed(user, Query(), in_use, self.clock())[1]
        return wished_traits(in_use.space, belief, [Wish(block, term, Want.MORE)])[0]

    def belief(self, user: str, as_of: int | None = None) -> Belief:
        """A person's belief now, or as it was at a moment."""
        return self._believed(user, Query(as_of=as_of), self.spaces.current(), self.clock())[1]

    def believed(
        self, user: str, in_use: InUse, as_of: int | None = None, without: str | None = None
    ) -> tuple[Standing, Belief]:
        """What a person's log means and what is believed of their taste, for who recommends to several at once.

        Args:
            user: who.
            in_use: the taste space.
            as_of: as it was at this moment.
            without: as if this event had never been said.
        """
        return self._believed(user, Query(as_of=as_of, without=without), in_use, self.clock())

    def gone(self) -> frozenset[int]:
        """Films that their source has deleted."""
        with self.store.read() as unit:
            return unit.shelf.gone()

    def _believed(self, user: str, query: Query, in_use: InUse, now: int) -> tuple[Standing, Belief]:
        """What a person's log means, and the belief the query asks for."""
        with self.store.read() as unit:
            log = unit.events(user)
            wishes = read_wishes(unit.preferences(user), query.as_of)
        if query.without is not None:
            # Taken back, not left out: what it had replaced comes into force again.
            last = max((event.at for event in log), default=now) if query.as_of is None else query.as_of
            log.append(_retract(user, query.without, last))
        # What is in the log was said, even if the clock has been set back since or another machine's is ahead.
        moment = max([now, *(event.at for event in log)]) if query.as_of is None else query.as_of
        standing = fold(log, moment)
        if query.from_film is not None:
            in_use.space.row(query.from_film)
            liked = Event(event_id="from", user=user, kind=Kind.LIKE, film_id=query.from_film, at=moment)
            return standing, in_use.space.believe([liked], moment)
        return standing, in_use.space.believe(standing.events, moment, wishes)

    def _note(self, lists: Sequence[Recommendation], now: int, surface: str) -> None:
        impressions = [
            Impression(shown.list_id, shown.user, pick.film.id, now, place, pick.score, surface)
            for shown in lists
            for place, pick in enumerate(shown.picks, 1)
        ]
        with self.store.begin() as unit:
            unit.show(impressions)


def _retract(user: str, event_id: str, at: int) -> Event:
    return Event(event_id=new_event_id(), user=user, kind=Kind.RETRACT, target=event_id, at=at)


def spoken_of(belief: Belief) -> set[int]:
    """The films that a belief rests on."""
    fields = (belief.interest, belief.enjoyment)
    return {event.film_id for found in fields for event in found.evidence.events if event.film_id is not None}
