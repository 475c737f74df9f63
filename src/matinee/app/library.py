"""Library: everything the person said, the watchlist, what is hidden, what was seen when, import and export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import streamlit as st

from matinee.app.cards import Card, empty, grid
from matinee.app.library_export import export_tab
from matinee.app.library_import import import_tab
from matinee.app.library_months import months
from matinee.app.library_review import review_tab
from matinee.app.library_table import chips, pager, table
from matinee.app.markup import Html, fill, joined
from matinee.app.state import Note, Visit
from matinee.app.surface import Act, surface
from matinee.domain.feedback import Kind
from matinee.errors import BadValue, MatineeError
from matinee.services.library import ORDERS, Wanted
from matinee.services.words import did

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["library_act", "library_page"]

_SHELF = 24
"""Cards of a list at first, and more at each asking."""
_VIEW = "library-view"
_UPWARDS = ("title", "kind")
"""Orders that begin with the first; the others begin with the most or the newest."""


def library_page(visit: Visit) -> None:
    """Draw the page: its tabs, and the one that the address names."""
    tab = visit.tab if visit.tab in _TABS else "everything"
    surface(_head(visit, tab), key="library-head", on_act=visit.act)
    _TABS[tab][1](visit)


def _head(visit: Visit, current: str) -> Html:
    waiting = visit.matinee.review.count(visit.person)
    links = joined(
        fill(
            '<a href="?page=library{query}" target="_self" data-do="go" data-value="library{tab}"{current}>{title}'
            "{count}</a>",
            query="" if name == "everything" else f"&tab={name}",
            tab="" if name == "everything" else f"/{name}",
            title=title,
            current=Html(' aria-current="page"') if name == current else Html(""),
            count=fill(
                '<span class="m-count-badge">{n}<span class="m-hidden"> to review</span></span>', n=waiting
            )
            if name == "import" and waiting
            else Html(""),
        )
        for name, (title, _) in _TABS.items()
    )
    return fill(
        '<h1 class="m-h1">Library</h1><nav class="m-tabs" aria-label="Parts of the library">{links}</nav>',
        links=links,
    )


def library_act(visit: Visit, act: Act) -> None:
    """Do what was clicked on this page; what every page knows is the visit's."""
    handler = _ACTS.get(act.do)
    if handler is None:
        visit.act(act)
        return
    try:
        handler(visit, act.value)
    except MatineeError as error:
        visit.note = Note(str(error), wrong=True)


# Everything


def _everything(visit: Visit) -> None:
    words = st.text_input(
        "Find in your library",
        key="library-words",
        type="search",
        live=True,
        placeholder="Find a title",
        label_visibility="collapsed",
    )
    wanted = _wanted()
    if wanted.words != (words or ""):
        wanted = _want(replace(wanted, words=words or "", start=0))
    found = visit.matinee.library.find(visit.person, wanted)
    if not found.counts and not wanted.words:
        html = empty(
            "Nothing said yet",
            "What you rate, like, mark seen, save or refuse is listed here, to be changed or taken back.",
            joined((_button("Go to For you", "for-you"), _button("Import a history", "library/import")), " "),
        )
    elif not found.entries:
        html = joined(
            (chips(found, wanted), empty("Nothing found", "No title of this kind has these letters."))
        )
    else:
        films = visit.matinee.films.many([entry.event.film_id or 0 for entry in found.entries])
        posters = visit.matinee.details.posters(list(films))
        html = joined(
            (
                chips(found, wanted),
                table(found.entries, films, posters, wanted=wanted, label="Everything you said"),
                pager(found, wanted.n),
            )
        )
    surface(
        html,
        key="library",
        on_act=lambda act: library_act(visit, act),
        page=f"library-{found.start}",
    )


def _wanted() -> Wanted:
    return cast("Wanted", st.session_state.get(_VIEW, Wanted()))


def _want(wanted: Wanted) -> Wanted:
    st.session_state[_VIEW] = wanted
    return wanted


def _sort(_visit: Visit, order: str) -> None:
    if order not in ORDERS:
        return
    before = _wanted()
    down = not before.down if before.order == order else order not in _UPWARDS
    _want(replace(before, order=order, down=down, start=0))


