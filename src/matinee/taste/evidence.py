"""What feedback means: events in force to noisy observations of the two fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.feedback import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.feedback import Event
    from matinee.taste.config import TasteConfig
    from matinee.taste.field import Field

__all__ = ["Evidence", "enjoyment_evidence", "interest_evidence", "liking_threshold"]

_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observations of one field, one a row: ``residual ~ N(v . z, 1 / precision)``."""

    events: tuple[Event, ...]
    rows: npt.NDArray[np.int64]
    """Row of each event's film, (n,)."""
    residual: npt.NDArray[np.float64]
    """r: how far from the offset the event says the film is, in units of the spread, (n,)."""
    precision: npt.NDArray[np.float64]
    """c, recency included, (n,)."""


def liking_threshold(stars: Sequence[float], config: TasteConfig) -> float:
    """Stars from which this person's rating is a like.

    A person who rates low likes from less: the threshold follows their shrunk mean, a quarter star above it,
    between `lowest_threshold` and `liking_threshold`.
    """
    patience = config.threshold_patience
    mean = (sum(stars) + patience * config.liking_threshold) / (len(stars) + patience)
    return min(config.liking_threshold, max(config.lowest_threshold, mean + 0.25))


def interest_evidence(
    events: Sequence[Event], rows: Mapping[int, int], field: Field, as_of: int, config: TasteConfig
) -> Evidence:
    """Observations of interest: one a film, by what governs it (`domain.feedback.fold`).

    Args:
        events: the events in force, oldest first.
        rows: row of each film id of the space.
        field: the interest field.
        as_of: the moment, microseconds since 1970 UTC.
        config: the model's settings.
    """
    newest = {event.film_id: event for event in events if event.film_id in rows}
    chosen = sorted(newest.values(), key=lambda event: (event.at, event.seq))
    threshold = liking_threshold([event.value for event in events if event.value is not None], config)
    weights = _recency(chosen, as_of, config.half_life_events, config)
    at = np.array([rows[event.film_id or 0] for event in chosen], dtype=np.int64)
    offset, spread = field.offset[at].astype(np.float64), field.spread[at].astype(np.float64)
    wanted = (1 - offset) / spread
    refused = -np.maximum(offset / spread, config.refusal)
    residual, precision = np.empty(len(chosen)), np.empty(len(chosen))
    for place, event in enumerate(chosen):
        if event.kind is Kind.RATING and event.value is not None:
            above = event.value - threshold
            if above >= 0:
                residual[place] = wanted[place]
                precision[place] = config.like_precision * (1 + config.delight * above)
            elif above >= -1:
                residual[place] = wanted[place] * (1 + above * config.doubt)
                precision[place] = config.doubt_precision
            else:
                residual[place] = refused[place] * min(1.5, -above / 2)
                precision[place] = config.like_precision
        elif event.kind is Kind.LIKE:
            residual[place], precision[place] = wanted[place], config.like_precision
        elif event.kind is Kind.DISLIKE:
            residual[place], precision[place] = refused[place], config.like_precision
        elif event.kind is Kind.NOT_INTERESTED:
            residual[place], precision[place] = refused[place], config.quiet_precision
        else:
            residual[place], precision[place] = wanted[place], config.quiet_precision
    return Evidence(tuple(chosen), at, residual, precision * weights)


def enjoyment_evidence(
    events: Sequence[Event], rows: Mapping[int, int], field: Field, as_of: int, config: TasteConfig
) -> Evidence:
    """Observations of enjoyment, in stars: a film's rating where there is one, else its like or dislike.

    Arguments as in `interest_evidence`, `field` being the enjoyment field. No decay by events: what somebody
    enjoyed does not fade because they watched more.
    """
    spoken: dict[int, Event] = {}
    for event in events:
        film = event.film_id
        if film is None or film not in rows:
            continue
        rated = film in spoken and spoken[film].kind is Kind.RATING
        if event.kind is Kind.RATING or (event.kind in (Kind.LIKE, Kind.DISLIKE) and not rated):
            spoken[film] = event
    chosen = sorted(spoken.values(), key=lambda event: (event.at, event.seq))
    at = np.array([rows[event.film_id or 0] for event in chosen], dtype=np.int64)
    weights = _recency(chosen, as_of, None, config)
    usual = field.offset[at].astype(np.float64).tolist()
    residual, noise = np.empty(len(chosen)), np.empty(len(chosen))
    for place, event in enumerate(chosen):
        if event.value is not None:
            residual[place], noise[place] = event.value - usual[place], config.star_noise
        else:
            liked = event.kind is Kind.LIKE
            residual[place] = config.like_stars if liked else config.dislike_stars
            noise[place] = config.opinion_noise
    return Evidence(tuple(chosen), at, residual, weights / np.square(noise))


def _recency(
    events: Sequence[Event], as_of: int, half_life_events: float | None, config: TasteConfig
) -> npt.NDArray[np.float64]:
    """Weight of each event by its age: floor + (1 - floor) 2^-(age / half-life).

    Age in events counts the later distinct moments, so that an import whose rows share one time ages as one.
    """
    at = np.array([event.at for event in events], dtype=np.int64)
    halvings = np.maximum(as_of - at, 0) / (_DAY * config.half_life_days)
    if half_life_events is not None and len(at):
        moments = np.unique(at)
        halvings = halvings + (len(moments) - 1 - np.searchsorted(moments, at)) / half_life_events
    return config.floor + (1 - config.floor) * np.exp2(-halvings)
