"""Import: files of another service, what would become of them, and bringing them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from matinee.app.library_job import Job
from matinee.app.library_words import failed, summary, working
from matinee.app.markup import Html, fill
from matinee.app.state import Note, Visit
from matinee.app.surface import Act, surface
from matinee.errors import AmbiguousDays, MatineeError, UnknownTable
from matinee.transfer import ENDINGS, LARGEST, guessed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["import_tab"]

_BROUGHT = "library-brought"
_NONCE = "library-upload"
_PATIENCE = 0.4
"""Seconds that a page waits for an import before it shows how far it is."""
_NOT_IN_IT = "(not in it)"
_FIELDS = {
    "title": "Title",
    "year": "Year",
    "rating": "Rating",
    "date": "Date",
    "imdb": "IMDb id",
    "tmdb": "TMDB id",
    "directors": "Director",
    "liked": "Liked, yes or no",
    "watched": "Watched, yes or no or a day",
    "watchlist": "On the watchlist, yes or no",
}
_ASKED: dict[type[Exception], str] = {
    UnknownTable: "No service known here writes this table. Say which column is what; then you see what would become "
    "of every row.",
    AmbiguousDays: "Its days can be read in two ways. Say what comes first in them.",
}
_SCALES = ("5", "10", "100")
_ORDERS = {"dmy": "The day: 31/12/2020", "mdy": "The month: 12/31/2020", "ymd": "The year: 2020-12-31"}


@dataclass
class _Brought:
    """The files that are chosen, and how far bringing them is."""

    person: str
    files: tuple[str, ...]
    """Streamlit's ids of them."""
    job: Job
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
        brought.job.call_off()
        brought = _set(visit, None)
    if brought is None:
        surface(
            Html(
                '<p class="m-lead">First you see what would become of every row; nothing changes until you say so. '
                "The same file again changes nothing.</p>"
            ),
            key="library-import",
            on_act=partial(_act, visit),
            page="library-import",
        )
    elif not brought.job.wait(_PATIENCE):
        _progress(visit, brought)
    elif brought.job.error is not None:
        _trouble(visit, brought, brought.job.error)
    elif brought.job.called_off:
        surface(
            Html('<p class="m-lead" role="status">Called off; nothing was changed.</p>'),
            key="library-import",
            on_act=partial(_act, visit),
            page="library-import",
        )
    elif brought.job.report is not None:
        surface(
            summary(brought.job.report),
            key="library-import",
            on_act=partial(_act, visit),
            page="library-import",
        )


def _uploader_key() -> str:
    return f"library-files-{st.session_state.get(_NONCE, 0)}"


def _brought(visit: Visit) -> _Brought | None:
    found = cast("dict[str, _Brought]", st.session_state.setdefault(_BROUGHT, {}))
    return found.get(visit.person)


def _set(visit: Visit, brought: _Brought | None) -> _Brought | None:
    found = cast("dict[str, _Brought]", st.session_state.setdefault(_BROUGHT, {}))
    if brought is None:
        found.pop(visit.person, None)
    else:
        found[visit.person] = brought
    return brought


def _begin(
    visit: Visit, files: Sequence[UploadedFile], mapped: dict[str, str] | None = None, *, dry: bool = True
) -> _Brought:
    before = _brought(visit)
    if before is not None:
        before.job.call_off()
    contents = [(file.name, file.getvalue()) for file in files]
    matinee, person, named = visit.matinee, visit.person, mapped or {}
    job = Job(
        lambda progress: matinee.import_uploaded(
            contents, user=person, mapped=named, dry_run=dry, progress=progress
        )
    )
    brought = _Brought(person, tuple(file.file_id for file in files), job.start(), dry=dry, mapped=named)
    _set(visit, brought)
    return brought


def _progress(visit: Visit, brought: _Brought) -> None:
    """How far it is, drawn anew until it has ended.

    Not a fragment on a timer: its runs can swallow a click that is made on what follows.
    """
    surface(
        working(*brought.job.step, dry=brought.dry),
        key="library-working",
        on_act=partial(_act, visit),
    )
    brought.job.wait(_PATIENCE)
    st.rerun()


def _act(visit: Visit, act: Act) -> None:
    brought = _brought(visit)
    if act.do == "import" and brought is not None:
        files = cast("list[UploadedFile]", st.session_state.get(_uploader_key()) or [])
        if not files:
            visit.note = Note("The files are gone; choose them again.", wrong=True)
            return
        _begin(visit, files, brought.mapped, dry=False)
        # What is being brought in leaves the box, so that it is free for the next.
        st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    elif act.do == "call-off" and brought is not None:
        brought.job.call_off()
        if brought.dry:
            st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    elif act.do == "import-done":
        if brought is not None:
            brought.job.call_off()
        _set(visit, None)
        if st.session_state.get(_uploader_key()):
            st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    else:
        visit.act(act)


def _trouble(visit: Visit, brought: _Brought, error: Exception) -> None:
    """What is wrong with the files, and the questions that mend it."""
    if not isinstance(error, MatineeError):
        raise error
    if isinstance(error, UnknownTable):
        brought.columns = error.columns
    asks = bool(brought.columns) or isinstance(error, AmbiguousDays)
    # Their own words name options of the terminal.
    said = _ASKED.get(type(error), str(error))
    html = failed("One question first" if type(error) in _ASKED else "This cannot be read", said)
    surface(html, key="library-import", on_act=partial(_act, visit), page="library-import")
    if asks:
        _columns_form(visit, brought)


def _columns_form(visit: Visit, brought: _Brought) -> None:
    """Which column is what, and how days are written, for files that do not say."""
    guess = {**guessed(brought.columns), **brought.mapped}
    with st.form("library-columns", border=True):
        if brought.columns:
            st.html(
                fill("<p><strong>Which column is what?</strong> {n} columns.</p>", n=len(brought.columns))
            )
            places = st.columns(2)
            for number, (name, label) in enumerate(_FIELDS.items()):
                options = [_NOT_IN_IT, *brought.columns]
                chosen = guess.get(name, _NOT_IN_IT)
                places[number % 2].selectbox(
                    label,
                    options,
                    index=options.index(chosen) if chosen in options else 0,
                    key=_field(brought, name),
                )
            places[0].selectbox("The best rating there is", _SCALES, index=1, key=_field(brought, "scale"))
        st.selectbox(
            "What comes first in its dates",
            list(_ORDERS),
            format_func=_ORDERS.__getitem__,
            index=None,
            placeholder="Find out",
            key=_field(brought, "dates"),
        )
        st.form_submit_button("Read it so", on_click=partial(_map, visit))


def _field(brought: _Brought, name: str) -> str:
    """The key of a question about these files: other files are asked about anew."""
    return f"library-column-{name}-{brought.files[0]}"


def _map(visit: Visit) -> None:
    """Read the files again, as the form says."""
    state = st.session_state
    files = cast("list[UploadedFile]", state.get(_uploader_key()) or [])
    brought = _brought(visit)
    if brought is None or not files:
        return
    chosen = {name: str(state.get(_field(brought, name), _NOT_IN_IT)) for name in _FIELDS}
    mapped = {name: column for name, column in chosen.items() if column != _NOT_IN_IT}
    if "rating" in mapped:
        mapped["scale"] = str(state[_field(brought, "scale")])
    if order := state.get(_field(brought, "dates")):
        mapped["dates"] = str(order)
    columns = brought.columns
    _begin(visit, files, mapped).columns = columns
