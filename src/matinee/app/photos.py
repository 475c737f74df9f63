"""Posters from TMDB's image host, laid over the drawn title card: where one does not load, the drawn one is seen."""

from __future__ import annotations

import re

from matinee.app.markup import Html, fill

__all__ = ["photo"]

_PLAIN = re.compile(r"https://[\w.-]+(?::\d+)?/[\w./-]+", re.ASCII)


def photo(url: str) -> Html:
    """A poster over what lies below it; nothing for no address, or one that is more than an address.

    It is decoration: the title stands beside it as text, so that assistive technology passes it over.
    """
    if not _PLAIN.fullmatch(url):
        return Html("")
    return fill(
        '<span class="m-photo" aria-hidden="true" style="background-image:url({url})"></span>', url=url
    )
