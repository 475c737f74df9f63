"""Commands about films: load, list, show, similar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Count, FilmWords, Genres, Json, Span, Years, reference
from matinee.cli.session import Session, session_of

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.domain.catalogue import Filters
    from matinee.domain.ports import Stored
    from matinee.tmdb import Mend, Refusal

__all__ = ["load_starter", "register"]

_PANEL = "Films"
_STARTER = "starter"
_MANY = 5000
"""Films that are read in about two minutes."""

_films = typer.Typer(help="Load, list and show films.", rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(_films, name="films", rich_help_panel=_PANEL)
    app.command(rich_help_panel=_PANEL)(similar)


def load_starter(session: Session, matinee: Matinee) -> Stored:
    """Load the starter catalogue and learn its space, showing how far it is."""
    with session.progress() as progress:
        return matinee.load_and_learn(progress)


@_films.command()
def load(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="TMDB 5000, The Movies Dataset, or a table of films as CSV, JSONL or Parquet; or the word starter.",
        ),
    ],
    json: Json = False,
) -> None:
    """Load films: a dump of TMDB's data, or the starter catalogue. Loading twice changes nothing."""
    from matinee.cli import shapes
    from matinee.cli.tables import load_report

    session = session_of(context)
    with session.open() as matinee:
        if source == _STARTER:
            stored = load_starter(session, matinee)
            read = stored.added + stored.changed + stored.unchanged
            report = shapes.load(read, stored, [], [])
        else:
            report = _load_dump(session, matinee, Path(source))
        if json:
            session.json(report)
        else:
            session.show(*load_report(report))
        _read(session, matinee)


def _read(session: Session, matinee: Matinee) -> None:
    """Read what the films are about, once they are there: whoever stops it keeps them, and what was read."""
    left = matinee.meanings.behind()
    if left > _MANY:
        session.hint(f"Reading what {left:,} films are about, for search; Ctrl-C leaves the rest for later.")
    with session.progress() as progress:
        matinee.learn_films(progress)


def _load_dump(session: Session, matinee: Matinee, path: Path) -> dict[str, Any]:
    """Load a dump piece by piece, so that its size does not matter; what was read is stored even if the rest fails."""
    from matinee.cli import shapes
    from matinee.domain.ports import Stored
    from matinee.tmdb import stream_dump, together

    read, stored = 0, Stored()
    refused: list[Refusal] = []
    mended: list[Mend] = []
    with session.progress() as progress:
        for cleaned in stream_dump(path, progress):
            put = matinee.films.put(cleaned.records, progress)
            stored = Stored(
                stored.added + put.added, stored.changed + put.changed, stored.unchanged + put.unchanged
            )
            count = stored.added + stored.changed + stored.unchanged
            # How many there will be nobody knows before the last piece.
            progress("storing films", count, count)
            read += cleaned.read
            refused += cleaned.refused
            mended = together((*mended, *cleaned.mended))
        matinee.spaces.current(progress)
    return shapes.load(read, stored, refused, mended)


@_films.command("list")
def list_(
    context: typer.Context,
    count: Annotated[
        int | None,
        typer.Option("-n", "--count", metavar="N", min=1, help="At most so many; else all."),
    ] = None,
    genre: Genres = None,
    year: Years = None,
    json: Json = False,
) -> None:
    """List the films, by title."""
    from matinee.cli import shapes
    from matinee.cli.tables import film_table

    session = session_of(context)
    with session.open() as matinee:
        films = matinee.films.listed(_filters(genre, year))
        total = len(films) or matinee.films.count()
    shown = films[:count]
    if json:
        session.json(shapes.film_list(shown))
    elif shown:
        session.show(film_table(shown))
    if not total:
        session.hint("There are no films yet: run `matinee init` for the starter catalogue.")
    elif not films:
        session.hint("No film passes these filters.")
    elif len(shown) < len(films):
        session.hint(f"{len(shown)} of {len(films)} films.")


def _filters(genres: list[str] | None, years: Span | None) -> Filters | None:
    if not genres and years is None:
        return None
    from matinee.domain.catalogue import Filters, genre_named

    return Filters(
        genres=frozenset(genre_named(genre) for genre in genres or ()),
        years=None if years is None else years.pair,
    )


@_films.command("show")
def show_(context: typer.Context, film: FilmWords, json: Json = False) -> None:
    """Show one film."""
    from matinee.cli import shapes
    from matinee.cli.tables import film_sheet

    session = session_of(context)
    with session.open() as matinee:
        found = matinee.film(reference(film))
    if json:
        session.json(shapes.film_facts(found))
    else:
        session.show(*film_sheet(found))


def similar(context: typer.Context, film: FilmWords, count: Count = 10, json: Json = False) -> None:
    """Films like a film, and what they share."""
    from matinee.cli import shapes
    from matinee.cli.tables import similar_table

    session = session_of(context)
    with session.open() as matinee:
        found = matinee.film(reference(film))
        with session.progress() as progress:
            matinee.spaces.current(progress)
        others = matinee.similar(found.id, count)
    if json:
        session.json(shapes.similar(found, others))
    else:
        session.show(*similar_table(found, others))
