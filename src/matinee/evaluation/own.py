"""One person's own log: what they said lately, foretold from what they said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.ratings import Ratings
from matinee.evaluation.figures import Outcome
from matinee.evaluation.lists import FilmFacts
from matinee.evaluation.protocols import Options, Task
from matinee.evaluation.recommender import Taste
from matinee.evaluation.run import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.evaluation.recommender import Recommender
    from matinee.evaluation.split import History, Rows
    from matinee.taste import TasteSpace

__all__ = ["own_outcomes"]


class _Everybody:
    """The space without a history: what it would show to somebody unknown."""

    def __init__(self, space: TasteSpace) -> None:
        self._space = space

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Nothing is learned here."""

    def scores(self, history: History) -> npt.NDArray[np.float64]:
        return self._space.offsets()

    def stars(
        self, history: History, rows: Rows
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        return self._space.stars(self._space.belief_of([]), rows)


def own_outcomes(
    space: TasteSpace, films: Sequence[Film], log: History, options: Options | None = None
) -> list[Outcome]:
    """How well a space foretells the last part of a log, beside what it would show to anybody.

    Args:
        space: in use, not fitted anew.
        films: of the space, in order of id.
        log: the person's, oldest first.
        options: the part that is known.
    """
    options = options or Options()
    first = int(options.known_part * len(log))
    known, later = log.taken(slice(0, first)), log.taken(slice(first, None))
    person = np.zeros(1, dtype=np.int64)
    # A like without stars can be looked for, but no stars of it foretold.
    starred = later.taken(~np.isnan(later.stars))
    tasks: list[Task] = []
    if len(later.liked):
        tasks.append(Task("own", "", "all", person, [known], [later.liked]))
    if len(starred):
        tasks.append(Task("own", "", "all", person, [known], later=[starred]))
    nobody = Ratings(
        np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.int64)
    )
    facts = FilmFacts.of(films, nobody)
    ours = Taste(lambda _films, _ratings: space)
    ours.fit(films, nobody)
    models: dict[str, Recommender] = {"matinee": ours, "popularity": _Everybody(space)}
    outcomes: list[Outcome] = []
    for name, model in models.items():
        outcome = Outcome(name)
        for task in tasks:
            outcome.samples |= ask(model, task, facts, outcome)
        outcomes.append(outcome)
    return outcomes
