"""Review as a conversation: one title after the other, its candidates numbered, and a letter for the rest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from matinee.cli.import_tables import candidate
from matinee.cli.session import printable
from matinee.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.bootstrap import Matinee
    from matinee.cli.session import Session
    from matinee.domain.history import Said
    from matinee.services.review import Item

    Reader = Callable[[], str | None]
    """Gives the next line a person types; None at the end."""

__all__ = ["answering", "converse"]

_AT_ONCE = 20
_KEYS = "s skip, x not a film, u undo, q quit, or a film: tmdb:949, Heat (1995)"


def answering() -> bool:
    """Whether a person sits in front of the terminal and can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def converse(session: Session, matinee: Matinee, who: str, read: Reader | None = None) -> None:
    """Go through what waits for review until it is decided or the person has enough.

    Args:
        session: where the words go.
        matinee: the installation.
        who: whose review.
        read: reads an answer; None takes what is typed at the terminal.
    """
    talk = _Talk(session, matinee, who, read or _typed)
    while items := matinee.review.queue(who, most=_AT_ONCE):
        for item in items:
            if not talk.settle(item):
                talk.end()
                return
            if talk.undone:
                # What was undone waits again, and comes with the next look.
                talk.undone = False
                break
    talk.end()


def _typed() -> str | None:
    return sys.stdin.readline() or None


class _Talk:
    """The conversation: what is asked, and what was decided last."""

    def __init__(self, session: Session, matinee: Matinee, who: str, read: Reader) -> None:
        self._session = session
        self._matinee = matinee
        self._who = who
        self._read = read
        self._last: Item | None = None
        self.undone = False

    def settle(self, item: Item) -> bool:
        """Ask about a title until it is decided or something is undone; False when the person quits."""
        self._tell(item)
        while True:
            sys.stdout.write("? ")
            sys.stdout.flush()
            answer = self._read()
            if answer is None or answer.strip().casefold() in ("q", "quit"):
                return False
            try:
                if answer.strip() and self._done(item, answer.strip()):
                    return True
            except RequestError as error:
                self._session.say(str(error), "red")

    def _tell(self, item: Item) -> None:
        left = self._matinee.review.count(self._who)
        year = f" ({item.title.year})" if item.title.year else ""
        says = ", ".join(dict.fromkeys(_words(said) for said in item.says))
        title = f"{item.title.title or item.title.key}{year}"
        self._session.show("", printable(f"{title}, from {item.title.service}: {says or 'nothing more'}"))
        for number, film in enumerate(item.candidates, 1):
            self._session.show(printable(f"  {number}  {candidate(film)}"))
        choose = "a number, " if item.candidates else ""
        self._session.hint(f"{left} left. Type {choose}{_KEYS}")

    def _done(self, item: Item, answer: str) -> bool:
        """Do what was answered; whether the title is settled or undone."""
        review, who = self._matinee.review, self._who
        match answer.casefold():
            case "s" | "skip":
                self._decided(review.skip(who, item.id), "set aside")
            case "x":
                self._decided(review.not_a_film(who, item.id), "no film")
            case "u" | "undo":
                return self._undo()
            case "?" | "h" | "help":
                self._tell(item)
                return False
            case number if number.isascii() and number.isdigit() and len(number) < 3:
                if not 1 <= int(number) <= len(item.candidates):
                    self._session.say(
                        f"There is no candidate {number}. {_KEYS[:1].upper()}{_KEYS[1:]}", "red"
                    )
                    return False
                self._choose(item, item.candidates[int(number) - 1].id)
            case _:
                self._choose(item, self._matinee.film(answer).id)
        return True

    def _choose(self, item: Item, film_id: int) -> None:
        decided = self._matinee.review.choose(self._who, item.id, film_id)
        self._decided(decided, "" if decided.film is None else decided.film.label)

    def _decided(self, item: Item, words: str) -> None:
        self._last = item
        self._session.show(printable(f"{item.title.title or item.title.key} is {words}."))

    def _undo(self) -> bool:
        if self._last is None or self._last.before is None:
            self._session.say("There is nothing to undo yet.", "red")
            return False
        item = self._matinee.review.undo(self._who, self._last.before)
        self._session.show(printable(f"{item.title.title or item.title.key} waits again."))
        self._last = None
        self.undone = True
        return True

    def end(self) -> None:
        """Say what is left."""
        left = self._matinee.review.count(self._who)
        self._session.hint(
            f"{left} left to review; go on any time with `matinee review`."
            if left
            else "Nothing is left to review."
        )


def _words(said: Said) -> str:
    kind = said.kind.value.replace("_", " ")
    return f"{kind} {said.stars:g}" if said.stars is not None else kind
