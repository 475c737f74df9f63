"""Commands that set Matinee up, serve the app and look after an installation."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.films import load_starter
from matinee.cli.options import Json, User
from matinee.cli.session import session_of

__all__ = ["register"]

_PANEL = "Setting up"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (init, serve, doctor):
        name = "app" if command is serve else None
        app.command(name, rich_help_panel=_PANEL)(command)


def init(context: typer.Context, json: Json = False) -> None:
    """Make the data directory and load the starter catalogue. Running it again changes nothing."""
    from matinee.cli import shapes

    session = session_of(context)
    with session.open() as matinee:
        stored = load_starter(session, matinee)
        films = matinee.films.count()
        home = str(matinee.settings.home)
    if json:
        session.json(shapes.init(home, films, stored))
        return
    loaded = stored.added + stored.changed
    session.show(f"{films} films are ready in {home}" + (f", {loaded} of them new." if loaded else "."))
    session.hint("Next: `matinee recommend`, or `matinee app` for the web page.")


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on it.")] = True,
    user: User = None,
) -> None:
    """Serve the app, and print its address. Ctrl-C ends it."""
    from matinee.cli.serving import serve_app

    serve_app(session_of(context), host, port, browser=browser, user=user)


def doctor(context: typer.Context, json: Json = False) -> None:
    """Look whether everything is well; the exit code is 1 when something is wrong."""
    from matinee.cli import shapes
    from matinee.cli.doctor import examine
    from matinee.cli.tables import check_table

    session = session_of(context)
    checks = examine(session.open)
    if json:
        session.json(shapes.checks(checks))
    else:
        session.show(check_table(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
