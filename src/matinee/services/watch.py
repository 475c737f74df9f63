"""Gathering on a schedule, for as long as the program runs."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any, Protocol

from matinee.errors import MatineeError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.ports import Store
    from matinee.services.gather import Summary

__all__ = ["EVERY_HOURS", "Watch"]

EVERY_HOURS = 6.0
_JITTER = 300
"""Seconds by which runs are spread at most, so that installations do not all ask at once."""


class _Gatherer(Protocol):
    def sync(self) -> Summary: ...


class Watch:
    """Keeps films fresh in a thread of its own; use it as a context manager, or `start` and `stop` it.

    A failed run is told and remembered (`Gather.status`), and the next one comes all the same.

    Args:
        gather: does the work.
        store: remembers when the next run is due.
        every_hours: between runs.
        told: hears of each run: its summary, or what went wrong.
        at_once: run at the start too.
    """

    def __init__(
        self,
        gather: _Gatherer,
        store: Store,
        every_hours: float = EVERY_HOURS,
        told: Callable[[Summary | MatineeError], None] | None = None,
        *,
        at_once: bool = True,
    ) -> None:
        self._gather = gather
        self._store = store
        self._every = dt.timedelta(hours=every_hours)
        self._told = told
        self._at_once = at_once
        self._scheduler: Any = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin; beginning twice is beginning once."""
        # Half of those who import services never watch.
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        with self._lock:
            if self._scheduler is not None:
                return
            now = dt.datetime.now(dt.UTC)
            seconds = self._every.total_seconds()
            scheduler = BackgroundScheduler(timezone=dt.UTC, daemon=True)
            scheduler.add_job(
                self.run_once,
                IntervalTrigger(seconds=seconds, jitter=min(_JITTER, seconds / 10), timezone=dt.UTC),
                id="gather",
                # A laptop that slept through several runs does one.
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                next_run_time=now if self._at_once else now + self._every,
            )
            scheduler.start()
            self._scheduler = scheduler
        self._note_next()

    def stop(self, *, wait: bool = True) -> None:
        """End.

        Args:
            wait: for the run that is under way; without it that run goes on to its end.
        """
        with self._lock:
            scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=wait)
            self._note(None)

    def run_once(self) -> None:
        """One run; never raises what a later run may overcome."""
        try:
            found: Summary | MatineeError = self._gather.sync()
        except MatineeError as error:
            found = error
        self._note_next()
        if self._told is not None:
            self._told(found)

    def _note_next(self) -> None:
        with self._lock:
            job = None if self._scheduler is None else self._scheduler.get_job("gather")
        if job is not None and job.next_run_time is not None:
            self._note(int(job.next_run_time.timestamp() * 1e6))

    def _note(self, next_at: int | None) -> None:
        try:
            with self._store.begin() as unit:
                unit.shelf.note("schedule", {"next_at": next_at})
        except StoreError:
            return  # it is only for show

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
