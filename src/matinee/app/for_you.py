"""For you: rows of picks, why they are picked, and what to say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import Card, empty, grid, link, note_bar, section
from matinee.app.filters import filter_words, filters_popover
from matinee.app.markup import Html, fill, joined
from matinee.app.state import Visit, opened
from matinee.app.surface import guarded, surface
from matinee.services.recommend import Query
from matinee.services.rows import Lengths, RowKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.feedback import Standing
    from matinee.services.preferences import Kept
    from matinee.services.rows import Row

__all__ = ["for_you"]

_TOP = 12
"""Picks before the rows; it fills lines of 2, 3, 4 and 6 cards."""


def for_you(visit: Visit) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        heading = st.empty()
        kept = filters_popover(visit)
    heading.html(_heading(visit, filter_words(kept)))
    _list(kept)


@st.fragment
def _list(kept: Kept) -> None:
    """The picks and the bar at the foot; after a click only these are made anew, not the whole page."""
    with guarded():
        visit = Visit(opened())
        if visit.page != "for-you":
            st.rerun()
        rows = visit.rows(
            Query(filters=kept.filters, dials=kept.dials), Lengths(top=_TOP, more=visit.wanted - _TOP)
        )
        surface(_page(visit, rows, visit.standing()), key="for-you", on_act=visit.act, page="for-you")
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


def _page(visit: Visit, rows: Sequence[Row], standing: Standing) -> Html:
    parts: list[Html] = []
    if not standing.events:
        parts.append(
            Html(
                '<p class="m-welcome" data-key="welcome"><strong>Welcome.</strong> Rate, like or refuse a few '
                "films you know: every click changes the picks at once, and each says why it is here. "
                '<button type="button" class="m-button" data-do="go" data-value="quiz">Take the quiz</button></p>'
            )
        )
    if not rows:
        parts.append(
            empty(
                "No film is left",
                "No film passes all the filters that you have not seen or refused. Open Filters and allow more.",
            )
        )
        return joined(parts)
    posters = visit.posters([pick.film.id for row in rows for pick in row.picks])
    parts += [_row(row, standing, posters) for row in rows]
    if rows[-1].kind is RowKind.MORE and len(rows[-1].picks) == visit.wanted - _TOP:
        parts.append(
            Html(
                '<p class="m-more" data-key="further"><button type="button" class="m-button"'
                ' data-do="more">Show more</button></p>'
            )
        )
    return joined(parts)


def _row(row: Row, standing: Standing, posters: dict[int, str]) -> Html:
    cards = [
        Card(pick.film, why, pick.stars, pick.interval, posters.get(pick.film.id, ""))
        for pick, why in zip(row.picks, row.reasons, strict=True)
    ]
    if row.kind is RowKind.TOP:
        return joined(
            (
                fill('<h2 class="m-hidden" data-key="top">{title}</h2>', title=row.title),
                grid(cards, standing, key="top-picks", label=row.title),
            )
        )
    key = row.kind.value if row.film is None else f"because-{row.film.id}"
    heading = fill("{title}", title=row.title)
    if row.film is not None:
        heading = fill(
            "{words}{film}",
            words=row.title.removesuffix(row.film.title),
            film=link(row.film, fill("{title}", title=row.film.title)),
        )
    inner = grid(cards, standing, key=f"row-{key}", label=row.title, strip=row.kind is not RowKind.MORE)
    return section(heading, inner, key=key, aside=row.about)
