"""How good the picks were: what was liked later, foretold at the time, and what became of what was shown."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import comb, sqrt
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.feedback import OPINIONS, Kind, corrected, fold
from matinee.taste.rank import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matinee.domain.feedback import Event
    from matinee.domain.ports import Impression, Progress
    from matinee.services.recommend import Recommend
    from matinee.services.spaces import InUse

__all__ = ["DAYS", "Foretold", "Hindsight", "Hits", "Live", "Rate"]

TOP = 20
"""Places that count as found."""
DAYS = 14
"""Days within which an answer to what was shown counts."""
_KNOWN_PART = 0.5
"""Part of the opinions, by time, that is only learned from."""
_LEAST_KNOWN, _LEAST_LIKED = 5, 5
"""Opinions that must come before, and likes after, for there to be anything to measure."""
_MOST_LIKED = 100
"""Of a long log the latest likes are asked: each takes a ranking of the whole catalogue."""
_LIKED = 4.0
"""Stars from which a rating is a like."""
_DAY = 86_400_000_000
_SO_SO = 3.0
"""Stars below which a rating is a refusal."""
_Z = 1.2815515655446004
"""Standard deviations on each side of an 80 % interval."""
_CHANCE = 0.1
_BANDS = ((1, 6), (7, 12), (13, 24), (25, None))


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, with the 80 % interval of what it would be in the long run (Wilson 1927)."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """Of 1; 0 of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high, each of 1."""
        if not self.of:
            return 0.0, 1.0
        n, z = self.of, _Z
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        margin = z / (1 + z * z / n) * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        # Rounding must not put the share itself outside.
        return max(0.0, min(self.share, middle - margin)), min(1.0, max(self.share, middle + margin))


@dataclass(frozen=True, slots=True)
class Foretold:
    """Later likes that the list of the time before them had among its first places."""

    opinions: int
    """Films with an opinion, which the log has altogether."""
    ours: Rate
    popular: Rate
    """The same of the list that somebody who has said nothing would see."""
    only_ours: int
    """Likes that our list had and the popular one had not."""
    only_popular: int
    shown: int
    """Of these likes, films that had been on a list here before, which speaks for ours beforehand."""
    missing: str = ""
    """Why there is nothing to measure; empty where there is."""

    @property
    def sentence(self) -> str:
        """In words; what is missing where there is nothing to measure."""
        if self.missing:
            return self.missing
        films = "film" if self.ours.of == 1 else "films"
        return (
            f"Of the {self.ours.of} {films} you liked later, {self.ours.hits} "
            f"{'was' if self.ours.hits == 1 else 'were'} in your top {TOP} at the time; "
            f"in that of the most popular: {self.popular.hits}."
        )

    @property
    def doubt(self) -> str:
        """How sure that is, in words; empty where there is nothing to measure."""
        if self.missing:
            return ""
        low, high = self.ours.interval
        range_words = f"In the long run it is {low:.0%} to {high:.0%}, four times in five."
        if self.shown:
            range_words += f" {self.shown} of them had been on a list here before, which helps ours."
        if self.chance > _CHANCE:
            return f"{range_words} So few films set the two lists apart that it may be chance."
        odds = f"= {self.chance:.3f}" if self.chance >= 0.001 else "< 0.001"
        ahead = "your list" if self.only_ours > self.only_popular else "the most popular"
        return f"{range_words} That {ahead} is ahead is hardly chance (p {odds})."

    @property
    def chance(self) -> float:
        """How often chance alone would set the two lists at least so far apart: the sign test, two-sided."""
        n, most = self.only_ours + self.only_popular, max(self.only_ours, self.only_popular)
        return min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / 2**n) if n else 1.0


@dataclass(frozen=True, slots=True)
class Hits:
    """What became of the films shown in one place; each film is counted once a surface, as first shown."""

    name: str
    liked: Rate
    """Of the films that were answered or have had their days: those liked, or rated 4 or more."""
    saved: int
    refused: int
    """Not interested, disliked, or rated less than 3."""
    seen: int
    """Watched or rated in between, which says neither."""
    open: int
    """Films shown so lately that an answer may still come."""


@dataclass(frozen=True, slots=True)
class Live:
    """The live hit rate."""

    days: int
    total: Hits
    surfaces: tuple[Hits, ...]
    places: tuple[Hits, ...]

    @property
    def sentence(self) -> str:
        """In words."""
        found = self.total
        shown = found.liked.of + found.open
        if not shown:
            return "Nothing was shown yet. Every list you look at counts from now on."
        answered = f"{found.liked.hits} liked, {found.saved} saved, {found.refused} refused, {found.seen} only watched"
        films = "1 film" if shown == 1 else f"{shown:,} films"
        waiting = f"; {found.open:,} may still be answered" if found.open else ""
        return f"Of {films} shown, within {self.days} days: {answered}{waiting}."


class Hindsight:
    """Looks back, for one person at a time. Nothing changes."""

    def __init__(self, recommend: Recommend) -> None:
        self._recommend = recommend

    def foretold(self, user: str, progress: Progress | None = None) -> Foretold:
        """For each film liked in the later half of a log: was it among the first places the moment before?

        Every list is made from what was said strictly earlier, by the space in use and the rules of the page. Mutes
        and pins have no part in it: they were wished with what is known now.

        Raises:
            EmptyCatalogue: there are no films.
        """
        in_use = self._recommend.spaces.current()
        with self._recommend.store.read() as unit:
            log = unit.events(user)
            first: dict[int, int] = {}
            for shown in unit.impressions(user):
                first.setdefault(shown.film_id, shown.at)
        opinions = _opinions(log, in_use)
        likes, missing = _asked(opinions)
        if missing:
            return Foretold(len(opinions), Rate(0, 0), Rate(0, 0), 0, 0, 0, missing)
        gone = self._recommend.gone()
        ours = popular = both = 0
        for done, one in enumerate(likes):
            if progress is not None:
                progress("looking back", done, len(likes))
            found = _found(in_use, log, one, gone)
            ours, popular, both = ours + found[0], popular + found[1], both + (found[0] and found[1])
        if progress is not None:
            progress("looking back", len(likes), len(likes))
        return Foretold(
            len(opinions),
            Rate(ours, len(likes)),
            Rate(popular, len(likes)),
            ours - both,
            popular - both,
            sum(first.get(one.film_id, one.at) < one.at for one in likes),
        )

    def live(self, user: str, days: int = DAYS) -> Live:
        """What became of the films that were shown.

        Args:
            user: to whom.
            days: an answer counts within so many days after the film was first shown on a surface.
        """
        now = self._recommend.clock()
        with self._recommend.store.read() as unit:
            log, shown = unit.events(user), unit.impressions(user)
        answers: dict[int, list[Event]] = {}
        for event, _ in corrected(log):
            if event.film_id is not None:
                answers.setdefault(event.film_id, []).append(event)
        first: dict[tuple[str, int], Impression] = {}
        for one in shown:
            first.setdefault((one.surface, one.film_id), one)
        outcomes = [(one, _outcome(one, answers.get(one.film_id, ()), days, now)) for one in first.values()]
        surfaces = sorted({one.surface for one in first.values()})
        return Live(
            days,
            _hits("all", outcomes),
            tuple(_hits(name, [pair for pair in outcomes if pair[0].surface == name]) for name in surfaces),
            tuple(
                _hits(
                    f"{low}\u2013{high}" if high else f"{low} and later",
                    [
                        pair
                        for pair in outcomes
                        if low <= pair[0].place and (high is None or pair[0].place <= high)
                    ],
                )
                for low, high in _BANDS
            ),
        )


@dataclass(frozen=True, slots=True)
class _Met:
    """A film with an opinion."""

    film_id: int
    at: int
    """When the person first said they had seen it."""
    liked: bool


def _opinions(log: Sequence[Event], in_use: InUse) -> list[_Met]:
    """The films with an opinion, by when they were met."""
    stand = [event for event, learned in corrected(log) if learned and event.film_id is not None]
    last = {event.film_id or 0: event for event in stand if event.kind in OPINIONS}
    met: dict[int, int] = {}
    for event in stand:
        if event.kind in OPINIONS or event.kind is Kind.WATCHED:
            met.setdefault(event.film_id or 0, event.at)
    rows = in_use.space.rows_among(last.keys())
    found = [_Met(film_id, met[film_id], _likes(event)) for film_id, event in last.items() if film_id in rows]
    return sorted(found, key=lambda one: (one.at, one.film_id))


def _asked(opinions: Sequence[_Met]) -> tuple[list[_Met], str]:
    """The likes to look for, or why there are none."""
    moments = [one.at for one in opinions]
    later = opinions[int(_KNOWN_PART * len(opinions)) :]
    likes = [one for one in later if one.liked and bisect_left(moments, one.at) >= _LEAST_KNOWN]
    if len(likes) >= _LEAST_LIKED:
        return likes[-_MOST_LIKED:], ""
    if len(opinions) < 2 * _LEAST_KNOWN:
        return [], f"Rate or like {2 * _LEAST_KNOWN} films first; there are {len(opinions)}."
    if len(set(moments)) < _LEAST_KNOWN:
        return [], "All of it was said at about one moment, so nothing came later. It fills as you go on."
    return [], f"Too few films were liked later ({len(likes)}). It fills as you go on."


def _likes(event: Event) -> bool:
    return event.kind is Kind.LIKE or (event.kind is Kind.RATING and (event.value or 0) >= _LIKED)


def _found(in_use: InUse, log: Sequence[Event], one: _Met, gone: frozenset[int]) -> tuple[bool, bool]:
    """Whether our list of the moment before had this film, and whether the popular one had."""
    space, catalogue = in_use.space, in_use.catalogue
    moment = one.at - 1
    standing = fold(log, moment)
    allowed = np.ones(len(catalogue), dtype=np.bool_)
    allowed[catalogue.rows_of(sorted(standing.hidden | standing.seen | gone))] = False
    row = space.row(one.film_id)
    ours, popular = (
        row in rank(space, space.believe(events, moment), catalogue, allowed, TOP).rows
        for events in (standing.events, ())
    )
    return ours, popular


def _outcome(shown: Impression, events: Iterable[Event], days: int, now: int) -> str:
    """What came of a film shown: ``liked``, ``refused``, ``saved``, ``seen``, ``passed`` or ``open``."""
    end = shown.at + days * _DAY
    answers = [event for event in events if shown.at <= event.at <= end]
    # A verdict says more than a save, whichever came last; of verdicts the last stands.
    for event in reversed(answers):
        if _likes(event):
            return "liked"
        refused = event.kind in (Kind.NOT_INTERESTED, Kind.DISLIKE)
        if refused or (event.kind is Kind.RATING and (event.value or 0) < _SO_SO):
            return "refused"
        if event.kind is Kind.RATING:
            return "seen"
    kinds = {event.kind for event in answers}
    if Kind.WATCHLIST_ADD in kinds:
        return "saved"
    if Kind.WATCHED in kinds:
        return "seen"
    return "passed" if end <= now else "open"


def _hits(name: str, outcomes: Iterable[tuple[Impression, str]]) -> Hits:
    found = [outcome for _, outcome in outcomes]
    waiting = found.count("open")
    return Hits(
        name,
        Rate(found.count("liked"), len(found) - waiting),
        found.count("saved"),
        found.count("refused"),
        found.count("seen"),
        waiting,
    )
