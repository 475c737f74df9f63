"""Running protocols: every model learns from the same people and is asked the same of the same others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from matinee.evaluation.figures import MEAN, Key, Outcome, Sample, StarGuesses
from matinee.evaluation.lists import FilmFacts, Lists, ranked
from matinee.evaluation.metrics import METRICS, auc
from matinee.evaluation.protocols import Options, cold_films, tasks_of
from matinee.evaluation.recommender import Starred, scores_of
from matinee.evaluation.split import DISLIKED, LIKED, people_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.ports import Progress
    from matinee.evaluation.protocols import Task
    from matinee.evaluation.recommender import Recommender
    from matinee.evaluation.split import Data, People

__all__ = ["ask", "evaluate"]

_BATCH_CELLS = 1 << 21
"""Scores held at a time."""
_COVERAGE = "Interval holds"


def evaluate(
    models: Mapping[str, Callable[[], Recommender]],
    data: Data,
    people: People,
    protocols: Sequence[str],
    *,
    asked: npt.NDArray[np.int32] | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Fit every model on the people to learn from, and ask it about the others.

    Args:
        models: by name, how to make each; one is held at a time.
        data: films and ratings.
        people: who is learned from.
        protocols: of `protocols.PROTOCOLS`.
        asked: whom to ask; None is the validation people.
        options: the protocols' own numbers.
        progress: hears of each task.

    Returns:
        An outcome a model, in their order.
    """
    options = options or Options()
    crowd = data.ratings.of(people.train)
    tasks = tasks_of(protocols, data, people_of(data, people.validation if asked is None else asked), options)
    facts = FilmFacts.of(data.films, crowd)
    warm = ~cold_films(data, options)
    outcomes: list[Outcome] = []
    done, total = 0, len(models) * len(tasks)
    for name, make in models.items():
        outcome = Outcome(name)
        found: dict[Key, list[Sample]] = {}
        for learned in ("all", "warm"):
            chosen = [task for task in tasks if task.learned == learned]
            if not chosen:
                continue
            model = make()
            start = time.perf_counter()
            model.fit(
                data.films, crowd if learned == "all" else crowd.about(data.film_ids[warm].astype(np.int32))
            )
            if not outcome.fit_seconds:
                outcome.fit_seconds = time.perf_counter() - start
            for task in chosen:
                if progress is not None:
                    progress(f"asking {name}", done, total)
                done += 1
                start = time.perf_counter()
                for key, sample in ask(model, task, facts, outcome).items():
                    found.setdefault(key, []).append(sample)
                outcome.ask_seconds += time.perf_counter() - start
        outcome.samples = {key: _over_draws(samples) for key, samples in found.items()}
        outcome.samples |= _over_cases(outcome.samples)
        outcomes.append(outcome)
        if progress is not None:
            progress(f"asking {name}", done, total)
    return outcomes


def ask(
    model: Recommender, task: Task, facts: FilmFacts, outcome: Outcome | None = None
) -> dict[Key, Sample]:
    """One task's values by metric; what a figure cannot hold goes to the outcome."""
    if task.later is not None:
        return _judged(model, task, outcome)
    if outcome is not None and task.protocol == "warm":
        outcome.known = dict(
            zip(task.people.tolist(), [len(history) for history in task.histories], strict=True)
        )
    lists = _lists(model, task, facts)
    return {
        Key(task.protocol, task.case, metric.name): Sample(task.people, metric(lists)[:, None])
        for metric in METRICS
    } | _banded(task, lists)


