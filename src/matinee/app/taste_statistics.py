"""Statistics: what was rated and watched, by stars, decade, director, genre and country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import empty
from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface
from matinee.app.taste_charts import decades_chart, directors_chart, stars_chart
from matinee.domain.names import country

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.app.state import Visit
    from matinee.services.statistics import Group, Stats

__all__ = ["statistics_tab"]

_DIRECTORS, _ROWS = 10, 10


def statistics_tab(visit: Visit) -> None:
    """Draw the part."""
    found = visit.matinee.statistics.of(visit.person)
    if not found.seen:
        button = Html(
            '<button type="button" class="m-button" data-do="go" data-value="library/import">Import</button>'
        )
        surface(
            empty(
                "Nothing to count yet",
                "Rate films or mark them seen, or bring your history from Letterboxd, IMDb, Trakt and others.",
                button,
            ),
            key="taste-none",
            on_act=visit.act,
        )
        return
    surface(_facts(found), key="taste-facts", on_act=visit.act)
    if found.rated:
        _charts(found)
    surface(_tables(found), key="taste-tables", on_act=visit.act)


def _facts(found: Stats) -> Html:
    facts = [
        (f"{found.seen:,}", "film seen" if found.seen == 1 else "films seen"),
        (f"{found.minutes / 60:,.0f}", f"hours{_untimed(found)}"),
        (f"{found.rated:,}", "rated"),
    ]
    if found.mean is not None:
        usual = f"; usual for them: {found.usual:.2f}" if found.compared and found.usual is not None else ""
        facts.append((f"{found.mean:.2f}", f"stars in the mean{usual}"))
    few = "Few films are rated yet, so the means below say little. " if found.few else ""
    unknown = (
        f"{found.unknown:,} films you spoke of are not in this catalogue and are not counted."
        if found.unknown
        else ""
    )
    return fill(
        '<div class="m-facts-row">{facts}</div><p class="m-say m-fine">{few}{unknown}</p>',
        facts=joined(
            fill(
                '<p class="m-fact"><strong>{figure}</strong><span>{words}</span></p>',
                figure=figure,
                words=words,
            )
            for figure, words in facts
        ),
        few=few,
        unknown=unknown,
    )


def _untimed(found: Stats) -> str:
    return f", and {found.untimed} of unknown length" if found.untimed else ""


def _charts(found: Stats) -> None:
    left, right = st.columns(2, gap="large")
    most, films = max(found.stars, key=lambda pair: pair[1])
    with left:
        words = f"You give {most:g} stars most often: {films} of {found.rated} films."
        st.html(_heading("Stars given", words))
        st.altair_chart(stars_chart(found.stars, words), width="stretch", theme=None, key="taste-stars")
    with right:
        enough = [group for group in found.decades if not group.few]
        best = max(enough, key=lambda group: group.mean, default=None)
        words = (
            f"You rate the {best.name} highest, {best.mean:.2f} in the mean of {best.films} films."
            if best
            else "No decade has three rated films yet."
        )
        beside = " The bar is what such films usually get." if found.compared else ""
        st.html(_heading("Decades", words + beside))
        chart = decades_chart(found.decades, words, compared=found.compared)
        st.altair_chart(chart, width="stretch", theme=None, key="taste-decades")
    directors = [group for group in found.directors if group.films > 1][:_DIRECTORS]
    left, right = st.columns(2, gap="large")
    with left:
        if directors:
            first = directors[0]
            words = (
                f"Beyond the usual you like {first.name} most: {first.mean:.2f} against {first.usual:.2f}."
                if found.compared
                else f"{first.name} leads with {first.mean:.2f}."
            )
            words += " Of at least two films; fewer films count for less in the order."
        else:
            words = "You have rated no two films of one director yet."
        st.html(_heading("Directors", words))
        if directors:
            chart = directors_chart(directors, words, compared=found.compared)
            st.altair_chart(chart, width="stretch", theme=None, key="taste-directors")
    with right:
        st.html(_people(found))


def _people(found: Stats) -> Html:
    """Whose films were watched most."""
    rows = joined(
        fill(
            '<tr><th scope="row">{name}</th><td class="m-n">{films}</td><td class="m-n">{directed}</td></tr>',
            name=person.name,
            films=person.films,
            directed=person.directed or "",
        )
        for person in found.people
    )
    if not rows:
        return _heading("Most watched people", "Nobody twice yet.")
    return fill(
        '<div class="m-root"><h2 class="m-heading">Most watched people</h2><table class="m-figures"><thead><tr>'
        '<th scope="col">Name</th><th scope="col" class="m-n">Films</th><th scope="col" class="m-n">Directing</th>'
        "</tr></thead><tbody>{rows}</tbody></table></div>",
        rows=rows,
    )


def _heading(title: str, words: str) -> Html:
    return fill(
        '<div class="m-root"><h2 class="m-heading">{title}</h2><p class="m-say m-fine">{words}</p></div>',
        title=title,
        words=words,
    )


def _tables(found: Stats) -> Html:
    tables = [
        _table(heading, groups[:_ROWS], found, named)
        for heading, groups, named in (
            ("Genres", found.genres, str),
            ("Countries", found.countries, country),
        )
        if groups
    ]
    return fill('<div class="m-taste-columns">{tables}</div>', tables=joined(tables))


def _table(heading: str, groups: Sequence[Group], found: Stats, named: Callable[[str], str]) -> Html:
    usual = '<th scope="col" class="m-n">Usual</th><th scope="col" class="m-n">Beyond it</th>'
    rows = joined(
        fill(
            '<tr><th scope="row">{name}</th><td class="m-n">{films}</td><td class="m-n">{mean}</td>{usual}'
            "<td>{few}</td></tr>",
            name=named(group.name),
            films=group.films,
            mean=f"{group.mean:.2f}",
            usual=fill(
                '<td class="m-n">{usual}</td><td class="m-n">{above}</td>',
                usual=f"{group.usual:.2f}",
                above=f"{group.above:+.2f}",
            )
            if found.compared
            else Html(""),
            few="few films" if group.few else "",
        )
        for group in groups
    )
    return fill(
        '<section><h2 class="m-heading">{heading}</h2><div class="m-scroll"><table class="m-figures"><thead><tr>'
        '<th scope="col">{heading}</th><th scope="col" class="m-n">Rated</th><th scope="col" class="m-n">You</th>'
        "{usual}"
        '<th scope="col"><span class="m-hidden">Remark</span></th></tr></thead><tbody>{rows}</tbody></table></div>'
        "</section>",
        heading=heading,
        usual=Html(usual) if found.compared else Html(""),
        rows=rows,
    )
