"""A space that was learned against the one in use, on people that neither has learned from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.feedback import Event, Kind
from matinee.evaluation.figures import Sample
from matinee.evaluation.lists import FilmFacts, ranked
from matinee.evaluation.metrics import NDCG
from matinee.evaluation.protocols import Options, tasks_of
from matinee.evaluation.recommender import Popularity, as_events
from matinee.evaluation.split import Data, people_of
from matinee.taste.space import TasteSpace
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.domain.ports import Progress
    from matinee.domain.ratings import Ratings
    from matinee.evaluation.protocols import Task
    from matinee.evaluation.split import History
    from matinee.services.holdout import Gathered

    Scores = npt.NDArray[np.float64]
    Scorer = Callable[[History], Scores]

__all__ = ["Comparison", "Measured", "Row", "complaints", "cross_validated", "held_out"]

_COLUMNS = ("few", "warm")
"""The protocols people are asked by."""
_OPTIONS = Options(known_likes=(3,), draws=3)
_FOLDS = 5
_BATCH_CELLS = 1 << 21
"""Scores held at a time."""
_NOISE = 0.005
"""Part of the score by which two spaces differ that were learned from as good as the same: chance in the learning,
which differences between people do not tell of."""
_TRIED = 25
"""Films whose likes and dislikes are tried on a new space."""


@dataclass(frozen=True, slots=True)
class Row:
    """NDCG@10 over people, of three models."""

    protocol: str
    """``few``, ``warm``, or ``mean`` of both."""
    people: int
    learned: float
    in_use: float
    popularity: float
    difference: float
    """Of the learned space to the one in use, paired."""
    error: float
    """Its standard error; NaN of one person."""


@dataclass(frozen=True, slots=True)
class Measured:
    """NDCG@10 of each person by each protocol that asked anybody."""

    learned: Sample
    in_use: Sample
    popularity: Sample
    protocols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared."""

    rows: tuple[Row, ...]
    """A row a protocol, and one for their mean, which decides."""

    @classmethod
    def of(cls, measured: Measured) -> Comparison:
        """The means and their paired differences."""
        learned, in_use, popularity = measured.learned, measured.in_use, measured.popularity
        rows = [
            _row(name, *(_column(sample, [place]) for sample in (learned, in_use, popularity)))
            for place, name in enumerate(measured.protocols)
        ]
        return cls((*rows, _row("mean", learned, in_use, popularity)))

    @property
    def not_worse(self) -> bool:
        """Whether the learned space is no further below the one in use than chance puts it."""
        decisive = self.rows[-1]
        error = 0.0 if math.isnan(decisive.error) else decisive.error
        return not decisive.difference < -(error + _NOISE * decisive.in_use)


def held_out(
    learned: TasteSpace,
    in_use: TasteSpace,
    films: Sequence[Film],
    together: Gathered,
    asked: npt.NDArray[np.int32],
    progress: Progress | None = None,
) -> Measured | None:
    """Both spaces on people that neither has learned from; None when nobody of them can be asked."""
    data = Data.of(films, together.ratings.of(asked))
    panel = _Panel(data, asked)
    ids = data.film_ids
    scorers = {
        "learned": _of_space(learned, ids),
        "in use": _of_space(in_use, ids),
        "popularity": _popular(data, together.learners()),
    }
    for done, (name, scorer) in enumerate(scorers.items()):
        _tell(progress, done, len(scorers))
        panel.ask(name, scorer)
    _tell(progress, len(scorers), len(scorers))
    return panel.measured()


def cross_validated(
    in_use: TasteSpace,
    films: Sequence[Film],
    together: Gathered,
    known: Ratings,
    asked: npt.NDArray[np.int32],
    progress: Progress | None = None,
) -> Measured | None:
    """Spaces learned from four fifths of the people on the last fifth, in turn; None when nobody can be asked.

    The space in use has seen these people. In its place stands what would be learned from the others by what was
    known when it was made.

    Args:
        in_use: stands for itself where it has learned from nobody.
        films: all of them.
        together: the people.
        known: ratings the space in use was learned from; empty when from none.
        asked: whom to ask.
        progress: hears of each fold.
    """
    data = Data.of(films, together.ratings.of(asked))
    panel = _Panel(data, asked)
    if not panel.people:
        return None
    for done, fold in enumerate(together.folds(asked, _FOLDS)):
        _tell(progress, done, _FOLDS)
        rest = together.ratings.taken(~np.isin(together.ratings.user, fold))
        learned = _of_space(TasteSpace.fit_films(films, rest.frame()), data.film_ids)
        if len(known) == len(together.ratings):
            before = learned
        elif len(known):
            old = known.taken(~np.isin(known.user, fold))
            before = _of_space(TasteSpace.fit_films(films, old.frame()), data.film_ids)
        else:
            before = _of_space(in_use, data.film_ids)
        panel.ask("learned", learned, fold)
        panel.ask("in use", before, fold)
        panel.ask("popularity", _popular(data, rest), fold)
    _tell(progress, _FOLDS, _FOLDS)
    return panel.measured()


