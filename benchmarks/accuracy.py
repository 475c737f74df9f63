"""How good the lists are: ``python -m benchmarks.accuracy [--protocol few,warm,cold,likes] [--people validation]``.

Every model of a run learns from the same people and is asked about the same others. Popularity is always there,
and every difference is paired over people. To compare settings in one run::

    python -m benchmarks.accuracy --set like_precision=6 --set like_precision=6,reach=0.6 --sample 200
    python -m benchmarks.accuracy --model mine=package.module:function     # function() -> a Recommender
    python -m benchmarks.accuracy --beside bench-peers-validation.json     # peers measured before, paired

or call `compare` with factories of your own.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import sys
import time
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.movielens import DATA, ml_1m
from matinee.evaluation.figures import MEAN, WHOLE, Outcome, Sample
from matinee.evaluation.protocols import PROTOCOLS
from matinee.evaluation.recommender import FilmMean, Popularity, Taste, learned
from matinee.evaluation.run import evaluate
from matinee.evaluation.split import split_people
from matinee.taste import TasteConfig
from matinee.taste.rank import Dials
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from matinee.evaluation.recommender import Recommender
    from matinee.evaluation.split import Data

    Factories = Mapping[str, Callable[[], Recommender]]

__all__ = ["compare", "table", "variant"]

_BASE = "popularity"
_SHOWN = {
    "few": ["NDCG@10"],
    "warm": ["NDCG@10", "Recall@20", "NDCG@100", "HitRate@10", "MRR", "Coverage@10", "Popularity", "Variety",
             "Novelty", "Calibration"],
    "cold": ["NDCG@10"],
    "likes": ["AUC", "AUC of the list", "Stars off", "Interval holds"],
}  # fmt: skip


def variant(**settings: Any) -> Callable[[], Taste]:
    """Our model with some settings other than the shipped ones."""
    config = replace(TasteConfig(), **settings)
    return lambda: Taste(partial(learned, config=config))


MODELS: dict[str, Callable[[], Recommender]] = {
    "matinee": Taste,
    "page": lambda: Taste(dials=Dials()),
    "content": variant(crowd_patience=1e12, neighbour_weight=0.0),
    "popularity": Popularity,
    "film-mean": FilmMean,
}
"""What can be asked for by name; ``content`` has vectors from content alone, and the crowd says only how popular and
how good the films are; ``page`` is the list after reranking, at the default dials."""


def compare(
    models: Factories,
    protocols: Sequence[str] = tuple(PROTOCOLS),
    people: str = "validation",
    *,
    data: Data | None = None,
    sample: int | None = None,
    beside: Mapping[str, Outcome] | None = None,
    show: bool = True,
) -> list[Outcome]:
    """Run models side by side on ML-1M, popularity among them, and print the table.

    Args:
        models: by name, a factory each.
        protocols: which to run.
        people: ``validation`` or ``test``.
        data: other films and ratings than ML-1M.
        sample: only the first so many people, who are a random sample.
        beside: models measured before, on the same people.
        show: print tables and progress.
    """
    if data is None:
        data = ml_1m()
    split = split_people(data.ratings.people())
    asked = getattr(split, people)[:sample]
    models = {**models} | ({} if _BASE in models else {_BASE: Popularity})
    there = set(models)
    with one_thread():
        outcomes = evaluate(models, data, split, protocols, asked=asked, progress=_progress if show else None)
    outcomes += [_only(outcome, asked) for name, outcome in (beside or {}).items() if name not in there]
    if show:
        print("\r\033[K" if sys.stderr.isatty() else "", end="", file=sys.stderr)
        print(f"{len(asked)} {people} people, {len(split.train)} to learn from, {len(data.films)} films")
        print(table(outcomes))
    return outcomes


def _only(outcome: Outcome, people: npt.NDArray[np.int32]) -> Outcome:
    """An outcome for some of its people."""
    found = Outcome(outcome.model)
    for key, sample in outcome.samples.items():
        here = np.isin(sample.people, people)
        found.samples[key] = Sample(sample.people[here], sample.values[here])
    return found


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what} {done}/{total}", end="", file=sys.stderr, flush=True)


def table(outcomes: Sequence[Outcome]) -> str:
    """Figures with the difference to popularity and to the first model, each with its standard error."""
    lines: list[str] = []
    names = [outcome.model for outcome in outcomes]
    width = max(*map(len, names), 14) + 2
    keys = dict.fromkeys(
        key
        for outcome in outcomes
        for key in outcome.samples
        if key.metric in _SHOWN.get(key.protocol, ()) or (key.case == MEAN and key.metric == "Coverage@10")
    )
    lines.append(f"{'':40}" + "".join(f"{name:>{width}}" for name in names))
    for key in keys:
        cells = [outcome.samples.get(key) for outcome in outcomes]
        label = f"{key.protocol} {key.case} {key.metric}".replace("  ", " ")
        lines.append(
            f"{label:40}"
            + "".join(f"{'' if cell is None else f'{cell.mean:.4f}':>{width}}" for cell in cells)
        )
        for base in dict.fromkeys((_BASE, names[0])):
            against = cells[names.index(base)] if base in names else None
            if against is None or key.metric in WHOLE or len(names) < 2:
                continue
            apart = [None if cell is None or cell is against else cell.against(against) for cell in cells]
            if base == names[0] and all(
                cell is None for cell, name in zip(apart, names, strict=True) if name != _BASE
            ):
                continue
            shown = [f"{d.mean:+.4f} {d.sigmas:+.1f}s" if d else "" for d in apart]
            lines.append(f"{f'  less {base}':40}" + "".join(f"{text:>{width}}" for text in shown))
    lines += [
        f"{outcome.model}: fit {outcome.fit_seconds:.1f} s, asked for {outcome.ask_seconds:.1f} s"
        for outcome in outcomes
    ]
    return "\n".join(lines)


def _settings(text: str) -> dict[str, Any]:
    known = {field.name for field in fields(TasteConfig)}
    found: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name not in known:
            raise SystemExit(f"TasteConfig has no {name}; it has {', '.join(sorted(known))}")
        found[name] = ast.literal_eval(value)
    return found


def _named(text: str) -> tuple[str, Callable[[], Recommender]]:
    name, _, target = text.partition("=")
    if not target:
        if name not in MODELS:
            raise SystemExit(f"there is no {name}; there are {', '.join(MODELS)}, or NAME=module:function")
        return name, MODELS[name]
    module, _, function = target.partition(":")
    factory: Callable[[], Recommender] = getattr(importlib.import_module(module), function)
    return name, factory


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy")
    parser.add_argument("--protocol", default=",".join(PROTOCOLS), metavar="NAMES")
    parser.add_argument("--data", choices=tuple(DATA), default="ml-1m")
    parser.add_argument("--people", choices=("validation", "test"), default="validation")
    parser.add_argument("--sample", type=int, metavar="N", help="only the first N people")
    parser.add_argument("--model", action="append", metavar="NAME[=MODULE:FUNCTION]", help=", ".join(MODELS))
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE,...", help="our model with other settings"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures, with their intervals")
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="FILE",
        help="peers measured before on the same people: bench-peers.json",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="plots, as .html or .png")
    asked = parser.parse_args()
    models = dict(map(_named, asked.model or ["matinee"]))
    models |= {text: variant(**_settings(text)) for text in asked.set}
    start = time.perf_counter()
    beside = None
    if asked.beside:
        from benchmarks.side_by_side import outcomes_of

        measured = json.loads(asked.beside.read_text(encoding="utf-8"))
        if (measured["people"], asked.data) != (asked.people, "ml-1m"):
            raise SystemExit(f"{asked.beside} is about {measured['people']} people of ml-1m")
        beside = outcomes_of(measured)
    outcomes = compare(
        models,
        asked.protocol.split(","),
        asked.people,
        data=DATA[asked.data](),
        sample=asked.sample,
        beside=beside,
    )
    print(f"{time.perf_counter() - start:.0f} s in all")
    if asked.json:
        from matinee.evaluation.report import as_json

        asked.json.write_text(json.dumps(as_json(outcomes), indent=1), encoding="utf-8")
    if asked.report:
        from matinee.evaluation.report import write_report

        write_report(asked.report, outcomes, f"{asked.data}, {asked.people} people")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
