"""Commands that recommend and explain a pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
from matinee.cli.options import Count, FilmWords, Genres, Json, User, Users, Years, reference
from matinee.cli.session import Session, session_of
from matinee.cli.together import together

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.domain.film import Film
    from matinee.services.learn import FilmModel
    from matinee.services.recommend import Query

__all__ = ["make_space", "register", "welcome"]

_PANEL = "Your picks"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (recommend, why):
        app.command(rich_help_panel=_PANEL)(command)


def recommend(
    context: typer.Context,
    count: Count = 10,
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
    saved: Annotated[
        bool, typer.Option("--saved", help="With the filters and dials that the app keeps for you, too.")
    ] = False,
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
    rows: Annotated[
        bool, typer.Option("--rows", help="The app's whole page: top picks, hidden gems and the other rows.")
    ] = False,
    all_reasons: Annotated[
        bool, typer.Option("--all-reasons", help="Every reason in the JSON, so that they sum to the score.")
    ] = False,
    rule: Annotated[
        str | None,
        typer.Option(
            metavar="RULE",
            help="For a group: fair (the default, everybody gets about as much), mean, or misery "
            "(what the least pleased likes best).",
            show_default=False,
        ),
    ] = None,
    users: Users = None,
    json: Json = False,
) -> None:
    """What to watch next, and why; for one person or, with several --user, for a group."""
    from matinee.cli import shapes
    from matinee.cli.tables import pick_table
    from matinee.errors import BadValue
    from matinee.services.preferences import Kept
    from matinee.services.recommend import Query
    from matinee.taste.rank import Dials

    session = session_of(context)
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
    group = len(users or ()) > 1 or rule is not None
    if rows and (group or from_film is not None or include_seen):
        raise BadValue("--rows is the page of one person: leave out --from, --include-seen and the group.")
    if saved and group:
        raise BadValue("--saved is what one person keeps: leave it out, or name one person.")
    with session.open() as matinee:
        like = None if from_film is None else matinee.film(from_film)
        user = users[0] if users else matinee.settings.user
        make_space(session, matinee)
        kept = matinee.preferences.kept(user) if saved else Kept()
        # What is not turned stays as it is kept, or as the model has it.
        dials = Dials(
            kept.dials.obscurity if obscurity is None else obscurity,
            kept.dials.variety if variety is None else variety,
        )
        query = Query(
            n=count,
            filters=asked.filters(matinee, kept.filters),
            include_seen=include_seen,
            from_film=None if like is None else like.id,
            dials=dials,
        )
        if group:
            together(session, matinee, users or (), query, rule, json=json, every=all_reasons)
            return
        if rows:
            _page(session, matinee, user, query, json=json, every=all_reasons)
            return
        found = matinee.picks(query, user=user, surface="cli")
    if json:
        session.json(shapes.picks(found.user, found.picks, every=all_reasons))
    elif found.picks:
        session.show(pick_table(found.picks))
    if not found.picks:
        session.hint("No film is left: loosen the filters, or add --include-seen.")
    elif like is None and not any(pick.why for pick in found.picks):
        welcome(session, found.user, found.picks[0].film)


def _page(session: Session, matinee: Matinee, user: str, query: Query, *, json: bool, every: bool) -> None:
    from matinee.cli import shapes
    from matinee.cli.tables import row_parts
    from matinee.services.rows import Lengths

    rows = matinee.rows.page(user, query, Lengths(top=query.n, row=query.n, more=0), surface="cli")
    if json:
        session.json(shapes.rows(user, rows, every=every))
    elif rows:
        session.show(*row_parts(rows))
    if not rows:
        session.hint("No film is left: loosen the filters.")
    elif not any(pick.why for row in rows for pick in row.picks):
        welcome(session, user, rows[0].picks[0].film)


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
    from matinee.cli.bars import place_parts, why_parts

    session = session_of(context)
    with session.open() as matinee:
        found = matinee.film(reference(film))
        make_space(session, matinee)
        if model:
            _tell_model(session, found, matinee.learning.model(found.id), json=json)
            return
        who = matinee.settings.user if user is None else user
        pick = matinee.why(found.id, user=who)
        what_if = matinee.counterfactuals.of(who, pick)
    if json:
        session.json(shapes.why(who, pick, what_if))
    else:
        session.show(*why_parts(pick), *place_parts(what_if))
    if not pick.why:
        welcome(session, who, pick.film)


def _tell_model(session: Session, film: Film, found: FilmModel, *, json: bool) -> None:
    from matinee.cli.learning import model_parts, model_shape

    if json:
        session.json(model_shape(film, found))
    else:
        session.show(*model_parts(film, found))


def make_space(session: Session, matinee: Matinee) -> None:
    """Make the taste space where there is none yet, showing how far it is."""
    with session.progress() as progress:
        matinee.spaces.current(progress)


def welcome(session: Session, user: str, film: Film | None) -> None:
    """Say what somebody of whom nothing is known should do.

    Args:
        session: to say it in.
        user: who it is.
        film: one to name as an example.
    """
    title = "TITLE" if film is None else film.label
    session.hint(
        f"Nothing is known of {user} yet. Say what you think of films you have seen, "
        f'as in `matinee rate "{title}" 4.5` or `matinee dislike TITLE`, and ask again.'
    )
