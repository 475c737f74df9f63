"""One list for two to six people, with what each of them is thought to make of every film."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.ports import Impression
from matinee.errors import BadValue
from matinee.services.reasons import Reasons
from matinee.services.recommend import Pick, Query, spoken_of
from matinee.services.words import because
from matinee.taste.group import Rule, appeal, choose
from matinee.taste.rank import damping

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.catalogue import Catalogue
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.services.recommend import Recommend
    from matinee.services.spaces import InUse
    from matinee.taste.belief import Belief
    from matinee.taste.group import Chosen

__all__ = ["FEWEST", "MOST", "GroupFilm", "GroupList", "MemberPick", "Together", "group_of", "rule_named"]

FEWEST, MOST = 2, 6
"""People in a group."""
_AGAINST = 0.05
"""Points of score that what a member said takes from a film before the film is called not theirs."""


@dataclass(frozen=True, slots=True)
class MemberPick:
    """What one member is thought to make of a film."""

    user: str
    appeal: float
    """How near the film is to the top of what this member could still watch, 0 to 1: what members are compared by."""
    pick: Pick
    """Score, predicted stars and reasons, as if it were picked for this member alone."""
    seen: bool = False
    """The member has seen it; only where that is allowed."""

    @property
    def reason(self) -> str:
        """In a few words, why it may please this member; or that it is not for their sake that it is here."""
        if self.pick.why and self.pick.score < self.pick.offset - _AGAINST:
            return f"not what {self.user} usually likes"
        return because(self.pick, who=self.user)


@dataclass(frozen=True, slots=True)
class GroupFilm:
    """A film on a group's list."""

    film: Film
    score: float
    """What it is to the group by the rule, 0 to 1."""
    members: tuple[MemberPick, ...]
    """In the order the members were named in."""
    chosen_for: str | None = None
    """The member for whose sake the fair rule chose it; None where it is for all."""


@dataclass(frozen=True, slots=True)
class GroupList:
    """A list for several people."""

    users: tuple[str, ...]
    rule: Rule
    films: tuple[GroupFilm, ...]
    lists: dict[str, str]
    """The id of each member's list among what was shown to them."""