def _lists(model: Recommender, task: Task, facts: FilmFacts) -> Lists:
    """Everybody's list, ranked a batch of people at a time."""
    n_films = len(facts.popularity)
    step = max(_BATCH_CELLS // max(n_films, 1), 1)
    parts: list[Lists] = []
    for start in range(0, len(task.people), step):
        part = slice(start, start + step)
        histories = task.histories[part]
        parts.append(
            ranked(
                scores_of(model, histories),
                [history.rows for history in histories],
                task.wanted[part],
                [history.liked for history in histories],
                facts,
                task.candidates,
            )
        )
    return Lists(
        top=np.concatenate([part.top for part in parts]),
        hits=np.concatenate([part.hits for part in parts]),
        targets=np.concatenate([part.targets for part in parts]),
        first=np.concatenate([part.first for part in parts]),
        liked=[rows for part in parts for rows in part.liked],
        wanted=task.wanted,
        facts=facts,
    )


BANDS = {"known to few": (0.0, 80.0), "well known": (80.0, 95.0), "best known": (95.0, 100.0)}
"""Popularity bands by percentile, the upper end included."""


def _banded(task: Task, lists: Lists) -> dict[Key, Sample]:
    """Part of the targets of each popularity band that are in the first twenty, for the report."""
    found: dict[Key, Sample] = {}
    top = lists.top[:, :20]
    percentile = lists.facts.popularity
    for band, (low, high) in BANDS.items():
        within = (percentile > low) & (percentile <= high)
        hits = (lists.hits[:, :20] & within[top]).sum(axis=1)
        targets = np.array([within[rows].sum() for rows in lists.wanted], dtype=np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.where(targets > 0, hits / np.minimum(targets, 20), np.nan)
        found[Key(task.protocol, task.case, f"Recall@20 {band}")] = Sample(task.people, values[:, None])
    return found


def _judged(model: Recommender, task: Task, outcome: Outcome | None) -> dict[Key, Sample]:
    """How well later ratings are told apart and foretold."""
    names = ["AUC", "AUC of the list", "Stars off", _COVERAGE]
    values = np.full((len(task.people), len(names)), np.nan)
    guessed: list[tuple[npt.NDArray[np.float64], ...]] = []
    for place, (history, later) in enumerate(zip(task.histories, task.later or [], strict=True)):
        liked, disliked = later.stars >= LIKED, later.stars <= DISLIKED
        scores = scores_of(model, [history])[0][later.rows]
        opinion = scores
        if isinstance(model, Starred):
            opinion, low, high = model.stars(history, later.rows)
            guess = StarGuesses(later.stars, np.clip(opinion, 0.5, 5), low, high)
            values[place, 2] = np.abs(guess.mean - later.stars).mean()
            values[place, 3] = guess.covered.mean()
            guessed.append((guess.stars, guess.mean, guess.low, guess.high))
        values[place, 0] = auc(opinion[liked], opinion[disliked])
        values[place, 1] = auc(scores[liked], scores[disliked])
    if guessed and outcome is not None:
        outcome.guesses = StarGuesses(*(np.concatenate(column) for column in zip(*guessed, strict=True)))
    return {
        Key(task.protocol, task.case, name): Sample(task.people, values[:, [column]])
        for column, name in enumerate(names)
        if not np.isnan(values[:, column]).all()
    }


def _over_draws(samples: list[Sample]) -> Sample:
    """Each person's mean over the draws they were in."""
    people = np.unique(np.concatenate([sample.people for sample in samples]))
    total, count = np.zeros(len(people)), np.zeros(len(people))
    for sample in samples:
        at = np.searchsorted(people, sample.people)
        known = ~np.isnan(sample.values[:, 0])
        np.add.at(total, at[known], sample.values[known, 0])
        np.add.at(count, at[known], 1)
    values = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return Sample(people, values[:, None])


def _over_cases(samples: Mapping[Key, Sample]) -> dict[Key, Sample]:
    """For `few`, the mean over how many likes are known."""
    found: dict[Key, Sample] = {}
    for metric in dict.fromkeys(key.metric for key in samples if key.protocol == "few"):
        cases = [sample for key, sample in samples.items() if (key.protocol, key.metric) == ("few", metric)]
        people = np.unique(np.concatenate([sample.people for sample in cases]))
        values = np.full((len(people), len(cases)), np.nan)
        for column, sample in enumerate(cases):
            values[np.searchsorted(people, sample.people), column] = sample.values[:, 0]
        found[Key("few", MEAN, metric)] = Sample(people, values)
    return found
