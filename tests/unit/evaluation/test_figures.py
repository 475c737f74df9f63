"""Means, intervals and paired differences."""

import numpy as np
import pytest

from matinee.evaluation.figures import Difference, Sample, StarGuesses


def sample(values, people=None) -> Sample:
    values = np.array(values, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    return Sample(np.arange(len(values)) if people is None else np.array(people), values)


def test_the_mean_of_means():
    # Two cases; one person is only in the first.
    assert sample([[1, 4], [3, np.nan]]).mean == pytest.approx((2 + 4) / 2)


def test_the_interval_holds_the_true_mean_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held = 0
    for round_ in range(100):
        found = sample(rng.random(80)).summary(round_)
        held += found.low <= 0.5 <= found.high
    assert 88 <= held <= 100


def test_a_paired_difference_has_the_error_of_the_differences():
    mine, theirs = np.array([3.0, 5, 4, 8]), np.array([1.0, 4, 4, 5])
    found = sample(mine).against(sample(theirs))
    apart = mine - theirs
    assert found.mean == pytest.approx(apart.mean())
    assert found.error == pytest.approx(apart.std(ddof=1) / 2)
    assert found.sigmas == pytest.approx(found.mean / found.error)


def test_only_people_both_have_are_compared():
    found = sample([1, 2, 3], [1, 2, 3]).against(sample([9, 1, 5], [9, 2, 3]))
    assert found == Difference(pytest.approx(-0.5), pytest.approx(1.5), 2)


def test_the_error_of_a_mean_over_cases_is_that_of_resampling():
    rng = np.random.default_rng(3)
    base = rng.random((200, 1)) + 0.2 * rng.random((200, 4))
    base[:120, 3] = np.nan
    mine, theirs = sample(base + 0.1 * rng.random((200, 4))), sample(base * 0.9)
    found = mine.against(theirs)
    means = []
    for _ in range(2000):
        rows = rng.integers(200, size=200)
        means.append(np.nanmean(mine.values[rows] - theirs.values[rows], axis=0).mean())
    assert found.error == pytest.approx(np.std(means), rel=0.08)


def test_one_person_has_no_interval():
    alone = sample([0.5])
    assert np.isnan(alone.summary().low)
    assert np.isnan(alone.against(sample([0.2])).error)


def test_the_ends_belong_to_an_interval():
    guesses = StarGuesses(
        np.array([3.5, 3.0, 5.0]), np.array([3.0, 3, 3]), np.array([2.0, 3.5, 2]), np.array([3.5, 4, 4.5])
    )
    assert guesses.covered.tolist() == [True, False, False]
