"""How good the recommendations are: for a crowd's people, and for one's own log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.feedback import Kind, fold
from matinee.errors import BadValue, EmptyCatalogue
from matinee.evaluation.dials import dial_points
from matinee.evaluation.lists import FilmFacts
from matinee.evaluation.own import own_outcomes
from matinee.evaluation.protocols import tasks_of
from matinee.evaluation.recommender import FilmMean, Popularity, Taste
from matinee.evaluation.run import evaluate
from matinee.evaluation.split import Data, History, people_of, split_people
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.domain.ports import Progress, Store
    from matinee.evaluation.dials import DialPoint
    from matinee.evaluation.figures import Outcome
    from matinee.evaluation.recommender import Recommender
    from matinee.services.crowd import Crowds
    from matinee.services.spaces import Spaces

__all__ = ["Evaluate", "Evaluation"]

_DIALLED_PEOPLE = 150
_LEAST = 10
_DISLIKED = 1.5
"""Stars that a dislike without stars stands for."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of one evaluation."""

    about: dict[str, Any]
    """What it was made on."""
    outcomes: list[Outcome]
    dials: list[DialPoint] = field(default_factory=list)

    @property
    def title(self) -> str:
        """In words."""
        if "user" in self.about:
            return f"Matinee for {self.about['user']}, on the last fifth of {self.about['ratings']} ratings"
        return f"Matinee on {self.about['asked']} {self.about['people']} people of {self.about['crowd']}"


class Evaluate:
    """Evaluations on what is installed. Nothing that is in use changes."""

    def __init__(self, store: Store, spaces: Spaces, crowds: Crowds) -> None:
        self._store = store
        self._spaces = spaces
        self._crowds = crowds

    def crowd(
        self,
        name: str | None = None,
        protocols: Sequence[str] = ("few", "warm", "cold", "likes"),
        people: str = "validation",
        *,
        sample: int | None = None,
        dials: bool = False,
        progress: Progress | None = None,
    ) -> Evaluation:
        """Learn from most people of a crowd and ask the others, beside popularity and the film means.

        Args:
            name: of the crowd; None takes the largest.
            protocols: of `evaluation.protocols.PROTOCOLS`.
            people: ``validation``, or ``test`` for a last word.
            sample: ask only so many, drawn by lot.
            dials: also measure the page as its dials move.
            progress: hears of each task.

        Raises:
            BadValue: no crowd, no such crowd, too few people in it, or no such protocol.
            EmptyCatalogue: there are no films.
        """
        if people not in ("validation", "test"):
            raise BadValue(f'People are validation or test, not "{people}".')
        chosen = name or self._largest()
        with self._store.read() as unit:
            films = list(unit.all_films())
        if not films:
            raise EmptyCatalogue("There are no films yet: run `matinee init` for the starter catalogue.")
        data = Data.of(films, self._crowds.ratings([chosen]))
        if not len(data.ratings):
            raise BadValue(f"The catalogue has none of the films of {chosen}: load more films first.")
        split = split_people(data.ratings.people())
        asked = (split.validation if people == "validation" else split.test)[:sample]
        models: dict[str, Callable[[], Recommender]] = {
            "matinee": Taste,
            "film mean": FilmMean,
            "popularity": Popularity,
        }
        with one_thread():
            outcomes = evaluate(models, data, split, protocols, asked=asked, progress=progress)
            points: list[DialPoint] = []
            if dials:
                crowd = data.ratings.of(split.train)
                model = Taste()
                model.fit(data.films, crowd)
                tasks = tasks_of(["warm"], data, people_of(data, asked[:_DIALLED_PEOPLE]))
                points = dial_points(model, tasks[0], FilmFacts.of(data.films, crowd)) if tasks else []
        about = {
            "crowd": chosen,
            "people": people,
            "asked": len(asked),
            "learned_from": len(split.train),
            "films": len(films),
            "ratings": len(data.ratings),
        }
        return Evaluation(about, outcomes, points)

    def _largest(self) -> str:
        crowds = self._crowds.installed()
        if not crowds:
            raise BadValue(
                "There is no crowd to evaluate on: add one with `matinee crowd add FILE`, get one with "
                "`matinee crowd fetch movielens`, or use --own for your own log."
            )
        return max(crowds, key=lambda crowd: crowd.ratings).name

    def own(self, user: str) -> Evaluation:
        """Foretell the last fifth of a person's log from the rest, with the space in use.

        Where the space has learned from this person too, through the installation's own crowd, it has seen a
        little of the answer.

        Raises:
            BadValue: they have said too little.
        """
        in_use = self._spaces.current()
        with self._store.read() as unit:
            standing = fold(unit.events(user))
        spoken = [
            event
            for event in standing.events
            if event.kind in (Kind.RATING, Kind.LIKE, Kind.DISLIKE) and event.film_id is not None
        ]
        rows = in_use.space.rows_among({event.film_id for event in spoken if event.film_id is not None})
        # A film's rating says more than the like beside it.
        ordered = sorted(spoken, key=lambda event: event.kind is Kind.RATING)
        governing = {event.film_id: event for event in ordered if event.film_id in rows}
        events = sorted(governing.values(), key=lambda event: (event.at, event.seq))
        if len(events) < _LEAST:
            raise BadValue(
                f"{user} has rated {len(events)} films that are in the catalogue: from {_LEAST} on there is "
                "something to measure."
            )
        stars = [
            event.value if event.value is not None else (np.nan if event.kind is Kind.LIKE else _DISLIKED)
            for event in events
        ]
        ids = np.array([event.film_id for event in events], dtype=np.int64)
        log = History(
            np.array([rows[film_id] for film_id in ids.tolist()], dtype=np.int64),
            ids,
            np.array(stars, dtype=np.float64),
            np.array([event.at for event in events], dtype=np.int64),
        )
        with self._store.read() as unit:
            films = list(unit.all_films())
        return Evaluation({"user": user, "ratings": len(log)}, own_outcomes(in_use.space, films, log))
