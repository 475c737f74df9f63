"""Gathering films from TMDB: fetched once, stored whole, and kept fresh; cut off anywhere, it goes on where it was."""

from __future__ import annotations

import contextlib
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from matinee.domain.gathering import CACHE_DAYS, Ask, Failed, Fetched, Gone, Unchanged
from matinee.errors import MatineeError, ModelError, Stopped, StoreBusy, StoreError
from matinee.services.choosing import Chooser, Plan, day_of
from matinee.services.transfer import match_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from matinee.domain.gathering import Counts, Due, FilmSource, Outcome
    from matinee.domain.ports import Clock, Progress, Store, Unit
    from matinee.services.spaces import Spaces

__all__ = ["Forecast", "Gather", "Heard", "Status", "Summary"]

_BATCH = 200
_BATCH_SECONDS = 1.0
"""Outcomes wait no longer than this to be stored, so that a kill loses little and the app sees films soon."""
_SHOWN = 20
_DAY = 86_400_000_000
_GRACE_DAYS = 8
"""Films that could not be refreshed for so long beyond their days are removed, well before six months."""
_FAST = 300.0
"""Calls a second that are reckoned with where there is no limit."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a gathering did; the fields of ``matinee sync --json``."""

    requested: int = 0
    """Films asked for."""
    stored: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    calls: int = 0
    """Requests sent, lists and repeats included."""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a gathering is."""

    what: str
    """``choosing``, ``fetching``, ``learning`` or ``reading``."""
    done: int
    total: int
    so_far: Summary


class _Hear(Protocol):
    def __call__(self, heard: Heard) -> None: ...


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a gathering would take."""

    films: int
    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """What is gathered, and how the gathering stands."""

    counts: Counts
    state: str
    """``never``, ``running``, ``idle``, ``failed`` or ``interrupted``."""
    run: dict[str, Any]
    """The last or current run: started_at, at (microseconds), what, done, total, summary, error."""
    changes_read: str
    """ISO date up to which changes are known; empty before the first gathering."""
    stale: int
    """Films older than the cache limit."""
    failures: tuple[Due, ...]
    next_at: int | None
    """When a schedule will run next, where one is set."""


