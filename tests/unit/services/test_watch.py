"""Gathering on a schedule: it runs, survives what fails, and tells when it runs next."""

import threading

import pytest

from matinee.errors import TmdbKeyRefused, TmdbUnreachable
from matinee.services.gather import Gather
from matinee.services.watch import Watch
from matinee.testing.sources import FakeSource


@pytest.fixture
def source(films, empty):
    return FakeSource(films[:12], empty.clock)


@pytest.fixture
def gather(empty, source):
    return Gather(empty.store, empty.spaces, lambda: source, empty.clock, empty.folder, rate=20)


class Ear:
    """Hears of runs and lets a test wait for them."""

    def __init__(self):
        self.heard = []
        self._more = threading.Condition()

    def __call__(self, found):
        with self._more:
            self.heard.append(found)
            self._more.notify_all()

    def wait_for(self, count):
        with self._more:
            assert self._more.wait_for(lambda: len(self.heard) >= count, timeout=30)
        return self.heard


def test_a_watch_runs_at_once_and_says_when_it_runs_next(empty, gather):
    ear = Ear()
    with Watch(gather, empty.store, every_hours=6, told=ear) as watch:
        watch.start()  # a second start is none
        assert ear.wait_for(1)[0].stored == 12
        assert gather.status().next_at is not None
    assert gather.status().next_at is None
    assert len(ear.heard) == 1
    watch.stop()


def test_it_goes_on_after_a_run_that_failed(empty, gather, source):
    source.refuses = TmdbUnreachable("gone dark")
    ear = Ear()
    with Watch(gather, empty.store, every_hours=1e-4, told=ear):
        assert isinstance(ear.wait_for(1)[0], TmdbUnreachable)
        assert gather.status().run["error"] == "gone dark"
        source.refuses = None
        ear.wait_for(len(ear.heard) + 2)
    assert ear.heard[-1].failed == 0
    assert gather.status().counts.films == 12


def test_a_film_that_changes_meanwhile_is_recommended_from_at_once(empty, gather, source, films):
    ear = Ear()
    watch = Watch(gather, empty.store, told=ear, at_once=False)
    watch.run_once()
    source.have[500] = films[20].__class__(id=500, title="Brand New", genres=("Drama",), vote_count=9000)
    source.new = [500]
    watch.run_once()
    assert 500 in empty.spaces.current().space.film_ids
    source.refuses = TmdbKeyRefused("no")
    watch.run_once()
    assert [type(found).__name__ for found in ear.heard] == ["Summary", "Summary", "TmdbKeyRefused"]
