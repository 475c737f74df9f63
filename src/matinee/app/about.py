"""About: what Matinee is, where its films come from, and the versions in use."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import streamlit as st

from matinee import __version__
from matinee.app.markup import fill

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["TMDB_SENTENCE", "about_page"]

TMDB_SENTENCE = (
    "This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
)
"""As TMDB asks for it, word for word."""


def about_page(visit: Visit) -> None:
    """Draw the page."""
    st.html(
        fill(
            '<div class="m-prose"><h1 class="m-h1">About Matinee</h1>'
            "<p>Matinee recommends films and runs on your own machine. It learns from what you rate, like, save, watch "
            "and refuse; it changes its mind at once, and every score is the exact sum of its reasons. Nothing you say "
            "leaves this machine.</p>"
            "<h2>Films</h2><p>There are {count} films in this catalogue. The starter catalogue was written for this "
            "project and is in the public domain (CC0). The posters are drawn by Matinee from a film’s title, year, "
            "director and genres.</p>"
            "<p>Films loaded from TMDB’s files: {tmdb}</p>"
            "<h2>Versions</h2><p>Matinee {version}, Streamlit {streamlit}, Python {python}. "
            "Data in <code>{home}</code>.</p>"
            "<p>Matinee is under the Apache License 2.0. The poster typefaces Anton, Bebas Neue, Alfa Slab One, "
            "Playfair Display, Josefin Sans and Fredoka are under the SIL Open Font License 1.1.</p></div>",
            count=f"{visit.matinee.films.count():,}",
            tmdb=TMDB_SENTENCE,
            version=__version__,
            streamlit=st.__version__,
            python=platform.python_version(),
            home=visit.matinee.settings.home,
        )
    )
