"""``make bench-peers``: Matinee and the peers on the same splits of ML-1M in the same run, written to the docs.

Each peer is tuned on validation people only, for short and for long histories apart, as whoever uses it would have
to; Matinee runs as it is shipped. Each model has a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine_facts
from benchmarks.movielens import ml_1m, ml_small
from benchmarks.peers import PEERS
from matinee.evaluation.figures import MEAN, Key, Outcome, Sample
from matinee.evaluation.protocols import Options
from matinee.evaluation.run import evaluate
from matinee.evaluation.split import split_people
from matinee.taste.threads import one_thread

_PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
_TUNED_ON = 300
"""Validation people a grid is tried on; the first of a shuffle, so a random sample."""
_OURS = "matinee"
_UNTUNED = ("matinee", "matinee content", "popularity", "soup")
"""What is measured on the small crowd too: that has too few people to tune peers on."""
_JUDGES = {"few": Key("few", MEAN, "NDCG@10"), "warm": Key("warm", "", "NDCG@10")}
"""What settings are chosen by: one for short histories, one for long ones."""
_ACCURACY = [
    *(Key("few", f"k={k}", "NDCG@10") for k in (1, 2, 3, 5, 10)),
    Key("few", MEAN, "NDCG@10"),
    Key("warm", "", "NDCG@10"),
    Key("cold", "among themselves", "NDCG@10"),
    Key("cold", "among all", "NDCG@10"),
    Key("likes", "", "AUC"),
]
_HEADS = ["k=1", "2", "3", "5", "10", "mean of k", "warm", "cold", "cold among all", "AUC"]
_MIXED = [Key("cold", name, "NDCG@10") for name in ("warm films alone", "warm films among all", "among all")]
_INTERVAL = Key("likes", "", "Interval holds")
_BEYOND = [
    Key("warm", "", name)
    for name in (
        "Recall@20", "NDCG@100", "HitRate@10", "MRR", "Coverage@10", "Popularity", "Variety", "Novelty", "Calibration",
    )
]  # fmt: skip


def tune(name: str) -> dict[str, Any]:
    """The best settings of one peer, for few likes and for long histories."""
    peer = PEERS[name]
    data = ml_1m()
    split = split_people(data.ratings.people())
    asked = split.validation[:_TUNED_ON]
    tried: list[dict[str, Any]] = []
    settings = peer.settings()
    for setting in settings if len(settings) > 1 else []:
        with one_thread():
            (outcome,) = evaluate(
                {name: partial(peer.make, **setting)},
                data,
                split,
                ["few", "warm"],
                asked=asked,
                options=Options(draws=1),
            )
        tried.append({"setting": setting} | {p: outcome.samples[key].mean for p, key in _JUDGES.items()})
        print(f"    {name} {tried[-1]}", file=sys.stderr, flush=True)
    if not tried:
        return {"few": settings[0], "warm": settings[0], "tried": 1}
    best = {p: max(tried, key=lambda entry: float(entry[p]))["setting"] for p in _JUDGES}
    return {**best, "tried": len(tried)}


def test(name: str, chosen: dict[str, Any], people: str, sample: int | None) -> dict[str, Any]:
    """One model's figures, with the settings chosen for each length of history."""
    peer = PEERS[name]
    data = ml_1m()
    split = split_people(data.ratings.people())
    asked = getattr(split, people)[:sample]
    found: dict[str, Any] = {"samples": [], "seconds": 0.0}
    before = _peak()
    for judge, protocols in (("warm", ["warm", "cold", "likes"]), ("few", ["few"])):
        chosen_protocols = [protocol for protocol in protocols if protocol in peer.protocols]
        if not chosen_protocols:
            continue
        start = time.perf_counter()
        with one_thread():
            (outcome,) = evaluate(
                {name: partial(peer.make, **chosen[judge])}, data, split, chosen_protocols, asked=asked
            )
        if judge == "warm":
            found["fit_seconds"] = outcome.fit_seconds
        found["seconds"] += time.perf_counter() - start
        found["samples"] += _written(outcome)
    found["megabytes"] = _peak() - before
    return found


