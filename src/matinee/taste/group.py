"""One list for several people: what each film is to each of them, and three ways to choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.rank import Page, later_in_series

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.domain.catalogue import Catalogue

__all__ = ["Chosen", "Rule", "appeal", "choose"]

_CANDIDATES = 300
"""Films looked at for each thing that may make a film be chosen."""
_GROUND = 0.1
"""Satisfaction everybody is taken to begin with: the first film is weighed as one of many, not as the only one."""
_VARIETY_APPEAL = 0.4
"""Appeal that a film as good as one already on the page loses at full variety."""
_LEAD = 0.1
"""How far a film's appeal to one member must be ahead of the others' to count as that member's."""


class Rule(StrEnum):
    """How a group's list is chosen."""

    FAIR = "fair"
    """Everybody gets about as much out of the list."""
    MEAN = "mean"
    """What suits the group best on average."""
    MISERY = "misery"
    """What the least pleased member likes best."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A group's page, the first film first."""

    rows: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    """What each film is to the group by the rule, 0 to 1, (n,)."""
    whose: npt.NDArray[np.int64]
    """The member for whose sake the fair rule chose a film, (n,); -1 where it is for all."""


def appeal(scores: npt.NDArray[np.floating], own: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """How near each film is to the top of what one member could still watch, 0 to 1: (n_films,).

    ``1 - log(rank) / log(n + 1)``: 1 is the member's first choice, and each doubling of the rank costs the same.
    Members are compared by this and not by their scores, whose spread says how much is known of a person: the
    scores of somebody with 500 ratings reach far above and below everybody's offsets, those of somebody with 3 hardly
    leave them, and any sum of scores is the first one's list. A rank is the same for both: everybody's first choice
    counts 1. The logarithm keeps what plain ranks (Borda counts) lose in a large catalogue, where the 10th and the
    1,000th film of 100,000 are next to each other. It is measured over all that the member could still watch, so it
    depends on no filter; seen and refused films take up no ranks, or a person who has seen the best of theirs
    would look hard to please.

    Args:
        scores: one member's, for all films.
        own: which films the member has neither seen nor refused, (n_films,).
    """
    order = np.argsort(-scores)
    ranked = scores[order]
    better: npt.NDArray[np.int64] = np.cumsum(own[order]) - own[order]
    # Equal films share the rank of the first of them.
    first = np.flatnonzero(np.diff(ranked, prepend=np.inf))
    shared = np.repeat(better[first], np.diff(first, append=len(order)))
    found = np.empty(len(order))
    found[order] = 1 - np.log1p(shared) / np.log(max(int(own.sum()), 1) + 1)
    return found


def choose(
    appeals: npt.NDArray[np.float64],
    allowed: npt.NDArray[np.bool_],
    n: int,
    rule: Rule,
    *,
    vectors: npt.NDArray[np.float32],
    catalogue: Catalogue,
    variety: float = 0.0,
) -> Chosen:
    """The n films to show to a group out of those allowed; fewer only if fewer are allowed.

    Mean and misery weigh each film by itself (the "average" and "least misery" strategies of Masthoff 2011, "Group
    recommender systems", in the Recommender Systems Handbook, section 21.3). The fair rule weighs the list: it
    adds, one by one, the film that most raises the Nash welfare of the list so far, ``sum over u of log(g + sum over
    films of appeal(u, film))``. A member who has got little gains more by the same film, so that
    every beginning of the list is balanced, which is what Kaya, Bridge and Tintarev ask of a group's list ("Ensuring
    fairness in group recommendations by rank-sensitive balancing of relevance", RecSys 2020); members' utility
    as a sum over the list, chosen greedily, is from Xiao et al. ("Fairness-aware group recommendation with
    Pareto-efficiency", RecSys 2017). The sum of logarithms stands where those have a chance of being pleased and a
    weighted least utility: for one film it is nearly Masthoff's "multiplicative" strategy, it needs no weight to
    set, it is submodular (without variety, greedy choice is within 1 - 1/e of the best; Nemhauser, Wolsey and Fisher
    1978), and of two films that differ for one member only, the better comes first.

    The order of the members does not matter; equal films come in the order of their rows. Variety, directors and
    series are as in `rank`; of a series the first film that may be shown stands for it.

    Args:
        appeals: each member's `appeal`, (members, n_films).
        allowed: which rows may be shown, (n_films,).
        n: how many.
        rule: how to choose.
        vectors: the films' interest vectors, (n_films, d).
        catalogue: for directors and series; its rows are the films.
        variety: as in `rank.Dials`.
    """
    # One order whatever the members' own, so that sums are the same to the last bit.
    members = sorted(range(len(appeals)), key=lambda member: appeals[member].tobytes())
    ordered = appeals[members]
    value = _values(ordered, rule)
    first = allowed & ~later_in_series(value.astype(np.float32), catalogue, allowed)
    rows = _candidates(ordered, value, first, n, rule)
    # Of equal value the better for all, then the lower row; members who are the same speak once.
    second = np.unique(ordered[:, rows], axis=0).mean(axis=0)
    rows = rows[np.lexsort((rows, -second, -value[rows]))]
    page = Page(vectors[rows], catalogue.directors[rows], variety * _VARIETY_APPEAL)
    chosen, whose = _filled_page(page, ordered[:, rows], value[rows], min(n, len(rows)), rule)
    rows = rows[chosen]
    if len(rows) < n:
        rest = np.setdiff1d(np.flatnonzero(allowed), rows)
        rows = np.concatenate([rows, rest[np.lexsort((rest, -value[rest]))][: n - len(rows)]])
    own = np.full(len(rows), -1, dtype=np.int64)
    own[: len(whose)] = [members[place] if place >= 0 else -1 for place in whose]
    return Chosen(rows, value[rows], own)


def _values(appeals: npt.NDArray[np.float64], rule: Rule) -> npt.NDArray[np.float64]:
    """What each film by itself is to the group, (n_films,)."""
    found: npt.NDArray[np.float64]
    if rule is Rule.MISERY:
        found = appeals.min(axis=0)
    elif rule is Rule.MEAN:
        found = appeals.mean(axis=0)
    else:
        found = np.clip(np.exp(np.log(_GROUND + appeals).mean(axis=0)) - _GROUND, 0, 1)
    return found


def _candidates(
    appeals: npt.NDArray[np.float64],
    value: npt.NDArray[np.float64],
    first: npt.NDArray[np.bool_],
    n: int,
    rule: Rule,
) -> npt.NDArray[np.int64]:
    """Rows that may come onto the page: the best for the group and, for a fair page, the best for each member."""
    rows = np.flatnonzero(first)
    wanted = max(_CANDIDATES, 3 * n)
    if len(rows) <= wanted:
        return rows
    kept = np.zeros(len(rows), dtype=np.bool_)
    for worth in (value, *(appeals if rule is Rule.FAIR else ())):
        at = worth[rows]
        # With all that are as good as the last of them: which of equals there are must not hang on chance.
        kept |= at >= np.partition(at, len(at) - wanted)[len(at) - wanted]
    return rows[kept]


def _filled_page(
    page: Page,
    appeals: npt.NDArray[np.float64],
    value: npt.NDArray[np.float64],
    n: int,
    rule: Rule,
) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Places of n candidates, and for which member each is: -1 for all."""
    got = np.full(len(appeals), _GROUND)
    whose: list[int] = []
    for number in range(n):
        if rule is Rule.FAIR:
            # In units of appeal: for a long list the mean appeal, weighted by who has got little.
            gain = np.log1p(appeals / got[:, None]).sum(axis=0) / (1 / got).sum()
            place = page.best(gain)
            whose.append(_whose(appeals[:, place], got) if number else -1)
        else:
            place = page.best(value)
            whose.append(-1)
        got += appeals[:, place]
        page.add(place)
    return np.array(page.chosen, dtype=np.int64), whose


def _whose(film: npt.NDArray[np.float64], got: npt.NDArray[np.float64]) -> int:
    """Whose turn a film is: clearly more to one member than to the others, who had not got more; -1 if nobody's."""
    most = int(np.argmax(film))
    others = np.delete(film, most)
    turn = len(others) and film[most] - others.max() >= _LEAD and got[most] <= got.mean() + _LEAD
    return most if turn else -1
