"""Long work beside the one who asked for it: it tells how far it is, can be stopped, and keeps what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Literal

from matinee.errors import BadValue, MatineeError, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.ports import Progress

__all__ = ["Job", "Jobs"]

State = Literal["running", "stopping", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as it stands."""

    name: str
    title: str
    """What it does, for people."""
    state: State = "running"
    what: str = ""
    """The stage it is in, as it says itself."""
    done: int = 0
    total: int = 0
    """Steps of that stage; 0 or 1 when there is nothing to count."""
    result: Any = None
    """What it gave, once done."""
    error: str = ""
    """Why it failed, in words that say what to do."""
    refusal: MatineeError | None = None
    """What was raised, where its kind says more than its words; None for a bug."""
    began_at: float = 0.0
    """Seconds since 1970."""

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.state in ("running", "stopping")


class Jobs:
    """Runs pieces of work, one of each name at a time, each in a thread of its own.

    What a job gave or why it failed stays until it is cleared or started again, whoever looks at it by then.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: dict[str, Job] = {}
        self._stops: dict[str, Event] = {}
        self._threads: dict[str, Thread] = {}

    def start(self, name: str, title: str, work: Callable[[Progress], Any]) -> Job:
        """Start a piece of work and go on at once.

        Args:
            name: one job of a name runs at a time; ``import-ANN`` where each person has their own.
            title: what it does, for people.
            work: does it. What it is given raises `Stopped` once the job is to stop, so it has to be called often.

        Raises:
            BadValue: it is running already.
        """
        with self._lock:
            known = self._jobs.get(name)
            if known is not None and known.running:
                raise BadValue(f"{known.title} is under way already.")
            job = self._jobs[name] = Job(name, title, began_at=time.time())
            stop = self._stops[name] = Event()
            thread = Thread(target=self._run, args=(name, work, stop), name=f"job-{name}", daemon=True)
            self._threads[name] = thread
        thread.start()
        return job

    def get(self, name: str) -> Job | None:
        """A job as it stands; None when there was none, or it was cleared."""
        with self._lock:
            return self._jobs.get(name)

    def stop(self, name: str) -> None:
        """Ask a job to stop; it does at its next step. Asking one that is through changes nothing."""
        with self._lock:
            job = self._jobs.get(name)
            if job is not None and job.state == "running":
                self._jobs[name] = replace(job, state="stopping")
                self._stops[name].set()

    def clear(self, name: str) -> None:
        """Forget what became of a job; one under way is left alone."""
        with self._lock:
            job = self._jobs.get(name)
            if job is not None and not job.running:
                del self._jobs[name]

    def wait(self, name: str, seconds: float | None = None) -> Job | None:
        """The job when it is through, or as it stands after so many seconds."""
        thread = self._threads.get(name)
        if thread is not None:
            thread.join(seconds)
        return self.get(name)

    def _run(self, name: str, work: Callable[[Progress], Any], stop: Event) -> None:
        def progress(what: str, done: int, total: int) -> None:
            if stop.is_set():
                raise Stopped("Stopped.")
            self._tell(name, what=what, done=done, total=total)

        try:
            result = work(progress)
        except Stopped:
            self._tell(name, state="stopped")
        except MatineeError as error:
            self._tell(name, state="failed", error=str(error), refusal=error)
        except Exception as error:  # noqa: BLE001 - a bug ends the job and is told, and the program goes on
            # Only its kind: what it says may hold anything.
            told = f"This is a bug in Matinee ({type(error).__name__}): please report it."
            self._tell(name, state="failed", error=told)
        else:
            self._tell(name, state="done", result=result)

    def _tell(self, name: str, **changed: Any) -> None:
        with self._lock:
            self._jobs[name] = replace(self._jobs[name], **changed)
