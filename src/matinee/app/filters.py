"""The filters and dials of For you: Streamlit's own widgets, read into a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.names import duration
from matinee.domain.catalogue import Filters
from matinee.domain.film import GENRES
from matinee.domain.names import language
from matinee.services.recommend import Query
from matinee.taste.rank import Dials

if TYPE_CHECKING:
    from matinee.domain.catalogue import Catalogue

__all__ = ["filter_words", "filters_popover", "reset_filters"]

_LONGEST = 240
_WIDGETS = ("genres", "not_genres", "years", "runtime", "languages", "variety", "obscurity")


def filters_popover(catalogue: Catalogue) -> Query:
    """The button and what is behind it; gives what is asked for, with the default number of picks."""
    known = catalogue.year[catalogue.year > 0]
    first, last = (int(known.min()), int(known.max())) if len(known) else (1900, 2030)
    plain = Dials()
    with st.popover("Filters", icon=":material/tune:", key="filters"):
        genres = st.multiselect("Only these genres", GENRES, key=_key("genres"), placeholder="Any genre")
        not_genres = st.multiselect(
            "Without these genres", GENRES, key=_key("not_genres"), placeholder="None left out"
        )
        whole = (first, last)
        years = st.slider("Years", first, last, whole, key=_key("years")) if first < last else whole
        runtime = st.slider(
            "Runtime, at most",
            60,
            _LONGEST,
            _LONGEST,
            10,
            key=_key("runtime"),
            format="%d min",
            help=f"{duration(_LONGEST)} is any length",
        )
        languages = st.multiselect(
            "Original language",
            sorted(catalogue.languages, key=language),
            format_func=language,
            key=_key("languages"),
            placeholder="Any language",
        )
        variety = st.slider(
            "Variety",
            0,
            100,
            round(100 * plain.variety),
            key=_key("variety"),
            help="How unlike each other the films of a page are",
        )
        obscurity = st.slider(
            "Obscurity",
            0,
            100,
            round(100 * plain.obscurity),
            key=_key("obscurity"),
            help="How little being well known counts",
        )
        st.button("Reset", on_click=reset_filters, icon=":material/restart_alt:")
    return Query(
        filters=Filters(
            genres=frozenset(genres),
            not_genres=frozenset(not_genres),
            years=None if years == whole else years,
            max_runtime=None if runtime == _LONGEST else runtime,
            languages=frozenset(languages),
        ),
        dials=Dials(obscurity=obscurity / 100, variety=variety / 100),
    )


def reset_filters() -> None:
    """Everything back to where it was at first."""
    for name in _WIDGETS:
        st.session_state.pop(_key(name), None)


def filter_words(query: Query) -> list[str]:
    """What is filtered, a few words each."""
    filters, plain = query.filters, Dials()
    found = [*sorted(filters.genres), *(f"no {genre}" for genre in sorted(filters.not_genres))]
    if filters.years is not None:
        found.append(f"{filters.years[0]}–{filters.years[1]}")
    if filters.max_runtime is not None:
        found.append(f"up to {duration(filters.max_runtime)}")
    found += sorted(language(code) for code in filters.languages)
    if query.dials.variety != plain.variety:
        found.append(f"variety {query.dials.variety:.0%}")
    if query.dials.obscurity != plain.obscurity:
        found.append(f"obscurity {query.dials.obscurity:.0%}")
    return found


def _key(name: str) -> str:
    return f"filter-{name}"
