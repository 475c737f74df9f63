"""Commands by which a person says what they think, and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.options import FilmWords, Json, Stars, User, reference
from matinee.cli.session import Session, session_of
from matinee.domain.feedback import Kind
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.bootstrap import Matinee
    from matinee.domain.feedback import Event
    from matinee.domain.film import Film

__all__ = ["register"]

_PANEL = "Your feedback"
_SOURCE = "cli"
_SHORTEST_ID = 4

_PLAIN: dict[str, tuple[Kind, str]] = {
    "like": (Kind.LIKE, "You liked a film."),
    "dislike": (Kind.DISLIKE, "You did not like a film."),
    "watched": (Kind.WATCHED, "You have seen a film; no opinion is taken from that."),
    "save": (Kind.WATCHLIST_ADD, "Put a film on your watchlist."),
    "unsave": (Kind.WATCHLIST_REMOVE, "Take a film off your watchlist."),
    "hide": (Kind.NOT_INTERESTED, "Never show a film again, and learn from that."),
    "unhide": (Kind.INTERESTED_AGAIN, "Show a hidden film again."),
}
"""Commands that say one thing about one film."""

EventId = Annotated[
    str,
    typer.Argument(
        metavar="EVENT",
        help="An event's id, or its beginning, as `matinee history` shows it.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(rich_help_panel=_PANEL)(rate)
    for name, (kind, text) in _PLAIN.items():
        app.command(name, help=text, rich_help_panel=_PANEL)(_saying(kind))
    for command in (undo, edit, forget, history):
        app.command(rich_help_panel=_PANEL)(command)


def _tell(session: Session, event: Event, film: Film | None, text: str, *, json: bool) -> None:
    from matinee.cli import shapes
    from matinee.cli.session import printable

    if json:
        session.json(shapes.said(event, film))
    else:
        session.show(printable(text))


def _label(film: Film | None, event: Event) -> str:
    return f"tmdb:{event.film_id}" if film is None else film.label


def _film_of(matinee: Matinee, event: Event) -> Film | None:
    return None if event.film_id is None else matinee.films.many([event.film_id]).get(event.film_id)


def _saying(kind: Kind) -> Callable[..., None]:
    def say(context: typer.Context, film: FilmWords, user: User = None, json: Json = False) -> None:
        _say(context, kind, reference(film), None, user, json=json)

    return say


def rate(
    context: typer.Context,
    film: Annotated[
        str, typer.Argument(metavar="FILM", help='A film: tmdb:949, "Heat", "heat 1995".', show_default=False)
    ],
    stars: Stars,
    user: User = None,
    json: Json = False,
) -> None:
    """Rate a film from 0.5 to 5 stars by halves. A title of several words needs quotes here."""
    _say(context, Kind.RATING, film, stars, user, json=json)


def _say(
    context: typer.Context, kind: Kind, film: str, value: float | None, user: str | None, *, json: bool
) -> None:
    from matinee.services.words import did

    session = session_of(context)
    with session.open() as matinee:
        found = matinee.film(film)
        event = matinee.say(kind, found.id, value, user=user, source=_SOURCE)
    _tell(session, event, found, f"You {did(event, found.label)}.", json=json)


def undo(context: typer.Context, user: User = None, json: Json = False) -> None:
    """Take back the newest thing you said; again, and the one before goes too."""
    from matinee.services.words import did

    session = session_of(context)
    with session.open() as matinee:
        event = matinee.undo(user=user, source=_SOURCE)
        film = _film_of(matinee, event)
    _tell(session, event, film, f"Taken back: you {did(event, _label(film, event))}.", json=json)


def edit(
    context: typer.Context, event_id: EventId, stars: Stars, user: User = None, json: Json = False
) -> None:
    """Give a rating other stars."""
    session = session_of(context)
    with session.open() as matinee:
        who = matinee.settings.user if user is None else user
        target = _whole_id(matinee, who, event_id)
        event = matinee.feedback.amend(who, target, stars, source=_SOURCE)
        film = _film_of(matinee, event)
    _tell(session, event, film, f"The rating of {_label(film, event)} is now {stars:g}.", json=json)


def forget(context: typer.Context, event_id: EventId, user: User = None, json: Json = False) -> None:
    """Leave one event out of learning, and keep it in history."""
    session = session_of(context)
    with session.open() as matinee:
        who = matinee.settings.user if user is None else user
        target = _whole_id(matinee, who, event_id)
        event = matinee.feedback.forget(who, target, source=_SOURCE)
        film = _film_of(matinee, event)
    text = f"What you said about {_label(film, event)} stays in history and teaches nothing."
    _tell(session, event, film, text, json=json)


def _whole_id(matinee: Matinee, user: str, given: str) -> str:
    """The id of a person's event whose beginning was given; an unknown one stays as it is."""
    if len(given) < _SHORTEST_ID:
        return given
    found = [event.event_id for event in matinee.feedback.log(user) if event.event_id.startswith(given)]
    if len(found) > 1 and given not in found:
        raise BadValue(f'{len(found)} events begin with "{given}"; give more of the id.')
    return found[0] if len(found) == 1 else given


def history(
    context: typer.Context,
    count: Annotated[
        int | None, typer.Option("-n", "--count", metavar="N", min=1, help="The newest; else all.")
    ] = None,
    user: User = None,
    json: Json = False,
) -> None:
    """What you said, the newest first, and whether it counts."""
    from matinee.cli import shapes
    from matinee.cli.tables import history_table

    session = session_of(context)
    with session.open() as matinee:
        lines = matinee.history(user=user)
        who = matinee.settings.user if user is None else user
    if json:
        session.json(shapes.history(who, lines[:count]))
    elif lines:
        session.show(history_table(lines[:count], [line.event.event_id for line in lines]))
    if not lines:
        session.hint(
            f'{who} has said nothing yet. Begin with `matinee rate "TITLE" 4.5` or `matinee like TITLE`.'
        )
