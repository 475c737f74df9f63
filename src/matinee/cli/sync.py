"""Commands about TMDB: sync, tmdb status, tmdb purge."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli.options import Json
from matinee.cli.session import Session, session_of
from matinee.errors import BadValue, MatineeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matinee.bootstrap import Matinee
    from matinee.services.choosing import Plan
    from matinee.services.gather import Forecast, Heard, Status, Summary

__all__ = ["register"]

_PANEL = "Films"
_LARGEST = 64 << 20
_STAGES = {
    "choosing": "Choosing films",
    "fetching": "Fetching films",
    "learning": "Learning what is new",
    "reading": "Reading what films are about",
}

_tmdb = typer.Typer(help="What is kept of TMDB: its state, and its end.", rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(rich_help_panel=_PANEL)(sync)
    app.add_typer(_tmdb, name="tmdb", rich_help_panel=_PANEL)


def sync(
    context: typer.Context,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=1, help="The N most popular films (of --discover, if given)."),
    ] = None,
    ids: Annotated[
        Path | None,
        typer.Option("--ids", metavar="FILE", help="The films in a file, one TMDB number a line."),
    ] = None,
    discover: Annotated[
        str | None,
        typer.Option("--discover", metavar="EXPR", help='Such as "year>=2020 language=ko votes>=50".'),
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Every film that is stored, once more.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, every few hours, until interrupted.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many calls it takes, and how long.")
    ] = False,
    json: Json = False,
) -> None:
    """Fetch films from TMDB with your own key, or bring those you have up to date.

    Without options the first time fetches the most popular films, and every later time what has changed. It may be
    interrupted at any moment: run again, it goes on where it was.
    """
    session = session_of(context)
    plan = _plan(top, ids, discover, refresh=refresh)
    if watch and (json or dry_run):
        raise BadValue("--watch goes without --json and --dry-run: it has no end.")
    with session.open() as matinee:
        if dry_run:
            forecast = matinee.gather.forecast(plan)
            if json:
                session.json(
                    {"films": forecast.films, "calls": forecast.calls, "seconds": round(forecast.seconds, 1)}
                )
            else:
                session.show(_foretold(forecast))
            return
        with _bar(session) as hear:
            summary = matinee.gather.sync(plan, hear)
        if json:
            session.json(summary.to_dict())
        else:
            session.show(_told(summary))
        if summary.failed:
            session.hint(
                f"{summary.failed} films failed; `matinee tmdb status` lists them, the next sync retries them."
            )
        if watch:
            _watch(session, matinee)


def _plan(top: int | None, ids: Path | None, discover: str | None, *, refresh: bool) -> Plan:
    from matinee.services.choosing import Plan, read_ids

    numbers = None
    if ids is not None:
        try:
            if ids.stat().st_size > _LARGEST:
                raise BadValue(f"{ids} is far too large for a list of films.")
            numbers = read_ids(ids.read_text(encoding="utf-8-sig", errors="replace"), ids.name)
        except OSError as error:
            raise BadValue(f"{ids} cannot be read ({error.strerror}); check the path.") from error
    return Plan(top=top, ids=numbers, discover=discover, refresh=refresh)


def _watch(session: Session, matinee: Matinee) -> None:
    import threading

    from matinee.services.watch import EVERY_HOURS, Watch

    def told(found: Summary | MatineeError) -> None:
        text = f"matinee: {found}" if isinstance(found, MatineeError) else _told(found)
        session.say(text, "red" if isinstance(found, MatineeError) else "")

    session.hint(f"Watching: every {EVERY_HOURS:g} hours, until Ctrl-C.")
    with Watch(matinee.gather, matinee.store, told=told, at_once=False):
        # Ends by the interrupt, which the program turns into its exit code.
        threading.Event().wait()


@_tmdb.command()
def status(context: typer.Context, json: Json = False) -> None:
    """What is kept of TMDB, how fresh it is, and what failed. Makes no call."""
    session = session_of(context)
    with session.open() as matinee:
        found = matinee.gather.status()
        key = matinee.keys.there
    if json:
        session.json(_status_shape(found, has_key=key))
        return
    for name, value in _status_lines(found):
        session.show(f"{name:<16} {value}")
    for due in found.failures:
        session.show(f"  tmdb:{due.film_id} failed {due.tries} times: {due.reason}")
    if not key:
        session.hint(
            "No TMDB key is set: get one at https://www.themoviedb.org/settings/api and set TMDB_API_KEY."
        )


@_tmdb.command()
def purge(
    context: typer.Context,
    old: Annotated[bool, typer.Option("--old", help="Only what is older than 170 days.")] = False,
    json: Json = False,
) -> None:
    """Remove everything that came from TMDB, and what was learned from it. What you said about films stays."""
    session = session_of(context)
    with session.open() as matinee:
        removed = matinee.gather.purge(old_only=old)
        left = matinee.films.count()
    if json:
        session.json({"removed": removed, "films": left})
    else:
        session.show(
            f"Removed what TMDB said of {removed:,} films; {left:,} films stay, and everything you said."
        )


@contextmanager
def _bar(session: Session) -> Iterator[Any]:
    """A bar on stderr: films done, rate, failed, time left."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("{task.fields[failed]}", markup=False, style="red"),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=session.messages, transient=True)
    task = progress.add_task(_STAGES["choosing"], total=None, rate="", failed="")

    def hear(heard: Heard) -> None:
        so_far = heard.so_far
        fetching, counted = heard.what == "fetching", heard.what in ("fetching", "reading")
        progress.update(
            task,
            description=_STAGES[heard.what],
            completed=heard.done,
            total=heard.total if counted else None,
            rate=f"{heard.done / so_far.seconds:.0f} films/s" if fetching and so_far.seconds else "",
            failed=f"{so_far.failed} failed" if so_far.failed else "",
        )

    # Where nobody sees it move there is none: what is left of it would be a line that says nothing.
    if session.messages.is_terminal:
        progress.start()
    try:
        yield hear
    finally:
        if progress.live.is_started:  # stopping one that never began would print an empty line
            progress.stop()


