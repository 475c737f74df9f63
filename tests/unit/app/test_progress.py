"""Long work as HTML: how far, Stop, and what came of it, with every text escaped."""

from __future__ import annotations

from matinee.app.progress import job_html
from matinee.services.jobs import Job

NASTY = "<script>alert(1)</script>"


def test_work_under_way_shows_how_far_and_can_be_stopped() -> None:
    html = job_html(Job("sync", "Fetching films", what="fetching films", done=1200, total=5000))
    assert '<progress aria-label="Fetching films" max="5000" value="1200">' in html
    assert "Fetching films, 1,200 of 5,000" in html
    assert 'data-do="stop-job"' in html
    assert "disabled" not in html
    stopping = job_html(Job("sync", "Fetching films", state="stopping"))
    assert "Stopping" in stopping
    assert "disabled" in stopping


def test_work_without_steps_has_a_bar_without_a_number() -> None:
    html = job_html(Job("backup", "Making a backup", what="copying", done=0, total=1))
    assert '<progress aria-label="Making a backup"></progress>' in html
    assert "0 of 1" not in html
    assert "Beginning" in job_html(Job("backup", "Making a backup"))


def test_the_end_is_said_and_a_failure_is_an_alert() -> None:
    assert job_html(Job("a", "A", state="done")) == "", "who has nothing to say says nothing"
    assert "60 films stored" in job_html(Job("a", "A", state="done"), "60 films stored")
    failed = job_html(Job("a", "A", state="failed", error="The disk is full: make room."))
    assert 'role="alert"' in failed
    assert "make room" in failed
    assert "stopped" in job_html(Job("a", "A", state="stopped"))


def test_every_text_is_escaped() -> None:
    for job in (
        Job("a", NASTY, what=NASTY, done=1, total=3),
        Job("a", NASTY, state="failed", error=NASTY),
        Job("a", NASTY, state="stopped"),
    ):
        assert "<script>" not in job_html(job)
    assert "<script>" not in job_html(Job("a", "A", state="done"), NASTY)
