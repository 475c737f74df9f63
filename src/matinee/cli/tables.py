"""What commands print for people: tables and sheets, readable at 80 columns."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matinee.cli.session import printable
from matinee.cli.shapes import moment
from matinee.services.words import because, did, shared_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from matinee.cli.doctor import Check
    from matinee.domain.film import Film
    from matinee.services.feedback import Line
    from matinee.services.recommend import Pick, SimilarFilm
    from matinee.services.rows import Row
    from matinee.services.search import Hit
    from matinee.services.together import GroupList

__all__ = [
    "cell",
    "check_table",
    "empty_table",
    "film_sheet",
    "film_table",
    "group_table",
    "history_table",
    "hit_table",
    "load_report",
    "pick_table",
    "row_parts",
    "similar_table",
    "two_lines",
]

_REFUSED_SHOWN = 20
_EXAMPLES_SHOWN = 3
_SHORT_ID = 8
_LONGEST_NAME = 16


def cell(text: str, style: str = "") -> Text:
    """A text that is cut with an ellipsis where it has no room, and never read as markup."""
    return Text(printable(text), style, no_wrap=True, overflow="ellipsis")


def empty_table(*columns: tuple[str, str]) -> Table:
    """A table without lines between rows.

    Args:
        columns: the header of each and its kind: ``text`` may be cut, ``word`` and ``number`` may not.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for header, kind in columns:
        table.add_column(header, justify="right" if kind == "number" else "left", no_wrap=kind != "text")
    return table


def two_lines(first: Text, below: str) -> RenderableType:
    """A text with a quieter one below it, which wraps where it has no room."""
    if not below:
        return first
    return Group(first, Padding(Text(printable(below), "dim"), (0, 0, 0, 2)))


def _year(film: Film) -> str:
    return str(film.year) if film.year else ""


def film_table(films: Sequence[Film]) -> Table:
    """Films with their ids."""
    table = empty_table(
        ("film", "text"), ("year", "word"), ("directors", "text"), ("genres", "text"), ("id", "word")
    )
    for film in films:
        table.add_row(
            cell(film.title, "bold"),
            _year(film),
            cell(", ".join(film.directors)),
            cell(", ".join(film.genres), "dim"),
            f"tmdb:{film.id}",
        )
    return table