def small(people: str) -> dict[str, Any]:
    """Figures on MovieLens latest-small of those that have nothing to tune."""
    data = ml_small()
    split = split_people(data.ratings.people())
    with one_thread():
        outcomes = evaluate(
            {name: PEERS[name].make for name in _UNTUNED},
            data,
            split,
            ["few", "warm", "cold", "likes"],
            asked=getattr(split, people),
        )
    return {"rows": {outcome.model: {"samples": _written(outcome)} for outcome in outcomes}}


def _written(outcome: Outcome) -> list[Any]:
    return [
        [list(key), sample.people.tolist(), sample.values.tolist()] for key, sample in outcome.samples.items()
    ]


def _peak() -> float:
    """Most memory held so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(arguments: list[str], folder: Path) -> dict[str, Any]:
    """What a child process finds."""
    place = folder / "found.json"
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.side_by_side", "--child", *arguments]
    subprocess.run([*command, "--json", str(place)], check=True)
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def run(
    names: list[str],
    people: str,
    sample: int | None,
    rows: dict[str, Any],
    settings: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Tune and measure these, and keep the rows of others that were measured before.

    Args:
        names: which of the peers.
        people: whom to ask.
        sample: only so many of them.
        rows: of models measured before.
        settings: of peers tuned before.
    """
    with tempfile.TemporaryDirectory(prefix="matinee-peers-") as folder:
        for name in names:
            print(f"{name} ...", file=sys.stderr, flush=True)
            chosen = settings.get(name) or _apart(["tune", name], Path(folder))
            arguments = ["test", name, json.dumps(chosen), people, "" if sample is None else str(sample)]
            rows[name] = {"chosen": chosen, **_apart(arguments, Path(folder))}
    ordered = {name: rows[name] for name in PEERS if name in rows}
    return {"people": people, "sample": sample, "machine": machine_facts(), "rows": ordered}


def outcomes_of(found: dict[str, Any]) -> dict[str, Outcome]:
    """The models' values back from JSON."""
    outcomes: dict[str, Outcome] = {}
    for name, row in found["rows"].items():
        outcome = Outcome(name)
        for key, people, values in row["samples"]:
            outcome.samples[Key(*key)] = Sample(
                np.array(people, dtype=np.int64), np.array(values, dtype=np.float64)
            )
        outcomes[name] = outcome
    return outcomes


