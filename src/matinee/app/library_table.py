"""What a person said as a table: headings that sort, stars to amend, and a button to delete."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from matinee.app.cards import link, stars
from matinee.app.icons import icon
from matinee.app.markup import Html, fill, joined
from matinee.app.photos import photo
from matinee.app.title_card import title_card
from matinee.domain.feedback import Kind
from matinee.domain.film import Film
from matinee.services.library import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matinee.services.library import Entry, Found, Wanted

__all__ = ["chips", "day", "pager", "source_words", "table"]

_WORDS = {
    Kind.RATING: "Rated",
    Kind.LIKE: "Liked",
    Kind.DISLIKE: "Disliked",
    Kind.WATCHED: "Seen",
    Kind.WATCHLIST_ADD: "Saved",
    Kind.NOT_INTERESTED: "Refused",
}
_COLUMNS = (("title", "Film"), ("year", "Year"), ("kind", "What"), ("stars", "Stars"), ("date", "When"))
_SOURCES = {
    "app": "this app",
    "cli": "the terminal",
    "api": "the API",
    "letterboxd": "Letterboxd",
    "imdb": "IMDb",
    "trakt": "Trakt",
    "simkl": "Simkl",
    "movielens": "MovieLens",
    "tmdb": "TMDB",
    "criticker": "Criticker",
    "netflix": "Netflix",
    "generic": "a table",
}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def source_words(source: str) -> str:
    """Where something was said, as people name it."""
    name = source.removeprefix("import:")
    return _SOURCES.get(name, name)


def day(at: int) -> Html:
    """A moment as its day, readable by machines too; days are UTC's, as imported days are."""
    found = (_EPOCH + dt.timedelta(microseconds=at)).date()
    return fill(
        '<time datetime="{iso}">{words}</time>', iso=found.isoformat(), words=f"{found.day} {found:%b %Y}"
    )


def chips(found: Found, wanted: Wanted) -> Html:
    """Buttons that show one kind of entry alone, with how many there are."""
    total = sum(found.counts.values())
    offered = [("", "All", total, wanted.kind is None)] + [
        (kind.value, _WORDS[kind], found.counts.get(kind, 0), wanted.kind is kind)
        for kind in KINDS
        if found.counts.get(kind) or wanted.kind is kind
    ]
    buttons = joined(
        fill(
            '<button type="button" class="m-choice" data-do="kind" data-value="{value}" aria-pressed="{pressed}">'
            "{words} <span>{n}</span></button>",
            value=value,
            words=words,
            n=f"{n:,}",
            pressed="true" if pressed else "false",
        )
        for value, words, n, pressed in offered
    )
    return fill(
        '<div class="m-choices" data-key="kinds" role="group" aria-label="Show only">{buttons}</div>',
        buttons=buttons,
    )


def table(
    entries: Sequence[Entry],
    films: Mapping[int, Film],
    posters: Mapping[int, str],
    *,
    label: str,
    wanted: Wanted | None = None,
    delete: str = "delete",
) -> Html:
    """Entries as a table; on a phone as a list of cards with the same roles.

    Args:
        entries: rows, in order.
        films: theirs, as far as they are in the catalogue.
        posters: web addresses of those that have one.
        label: the table's name.
        wanted: the order it is in; None for a table that cannot be sorted.
        delete: what the button at the end of a row does.
    """
    # The roles are those the elements have; said, because CSS takes them away where rows become cards.
    return fill(
        '<table class="m-table" role="table" data-key="table" aria-label="{label}"><thead role="rowgroup">'
        '<tr role="row">{heads}<th role="columnheader" scope="col" class="m-plain">From</th>'
        '<th role="columnheader" scope="col" class="m-plain"><span class="m-hidden">Delete</span></th></tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table>',
        label=label,
        heads=joined(_head(name, words, wanted) for name, words in _COLUMNS),
        rows=joined(_row(entry, films.get(entry.event.film_id or 0), posters, delete) for entry in entries),
    )


