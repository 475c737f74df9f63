"""The plots of a report, as one PNG; they need Matplotlib, which is optional."""

from __future__ import annotations

import io
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.errors import BadValue
from matinee.evaluation.run import BANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.evaluation.dials import DialPoint
    from matinee.evaluation.figures import Outcome, StarGuesses

__all__ = ["by_known", "reliability", "sheet"]

_LEVELS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
_LEAST_PEOPLE = 5
_EDGES = (0, 20, 40, 80, 160, 320, 100_000)


def sheet(outcomes: Sequence[Outcome], dials: Sequence[DialPoint] = ()) -> bytes:
    """All plots for which there are figures, as a PNG.

    Raises:
        BadValue: Matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BadValue(
            'A report with plots needs Matplotlib: python -m pip install "matinee[report]"'
        ) from error
    figure = Figure(figsize=(13, 11), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(3, 2).ravel()
    _few(axes[0], outcomes)
    _warm(axes[1], outcomes)
    _bands(axes[2], outcomes)
    _reliable(axes[3], outcomes)
    _dialled(axes[4], dials, "variety", "variety of the page")
    _dialled(axes[5], dials, "popularity", "mean popularity percentile")
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110)
    return out.getvalue()


def by_known(outcome: Outcome) -> list[tuple[str, float]]:
    """NDCG@10 of `warm` by how many ratings were known, over bands with enough people."""
    sample = outcome.sample("warm", "", "NDCG@10")
    if sample is None:
        return []
    known = np.array([outcome.known.get(int(number), 0) for number in sample.people])
    found: list[tuple[str, float]] = []
    for low, high in pairwise(_EDGES):
        within = (known > low) & (known <= high)
        if within.sum() >= _LEAST_PEOPLE:
            label = f"{low + 1}-{high}" if high < _EDGES[-1] else f"over {low}"
            found.append((label, float(sample.values[within].mean())))
    return found


def reliability(
    guesses: StarGuesses,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Part of the ratings that lie in intervals of each nominal level, the 80 % interval scaled as a normal's.

    Returns:
        The levels, and the part that lies within each.
    """
    # One end may be cut off by the scale, so the wider side tells the width.
    half = np.maximum(guesses.mean - guesses.low, guesses.high - guesses.mean)
    away = np.abs(guesses.stars - guesses.mean) / np.maximum(half, 1e-9)
    normal = NormalDist()
    edge = normal.inv_cdf(0.9)
    widths = np.array([normal.inv_cdf((1 + level) / 2) / edge for level in _LEVELS])
    return _LEVELS, (away[:, None] <= widths).mean(axis=0)


def _few(axes: Any, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        keys = [
            key
            for key in outcome.samples
            if key.protocol == "few" and key.metric == "NDCG@10" and key.case.startswith("k=")
        ]
        if keys:
            found = [outcome.samples[key].summary() for key in keys]
            means = np.array([summary.mean for summary in found])
            margins = np.array(
                [[summary.mean - summary.low, summary.high - summary.mean] for summary in found]
            )
            places = [int(key.case[2:]) for key in keys]
            axes.errorbar(places, means, yerr=margins.T, marker="o", capsize=3, label=outcome.model)
    _finished(axes, "Few likes known", "likes known", "NDCG@10")


def _warm(axes: Any, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        bands = by_known(outcome)
        if bands:
            axes.plot([label for label, _ in bands], [value for _, value in bands], "o-", label=outcome.model)
    _finished(axes, "Long histories", "ratings known", "NDCG@10")


def _bands(axes: Any, outcomes: Sequence[Outcome]) -> None:
    width = 0.8 / max(len(outcomes), 1)
    for place, outcome in enumerate(outcomes):
        found = [outcome.sample("warm", "", f"Recall@20 {band}") for band in BANDS]
        if all(sample is not None for sample in found):
            heights = [sample.mean for sample in found if sample is not None]
            axes.bar(np.arange(len(BANDS)) + place * width, heights, width, label=outcome.model)
    axes.set_xticks(np.arange(len(BANDS)) + 0.4 - width / 2, list(BANDS))
    _finished(axes, "What is found, by how well known the films are", "", "Recall@20")


def _reliable(axes: Any, outcomes: Sequence[Outcome]) -> None:
    axes.plot([0, 1], [0, 1], color="#aaa", linewidth=1)
    for outcome in outcomes:
        if outcome.guesses is not None:
            levels, held = reliability(outcome.guesses)
            axes.plot(levels, held, "o-", label=outcome.model)
    _finished(axes, "Does the interval of the stars hold what it says?", "stated", "held")


def _dialled(axes: Any, points: Sequence[DialPoint], what: str, label: str) -> None:
    for dial in dict.fromkeys(point.dial for point in points):
        chosen = [point for point in points if point.dial == dial]
        across = [getattr(point, what) for point in chosen]
        axes.plot(across, [point.ndcg for point in chosen], "o-", label=f"{dial} dial")
        for point, place in zip(chosen, across, strict=True):
            axes.annotate(f"{point.at:g}", (place, point.ndcg), fontsize=8)
    _finished(axes, "What the dials cost", label, "NDCG@10")


def _finished(axes: Any, title: str, across: str, up: str) -> None:
    axes.set_title(title)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(visible=True, alpha=0.3)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=8)
