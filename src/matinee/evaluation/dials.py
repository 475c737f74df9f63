"""What a page gains and loses as its dials move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.evaluation.lists import Lists
from matinee.evaluation.metrics import NDCG, PopularityPercentile, Variety
from matinee.taste.rank import Dials

if TYPE_CHECKING:
    from matinee.evaluation.lists import FilmFacts
    from matinee.evaluation.protocols import Task
    from matinee.evaluation.recommender import Taste

__all__ = ["DialPoint", "dial_points"]

_K = 10
_STEPS = {"variety": (0.0, 0.08, 0.2, 0.4, 0.7, 1.0), "obscurity": (0.0, 0.25, 0.5, 0.75, 1.0)}
"""The dials, and where each is tried while the other stays at its default."""


@dataclass(frozen=True, slots=True)
class DialPoint:
    """Pages of ten with one dial at one place."""

    dial: str
    at: float
    ndcg: float
    variety: float
    popularity: float


def dial_points(model: Taste, task: Task, facts: FilmFacts) -> list[DialPoint]:
    """Measure pages of ten over the dials.

    Args:
        model: fitted.
        task: whom to ask for what.
        facts: of the films.
    """
    points: list[DialPoint] = []
    for dial, steps in _STEPS.items():
        for at in steps:
            dials = replace(Dials(), **{dial: at})
            top = np.full((len(task.people), _K), -1, dtype=np.int64)
            for place, history in enumerate(task.histories):
                page = model.page(history, dials, _K)
                top[place, : len(page)] = page
            lists = _pages(top, task, facts)
            points.append(
                DialPoint(
                    dial,
                    at,
                    float(NDCG(_K)(lists).mean()),
                    float(np.nanmean(Variety(_K)(lists))),
                    float(PopularityPercentile(_K)(lists).mean()),
                )
            )
    return points


def _pages(top: np.ndarray[tuple[int, int], np.dtype[np.int64]], task: Task, facts: FilmFacts) -> Lists:
    hits = np.array([np.isin(page, found) for page, found in zip(top, task.wanted, strict=True)])
    return Lists(
        top=top,
        hits=hits & (top >= 0),
        targets=np.array([len(found) for found in task.wanted], dtype=np.int64),
        first=np.zeros(len(top), dtype=np.int64),
        liked=[history.liked for history in task.histories],
        wanted=task.wanted,
        facts=facts,
    )
