"""Long work as a page shows it: a bar that moves by itself, Stop, and in the end what came of it.

`matinee.jobs` does the work, so that it goes on whatever page is looked at; this only draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.markup import Html, fill
from matinee.app.state import opened
from matinee.app.surface import surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.surface import Act
    from matinee.services.jobs import Job

__all__ = ["job_panel"]

_EVERY = 0.5
"""Seconds between looks."""


def job_panel(name: str, told: Callable[[Job], str] | None = None) -> None:
    """Draw a job of this name; nothing where there is none. Once it is through, the page is drawn anew.

    Args:
        name: of the job.
        told: what to say of one that is done; None says nothing.
    """
    job = opened().jobs.get(name)
    if job is None:
        return
    running = job.running
    st.fragment(_panel, run_every=_EVERY if running else None)(name, running, told)


def _panel(name: str, was_running: bool, told: Callable[[Job], str] | None) -> None:
    jobs = opened().jobs
    job = jobs.get(name)

    def acted(act: Act) -> None:
        if act.do == "stop-job":
            jobs.stop(name)
        elif act.do == "clear-job":
            jobs.clear(name)

    if job is not None:
        surface(
            job_html(job, told(job) if told and job.state == "done" else ""), key=f"job-{name}", on_act=acted
        )
    if was_running and (job is None or not job.running):
        st.rerun()


def job_html(job: Job, told: str = "") -> Html:
    """A job as HTML.

    Args:
        job: as it stands.
        told: what to say of it, once it is done.
    """
    if job.running:
        return fill(
            '<div class="m-job" data-key="job"><p><strong>{title}</strong></p>{bar}'
            '<p class="m-job-foot"><span role="status">{where}</span>'
            '<button type="button" class="m-button m-quiet" data-do="stop-job"{off}>{word}</button></p></div>',
            title=job.title,
            bar=_bar(job),
            where=_where(job),
            word="Stopping …" if job.state == "stopping" else "Stop",
            off=Html(" disabled") if job.state == "stopping" else Html(""),
        )
    words = {
        "done": told,
        "failed": job.error,
        "stopped": f"{job.title}: stopped. What was finished stays.",
    }[job.state]
    if not words:
        return Html("")
    return fill(
        '<div class="m-job m-{state}" data-key="job" role="{role}"><p class="m-job-foot"><span>{words}</span>'
        '<button type="button" class="m-button m-quiet" data-do="clear-job">OK</button></p></div>',
        state=job.state,
        role="alert" if job.state == "failed" else "status",
        words=words,
    )


def _bar(job: Job) -> Html:
    if job.total <= 1:
        return fill('<progress aria-label="{title}"></progress>', title=job.title)
    return fill(
        '<progress aria-label="{title}" max="{total}" value="{done}"></progress>',
        title=job.title,
        total=job.total,
        done=job.done,
    )


def _where(job: Job) -> str:
    counted = f"{job.done:,} of {job.total:,}" if job.total > 1 else ""
    what = f"{job.what[:1].upper()}{job.what[1:]}"
    return ", ".join(part for part in (what, counted) if part) or "Beginning …"
