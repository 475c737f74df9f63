"""Settings: the TMDB key, how films are kept fresh, the crowd, your data, and about Matinee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.about import about
from matinee.app.door import COOKIE
from matinee.app.markup import Html, fill
from matinee.app.settings_data import data_section
from matinee.app.settings_films import films_section, key_section
from matinee.app.settings_taste import taste_section
from matinee.app.surface import surface

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["settings_page"]

_SIGN_OUT = Html(
    '<form method="post" action="/sign-out"><button class="m-button m-quiet">Sign out</button></form>'
)


def settings_page(visit: Visit) -> None:
    """Draw the page."""
    signed_in = COOKIE in st.context.cookies
    surface(
        fill(
            '<div class="m-head"><h1 class="m-h1">Settings</h1>{out}</div>',
            out=_SIGN_OUT if signed_in else Html(""),
        ),
        key="settings-head",
        on_act=visit.act,
        page="settings",
    )
    with st.container(key="settings", width=704):
        key_section(visit)
        films_section(visit)
        taste_section(visit)
        data_section(visit)
        about(visit)
