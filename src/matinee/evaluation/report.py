"""Outcomes as JSON, and as one HTML file or PNG with plots."""

from __future__ import annotations

import base64
import html
import math
from typing import TYPE_CHECKING, Any

from matinee.errors import BadValue, StoreError
from matinee.evaluation.figures import WHOLE, keys_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matinee.evaluation.dials import DialPoint
    from matinee.evaluation.figures import Key, Outcome

__all__ = ["BASELINE", "TABLED", "as_json", "write_report"]

BASELINE = "popularity"
"""The model every other is held against."""
TABLED = {
    "few": ("NDCG@10",),
    "warm": (
        "NDCG@10", "Recall@20", "NDCG@100", "HitRate@10", "MRR", "Coverage@10", "Popularity", "Variety",
        "Novelty", "Calibration",
    ),
    "cold": ("NDCG@10",),
    "likes": ("AUC", "Stars off", "Interval holds"),
    "own": ("NDCG@10", "Recall@20", "HitRate@10", "MRR", "AUC", "Stars off", "Interval holds"),
}  # fmt: skip
"""Of each protocol, what a table for people shows; JSON has all."""


def as_json(
    outcomes: Sequence[Outcome], about: dict[str, Any] | None = None, dials: Sequence[DialPoint] = ()
) -> dict[str, Any]:
    """Every figure with its interval and its paired difference to popularity.

    Args:
        outcomes: one a model.
        about: what it was made on.
        dials: how the page moves with its dials.
    """
    base = next((outcome for outcome in outcomes if outcome.model == BASELINE), None)
    return {
        **(about or {}),
        "models": [
            {
                "model": outcome.model,
                "fit_seconds": outcome.fit_seconds,
                "ask_seconds": outcome.ask_seconds,
                "figures": [_figure(outcome, key, base) for key in outcome.samples],
            }
            for outcome in outcomes
        ],
        "dials": [
            {
                "dial": point.dial,
                "at": point.at,
                "ndcg": point.ndcg,
                "variety": point.variety,
                "popularity": point.popularity,
            }
            for point in dials
        ],
    }


def _figure(outcome: Outcome, key: Key, base: Outcome | None) -> dict[str, Any]:
    sample = outcome.samples[key]
    found: dict[str, Any] = {"protocol": key.protocol, "case": key.case, "metric": key.metric}
    if key.metric in WHOLE:
        return found | {"mean": _plain(sample.mean), "people": len(sample.people)}
    summary = sample.summary()
    found |= {
        "mean": _plain(summary.mean),
        "low": _plain(summary.low),
        "high": _plain(summary.high),
        "people": summary.people,
    }
    other = base.samples.get(key) if base is not None and base is not outcome else None
    if other is not None:
        apart = sample.against(other)
        found["above_popularity"] = {"mean": _plain(apart.mean), "error": _plain(apart.error)}
    return found


def _plain(value: float) -> float | None:
    """JSON knows no NaN."""
    return value if math.isfinite(value) else None


def write_report(
    path: Path, outcomes: Sequence[Outcome], title: str, dials: Sequence[DialPoint] = ()
) -> None:
    """Write the plots, and in HTML the table, to one file that needs no other.

    Args:
        path: ends in ``.html`` or ``.png``.
        outcomes: one a model.
        title: what it was made on.
        dials: how the page moves with its dials.

    Raises:
        BadValue: another ending, or Matplotlib is not installed.
        StoreError: the file cannot be written.
    """
    if path.suffix.lower() not in (".html", ".png"):
        raise BadValue(f"{path.name} is no report: name a file that ends in .html or .png.")
    from matinee.evaluation.plots import sheet

    image = sheet(outcomes, dials)
    try:
        if path.suffix.lower() == ".png":
            path.write_bytes(image)
        else:
            path.write_text(_page(image, outcomes, title), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"Cannot write {path}: {error.strerror or error}.") from error


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.25rem .75rem;text-align:right}"
    "td:first-child,th:first-child{text-align:left}tr:nth-child(even){background:#f6f6f6}img{max-width:100%}"
    "small{color:#666}"
)


def _page(image: bytes, outcomes: Sequence[Outcome], title: str) -> str:
    names = "".join(f"<th>{html.escape(outcome.model)}</th>" for outcome in outcomes)
    rows: list[str] = []
    for key in keys_of(outcomes):
        if key.metric in TABLED.get(key.protocol, ()):
            label = " ".join(part for part in key if part)
            cells = "".join(f"<td>{_cell(outcome, key)}</td>" for outcome in outcomes)
            rows.append(f"<tr><td>{html.escape(label)}</td>{cells}</tr>")
    picture = base64.b64encode(image).decode("ascii")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>"
        f'<img alt="Plots of the figures below" src="data:image/png;base64,{picture}">'
        f"<table><tr><th></th>{names}</tr>{''.join(rows)}</table>"
        "<p><small>Means over people; in brackets the 95 % interval of resampled people.</small></p>"
        "</body></html>\n"
    )


def _cell(outcome: Outcome, key: Key) -> str:
    sample = outcome.samples.get(key)
    if sample is None:
        return ""
    if key.metric in WHOLE:
        return f"{sample.mean:.3f}"
    summary = sample.summary()
    return f"{summary.mean:.3f} <small>({summary.low:.3f} to {summary.high:.3f})</small>"
