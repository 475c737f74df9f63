"""Charts in the app's colours, dark and light: the map of films, stars given, decades and directors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.services.statistics import Group
    from matinee.services.taste_map import Point, Region

__all__ = ["OWN", "Ink", "decades_chart", "directors_chart", "ink", "map_chart", "stars_chart"]


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one theme, those of matinee.css; text on its ground is readable as small text (4.5:1)."""

    ground: str
    text: str
    soft: str
    line: str
    accent: str
    up: str
    down: str
    low: str
    high: str
    """Predicted stars from few to many on the map: both seen on the ground (3:1)."""


_INKS = {
    "light": Ink(
        "#faf6ef", "#1f1a1d", "#665c60", "#e2d9ca", "#a8232f", "#2f7d5b", "#b3402f", "#8f7f69", "#9c5f05"
    ),
    "dark": Ink(
        "#121116", "#f3efe7", "#aba4b2", "#322e3a", "#f2b84b", "#58b98c", "#e2806c", "#7d7590", "#f2b84b"
    ),
}
_STARS = [1, 2, 3, 4, 5]
OWN = {
    "liked": ("you liked", "triangle-up"),
    "rated": ("you rated below 4", "diamond"),
    "refused": ("you disliked or hid", "cross"),
    "seen": ("you have seen", "circle"),
    "saved": ("you saved", "square"),
}
"""What is said of an own film, and its shape."""
_OWN_COLOURS = {
    "light": ("#1c6b49", "#1d5fa8", "#b3402f", "#5b4a8a", "#8a3d75"),
    "dark": ("#58d69a", "#7db8f5", "#ff8f78", "#b9a6f0", "#f09ad6"),
}


def ink() -> Ink:
    """The colours of the theme in use."""
    return _INKS[_theme()]


def _theme() -> str:
    return "light" if st.context.theme.type == "light" else "dark"


def _drawn(chart: Any, colours: Ink, height: int, words: str) -> Any:
    """A chart with the app's fonts and lines; `words` are what a screen reader says of it."""
    return (
        chart.properties(height=height, background="transparent", description=words)
        .configure(font="Source Sans, sans-serif")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.soft,
            titleColor=colours.soft,
            gridColor=colours.line,
            domainColor=colours.line,
            tickColor=colours.line,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=colours.text,
            titleColor=colours.soft,
            labelFontSize=13,
            titleFontSize=13,
            orient="bottom",
            padding=12,
            offset=8,
            columnPadding=18,
            titlePadding=8,
        )
    )


def map_chart(points: Sequence[Point], regions: Sequence[Region], words: str, *, near: bool = False) -> Any:
    """Films in two dimensions; own ones by shape and colour.

    Args:
        points: the films.
        regions: names to write on the map, those that matter most first.
        words: the same for a screen reader.
        near: one region only: its films are larger, and the best predicted have their titles beside them.
    """
    colours, theme = ink(), _theme()
    frame = pd.DataFrame(
        {
            "x": [point.x for point in points],
            "y": [point.y for point in points],
            "title": [point.film.title for point in points],
            "year": [str(point.film.year or "") for point in points],
            "stars": [round(point.stars, 1) for point in points],
            "own": [OWN[point.own][0] if point.own else "" for point in points],
            "yours": [f"{point.rated:g} stars" if point.rated is not None else "" for point in points],
        }
    )
    flat: dict[str, Any] = {"axis": None, "scale": alt.Scale(nice=False, zero=False, padding=16)}
    x, y = alt.X("x:Q", **flat), alt.Y("y:Q", **flat)
    tips = [
        alt.Tooltip("title:N", title="Film"),
        alt.Tooltip("year:N", title="Year"),
        alt.Tooltip("stars:Q", title="Predicted stars", format=".1f"),
    ]
    others = (
        alt.Chart(frame[frame.own == ""])
        .mark_circle(size=110 if near else 34, opacity=0.85)
        .encode(
            x=x,
            y=y,
            tooltip=tips,
            color=alt.Color(
                "stars:Q",
                scale=alt.Scale(range=[colours.low, colours.high], zero=False),
                legend=alt.Legend(title="Predicted stars", format=".1f", gradientLength=120),
            ),
        )
    )
    layers: list[Any] = [others]
    mine = frame[frame.own != ""]
    if len(mine):
        kinds = [OWN[name][0] for name in OWN]
        used = [kind for kind in kinds if (mine.own == kind).any()]
        shapes = {OWN[name][0]: OWN[name][1] for name in OWN}
        legend = alt.Legend(title="Your films", columns=alt.ExprRef("width < 560 ? 1 : 5"))
        inks = dict(zip(kinds, _OWN_COLOURS[theme], strict=True))
        layers.append(
            alt.Chart(mine)
            .mark_point(
                size=190 if near else 120, filled=True, opacity=1, stroke=colours.ground, strokeWidth=1
            )
            .encode(
                x=x,
                y=y,
                tooltip=[
                    *tips,
                    alt.Tooltip("own:N", title="You"),
                    alt.Tooltip("yours:N", title="Your rating"),
                ],
                shape=alt.Shape(
                    "own:N",
                    scale=alt.Scale(domain=used, range=[shapes[kind] for kind in used]),
                    legend=legend,
                ),
                fill=alt.Fill(
                    "own:N",
                    scale=alt.Scale(domain=used, range=[inks[kind] for kind in used]),
                    legend=legend,
                ),
            )
        )
    if near:
        best = frame.nlargest(14, "stars").assign(place=range(min(14, len(frame))))
        layers.append(_names(best, "title", x, y, colours, size=12, dy=-11))
    else:
        names = pd.DataFrame(
            {
                "x": [one.x for one in regions],
                "y": [one.y for one in regions],
                "name": [one.name for one in regions],
                "place": range(len(regions)),
            }
        )
        layers.append(_names(names, "name", x, y, colours, size=14, dy=0))
    chart = alt.layer(*layers).resolve_scale(color="independent", shape="independent", fill="independent")
    return _drawn(chart, colours, 620, words)


