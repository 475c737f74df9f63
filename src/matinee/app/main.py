"""The script that Streamlit runs: one page of the app at a time.

The address says which: nothing is For you, ``?film=949`` a film, ``?page=search`` another page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import empty, note_bar
from matinee.app.film import film_page
from matinee.app.for_you import for_you
from matinee.app.library import library_page
from matinee.app.markup import Html, fill, joined
from matinee.app.person import person_page
from matinee.app.progress import job_panel
from matinee.app.quiz import quiz_page
from matinee.app.search import search_page
from matinee.app.settings import settings_page
from matinee.app.state import Visit, opened
from matinee.app.surface import guarded, surface
from matinee.app.taste import taste_page
from matinee.app.theme import style_sheet
from matinee.app.together import together_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.surface import Act

__all__ = ["main"]

_PAGES: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "for-you": ("For you", for_you),
    "quiz": ("Quiz", quiz_page),
    "search": ("Search", search_page),
    "together": ("Together", together_page),
    "library": ("Library", library_page),
    "taste": ("Taste", taste_page),
    "settings": ("Settings", settings_page),
}
_LOAD = "load"
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
            if visit.matinee.films.count() or visit.page == "settings":
                _page(visit)
            else:
                _no_films(visit)


def _page(visit: Visit) -> None:
    if visit.page in ("for-you", "quiz", "taste"):
        # They draw the bar at the foot themselves, together with their list.
        _PAGES[visit.page][1](visit)
        return
    if visit.page == "film":
        film_page(visit)
    elif visit.page == "person":
        person_page(visit)
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
        # Other widgets at every turn: of those before, a browser may go on sending who was chosen or named then, and
        # what one person does next would be said of another.
        people, chosen, new = visit.people(), f"person-chosen-{visit.turn}", f"person-new-{visit.turn}"
        st.selectbox(
            "Go on as",
            people,
            index=people.index(visit.person),
            key=chosen,
            on_change=lambda: visit.become(str(st.session_state[chosen])),
        )
        st.text_input(
            "Someone new",
            key=new,
            max_chars=_LONGEST_NAME,
            placeholder="A name, then Enter",
            on_change=lambda: _new_person(visit, new),
        )


def _new_person(visit: Visit, key: str) -> None:
    name = " ".join(str(st.session_state[key]).split())
    if name:
        visit.become(name)


def _no_films(visit: Visit) -> None:
    jobs = visit.matinee.jobs
    job = jobs.get(_LOAD)
    if job is not None and (job.running or job.state == "failed"):
        job_panel(_LOAD)
        return
    button = Html('<button type="button" class="m-button" data-do="load">Load the starter catalogue</button>')

    def acted(act: Act) -> None:
        if act.do == "load":
            jobs.start(_LOAD, "Loading the starter catalogue", visit.matinee.load_and_learn)
        else:
            visit.act(act)

    surface(
        empty(
            "No films yet",
            "The starter catalogue comes with Matinee and needs no network. With a TMDB key, kept under Settings, "
            "films are fetched; TMDB’s files are loaded with “matinee films load FILE”.",
            button,
        ),
        key="no-films",
        on_act=acted,
        page="no-films",
    )


if __name__ == "__main__":
    main()