@dataclass(frozen=True, slots=True)
class Together:
    """Recommends to several people at once."""

    recommend: Recommend

    def picks(
        self, users: Sequence[str], query: Query | None = None, rule: Rule | str = Rule.FAIR, *, surface: str
    ) -> GroupList:
        """The films to show this group now; what is shown is noted for each of them, unless `surface` is empty.

        A film that any of them has seen or refused is left out; with `query.include_seen` one that some have seen, but
        not all, may come. Somebody nobody knows yet counts with what everyone starts from.

        Args:
            users: two to six different people.
            query: what they ask for; neither `from_film` nor a corner.
            rule: how to choose, see `matinee.taste.group`.
            surface: where it is shown.

        Raises:
            BadValue: too few or too many people, one of them twice, no such rule, `from_film` or a corner.
            EmptyCatalogue: there are no films.
        """
        query, members, rule = query or Query(), group_of(users), rule_named(rule)
        if query.from_film is not None:
            raise BadValue(
                "Films like just one film are the same for everyone: leave the group or the film out."
            )
        now = self.recommend.clock()
        in_use = self.recommend.spaces.current()
        known = [self.recommend.believed(user, in_use, query.as_of) for user in members]
        chosen, appeals = self._chosen(known, query, rule, in_use)
        found = GroupList(
            members,
            rule,
            self._described(members, known, chosen, appeals, query, in_use),
            {user: uuid.uuid4().hex for user in members},
        )
        self._note(found, now, surface)
        return found

    def _chosen(
        self, known: Sequence[tuple[Standing, Belief]], query: Query, rule: Rule, in_use: InUse
    ) -> tuple[Chosen, npt.NDArray[np.float64]]:
        """The rows to show, and each member's appeals, (members, n_films)."""
        space, catalogue = in_use.space, in_use.catalogue
        gone = self.recommend.gone()
        damped = damping(space, query.dials)
        appeals = np.empty((len(known), len(catalogue)))
        for place, (standing, belief) in enumerate(known):
            own = _without(catalogue, set(standing.hidden) | standing.seen | gone)
            appeals[place] = appeal(space.rough_scores(belief) - damped, own)
        seen = [standing.seen for standing, _ in known]
        refused = set().union(*(standing.hidden for standing, _ in known))
        away = set.intersection(*map(set, seen)) if query.include_seen else set().union(*seen)
        allowed = catalogue.allowed(self.recommend.resolved(query.filters))
        allowed &= _without(catalogue, away | refused | gone | query.exclude)
        return (
            choose(
                appeals,
                allowed,
                query.n,
                rule,
                vectors=space.interest.vectors,
                catalogue=catalogue,
                variety=query.dials.variety,
            ),
            appeals,
        )

    def _described(
        self,
        members: Sequence[str],
        known: Sequence[tuple[Standing, Belief]],
        chosen: Chosen,
        appeals: npt.NDArray[np.float64],
        query: Query,
        in_use: InUse,
    ) -> tuple[GroupFilm, ...]:
        """The chosen films, with each member's part."""
        space, rows = in_use.space, chosen.rows
        ids = [int(film_id) for film_id in space.film_ids[rows]]
        spoken = set().union(*(spoken_of(belief) for _, belief in known))
        with self.recommend.store.read() as unit:
            films = self.recommend.shelf.films(unit, in_use.revision, {*ids, *spoken})
        damped = damping(space, query.dials, rows)
        picks: list[list[MemberPick]] = [[] for _ in rows]
        for number, (user, (standing, belief)) in enumerate(zip(members, known, strict=True)):
            mean, low, high = space.stars(belief, rows)
            for place, explained in enumerate(space.explanations(belief, rows)):
                if ids[place] not in films:
                    continue
                pick = Pick(
                    films[ids[place]],
                    explained.score - float(damped[place]),
                    explained.offset - float(damped[place]),
                    float(mean[place]),
                    (float(low[place]), float(high[place])),
                    Reasons(explained.shares, films),
                )
                liked = float(appeals[number, rows[place]])
                picks[place].append(MemberPick(user, liked, pick, ids[place] in standing.seen))
        return tuple(
            GroupFilm(
                films[film_id],
                float(chosen.scores[place]),
                tuple(picks[place]),
                members[chosen.whose[place]] if chosen.whose[place] >= 0 else None,
            )
            for place, film_id in enumerate(ids)
            if film_id in films
        )

    def _note(self, shown: GroupList, now: int, surface: str) -> None:
        if not surface:
            return
        impressions = [
            Impression(
                shown.lists[member.user], member.user, found.film.id, now, place, member.pick.score, surface
            )
            for place, found in enumerate(shown.films, 1)
            for member in found.members
        ]
        with self.recommend.store.begin() as unit:
            unit.show(impressions)


def group_of(users: Sequence[str]) -> tuple[str, ...]:
    """The people of a group, as they were named.

    Raises:
        BadValue: fewer than two or more than six, an empty name, or one twice.
    """
    members = tuple(users)
    if not all(user.strip() for user in members):
        raise BadValue("A person has no name: name everyone of the group.")
    if twice := sorted({user for user in members if members.count(user) > 1}):
        raise BadValue(f"{twice[0]} is named twice: name {FEWEST} to {MOST} different people.")
    if not FEWEST <= len(members) <= MOST:
        raise BadValue(f"A group is {FEWEST} to {MOST} people, not {len(members)}: name that many.")
    return members


def rule_named(name: str) -> Rule:
    """The rule of a name.

    Raises:
        BadValue: no such rule.
    """
    try:
        return Rule(name)
    except ValueError:
        raise BadValue(f'There is no rule "{name}"; there are {", ".join(Rule)}.') from None


def _without(catalogue: Catalogue, ids: set[int]) -> npt.NDArray[np.bool_]:
    """Which rows are none of these films."""
    mask = np.ones(len(catalogue), dtype=np.bool_)
    mask[catalogue.rows_of(sorted(ids))] = False
    return mask
