"""What every command holds: the installation, where data and messages go, and how progress is shown."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import typer
    from rich.console import Console, RenderableType

    from matinee.bootstrap import Matinee
    from matinee.domain.ports import Progress

    Opener = Callable[[], Matinee]

__all__ = ["Session", "session_of"]


def _open() -> Matinee:
    # Here and not above: `matinee --help` needs no database.
    from matinee.bootstrap import open as open_matinee

    return open_matinee()


class Session:
    """One run of the program. Data goes to stdout, everything else to stderr."""

    def __init__(self, opener: Opener | None = None) -> None:
        self._opener = opener or _open

    @contextmanager
    def open(self) -> Iterator[Matinee]:
        """The installation, closed at the end."""
        with self._opener() as matinee:
            yield matinee

    @cached_property
    def console(self) -> Console:
        """Draws on stdout."""
        return _console(stderr=False)

    @cached_property
    def messages(self) -> Console:
        """Draws on stderr."""
        return _console(stderr=True)

    def show(self, *parts: RenderableType) -> None:
        """Print data for people."""
        for part in parts:
            self.console.print(part)

    def json(self, value: Any) -> None:
        """Print data for programs: one JSON document."""
        encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        text = json.dumps(value, indent=2, ensure_ascii=not encoding.startswith("utf"), allow_nan=False)
        sys.stdout.write(f"{text}\n")

    def say(self, text: str, style: str = "") -> None:
        """Print a message on stderr, in one line however narrow the terminal."""
        from rich.text import Text

        _console(stderr=True).print(Text(printable(text), style), soft_wrap=True)

    def hint(self, text: str) -> None:
        """Print what to do next, on stderr."""
        self.say(text, "dim")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar on stderr, drawn from the first step it hears of."""
        bars = _Bars()
        try:
            yield bars
        finally:
            bars.stop()


class _Bars:
    """Progress as Rich bars, one a stage."""

    def __init__(self) -> None:
        self._tasks: dict[str, Any] = {}

    @cached_property
    def _progress(self) -> Any:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        progress = Progress(*columns, console=_console(stderr=True))
        progress.start()
        return progress

    def __call__(self, what: str, done: int, total: int) -> None:
        # A stage of one step has nothing to count: its bar only moves to and fro until it is through.
        known = total if total > 1 or done == total else None
        if what not in self._tasks:
            label = printable(what[:1].upper() + what[1:])
            self._tasks[what] = self._progress.add_task(label, total=known)
        self._progress.update(self._tasks[what], completed=done, total=known)

    def stop(self) -> None:
        if self._tasks:
            self._progress.stop()


def session_of(context: typer.Context) -> Session:
    """The session a command runs in."""
    found = context.find_root().obj
    if not isinstance(found, Session):
        raise TypeError("the commands run through matinee.cli.main, which gives them a session")
    return found


def printable(text: str) -> str:
    """Text without control characters, which could write anything on a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    # Film titles are data: "[red]x" and ":smile:" are printed as they are.
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)
