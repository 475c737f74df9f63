"""The taste quiz: which film to ask about next, how sure the answers make us, and when to stop.

An answer about film i is one observation of precision c along ``v_i``. What it takes from the summed predictive
variance of a set of films is known before it is given, whatever it will be (Bishop, Pattern Recognition and
Machine Learning, section 3.3.2, by the Sherman-Morrison formula):

    drop_i = c sum_j w_j s_j^2 (v_j' P v_i)^2 / (1 + c v_i' P v_i) = c (P v_i)' H (P v_i) / (1 + c v_i' P v_i)

with ``H = sum_j w_j s_j^2 v_j v_j'``, so that the set may be large: nothing is films by films. Two films that go
together tell the same, so a sibling of a film asked about has little left to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.space import TasteSpace
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from matinee.domain.feedback import Event
    from matinee.taste.belief import Belief

__all__ = ["Question", "Questions"]

_CANDIDATES, _MOST_CANDIDATES = 600, 1200
"""The best known films, which may be asked about; the second where many are equally well known."""
_FAME_FLOOR = 0.1
"""Part of the best known film's offset below which a film is not asked about."""
_REFERENCE = 4000
"""Best known films over which confidence is measured, each by the probability that it is chosen."""
_HEAD = 100
"""Films at the top of the person's own list, over which a question is to tell much as well."""
_OWN_HEAD = 0.3
"""What they weigh against the reference: the quiz looks around, and where it is getting warm."""
_LEAST_KNOWN, _MOST_KNOWN = 0.2, 1.5
"""How far from its offset the interest a person has in a film may take the probability that they know it."""
_KNOWN_POWER = 0.5
"""How the probability of knowing a film grows with that of choosing it: more films are known than chosen."""
_PLAN = 16
"""Answers to the most telling questions that together are a confidence of 1."""
_PAYS = 0.5
"""Part of what the first answer tells below which asking on does not pay; nor does it at a confidence of 1."""
_EQUAL_DIGITS = 9
"""Digits in which two questions are compared; the lower film id wins."""


@dataclass(frozen=True, slots=True)
class Question:
    """A film to ask about."""

    film_id: int
    gain: float
    """What is left to tell: the most that an answer takes from the reference films' variance, against the most that
    an answer of somebody new takes."""
    pays: bool
    """Whether the answer is worth the asking: much is left to tell, and confidence is not 1 yet."""


