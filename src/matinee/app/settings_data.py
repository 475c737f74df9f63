"""Settings: where the data is, taking a copy of it, and removing what came from TMDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.markup import Html, fill
from matinee.app.progress import job_panel
from matinee.app.settings_parts import facts, part, say, size, tried
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.state import Visit
    from matinee.domain.ports import Progress
    from matinee.services.jobs import Job

__all__ = ["data_section"]

_BACKUP = "backup"
_PURGE = "purge"
_WORD = "purge"
"""What is typed to confirm."""


def data_section(visit: Visit) -> None:
    """Draw the parts about data."""
    matinee = visit.matinee
    part("Your data", fill("Everything is in <code>{home}</code>.", home=matinee.settings.home))
    facts((name, size(count)) for name, count in matinee.kept.sizes())
    _backup(visit)
    _purge(visit)


def _backup(visit: Visit) -> None:
    matinee = visit.matinee
    part(
        "Backup and restore",
        "A backup is one file with all films and everything people said, copied while Matinee runs on. The TMDB "
        "key and the password are not in it.",
    )
    job = matinee.jobs.get(_BACKUP)
    last = matinee.kept.last_backup()
    with st.container(horizontal=True, key="backup-buttons"):
        st.button(
            "Make a backup",
            disabled=bool(job and job.running),
            on_click=lambda: tried(
                visit, lambda: matinee.jobs.start(_BACKUP, "Making a backup", _work(visit))
            ),
        )
        if last is not None:
            st.download_button(
                f"Download {last.name} ({size(last.stat().st_size)})",
                last.read_bytes,
                last.name,
                "application/vnd.sqlite3",
            )
    job_panel(_BACKUP, lambda done: f"The backup is {done.result}.")
    say(
        Html(
            "An installation at work is never overwritten. To restore, put the backup on this machine and run "
            "<code>matinee restore FILE --into NEW-FOLDER</code>, then start with that folder: "
            "<code>MATINEE_HOME=NEW-FOLDER matinee app</code>."
        )
    )


def _work(visit: Visit) -> Callable[[Progress], str]:
    kept = visit.matinee.kept

    def work(progress: Progress) -> str:
        return str(kept.back_up(progress))

    return work


def _purge(visit: Visit) -> None:
    part(
        "Remove what came from TMDB",
        "Everything fetched from TMDB and what was learned from it goes; what people said about films stays. TMDB’s "
        "terms allow six months: what is older than 170 days is fetched again or removed by itself.",
    )
    with st.form("purge-form", clear_on_submit=True, border=False):
        st.text_input(f"Type {_WORD} to confirm", key="purge-word", max_chars=20, width=260)
        st.form_submit_button("Remove it", on_click=lambda: tried(visit, lambda: _purged(visit)))
    job_panel(_PURGE, _removed)


def _purged(visit: Visit) -> None:
    if str(st.session_state.get("purge-word", "")).strip().casefold() != _WORD:
        raise BadValue(f"Nothing was removed: type {_WORD} first.")
    gather = visit.matinee.gather
    visit.matinee.jobs.start(_PURGE, "Removing what came from TMDB", lambda _: gather.purge())


def _removed(job: Job) -> str:
    return f"What TMDB said of {job.result:,} films is removed."
