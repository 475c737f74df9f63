"""The bars of a reason: they sum to the score and start where the last one ended."""

from __future__ import annotations

import re

import pytest

from matinee.app.waterfall import bars_of, waterfall
from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.features.blocks import Shared
from matinee.services.recommend import Pick, Reason


def pick(*shares: float) -> Pick:
    film = Film(id=1, title="Ronin")
    reasons = tuple(
        Reason(
            Event(event_id=str(place), user="me", kind=Kind.LIKE, film_id=949, at=1),
            Film(id=949, title="<Heat>"),
            share,
            (Shared("keyword", "found-family", 0.1), Shared("origin", "language fr", 0.1)),
        )
        for place, share in enumerate(shares)
    )
    return Pick(film, 0.5 + sum(shares), 0.5, 4.0, (3.0, 5.0), reasons)


@pytest.mark.parametrize("shares", [(), (1.2,), (1.0, -2.0, 0.3), tuple(0.1 * n for n in range(-9, 12))])
def test_bars_sum_to_the_score(shares: tuple[float, ...]) -> None:
    asked = pick(*shares)
    assert sum(bar.value for bar in bars_of(asked)) == pytest.approx(asked.score)
    drawn = waterfall(asked)
    spans = [
        (float(left), float(width))
        for left, width in re.findall(r'm-bar[^"]*" style="left:([\d.-]+)%;width:([\d.-]+)%', drawn)
    ]
    assert all(left >= -0.01 and left + width <= 100.5 for left, width in spans)


def test_many_events_share_one_bar() -> None:
    bars = bars_of(pick(*(0.1 for _ in range(12))), most=8)
    assert len(bars) == 10
    assert bars[-1].words == "4 smaller reasons"


def test_text_is_escaped_and_what_is_shared_is_in_words() -> None:
    drawn = waterfall(pick(1.0))
    assert "You liked &lt;Heat&gt;" in drawn
    assert "found family" in drawn
    assert "French" in drawn


def test_without_events_it_says_how_to_get_some() -> None:
    assert "Rate a few films" in waterfall(pick())
