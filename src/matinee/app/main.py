"""The script that Streamlit runs: one page of the app at a time.

The address says which: nothing is For you, ``?film=949`` a film, ``?page=search`` another page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.about import about_page
from matinee.app.cards import empty, note_bar
from matinee.app.film import film_page
from matinee.app.for_you import for_you
from matinee.app.markup import Html, fill, joined
from matinee.app.saved import saved_page
from matinee.app.search import search_page
from matinee.app.state import Visit, opened
from matinee.app.surface import guarded, surface
from matinee.app.theme import style_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main"]

_PAGES: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "for-you": ("For you", for_you),
    "search": ("Search", search_page),
    "saved": ("Saved", saved_page),
    "about": ("About", about_page),
}
_LONGEST_NAME = 40
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' "
    "height='32' rx='7' fill='%23a8232f'/%3E%3Cpath d='M5 23a11 11 0 0 1 22 0z' fill='%23f2b84b'/%3E%3C/svg%3E"
)


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(
        page_title="Matinee", page_icon=_ICON, layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(style_sheet())
    with guarded():
        visit = Visit(opened())
        _top(visit)
        with st.container(key=f"page-{visit.page}"):
            if visit.matinee.films.count():
                _page(visit)
            else:
                _no_films(visit)


def _page(visit: Visit) -> None:
    if visit.page == "for-you":
        # It draws the bar at the foot itself, together with its list.
        for_you(visit)
        return
    if visit.page == "film":
        film_page(visit)
    else:
        _PAGES[visit.page][1](visit)
    surface(note_bar(visit.note), key="note", on_act=visit.act)


def _top(visit: Visit) -> None:
    """Name, pages, and who it is."""
    links = joined(
        fill(
            '<a href="{address}" target="_self" data-do="go" data-value="{name}"{current}>{title}</a>',
            address="./" if name == "for-you" else f"?page={name}",
            name=name,
            title=title,
            current=Html(' aria-current="page"') if name == visit.page else Html(""),
        )
        for name, (title, _) in _PAGES.items()
    )
    with st.container(horizontal=True, vertical_alignment="center", key="top"):
        surface(
            fill(
                '<header class="m-top"><a class="m-brand" href="./" target="_self" data-do="go" data-value="for-you">'
                '<span class="m-sun" aria-hidden="true"></span>Matinee</a>'
                '<nav aria-label="Pages">{links}</nav></header>',
                links=links,
            ),
            key="topbar",
            on_act=visit.act,
        )
        _person(visit)


def _person(visit: Visit) -> None:
    """Who it is, and going on as someone else."""
    # A name may hold what Streamlit would read as Markdown, so the button shows none.
    with st.popover("People", icon=":material/person:", key="person"):
        st.html(fill("<p>Watching now: <strong>{person}</strong></p>", person=visit.person))
        people = visit.people()
        st.selectbox(
            "Go on as",
            people,
            index=people.index(visit.person),
            key="person-chosen",
            on_change=lambda: visit.become(str(st.session_state["person-chosen"])),
        )
        st.text_input(
            "Someone new",
            key="person-new",
            max_chars=_LONGEST_NAME,
            placeholder="A name, then Enter",
            on_change=lambda: _new_person(visit),
        )


def _new_person(visit: Visit) -> None:
    name = " ".join(str(st.session_state["person-new"]).split())
    st.session_state["person-new"] = ""
    if name:
        st.session_state.pop("person-chosen", None)
        visit.become(name)


def _no_films(visit: Visit) -> None:
    button = Html('<button type="button" class="m-button" data-do="load">Load the starter catalogue</button>')
    surface(
        empty(
            "No films yet",
            "The starter catalogue comes with Matinee and needs no network. TMDB’s files are loaded with "
            "“matinee films load FILE”.",
            button,
        ),
        key="no-films",
        on_act=visit.act,
        page="no-films",
    )


if __name__ == "__main__":
    main()
