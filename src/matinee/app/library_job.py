"""An import at work in a thread of its own: how far it is, what came of it, and calling it off."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.ports import Progress
    from matinee.services.transfer import Report

__all__ = ["Job"]


class _CalledOff(Exception):
    """Raised within the work, at its next step, so that it ends and changes nothing."""


@dataclass
class Job:
    """One piece of work. The page looks at it; the thread writes to it."""

    work: Callable[[Progress], Report]
    step: tuple[str, int, int] = ("reading the files", 0, 1)
    """What it is at, how far, and of how many."""
    report: Report | None = None
    error: Exception | None = None
    called_off: bool = False
    """It ended because it was told to; nothing was changed."""
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> Job:
        """Begin; gives the job itself."""
        self._thread = Thread(target=self._run, name="matinee-import", daemon=True)
        self._thread.start()
        return self

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, but not for long; whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.running

    def call_off(self) -> None:
        """Have it end at its next step. What is being written already is written whole."""
        self._stop.set()

    def _run(self) -> None:
        try:
            self.report = self.work(self._hear)
        except _CalledOff:
            self.called_off = True
        except Exception as error:  # noqa: BLE001 - the page says it, in the person's own run
            self.error = error

    def _hear(self, what: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _CalledOff
        self.step = (what, done, total)