def complaints(space: TasteSpace, film_ids: npt.NDArray[np.int64]) -> list[str]:
    """What is so wrong with a space that nobody may be given it; empty when it is sound."""
    found: list[str] = []
    if not np.array_equal(space.film_ids, film_ids):
        found.append("films are missing")
    for name, field in (("interest", space.interest), ("enjoyment", space.enjoyment)):
        arrays = (field.vectors, field.offset, field.spread, field.background)
        if not all(np.isfinite(array).all() for array in arrays):
            found.append(f"{name} holds values that are no numbers")
    if found:
        return found
    if not ((space.interest.offset > 0) & (space.interest.offset < 1)).all():
        found.append("probabilities are not between 0 and 1")
    if not ((space.enjoyment.offset >= 0.5) & (space.enjoyment.offset <= 5)).all():
        found.append("expected stars are off the scale")
    for kind, sign, words in (
        (Kind.LIKE, 1, "a like lowers what was liked"),
        (Kind.DISLIKE, -1, "a dislike raises what was not liked"),
    ):
        if not all(_moves(space, row, kind, sign) for row in _some(len(film_ids))):
            found.append(words)
    return found


class _Panel:
    """People who are asked, and what came of it."""

    def __init__(self, data: Data, asked: npt.NDArray[np.int32]) -> None:
        self._asked = asked.astype(np.int64)
        self._tasks = tasks_of(_COLUMNS, data, people_of(data, asked), _OPTIONS)
        self._facts = _no_facts(len(data.films))
        self._total: dict[str, Scores] = {}
        self._count: dict[str, Scores] = {}

    @property
    def people(self) -> int:
        """How many can be asked anything."""
        return len(np.unique(np.concatenate([task.people for task in self._tasks]))) if self._tasks else 0

    def ask(self, name: str, scorer: Scorer, only: npt.NDArray[np.int32] | None = None) -> None:
        """Ask one model, about all people or only these."""
        shape = (len(self._asked), len(_COLUMNS))
        total = self._total.setdefault(name, np.zeros(shape))
        count = self._count.setdefault(name, np.zeros(shape))
        with one_thread():
            for task in self._tasks:
                places = np.arange(len(task.people))
                if only is not None:
                    places = np.flatnonzero(np.isin(task.people, only))
                if not len(places):
                    continue
                at = np.searchsorted(self._asked, task.people[places])
                column = _COLUMNS.index(task.protocol)
                total[at, column] += self._values(scorer, task, places)
                count[at, column] += 1

    def measured(self) -> Measured | None:
        """Each person's means over their draws."""
        if not self.people:
            return None
        answered = self._count["learned"] > 0
        rows, columns = np.flatnonzero(answered.any(axis=1)), np.flatnonzero(answered.any(axis=0))

        def sample(name: str) -> Sample:
            count = self._count[name]
            means = np.where(count > 0, self._total[name] / np.maximum(count, 1), np.nan)
            return Sample(self._asked[rows], means[rows][:, columns])

        protocols = tuple(_COLUMNS[column] for column in columns.tolist())
        return Measured(sample("learned"), sample("in use"), sample("popularity"), protocols)

    def _values(self, scorer: Scorer, task: Task, places: npt.NDArray[np.int64]) -> Scores:
        step = max(_BATCH_CELLS // max(len(self._facts.popularity), 1), 1)
        found: list[Scores] = []
        for start in range(0, len(places), step):
            part = places[start : start + step].tolist()
            histories = [task.histories[place] for place in part]
            lists = ranked(
                np.array([scorer(history) for history in histories]),
                [history.rows for history in histories],
                [task.wanted[place] for place in part],
                [history.liked for history in histories],
                self._facts,
                depth=10,
            )
            found.append(NDCG(10)(lists))
        return np.concatenate(found)


def _no_facts(n_films: int) -> FilmFacts:
    """Ranking carries facts about the films along, which accuracy has no use for."""
    from scipy import sparse

    nothing, empty = np.zeros(n_films), sparse.csr_matrix((n_films, 0))
    return FilmFacts(nothing, nothing, empty, empty)


def _of_space(space: TasteSpace, film_ids: npt.NDArray[np.int64]) -> Scorer:
    """Scores of the films of a panel; those the space does not have yet come last."""
    rows = np.minimum(np.searchsorted(space.film_ids, film_ids), len(space.film_ids) - 1)
    known = space.film_ids[rows] == film_ids

    def scores(history: History) -> Scores:
        found = space.scores(space.belief_of(as_events(history)))
        return np.where(known, found[rows], found.min() - 1)

    return scores


def _popular(data: Data, ratings: Ratings) -> Scorer:
    model = Popularity()
    model.fit(data.films, ratings.about(data.film_ids.astype(np.int32)))
    return model.scores


def _row(name: str, learned: Sample, in_use: Sample, popularity: Sample) -> Row:
    apart = learned.against(in_use)
    return Row(
        name,
        apart.people,
        learned.mean,
        in_use.mean,
        popularity.mean,
        apart.mean,
        apart.error,
    )


def _column(sample: Sample, places: list[int]) -> Sample:
    values = sample.values[:, places]
    there = ~np.isnan(values).all(axis=1)
    return Sample(sample.people[there], values[there])


def _some(n_films: int) -> list[int]:
    return sorted({round(place) for place in np.linspace(0, n_films - 1, min(_TRIED, n_films)).tolist()})


def _moves(space: TasteSpace, row: int, kind: Kind, sign: int) -> bool:
    """Whether one thing said of a film moves its score the right way, or not at all."""
    said = Event(event_id="tried", user="tried", kind=kind, film_id=int(space.film_ids[row]), at=0, seq=1)
    at = np.array([row])
    moved = space.scores(space.belief_of([said]), rows=at) - space.offsets(at)
    return bool(np.isfinite(moved).all() and sign * moved[0] >= -1e-6)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress("comparing with the space in use", done, total)
