"""The command about one's taste: what is believed of it, mutes and pins, and statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Json, User
from matinee.cli.picks import make_space, welcome
from matinee.cli.session import Session, printable, session_of
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from matinee.bootstrap import Matinee
    from matinee.services.statistics import Group, Stats
    from matinee.taste.wishes import Want

__all__ = ["register", "stats_shape"]

_PANEL = "Your picks"
_ALL = "all"
_DIRECTORS, _GROUPS = 8, 10
_WIDTH = 24

Names = list[str] | None


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(rich_help_panel=_PANEL)(taste)


def taste(
    context: typer.Context,
    mute: Annotated[
        Names,
        typer.Option(
            metavar="TRAIT",
            help="A trait that shall neither help nor harm, such as genre:Horror; may be repeated.",
            show_default=False,
        ),
    ] = None,
    pin: Annotated[
        Names, typer.Option(metavar="TRAIT", help="A trait you want more of.", show_default=False)
    ] = None,
    pin_down: Annotated[
        Names, typer.Option(metavar="TRAIT", help="A trait you want less of.", show_default=False)
    ] = None,
    reset: Annotated[
        Names,
        typer.Option(
            metavar="TRAIT", help="Forget what you wished of a trait, or of all of them.", show_default=False
        ),
    ] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Count what you rated and watched instead.")] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """What Matinee believes of your taste, and how sure it is; mute or pin what is in it."""
    from matinee.cli import shapes
    from matinee.cli.bars import taste_parts

    session = session_of(context)
    wanted = bool(mute or pin or pin_down or reset)
    if wanted and stats:
        raise BadValue("Change your taste or count: leave out --stats.")
    with session.open() as matinee:
        make_space(session, matinee)
        if stats:
            who = matinee.settings.user if user is None else user
            _tell_stats(session, matinee.statistics.of(who), json=json)
            return
        if wanted:
            _wish(session, matinee, user, (mute or (), pin or (), pin_down or (), reset or ()), json=json)
        report = matinee.taste(user=user)
    if json:
        session.json(shapes.taste(report))
    elif report.events or report.wishes:
        session.show(*taste_parts(report))
    if not (report.events or report.wishes):
        welcome(session, report.user, None)


def _wish(
    session: Session, matinee: Matinee, user: str | None, named: Sequence[Sequence[str]], *, json: bool
) -> None:
    from matinee.services.words import trait_name, wished
    from matinee.taste.wishes import Want

    who = matinee.settings.user if user is None else user
    wants: list[tuple[str, Want | None]] = []
    for names, want in zip(named, (Want.MUTE, Want.MORE, Want.LESS, None), strict=True):
        wants += [(name, want) for name in names if want is not None or name != _ALL]
    done = matinee.wishes.change(who, wants)
    lines = [
        f"You {wished(wish)}."
        if want is not None
        else f"What you wished of {trait_name(wish.block, wish.term)} is reset."
        for (_, want), wish in zip(wants, done, strict=True)
    ]
    if _ALL in named[-1]:
        gone = matinee.wishes.reset(who)
        lines.append(f"{len(gone)} wishes are reset." if len(gone) != 1 else "One wish is reset.")
    if not json:
        session.show(*(printable(line) for line in lines), "")


def stats_shape(found: Stats) -> dict[str, Any]:
    """`matinee taste --stats` as JSON."""
    return {
        "user": found.user,
        "seen": found.seen,
        "rated": found.rated,
        "unknown": found.unknown,
        "mean": found.mean,
        "usual": found.usual if found.compared else None,
        "stars": [{"stars": stars, "films": films} for stars, films in found.stars],
        "decades": [_group(group, found) for group in found.decades],
        "directors": [_group(group, found) for group in found.directors],
        "genres": [_group(group, found) for group in found.genres],
        "countries": [_group(group, found) for group in found.countries],
        "minutes": found.minutes,
        "untimed": found.untimed,
        "people": [
            {"name": person.name, "films": person.films, "directed": person.directed}
            for person in found.people
        ],
    }


def _group(group: Group, found: Stats) -> dict[str, Any]:
    return {
        "name": group.name,
        "films": group.films,
        "mean": group.mean,
        "usual": group.usual if found.compared else None,
        "above": group.above,
        "few": group.few,
    }


def _tell_stats(session: Session, found: Stats, *, json: bool) -> None:
    if json:
        session.json(stats_shape(found))
    elif found.seen:
        session.show(*_stats_parts(found))
    if not found.seen:
        welcome(session, found.user, None)


def _stats_parts(found: Stats) -> list[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    from matinee.domain.names import country

    hours = found.minutes / 60
    parts: list[RenderableType] = [
        Text(
            f"{found.seen:,} films seen, {hours:,.0f} hours"
            + (f" and {found.untimed} films of unknown length" if found.untimed else "")
            + f"; {found.rated:,} rated"
            + (f", {found.mean:.2f} stars in the mean" if found.mean is not None else "")
            + (
                f" ({found.usual:.2f} are usual for them)"
                if found.usual is not None and found.compared
                else ""
            )
            + "."
        )
    ]
    if found.rated:
        most = max(films for _, films in found.stars)
        grid = Table.grid(padding=(0, 1))
        for stars, films in found.stars:
            grid.add_row(
                f"{stars:>5g}", Text("\u2588" * round(_WIDTH * films / most), "yellow"), str(films or "")
            )
        parts += ["", Text("stars given", "bold"), grid]
    for heading, groups, named in (
        ("decades", found.decades, str),
        ("directors, beyond the usual", found.directors[:_DIRECTORS], str),
        ("genres", found.genres[:_GROUPS], str),
        ("countries", found.countries[:_GROUPS], country),
    ):
        if groups:
            parts += ["", _groups_table(heading, [(named(group.name), group) for group in groups], found)]
    if found.people:
        told = ", ".join(f"{person.name} ({person.films})" for person in found.people)
        parts += ["", Text("most watched", "bold"), Text(printable(told))]
    if found.few:
        parts += ["", Text("Few films are rated yet: the means say little.", "dim")]
    return parts


def _groups_table(heading: str, groups: Sequence[tuple[str, Group]], found: Stats) -> RenderableType:
    from matinee.cli.tables import cell, empty_table

    columns = [(heading, "text"), ("films", "number"), ("mean", "number")]
    if found.compared:
        columns += [("usual", "number"), ("above", "number")]
    table = empty_table(*columns, ("", "word"))
    for name, group in groups:
        row = [str(group.films), f"{group.mean:.1f}"]
        if found.compared:
            row += [f"{group.usual:.1f}", f"{group.above:+.2f}"]
        table.add_row(cell(name), *row, "few films" if group.few else "")
    return table
