"""What the commands that bring a history print for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from matinee.cli.session import printable
from matinee.cli.tables import cell, empty_table, two_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from matinee.domain.film import Film
    from matinee.services.review import Item
    from matinee.services.transfer import Report

__all__ = ["candidate", "import_report", "matched_table", "queue_table"]

_SHOWN = 10
_WORDS = (
    ("imported", "imported"),
    ("already", "already there"),
    ("review", "to review"),
    ("not_film", "not a film"),
    ("unreadable", "unreadable"),
)


def import_report(report: Report) -> list[RenderableType]:
    """What became of the rows: the sum, then what could not be read."""
    parts = " + ".join(f"{report.count(state)} {words}" for state, words in _WORDS)
    begun = "Nothing is changed. " if report.dry_run else ""
    found: list[RenderableType] = [
        Text(f"{begun}{report.format}: {report.read} rows read = {parts}. New events: {report.events}.")
    ]
    if report.found.films:
        films = "1 film was" if report.found.films == 1 else f"{report.found.films} films were"
        found.append(Text(f"  {films} fetched from TMDB for it.", "dim"))
    if report.found.trouble:
        found.append(Text(printable(f"  {report.found.trouble}"), "dim"))
    troubled = [outcome for outcome in report.outcomes if outcome.row.trouble]
    for outcome in troubled[:_SHOWN]:
        title = f"{outcome.row.title}: " if outcome.row.title else ""
        found.append(Text(printable(f"  {outcome.row.place}: {title}{outcome.row.trouble}"), "dim"))
    if len(troubled) > _SHOWN:
        found.append(Text(f"  ... and {len(troubled) - _SHOWN} more rows", "dim"))
    if report.left_out:
        names = ", ".join(report.left_out[:6]) + (" ..." if len(report.left_out) > 6 else "")
        found.append(Text(printable(f"  Not opened or not used: {names}"), "dim"))
    return found


def candidate(film: Film) -> str:
    """A film as it is offered: with its year and who made it."""
    by = f", by {', '.join(film.directors[:2])}" if film.directors else ""
    return f"{film.label}{by} = tmdb:{film.id}"


def queue_table(items: Sequence[Item]) -> RenderableType:
    """What waits for a decision."""
    found = empty_table(("item", "word"), ("title", "text"), ("year", "word"), ("from", "word"))
    for item in items:
        below = (
            "; ".join(candidate(film) for film in item.candidates) or "no film of the catalogue is like it"
        )
        title = two_lines(cell(item.title.title or item.title.key, "bold"), below)
        found.add_row(item.id, title, str(item.title.year or ""), item.title.service)
    return found


def matched_table(items: Sequence[Item]) -> RenderableType:
    """What was matched, and to which film."""
    found = empty_table(("item", "word"), ("title", "text"), ("film", "text"), ("sure", "number"))
    for item in items:
        label = f"tmdb:{item.title.film_id}" if item.film is None else item.film.label
        year = f" ({item.title.year})" if item.title.year else ""
        found.add_row(item.id, cell(f"{item.title.title}{year}"), cell(label), f"{item.title.confidence:.0%}")
    return found
