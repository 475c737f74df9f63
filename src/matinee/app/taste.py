"""Taste: what is believed of it and can be wished, a map of the films, statistics, and how good the picks were."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import note_bar
from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.state import Visit

__all__ = ["taste_page"]


def taste_page(visit: Visit) -> None:
    """Draw the page: its tabs, and the one that the address names."""
    tab = visit.tab if visit.tab in _TABS else "traits"
    st.html(_style())
    surface(_head(tab), key="taste-head", on_act=visit.act, page=f"taste-{tab}")
    _TABS[tab][1](visit)
    if tab != "traits":
        surface(note_bar(visit.note), key="note", on_act=visit.act)


def _head(current: str) -> Html:
    links = joined(
        fill(
            '<a href="?page=taste{query}" target="_self" data-do="go" data-value="taste{tab}"{current}>{title}</a>',
            query="" if name == "traits" else f"&tab={name}",
            tab="" if name == "traits" else f"/{name}",
            title=title,
            current=Html(' aria-current="page"') if name == current else Html(""),
        )
        for name, (title, _) in _TABS.items()
    )
    return fill(
        '<h1 class="m-h1">Taste</h1><nav class="m-tabs" aria-label="Parts of the taste page">{links}</nav>',
        links=links,
    )


# Each part is imported when it is looked at: charts take a while to load.


def _traits(visit: Visit) -> None:
    from matinee.app.taste_traits import traits_tab

    traits_tab(visit)


def _map(visit: Visit) -> None:
    from matinee.app.taste_map import map_tab

    map_tab(visit)


def _statistics(visit: Visit) -> None:
    from matinee.app.taste_statistics import statistics_tab

    statistics_tab(visit)


def _good(visit: Visit) -> None:
    from matinee.app.taste_good import good_tab

    good_tab(visit)


_TABS: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "traits": ("Traits", _traits),
    "map": ("Map", _map),
    "statistics": ("Statistics", _statistics),
    "picks": ("How good were the picks", _good),
}


@cache
def _style() -> str:
    return f"<style>{(files(__package__) / 'assets' / 'taste.css').read_text(encoding='utf-8')}</style>"
