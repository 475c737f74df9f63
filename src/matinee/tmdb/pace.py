"""Sending requests evenly, so that no second holds more than the limit."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pacer"]

_CATCH_UP = 0.05
"""Seconds of delay that may be made up for by sending closer together; the rest is lost, not saved up."""


class Pacer:
    """Hands out moments to send at, evenly apart; shared by threads.

    Args:
        rate: requests a second; 0 is no limit.
        clock: seconds, monotonic.
        sleep: waits for some seconds.
    """

    def __init__(self, rate: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._gap = 1 / rate if rate > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._held_until = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        if not self._gap and not self._held_until:
            return
        with self._lock:
            now = self._clock()
            # Even spacing instead of a bucket of tokens: a bucket lets a whole second's worth out at once.
            at = max(self._next, now - _CATCH_UP, self._held_until)
            self._next = at + self._gap
        if at > now:
            self._sleep(at - now)

    def hold(self, seconds: float) -> None:
        """Send nothing for so long: who was told to wait speaks for all."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)
