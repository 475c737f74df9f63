"""About Matinee, as a part of Settings: where its films come from, terms, licences and versions."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import streamlit as st

from matinee import __version__
from matinee.app.markup import fill
from matinee.services.details import ATTRIBUTION

if TYPE_CHECKING:
    from matinee.app.state import Visit

__all__ = ["TMDB_SENTENCE", "about"]

TMDB_SENTENCE = ATTRIBUTION
"""As TMDB asks for it, word for word."""


def about(visit: Visit) -> None:
    """Draw the part."""
    st.html(
        fill(
            '<div class="m-prose m-part"><h2>About Matinee</h2>'
            "<p>Matinee recommends films and runs on your own machine. It learns from what you rate, like, save, watch "
            "and refuse; it changes its mind at once, and every score is the exact sum of its reasons. Nothing you say "
            "leaves this machine.</p>"
            "<h3>Films and terms</h3>"
            "<p>{tmdb} Where to watch a film is known thanks to JustWatch.</p>"
            "<p>TMDB’s terms restrict commercial use and use for machine learning. What Matinee does with what you "
            "fetch: here, with your key, for your own use, it shows films and compares their descriptions. Nothing "
            "made from them leaves this machine. Ratings of MovieLens, if you bring them, are under GroupLens’s "
            "conditions.</p>"
            "<p>The {count} films of the catalogue include the starter catalogue, written for this project and in the "
            "public domain (CC0). Posters without a photograph are drawn by Matinee from a film’s title, year, "
            "director and genres.</p>"
            "<h3>Licences and versions</h3>"
            "<p>Matinee {version} is under the Apache License 2.0. The poster typefaces Anton, Bebas Neue, Alfa Slab "
            "One, Playfair Display, Josefin Sans and Fredoka are under the SIL Open Font License 1.1.</p>"
            "<p>Streamlit {streamlit}, Python {python}.</p></div>",
            tmdb=TMDB_SENTENCE,
            count=f"{visit.matinee.films.count():,}",
            version=__version__,
            streamlit=st.__version__,
            python=platform.python_version(),
        )
    )
