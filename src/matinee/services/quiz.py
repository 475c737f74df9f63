"""The taste quiz: the next question for a person, their answers, and how far it has come.

An answer is an event like any other, with the source ``quiz``: it teaches at once and can be taken back anywhere.
Films that a person does not know are no event, because nothing is said about them: they are kept among the person's
preferences, each with how long the log was, so that an undo finds what came last.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any

from matinee.domain.feedback import Event, Kind, corrected, fold
from matinee.errors import NothingToUndo, UnknownFilm
from matinee.taste.quiz import Questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.ports import Store
    from matinee.services.feedback import Feedback
    from matinee.services.spaces import InUse, Spaces

__all__ = ["ENOUGH", "SOURCE", "Answer", "Quiz", "QuizState", "TakenBack"]

SOURCE = "quiz"
"""What the events of the quiz say of where they come from."""
ENOUGH = 8
"""Answers after which the list is visibly personal."""
_NAME = "quiz"
_MOST = 5000
"""Unknown films that are kept; the oldest are forgotten first."""


class Answer(StrEnum):
    """What can be said to a question."""

    LIKE = "like"
    DISLIKE = "dislike"
    SEEN = "seen"
    """Seen, and no opinion."""
    UNKNOWN = "unknown"
    """Not seen, or not known: it costs nothing, and says only that films like it may not be known either."""


_KINDS = {Answer.LIKE: Kind.LIKE, Answer.DISLIKE: Kind.DISLIKE, Answer.SEEN: Kind.WATCHED}


@dataclass(frozen=True, slots=True)
class QuizState:
    """Where a person stands in the quiz."""

    user: str
    question: Film | None
    """The film to ask about; None when there is none left."""
    answered: int
    """Answers of the quiz that stand; films not known are not among them."""
    unknown: int
    """Films the person does not know."""
    confidence: float
    """How much of what the quiz can find out is known, 0 to 1; whatever else was said counts as well."""
    pays: bool
    """Whether another answer is worth the asking."""

    @property
    def enough(self) -> bool:
        """Whether there is reason to stop and look at the list."""
        return self.answered >= ENOUGH or not self.pays


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An answer that was taken back."""

    film: Film | None
    """None when it has left the catalogue."""
    film_id: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A film the person does not know, and the length of their log when they said so."""

    film_id: int
    after: int


class Quiz:
    """Asks, and takes answers; may be shared between threads."""

    def __init__(self, store: Store, spaces: Spaces, feedback: Feedback) -> None:
        self._store = store
        self._spaces = spaces
        self._feedback = feedback
        self._lock = Lock()
        self._made: tuple[InUse, Questions] | None = None

    def state(self, user: str) -> QuizState:
        """The next question for a person, and how far the quiz has come.

        Not asked: films they have spoken of, seen, saved or hidden, and those they said not to know.

        Raises:
            EmptyCatalogue: there are no films.
        """
        questions = self._questions()
        with self._store.read() as unit:
            log = unit.events(user)
            unknown = _read(unit.preferences(user))
            gone = unit.shelf.gone()
        standing = fold(log)
        belief = questions.belief(standing.events)
        not_known = {one.film_id for one in unknown} - _spoken(standing)
        question = questions.next(belief, _spoken(standing) | gone, not_known)
        film = None
        if question is not None:
            with self._store.read() as unit:
                film = unit.films([question.film_id]).get(question.film_id)
        return QuizState(
            user=user,
            question=film,
            answered=len(_answers(log)),
            unknown=len(not_known),
            confidence=questions.confidence(belief),
            pays=film is not None and question is not None and question.pays,
        )

    def answer(self, user: str, film_id: int, answer: Answer) -> Event | None:
        """Take the answer to a question; gives the event, None for a film that is not known.

        A film that was answered in this quiz already stays as it was answered: a key pressed twice is one answer.

        Raises:
            UnknownFilm: not in the catalogue.
        """
        with self._store.begin() as unit:
            if film_id not in unit.films([film_id]):
                raise UnknownFilm(f"There is no film tmdb:{film_id} in the catalogue.")
            log = unit.events(user)
            said = next((event for event in _answers(log) if event.film_id == film_id), None)
            unknown = _read(unit.preferences(user))
            if said is not None or any(one.film_id == film_id for one in unknown):
                return said
            if answer is Answer.UNKNOWN:
                unit.prefer(user, _NAME, _written([*unknown, _Unknown(film_id, len(log))]))
                return None
        return self._feedback.say(user, _KINDS[answer], film_id, source=SOURCE)

    def undo(self, user: str) -> TakenBack:
        """Take back the last answer of the quiz that stands, "don't know" included.

        Raises:
            NothingToUndo: there is none.
        """
        with self._store.begin() as unit:
            log = unit.events(user)
            unknown = _read(unit.preferences(user))
            answers = _answers(log)
            place = {event.event_id: number for number, event in enumerate(log)}
            event = max(answers, key=lambda answer: place[answer.event_id], default=None)
            if unknown and (event is None or unknown[-1].after > place[event.event_id]):
                unit.prefer(user, _NAME, _written(unknown[:-1]))
                film_id, answer = unknown[-1].film_id, Answer.UNKNOWN
                event = None
            elif event is not None and event.film_id is not None:
                film_id = event.film_id
                answer = next(answer for answer, kind in _KINDS.items() if kind is event.kind)
            else:
                raise NothingToUndo(f"There is nothing to undo: {user} has answered no question that stands.")
            film = unit.films([film_id]).get(film_id)
        if event is not None:
            self._feedback.retract(user, event.event_id, source=SOURCE)
        return TakenBack(film, film_id, answer)

    def _questions(self) -> Questions:
        """The questions over the films as they are now, made once a space."""
        in_use = self._spaces.current()
        with self._lock:
            if self._made is None or self._made[0] is not in_use:
                self._made = (in_use, Questions(in_use.space))
            return self._made[1]


def _answers(log: Sequence[Event]) -> list[Event]:
    """The answers of the quiz that stand, oldest first."""
    kinds = set(_KINDS.values())
    return [event for event, _ in corrected(log) if event.source == SOURCE and event.kind in kinds]


def _spoken(standing: Standing) -> set[int]:
    """Films that something was said about."""
    said = {event.film_id for event in standing.events if event.film_id is not None}
    return said | standing.seen | standing.hidden | set(standing.watchlist)


def _read(preferences: Mapping[str, Any]) -> list[_Unknown]:
    """The films not known, oldest first; what is damaged is left out."""
    kept = preferences.get(_NAME)
    listed = kept.get("unknown") if isinstance(kept, dict) else None
    return [
        _Unknown(one[0], one[1])
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, list) and len(one) == 2 and all(type(number) is int for number in one)
    ]


def _written(unknown: Sequence[_Unknown]) -> dict[str, Any] | None:
    """As JSON values; None where there is nothing to keep."""
    listed = [[one.film_id, one.after] for one in unknown[-_MOST:]]
    return {"unknown": listed} if listed else None
