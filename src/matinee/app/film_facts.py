"""What was fetched of a film, as rows of its page: certificate, collection, trailer, where to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.markup import Html, fill, joined
from matinee.domain.names import country
from matinee.services.details import WATCH_ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matinee.domain.film_page import FilmPage

__all__ = ["fetched_rows"]

_HOW = {
    "flatrate": "included",
    "free": "free",
    "ads": "free with ads",
    "rent": "to rent",
    "buy": "to buy",
}


def fetched_rows(page: FilmPage) -> Iterator[tuple[str, Html]]:
    """Name and content of each row; none for a film that was never fetched."""
    if page.certification:
        yield "Certificate", fill("{mark} ({place})", mark=page.certification, place=country(page.country))
    if page.collection is not None and len(page.collection.film_ids) > 1:
        yield (
            "Collection",
            fill(
                "{name}, {place} of {count} here",
                name=page.collection.name,
                place=page.collection.place,
                count=len(page.collection.film_ids),
            ),
        )
    if page.trailer:
        yield "Trailer", _away(page.trailer, "Watch the trailer")
    if page.offers:
        yield f"Watch ({page.country})", _offers(page)


def _offers(page: FilmPage) -> Html:
    """Services by what they ask, with the name of who knows it beside them."""
    lines = []
    for how, words in _HOW.items():
        services = ", ".join(offer.service for offer in page.offers if offer.how == how)
        if services:
            lines.append(fill("{services} <span>({words})</span>", services=services, words=words))
    source = _away(page.offers_link, WATCH_ATTRIBUTION) if page.offers_link else Html(WATCH_ATTRIBUTION)
    return fill("{lines}<br><small>by {source}</small>", lines=joined(lines, "<br>"), source=source)


def _away(url: str, words: str) -> Html:
    """A link that leaves the app, in a tab of its own."""
    return fill('<a href="{url}" target="_blank" rel="noopener noreferrer">{words}</a>', url=url, words=words)
