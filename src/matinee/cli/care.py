"""Commands that set Matinee up, serve the app and look after an installation."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.films import load_starter
from matinee.cli.options import Json, User
from matinee.cli.session import session_of

__all__ = ["register"]

_PANEL = "Setting up"


_app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(rich_help_panel=_PANEL)(init)
    app.add_typer(_app, name="app", rich_help_panel=_PANEL)
    app.command(rich_help_panel=_PANEL)(doctor)


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


@_app.callback()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on it.")] = True,
    user: User = None,
) -> None:
    """Serve the app, and print its address. Ctrl-C ends it.

    With a password, set by `matinee app password`, it lets in only who knows that. Others than this machine reach it
    only with --host, and then it needs one.
    """
    if context.invoked_subcommand is not None:
        return
    from matinee.cli.serving import serve_app

    serve_app(session_of(context), host, port, browser=browser, user=user)


@_app.command()
def password(
    context: typer.Context,
    forget: Annotated[bool, typer.Option("--forget", help="Remove it: the app asks for none.")] = False,
    json: Json = False,
) -> None:
    """Set the password that the app asks for. It is typed unseen, and only a hash of it is kept."""
    session = session_of(context)
    with session.open() as matinee:
        if forget:
            there = matinee.passwords.forget()
            told = "The password is removed." if there else "There was no password."
        else:
            matinee.passwords.keep(_typed())
            there, told = True, "The password is set."
        outside = matinee.settings.app_password is not None
    if json:
        session.json({"password": not forget})
    else:
        session.show(told)
    if outside:
        session.hint("MATINEE_APP_PASSWORD is set, and goes before the one that is kept.")
    elif not forget or there:
        session.hint("An app that is running asks for it after its next start." if not forget else
                     "An app that is running goes on asking until its next start.")  # fmt: skip


def _typed() -> str:
    """A password, typed twice and unseen; from a pipe its first line."""
    import sys

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))


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
