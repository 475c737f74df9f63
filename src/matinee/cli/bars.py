"""Bars in a terminal: why a film has its score, and what is believed of a taste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from matinee.cli.session import printable
from matinee.cli.tables import cell, two_lines
from matinee.services.words import (
    in_common,
    said,
    shared_words,
    sureness,
    thing_said,
    trait_name,
    trait_words,
)
from matinee.taste.wishes import Want

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from matinee.services.counterfactuals import WhatIf
    from matinee.services.recommend import Pick, Reason, TasteReport
    from matinee.taste.traits import Trait

__all__ = ["belief_bar", "fall_bar", "place_parts", "taste_parts", "why_parts"]

_WIDTH = 20
_MOST = 12
"""Events with a bar of their own; the rest share one."""
_SHARED_SHOWN = 3
_NAMED = 3
"""Traits that the first sentence of a taste names."""
_LEAST_EFFECT = 0.005
"""Points of score below which an effect is shown as 0.00."""
_LEAST_PART = 0.04
"""Part of the largest effect below which another is not worth a line."""
_WANTS = {Want.MUTE: "muted", Want.MORE: "pinned up", Want.LESS: "pinned down", None: ""}
_FULL, _DOUBT = "\u2588", "\u2592"


def fall_bar(start: float, end: float, low: float, high: float, width: int = _WIDTH) -> str:
    """The bar from one value to another on a scale from low to high, at least one cell long."""
    span = max(high - low, 1e-12)
    first, last = sorted((round((start - low) / span * width), round((end - low) / span * width)))
    first = min(first, width - 1)
    return (" " * first + _FULL * max(last - first, 1)).ljust(width)


def belief_bar(effect: float, sd: float, scale: float, width: int = _WIDTH) -> str:
    """A bar for an effect: full as far as it is sure by one standard deviation, then lighter to one beyond."""
    cells = [
        min(width, max(0, round(value / scale * width))) for value in (abs(effect) - sd, abs(effect) + sd)
    ]
    return (_FULL * cells[0] + _DOUBT * (cells[1] - cells[0])).ljust(width)


def why_parts(pick: Pick) -> list[RenderableType]:
    """A film's score as bars that each begin where the one above ended: offset, events, score."""
    shown, rest = pick.why[:_MOST], pick.why[_MOST:]
    steps: list[tuple[str, float, str]] = [("how well known and liked it is", pick.offset, "")]
    steps += [(_said(reason), reason.share, _shared(pick, reason)) for reason in shown]
    if rest:
        steps.append((f"{len(rest)} more events", sum(reason.share for reason in rest), ""))
    ends: list[float] = []
    for _, points, _ in steps:
        ends.append((ends[-1] if ends else 0.0) + points)
    low, high = min(0.0, *ends), max(0.0, *ends)
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    start = 0.0
    for (label, points, below), end in zip(steps, ends, strict=True):
        colour = "green" if points >= 0 else "red"
        grid.add_row(
            two_lines(cell(label), below), Text(fall_bar(start, end, low, high), colour), f"{points:+.2f}"
        )
        start = end
    grid.add_row(
        cell("score", "bold"), Text(fall_bar(0, pick.score, low, high), "bold"), f"{pick.score:+.2f}"
    )
    low_stars, high_stars = pick.interval
    stars = f"{pick.stars:.1f} stars expected, {low_stars:.1f}\u2013{high_stars:.1f} four times in five"
    return [Text.assemble((printable(pick.film.label), "bold"), f": {stars}"), "", grid]


def place_parts(found: WhatIf) -> list[RenderableType]:
    """Where the film stands, and where it would without each of its largest reasons."""
    now = found.now
    parts: list[RenderableType] = [
        "",
        Text(f"By score it is number {now.place:,} among {now.of:,} films open to you."),
    ]
    for reason, place in found.without:
        if reason.event is not None:
            title = f"tmdb:{reason.event.film_id}" if reason.film is None else reason.film.title
            still = "still " if place.place == now.place else ""
            words = f"Without {thing_said(reason.event, title)} it would {still}be number {place.place:,}."
            parts.append(Text(printable(words)))
    return parts


def _said(reason: Reason) -> str:
    return f"you {said(reason)}"


def _shared(pick: Pick, reason: Reason) -> str:
    if reason.film is None or reason.film.id == pick.film.id:
        return ""
    words = shared_words(reason.shared) or in_common(pick.film, reason.film)
    return ", ".join(words[:_SHARED_SHOWN])


def taste_parts(report: TasteReport) -> list[RenderableType]:
    """What is believed of a taste: a sentence, a line a wish, then a bar a trait."""
    liked, avoided = _telling(report.liked), _telling(report.avoided)
    parts: list[RenderableType] = [Text(_sentence(report.events, liked, avoided))]
    if report.wishes:
        wishes = Table.grid(padding=(0, 1))
        for trait in report.wishes:
            known = f"{trait.effect:+.2f}" if trait.films else "no film here has it; it waits"
            wishes.add_row(cell(f"  {trait_words(trait.block, trait.term)}"), _WANTS[trait.want], known)
        parts += ["", Text("as you wished", "bold"), wishes]
    scale = max((abs(trait.effect) + trait.sd for trait in (*liked, *avoided)), default=1.0)
    for heading, found, colour in (("towards", liked, "green"), ("away from", avoided, "red")):
        if found:
            parts += ["", Text(heading, "bold"), _traits(found, scale, colour)]
    if liked or avoided:
        parts += ["", Text(f"{_FULL} sure   {_DOUBT} give or take one standard deviation", "dim")]
    if report.unknown:
        parts.append(
            Text(f"{report.unknown} events are about films that are not here; they teach nothing.", "dim")
        )
    return parts


def _telling(traits: Sequence[Trait]) -> list[Trait]:
    """Traits whose effect is more than nothing beside the largest, the largest first."""
    largest = max((abs(trait.effect) for trait in traits), default=0.0)
    least = max(_LEAST_EFFECT, _LEAST_PART * largest)
    told = [trait for trait in traits if abs(trait.effect) >= least]
    return sorted(told, key=lambda trait: -abs(trait.effect))


def _sentence(events: int, liked: Sequence[Trait], avoided: Sequence[Trait]) -> str:
    towards, away = (
        _listed([trait_name(trait.block, trait.term) for trait in found[:_NAMED]])
        for found in (liked, avoided)
    )
    many = "one thing" if events == 1 else f"{events} things"
    leaning = ", and ".join(
        part
        for part in (f"towards {towards}" if towards else "", f"away from {away}" if away else "")
        if part
    )
    return printable(f"From {many} you said: you lean {leaning or 'no way yet'}.")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _traits(traits: Sequence[Trait], scale: float, colour: str) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(no_wrap=True)
    for trait in traits:
        grid.add_row(
            cell(f"  {trait_words(trait.block, trait.term)}"),
            Text(belief_bar(trait.effect, trait.sd, scale), colour),
            f"{trait.effect:+.2f}",
            Text(f"\u00b1 {trait.sd:.2f} {sureness(trait.effect, trait.sd)}", "dim"),
        )
    return grid
