"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee import __version__
from matinee.cli import (
    care,
    crowds,
    evaluating,
    feedback,
    films,
    histories,
    learning,
    picks,
    quiz,
    search,
    sync,
    taste,
)

__all__ = ["app"]

app = typer.Typer(
    name="matinee",
    help="A movie recommender you run for yourself: it learns at once, and says exactly why.",
    epilog='Begin with `matinee init`, then `matinee rate "Heat" 5` and `matinee recommend`.',
    rich_markup_mode="rich",
    # Errors are told in one line by `matinee.cli.run`.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"matinee {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _matinee(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


care.register(app)
films.register(app)
search.register(app)
sync.register(app)
picks.register(app)
taste.register(app)
quiz.register(app)
feedback.register(app)
histories.register(app)
crowds.register(app)
learning.register(app)
evaluating.register(app)