def _names(frame: pd.DataFrame, column: str, x: Any, y: Any, colours: Ink, *, size: int, dy: int) -> Any:
    """Words on the map with a rim of the ground's colour, so that they are read over any film."""
    # A phone has no room for all of them.
    seen = alt.condition("datum.place < (width < 560 ? 6 : 99)", alt.value(1), alt.value(0))
    base = alt.Chart(frame).encode(x=x, y=y, text=f"{column}:N", opacity=seen)
    style: dict[str, Any] = {"fontSize": size, "fontWeight": "bold", "dy": dy, "limit": 190, "tooltip": None}
    rim = base.mark_text(
        stroke=colours.ground, strokeWidth=4, strokeJoin="round", color=colours.ground, **style
    )
    return rim + base.mark_text(color=colours.text, **style)


def stars_chart(stars: Sequence[tuple[float, int]], words: str) -> Any:
    """How often each rating was given."""
    colours = ink()
    frame = pd.DataFrame({"stars": [f"{one:g}" for one, _ in stars], "films": [films for _, films in stars]})
    chart = (
        alt.Chart(frame)
        .mark_bar(color=colours.accent, cornerRadiusEnd=3)
        .encode(
            x=alt.X("stars:N", sort=None, title="Stars", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("films:Q", title="Films", axis=alt.Axis(tickMinStep=1)),
            tooltip=[alt.Tooltip("stars:N", title="Stars"), alt.Tooltip("films:Q", title="Films")],
        )
    )
    return _drawn(chart, colours, 240, words)


def decades_chart(groups: Sequence[Group], words: str, *, compared: bool) -> Any:
    """Mean stars by decade, the size of a point telling how many films; the usual as a line across."""
    colours = ink()
    frame = _frame(groups)
    base = alt.Chart(frame).encode(x=alt.X("name:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)))
    scale = alt.Scale(domain=[0.5, 5])
    own = base.mark_point(filled=True, color=colours.accent, opacity=1).encode(
        y=alt.Y("mean:Q", title="Stars, the mean", scale=scale, axis=alt.Axis(values=_STARS)),
        size=alt.Size(
            "films:Q", scale=alt.Scale(range=[60, 520]), legend=alt.Legend(title="Films", tickCount=3)
        ),
        tooltip=_tips(compared=compared),
    )
    usual = base.mark_tick(color=colours.soft, thickness=3, width=26).encode(
        y=alt.Y("usual:Q", scale=scale), tooltip=_tips(compared=compared)
    )
    return _drawn(usual + own if compared else own, colours, 260, words)


def directors_chart(groups: Sequence[Group], words: str, *, compared: bool) -> Any:
    """Directors with the mean they got from this person and, where it is known, what their films usually get."""
    colours = ink()
    frame = _frame(groups)
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170)))
    x = alt.X(
        "mean:Q", title="Stars, the mean", scale=alt.Scale(domain=[0.5, 5]), axis=alt.Axis(values=_STARS)
    )
    own = base.mark_point(filled=True, size=130, color=colours.accent, opacity=1).encode(
        x=x, tooltip=_tips(compared=compared)
    )
    if not compared:
        return _drawn(own, colours, 34 * len(frame) + 60, words)
    line = base.mark_rule(color=colours.soft).encode(x=x, x2="usual:Q")
    usual = base.mark_tick(color=colours.soft, thickness=3, height=16).encode(
        x="usual:Q", tooltip=_tips(compared=True)
    )
    return _drawn(line + usual + own, colours, 34 * len(frame) + 60, words)


def _frame(groups: Sequence[Group]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [group.name for group in groups],
            "films": [group.films for group in groups],
            "mean": [round(group.mean, 2) for group in groups],
            "usual": [round(group.usual, 2) for group in groups],
        }
    )


def _tips(*, compared: bool) -> list[Any]:
    found = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("films:Q", title="Films"),
        alt.Tooltip("mean:Q", title="You", format=".2f"),
    ]
    return [*found, alt.Tooltip("usual:Q", title="Usual", format=".2f")] if compared else found
