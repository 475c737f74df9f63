"""The wish of the whole installation, and the watch that follows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import matinee
from matinee.bootstrap import Matinee
from matinee.errors import BadValue, Stopped, TmdbError
from matinee.services.schedule import EVERYBODY, SYNC, Times
from matinee.testing.tmdb_server import KEY, TmdbServer

SECONDS = 30.0


@pytest.fixture
def server() -> Iterator[TmdbServer]:
    with TmdbServer(30) as running:
        yield running


@pytest.fixture
def opened(tmp_path: Path, server: TmdbServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Matinee]:
    monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
    monkeypatch.setenv("MATINEE_TMDB_EXPORTS_URL", server.exports_url)
    monkeypatch.setenv("MATINEE_TMDB_RATE", "0")
    with matinee.open(tmp_path / "home") as installation:
        yield installation
        installation.schedule.end()
        installation.jobs.wait(SYNC, SECONDS)


def test_times_are_kept_for_everybody_and_nobody_is_added(opened: Matinee) -> None:
    assert opened.schedule.times() == Times(on=True, hours=6)
    opened.schedule.change(Times(on=False, hours=12))
    with matinee.open(opened.settings.home) as again:
        assert again.schedule.times() == Times(on=False, hours=12)
    assert opened.feedback.users() == []
    for hours in (0, 169):
        with pytest.raises(BadValue, match="every 1 to 168 hours"):
            opened.schedule.change(Times(hours=hours))


@pytest.mark.parametrize("told", ["soon", {"hours": 0}, {"hours": "six"}, []])
def test_what_is_no_schedule_counts_as_the_usual_one(opened: Matinee, told: object) -> None:
    with opened.store.begin() as unit:
        unit.prefer(EVERYBODY, "schedule", told)
    assert opened.schedule.times().hours == 6


def test_without_a_key_nothing_runs_and_with_one_it_begins_at_once(
    opened: Matinee, server: TmdbServer
) -> None:
    opened.schedule.follow()
    assert not opened.schedule.running
    opened.keys.keep(KEY)
    opened.schedule.follow()
    assert opened.schedule.running
    end = time.monotonic() + SECONDS
    while (job := opened.jobs.get(SYNC)) is None or job.running:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert job.state == "done"
    assert opened.gather.status().counts.films > 0
    opened.schedule.change(Times(on=False))
    assert not opened.schedule.running
    opened.schedule.change(Times(on=True, hours=2))
    assert opened.schedule.running
    due = opened.gather.status().next_at
    assert due is not None
    assert due - opened.clock() < 2.1 * 3600e6
    opened.keys.forget()
    opened.schedule.follow()
    assert not opened.schedule.running


def test_a_gathering_stopped_by_hand_is_interrupted_and_goes_on_later(
    opened: Matinee, server: TmdbServer
) -> None:
    opened.keys.keep(KEY)
    server.latency = 0.2
    opened.schedule.begin_sync()
    with pytest.raises(BadValue, match="under way already"):
        opened.schedule.begin_sync()
    end = time.monotonic() + SECONDS
    while (job := opened.jobs.get(SYNC)) is None or job.done == 0:
        assert time.monotonic() < end
        time.sleep(0.005)
    opened.jobs.stop(SYNC)
    job = opened.jobs.wait(SYNC, SECONDS)
    assert job is not None
    assert job.state == "stopped"
    status = opened.gather.status()
    assert status.state == "interrupted"
    assert "error" not in status.run
    server.latency = 0
    summary = opened.schedule.sync()
    assert opened.gather.status().state == "idle"
    assert summary.stored + status.counts.films >= 20


def test_what_fails_is_raised_to_who_waits(opened: Matinee) -> None:
    opened.keys.keep("fedcba98fedcba98fedcba98fedcba98")
    with pytest.raises(TmdbError, match="refuses the API key in Settings") as told:
        opened.schedule.sync()
    assert not isinstance(told.value, Stopped)
