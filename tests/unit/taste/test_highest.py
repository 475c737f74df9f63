"""The candidates of a large catalogue are the same as if every score had been compared."""

import numpy as np
import pytest

from matinee.taste.rank import _highest


@pytest.mark.parametrize("wanted", [1, 30, 300, 700])
@pytest.mark.parametrize("left", [700, 20_000, 64_123])
@pytest.mark.parametrize("clustered", [False, True])
def test_bounds_by_blocks_lose_nothing(wanted, left, clustered):
    rng = np.random.default_rng(left + wanted)
    scores = rng.normal(size=64_123).astype(np.float32)
    if clustered:
        # The best stand side by side, as the films of one time do.
        scores = np.sort(scores)
    scores[rng.permutation(len(scores))[left:]] = -np.inf
    found = _highest(scores, wanted)
    assert len(set(found.tolist())) == wanted
    assert sorted(scores[found].tolist()) == sorted(scores.tolist())[-wanted:]


def test_nothing_is_wanted_of_nothing():
    assert _highest(np.full(9, -np.inf, dtype=np.float32), 0).tolist() == []