def as_markdown(found: dict[str, Any]) -> str:
    """The page."""
    outcomes = outcomes_of(found)
    asked = max(len(sample.people) for outcome in outcomes.values() for sample in outcome.samples.values())
    lines = [
        "# Accuracy, side by side",
        "",
        "<!-- Made by `make bench-peers`; do not edit. -->",
        "",
        f"MovieLens 1M, {asked} {found['people']} people nobody has learned from; likes are 4 stars or more; NDCG@10",
        "over the whole catalogue unless said otherwise. `k` likes of a person are known and all their other likes are",
        "to be found (mean of five draws); *warm*: the first 80 % by time are known, later likes are to be found;",
        "*cold*: a fifth of the films have no ratings, and are ranked among themselves, and among all; *AUC*: later",
        "likes against later dislikes. Peers were tuned on validation people, for the k columns and for the others",
        "apart; Matinee runs as it is shipped, one setting for everything.",
        "",
        *_table(outcomes, _HEADS, _ACCURACY),
        "",
        "## Matinee less each other, paired over people",
        "",
        "With the standard error of the difference. Above two of them it is no accident.",
        "",
        "| less | " + " | ".join(_HEADS) + " |",
        "| --- |" + " ---: |" * len(_HEADS),
    ]
    ours = outcomes.get(_OURS)
    for name, outcome in outcomes.items():
        if ours is not None and outcome is not ours:
            lines.append(
                f"| {name} | " + " | ".join(_apart_cell(ours, outcome, key) for key in _ACCURACY) + " |"
            )
    mixed = " | ".join(_cell(ours, key) for key in (*_MIXED, _INTERVAL)) if ours is not None else ""
    lines += [
        "",
        "## What showing unrated films costs, and whether the interval holds",
        "",
        "On the fit for which a fifth of the films has no ratings: later likes of rated films when only these are",
        "shown, and when all are; likes of unrated films among all. And the part of later ratings that lie in the 80 %",
        "interval of predicted stars.",
        "",
        "| model | rated films alone | rated films among all | unrated among all | interval holds |",
        "| --- | ---: | ---: | ---: | ---: |",
        f"| {_OURS} | {mixed} |",
    ]
    if "small" in found:
        lines += _small_section(found["small"], found["people"])
    lines += [
        "",
        "## Beyond one figure, warm",
        "",
        "*Popularity* is the mean percentile of the ten films shown, *Variety* 1 less their mean likeness, *Novelty*",
        "bits, *Calibration* how far their genres are from the person's (less is better).",
        "",
        *_table(outcomes, [key.metric for key in _BEYOND], _BEYOND),
        "",
        "## What it takes",
        "",
        f"One thread; {_machine_words(found['machine'])}.",
        "",
        "| model | from | tried | settings, few | settings, warm | fit, s | memory above the data, MB |",
        "| --- | --- | ---: | --- | --- | ---: | ---: |",
    ]
    for name, row in found["rows"].items():
        chosen = row["chosen"]
        few, warm = (", ".join(f"{k}={v}" for k, v in chosen[p].items()) or "-" for p in ("few", "warm"))
        lines.append(
            f"| {name} | {PEERS[name].source} | {chosen['tried']} | {few} | {warm} "
            f"| {row['fit_seconds']:.1f} | {row['megabytes']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _machine_words(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    plain = {name: value for name, value in machine.items() if name != "versions"}
    return f"{', '.join(f'{name} {value}' for name, value in plain.items())}; {versions}"


def _small_section(found: dict[str, Any], people: str) -> list[str]:
    outcomes = outcomes_of(found)
    asked = max(len(sample.people) for outcome in outcomes.values() for sample in outcome.samples.values())
    return [
        "",
        "## A small crowd",
        "",
        f"MovieLens latest-small: 410 people to learn from, {asked} {people} people; films without their votes, which",
        "would tell how popular those are that nobody is to know.",
        "",
        *_table(outcomes, [*_HEADS, "interval holds"], [*_ACCURACY, _INTERVAL]),
    ]


def _table(outcomes: dict[str, Outcome], heads: list[str], keys: list[Key]) -> list[str]:
    return [
        "| model | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(keys),
        *(
            f"| {name} | " + " | ".join(_cell(outcome, key) for key in keys) + " |"
            for name, outcome in outcomes.items()
        ),
    ]


def _cell(outcome: Outcome, key: Key) -> str:
    sample = outcome.samples.get(key)
    return "" if sample is None else f"{sample.mean:.3f}"


def _apart_cell(ours: Outcome, other: Outcome, key: Key) -> str:
    one, two = ours.samples.get(key), other.samples.get(key)
    if one is None or two is None:
        return ""
    apart = one.against(two)
    return f"{apart.mean:+.3f} ± {apart.error:.3f}"


def main() -> int:
    """Run all, or one as a child."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.side_by_side")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=", ".join(PEERS))
    parser.add_argument("--people", choices=("validation", "test"), default="test")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--json", type=Path, default=Path("bench-peers.json"), metavar="FILE")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep what the JSON file has of the models not in --only: the splits are the same every time",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="tuned settings from an earlier JSON file"
    )
    parser.add_argument("--page", type=Path, default=_PAGE, metavar="FILE")
    parser.add_argument(
        "--write-docs", action="store_true", help="write the page from the JSON file and stop"
    )
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        what, name, *rest = asked.child
        if what == "tune":
            done = tune(name)
        else:
            chosen, people, sample = rest
            done = test(name, json.loads(chosen), people, int(sample) if sample else None)
        asked.json.write_text(json.dumps(done), encoding="utf-8")
        return 0
    if not asked.write_docs:
        rows: dict[str, Any] = {}
        if asked.keep and asked.json.is_file():
            before = json.loads(asked.json.read_text(encoding="utf-8"))
            if (before["people"], before["sample"]) == (asked.people, asked.sample):
                rows = before["rows"]
        settings: dict[str, dict[str, Any]] = {}
        if asked.settings:
            tuned = json.loads(asked.settings.read_text(encoding="utf-8"))["rows"]
            settings = {name: row["chosen"] for name, row in tuned.items()}
        found = run(asked.only or list(PEERS), asked.people, asked.sample, rows, settings)
        found["small"] = small(asked.people)
        asked.json.write_text(json.dumps(found), encoding="utf-8")
    asked.page.write_text(as_markdown(json.loads(asked.json.read_text(encoding="utf-8"))), encoding="utf-8")
    print(f"Written to {asked.page}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
