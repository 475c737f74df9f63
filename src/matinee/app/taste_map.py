"""The map of the films, with the person's own on it; a sentence and a table say the same without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface
from matinee.app.taste_charts import map_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.app.state import Visit
    from matinee.services.taste_map import Region, TasteMap

__all__ = ["map_tab", "map_words"]

_WHOLE = "The whole map"
_NAMED = 3


def map_tab(visit: Visit) -> None:
    """Draw the part."""
    maps = visit.matinee.maps
    if maps.ready():
        found = maps.of(visit.person)
    else:
        # Once for a catalogue: the next visit finds it drawn.
        with st.spinner("Drawing the map of your catalogue; this takes some seconds, once …"):
            found = maps.of(visit.person)
    words = map_words(found)
    names = [region.name for region in found.regions]
    st.html(fill('<p class="m-root m-say">{words}</p>', words=words))
    chosen = st.selectbox(
        "Look closer at",
        [_WHOLE, *dict.fromkeys(names)],
        key="taste-region",
    )
    if chosen == _WHOLE or chosen not in names:
        chart = map_chart(found.points, sorted(found.regions, key=_weight), words)
    else:
        number = names.index(chosen)
        inside = [point for point in found.points if point.region == number]
        chart = map_chart(inside, [found.regions[number]], f"The films of {chosen}.", near=True)
    st.altair_chart(chart, width="stretch", key="taste-map", theme=None)
    surface(_table(found.regions), key="taste-regions", on_act=visit.act)


def _weight(region: Region) -> tuple[int, int]:
    """Neighbourhoods with the most own films first."""
    return -region.own, -region.films


def map_words(found: TasteMap) -> str:
    """The map in a sentence or two."""
    shown = len(found.points)
    part = (
        f"All {shown:,} films"
        if shown == found.films
        else f"The {shown:,} best known of {found.films:,} films"
    )
    words = f"{part}, those alike side by side; the distance across the map says little, neighbours say much."
    own = sorted((region for region in found.regions if region.own), key=lambda region: -region.own)
    if not own:
        return f"{words} Rate a few films and see where they lie."
    named = "; ".join(f"{region.name} ({region.own})" for region in own[:_NAMED])
    best = max(found.regions, key=lambda region: region.stars)
    return f"{words} Most of your films lie in {named}. You would rate the films of {best.name} highest."


def _table(regions: Sequence[Region]) -> Html:
    rows = joined(
        fill(
            '<tr><th scope="row">{name}</th><td class="m-n">{films}</td><td class="m-n">{own}</td>'
            '<td class="m-n">{liked}</td><td class="m-n">{stars}</td></tr>',
            name=region.name,
            films=region.films,
            own=region.own,
            liked=region.liked,
            stars=f"{region.stars:.2f}",
        )
        for region in sorted(regions, key=lambda region: (-region.own, -region.stars, region.name))
    )
    return fill(
        '<div class="m-scroll"><table class="m-figures"><caption>Neighbourhoods of the map, those with most of your '
        'films first</caption><thead><tr><th scope="col">Neighbourhood</th><th scope="col" class="m-n">Films</th>'
        '<th scope="col" class="m-n">Yours</th><th scope="col" class="m-n">Liked</th>'
        '<th scope="col" class="m-n">Predicted</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=rows,
    )