def _kind(_visit: Visit, name: str) -> None:
    kind = Kind(name) if name in {kind.value for kind in Kind} else None
    _want(replace(_wanted(), kind=kind, start=0))


def _turn(_visit: Visit, start: str) -> None:
    if start.isascii() and start.isdigit() and len(start) < 10:
        _want(replace(_wanted(), start=int(start)))


# What can be done with an entry


def _amend(visit: Visit, value: str) -> None:
    event_id, _, stars = value.partition(" ")
    try:
        wanted = float(stars)
    except ValueError:
        raise BadValue("A rating goes from 0.5 to 5 by halves.") from None
    event, title = visit.matinee.library.amend(visit.person, event_id, wanted, source="app")
    visit.note = Note(f"You {did(event, title)}", event.event_id)


def _delete(visit: Visit, event_id: str, *, alone: bool = False) -> None:
    library, person = visit.matinee.library, visit.person
    taken = library.take_out(person, event_id, alone=alone, source="app")

    def undo() -> str:
        library.put_back(person, taken, source="app")
        return f"Back in your library: {taken.title}"

    visit.note = Note(f"Deleted: you {did(taken.event, taken.title)}", taken.event.event_id, undo=undo)


# Watchlist and hidden


def _watchlist(visit: Visit) -> None:
    _shelf(
        visit,
        "watchlist",
        visit.standing().watchlist,
        label="Watchlist",
        nothing=empty(
            "Nothing saved yet",
            "The bookmark under a film puts it here, until you have seen it.",
            _button("Go to For you", "for-you"),
        ),
    )


def _hidden(visit: Visit) -> None:
    _shelf(
        visit,
        "hidden",
        visit.matinee.library.hidden(visit.person),
        label="Hidden films",
        nothing=empty(
            "Nothing hidden",
            "A film you are not interested in stays out of your picks and is kept here, where it can be shown again.",
        ),
    )


def _shelf(visit: Visit, name: str, film_ids: Sequence[int], *, label: str, nothing: Html) -> None:
    shown = int(st.session_state.get(f"library-shown-{name}", _SHELF))
    films = visit.matinee.films.many(film_ids[:shown])
    cards = [Card(films[film_id]) for film_id in film_ids[:shown] if film_id in films]
    parts = [grid(visit.with_posters(cards), visit.standing(), key=name, label=label) if cards else nothing]
    if len(film_ids) > shown:
        parts.append(
            fill(
                '<p class="m-more" data-key="further"><button type="button" class="m-button" data-do="more-{name}">'
                "Show more of {total}</button></p>",
                name=name,
                total=f"{len(film_ids):,}",
            )
        )
    surface(
        joined(parts),
        key=f"library-{name}",
        on_act=lambda act: library_act(visit, act),
        page=f"library-{name}",
    )


def _more(name: str) -> Callable[[Visit, str], None]:
    def more(_visit: Visit, _value: str) -> None:
        key = f"library-shown-{name}"
        st.session_state[key] = int(st.session_state.get(key, _SHELF)) + _SHELF

    return more


def _button(words: str, page: str) -> Html:
    return fill(
        '<button type="button" class="m-button" data-do="go" data-value="{page}">{words}</button>',
        page=page,
        words=words,
    )


# History


def _history(visit: Visit) -> None:
    html, name = months(visit, str(st.session_state.get("library-month", "")))
    surface(
        html,
        key="library-months",
        on_act=lambda act: library_act(visit, act),
        page=f"library-history-{name[:4]}",
    )


def _month(_visit: Visit, name: str) -> None:
    st.session_state["library-month"] = name


# Import and export


def _import(visit: Visit) -> None:
    import_tab(visit)
    review_tab(visit)


_TABS: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "everything": ("Everything", _everything),
    "watchlist": ("Watchlist", _watchlist),
    "hidden": ("Hidden", _hidden),
    "history": ("History", _history),
    "import": ("Import", _import),
    "export": ("Export", export_tab),
}
_ACTS: dict[str, Callable[[Visit, str], None]] = {
    "sort": _sort,
    "kind": _kind,
    "turn": _turn,
    "amend": _amend,
    "delete": _delete,
    "delete-one": lambda visit, value: _delete(visit, value, alone=True),
    "more-watchlist": _more("watchlist"),
    "more-hidden": _more("hidden"),
    "month": _month,
}
