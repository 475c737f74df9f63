"""About: what Matinee is, where its films come from, and the versions in use."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import streamlit as st

from matinee import __version__
from matinee.app.markup import fill
from matinee.services.details import ATTRIBUTION

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["TMDB_SENTENCE", "about_page"]

TMDB_SENTENCE = ATTRIBUTION
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
            "<p>{tmdb} Where to watch a film is known thanks to JustWatch. {state}</p>"
            "<h2>Versions</h2><p>Matinee {version}, Streamlit {streamlit}, Python {python}. "
            "Data in <code>{home}</code>.</p>"
            "<p>Matinee is under the Apache License 2.0. The poster typefaces Anton, Bebas Neue, Alfa Slab One, "
            "Playfair Display, Josefin Sans and Fredoka are under the SIL Open Font License 1.1.</p></div>",
            count=f"{visit.matinee.films.count():,}",
            tmdb=TMDB_SENTENCE,
            state=_gathered(visit),
            version=__version__,
            streamlit=st.__version__,
            python=platform.python_version(),
            home=visit.matinee.settings.home,
        )
    )


def _gathered(visit: Visit) -> str:
    """How the gathering of films from TMDB stands, in words."""
    status = visit.matinee.gather.status()
    if status.state == "never":
        return "No films were fetched from TMDB yet: set TMDB_API_KEY and run matinee sync."
    words = {
        "running": f"Fetching now: {status.run.get('done', 0):,} of {status.run.get('total', 0):,} films.",
        "failed": f"The last run failed: {status.run.get('error', '')}",
        "interrupted": "The last run was interrupted; the next one goes on where it was.",
    }
    films = f"{status.counts.films:,} films are from TMDB, changes are known up to {status.changes_read}."
    return f"{films} {words.get(status.state, '')}".strip()
