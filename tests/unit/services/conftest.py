"""An installation in a temporary folder: a real SQLite store, a clock that is told the time, synthetic films."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from matinee.domain.film import Film, FilmRecord
from matinee.services.feedback import Feedback
from matinee.services.films import Films
from matinee.services.recommend import Recommend
from matinee.services.search import Search
from matinee.services.spaces import Spaces
from matinee.store import SqlStore, open_store
from matinee.testing.synthetic import synthetic_films

CLUSTERS = 4


@dataclass
class FakeClock:
    """Stands still until told."""

    now: int = 1_700_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def wait(self, seconds: float = 1) -> None:
        self.now += round(seconds * 1_000_000)


@dataclass
class House:
    """All services on one store."""

    store: SqlStore
    folder: Path
    clock: FakeClock

    def __post_init__(self) -> None:
        self.spaces = Spaces(self.store, self.folder / "spaces")
        self.films = Films(self.store)
        self.feedback = Feedback(self.store, self.clock)
        self.recommend = Recommend(self.store, self.spaces, self.clock)
        self.search = Search(self.store)

    def load(self, *films: Film, source: str = "tmdb") -> None:
        self.films.put([FilmRecord(film, source) for film in films])


@pytest.fixture(scope="session")
def films() -> list[Film]:
    return synthetic_films(80, CLUSTERS, np.random.default_rng(6))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def empty(tmp_path, clock) -> Iterator[House]:
    with contextlib.closing(open_store(f"sqlite:///{tmp_path / 'matinee.db'}", clock)) as store:
        yield House(store, tmp_path, clock)


@pytest.fixture
def house(empty, films) -> House:
    empty.load(*films)
    return empty
