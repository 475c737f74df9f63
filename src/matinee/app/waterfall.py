"""Why a film has its score, as bars that start where the last one ended and end at the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.app.markup import Html, fill, joined
from matinee.app.names import common_words
from matinee.services.words import said, thing_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.services.counterfactuals import WhatIf
    from matinee.services.recommend import Pick

__all__ = ["Bar", "bars_of", "places", "waterfall"]

_MOST = 8
"""Events with a bar of their own; the others share one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a score."""

    words: str
    value: float
    shared: tuple[str, ...] = ()
    """What the picked film shares with the film of the event."""
    film_id: int | None = None


def bars_of(pick: Pick, most: int = _MOST) -> list[Bar]:
    """The parts of a pick's score: the offset first, then the events by size; they sum to the score."""
    found = [Bar("Well known and well liked", pick.offset)]
    for reason in pick.why[:most]:
        words = said(reason, reason.film.title if reason.film else "a film that has left")
        found.append(
            Bar(
                f"You {words}",
                reason.share,
                tuple(common_words(reason.shared)[:4]),
                reason.film.id if reason.film else None,
            )
        )
    rest = pick.why[most:]
    if rest:
        found.append(Bar(f"{len(rest)} smaller reasons", sum(reason.share for reason in rest)))
    return found


def waterfall(pick: Pick) -> Html:
    """The parts of a pick's score as a table with bars; without events, words that say how to get some."""
    bars = bars_of(pick)
    ends = [0.0]
    for bar in bars:
        ends.append(ends[-1] + bar.value)
    low, high = min(*ends, 0.0), max(*ends, 0.01)
    rows = [_row(bar, start, start + bar.value, low, high) for bar, start in zip(bars, ends, strict=False)]
    hint = (
        ""
        if pick.why
        else "Nothing you said speaks for or against it yet. Rate a few films, and their shares show here."
    )
    return fill(
        '<table class="m-fall"><thead class="m-hidden"><tr><th scope="col">Reason</th><th scope="col">Points</th></tr>'
        '</thead><tbody>{rows}</tbody><tfoot><tr><th scope="row">Score</th><td>{score}</td>'
        '<td class="m-lane" aria-hidden="true">'
        '<span class="m-bar m-sum" style="left:{left}%;width:{width}%"></span></td>'
        "</tr></tfoot></table>{hint}",
        rows=joined(rows),
        score=f"{pick.score:.2f}",
        left=f"{_at(min(0.0, pick.score), low, high):.2f}",
        width=f"{abs(pick.score) / (high - low) * 100:.2f}",
        hint=fill('<p class="m-hint">{hint}</p>', hint=hint) if hint else Html(""),
    )


def places(found: WhatIf) -> Html:
    """Where the film stands, and where it would without each of its largest reasons; a list of sentences."""
    now = found.now
    lines = [
        fill(
            "<li>By score it is <strong>number {place}</strong> among {count} films open to you.</li>",
            place=f"{now.place:,}",
            count=f"{now.of:,}",
        )
    ]
    for reason, place in found.without:
        if reason.event is None:
            continue
        title = reason.film.title if reason.film else "a film that has left"
        lines.append(
            fill(
                "<li>Without {thing} it would {still}be <strong>number&nbsp;{place}</strong>.</li>",
                thing=thing_said(reason.event, title),
                still="still " if place.place == now.place else "",
                place=f"{place.place:,}",
            )
        )
    return fill('<ul class="m-places">{lines}</ul>', lines=joined(lines))


def _row(bar: Bar, start: float, end: float, low: float, high: float) -> Html:
    kind = "m-base" if bar.film_id is None and start == 0 else "m-up" if bar.value >= 0 else "m-down"
    return fill(
        '<tr><th scope="row">{words}{shared}</th><td>{value}</td><td class="m-lane" aria-hidden="true">'
        '<span class="m-bar {kind}" style="left:{left}%;width:{width}%"></span></td></tr>',
        words=fill(
            '<a href="?film={id}" target="_self" data-do="open" data-film="{id}">{words}</a>',
            id=bar.film_id,
            words=bar.words,
        )
        if bar.film_id is not None
        else bar.words,
        shared=_chips(bar.shared),
        value=f"{bar.value:+.2f}",
        kind=kind,
        left=f"{_at(min(start, end), low, high):.2f}",
        width=f"{max(abs(end - start) / (high - low) * 100, 0.4):.2f}",
    )


def _at(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) * 100


def _chips(words: Sequence[str]) -> Html:
    if not words:
        return Html("")
    return fill(
        '<span class="m-chips"><span class="m-hidden">shared: </span>{chips}</span>',
        chips=joined((fill('<span class="m-chip">{word}</span>', word=word) for word in words), " "),
    )
