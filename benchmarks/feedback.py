"""From something said to a fresh list: what a person waits for after every click."""

from __future__ import annotations

import time
import uuid
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Stopwatch, peak_memory, percentile, seconds_of
from benchmarks.films import LARGE, SMALL

if TYPE_CHECKING:
    import numpy as np

    from benchmarks.films import Setting
    from matinee.bootstrap import Matinee
    from matinee.domain.feedback import Event
    from matinee.domain.ports import Impression

__all__ = ["MEASURES"]

_EVENTS = 120
_WARM = 10
_LIST = 20
_LONG_LOG = 1000
_SOURCE = "api"


def _say(opened: Matinee, user: str, film_id: int, rng: np.random.Generator) -> None:
    """Something such as people say: mostly stars, some likes and refusals."""
    from matinee.domain.feedback import Kind

    kinds = (Kind.RATING, Kind.LIKE, Kind.WATCHLIST_ADD, Kind.NOT_INTERESTED, Kind.DISLIKE, Kind.WATCHED)
    kind = kinds[int(rng.choice(len(kinds), p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.05]))]
    stars = float(rng.integers(4, 11)) / 2 if kind is Kind.RATING else None
    opened.say(kind, film_id, stars, user=user, source=_SOURCE)


def _rounds(opened: Matinee, user: str, rounds: int, rng: np.random.Generator) -> list[float]:
    """Seconds of each round: say something about a film of the last list, get a fresh list with reasons."""
    picks = opened.recommend(_LIST, user=user)
    seconds: list[float] = []
    for _ in range(rounds):
        film_id = picks[int(rng.integers(len(picks)))].film.id
        start = time.perf_counter()
        _say(opened, user, film_id, rng)
        picks = opened.recommend(_LIST, user=user)
        seconds.append(time.perf_counter() - start)
        if len(picks) != _LIST or not picks[0].why:
            raise RuntimeError("a list came back short or without reasons")
    return seconds


def _parts(opened: Matinee, user: str, rng: np.random.Generator) -> dict[str, float]:
    """Median seconds of each step of a round, each called by itself with the public calls below the facade."""
    import numpy as np

    from matinee.domain.feedback import Kind, fold
    from matinee.domain.ports import Impression
    from matinee.taste.rank import rank

    in_use = opened.spaces.current()
    space, catalogue = in_use.space, in_use.catalogue
    watch = Stopwatch()
    for _ in range(40):
        film_id = int(space.film_ids[rng.integers(len(space.film_ids))])
        watch.run("the film by its number", opened.film, film_id)
        say = partial(opened.feedback.say, source=_SOURCE)
        watch.run("event appended", say, user, Kind.LIKE, film_id)
        watch.run("space is current", opened.spaces.current)
        log = watch.run("log read", opened.feedback.log, user)
        standing = watch.run("fold", fold, log)
        belief = watch.run("belief", space.believe, standing.events, opened.clock())
        allowed = np.ones(len(catalogue), dtype=np.bool_)
        allowed[catalogue.rows_of(sorted(standing.seen | standing.hidden))] = False
        ranked = watch.run("scores and ranking", rank, space, belief, catalogue, allowed, _LIST)
        watch.run("stars", space.stars, belief, ranked.rows)
        ids = [int(found) for found in space.film_ids[ranked.rows]]
        watch.run("reasons", space.explanations, belief, ranked.rows)
        spoken = sorted({*ids, *(event.film_id for event in standing.events if event.film_id is not None)})
        watch.run("films read", _read, opened, in_use.revision, spoken)
        list_id = uuid.uuid4().hex
        shown = [
            Impression(list_id, user, found, opened.clock(), place, 0.0, _SOURCE)
            for place, found in enumerate(ids, 1)
        ]
        watch.run("impressions noted", _note, opened, shown)
    return watch.medians()


def _read(opened: Matinee, revision: int, ids: list[int]) -> None:
    with opened.store.read() as unit:
        opened.recommendations.shelf.films(unit, revision, ids)


def _note(opened: Matinee, shown: list[Impression]) -> None:
    with opened.store.begin() as unit:
        unit.show(shown)


def _long_log(opened: Matinee, user: str, rng: np.random.Generator) -> None:
    """A log of many events, a day apart."""
    import numpy as np

    from matinee.domain.feedback import Event, Kind, new_event_id

    space = opened.spaces.current().space
    known = np.argsort(-space.interest.offset)[: 3 * _LONG_LOG]
    now = opened.clock()
    events: list[Event] = [
        Event(
            event_id=new_event_id(),
            user=user,
            kind=Kind.RATING,
            film_id=int(space.film_ids[row]),
            value=float(rng.integers(2, 11)) / 2,
            at=now - (_LONG_LOG - place) * 86_400_000_000,
        )
        for place, row in enumerate(rng.choice(known, _LONG_LOG, replace=False))
    ]
    with opened.store.begin() as unit:
        unit.append(events)


def _fsync(setting: Setting) -> float:
    """What one durable write of a page costs here at the least: the part no code can save."""
    import os

    with (setting.work / "synced").open("wb", buffering=0) as file:

        def write() -> None:
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())

        return percentile([seconds_of(write) for _ in range(40)], 50)


def _feedback(setting: Setting, size: str, target: float) -> list[Figure]:
    import numpy as np

    rng = np.random.default_rng(7)
    with setting.opened(size) as opened:
        user, veteran = uuid.uuid4().hex, uuid.uuid4().hex
        first = seconds_of(lambda: opened.recommend(_LIST, user=user))
        _rounds(opened, user, _WARM, rng)
        started = time.process_time()
        seconds = _rounds(opened, user, _EVENTS, rng)
        processor = (time.process_time() - started) / _EVENTS
        peak = peak_memory()
        parts = _parts(opened, user, rng)
        _long_log(opened, veteran, rng)
        long = _rounds(opened, veteran, _WARM + 40, rng)[_WARM:]
    about = f"{_EVENTS} events, each followed by {_LIST} picks with reasons"
    return [
        Figure("feedback to fresh list, median", 1000 * percentile(seconds, 50), "ms", target, about),
        Figure("feedback to fresh list, 95th percentile", 1000 * percentile(seconds, 95), "ms"),
        Figure(
            "processor time of a round, mean", 1000 * processor, "ms", note="without waiting for the disk"
        ),
        *(Figure(f"of it: {name}", 1000 * value, "ms") for name, value in parts.items()),
        Figure(
            "one write made durable", 1000 * _fsync(setting), "ms", note="4 kB and fsync; a round has two"
        ),
        Figure(f"with {_LONG_LOG:,} events in the log, median", 1000 * percentile(long, 50), "ms"),
        Figure("the first list of a process", 1000 * first, "ms"),
        Figure("peak memory", peak, "MB"),
    ]


def small(setting: Setting) -> list[Figure]:
    """On TMDB 5000, in SQLite with every commit synced."""
    return _feedback(setting, SMALL, 10)


def large(setting: Setting) -> list[Figure]:
    """On 128,000 films."""
    return _feedback(setting, LARGE, 25)


MEASURES = {f"feedback, {SMALL}": small, f"feedback, {LARGE}": large}
