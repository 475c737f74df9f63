"""Saying something about films, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.feedback import CORRECTIONS, Event, Kind, check_event, corrected, fold, new_event_id
from matinee.errors import BadValue, NothingToUndo

if TYPE_CHECKING:
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.ports import Clock, Store

__all__ = ["Feedback", "Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a person's history, as it stands."""

    event: Event
    """As written; `value` is the amended one where it was amended."""
    film: Film | None
    """None when the film has left the catalogue."""
    state: str
    """``counts``, ``taken back`` or ``left out of learning``."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """The log of what people said; everything here is durable when the call returns."""

    store: Store
    clock: Clock

    def say(
        self,
        user: str,
        kind: Kind,
        film_id: int,
        value: float | None = None,
        *,
        source: str,
        at: int | None = None,
        event_id: str | None = None,
    ) -> Event:
        """Note one thing a person said about a film.

        Args:
            user: who.
            kind: what; not a correction.
            film_id: of which film.
            value: stars, for a rating.
            source: where it was said: ``cli``, ``app``, ``api``.
            at: when it was meant, microseconds since 1970 UTC; None is now.
            event_id: to make saying it twice the same as saying it once.

        Raises:
            BadValue: see `domain.feedback.check_event`.
        """
        return self._append(
            Event(
                event_id=event_id or new_event_id(),
                user=user,
                kind=kind,
                film_id=film_id,
                value=value,
                at=self.clock() if at is None else at,
                source=source,
            )
        )

    def undo(self, user: str, *, source: str) -> Event:
        """Take back the newest thing a person said that still stands; gives that event.

        An amend is undone by taking back the amend. Undoing again takes back the one before.

        Raises:
            NothingToUndo: nothing stands.
        """
        gone: set[str | None] = set()
        log = self.log(user)
        # A correction is younger than what it names, so that going back in time each is met before its target.
        for event in reversed(log):
            if event.kind is Kind.RETRACT and event.event_id not in gone:
                gone.add(event.target)
        for event in reversed(log):
            if event.kind is Kind.RETRACT or event.event_id in gone or event.target in gone:
                continue
            self.retract(user, event.event_id, source=source)
            return event
        raise NothingToUndo(f"There is nothing to undo: {user} has said nothing that still stands.")

    def retract(self, user: str, event_id: str, *, source: str) -> Event:
        """Take back one event, whatever it said.

        Raises:
            BadValue: no such event of this person.
        """
        target = self._own(user, event_id)
        return self._append(self._correction(user, Kind.RETRACT, target, None, source))

    def amend(self, user: str, event_id: str, value: float, *, source: str) -> Event:
        """Give a rating other stars, at its own time.

        Raises:
            BadValue: no such event of this person, not a rating, or stars off the scale.
        """
        target = self._own(user, event_id)
        if target.kind is not Kind.RATING:
            raise BadValue(
                f"Only a rating can be edited; {event_id} is a {target.kind}. Undo it and say it anew."
            )
        check_event(
            Event(event_id="-", user=user, kind=Kind.RATING, film_id=target.film_id, value=value, at=0)
        )
        return self._append(self._correction(user, Kind.AMEND, target, value, source))

    def forget(self, user: str, event_id: str, *, source: str) -> Event:
        """Leave one event out of learning and keep it in history.

        Raises:
            BadValue: no such event of this person, or a correction.
        """
        target = self._own(user, event_id)
        if target.kind in CORRECTIONS:
            raise BadValue(f"{event_id} is a correction; undo it instead.")
        return self._append(self._correction(user, Kind.AMEND, target, None, source))

    def log(self, user: str) -> list[Event]:
        """Everything a person ever said, in the order it was written."""
        with self.store.read() as unit:
            return unit.events(user)

    def standing(self, user: str, as_of: int | None = None) -> Standing:
        """What a person's log means at a moment."""
        return fold(self.log(user), as_of)

    def history(self, user: str) -> list[Line]:
        """What a person said about films, newest first, corrections applied."""
        with self.store.read() as unit:
            log = unit.events(user)
            films = unit.films(sorted({event.film_id for event in log if event.film_id is not None}))
        standing = {event.event_id: (event, learned) for event, learned in corrected(log)}
        lines: list[Line] = []
        for event in sorted(log, key=lambda event: (event.at, event.seq), reverse=True):
            if event.kind in CORRECTIONS:
                continue
            amended, learned = standing.get(event.event_id, (event, False))
            state = (
                "taken back"
                if event.event_id not in standing
                else "counts"
                if learned
                else "left out of learning"
            )
            lines.append(Line(amended, films.get(event.film_id or 0), state))
        return lines

    def users(self) -> list[str]:
        """Everyone who ever said something."""
        with self.store.read() as unit:
            return unit.users()

    def _own(self, user: str, event_id: str) -> Event:
        with self.store.read() as unit:
            event = unit.event(event_id)
        if event is None or event.user != user:
            raise BadValue(f'{user} has no event "{event_id}"; `matinee history` lists them with their ids.')
        return event

    def _correction(self, user: str, kind: Kind, target: Event, value: float | None, source: str) -> Event:
        return Event(
            event_id=new_event_id(),
            user=user,
            kind=kind,
            film_id=target.film_id,
            target=target.event_id,
            value=value,
            at=self.clock(),
            source=source,
        )

    def _append(self, event: Event) -> Event:
        check_event(event)
        with self.store.begin() as unit:
            unit.append([event])
        return event
