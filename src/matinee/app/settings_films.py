"""Settings: the TMDB key, and how the films from TMDB are kept fresh."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.markup import Html, fill, joined
from matinee.app.progress import job_panel
from matinee.app.settings_parts import facts, part, say, tried
from matinee.services.schedule import SYNC, Times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matinee.app.state import Visit
    from matinee.bootstrap import Matinee
    from matinee.domain.ports import Progress
    from matinee.services.gather import Status
    from matinee.services.jobs import Job

__all__ = ["films_section", "key_section"]

_TRY = "key"
"""The job that tries a key."""
_BOX = "settings-key"
_KEYS = Html(
    "A key is free: register with TMDB, then copy it from "
    '<a href="https://www.themoviedb.org/settings/api" target="_blank" rel="noreferrer">your TMDB settings</a>. '
    "The API key and the read access token both do."
)
_MOST_FAILED = 5


def key_section(visit: Visit) -> None:
    """Draw the part about the key."""
    keys = visit.matinee.keys
    if keys.outside:
        part(
            "TMDB key",
            "The environment gives the key (TMDB_API_KEY or TMDB_READ_ACCESS_TOKEN), and goes before any kept here.",
        )
    elif keys.is_kept:
        part(
            "TMDB key",
            "A key is kept in the data directory, in a file that only you may read. It is never shown again, and is "
            "in no backup, export or log.",
        )
    else:
        part(
            "TMDB key",
            "With a TMDB key of your own Matinee fetches films, posters, trailers and where to watch them, and keeps "
            "them fresh. Without one everything works on the films that are here.",
            _KEYS,
        )
    if keys.outside or keys.is_kept:
        with st.container(horizontal=True, key="key-buttons"):
            st.button("Test the key", on_click=partial(_try, visit, "", keep=False))
            if keys.is_kept and not keys.outside:
                st.button("Forget the key", on_click=partial(_forget, visit))
    if not keys.outside:
        with st.form("key-form", clear_on_submit=True, border=False):
            label = "Another key" if keys.is_kept else "Key or token"
            st.text_input(label, key=_BOX, type="password", autocomplete="off", max_chars=2000)
            with st.container(horizontal=True):
                st.form_submit_button(
                    "Test and keep", type="primary", on_click=partial(_given, visit, test=True)
                )
                st.form_submit_button("Keep untested", on_click=partial(_given, visit, test=False))
    job_panel(_TRY, lambda job: str(job.result))


def films_section(visit: Visit) -> None:
    """Draw the part about the films from TMDB."""
    matinee = visit.matinee
    status, times = matinee.gather.status(), matinee.schedule.times()
    part("Films from TMDB")
    facts(_state(matinee, status, times))
    if status.failures:
        _failures(status)
    job = matinee.jobs.get(SYNC)
    under_way = status.state == "running"
    if not matinee.keys.there:
        say("Keep a key above, and films are fetched at once.")
    with st.container(horizontal=True, vertical_alignment="bottom", key="sync-buttons"):
        st.button(
            "Sync now",
            type="primary",
            disabled=not matinee.keys.there or under_way or bool(job and job.running),
            on_click=lambda: tried(visit, matinee.schedule.begin_sync),
        )
        st.toggle(
            "Keep films fresh",
            value=times.on,
            key="schedule-on",
            on_change=lambda: _change(visit, Times(bool(st.session_state["schedule-on"]), times.hours)),
        )
        st.number_input(
            "Hours between runs",
            1,
            168,
            times.hours,
            key="schedule-hours",
            width=170,
            disabled=not times.on,
            on_change=lambda: _change(visit, Times(times.on, int(st.session_state["schedule-hours"]))),
        )
    job_panel(SYNC, _synced)


def _state(matinee: Matinee, status: Status, times: Times) -> Iterator[tuple[str, str]]:
    counts, run = status.counts, status.run
    yield "Films here", f"{matinee.films.count():,}, of which {counts.films:,} were fetched from TMDB"
    words = {
        "never": "nothing was fetched yet",
        "running": f"fetching now: {run.get('done', 0):,} of {run.get('total', 0):,} films",
        "idle": f"{_when(run.get('at'))}, without trouble",
        "failed": f"{_when(run.get('at'))}: {run.get('error', 'it failed')}",
        "interrupted": f"{_when(run.get('at'))}, interrupted: the next run goes on where it was",
    }
    yield "Last run", words.get(status.state, status.state)
    if counts.films:
        yield "Changes known", f"up to {status.changes_read}" if status.changes_read else "none yet"
        yield "To be fetched", f"{counts.due:,} films, of which {counts.failed:,} failed before"
    if not matinee.keys.there:
        yield "Next run", "none: there is no key"
    elif not times.on:
        yield "Next run", "none: the schedule is off"
    else:
        yield "Next run", _when(status.next_at) if status.next_at else f"every {times.hours} hours"


def _failures(status: Status) -> None:
    rows = joined(
        fill(
            "<li>tmdb:{film}, {tries} tries: {reason}</li>",
            film=due.film_id,
            tries=due.tries,
            reason=due.reason,
        )
        for due in status.failures[:_MOST_FAILED]
    )
    st.html(
        fill(
            '<div class="m-prose"><p>Films that could not be fetched; they are tried again:</p><ul>{rows}</ul></div>',
            rows=rows,
        )
    )


def _when(at: object) -> str:
    if not isinstance(at, int):
        return "not yet"
    moment = dt.datetime.fromtimestamp(at / 1e6, dt.UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"


def _synced(job: Job) -> str:
    summary = job.result
    parts = [f"{summary.stored:,} films stored", f"{summary.unchanged:,} unchanged"]
    if summary.gone:
        parts.append(f"{summary.gone:,} gone from TMDB")
    if summary.failed:
        parts.append(f"{summary.failed:,} failed")
    return f"{', '.join(parts)}, in {summary.seconds:,.0f} seconds."


def _given(visit: Visit, *, test: bool) -> None:
    """Take the key out of the box; the box, and with it the visit's state, is empty right after."""
    given = str(st.session_state.get(_BOX, "")).strip()
    if test and given:
        _try(visit, given, keep=True)
    else:
        tried(visit, lambda: _kept(visit.matinee, given), "The key is kept, untested")


def _try(visit: Visit, key: str, *, keep: bool) -> None:
    matinee = visit.matinee

    def work(_: Progress) -> str:
        matinee.keys.test(key)
        if keep:
            _kept(matinee, key)
        return (
            "TMDB accepts the key; it is kept, and films are being fetched."
            if keep
            else "TMDB accepts the key."
        )

    tried(visit, lambda: matinee.jobs.start(_TRY, "Asking TMDB", work))


def _kept(matinee: Matinee, key: str) -> None:
    matinee.keys.keep(key)
    matinee.schedule.follow()


def _forget(visit: Visit) -> None:
    def work() -> None:
        visit.matinee.keys.forget()
        visit.matinee.schedule.follow()

    tried(visit, work, "The key is forgotten; the films stay")


def _change(visit: Visit, times: Times) -> None:
    done = f"Films are kept fresh every {times.hours} hours" if times.on else "Films are not kept fresh"
    tried(visit, lambda: visit.matinee.schedule.change(times), done)
