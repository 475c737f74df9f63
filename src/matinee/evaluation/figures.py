"""What an evaluation finds: values by person, their means, and how sure those are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

__all__ = ["MEAN", "WHOLE", "Difference", "Key", "Outcome", "Sample", "StarGuesses", "Summary"]

MEAN = "mean"
"""The case that stands for the mean over a protocol's cases."""
WHOLE = frozenset({"Coverage@10"})
"""Measures of a whole run: they have no spread over people."""
_RESAMPLES = 1000


class Key(NamedTuple):
    """What a figure is of."""

    protocol: str
    case: str
    metric: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A mean with its 95 % bootstrap interval over people."""

    mean: float
    low: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Another model's mean less this one's over the same people, with its standard error."""

    mean: float
    error: float
    people: int

    @property
    def sigmas(self) -> float:
        """The difference in standard errors."""
        return self.mean / self.error if self.error > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Sample:
    """One value a person and case, NaN where a person has none."""

    people: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    """(people, cases): of a single figure one case, of a mean over cases several."""

    @property
    def mean(self) -> float:
        """The mean over people of each case, and of these the mean."""
        return float(_means(self.values).mean())

    def summary(self, seed: int = 0) -> Summary:
        """The mean and its interval: percentiles of the means of resampled people (Efron 1979)."""
        n = len(self.people)
        if n < 2:
            return Summary(self.mean, float("nan"), float("nan"), n)
        # How often each person is drawn; the draws of all resamples at once.
        drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=_RESAMPLES)
        known = ~np.isnan(self.values)
        with np.errstate(invalid="ignore"):
            means = (drawn @ np.where(known, self.values, 0)) / (drawn @ known)
        low, high = np.nanquantile(means.mean(axis=1), [0.025, 0.975])
        return Summary(self.mean, float(low), float(high), n)

    def against(self, other: Sample) -> Difference:
        """How much more this one has than the other, paired over the people both have.

        The error is that of a mean of means by linearisation: a person counts in each case they are in.
        """
        people, mine, theirs = np.intersect1d(self.people, other.people, return_indices=True)
        apart = self.values[mine] - other.values[theirs]
        means = _means(apart)
        counted = np.maximum((~np.isnan(apart)).sum(axis=0), 1)
        pull = np.nansum((apart - means) / counted, axis=1) / apart.shape[1]
        n = len(people)
        error = float(np.sqrt((pull**2).sum() * n / (n - 1))) if n > 1 else float("nan")
        return Difference(float(means.mean()), error, n)


def _means(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean of each column over those who have a value."""
    known = ~np.isnan(values)
    found: npt.NDArray[np.float64] = np.where(known, values, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    found[known.sum(axis=0) == 0] = np.nan
    return found


@dataclass(frozen=True, slots=True)
class StarGuesses:
    """Later ratings and what was foretold of them, all people's one after another."""

    stars: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """Which ratings lie in their interval, ends included."""
        # A hair's width, because 3.5 is not less than 3.5 in single precision.
        found: npt.NDArray[np.bool_] = (self.stars >= self.low - 1e-6) & (self.stars <= self.high + 1e-6)
        return found


@dataclass
class Outcome:
    """What one model did."""

    model: str
    samples: dict[Key, Sample] = field(default_factory=dict)
    """With a case ``mean`` for every protocol whose cases are several lengths of history."""
    known: dict[int, int] = field(default_factory=dict)
    """How many ratings were known of each person in `warm`."""
    guesses: StarGuesses | None = None
    fit_seconds: float = 0.0
    """Of the fit on all films."""
    ask_seconds: float = 0.0
    """Of all scores together."""

    def sample(self, protocol: str, case: str, metric: str) -> Sample | None:
        """One figure's values."""
        return self.samples.get(Key(protocol, case, metric))


def keys_of(outcomes: Sequence[Outcome]) -> Iterator[Key]:
    """Every figure any of the models has, in the order they were made."""
    yield from dict.fromkeys(key for outcome in outcomes for key in outcome.samples)
