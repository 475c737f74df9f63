"""The command: ``python -m benchmarks [--only WORD ...] [--json FILE] [--write-docs]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.figures import Figure, Missing
from benchmarks.films import Setting
from benchmarks.machine import machine_facts
from benchmarks.report import as_json, as_markdown, as_table, read_json
from benchmarks.runner import chosen, measures, run_apart, run_here
from benchmarks.tmdb import FULL

_PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-speed.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and size of Matinee.")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="WORD", help="benchmarks whose name holds a word"
    )
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    parser.add_argument(
        "--json", type=Path, default=Path("bench.json"), metavar="FILE", help="where figures go"
    )
    parser.add_argument("--synthetic", action="store_true", help="made-up films where files are missing")
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="keep the installations made, for another run"
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="write the page from the JSON file and stop"
    )
    parser.add_argument("--full", action="store_true", help="also what takes several minutes")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(names: list[str], setting: Setting) -> tuple[dict[str, list[Figure]], dict[str, str]]:
    found: dict[str, list[Figure]] = {}
    skipped: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        print(f"[{number}/{len(names)}] {name} ...", file=sys.stderr, flush=True)
        try:
            found[name] = run_apart(name, setting)
        except Missing as missing:
            skipped[name] = str(missing)
            print(f"    skipped: {missing}", file=sys.stderr, flush=True)
    from benchmarks import tutorial

    found |= tutorial.ratios(
        {name: {figure.name: figure for figure in figures} for name, figures in found.items()}
    )
    return found, skipped


def main() -> int:
    """Run what was asked for; a missed target is no failure."""
    from rich.console import Console

    asked = _arguments()
    if asked.full:
        # Read by the benchmarks themselves, each in a process of its own.
        os.environ[FULL] = "1"
    if asked.list:
        print("\n".join(measures()))
        return 0
    if asked.write_docs:
        if not asked.json.is_file():
            print(f"There is no {asked.json}: run `make bench` first.", file=sys.stderr)
            return 1
        _PAGE.parent.mkdir(parents=True, exist_ok=True)
        _PAGE.write_text(as_markdown(*read_json(asked.json)), encoding="utf-8")
        return 0
    try:
        names = chosen(asked.only)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with ExitStack() as stack:
        work = asked.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="matinee-bench-")))
        work.mkdir(parents=True, exist_ok=True)
        setting = Setting(work.resolve(), asked.synthetic)
        if asked.child is not None:
            run_here(asked.child, setting, asked.json)
            return 0
        machine = machine_facts()
        found, skipped = _run(names, setting)
    asked.json.write_text(as_json(found, skipped, machine), encoding="utf-8")
    console = Console()
    console.print(as_table(found, skipped))
    console.print(f"Written to {asked.json}.", highlight=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
