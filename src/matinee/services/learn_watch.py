"""Learning by itself, for as long as the program runs: a thread that looks now and then whether it pays."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LearnWatch"]

_FIRST, _EVERY = 300.0, 3600.0
"""Seconds before the first look, which leaves a start undisturbed, and between looks."""


class LearnWatch:
    """Looks now and then, and has somebody learn when it pays; use it as a context manager, or `start` and `stop`.

    Args:
        waits: whether the last time was too lately for another; asked before each look, so it should be quick.
        work: looks whether it pays and learns, out of the way of those who use the program; raises nothing.
        halt: ends the work that is under way.
        first: seconds before the first look.
        every: seconds between looks.
    """

    def __init__(
        self,
        waits: Callable[[], bool],
        work: Callable[[], None],
        halt: Callable[[], None],
        first: float = _FIRST,
        every: float = _EVERY,
    ) -> None:
        self._waits = waits
        self._work = work
        self._halt = halt
        self._first, self._every = first, every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin; beginning twice is beginning once."""
        with self._lock:
            if self._thread is not None:
                return
            self._stop = threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(self._stop,), name="learn-watch", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """End, and with it the learning that is under way."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._stop.set()
            self._halt()
            thread.join()

    def _run(self, stop: threading.Event) -> None:
        seconds = self._first
        while not stop.wait(seconds):
            seconds = self._every
            if not self._waits() and not stop.is_set():
                self._work()

    def __enter__(self) -> LearnWatch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