def _told(summary: Summary) -> str:
    parts = [f"{summary.stored:,} films stored", f"{summary.unchanged:,} unchanged"]
    if summary.gone:
        parts.append(f"{summary.gone:,} gone from TMDB")
    if summary.failed:
        parts.append(f"{summary.failed:,} failed")
    return f"{', '.join(parts)}: {summary.calls:,} calls in {_long(summary.seconds)}."


def _foretold(forecast: Forecast) -> str:
    return f"About {forecast.films:,} films, {forecast.calls:,} calls, {_long(forecast.seconds)}. Nothing was fetched."


def _long(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    minutes, hours = seconds / 60, seconds / 3600
    return f"{minutes:.0f} minutes" if minutes < 100 else f"{hours:.1f} hours"


def _status_lines(found: Status) -> Iterator[tuple[str, str]]:
    counts = found.counts
    state = found.state
    if error := found.run.get("error"):
        state += f": {error}"
    elif found.state == "running":
        state += f", {found.run.get('done', 0):,} of {found.run.get('total', 0):,} films"
    yield "state", state
    if "at" in found.run:
        yield "last heard of", _local(found.run["at"])
    yield "films", f"{counts.films:,} ({counts.payload_bytes / 1e6:.1f} MB of answers)"
    if counts.oldest is not None:
        yield "oldest", _local(counts.oldest)
    yield "past 170 days", f"{found.stale:,}"
    yield "changes up to", found.changes_read or "never read"
    yield "due", f"{counts.due:,}, of which {counts.failed:,} failed before"
    yield "gone from TMDB", f"{counts.gone:,}"
    if found.next_at is not None:
        yield "next run", _local(found.next_at)


def _local(at: int) -> str:
    """A moment on the clock of this machine."""
    from matinee.cli.shapes import moment

    return f"{moment(at).astimezone():%Y-%m-%d %H:%M}"


def _status_shape(found: Status, *, has_key: bool) -> dict[str, Any]:
    from matinee.cli.shapes import moment

    def when(at: int | None) -> str | None:
        return None if at is None else moment(at).isoformat().replace("+00:00", "Z")

    counts = found.counts
    return {
        "state": found.state,
        "has_key": has_key,
        "error": found.run.get("error"),
        "started_at": when(found.run.get("started_at")),
        "done": found.run.get("done", 0),
        "total": found.run.get("total", 0),
        "summary": found.run.get("summary"),
        "films": counts.films,
        "oldest": when(counts.oldest),
        "newest": when(counts.newest),
        "stale": found.stale,
        "changes_read": found.changes_read or None,
        "due": counts.due,
        "failed": counts.failed,
        "gone": counts.gone,
        "next_at": when(found.next_at),
        "failures": [{"id": due.film_id, "tries": due.tries, "reason": due.reason} for due in found.failures],
    }
