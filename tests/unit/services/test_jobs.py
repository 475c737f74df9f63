"""Long work in a thread of its own: how far, stopped, failed, and kept for who looks later."""

from __future__ import annotations

from threading import Event

import pytest

from matinee.domain.ports import Progress
from matinee.errors import BadValue, StoreFull
from matinee.services.jobs import Jobs

SECONDS = 20


def test_a_job_tells_how_far_it_is_and_keeps_what_it_gave() -> None:
    jobs, half, go_on = Jobs(), Event(), Event()

    def work(progress: Progress) -> int:
        progress("counting", 1, 2)
        half.set()
        go_on.wait(SECONDS)
        progress("counting", 2, 2)
        return 42

    jobs.start("count", "Counting", work)
    assert half.wait(SECONDS)
    job = jobs.get("count")
    assert job is not None
    assert (job.running, job.what, job.done, job.total) == (True, "counting", 1, 2)
    with pytest.raises(BadValue, match="Counting is under way already"):
        jobs.start("count", "Counting", work)
    jobs.clear("count")
    assert jobs.get("count") is not None, "one under way is left alone"
    go_on.set()
    job = jobs.wait("count", SECONDS)
    assert job is not None
    assert (job.state, job.result) == ("done", 42)
    jobs.clear("count")
    assert jobs.get("count") is None


def test_a_job_stops_at_its_next_step() -> None:
    jobs, begun, go_on, steps = Jobs(), Event(), Event(), []

    def work(progress: Progress) -> None:
        for step in range(3):
            progress("walking", step, 3)
            steps.append(step)
            begun.set()
            go_on.wait(SECONDS)

    jobs.start("walk", "Walking", work)
    assert begun.wait(SECONDS)
    jobs.stop("walk")
    job = jobs.get("walk")
    assert job is not None
    assert job.state == "stopping"
    go_on.set()
    job = jobs.wait("walk", SECONDS)
    assert job is not None
    assert (job.state, steps) == ("stopped", [0])
    jobs.stop("walk")
    assert jobs.get("walk") == job


def test_why_a_job_failed_is_kept_in_words() -> None:
    jobs = Jobs()

    def refuse(progress: Progress) -> None:
        raise StoreFull("The disk is full: make room.")

    def trip(progress: Progress) -> None:
        raise RuntimeError("a secret")

    jobs.start("a", "A", refuse)
    jobs.start("b", "B", trip)
    refused, tripped = jobs.wait("a", SECONDS), jobs.wait("b", SECONDS)
    assert refused is not None
    assert tripped is not None
    assert (refused.state, refused.error) == ("failed", "The disk is full: make room.")
    assert isinstance(refused.refusal, StoreFull)
    assert (tripped.state, tripped.refusal) == ("failed", None)
    assert "RuntimeError" in tripped.error
    assert "secret" not in tripped.error
    # It may be tried again.
    jobs.start("a", "A", lambda progress: 1)
    again = jobs.wait("a", SECONDS)
    assert again is not None
    assert again.state == "done"


def test_nothing_is_known_of_a_job_that_never_was() -> None:
    jobs = Jobs()
    jobs.stop("none")
    jobs.clear("none")
    assert jobs.get("none") is None
    assert jobs.wait("none", 0) is None
