"""Running a command: errors become one line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from matinee.cli.session import Session
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.cli.session import Opener

__all__ = ["run"]

_WRONG = 1
_USAGE = 2


@runtime_checkable
class _UsageError(Protocol):
    """What Typer raises for a malformed command line; its class has no public name."""

    exit_code: int

    def format_message(self) -> str: ...


def run(arguments: Sequence[str] | None, opener: Opener | None) -> int:
    """Run one command and give its exit code; see `matinee.cli.main`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal without UTF-8 gets question marks instead of an error.
            stream.reconfigure(errors="replace")
    session = Session(opener)
    try:
        code = _command(arguments, session)
    except MatineeError as error:
        _reveal()
        session.say(f"matinee: {_one_line(error)}", "red")
        code = _WRONG
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets one line and no traceback
        code = _unexpected(error, session)
    return code if _flushed() else _WRONG


def _command(arguments: Sequence[str] | None, session: Session) -> int:
    from typer.main import get_command

    from matinee.cli.app import app

    try:
        # Not standalone: usage errors come here, to be said in one line as all others are.
        code = get_command(app).main(
            args=None if arguments is None else list(arguments),
            prog_name="matinee",
            standalone_mode=False,
            obj=session,
        )
    except SystemExit as leaving:
        # What Typer and Rich do when the reader of a pipe has gone.
        code = leaving.code
    return code if isinstance(code, int) else 0


def _unexpected(error: Exception, session: Session) -> int:
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        path = "matinee" if context is None else context.command_path
        message = _one_line(error.format_message()).rstrip(".")
        session.say(f"{path}: {message}. `{path} --help` shows how.", "red")
        return _USAGE
    if isinstance(error, BrokenPipeError):
        return _WRONG
    _reveal()
    what = f"{type(error).__name__}: {_one_line(error)}".rstrip(": ")
    session.say(
        f"matinee: This is a bug in Matinee ({what}). MATINEE_DEBUG=1 shows where it happened.", "red"
    )
    return _WRONG


def _reveal() -> None:
    """Print the traceback of the error at hand, for those who asked for it."""
    if os.environ.get("MATINEE_DEBUG"):
        import traceback

        traceback.print_exc()


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def _flushed() -> bool:
    """Write out what is still in memory; False when nobody reads it, or it cannot be written."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more at its end, and would complain.
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"matinee: The output cannot be written: {error.strerror}.\n")
        return False
    return True
