"""What people say about films: event kinds, and what a log of them means at a moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CORRECTIONS", "Event", "Kind", "Standing", "check_event", "fold", "new_event_id"]


class Kind(StrEnum):
    """The kinds of event a log may hold."""

    RATING = "rating"
    LIKE = "like"
    DISLIKE = "dislike"
    WATCHED = "watched"
    WATCHLIST_ADD = "watchlist_add"
    WATCHLIST_REMOVE = "watchlist_remove"
    NOT_INTERESTED = "not_interested"
    INTERESTED_AGAIN = "interested_again"
    RETRACT = "retract"
    AMEND = "amend"


CORRECTIONS = frozenset({Kind.RETRACT, Kind.AMEND})
"""Kinds that speak about another event instead of about a film."""

OPINIONS = frozenset({Kind.RATING, Kind.LIKE, Kind.DISLIKE})
"""Kinds that say what a person thought of a film they have seen."""


def new_event_id() -> str:
    """A fresh event id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log; never changed once written."""

    event_id: str
    user: str
    kind: Kind
    film_id: int | None = None
    """The film spoken of; a correction repeats the film of the event it names."""
    target: str | None = None
    """The event a correction names."""
    value: float | None = None
    """Stars for a rating. For an amend, the new value; an amend without one leaves the event
    in history but out of learning ("forget")."""
    at: int
    """When it was meant, microseconds since 1970 UTC."""
    source: str = "api"
    """Where it came from: ``cli``, ``app``, ``api``, ``import:letterboxd`` ..."""
    detail: str = ""
    """JSON of what the source said in its own words, for imports."""
    seq: int = 0
    """Place in the log, given by the store; breaks ties of `at`."""


def check_event(event: Event) -> None:
    """Refuse an event that means nothing.

    Raises:
        BadValue: stars outside 0.5-5 by halves, a missing film, a correction without target,
            a value where none belongs, or an empty person.
    """
    if not event.user.strip():
        raise BadValue("Say who it is: the person's name is empty.")
    if event.kind in CORRECTIONS:
        if not event.target:
            raise BadValue(f"A {event.kind} names the event it corrects.")
    elif event.film_id is None:
        raise BadValue(f"A {event.kind} names a film.")
    if event.kind is Kind.RATING or (event.kind is Kind.AMEND and event.value is not None):
        check_stars(event.value)
    elif event.value is not None:
        raise BadValue(f"A {event.kind} has no value.")


def check_stars(value: float | None) -> float:
    """The rating itself, when it is one.

    Raises:
        BadValue: not 0.5, 1, 1.5 ... 5.
    """
    if value is None or not 0.5 <= value <= 5 or (value * 2) % 1:
        raise BadValue(
            f"A rating goes from 0.5 to 5 by halves, not {value:g}."
            if value is not None
            else "A rating needs its stars, from 0.5 to 5 by halves."
        )
    return value


@dataclass(frozen=True, slots=True)
class Standing:
    """What a log means at a moment. Times and ids as in `Event`."""

    events: tuple[Event, ...]
    """Events in force for learning, amended, oldest first: at most one a film and a purpose (see `fold`)."""
    seen: frozenset[int]
    hidden: frozenset[int]
    watchlist: tuple[int, ...]
    """Films saved and not seen since, newest first."""
    ratings: dict[int, float]
    """Stars in force by film, forgotten ones included."""


def _by_time(event: Event) -> tuple[int, int, str]:
    """Sorts a log; the id settles what has no place in a store yet, so that any order given ends the same."""
    return event.at, event.seq, event.event_id


def corrected(events: Iterable[Event], as_of: int | None = None) -> list[tuple[Event, bool]]:
    """The film events that stand at a moment, amended, oldest first, each with whether it is learned from.

    A retracted event is gone. A retracted retract (or amend) is itself gone, so that an undo can be undone.
    Corrections count by their own time; of several amends of one event the last counts.
    """
    ordered = sorted(
        (event for event in events if as_of is None or event.at <= as_of),
        key=_by_time,
    )
    retracted: set[str] = set()
    amended: dict[str, float | None] = {}
    stars: dict[str, float] = {}
    # A correction can only name what was already in the log, so reading them newest first
    # settles whether one stands before the event it names is reached.
    corrections = [event for event in ordered if event.kind in CORRECTIONS]
    for event in sorted(corrections, key=lambda event: (event.seq, *_by_time(event)), reverse=True):
        if event.event_id in retracted or event.target is None:
            continue
        if event.kind is Kind.RETRACT:
            retracted.add(event.target)
        else:
            amended.setdefault(event.target, event.value)
            if event.value is not None:
                stars.setdefault(event.target, event.value)
    standing: list[tuple[Event, bool]] = []
    for event in ordered:
        if event.kind in CORRECTIONS or event.event_id in retracted:
            continue
        if event.event_id not in amended:
            standing.append((event, True))
        else:
            learned = amended[event.event_id] is not None
            # Only a rating has stars that could become others; left out of learning, it keeps them.
            changes = event.event_id in stars and event.kind is Kind.RATING
            standing.append((replace(event, value=stars[event.event_id]) if changes else event, learned))
    return standing


_ENDS = {Kind.INTERESTED_AGAIN: Kind.NOT_INTERESTED, Kind.WATCHLIST_REMOVE: Kind.WATCHLIST_ADD}


def _unended(events: list[tuple[Event, bool]]) -> list[tuple[Event, bool]]:
    """Without the refusals and saves that a later event of the same film has ended."""
    ended_until: dict[tuple[int | None, Kind], int] = {
        (event.film_id, _ENDS[event.kind]): place
        for place, (event, _) in enumerate(events)
        if event.kind in _ENDS
    }
    return [
        (event, learned)
        for place, (event, learned) in enumerate(events)
        if event.kind not in _ENDS and place > ended_until.get((event.film_id, event.kind), -1)
    ]


def fold(events: Iterable[Event], as_of: int | None = None) -> Standing:
    """What a log means at a moment: pure, and the same whatever order the events are given in.

    Of a film, the newest rating, like, dislike or not_interested governs; an older rating stays in force
    beside a newer like or dislike, because it alone carries stars. Watches and saves count once, and only
    while nothing of these governs the film; a film seen after it was saved is off the watchlist.

    Args:
        events: one person's log, any order.
        as_of: leave out what was meant later; microseconds since 1970 UTC. None takes everything.
    """
    standing = [pair for pair in _unended(corrected(events, as_of)) if pair[0].film_id is not None]
    seen: set[int] = set()
    hidden: set[int] = set()
    ratings: dict[int, float] = {}
    saved: dict[int, Event] = {}
    governing: dict[int, Event] = {}
    rated: dict[int, Event] = {}
    quiet: dict[int, Event] = {}
    for event, learned in standing:
        film = event.film_id or 0
        if event.kind in OPINIONS or event.kind is Kind.WATCHED:
            seen.add(film)
            saved.pop(film, None)
        elif event.kind is Kind.NOT_INTERESTED:
            hidden.add(film)
        elif event.kind is Kind.WATCHLIST_ADD:
            saved[film] = event
        if event.kind is Kind.RATING and event.value is not None:
            ratings[film] = event.value
        if not learned:
            continue
        if event.kind in OPINIONS or event.kind is Kind.NOT_INTERESTED:
            governing[film] = event
            if event.kind is Kind.RATING:
                rated[film] = event
        else:
            quiet[film] = event
    in_force = {event.event_id: event for event in (*governing.values(), *rated.values())}
    in_force |= {event.event_id: event for film, event in quiet.items() if film not in governing}
    return Standing(
        events=tuple(sorted(in_force.values(), key=_by_time)),
        seen=frozenset(seen),
        hidden=frozenset(hidden),
        watchlist=tuple(
            film for film, _ in sorted(saved.items(), key=lambda item: (-item[1].at, -item[1].seq))
        ),
        ratings=ratings,
    )
