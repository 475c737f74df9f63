"""Search: films by title and by people, typing errors allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import Card, empty, grid
from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["search_page"]

_HITS = 24
_KEPT = "asked-before"


def search_page(visit: Visit) -> None:
    """Draw the page: one box, and what it finds as it is typed into."""
    st.html('<h1 class="m-h1">Search</h1>')
    # What was asked for stays while a film is looked at; Streamlit would forget it, though not always.
    st.session_state.setdefault("asked", st.session_state.get(_KEPT, ""))
    asked = st.text_input(
        "Title, person or meaning",
        key="asked",
        type="search",
        live=True,
        placeholder="A title, a person, or what it is about",
        label_visibility="collapsed",
    )
    st.session_state[_KEPT] = asked
    surface(_found(visit, (asked or "").strip()), key="search", on_act=visit.act, page="search")


def _found(visit: Visit, asked: str) -> Html:
    if not asked:
        return empty(
            "Find a film",
            "Type a title, such as “seven samurai”, a person, such as “agnes varda”, or what it is about.",
        )
    hits = visit.matinee.search(asked, _HITS)
    if not hits:
        return empty(
            "Nothing found",
            f"Nothing here is near “{asked}”. Try fewer letters, or the original title.",
        )
    cards = [Card(hit.film, "" if hit.reason == "title" else hit.reason) for hit in hits]
    count = fill('<p class="m-count" role="status" data-key="count">{n} found</p>', n=_films(len(hits)))
    return joined((count, grid(visit.with_posters(cards), visit.standing(), key="hits", label="Films found")))


def _films(count: int) -> str:
    return "1 film" if count == 1 else f"{count} films"