class Questions:
    """Chooses questions over one space; immutable, and made once a space (some 20 ms).

    What was said counts as if said just now: an answer does not age while the quiz goes on, their order does not
    matter, and none makes another one less sure. `belief` gives a belief of that kind.
    """

    def __init__(self, space: TasteSpace) -> None:
        ageless = replace(space.config, floor=1.0, background_growth=0.0)
        self._space = TasteSpace(
            space.film_ids, space.interest, space.enjoyment, ageless, lambda: space.content
        )
        self._precision = ageless.like_precision
        field = space.interest
        self.candidates = _known_films(field.offset)
        """Rows of the films that may be asked about, rising."""
        self._vectors = field.vectors[self.candidates].astype(np.float64)
        self._offset = field.offset[self.candidates].astype(np.float64)
        self._spread = field.spread[self.candidates].astype(np.float64)
        rows = _largest(field.offset, _REFERENCE)
        nobody = self.belief(())
        with one_thread():
            self._reference = self._spreading(rows, field.offset[rows].astype(np.float64))
            self._prior = float(np.sum(self._reference * nobody.interest.covariance))
            self._plan = self._planned(nobody.interest.covariance)
            self._first = float(self.drops(nobody.interest.covariance).max(initial=0.0))

    def belief(self, events: Sequence[Event]) -> Belief:
        """What these events in force say, as if all had been said just now."""
        return self._space.believe(events)

    def next(
        self, belief: Belief, asked: Collection[int] = (), unknown: Collection[int] = ()
    ) -> Question | None:
        """The film whose answer is expected to tell most; None when no film is left to ask about.

        Args:
            belief: of `belief`.
            asked: films not to ask about.
            unknown: films the person does not know: they are not asked about either, and films like them are
                probably not known.
        """
        worth = self._worth(belief, asked, unknown)
        best = worth.max(initial=0.0)
        if best <= 0:
            return None
        # What differs by rounding only is the same, so that the order of the answers does not decide.
        place = int(np.argmax(np.round(worth / best, _EQUAL_DIGITS)))
        gain = self.drops(belief.interest.covariance)[worth > 0].max() / self._first
        pays = bool(gain >= _PAYS and self.confidence(belief) < 1)
        return Question(int(self._space.film_ids[self.candidates[place]]), float(gain), pays)

    def confidence(self, belief: Belief) -> float:
        """How much of what the quiz can find out is known, 0 to 1.

        The share of the reference films' prior variance that is gone, against what `_PLAN` answers to the most
        telling questions take away. It never falls with another answer.
        """
        left = float(np.sum(self._reference * belief.interest.covariance))
        return min(1.0, max(0.0, (self._prior - left) / self._plan)) if self._plan > 0 else 1.0

    def drops(
        self, covariance: npt.NDArray[np.float64], among: npt.NDArray[np.float64] | None = None
    ) -> npt.NDArray[np.float64]:
        """What a like or dislike of each candidate would take from the summed variance, (n_candidates,).

        Args:
            covariance: P, (d, d).
            among: H, (d, d), of the films summed over; None is the reference.
        """
        among = self._reference if among is None else among
        pulled = self._vectors @ covariance
        leverage = np.einsum("nd,nd->n", pulled, self._vectors)
        told = np.einsum("nd,nd->n", pulled @ among, pulled)
        found: npt.NDArray[np.float64] = self._precision * told / (1 + self._precision * leverage)
        return found

    def _worth(
        self, belief: Belief, asked: Collection[int], unknown: Collection[int]
    ) -> npt.NDArray[np.float64]:
        """The expected drop of each candidate: the probability that it is known times the drop; 0 if not to ask."""
        space, gone = self._space, {*asked, *unknown}
        scores = space.rough_scores(belief)
        scores[list(space.rows_among(gone).values())] = -np.inf
        head = _largest(np.round(scores, 3), _HEAD)
        head = head[np.isfinite(scores[head])]
        with one_thread():
            among = (1 - _OWN_HEAD) * self._reference / np.trace(self._reference).clip(1e-12)
            if len(head):
                own = self._spreading(head, np.ones(len(head)))
                among = among + _OWN_HEAD * own / np.trace(own).clip(1e-12)
            worth = self._known(belief, unknown) * self.drops(belief.interest.covariance, among)
        worth[np.isin(space.film_ids[self.candidates], list(gone))] = 0
        return worth

    def _known(self, belief: Belief, unknown: Collection[int]) -> npt.NDArray[np.float64]:
        """How probable it is that the person knows each candidate, against the best known of all, (n,)."""
        interest = self._offset + self._spread * (self._vectors @ belief.interest.mean)
        chosen = interest.clip(_LEAST_KNOWN * self._offset, _MOST_KNOWN * self._offset)
        chosen /= self._offset.max(initial=1e-12)
        known: npt.NDArray[np.float64] = np.power(chosen, _KNOWN_POWER)
        if rows := list(self._space.rows_among(unknown).values()):
            likeness = _directions(self._vectors) @ _directions(self._space.interest.vectors[rows]).T
            known *= 1 - likeness.max(axis=1).clip(0, 1)
        return known

    def _spreading(
        self, rows: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """H of these films, (d, d)."""
        field = self._space.interest
        vectors = field.vectors[rows].astype(np.float64)
        scaled = vectors * (weights * np.square(field.spread[rows].astype(np.float64)))[:, None]
        found: npt.NDArray[np.float64] = vectors.T @ scaled
        return found

    def _planned(self, covariance: npt.NDArray[np.float64]) -> float:
        """What `_PLAN` answers take from the reference's variance, asked one after the other for that alone."""
        left = float(np.sum(self._reference * covariance))
        asked = np.zeros(len(self.candidates), dtype=np.bool_)
        for _ in range(min(_PLAN, len(self.candidates))):
            place = int(np.argmax(np.where(asked, -1, self.drops(covariance))))
            asked[place] = True
            vector = self._vectors[place]
            pulled = covariance @ vector
            covariance = covariance - np.outer(pulled, pulled) * (
                self._precision / (1 + self._precision * float(vector @ pulled))
            )
        return left - float(np.sum(self._reference * covariance))


def _known_films(offset: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Rows of the films that people know, rising: the best known, and those as well known as the last of them."""
    if not len(offset):
        return np.zeros(0, dtype=np.int64)
    least = offset[_largest(offset, _CANDIDATES)].min()
    least = max(least, np.float32(_FAME_FLOOR * offset.max()))
    rows = _largest(offset, _MOST_CANDIDATES)
    known: npt.NDArray[np.int64] = rows[offset[rows] >= least]
    return known


def _largest(values: npt.NDArray[np.float32], n: int) -> npt.NDArray[np.int64]:
    """Places of the n largest values, rising; of equal ones the first."""
    if len(values) <= n:
        return np.arange(len(values))
    least = np.partition(values, len(values) - n)[len(values) - n]
    above = np.flatnonzero(values > least)
    equal = np.flatnonzero(values == least)[: n - len(above)]
    return np.sort(np.concatenate([above, equal]))


def _directions(vectors: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The vectors at length 1; a zero vector stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = vectors.astype(np.float64) / np.maximum(lengths, 1e-12)
    return found
