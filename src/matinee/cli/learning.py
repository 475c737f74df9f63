"""The command that learns from the crowds, and the sheet of what a film's vector is made of."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Json
from matinee.cli.session import Session, printable, session_of
from matinee.errors import BadValue

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from matinee.bootstrap import Matinee
    from matinee.domain.film import Film
    from matinee.services.comparing import Comparison, Row
    from matinee.services.generations import Generation
    from matinee.services.learn import FilmModel, Learned

__all__ = ["learned_shape", "model_parts", "model_shape", "register"]

_PANEL = "Learning"
_PROTOCOLS = {"few": "three likes known", "warm": "all but the latest known", "mean": "mean, which decides"}
_GROUNDS = {
    "held_out": "compared on {people:,} people that neither has learned from",
    "cross_validation": "compared on {people:,} people, learning from the others in turn",
    "checks": "not compared",
}


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(rich_help_panel=_PANEL)(learn)


def learn(
    context: typer.Context,
    force: Annotated[
        bool, typer.Option("--force", help="Take what was learned even if it is worse.")
    ] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to what was before.")] = False,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="Learn only if enough is new: for a timer, such as cron.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Tell when it last learned, and whether it is due.")
    ] = False,
    json: Json = False,
) -> None:
    """Learn from the crowds and the people here; what was learned is used if it is not worse."""
    session = session_of(context)
    if force + rollback + if_due + status > 1:
        raise BadValue("Choose one of --force, --rollback, --if-due and --status.")
    with session.open() as matinee:
        if status:
            _tell_status(session, matinee, json=json)
            return
        if rollback:
            _tell_back(session, matinee.learning.roll_back(), json=json)
            return
        with session.progress() as progress:
            found = (
                matinee.learning.run_if_due(progress)
                if if_due
                else matinee.learning.run(force=force, progress=progress)
            )
        if found is None:
            _tell_not_due(session, matinee, json=json)
            return
    if json:
        session.json(learned_shape(found))
        return
    _tell(session, found)


def _tell(session: Session, found: Learned) -> None:
    session.show(
        f"Learned from {found.ratings:,} ratings by {found.people:,} people ({_named(found.crowds)}); "
        f"{found.held_out:,} held out."
        if found.crowds
        else "Learned from nobody: the films' content alone."
    )
    session.show(
        f"The crowd knows {found.films_rated:,} of {found.films:,} films; "
        f"{found.crowd_share:.0%} of all vectors comes from it."
    )
    if found.comparison is not None:
        session.show("", _table(found.comparison, found.grounds), "")
        if found.grounds == "cross_validation":
            session.hint(
                "Where the space in use has seen these people, what it would know without them stands for it."
            )
    session.show(found.why)


def _tell_not_due(session: Session, matinee: Matinee, *, json: bool) -> None:
    if json:
        session.json({"swapped": False, "due": False})
    else:
        session.show(matinee.relearning.due().told)


def _tell_status(session: Session, matinee: Matinee, *, json: bool) -> None:
    if json:
        generation, last, due = (
            matinee.spaces.generation(),
            matinee.relearning.last(),
            matinee.relearning.due(),
        )
        session.json(
            {
                "in_use": {"crowds": list(generation.crowds), "learned_at": _when(generation.at)},
                "last": {
                    "began_at": _when(last.began_at),
                    "ended_at": _when(last.ended_at),
                    "outcome": last.outcome,
                    "why": last.why,
                }
                if last.began_at
                else None,
                "due": due.now,
                "because": list(due.because),
                "not_before": _when(due.not_before),
            }
        )
        return
    session.show(matinee.relearning.told())


def _tell_back(session: Session, generation: Generation, *, json: bool) -> None:
    if json:
        session.json(
            {"rolled_back": True, "crowds": list(generation.crowds), "learned_at": _when(generation.at)}
        )
        return
    what = f"learned from {_named(generation.crowds)}" if generation.crowds else "made of content alone"
    session.show(f"The space before, {what}, is in use again.")


def learned_shape(found: Learned) -> dict[str, Any]:
    """`matinee learn` as JSON."""
    return {
        "swapped": found.swapped,
        "why": found.why,
        "decided_by": found.grounds,
        "crowds": list(found.crowds),
        "people": found.people,
        "held_out": found.held_out,
        "ratings": found.ratings,
        "films": found.films,
        "films_rated": found.films_rated,
        "crowd_share": found.crowd_share,
        "compared": [] if found.comparison is None else [_row(row) for row in found.comparison.rows],
        "complaints": list(found.complaints),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "protocol": row.protocol,
        "people": row.people,
        "learned": row.learned,
        "in_use": row.in_use,
        "popularity": row.popularity,
        "difference": row.difference,
        # JSON knows no NaN.
        "error": row.error if math.isfinite(row.error) else None,
    }


def model_shape(film: Film, found: FilmModel) -> dict[str, Any]:
    """`matinee why --model` as JSON."""
    return {
        "id": film.id,
        "title": film.title,
        "year": film.year,
        "content": found.content,
        "crowd": found.crowd,
        "raters": found.raters,
        "likes": found.likes,
        "mean_stars": found.mean_stars,
        "people": found.people,
        "crowds": list(found.crowds),
    }


def model_parts(film: Film, found: FilmModel) -> list[RenderableType]:
    """`matinee why --model` for people."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    for name, part, colour in (("content", found.content, "cyan"), ("crowd", found.crowd, "green")):
        grid.add_row(f"from {name}", Text("\u2588" * round(40 * part), colour), f"{part:.0%}")
    if not found.people:
        told = "Nobody has been learned from: `matinee learn` does that."
    elif not found.raters:
        told = f"None of the {found.people:,} people learned from ({_named(found.crowds)}) rated it."
    else:
        told = (
            f"{found.raters:,} of the {found.people:,} people learned from ({_named(found.crowds)}) rated it, "
            f"{found.mean_stars:.1f} stars in the mean; {found.likes:,} liked it."
        )
    return [Text(printable(film.label), "bold"), grid, Text(told)]


def _table(comparison: Comparison, grounds: str) -> Table:
    from matinee.cli.tables import cell, empty_table

    people = comparison.rows[-1].people
    table = empty_table(
        ("NDCG@10", "text"),
        ("learned", "number"),
        ("in use", "number"),
        ("popularity", "number"),
        ("difference", "number"),
    )
    table.title = _GROUNDS[grounds].format(people=people).capitalize()
    table.title_justify = "left"
    for row in comparison.rows:
        error = f" \u00b1 {row.error:.3f}" if math.isfinite(row.error) else ""
        table.add_row(
            cell(_PROTOCOLS[row.protocol]),
            f"{row.learned:.3f}",
            f"{row.in_use:.3f}",
            f"{row.popularity:.3f}",
            f"{row.difference:+.3f}{error}",
        )
    return table


def _named(crowds: tuple[str, ...]) -> str:
    return ", ".join("the people here" if name == "own" else name for name in crowds)


def _when(moment: int) -> str | None:
    return (
        dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC).isoformat(timespec="seconds")
        if moment
        else None
    )
