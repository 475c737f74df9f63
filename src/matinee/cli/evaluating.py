"""The command that measures how good the recommendations are."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Json, User
from matinee.cli.session import session_of
from matinee.errors import BadValue

if TYPE_CHECKING:
    from rich.table import Table

    from matinee.evaluation.figures import Key, Outcome
    from matinee.services.evaluate import Evaluation
    from matinee.services.hindsight import Foretold, Hits, Live, Rate

__all__ = ["looked_back_shape", "register"]

_PANEL = "Learning"
_ALL = "few,warm,cold,likes"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(rich_help_panel=_PANEL)(evaluate)


def evaluate(
    context: typer.Context,
    crowd: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The crowd to measure on; else the largest.", show_default=False),
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="Measure on your own log instead.")] = False,
    protocol: Annotated[
        str, typer.Option(metavar="NAMES", help="few, warm, cold and likes, or some of them.")
    ] = _ALL,
    people: Annotated[
        str, typer.Option(metavar="GROUP", help="validation; or test, for a last word.")
    ] = "validation",
    sample: Annotated[
        int | None, typer.Option(metavar="N", min=2, help="Ask only so many people.", show_default=False)
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write plots: a file ending in .html or .png.", show_default=False
        ),
    ] = None,
    user: User = None,
    json: Json = False,
) -> None:
    """Measure how well films are found that people liked, beside popularity. Changes nothing."""
    from matinee.evaluation.report import as_json, write_report

    session = session_of(context)
    if own and crowd is not None:
        raise BadValue("Measure on a crowd or on your own log: leave out --crowd or --own.")
    if report is not None and report.suffix.lower() not in (".html", ".png"):
        # Said now, and not after minutes of work.
        raise BadValue(f"{report.name} is no report: name a file that ends in .html or .png.")
    looked_back: tuple[Foretold, Live] | None = None
    with session.open() as matinee:
        if own:
            who = matinee.settings.user if user is None else user
            found = matinee.evaluations.own(who)
            with session.progress() as progress:
                looked_back = matinee.hindsight.foretold(who, progress), matinee.hindsight.live(who)
        else:
            names = [name.strip() for name in protocol.split(",") if name.strip()]
            with session.progress() as progress:
                found = matinee.evaluations.crowd(
                    crowd,
                    names,
                    people,
                    sample=sample,
                    dials=report is not None,
                    progress=progress,
                )
    if report is not None:
        write_report(report, found.outcomes, found.title, found.dials)
        session.hint(f"Written to {report}.")
    if json:
        session.json(
            as_json(found.outcomes, found.about, found.dials)
            | ({} if looked_back is None else looked_back_shape(*looked_back))
        )
    else:
        session.show(_table(found))
        if looked_back is not None:
            foretold, live = looked_back
            told = " ".join(part for part in (foretold.sentence, foretold.doubt) if part)
            session.show("", told, live.sentence)
        session.hint(
            "In brackets: how much above popularity, and how many standard errors that is."
            if not own
            else "popularity is what somebody would see who has said nothing."
        )


def looked_back_shape(foretold: Foretold, live: Live) -> dict[str, Any]:
    """What `matinee evaluate --own --json` adds: likes foretold at the time, and what became of what was shown."""

    def rate(found: Rate) -> dict[str, Any]:
        return {"hits": found.hits, "of": found.of, "interval": list(found.interval)}

    def hits(found: Hits) -> dict[str, Any]:
        return {
            "name": found.name,
            "liked": rate(found.liked),
            "saved": found.saved,
            "refused": found.refused,
            "seen": found.seen,
            "open": found.open,
        }

    return {
        "foretold": {
            "ours": rate(foretold.ours),
            "popular": rate(foretold.popular),
            "chance": foretold.chance,
            "missing": foretold.missing,
        },
        "live": {
            "days": live.days,
            "total": hits(live.total),
            "surfaces": [hits(one) for one in live.surfaces],
            "places": [hits(one) for one in live.places],
        },
    }


def _table(found: Evaluation) -> Table:
    from rich.table import Table

    from matinee.evaluation.figures import keys_of
    from matinee.evaluation.report import BASELINE, TABLED

    table = Table(title=found.title, box=None, pad_edge=False, title_justify="left")
    table.add_column("")
    for outcome in found.outcomes:
        table.add_column(outcome.model, justify="right")
    base = next((outcome for outcome in found.outcomes if outcome.model == BASELINE), None)
    for key in keys_of(found.outcomes):
        if key.metric in TABLED.get(key.protocol, ()):
            cells = [_cell(outcome, key, base) for outcome in found.outcomes]
            table.add_row(" ".join(part for part in key if part), *cells)
    return table


def _cell(outcome: Outcome, key: Key, base: Outcome | None) -> str:
    from matinee.evaluation.figures import WHOLE

    sample = outcome.samples.get(key)
    if sample is None:
        return ""
    other = base.samples.get(key) if base is not None and base is not outcome else None
    if other is None or key.metric in WHOLE:
        return f"{sample.mean:.3f}"
    apart = sample.against(other)
    if math.isnan(apart.sigmas):  # one person, or no difference at all
        return f"{sample.mean:.3f}"
    return f"{sample.mean:.3f} ({apart.mean:+.3f}, {apart.sigmas:+.1f})"
