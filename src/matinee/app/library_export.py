"""Export: everything a person said as a file to keep, made when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import empty
from matinee.app.markup import Html, fill
from matinee.app.surface import surface
from matinee.transfer import DOWNLOADS

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["export_tab"]

_FORMATS = (
    ("jsonl", "Everything, for another Matinee", "JSON Lines. The whole log, corrections and import choices too."),
    ("csv", "A table", "CSV, for a spreadsheet. One row for each thing you said."),
    ("letterboxd", "Letterboxd", "CSV in a zip, as Letterboxd takes it at Settings, Import: 1,000 films a file, and "
     "the watchlist by itself."),
    ("trakt", "Trakt", "JSON in a zip: ratings, history and watchlist."),
)  # fmt: skip


def export_tab(visit: Visit) -> None:
    """Draw the tab."""
    if not visit.log:
        button = Html(
            '<button type="button" class="m-button" data-do="go" data-value="for-you">Go to For you</button>'
        )
        html = empty(
            "Nothing to export yet", "What you say about films can be taken along from here.", button
        )
        surface(html, key="library-export", on_act=visit.act, page="library-export")
        return
    surface(
        Html('<p class="m-lead">Your history is yours. Each file is made when you ask for it.</p>'),
        key="library-export",
        on_act=visit.act,
        page="library-export",
    )
    for name, title, about in _FORMATS:
        with st.container(horizontal=True, vertical_alignment="center", key=f"export-{name}"):
            st.html(
                fill(
                    '<div class="m-export"><strong>{title}</strong><span>{about}</span></div>',
                    title=title,
                    about=about,
                )
            )
            st.download_button(
                f"Download {DOWNLOADS[name]}",
                partial(_made, visit, name),
                file_name=DOWNLOADS[name],
                mime="application/octet-stream",
                key=f"export-button-{name}",
                icon=":material/download:",
                on_click="ignore",
            )


def _made(visit: Visit, name: str) -> bytes:
    return visit.matinee.download(name, user=visit.person)