def _head(name: str, words: str, wanted: Wanted | None) -> Html:
    if wanted is None:
        return fill(
            '<th role="columnheader" scope="col" class="m-plain m-col-{name}">{words}</th>',
            name=name,
            words=words,
        )
    sorted_by = wanted.order == name
    return fill(
        '<th role="columnheader" scope="col" class="m-col-{name}" aria-sort="{sort}"><button type="button"'
        ' data-do="sort" data-value="{name}">{words}<span class="m-arrow" aria-hidden="true">{arrow}</span>'
        "</button></th>",
        name=name,
        words=words,
        sort=("descending" if wanted.down else "ascending") if sorted_by else "none",
        arrow=("↓" if wanted.down else "↑") if sorted_by else "",
    )


def _row(entry: Entry, film: Film | None, posters: Mapping[int, str], delete: str) -> Html:
    event = entry.event
    shown = film or Film(id=event.film_id or 0, title=entry.title, year=entry.year)
    named = fill(
        '{face}<span class="m-row-title">{title}</span>', face=_face(shown, posters), title=entry.title
    )
    return fill(
        '<tr role="row" class="m-row" data-key="{event}"><th role="rowheader" scope="row" class="m-col-title">'
        '{film}{gone}</th><td role="cell" class="m-col-year">{year}</td>'
        '<td role="cell" class="m-col-kind">{what}{learned}</td><td role="cell" class="m-col-stars">{stars}</td>'
        '<td role="cell" class="m-col-date">{day}</td><td role="cell" class="m-col-source">{source}</td>'
        '<td role="cell" class="m-col-delete"><button type="button" class="m-act" data-do="{delete}"'
        ' data-value="{event}" title="Delete" aria-label="Delete: {named}">{icon}</button></td></tr>',
        event=event.event_id,
        film=link(shown, named, "m-row-film")
        if film
        else fill('<span class="m-row-film">{named}</span>', named=named),
        gone=Html("") if film else Html('<span class="m-aside">no longer in the catalogue</span>'),
        year=entry.year or "",
        what=_WORDS[event.kind],
        learned=Html("") if entry.learned else Html('<span class="m-aside"> not learned from</span>'),
        stars=_stars(entry, shown),
        day=day(event.at),
        source=source_words(event.source),
        delete=delete,
        named=f"{_WORDS[event.kind].lower()} {entry.title}",
        icon=icon("delete"),
    )


def _face(film: Film, posters: Mapping[int, str]) -> Html:
    return fill(
        '<span class="m-thumb-face" aria-hidden="true">{svg}{photo}</span>',
        svg=title_card(film),
        photo=photo(posters.get(film.id, "")),
    )


def _stars(entry: Entry, film: Film) -> Html:
    if entry.event.kind is Kind.RATING:
        return stars(film, rated=entry.event.value, amends=entry.event.event_id)
    if entry.event.kind in (Kind.LIKE, Kind.DISLIKE, Kind.WATCHED) and entry.known:
        return stars(film)
    return Html("")


def pager(found: Found, n: int) -> Html:
    """Where in the list this part is, and the ways on and back."""
    last = found.start + len(found.entries)
    steps = (("Back", found.start - n, found.start > 0), ("Next", last, last < found.total))
    return fill(
        '<nav class="m-pager" data-key="pager" aria-label="Pages of the table">{back}<span role="status">{first}–{last}'
        " of {total}</span>{on}</nav>",
        first=f"{found.start + 1:,}",
        last=f"{last:,}",
        total=f"{found.total:,}",
        back=_step(*steps[0]),
        on=_step(*steps[1]),
    )


def _step(words: str, start: int, offered: bool) -> Html:
    return fill(
        '<button type="button" class="m-button m-quiet" data-do="turn" data-value="{start}"{off}>{words}</button>',
        start=max(0, start),
        words=words,
        off=Html("") if offered else Html(" disabled"),
    )
