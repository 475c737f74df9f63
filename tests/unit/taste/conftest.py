"""One small synthetic space for all tests of taste."""

import numpy as np
import pytest

from matinee.domain.film import Film
from matinee.taste import TasteSpace
from matinee.testing.synthetic import synthetic_films

CLUSTERS = 8


@pytest.fixture(scope="session")
def films() -> list[Film]:
    return synthetic_films(400, CLUSTERS, np.random.default_rng(1))


@pytest.fixture(scope="session")
def space(films) -> TasteSpace:
    return TasteSpace.fit_films(films)
