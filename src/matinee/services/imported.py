"""Rows as events: which ids they get, what is in the log already, and how events move to another film."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Event, Kind, corrected, new_event_id
from matinee.domain.history import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Log", "detail_of", "imported_id", "moved", "source_of", "standing_again"]

_SPACE = uuid.UUID("6d617469-6e65-4565-8000-696d706f7274")
"""The name space of imported events."""
_MENDED = "import:mended"
"""Where corrections come from that mend a match."""


def source_of(service: str) -> str:
    """What an event's source says of where it was imported from."""
    return f"import:{service}"


def imported_id(user: str, service: str, film_id: int, said: Said, again: int = 0) -> str:
    """The id of an imported event: the same for the same words about the same film, in any export.

    Args:
        user: whose it is.
        service: which service said it.
        film_id: of which film.
        said: what was said. Only its own words count, not the time Matinee gives to what has none.
        again: how often the same was said without a time before, and then something else.
    """
    value = "" if said.stars is None else f"{said.stars:g}"
    words = [user, service, str(film_id), said.kind.value, value, said.when]
    return uuid.uuid5(_SPACE, "\x1f".join([*words, str(again)] if again else words)).hex


def detail_of(event: Event) -> dict[str, Any]:
    """What the source said in its own words; empty where nothing is kept."""
    try:
        found = json.loads(event.detail) if event.detail else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _detail(said: Said, key: str, title: str, year: int | None) -> str:
    facts = {
        "key": key,
        "title": title,
        "year": year,
        "value": said.written,
        "scale": said.scale,
        "time": said.when,
        "on": said.on,
        "rewatch": said.rewatch,
    }
    kept = {name: value for name, value in facts.items() if value not in ("", None, False)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


@dataclass
class Log:
    """One person's log while rows are added to it."""

    user: str
    known: dict[str, Event]
    """What was in the log before the import."""
    new: dict[str, Event] = field(default_factory=dict)
    """What the import adds, in order."""
    _said: dict[tuple[str, int, Kind], list[Event]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, user: str, events: Sequence[Event]) -> Log:
        """A log as it stands."""
        log = cls(user, {event.event_id: event for event in events})
        for event in events:
            log._note(event)
        return log

    def _note(self, event: Event) -> None:
        if event.film_id is not None and event.source.startswith("import:"):
            self._said[event.source, event.film_id, event.kind].append(event)

    def add(
        self, service: str, film_id: int, says: Iterable[Said], at: int, named: tuple[str, str, int | None]
    ) -> bool:
        """Add what a row says; whether any of it was not in the log before the import.

        Args:
            service: who says it.
            film_id: of which film.
            says: what.
            at: the time of what has none of its own.
            named: the row's key, title and year.
        """
        fresh = False
        for said in says:
            event_id = self._id(service, film_id, said)
            if event_id in self.known:
                continue
            fresh = True
            if event_id in self.new:
                continue
            event = Event(
                event_id=event_id,
                user=self.user,
                kind=said.kind,
                film_id=film_id,
                value=said.stars,
                at=at if said.at is None else said.at,
                source=source_of(service),
                detail=_detail(said, *named),
            )
            self.new[event_id] = event
            self._note(event)
        return fresh

    def _id(self, service: str, film_id: int, said: Said) -> str:
        if said.when:
            return imported_id(self.user, service, film_id, said)
        # Without a time, the same as what was said last is no news; something else is, even if it was said before.
        before = self._said[source_of(service), film_id, said.kind]
        if before and (said.kind is not Kind.RATING or before[-1].value == said.stars):
            return before[-1].event_id
        return imported_id(self.user, service, film_id, said, again=len(before))


def moved(
    user: str, log: Sequence[Event], events: Sequence[Event], film_id: int | None, at: int
) -> list[Event]:
    """What to append so that imported events speak of another film, or of none.

    Args:
        user: whose they are.
        log: the person's whole log.
        events: those to move.
        film_id: the right film; None takes the events back.
        at: the moment of mending.
    """
    standing = {event.event_id: (event, learned) for event, learned in corrected(log)}
    by_id = {event.event_id: event for event in log}
    found: list[Event] = []
    for event in events:
        if event.event_id not in standing or event.film_id == film_id:
            continue
        now, learned = standing[event.event_id]
        found.append(_correction(event, Kind.RETRACT, at))
        if film_id is None:
            continue
        there = imported_id_of(user, event, film_id)
        if there in by_id:
            # It was there before: taking back what took it back lets it stand again.
            found += [
                _correction(taken, Kind.RETRACT, at)
                for taken in log
                if taken.kind is Kind.RETRACT and taken.target == there and there not in standing
            ]
            continue
        copy = replace(event, event_id=there, film_id=film_id, value=now.value, seq=0)
        found.append(copy)
        if not learned:
            found.append(_correction(copy, Kind.AMEND, at))
    return found


def standing_again(log: Sequence[Event], events: Iterable[Event], at: int) -> list[Event]:
    """What to append so that these events stand which mending or an undo took back.

    Args:
        log: the person's whole log.
        events: of that log; those that stand are left alone.
        at: the moment of mending.
    """
    standing = {event.event_id for event, _ in corrected(log)}
    gone = {event.event_id for event in events} - standing
    return [
        _correction(taken, Kind.RETRACT, at)
        for taken in log
        if taken.kind is Kind.RETRACT and taken.target in gone and taken.source == _MENDED
    ]


def imported_id_of(user: str, event: Event, film_id: int) -> str:
    """The id an imported event would have had for another film."""
    detail = detail_of(event)
    said = Said(kind=event.kind, stars=event.value, when=str(detail.get("time", "")))
    return imported_id(user, event.source.partition(":")[2], film_id, said)


def _correction(event: Event, kind: Kind, at: int) -> Event:
    return Event(
        event_id=new_event_id(),
        user=event.user,
        kind=kind,
        film_id=event.film_id,
        target=event.event_id,
        at=at,
        source=_MENDED,
    )
