"""The filters and dials of For you: Streamlit's own widgets over what is kept for the person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from matinee.app.names import duration
from matinee.domain.catalogue import Filters
from matinee.domain.film import GENRES
from matinee.domain.names import country, language
from matinee.services.details import WATCH_ATTRIBUTION
from matinee.services.preferences import Kept
from matinee.taste.rank import Dials

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.app.state import Visit
    from matinee.services.filtering import Choices

__all__ = ["filter_words", "filters_popover", "forget_filters"]

_LONGEST = 240
_KEY = "filter-"


def filters_popover(visit: Visit) -> Kept:
    """The button and what is behind it; gives what the person has set.

    What is set is kept for the person at once, so that another visit, or another browser, finds it. The widgets are
    made only while the popover is open: nobody waits for them who only wants a film.
    """
    kept = visit.matinee.preferences.kept(visit.person)
    with st.popover("Filters", icon=":material/tune:", key="filters", on_change="rerun") as popover:
        if popover.open:
            _widgets(visit, kept)
        else:
            forget_filters()
    return kept


def forget_filters() -> None:
    """Let the widgets begin with what is kept, for the next person or the next look."""
    for name in [name for name in st.session_state if str(name).startswith(_KEY)]:
        del st.session_state[name]


def filter_words(kept: Kept) -> list[str]:
    """What is filtered, a few words each."""
    filters, plain = kept.filters, Dials()
    found = [*sorted(filters.genres), *(f"no {genre}" for genre in sorted(filters.not_genres))]
    found += [*sorted(filters.themes), *(f"no {theme}" for theme in sorted(filters.not_themes))]
    if filters.years is not None:
        found.append(f"{filters.years[0]}–{filters.years[1]}")
    if filters.max_runtime is not None:
        found.append(f"up to {duration(filters.max_runtime)}")
    found += sorted(language(code) for code in filters.languages)
    found += sorted(f"not in {language(code)}" for code in filters.not_languages)
    found += sorted(f"from {country(code)}" for code in filters.countries)
    found += sorted(f"not from {country(code)}" for code in filters.not_countries)
    if filters.age is not None:
        found.append(f"for age {filters.age}")
    if filters.services:
        found.append(
            " or ".join(sorted(filters.services)) + (", also to rent or buy" if filters.paid else "")
        )
    if kept.dials.variety != plain.variety:
        found.append(f"variety {kept.dials.variety:.0%}")
    if kept.dials.obscurity != plain.obscurity:
        found.append(f"obscurity {kept.dials.obscurity:.0%}")
    return found


def _widgets(visit: Visit, kept: Kept) -> None:
    choices, filters = visit.matinee.filtering.choices(), kept.filters
    changed = partial(_keep, visit, choices)
    dials = kept.dials
    _slider("Obscurity", "obscurity", 0, 100, round(100 * dials.obscurity), changed,
            help="How little being well known counts")  # fmt: skip
    _slider("Variety", "variety", 0, 100, round(100 * dials.variety), changed,
            help="How unlike each other the films of a page are")  # fmt: skip
    _several("Only these genres", "genres", GENRES, filters.genres, changed, "Any genre")
    _several("Without these genres", "not_genres", GENRES, filters.not_genres, changed, "None left out")
    first, last = choices.years
    if first < last:
        low, high = filters.years or choices.years
        span = (min(max(low, first), last), max(min(high, last), first))
        _slider("Years", "years", first, last, span, changed)
    _slider("Runtime, at most", "runtime", 60, _LONGEST, min(max(filters.max_runtime or _LONGEST, 60), _LONGEST),
            changed, step=10, format="%d min", help=f"{duration(_LONGEST)} is any length")  # fmt: skip
    _several("Original language", "languages", choices.languages, filters.languages, changed, "Any", language)
    _several("Not this language", "not_languages", choices.languages, filters.not_languages, changed,
             "None left out", language)  # fmt: skip
    _several("Made in", "countries", choices.countries, filters.countries, changed, "Any country", country)
    _several("Not made in", "not_countries", choices.countries, filters.not_countries, changed,
             "None left out", country)  # fmt: skip
    if choices.themes:
        themes = tuple(dict.fromkeys((*choices.themes, *sorted(filters.themes | filters.not_themes))))
        _several("About", "themes", themes, filters.themes, changed, "Any theme")
        _several("Not about", "not_themes", themes, filters.not_themes, changed, "None left out")
    if choices.certificates:
        marks = list(choices.certificates)
        # An age between two certificates, said elsewhere, is shown as the milder one.
        oldest = -1 if filters.age is None else filters.age
        now = next((mark for mark in reversed(marks) if choices.certificates[mark] <= oldest), None)
        _start("age", now)
        st.selectbox("Certificate, at most", marks, index=None, placeholder="Any, also unrated",
                     key=f"{_KEY}age", on_change=changed)  # fmt: skip
    if choices.services:
        _several("My streaming services", "services", choices.services, filters.services, changed, "Any")
        _start("paid", filters.paid)
        st.checkbox("Also to rent or buy", key=f"{_KEY}paid", on_change=changed)
        st.caption(f"Where to watch is known by {WATCH_ATTRIBUTION}.")
    st.button("Reset", on_click=lambda: _reset(visit), icon=":material/restart_alt:")


def _several(
    label: str,
    name: str,
    options: Sequence[str],
    chosen: frozenset[str],
    changed: Callable[[], None],
    placeholder: str,
    named: Callable[[str], str] = str,
) -> None:
    _start(name, [option for option in options if option in chosen])
    st.multiselect(
        label,
        options,
        key=f"{_KEY}{name}",
        placeholder=placeholder,
        format_func=named,
        on_change=changed,
        select_all=False,
    )


def _slider(
    label: str, name: str, low: int, high: int, value: object, changed: Callable[[], None], **more: Any
) -> None:
    _start(name, value)
    st.slider(label, low, high, key=f"{_KEY}{name}", on_change=changed, **more)


def _start(name: str, value: object) -> None:
    """What a widget shows when it is made; after that it is the widget's own."""
    st.session_state.setdefault(f"{_KEY}{name}", value)


def _keep(visit: Visit, choices: Choices) -> None:
    """Keep what the widgets show."""

    def shown(name: str, otherwise: Any = ()) -> Any:
        return st.session_state.get(f"{_KEY}{name}", otherwise)

    plain = Dials()
    years, runtime = tuple(shown("years", choices.years)), shown("runtime", _LONGEST)
    mark = shown("age", None)
    filters = Filters(
        genres=frozenset(shown("genres")),
        not_genres=frozenset(shown("not_genres")),
        years=None if years == choices.years else years,
        max_runtime=None if runtime == _LONGEST else runtime,
        languages=frozenset(shown("languages")),
        not_languages=frozenset(shown("not_languages")),
        countries=frozenset(shown("countries")),
        not_countries=frozenset(shown("not_countries")),
        themes=frozenset(shown("themes")),
        not_themes=frozenset(shown("not_themes")),
        age=None if mark is None else choices.certificates[mark],
        services=frozenset(shown("services")),
        paid=bool(shown("paid", False)),
    )
    dials = Dials(
        obscurity=shown("obscurity", round(100 * plain.obscurity)) / 100,
        variety=shown("variety", round(100 * plain.variety)) / 100,
    )
    visit.matinee.preferences.keep(visit.person, Kept(filters, dials))


def _reset(visit: Visit) -> None:
    visit.matinee.preferences.reset(visit.person)
    forget_filters()