class Gather:
    """Fetches films and keeps them fresh.

    Args:
        store: where films go.
        spaces: learns of them.
        opened: opens the source; raises what is wrong with its settings.
        clock: microseconds since 1970 UTC.
        directory: holds the lock that keeps a second gathering out.
        rate: requests a second that the source keeps to, for forecasts; 0 is no limit.
        also: does what else belongs to films that have just been stored, in the same transaction.
        read: learns what the films that have come are about, for search.
    """

    def __init__(
        self,
        store: Store,
        spaces: Spaces,
        opened: Callable[[], FilmSource],
        clock: Clock,
        directory: Path,
        rate: float,
        also: Callable[[Unit, Sequence[Fetched]], None] | None = None,
        read: Callable[[Progress], object] | None = None,
    ) -> None:
        self._also = also
        self._read = read
        self._store = store
        self._spaces = spaces
        self._opened = opened
        self._clock = clock
        self._directory = directory
        self._rate = rate

    def forecast(self, plan: Plan) -> Forecast:
        """What a gathering would take; nothing is fetched but what choosing needs, and nothing is written.

        Raises:
            TmdbError: see its kinds.
        """
        with contextlib.closing(self._opened()) as source:
            films, calls = Chooser(self._store, source, self._clock()).forecast(plan)
        return Forecast(films, calls, calls / (self._rate or _FAST))

    def sync(self, plan: Plan | None = None, hear: _Hear | None = None, *, learn: bool = True) -> Summary:
        """Gather.

        Args:
            plan: what; None keeps up to date, or begins with the most popular films.
            hear: is told of every film; what it raises ends the gathering, `Stopped` as a wish.
            learn: let the taste space follow at once.

        Raises:
            TmdbError: see its kinds; what was fetched before is stored.
            StoreBusy: another gathering is under way.
            StoreError: the store refuses; what was stored before stays.
        """
        plan = plan or Plan()
        with self._alone(), contextlib.closing(self._opened()) as source:
            run = _Run(self._store, self._spaces, self._clock, source, plan, hear, self._also, self._read)
            return run.go(learn=learn)

    def status(self) -> Status:
        """What is gathered, and how the gathering stands."""
        now = self._clock()
        with self._store.read() as unit:
            shelf = unit.shelf
            run, changes, schedule = shelf.noted("run"), shelf.noted("changes"), shelf.noted("schedule")
            counts = shelf.counts()
            failures = [due for due in shelf.due() if due.tries]
            stale = len(shelf.fetched_ids(now - CACHE_DAYS * _DAY))
        state = str(run.get("state", "never"))
        if state == "running" and not self._under_way():
            state = "interrupted"
        next_at = schedule.get("next_at")
        return Status(
            counts=counts,
            state=state,
            run=run,
            changes_read=str(changes.get("day", "")),
            stale=stale,
            failures=tuple(failures[:_SHOWN]),
            next_at=next_at if isinstance(next_at, int) and next_at > now else None,
        )

    def purge(self, *, old_only: bool = False) -> int:
        """Remove what came from TMDB, from the database and from what was learned; people's feedback stays.

        Args:
            old_only: only what is older than the cache limit.

        Returns:
            How many films it concerned.
        """
        before = self._clock() - CACHE_DAYS * _DAY if old_only else None
        with self._alone():
            with self._store.begin() as unit:
                removed = unit.shelf.purge(before)
            if removed or not old_only:
                self._spaces.forget()
                self._store.compact()
        return removed

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep a second gathering of this installation out.

        Raises:
            StoreBusy: there is one.
        """
        import fcntl

        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = (self._directory / "sync.lock").open("a")
        except OSError as error:
            raise StoreError(
                f"Cannot write to {self._directory} ({error.strerror}): allow it, or set MATINEE_HOME."
            ) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreBusy("Another gathering is under way here: let it end, or stop it.") from error
            yield

    def _under_way(self) -> bool:
        try:
            with self._alone():
                return False
        except StoreBusy:
            return True


class _Run:
    """One gathering."""

    def __init__(
        self,
        store: Store,
        spaces: Spaces,
        clock: Clock,
        source: FilmSource,
        plan: Plan,
        hear: _Hear | None,
        also: Callable[[Unit, Sequence[Fetched]], None] | None,
        read: Callable[[Progress], object] | None,
    ) -> None:
        self._also = also
        self._read = read
        self._store = store
        self._spaces = spaces
        self._clock = clock
        self._source = source
        self._plan = plan
        self._hear = hear
        self._so_far = Summary()
        self._total = 0
        self._started = clock()
        self._began = time.monotonic()

    def go(self, *, learn: bool) -> Summary:
        try:
            self._told("choosing")
            self._begin(self._source.configuration())
            chosen = Chooser(self._store, self._source, self._started).chosen(self._plan)
            self._total = len(chosen)
            self._fetch(chosen)
            with self._store.begin() as unit:
                self._finish(unit)
                if self._so_far.stored:
                    # What was imported before its film was known finds it now.
                    match_waiting(unit)
            if learn and (self._so_far.stored or self._so_far.gone):
                self._told("learning")
                self._spaces.current()
                if self._read is not None:
                    # A broken sentence model is told by the next search; the films are here all the same.
                    with contextlib.suppress(ModelError):
                        self._read(self._told_reading)
        except BaseException as error:
            self._failed(error)
            raise
        return self._summary()

    def _begin(self, images: Mapping[str, Any]) -> None:
        # The first call is a small one that needs the key: a wrong one is told before anything is downloaded.
        with self._store.begin() as unit:
            shelf = unit.shelf
            shelf.note("images", images)
            if not shelf.noted("changes"):
                # From here on changes are followed: whatever is fetched now is as of today or later.
                shelf.note("changes", {"day": day_of(self._started).isoformat(), "listed": []})
            if self._plan.top is not None and self._plan.discover is None:
                shelf.note("goal", {"top": self._plan.top, "reached": False})
            shelf.note("run", self._state("running", "choosing"))

    def _fetch(self, chosen: Sequence[int]) -> None:
        with self._store.read() as unit:
            etags = unit.shelf.etags(chosen)
        asks = (Ask(film, etags.get(film, "")) for film in chosen)
        waiting: list[Outcome] = []
        stored_at = time.monotonic()
        with contextlib.closing(self._source.films(asks)) as outcomes:  # type: ignore[type-var] # a generator
            try:
                for outcome in outcomes:
                    waiting.append(outcome)
                    self._count(outcome)
                    self._told("fetching")
                    if len(waiting) >= _BATCH or time.monotonic() - stored_at >= _BATCH_SECONDS:
                        arrived, waiting = waiting, []
                        self._keep(arrived)
                        stored_at = time.monotonic()
            finally:
                # What has arrived is kept, whatever ended the gathering.
                self._keep(waiting)

    def _count(self, outcome: Outcome) -> None:
        so_far = self._so_far
        match outcome:
            case Fetched():
                so_far = replace(so_far, stored=so_far.stored + 1)
            case Unchanged():
                so_far = replace(so_far, unchanged=so_far.unchanged + 1)
            case Gone():
                so_far = replace(so_far, gone=so_far.gone + 1)
            case Failed():
                so_far = replace(so_far, failed=so_far.failed + 1)
        self._so_far = replace(so_far, requested=so_far.requested + 1)

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        """Store outcomes, all in one transaction: each film whole, with everything that says it is stored."""
        if not outcomes:
            return
        fetched = [one for one in outcomes if isinstance(one, Fetched)]
        now = self._clock()
        with self._store.begin() as unit:
            unit.put_films(one.record for one in fetched)
            shelf = unit.shelf
            shelf.put(fetched)
            if self._also is not None:
                self._also(unit, fetched)
            shelf.touch([one for one in outcomes if isinstance(one, Unchanged)])
            shelf.entomb([one for one in outcomes if isinstance(one, Gone)], now)
            shelf.fail([one for one in outcomes if isinstance(one, Failed)], now)
            shelf.note("run", self._state("running", "fetching"))

    def _finish(self, unit: Unit) -> None:
        shelf = unit.shelf
        if self._plan.update or (self._plan.top is not None and self._plan.discover is None):
            goal = shelf.noted("goal")
            shelf.note("goal", {**goal, "reached": True})
        # What could not be refreshed in all that time may not be kept any longer.
        shelf.purge(self._clock() - (CACHE_DAYS + _GRACE_DAYS) * _DAY)
        shelf.note("run", self._state("idle", ""))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Stopped):
            self._note_state(self._state("interrupted", ""))
            return
        told = str(error) if isinstance(error, MatineeError) else f"{type(error).__name__}"
        self._note_state({**self._state("failed", ""), "error": told})

    def _note_state(self, state: dict[str, Any]) -> None:
        with contextlib.suppress(StoreError), self._store.begin() as unit:
            unit.shelf.note("run", state)

    def _state(self, state: str, what: str) -> dict[str, Any]:
        return {
            "state": state,
            "what": what,
            "started_at": self._started,
            "at": self._clock(),
            "done": self._so_far.requested,
            "total": self._total,
            "summary": self._summary().to_dict(),
        }

    def _summary(self) -> Summary:
        return replace(self._so_far, calls=self._source.calls, seconds=time.monotonic() - self._began)

    def _told_reading(self, what: str, done: int, total: int) -> None:
        if self._hear is not None:
            self._hear(Heard("reading", done, total, self._summary()))

    def _told(self, what: str) -> None:
        if self._hear is not None:
            self._hear(Heard(what, self._so_far.requested, self._total, self._summary()))
