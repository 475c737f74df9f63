"""For you: the picks, why they are picked, and what to say about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import Card, empty, grid, link, note_bar, section
from matinee.app.filters import filter_words, filters_popover
from matinee.app.markup import Html, fill, joined
from matinee.app.state import Visit, opened
from matinee.app.surface import guarded, surface
from matinee.domain.feedback import Kind
from matinee.services.words import because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.services.recommend import Pick, Query

__all__ = ["for_you"]

_TOP = 12
"""Picks before the rows; it fills lines of 2, 3, 4 and 6 cards."""
_ROWS = 2
_ROW = 16
_LOVED = 4.0
"""Stars from which a film has a row of its own."""


def for_you(visit: Visit) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        heading = st.empty()
        query = filters_popover(visit.matinee.spaces.current().catalogue)
    heading.html(_heading(visit, filter_words(query)))
    _list(query)


@st.fragment
def _list(query: Query) -> None:
    """The picks and the bar at the foot; after a click only these are made anew, not the whole page."""
    with guarded():
        visit = Visit(opened())
        if visit.page != "for-you":
            st.rerun()
        query = replace(query, n=visit.wanted)
        picks = visit.picks(query)
        html = _page(visit, query, picks, visit.standing())
        surface(html, key="for-you", on_act=visit.act, page="for-you")
        surface(note_bar(visit.note), key="note", on_act=visit.act)


def _heading(visit: Visit, filtered: Sequence[str]) -> Html:
    name = visit.person
    title = "For you" if name == visit.matinee.settings.user == "me" else f"For {name}"
    return fill(
        '<h1 class="m-h1">{title}</h1>{filtered}',
        title=title,
        filtered=fill('<p class="m-filtered">{words}</p>', words=" · ".join(filtered))
        if filtered
        else Html(""),
    )


def _page(visit: Visit, query: Query, picks: Sequence[Pick], standing: Standing) -> Html:
    parts: list[Html] = []
    if not standing.events:
        parts.append(
            Html(
                '<p class="m-welcome" data-key="welcome"><strong>Welcome.</strong> Rate, like or refuse a few '
                "films you know: every click changes the picks at once, and each says why it is here.</p>"
            )
        )
    if not picks:
        parts.append(
            empty(
                "No film is left",
                "No film passes all the filters that you have not seen or refused. Open Filters and allow more.",
            )
        )
        return joined(parts)
    # No history, no reasons: a column of the same words under every film would say nothing.
    cards = visit.with_posters(
        [
            Card(pick.film, because(pick) if standing.events else "", pick.stars, pick.interval)
            for pick in picks
        ]
    )
    parts.append(fill('<h2 class="m-hidden" data-key="top">Top picks</h2>'))
    parts.append(grid(cards[:_TOP], standing, key="top-picks", label="Top picks"))
    shown = {pick.film.id for pick in picks[:_TOP]}
    for film, words in _loved(visit, standing):
        row = [pick for pick in visit.because_of(replace(query, n=_ROW), film) if pick.film.id not in shown]
        shown |= {pick.film.id for pick in row}
        if row:
            parts.append(_row(visit, film, words, row, standing))
    rest = [card for card in cards[_TOP:] if card.film.id not in shown]
    if rest:
        inner = grid(rest, standing, key="more", label="More for you")
        parts.append(section(Html("More for you"), inner, key="more-for-you"))
    if len(cards) == query.n:
        parts.append(
            Html(
                '<p class="m-more" data-key="further"><button type="button" class="m-button"'
                ' data-do="more">Show more</button></p>'
            )
        )
    return joined(parts)


def _row(visit: Visit, film: Film, words: str, row: Sequence[Pick], standing: Standing) -> Html:
    """A row of picks from just one film."""
    from matinee.services.words import in_common

    heading = fill(
        "Because you {words} {film}", words=words, film=link(film, fill("{title}", title=film.title))
    )
    cards = [
        Card(pick.film, f"shares {', '.join(shared)}" if (shared := in_common(pick.film, film)[:2]) else "")
        for pick in row
    ]
    label = f"Because you {words} {film.title}"
    inner = grid(visit.with_posters(cards), standing, key=f"row-{film.id}", label=label, strip=True)
    return section(heading, inner, key=f"because-{film.id}")


def _loved(visit: Visit, standing: Standing) -> list[tuple[Film, str]]:
    """The films liked last, each with the word for it."""
    words: dict[int, str] = {}
    for event in reversed(standing.events):
        if event.film_id is None or event.film_id in words:
            continue
        if event.kind is Kind.LIKE:
            words[event.film_id] = "liked"
        elif event.kind is Kind.RATING and (event.value or 0) >= _LOVED:
            words[event.film_id] = "loved" if event.value == 5 else "liked"
    chosen = list(words)[:_ROWS]
    films = visit.matinee.films.many(chosen)
    return [(films[film_id], words[film_id]) for film_id in chosen if film_id in films]
