"""What a benchmark finds: figures with units and targets, and the clocks that find them."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "Figure",
    "Missing",
    "Stopwatch",
    "folder_size",
    "peak_memory",
    "percentile",
    "seconds_of",
    "timed",
]


T = TypeVar("T")


class Missing(Exception):
    """Something a benchmark needs is not there; the text says what and how to bring it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str
    """``s``, ``ms``, ``MB``, ``films``, or ``x`` for a ratio."""
    target: float | None = None
    """At most this; None where nothing was promised."""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.value <= self.target

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "met": self.met}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Figure:
        """Back from `to_dict`."""
        return cls(values["name"], values["value"], values["unit"], values["target"], values["note"])


def peak_memory() -> float:
    """Megabytes (10^6 bytes) this process has had in memory at its peak.

    A process starts with the peak of the one that started it, so that the runner stays small.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS: getrusage(2) of each.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def folder_size(folder: Path) -> float:
    """Megabytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def seconds_of(work: Callable[[], object]) -> float:
    """How long one call takes, seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def timed(work: Callable[[], object], times: int, warm: int = 2) -> float:
    """Median of several calls after a few that do not count, seconds."""
    for _ in range(warm):
        work()
    return percentile([seconds_of(work) for _ in range(times)], 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which that part of the values lies, between two of them where need be."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


class Stopwatch:
    """Collects how long named steps take, over many rounds."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def run(self, name: str, step: Callable[..., T], *given: object) -> T:
        """Do one step with what it is given and note its time."""
        start = time.perf_counter()
        found = step(*given)
        self.seconds.setdefault(name, []).append(time.perf_counter() - start)
        return found

    def medians(self) -> dict[str, float]:
        """Median of each step, seconds, in the order they were first taken."""
        return {name: percentile(values, 50) for name, values in self.seconds.items()}
