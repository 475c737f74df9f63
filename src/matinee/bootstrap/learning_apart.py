"""Learning in a process of its own, so that who uses the app notices nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from matinee.errors import StoreError

if TYPE_CHECKING:
    from matinee.config import Settings
    from matinee.services.relearning import Relearning

__all__ = ["LearningApart"]

_NICE = 10
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class LearningApart:
    """Runs ``matinee learn --if-due`` with low priority and one thread; the space in use changes when it is through.

    A process of its own: its memory goes with it, and no page waits while it computes.
    """

    def __init__(self, settings: Settings, relearning: Relearning) -> None:
        self._settings = settings
        self._relearning = relearning
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._halted = False

    def run(self) -> None:
        """Look whether learning pays, and learn; what goes wrong is remembered and not raised."""
        environment = {
            **os.environ,
            **dict.fromkeys(_ONE_THREAD, "1"),
            "MATINEE_HOME": str(self._settings.home.absolute()),
        }
        if self._settings.database_url is not None:
            environment["MATINEE_DATABASE_URL"] = self._settings.database_url.get_secret_value()
        before = self._relearning.last()
        command = [sys.executable, "-P", "-m", "matinee", "learn", "--if-due", "--json"]
        try:
            with self._lock:
                if self._halted:
                    return
                child = self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, and words we made
                    command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            if hasattr(os, "setpriority"):
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, child.pid, _NICE)
            said = child.communicate()[1].strip().splitlines()
            failed = child.returncode not in (0, -15)
            # By the system, as a rule, when there is no memory left.
            why = said[-1].removeprefix("matinee: ") if said else "It was killed."
        except OSError as error:
            failed, why = True, f"It could not be started: {error.strerror or error}."
        finally:
            with self._lock:
                self._child = None
        after = self._relearning.last()
        if failed and after.outcome != "failed":
            # It got no further than its start, or was killed: nobody else says so, and it must not be tried at once.
            began_at = after.began_at if after != before else self._relearning.moment()
            with suppress(StoreError):
                self._relearning.note(
                    replace(after, began_at=began_at, ended_at=began_at, outcome="failed", why=why)
                )

    def halt(self) -> None:
        """End the learning that is under way, and begin none; the space in use stays."""
        with self._lock:
            self._halted = True
            child = self._child
        if child is not None:
            child.terminate()
