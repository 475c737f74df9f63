"""When learning anew pays, and what became of the last time: remembered beside the taste spaces."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from matinee.services.crowd import OWN
from matinee.taste.artifact import write_refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matinee.domain.ports import Clock, Store
    from matinee.services.crowd import Crowds
    from matinee.services.spaces import Spaces

__all__ = ["Due", "Known", "Pace", "Relearning", "Try"]

_HOUR = 3_600_000_000

Outcome = Literal["", "running", "swapped", "kept", "failed", "rolled_back"]


@dataclass(frozen=True, slots=True)
class Pace:
    """When learning pays by itself: every number of it."""

    hours: float = 12.0
    """Between the beginnings of two times, at the least; `config.Settings.learn_hours` in an installation."""
    ratings: int = 20
    """Ratings of the people here that have to be new, at the least ..."""
    part: float = 0.05
    """... and the part that these are of all that were known."""
    films: float = 0.05
    """Part of the films that has to be new or gone, as some of them may be films the crowd rated."""


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to learn from."""

    own: int = 0
    """Ratings of the people here."""
    left: tuple[str, ...] = ()
    """Who is left out."""
    crowds: Mapping[str, int] = field(default_factory=dict)
    """When each added crowd was added, microseconds since 1970 UTC; by name, in order."""
    films: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """The last learning, whatever became of it."""

    began_at: int = 0
    """Microseconds since 1970 UTC; 0 where there was none."""
    ended_at: int = 0
    outcome: Outcome = ""
    """``running`` of one that was killed, too."""
    why: str = ""
    """In words, or what went wrong."""
    known: Known = field(default_factory=Known)
    """What there was to learn from, the last time it went well."""


@dataclass(frozen=True, slots=True)
class Due:
    """Whether learning pays."""

    because: tuple[str, ...]
    """What is new, in words; empty where nothing is."""
    not_before: int
    """The earliest moment of the next time, microseconds since 1970 UTC; 0 for any."""
    now: bool

    @property
    def told(self) -> str:
        """In one line."""
        if not self.because:
            return "Too little is new to learn from."
        what = ", ".join(self.because)
        return f"Learning is due: {what}." if self.now else f"Due from {_shown(self.not_before)} on: {what}."


class Relearning:
    """Compares what there is to learn from with what there was the last time.

    Args:
        store: has the films.
        crowds: who can be learned from.
        spaces: what the space in use was learned from.
        clock: tells the time.
        path: where the last time is remembered.
        pace: when it pays.
    """

    def __init__(
        self, store: Store, crowds: Crowds, spaces: Spaces, clock: Clock, path: Path, pace: Pace | None = None
    ) -> None:
        self._store = store
        self._crowds = crowds
        self._spaces = spaces
        self._clock = clock
        self._path = path
        self._pace = pace or Pace()

    def known(self) -> Known:
        """What there is to learn from now.

        Raises:
            ArtifactError: a crowd is damaged.
        """
        installed = self._crowds.installed()
        with self._store.read() as unit:
            films = unit.film_count()
        return Known(
            sum(crowd.ratings for crowd in installed if crowd.name == OWN),
            tuple(self._crowds.left()),
            {crowd.name: crowd.added_at for crowd in installed if crowd.name != OWN},
            films,
        )

    def last(self) -> Try:
        """The last time; of one that nobody remembers, nothing."""
        try:
            told: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            known = told["known"]
            return Try(
                int(told["began_at"]),
                int(told["ended_at"]),
                told["outcome"],
                str(told["why"]),
                Known(
                    int(known["own"]),
                    tuple(str(name) for name in known["left"]),
                    {str(name): int(at) for name, at in known["crowds"].items()},
                    int(known["films"]),
                ),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Try()

    def note(self, last: Try) -> None:
        """Remember the last time.

        Raises:
            StoreError: it cannot be written.
        """
        fresh = self._path.with_name(f".{self._path.name}-{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(last)), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            raise write_refused(self._path.parent, error) from error

    def moment(self) -> int:
        """Now, microseconds since 1970 UTC."""
        return self._clock()

    def waits(self) -> bool:
        """Whether the last time was too lately; looking costs next to nothing."""
        return self._clock() < self._not_before()

    def due(self) -> Due:
        """Whether learning pays now.

        Raises:
            ArtifactError: a crowd is damaged.
        """
        because, not_before = self._because(), self._not_before()
        return Due(because, not_before, bool(because) and self._clock() >= not_before)

    def told(self) -> str:
        """What is in use, how the last time ended and when the next is due, in one line.

        Raises:
            ArtifactError: as `due`.
        """
        generation, last = self._spaces.generation(), self.last()
        if generation.crowds:
            named = ", ".join("the people here" if name == OWN else name for name in generation.crowds)
            parts = [f"Learned from {named}{f' on {_shown(generation.at)}' if generation.at else ''}."]
        else:
            parts = ["Content alone is in use."]
        if last.outcome == "running":
            parts.append(f"A learning began on {_shown(last.began_at)}, and is under way or was killed.")
        elif last.outcome == "failed":
            parts.append(f"The last learning failed on {_shown(last.began_at)}: {last.why}")
        elif last.outcome in ("kept", "rolled_back"):
            parts.append(f"On {_shown(last.began_at)}: {last.why}")
        return " ".join([*parts, self.due().told])

    def _not_before(self) -> int:
        began_at = self.last().began_at
        # A clock that was put back must not put learning off for years.
        return began_at + round(self._pace.hours * _HOUR) if 0 < began_at <= self._clock() else 0

    def _because(self) -> tuple[str, ...]:
        now, then = self.known(), self.last().known
        if not now.own and not now.crowds and not self._spaces.generation().crowds:
            return ()
        found = [
            f"the crowd {name} is {'new' if name not in then.crowds else 'another'}"
            for name, at in now.crowds.items()
            if then.crowds.get(name) != at
        ]
        found += [f"the crowd {name} is gone" for name in then.crowds if name not in now.crowds]
        more = now.own - then.own
        if now.left != then.left or (then.own and not now.own):
            found.append("others of the people here count")
        if abs(more) >= max(self._pace.ratings, self._pace.part * then.own):
            found.append(f"the people here rated {abs(more):,} {'more' if more > 0 else 'fewer'} films")
        # Of a first time, nothing is known of the films then.
        if then.films and abs(now.films - then.films) > self._pace.films * then.films:
            found.append(f"there are {now.films:,} films, where {then.films:,} were")
        return tuple(found)


def _shown(moment: int) -> str:
    return f"{dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC):%Y-%m-%d %H:%M} UTC"
