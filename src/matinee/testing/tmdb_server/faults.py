"""What goes wrong in the field, on demand."""

from __future__ import annotations

import random
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ERRORS", "KINDS", "Faults"]

ERRORS: dict[str, tuple[int, int, str]] = {
    "invalid_key": (401, 7, "Invalid API key: You must be granted a valid key."),
    "suspended": (401, 10, "Suspended API key: Access to your account has been suspended, contact TMDB."),
    "not_found": (404, 34, "The resource you requested could not be found."),
    "invalid_id": (404, 6, "Invalid id: The pre-requisite id is invalid or not found."),
    "page": (
        400,
        22,
        "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.",
    ),
    "date": (400, 23, "Invalid date: Format needs to be YYYY-MM-DD."),
    "range": (422, 20, "Invalid date range: Should be a range no longer than 14 days."),
    "appended": (400, 27, "Too many append to response objects: The maximum number of remote calls is 20."),
    "429": (429, 25, "Your request count (41) is over the allowed limit of (40)."),
    "500": (500, 11, "Internal error: Something went wrong, contact TMDB."),
    "failed": (500, 15, "Failed."),
    "502": (502, 43, "Couldn't connect to the backend server."),
    "503": (503, 9, "Service offline: This service is temporarily offline, try again later."),
    "maintenance": (503, 46, "The API is undergoing maintenance. Try again later."),
    "504": (504, 24, "Your request to the backend server timed out. Try again."),
}
"""TMDB's errors: HTTP status, its own code and words."""

KINDS = (*ERRORS, "reset", "html", "truncated", "garbage", "stall")
"""What can be asked of `Faults`: an error by name, or a connection that is reset, a captive portal's page with 200,
a gzip body cut off half-way, JSON that is none, an answer that never comes."""

_AT_RANDOM = ("429", "500", "502", "503", "504", "reset")


class Faults:
    """Decides what goes wrong with the next request.

    Args:
        part: this part of the requests fails in a way that passes, at random.
        seed: of the chance.
        retry_after: seconds that a 429 asks for; None leaves the header out.
    """

    def __init__(self, part: float = 0.0, seed: int = 1, retry_after: int | None = 0) -> None:
        self.part = part
        self.retry_after = retry_after
        self.always: str | None = None
        """This kind of fault for every request."""
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret is drawn
        self._next: deque[str] = deque()
        self._of: dict[str, str] = {}
        self._lock = threading.Lock()

    def then(self, *kinds: str) -> None:
        """These faults for the next requests, one each."""
        self._next.extend(_known(kinds))

    def of(self, path: str, kind: str) -> None:
        """This fault for every request of a path."""
        self._of[path] = next(iter(_known([kind])))

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self.part, self.always = 0.0, None
        self._next.clear()
        self._of.clear()

    def drawn(self, path: str) -> str | None:
        """What goes wrong with a request that has come; None when nothing does."""
        with self._lock:
            if self._next:
                return self._next.popleft()
            if path in self._of:
                return self._of[path]
            if self.always is not None:
                return self.always
            if self.part and self._chance.random() < self.part:
                return self._chance.choice(_AT_RANDOM)
        return None


def _known(kinds: Iterable[str]) -> list[str]:
    found = list(kinds)
    for kind in found:
        if kind not in KINDS:
            raise ValueError(f"There is no fault {kind}; there are {', '.join(KINDS)}.")
    return found
