"""Commands about crowds, whose ratings are learned from and never shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Json, User
from matinee.cli.session import Session, session_of
from matinee.errors import BadValue

if TYPE_CHECKING:
    from rich.table import Table

    from matinee.bootstrap import Matinee
    from matinee.domain.crowd import Note
    from matinee.domain.ports import Progress
    from matinee.services.crowd import Installed

__all__ = ["register"]

_PANEL = "Learning"

_crowd = typer.Typer(
    help="Learn from other people's ratings. They are never shown to anybody.", rich_markup_mode="rich"
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(_crowd, name="crowd", rich_help_panel=_PANEL)


@_crowd.command()
def add(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="A MovieLens zip or folder, or a CSV or Parquet file of user, film, rating, time.",
            show_default=False,
        ),
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="The people of this installation.")] = False,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What to call it; else as the file.", show_default=False),
    ] = None,
    links: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A links.csv, where none lies beside the ratings.", show_default=False
        ),
    ] = None,
    scale: Annotated[float, typer.Option(metavar="BEST", min=1, help="The best rating: 5, 10 or 100.")] = 5,
    json: Json = False,
) -> None:
    """Add a crowd to learn from. Adding one of the same name replaces it."""
    session = session_of(context)
    if own == (path is not None):
        raise BadValue("Name one thing to add: a file, or --own for the people of this installation.")
    with session.open() as matinee:
        if path is None:
            matinee.crowds.join()
            found = [crowd for crowd in matinee.crowds.installed() if crowd.name == "own"]
            _tell(
                session,
                found,
                json=json,
                empty="Nobody here has rated anything yet; those who do will count.",
            )
        else:
            with session.progress() as progress:
                installed = _added(matinee, path, name, links, scale, progress)
            _tell(session, [installed], json=json)
    session.hint("Next: `matinee learn`.")


@_crowd.command()
def fetch(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="movielens")],
    size: Annotated[str, typer.Option(metavar="SIZE", help="small, 25m or 32m.")] = "small",
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the licence without being asked.")] = False,
    json: Json = False,
) -> None:
    """Download MovieLens from GroupLens, whose conditions are shown first, and add it."""
    from matinee.crowds.fetch import fetch_movielens, licence_of

    session = session_of(context)
    if what.casefold() != "movielens":
        raise BadValue(f'Only movielens can be fetched, not "{what}".')
    with session.open() as matinee:
        base = matinee.settings.movielens_url
        for line in licence_of(size, base).splitlines():
            session.say(line)
        if not yes and not typer.confirm("Do you agree?", err=True):
            raise BadValue("Nothing was fetched.")
        folder = matinee.settings.home / "fetched"
        with session.progress() as progress:
            path = fetch_movielens(size, folder, base, progress)
            try:
                installed = _added(matinee, path, None, None, 5.0, progress)
            finally:
                path.unlink(missing_ok=True)
    _tell(session, [installed], json=json)
    session.hint("Next: `matinee learn`.")


@_crowd.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """The crowds that are learned from."""
    session = session_of(context)
    with session.open() as matinee:
        crowds = matinee.crowds.installed()
        left = matinee.crowds.left()
    if json:
        session.json({"crowds": [shape(crowd) for crowd in crowds], "left_out": left})
        return
    if crowds:
        session.show(_table(crowds))
    else:
        session.hint("There is no crowd yet: `matinee crowd add FILE`, or `matinee crowd fetch movielens`.")
    if left:
        session.hint(f"Left out: {', '.join(left)}.")


@_crowd.command()
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `matinee crowd list` shows it.")],
    json: Json = False,
) -> None:
    """Remove a crowd. The name own stops learning from the people here, and keeps all they said."""
    session = session_of(context)
    with session.open() as matinee:
        matinee.crowds.remove(name)
    if json:
        session.json({"removed": name})
    else:
        session.show(f"{name} is removed.")
        session.hint("Next: `matinee learn`, so that nothing of it is left in the taste space.")


@_crowd.command()
def leave(
    context: typer.Context,
    user: User = None,
    back: Annotated[bool, typer.Option("--back", help="Count again.")] = False,
    json: Json = False,
) -> None:
    """Leave a person out of what others are recommended. Their own picks stay as good."""
    session = session_of(context)
    with session.open() as matinee:
        who = matinee.settings.user if user is None else user
        matinee.crowds.leave(who, out=not back)
        left = matinee.crowds.left()
    if json:
        session.json({"user": who, "left_out": left})
    else:
        session.show(f"{who} {'counts again' if back else 'is left out'}.")


def _added(
    matinee: Matinee, path: Path, name: str | None, links: Path | None, scale: float, progress: Progress
) -> Installed:
    from matinee.crowds import read_crowd
    from matinee.services.crowd import crowd_name

    called = crowd_name(path.absolute().name.removesuffix(path.suffix) if name is None else name)
    found = read_crowd(
        path,
        links=links,
        scale=scale,
        find=matinee.films.only,
        now=matinee.clock(),
        progress=progress,
    )
    return matinee.crowds.add(called, found, path.name)


def shape(crowd: Installed) -> dict[str, Any]:
    """A crowd as JSON."""
    return {
        "name": crowd.name,
        "people": crowd.people,
        "films": crowd.films,
        "ratings": crowd.ratings,
        "source": crowd.source,
        "added_at": _when(crowd.added_at) if crowd.added_at else None,
        "read": crowd.report.read,
        "left_out": [_note(note) for note in crowd.report.left_out],
        "noticed": [_note(note) for note in crowd.report.noticed],
    }


def _note(note: Note) -> dict[str, Any]:
    return {"what": note.what, "count": note.count, "examples": list(note.examples)}


def _when(moment: int) -> str:
    return dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC).isoformat(timespec="seconds")


def _tell(session: Session, crowds: list[Installed], *, json: bool, empty: str = "") -> None:
    if json:
        session.json({"crowds": [shape(crowd) for crowd in crowds]})
        return
    for crowd in crowds:
        session.show(
            f"{crowd.name}: {crowd.ratings:,} ratings of {crowd.films:,} films by {crowd.people:,} people."
        )
        if crowd.report.read:
            session.show(
                f"Of {crowd.report.read:,} rows read, {crowd.report.read - crowd.ratings:,} were left out."
            )
        for note in (*crowd.report.left_out, *crowd.report.noticed):
            named = f", such as {', '.join(note.examples)}" if note.examples else ""
            session.show(f"  {note.what}: {note.count:,}{named}")
    if not crowds:
        session.hint(empty)


def _table(crowds: list[Installed]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("Crowd", "People", "Films", "Ratings"):
        table.add_column(name, justify="left" if name == "Crowd" else "right")
    table.add_column("From")
    for crowd in crowds:
        table.add_row(crowd.name, f"{crowd.people:,}", f"{crowd.films:,}", f"{crowd.ratings:,}", crowd.source)
    return table
