"""What Matinee's own export brings along besides events: choices, rows that wait, and what a person wants kept.

These are no rows of their own. Whatever is not as Matinee writes it is passed over: it must not stand in the way of
the log.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Event, Kind, check_event
from matinee.domain.history import Remembered, Said, State, Waiting
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Brought", "brought_by", "preference_lines"]

_STATES = {State.SURE, State.CHOSEN, State.REVIEW, State.SKIPPED, State.NOT_FILM}
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_LARGEST = 1 << 18
"""Letters that one thing kept may take."""
_MOST_PREFERENCES = 200
_LONGEST = 1_000
_BIG = 2**62
_FILM_IDS = 2**31
_YEARS = 10_000


@dataclass(slots=True)
class Brought:
    """What is brought along."""

    remembered: list[Remembered] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    preferences: dict[str, Any] = field(default_factory=dict)


def preference_lines(preferences: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is kept for a person as the values of lines: one line a name."""
    return [{"preference": {"name": name, "value": value}} for name, value in sorted(preferences.items())]


def brought_by(values: Iterable[object]) -> Brought:
    """What the lines of an export bring along.

    Args:
        values: the lines' JSON, those of events and broken ones among them.
    """
    found = Brought()
    for value in values:
        if not isinstance(value, dict):
            continue
        try:
            if isinstance(facts := value.get("remembered"), dict):
                found.remembered.append(_remembered(facts))
            elif isinstance(facts := value.get("waiting"), dict):
                found.waiting.append(_waiting(facts))
            elif isinstance(facts := value.get("preference"), dict):
                _keep(found.preferences, facts)
        except (TypeError, ValueError, KeyError, BadValue, RecursionError):
            continue
    return found


def _remembered(facts: Mapping[str, Any]) -> Remembered:
    state, film_id = _text(facts, "state"), _number(facts, "film_id", _FILM_IDS)
    if state not in _STATES or (film_id is None and state in (State.SURE, State.CHOSEN)):
        raise ValueError(state)
    confidence = facts.get("confidence", 0.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise TypeError("confidence")
    return Remembered(
        user="",
        service=_text(facts, "service"),
        key=_text(facts, "key"),
        title=_text(facts, "title"),
        year=_number(facts, "year", _YEARS),
        tmdb_id=_number(facts, "tmdb_id", _FILM_IDS),
        imdb_id=_text(facts, "imdb_id"),
        other_titles=_texts(facts, "other_titles"),
        directors=_texts(facts, "directors"),
        runtime=_number(facts, "runtime", _YEARS),
        state=state,
        film_id=film_id,
        confidence=float(confidence),
        seen_at=_number(facts, "seen_at", _BIG),
    )


def _waiting(facts: Mapping[str, Any]) -> Waiting:
    words = facts["said"]
    noted_at = _number(facts, "noted_at", _BIG)
    if not isinstance(words, dict) or noted_at is None or not isinstance(words.get("rewatch", False), bool):
        raise TypeError("said")
    said = Said(
        kind=Kind(words["kind"]),
        stars=words.get("stars"),
        at=_number(words, "at", _BIG),
        written=_text(words, "written"),
        scale=_text(words, "scale"),
        when=_text(words, "when"),
        on=_text(words, "on"),
        rewatch=words.get("rewatch", False),
    )
    # What waits becomes an event one day: one that means nothing would stop every import from then on.
    check_event(Event(event_id="-", user="-", kind=said.kind, film_id=1, value=said.stars, at=0))
    if said.kind in (Kind.RETRACT, Kind.AMEND) or isinstance(said.stars, bool):
        raise ValueError(said.kind)
    return Waiting(
        user="", service=_text(facts, "service"), key=_text(facts, "key"), said=said, noted_at=noted_at
    )


def _keep(preferences: dict[str, Any], facts: Mapping[str, Any]) -> None:
    name, value = facts["name"], facts["value"]
    if value is None or not _NAME.fullmatch(name) or len(preferences) >= _MOST_PREFERENCES:
        raise ValueError(name)
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(written.encode()) > _LARGEST or "\0" in written:
        raise ValueError(name)
    preferences[name] = value


def _text(facts: Mapping[str, Any], name: str) -> str:
    text = facts.get(name, "")
    if not isinstance(text, str) or len(text) > _LONGEST or "\0" in text:
        raise TypeError(name)
    # Lone surrogates out of JSON escapes cannot be written down.
    text.encode()
    return text


def _texts(facts: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = facts.get(name) or ()
    if not isinstance(texts, list | tuple):
        raise TypeError(name)
    return tuple(_text({"": text}, "") for text in texts[:50])


def _number(facts: Mapping[str, Any], name: str, below: int) -> int | None:
    value = facts.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not -below < value < below:
        raise TypeError(name)
    return value
