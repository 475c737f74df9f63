"""Sending requests evenly, so that no second holds more than the limit."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pacer"]

_CREDIT = 0.1
"""Seconds by which a late request may be made up for; the rest is lost, not saved up."""
_LEEWAY = 1.03
"""Making up may bring a second this much over the limit, and no further."""


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
        self._last: deque[float] = deque(maxlen=max(1, int(rate * _LEEWAY)))
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        if not self._gap:
            if (left := self._held_until - self._clock()) > 0:
                self._sleep(left)
            return
        # Whoever has the turn sleeps with it: threads that wake late would use moments handed out ahead all at once.
        with self._turn:
            now = self._clock()
            at = max(self._next, now - _CREDIT, self._held_until)
            if len(self._last) == self._last.maxlen:
                at = max(at, self._last[0] + 1.0)
            if at > now:
                self._sleep(at - now)
            now = self._clock()
            self._last.append(now)
            self._next = max(at, now - _CREDIT) + self._gap

    def hold(self, seconds: float) -> None:
        """Send nothing for so long: who was told to wait speaks for all."""
        self._held_until = max(self._held_until, self._clock() + seconds)
