"""History by month: a year of bars, each a month to open, and the films of the one that is open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from matinee.app.cards import empty, section
from matinee.app.library_table import table
from matinee.app.markup import Html, fill, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matinee.app.state import Visit
    from matinee.services.library import Month

__all__ = ["months"]

_LEAST_SHARE = 0.04
"""Of the highest bar that a month with any film has."""


def months(visit: Visit, wanted: str) -> tuple[Html, str]:
    """The tab, and the month that is open in it.

    Args:
        visit: whose.
        wanted: ``2026-03`` or a year of it; what has no films opens the last month that has.
    """
    library = visit.matinee.library
    known = library.months(visit.person)
    if not known:
        html = empty(
            "No films seen yet",
            "Films you rate, like, dislike or mark as seen are counted here by month; so are the days of viewing that "
            "an import brings.",
        )
        return html, ""
    films = {month.name: month.films for month in known}
    name = wanted if wanted in films else _last_of(known, wanted[:4])
    entries = library.month(visit.person, name)
    found = visit.matinee.films.many(list({entry.event.film_id or 0 for entry in entries}))
    posters = visit.matinee.details.posters(list(found))
    html = joined(
        (
            _years(known, name[:4]),
            _bars(films, name),
            section(
                fill("{month}", month=_month_words(name)),
                table(entries, found, posters, label=f"Seen in {_month_words(name)}", delete="delete-one"),
                key=f"month-{name}",
                aside=_films(films[name]),
            ),
        )
    )
    return html, name


def _last_of(known: Sequence[Month], year: str) -> str:
    return next((month.name for month in reversed(known) if month.name[:4] == year), known[-1].name)


def _years(known: Sequence[Month], current: str) -> Html:
    totals: dict[str, int] = {}
    for month in known:
        totals[month.name[:4]] = totals.get(month.name[:4], 0) + month.films
    buttons = joined(
        fill(
            '<button type="button" class="m-choice" data-do="month" data-value="{year}" aria-pressed="{pressed}">{year}'
            " <span>{n}</span></button>",
            year=year,
            n=f"{totals[year]:,}",
            pressed="true" if year == current else "false",
        )
        for year in sorted(totals, reverse=True)
    )
    return fill(
        '<div class="m-choices" data-key="years" role="group" aria-label="Year">{buttons}</div>',
        buttons=buttons,
    )


def _bars(films: Mapping[str, int], current: str) -> Html:
    year = current[:4]
    names = [f"{year}-{month:02}" for month in range(1, 13)]
    most = max(films.get(name, 0) for name in names)
    bars = joined(
        fill(
            '<li><button type="button" data-do="month" data-value="{name}" aria-pressed="{pressed}"'
            ' aria-label="{words}: {films}"{off}><span class="m-month-count" aria-hidden="true">{n}</span>'
            '<span class="m-month-bar" style="--share:{share}" aria-hidden="true"></span>'
            '<span class="m-month-name" aria-hidden="true">{short}</span></button></li>',
            name=name,
            words=_month_words(name),
            films=_films(films.get(name, 0)),
            n=films.get(name, "") or "",
            pressed="true" if name == current else "false",
            share=f"{max(_LEAST_SHARE, films[name] / most):.3f}" if name in films else 0,
            short=_month_words(name)[:3],
            off=Html("") if name in films else Html(" disabled"),
        )
        for name in names
    )
    return fill(
        '<ul class="m-months" data-key="months" aria-label="Films seen in {year}, month by month">{bars}</ul>',
        year=year,
        bars=bars,
    )


def _month_words(name: str) -> str:
    """``March 2026``."""
    return f"{dt.date.fromisoformat(f'{name}-01'):%B %Y}"


def _films(count: int) -> str:
    return "1 film" if count == 1 else f"{count:,} films"
