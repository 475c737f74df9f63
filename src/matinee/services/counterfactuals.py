"""What would be if something had not been said: a film's place without one of its reasons, folded anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.services.recommend import Query

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.domain.feedback import Standing
    from matinee.services.reasons import Reason
    from matinee.services.recommend import Pick, Recommend
    from matinee.services.spaces import InUse
    from matinee.taste.belief import Belief

__all__ = ["Counterfactuals", "Place", "WhatIf"]

_MOST = 3
"""Reasons that are thought away; the later ones move a film little."""
_ROUGH = 1e-3
"""How near scores must be for the rough ones not to settle which is higher."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a film stands among those that may be shown."""

    place: int
    """1 is the top."""
    of: int
    """How many films there are."""
    score: float
    stars: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Where a film stands, and where it would without each of its largest reasons."""

    now: Place
    without: tuple[tuple[Reason, Place], ...]


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """Thinks away what was said, by folding the log without it: nothing of it is approximate."""

    recommend: Recommend

    def of(self, user: str, pick: Pick, most: int = _MOST) -> WhatIf:
        """A film's place by score, and without each of the events that weigh most in it.

        Places count the film itself and every film that was not seen, refused or deleted, by score alone: no
        filter, no variety, no order within a series.

        Args:
            user: who.
            pick: the film with its reasons, as `Recommend.why` gives it.
            most: how many reasons to think away.
        """
        in_use = self.recommend.spaces.current()
        gone = self.recommend.gone()
        told = [reason for reason in pick.why if reason.event is not None][:most]
        now = self._place(in_use, pick.film.id, self.recommend.believed(user, in_use), gone)
        return WhatIf(
            now,
            tuple(
                (
                    reason,
                    self._place(
                        in_use,
                        pick.film.id,
                        self.recommend.believed(user, in_use, without=reason.event.event_id),
                        gone,
                    ),
                )
                for reason in told
                if reason.event is not None
            ),
        )

    def _place(
        self, in_use: InUse, film_id: int, believed: tuple[Standing, Belief], gone: frozenset[int]
    ) -> Place:
        space = in_use.space
        standing, belief = believed
        row = np.array([space.row(film_id)])
        allowed = self.recommend.allowed(Query(), in_use.catalogue, standing, gone)
        allowed[row] = True
        score = float(space.scores(belief, rows=row)[0])
        higher = _higher(in_use, belief, allowed, score)
        return Place(higher + 1, int(allowed.sum()), score, float(space.stars(belief, row)[0][0]))


def _higher(in_use: InUse, belief: Belief, allowed: npt.NDArray[np.bool_], score: float) -> int:
    """How many allowed films have a higher score; rough scores settle most, exact ones the near."""
    rough = in_use.space.rough_scores(belief)
    surely = allowed & (rough > score + _ROUGH)
    near = np.flatnonzero(allowed & (np.abs(rough - score) <= _ROUGH))
    return int(surely.sum()) + int((in_use.space.scores(belief, rows=near) > score + 1e-9).sum())
