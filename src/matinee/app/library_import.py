"""Import: files of another service, what would become of them, and bringing them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from matinee.app.library_columns import answered, questions
from matinee.app.library_words import call_off, failed, summary, working
from matinee.app.markup import Html
from matinee.app.state import Note, Visit
from matinee.app.surface import Act, surface
from matinee.errors import AmbiguousDays, UnknownTable
from matinee.services.jobs import Jobs
from matinee.transfer import ENDINGS, LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from matinee.services.jobs import Job

__all__ = ["import_tab"]

_BROUGHT = "library-brought"
_NONCE = "library-upload"
_JOBS = "library-jobs"
_PATIENCE = 0.4
"""Seconds that a page waits for an import before it shows how far it is, and between two looks."""
_ASKED: dict[type[object], str] = {
    UnknownTable: "No service known here writes this table. Say which column is what; then you see what would become "
    "of every row.",
    AmbiguousDays: "Its days can be read in two ways. Say what comes first in them.",
}


@dataclass
class _Brought:
    """The files that are chosen, and how far bringing them is."""

    person: str
    files: tuple[str, ...]
    """Streamlit's ids of them."""
    dry: bool = True
    """Only told what would become of them."""
    mapped: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    """Headers of a table nobody knows, once they were asked about."""


def import_tab(visit: Visit) -> None:
    """Draw the upload, and below it what its files are or have become."""
    files = st.file_uploader(
        "Files of one account: a Letterboxd or Trakt zip, IMDb’s CSV, any table",
        type=list(ENDINGS),
        accept_multiple_files=True,
        key=_uploader_key(),
        max_upload_size=LARGEST >> 20,
        help="Also Simkl, MovieLens, Netflix, TMDB, Criticker and Matinee’s own export. They are read on the machine "
        "Matinee runs on, and not kept.",
    )
    ids = tuple(file.file_id for file in files)
    brought = _brought(visit)
    if ids and (brought is None or brought.files != ids):
        brought = _begin(visit, files)
    elif not ids and brought is not None and brought.dry:
        # The files were taken out again.
        _forget(visit)
        brought = None
    job = None if brought is None else _through(visit, brought)
    if brought is None or job is None:
        html = Html(
            '<p class="m-lead">First you see what would become of every row; nothing changes until you say so. '
            "The same file again changes nothing.</p>"
        )
    elif job.state == "failed":
        html = _trouble(brought, job)
    elif job.state == "stopped":
        html = Html('<p class="m-lead" role="status">Called off; nothing was changed.</p>')
    else:
        html = summary(job.result)
    surface(html, key="library-import", on_act=partial(_act, visit), page="library-import")


def _uploader_key() -> str:
    return f"library-files-{st.session_state.get(_NONCE, 0)}"


def _empty_box() -> None:
    """Another upload takes the place of this one, so that the box is free for the next files."""
    st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1


def _jobs() -> Jobs:
    """The imports of this visit, one a person; they go when the visit does."""
    return cast("Jobs", st.session_state.setdefault(_JOBS, Jobs()))


def _brought(visit: Visit) -> _Brought | None:
    found = cast("dict[str, _Brought]", st.session_state.setdefault(_BROUGHT, {}))
    return found.get(visit.person)


def _forget(visit: Visit) -> None:
    """Let go of the files; what is still at work is called off."""
    _jobs().stop(visit.person)
    _jobs().clear(visit.person)
    st.session_state.setdefault(_BROUGHT, {}).pop(visit.person, None)


def _begin(
    visit: Visit,
    files: Sequence[UploadedFile],
    mapped: dict[str, str] | None = None,
    *,
    columns: tuple[str, ...] = (),
    dry: bool = True,
) -> _Brought:
    matinee, person, named = visit.matinee, visit.person, mapped or {}
    contents = [(file.name, file.getvalue()) for file in files]
    # Files chosen anew take the place of those before.
    jobs = _jobs()
    jobs.stop(person)
    jobs.wait(person)
    jobs.start(
        person,
        "Bringing files in",
        lambda progress: matinee.import_uploaded(
            contents, user=person, mapped=named, dry_run=dry, progress=progress
        ),
    )
    brought = _Brought(person, tuple(file.file_id for file in files), dry=dry, mapped=named, columns=columns)
    st.session_state.setdefault(_BROUGHT, {})[person] = brought
    return brought


def _through(visit: Visit, brought: _Brought) -> Job | None:
    """The job once it is through; until then how far it is.

    One run of the page draws it all: a timer's runs, or one begun anew, could swallow what is clicked meanwhile.
    """
    jobs = _jobs()
    job = jobs.wait(brought.person, _PATIENCE)
    if job is None or not job.running:
        return job
    place = st.empty()
    with place.container(key="library-working"):
        bar = st.empty()
        surface(call_off(), key="library-call-off", on_act=partial(_act, visit))
    while job is not None and job.running:
        bar.html(working(job.what or "reading the files", job.done, job.total, dry=brought.dry))
        job = jobs.wait(job.name, _PATIENCE)
    place.empty()
    return job


def _act(visit: Visit, act: Act) -> None:
    brought, job = _brought(visit), _jobs().get(visit.person)
    if act.do in ("import", "import-as"):
        files = cast("list[UploadedFile]", st.session_state.get(_uploader_key()) or [])
        if not files or brought is None or job is None:
            visit.note = Note("The files are gone; choose them again.", wrong=True)
        elif act.do == "import-as" and job.state == "failed":
            _begin(visit, files, answered(act.fields, brought.columns), columns=brought.columns)
        elif act.do == "import" and job.state == "done" and brought.dry:
            _begin(visit, files, brought.mapped, dry=False)
            _empty_box()
    elif act.do == "call-off" and brought is not None:
        _jobs().stop(visit.person)
        if brought.dry:
            _empty_box()
    elif act.do == "import-done":
        _forget(visit)
        _empty_box()
    else:
        visit.act(act)


def _trouble(brought: _Brought, job: Job) -> Html:
    """What is wrong with the files, and the questions that mend it."""
    refusal = job.refusal
    if isinstance(refusal, UnknownTable):
        brought.columns = refusal.columns
    asked = _ASKED.get(type(refusal))
    form = questions(brought.columns, brought.mapped) if brought.columns or asked else Html("")
    # Their own words name options of the terminal.
    return (
        failed("One question first", asked, form) if asked else failed("This cannot be read", job.error, form)
    )
