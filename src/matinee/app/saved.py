"""Saved: the films put aside for later, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import Card, empty, grid
from matinee.app.markup import Html
from matinee.app.surface import surface

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["saved_page"]


def saved_page(visit: Visit) -> None:
    """Draw the page."""
    st.html('<h1 class="m-h1">Saved</h1>')
    standing = visit.standing()
    films = visit.matinee.films.many(standing.watchlist)
    cards = [Card(films[film_id]) for film_id in standing.watchlist if film_id in films]
    if cards:
        html = grid(visit.with_posters(cards), standing, key="saved", label="Saved films")
    else:
        button = Html(
            '<button type="button" class="m-button" data-do="go" data-value="for-you">Go to For you</button>'
        )
        html = empty(
            "Nothing saved yet", "The bookmark under a film puts it here, until you have seen it.", button
        )
    surface(html, key="saved-films", on_act=visit.act, page="saved")