def film_sheet(film: Film) -> list[RenderableType]:
    """Everything known of one film."""
    votes = (
        f"{film.vote_average:g} of 10 by {film.vote_count:,}" if film.vote_average and film.vote_count else ""
    )
    facts = {
        "Original title": film.original_title if film.original_title != film.title else "",
        "Directed by": ", ".join(film.directors),
        "Written by": ", ".join(film.writers),
        "With": ", ".join(film.cast),
        "Genres": ", ".join(film.genres),
        "Themes": ", ".join(film.keywords),
        "Tone": ", ".join(film.tones),
        "Series": f"{film.series}, {film.series_place}" if film.series_place is not None else film.series,
        "From": ", ".join(filter(None, (*film.countries, film.language and f"in {film.language}"))),
        "Released": film.release_date,
        "Runtime": f"{film.runtime} min" if film.runtime else "",
        "Rated": film.certification,
        "Votes": votes,
        "Ids": " ".join(filter(None, (f"tmdb:{film.id}", film.imdb_id))),
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column()
    for name, value in facts.items():
        if value:
            grid.add_row(name, Text(printable(value)))
    parts: list[RenderableType] = [Text(printable(film.label), "bold")]
    parts += [Text(printable(text), "italic") for text in (film.tagline,) if text]
    parts.append(grid)
    if film.overview:
        parts += ["", Text(printable(film.overview))]
    return parts


def pick_table(picks: Sequence[Pick], reasons: Sequence[str] | None = None) -> Table:
    """What to watch next: each film with its predicted stars, their 80 % interval and the reason.

    Args:
        picks: the best first.
        reasons: one for each; None tells each pick's own.
    """
    table = empty_table(
        ("", "number"), ("film", "text"), ("year", "word"), ("stars", "number"), ("80 %", "word")
    )
    for place, pick in enumerate(picks, 1):
        low, high = pick.interval
        table.add_row(
            str(place),
            two_lines(
                cell(pick.film.title, "bold"), because(pick) if reasons is None else reasons[place - 1]
            ),
            _year(pick.film),
            f"{pick.stars:.1f}",
            f"{low:.1f}\u2013{high:.1f}",
        )
    return table


def row_parts(rows: Sequence[Row]) -> list[RenderableType]:
    """The rows of a page, each under its title."""
    parts: list[RenderableType] = []
    for row in rows:
        heading = Text(printable(row.title), "bold underline")
        if row.about:
            heading.append(f"  {printable(row.about)}", "not bold not underline dim")
        parts += [*([""] if parts else []), heading, pick_table(row.picks, row.reasons)]
    return parts


def group_table(found: GroupList) -> Table:
    """What to watch together: under each film every member's predicted stars, their 80 % interval and the reason."""
    table = empty_table(("", "number"), ("film", "text"))
    for place, film in enumerate(found.films, 1):
        title = cell(film.film.title, "bold")
        title.append(f"  {_year(film.film)}", "not bold")
        if film.chosen_for is not None:
            title.append(f"  for {printable(film.chosen_for)}", "not bold italic")
        members = Table.grid(padding=(0, 2, 0, 0))
        members.add_column(no_wrap=True, max_width=_LONGEST_NAME, overflow="ellipsis")
        members.add_column(justify="right", no_wrap=True)
        members.add_column(no_wrap=True, style="dim")
        members.add_column(style="dim")
        for member in film.members:
            low, high = member.pick.interval
            members.add_row(
                cell(member.user),
                f"{member.pick.stars:.1f}",
                f"{low:.1f}\u2013{high:.1f}",
                Text(printable(member.reason + (", seen" if member.seen else ""))),
            )
        table.add_row(str(place), Group(title, members))
    return table


def similar_table(film: Film, others: Sequence[SimilarFilm]) -> list[RenderableType]:
    """Films like a film, with what they share."""
    table = empty_table((f"like {printable(film.label)}", "text"), ("year", "word"), ("alike", "number"))
    for other in others:
        table.add_row(
            two_lines(cell(other.film.title, "bold"), ", ".join(shared_words(other.shared))),
            _year(other.film),
            f"{max(other.score, 0):.0%}",
        )
    return [table]


def hit_table(hits: Sequence[Hit]) -> Table:
    """Films found."""
    table = empty_table(("film", "text"), ("year", "word"), ("found by", "text"), ("id", "word"))
    for hit in hits:
        table.add_row(
            cell(hit.film.title, "bold"), _year(hit.film), cell(hit.reason, "dim"), f"tmdb:{hit.film.id}"
        )
    return table


def history_table(lines: Sequence[Line], ids: Sequence[str]) -> Table:
    """What a person said.

    Args:
        lines: those to show.
        ids: of all the person's events; the ids shown are as long as telling these apart takes.
    """
    length = _SHORT_ID
    while len({event_id[:length] for event_id in ids}) < len(set(ids)):
        length += 1
    states = {"counts": "counts", "taken back": "taken back", "left out of learning": "left out"}
    table = empty_table(("when", "word"), ("you", "text"), ("state", "word"), ("event", "word"))
    for line in lines:
        event = line.event
        title = f"tmdb:{event.film_id}" if line.film is None else line.film.label
        when = moment(event.at).replace(tzinfo=UTC).astimezone()
        style = "" if line.state == "counts" else "dim"
        table.add_row(
            Text(f"{when:%Y-%m-%d %H:%M}", "dim"),
            cell(did(event, title), style),
            Text(states.get(line.state, line.state), style),
            event.event_id[:length],
        )
    return table


def load_report(report: dict[str, Any]) -> list[RenderableType]:
    """What became of the rows that were read: `shapes.load` for people."""
    parts: list[RenderableType] = [
        Text(
            f"{report['read']} films read: {report['stored']} stored ({report['added']} new, "
            f"{report['changed']} changed, {report['unchanged']} unchanged), {report['refused']} refused."
        )
    ]
    if report["mends"]:
        mends = empty_table(("mended", "number"), ("what", "text"))
        for mend in report["mends"]:
            mends.add_row(
                str(mend["count"]),
                two_lines(cell(mend["reason"], "bold"), ", ".join(mend["examples"][:_EXAMPLES_SHOWN])),
            )
        parts += ["", mends]
    if report["refused_rows"]:
        refused = empty_table(("row", "number"), ("refused", "text"), ("id", "text"))
        for row in report["refused_rows"][:_REFUSED_SHOWN]:
            refused.add_row(
                str(row["row"]),
                two_lines(cell(row["title"] or "(no title)", "bold"), row["reason"]),
                cell(row["id"]),
            )
        parts += ["", refused]
        if (more := len(report["refused_rows"]) - _REFUSED_SHOWN) > 0:
            parts.append(Text(f"... and {more} more; --json lists them all."))
    return parts


def check_table(checks: Sequence[Check]) -> Table:
    """What `matinee doctor` found."""
    table = Table.grid(padding=(0, 2))
    for check in checks:
        verdict = Text("ok", "green") if check.ok else Text("WRONG", "bold red")
        table.add_row(verdict, Text(check.name, "bold"), Text(printable(check.detail)))
    return table
