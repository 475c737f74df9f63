"""When films are kept fresh: a wish of the whole installation, and the watch that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from matinee.errors import BadValue, Stopped, TmdbError
from matinee.services.watch import EVERY_HOURS, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.ports import Progress, Store
    from matinee.services.gather import Gather, Heard, Summary
    from matinee.services.jobs import Jobs

__all__ = ["EVERYBODY", "SYNC", "Schedule", "Times"]

EVERYBODY = ""
"""Whose preferences count for the whole installation: no person has an empty name."""
SYNC = "sync"
"""The job that fetches films."""
_STAGES = {
    "choosing": "choosing films",
    "fetching": "fetching films",
    "learning": "learning what is new",
    "reading": "reading what films are about",
}
_NAME = "schedule"
_LEAST, _MOST = 1, 168
"""Hours between runs."""


@dataclass(frozen=True, slots=True)
class Times:
    """When films are kept fresh."""

    on: bool = True
    hours: int = int(EVERY_HOURS)


class Schedule:
    """Remembers when films are to be kept fresh, and in a server keeps to it.

    Args:
        gather: fetches the films.
        store: remembers the wish.
        jobs: runs each gathering, so that it can be watched and stopped like one asked for by hand.
        has_key: whether there is a TMDB key; without one nothing runs.
    """

    def __init__(self, gather: Gather, store: Store, jobs: Jobs, has_key: Callable[[], bool]) -> None:
        self._gather = gather
        self._store = store
        self._jobs = jobs
        self._has_key = has_key
        self._lock = Lock()
        self._watch: Watch | None = None
        self._following = False

    def times(self) -> Times:
        """When films are to be kept fresh."""
        with self._store.read() as unit:
            told = unit.preferences(EVERYBODY).get(_NAME)
        if not isinstance(told, dict):
            return Times()
        hours = told.get("hours")
        if not isinstance(hours, int) or not _LEAST <= hours <= _MOST:
            hours = Times().hours
        return Times(bool(told.get("on", True)), hours)

    def change(self, times: Times) -> None:
        """Keep films fresh at other times from now on, or no more.

        Raises:
            BadValue: less than an hour or more than a week between runs.
        """
        if not _LEAST <= times.hours <= _MOST:
            raise BadValue(f"Films are kept fresh every {_LEAST} to {_MOST} hours, not every {times.hours}.")
        with self._store.begin() as unit:
            unit.prefer(EVERYBODY, _NAME, {"on": times.on, "hours": times.hours})
        self._renew(at_once=False)

    def begin_sync(self) -> None:
        """Bring the films up to date now, as the job `SYNC`.

        Raises:
            BadValue: that is under way already.
        """
        self._jobs.start(SYNC, "Fetching films from TMDB", self._synced)

    def sync(self) -> Summary:
        """The same, waiting for its end.

        Raises:
            MatineeError: it failed, was stopped, or is under way already.
        """
        self.begin_sync()
        job = self._jobs.wait(SYNC)
        if job is None or job.state == "stopped":
            raise Stopped("The gathering was stopped.")
        if job.result is None:
            raise TmdbError(job.error)
        summary: Summary = job.result
        return summary

    def _synced(self, progress: Progress) -> Summary:
        def hear(heard: Heard) -> None:
            failed = f", {heard.so_far.failed:,} failed" if heard.so_far.failed else ""
            progress(f"{_STAGES[heard.what]}{failed}", heard.done, heard.total)

        return self._gather.sync(hear=hear)

    def follow(self) -> None:
        """Keep to the plan from now on, for as long as the program runs; call it again when the key has changed."""
        self._following = True
        self._renew(at_once=True)

    def end(self) -> None:
        """Keep to it no more."""
        self._following = False
        self._renew(at_once=False)

    @property
    def running(self) -> bool:
        """Whether films are kept fresh by this program now."""
        return self._watch is not None

    def _renew(self, *, at_once: bool) -> None:
        with self._lock:
            before, self._watch = self._watch, None
            if before is not None:
                before.stop(wait=False)
            times = self.times()
            if self._following and times.on and self._has_key():
                self._watch = Watch(self, self._store, times.hours, at_once=at_once)
                self._watch.start()
