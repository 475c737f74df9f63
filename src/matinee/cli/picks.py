"""Commands that recommend and explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.options import Count, FilmWords, Genres, Json, User, Years, language, reference
from matinee.cli.session import Session, session_of

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.domain.film import Film
    from matinee.services.learn import FilmModel

__all__ = ["register"]

_PANEL = "Your picks"

Names = list[str] | None


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (recommend, why, taste):
        app.command(rich_help_panel=_PANEL)(command)


def recommend(
    context: typer.Context,
    count: Count = 10,
    genre: Genres = None,
    not_genre: Annotated[
        Names, typer.Option(metavar="GENRE", help="Not this genre; may be repeated.", show_default=False)
    ] = None,
    year: Years = None,
    max_runtime: Annotated[
        int | None, typer.Option(metavar="MINUTES", min=1, help="No longer than this.", show_default=False)
    ] = None,
    languages: Annotated[
        Names,
        typer.Option(
            "--language",
            metavar="CODE",
            parser=language,
            help="Original language: en, fr, ja; may be repeated.",
            show_default=False,
        ),
    ] = None,
    include_seen: Annotated[bool, typer.Option("--include-seen", help="Also films you have seen.")] = False,
    from_film: Annotated[
        str | None,
        typer.Option("--from", metavar="FILM", help="From just this one film.", show_default=False),
    ] = None,
    obscurity: Annotated[
        float | None,
        typer.Option(
            metavar="0-1", min=0, max=1, help="1: being well known hardly counts.", show_default=False
        ),
    ] = None,
    variety: Annotated[
        float | None,
        typer.Option(
            metavar="0-1",
            min=0,
            max=1,
            help="0: the best one by one; 1: unlike each other.",
            show_default=False,
        ),
    ] = None,
    all_reasons: Annotated[
        bool, typer.Option("--all-reasons", help="Every reason in the JSON, so that they sum to the score.")
    ] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """What to watch next, and why."""
    from dataclasses import replace

    from matinee.cli import shapes
    from matinee.cli.tables import pick_table
    from matinee.domain.catalogue import Filters, genre_named
    from matinee.services.recommend import Query
    from matinee.taste.rank import Dials

    session = session_of(context)
    # What is not turned stays as the model has it.
    turned = {"obscurity": obscurity, "variety": variety}
    dials = replace(Dials(), **{name: value for name, value in turned.items() if value is not None})
    filters = Filters(
        genres=frozenset(genre_named(name) for name in genre or ()),
        not_genres=frozenset(genre_named(name) for name in not_genre or ()),
        years=None if year is None else year.pair,
        max_runtime=max_runtime,
        languages=frozenset(languages or ()),
    )
    with session.open() as matinee:
        like = None if from_film is None else matinee.film(from_film)
        query = Query(
            n=count,
            filters=filters,
            include_seen=include_seen,
            from_film=None if like is None else like.id,
            dials=dials,
        )
        _learn(session, matinee)
        found = matinee.picks(query, user=user, surface="cli")
    if json:
        session.json(shapes.picks(found.user, found.picks, every=all_reasons))
    elif found.picks:
        session.show(pick_table(found.picks))
    if not found.picks:
        session.hint("No film is left: loosen the filters, or add --include-seen.")
    elif like is None and not any(pick.why for pick in found.picks):
        _welcome(session, found.user, found.picks[0].film)


def why(
    context: typer.Context,
    film: FilmWords,
    model: Annotated[
        bool, typer.Option("--model", help="How much is known from content and how much from the crowd.")
    ] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """Why a film has its score: what each thing you said adds to it."""
    from matinee.cli import shapes
    from matinee.cli.bars import why_parts

    session = session_of(context)
    with session.open() as matinee:
        found = matinee.film(reference(film))
        _learn(session, matinee)
        if model:
            _tell_model(session, found, matinee.learning.model(found.id), json=json)
            return
        pick = matinee.why(found.id, user=user)
        who = matinee.settings.user if user is None else user
    if json:
        session.json(shapes.picks(who, [pick], every=True))
    else:
        session.show(*why_parts(pick))
    if not pick.why:
        _welcome(session, who, pick.film)


def _tell_model(session: Session, film: Film, found: FilmModel, *, json: bool) -> None:
    from matinee.cli.learning import model_parts, model_shape

    if json:
        session.json(model_shape(film, found))
    else:
        session.show(*model_parts(film, found))


def taste(context: typer.Context, user: User = None, json: Json = False) -> None:
    """What Matinee believes of your taste, and how sure it is."""
    from matinee.cli import shapes
    from matinee.cli.bars import taste_parts

    session = session_of(context)
    with session.open() as matinee:
        _learn(session, matinee)
        report = matinee.taste(user=user)
    if json:
        session.json(shapes.taste(report))
    elif report.events:
        session.show(*taste_parts(report))
    if not report.events:
        _welcome(session, report.user, None)


def _learn(session: Session, matinee: Matinee) -> None:
    """Make the taste space where there is none yet, showing how far it is."""
    with session.progress() as progress:
        matinee.spaces.current(progress)


def _welcome(session: Session, user: str, film: Film | None) -> None:
    title = "TITLE" if film is None else film.label
    session.hint(
        f"Nothing is known of {user} yet. Say what you think of films you have seen, "
        f'as in `matinee rate "{title}" 4.5` or `matinee dislike TITLE`, and ask again.'
    )
