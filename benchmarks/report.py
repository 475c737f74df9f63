"""The figures as a table, as JSON and as a page of the documentation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.table import Table

__all__ = ["as_json", "as_markdown", "as_table", "read_json", "shown", "verdict"]

_DIGITS = {"films": 0, "MB": 0, "ms": 2, "s": 2, "x": 2}
_PREFACE = """# Speed and size

Written by `python -m benchmarks --write-docs` from the figures of a run; do not edit it by hand. Run `make bench` for
your own machine. A target is a promise about a machine like this one, not a test: timings vary from run to run, ratios
within one run less so. Memory is the peak of a fresh process, its libraries and the films included, in units of
10^6 bytes.
"""


def shown(value: float, unit: str) -> str:
    """A number as people read it."""
    digits = _DIGITS.get(unit, 2)
    if digits and abs(value) < 0.095:
        digits = 3
    elif digits and abs(value) >= 100:
        digits = 0
    return f"{value:,.{digits}f} {'times' if unit == 'x' else unit}"


def verdict(figure: Figure) -> str:
    """``met``, ``missed`` or nothing."""
    return "" if figure.met is None else "met" if figure.met else "missed"


def _target(figure: Figure) -> str:
    return "" if figure.target is None else f"{figure.target:,g} {figure.unit}"


def as_table(found: Mapping[str, list[Figure]], skipped: Mapping[str, str]) -> Table:
    """One table of everything, for a terminal."""
    from rich.table import Table

    table = Table(title="Matinee: speed and size", title_justify="left")
    for name in ("what", "figure", "target", "", "note"):
        table.add_column(name, justify="right" if name in ("figure", "target") else "left")
    for benchmark, figures in found.items():
        table.add_section()
        table.add_row(benchmark, style="bold")
        for figure in figures:
            style = {"met": "green", "missed": "red"}.get(verdict(figure))
            table.add_row(
                f"  {figure.name}",
                shown(figure.value, figure.unit),
                _target(figure),
                verdict(figure),
                figure.note,
                style=style,
            )
    for benchmark, why in skipped.items():
        table.add_section()
        table.add_row(benchmark, "", "", "skipped", why, style="yellow")
    return table


def as_json(found: Mapping[str, list[Figure]], skipped: Mapping[str, str], machine: Mapping[str, Any]) -> str:
    """Everything, for programs: machine, figures with target and met, and what was skipped and why."""
    listed = [
        {"benchmark": name, **figure.to_dict()} for name, figures in found.items() for figure in figures
    ]
    left = [{"benchmark": name, "why": why} for name, why in skipped.items()]
    return json.dumps({"format": 1, "machine": machine, "figures": listed, "skipped": left}, indent=1) + "\n"


def read_json(path: Path) -> tuple[dict[str, list[Figure]], dict[str, Any]]:
    """Figures by benchmark and the machine's facts, back from `as_json`."""
    values = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, list[Figure]] = {}
    for entry in values["figures"]:
        found.setdefault(entry["benchmark"], []).append(Figure.from_dict(entry))
    return found, values["machine"]


def as_markdown(found: Mapping[str, list[Figure]], machine: Mapping[str, Any]) -> str:
    """The page of the documentation."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines = [
        _PREFACE,
        f"Measured on {machine['cores']} cores ({machine['processor']}) with {machine['memory_gb']} GB of memory, "
        f"{machine['system']}, Python {machine['python']}; {versions}.",
    ]
    for benchmark, figures in found.items():
        lines += ["", f"## {benchmark[0].upper()}{benchmark[1:]}", "", "| what | figure | target | | note |"]
        lines.append("| --- | ---: | ---: | --- | --- |")
        for figure in figures:
            cells = [
                figure.name,
                shown(figure.value, figure.unit),
                _target(figure),
                verdict(figure),
                figure.note,
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
