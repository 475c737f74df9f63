"""Gathering films from a TMDB on this machine: pace, speed, resuming, and what arrives in spite of failures.

The server is a process of its own, so that on two cores each side has one; it counts the requests it gets.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, Missing, folder_size, peak_memory, seconds_of
from matinee.domain.film import FilmRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.films import Setting
    from matinee.bootstrap import Matinee

__all__ = ["FULL", "MEASURES"]

FULL = "MATINEE_BENCH_FULL"
"""The environment variable that asks for the long benchmarks too (``--full``)."""
_PACED = 300
_FAST = 2000
_MANY = 100_000


@dataclass(frozen=True, slots=True)
class _Server:
    origin: str

    def counts(self) -> dict[str, Any]:
        """What it was asked."""
        with urllib.request.urlopen(f"{self.origin}/_counts") as answer:  # noqa: S310 - our own server on loopback
            found: dict[str, Any] = json.load(answer)
        return found


@contextmanager
def _serving(films: int, latency_ms: float = 0.0, fail: float = 0.0) -> Iterator[_Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--films", films, "--port", port, "--latency-ms", latency_ms, "--fail", fail]
    command = [sys.executable, "-m", "matinee.testing.tmdb_server", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not process.stdout.readline():
                raise Missing("the local TMDB does not start")
            server = _Server(f"http://127.0.0.1:{port}")
            _wait_for(server)
            yield server
        finally:
            process.kill()


def _wait_for(server: _Server) -> None:
    import time

    for _ in range(200):
        try:
            server.counts()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise Missing("the local TMDB does not answer")


def _opened(home: Path, server: _Server, rate: float) -> Matinee:
    import matinee
    from matinee.testing.tmdb_server import KEY

    os.environ |= {
        "MATINEE_TMDB_URL": f"{server.origin}/3",
        "MATINEE_TMDB_EXPORTS_URL": f"{server.origin}/p/exports",
        "MATINEE_TMDB_RATE": str(rate),
        "TMDB_API_KEY": KEY,
    }
    return matinee.open(home)


def _paced(setting: Setting, rate: int) -> list[Figure]:
    from matinee.services.choosing import Plan

    with _serving(_PACED * 2, latency_ms=50) as server:
        with _opened(setting.work / f"tmdb-{rate}", server, rate) as opened:
            summary = opened.gather.sync(Plan(top=_PACED), learn=False)
        counts = server.counts()
    sustained = (counts["requests"] - 1) / counts["seconds"]
    return [
        Figure(
            f"{_PACED} films at {rate} a second",
            _PACED / sustained,
            "s",
            _PACED / (0.95 * rate),
            f"{sustained:.2f} requests a second, {100 * sustained / rate:.1f} % of the limit; {summary.stored} stored",
        ),
        Figure("most requests in any second, at the server", counts["most_in_a_second"], "calls", 1.1 * rate),
    ]


def twenty(setting: Setting) -> list[Figure]:
    """The default pace, each answer taking 50 ms."""
    return _paced(setting, 20)


def forty(setting: Setting) -> list[Figure]:
    """Twice the default pace."""
    return _paced(setting, 40)


def fast(setting: Setting) -> list[Figure]:
    """No limit and no latency: fetched, decoded, cleaned and stored; then the same again, which asks for nothing."""
    from matinee.services.choosing import Plan

    home = setting.work / "tmdb-fast"
    with _serving(_FAST + 200) as server, _opened(home, server, 0) as opened:
        first = opened.gather.sync(Plan(top=_FAST), learn=False)
        again = opened.gather.sync(Plan(top=_FAST), learn=False)
    return [
        Figure(
            f"{first.stored:,} films stored",
            first.seconds,
            "s",
            first.stored / 400,
            f"{first.stored / first.seconds:.0f} films a second end to end",
        ),
        Figure("films asked for again by a resumed sync", again.requested, "films", 0),
        Figure("peak memory", peak_memory(), "MB"),
        Figure("on disk", folder_size(home), "MB"),
    ]


def failing(setting: Setting) -> list[Figure]:
    """Of all answers 5 % are 429, 5xx or a reset."""
    from matinee.services.choosing import Plan

    home = setting.work / "tmdb-failing"
    with _serving(600, fail=0.05) as server, _opened(home, server, 0) as opened:
        summary = opened.gather.sync(Plan(top=500), learn=False)
        status = server.counts()["by_status"]
    return [
        Figure(
            "films that did not arrive", summary.requested - summary.stored, "films", 0, f"answers: {status}"
        ),
        Figure("calls for a film", summary.calls / summary.stored, "x"),
    ]


def many(setting: Setting) -> list[Figure]:
    """100,000 films: memory, disk, and the taste space learned from them."""
    from matinee.services.choosing import Plan

    if not os.environ.get(FULL):
        raise Missing("takes several minutes; add --full")
    home = setting.work / "tmdb-many"
    with _serving(_MANY + 2000) as server, _opened(home, server, 0) as opened:
        summary = opened.gather.sync(Plan(top=_MANY), learn=False)
        stored = peak_memory()
        disk = folder_size(home)
        again = opened.gather.sync(Plan(top=_MANY), learn=False)
        learned = seconds_of(opened.spaces.current)
        new = replace(opened.film(110), id=9_999_999, title="Brand New")
        opened.films.put([FilmRecord(new, "tmdb")])
        known = seconds_of(opened.spaces.current)
    return [
        Figure(
            f"{summary.stored:,} films stored",
            summary.seconds,
            "s",
            note=f"{summary.stored / summary.seconds:.0f}/s",
        ),
        Figure("peak memory of gathering", stored, "MB", 3000),
        Figure("database on disk", disk, "MB", 1500),
        Figure("films asked for again by a resumed sync", again.requested, "films", 0),
        Figure("learning the taste space", learned, "s"),
        Figure("until a new film can be recommended", known, "s", 60),
        Figure("peak memory, taste space included", peak_memory(), "MB", 3000),
        Figure("on disk, taste space included", folder_size(home), "MB"),
    ]


MEASURES = {
    "TMDB, 20 requests a second": twenty,
    "TMDB, 40 requests a second": forty,
    "TMDB, no limit": fast,
    "TMDB, 5 % of answers failing": failing,
    "TMDB, 100,000 films": many,
}
