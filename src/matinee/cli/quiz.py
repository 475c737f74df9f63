"""The taste quiz in a terminal: one key an answer, and the first picks at the end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.options import Json, User
from matinee.cli.session import Session, session_of

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.services.quiz import QuizState

__all__ = ["register"]

_PICKS = 10
_WIDTH = 24
_FULL, _LEFT = "\u2588", "\u2591"
_WORDS = {"l": "liked it", "d": "disliked it", "s": "seen it, no opinion", "n": "do not know it"}
"""What each key says."""
_KEYS = "l like   d dislike   s seen, no opinion   n don't know   u undo   q to the picks"
_UNDO, _QUIT = "u", "q"
_ESCAPE = "\x1b"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(rich_help_panel="Your picks")(quiz)


def quiz(
    context: typer.Context,
    questions: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--questions",
            metavar="MAX",
            min=1,
            help="At most so many; else until asking on does not pay.",
            show_default=False,
        ),
    ] = None,
    user: User = None,
    json: Json = False,
) -> None:
    """A first list in twenty seconds: films to like or dislike, each the one whose answer tells most.

    Keys: l like, d dislike, s seen without an opinion, n don't know, u undo, q show the picks. In a pipe, one a line.
    """
    from matinee.cli import shapes
    from matinee.cli.tables import pick_table
    from matinee.services.recommend import Query

    session = session_of(context)
    with session.open() as matinee:
        who = matinee.settings.user if user is None else user
        with session.progress() as progress:
            matinee.spaces.current(progress)
        if json:
            session.json(shapes.quiz(matinee.quiz.state(who)))
            return
        _ask(session, matinee, who, questions)
        found = matinee.picks(Query(n=_PICKS), user=who, surface="cli")
    session.show(pick_table(found.picks))


def _ask(session: Session, matinee: Matinee, user: str, most: int | None) -> None:
    """Ask until the person, `most` or what is left to find out says that it is enough."""
    from matinee.errors import NothingToUndo
    from matinee.services.quiz import Answer

    answers = {"l": Answer.LIKE, "d": Answer.DISLIKE, "s": Answer.SEEN, "n": Answer.UNKNOWN}
    state, place = matinee.quiz.state(user), 1
    session.say(_KEYS, "bold")
    told = state.enough
    while state.question is not None and (most is None or place <= most):
        if not state.pays and most is None:
            session.hint("Asking on would tell little now. `-n 10` asks on all the same.")
            return
        if state.enough and not told:
            session.hint(f"{state.answered} answers: your list is personal now. Go on, or see it with q.")
            told = True
        _show_question(session, state, place)
        key = _key(session)
        if key in (None, _QUIT):
            return
        if key == _UNDO:
            try:
                back = matinee.quiz.undo(user)
            except NothingToUndo as error:
                session.hint(str(error))
                continue
            title = f"tmdb:{back.film_id}" if back.film is None else back.film.label
            session.say(f"   taken back: {title}", "yellow")
            place = max(1, place - 1)
        else:
            matinee.quiz.answer(user, state.question.id, answers[key])
            session.say(f"   {_WORDS[key]}", "green")
            place += 1
        state = matinee.quiz.state(user)
        session.say(f"   {_bar(state)}")
    if state.question is None:
        session.hint("There is no other film to ask about.")


def _show_question(session: Session, state: QuizState, place: int) -> None:
    film = state.question
    if film is None:
        return
    facts = [", ".join(film.directors[:2]), ", ".join(film.genres[:3])]
    session.say(f"{place:2} {film.label}", "bold")
    session.hint(f"   {' · '.join(fact for fact in facts if fact)}")


def _bar(state: QuizState) -> str:
    """How sure the answers make it."""
    full = round(state.confidence * _WIDTH)
    return f"{_FULL * full}{_LEFT * (_WIDTH - full)} {state.confidence:.0%} sure"


def _key(session: Session) -> str | None:
    """A key that means something; None at the end of the input."""
    while True:
        pressed = _pressed()
        if pressed is None or pressed in (*_WORDS, _UNDO, _QUIT):
            return pressed
        session.hint(f"   {_KEYS}")


def _pressed() -> str | None:
    """The next key: without Enter from a terminal, else the first letter of a line. None at the end."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line.strip()[:1].casefold() if line else None
    try:
        key = typer.getchar()
    except EOFError:
        return None
    return _QUIT if key == _ESCAPE else key[:1].casefold()
