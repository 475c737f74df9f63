"""Starting the Streamlit app."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from matinee.errors import BadValue

if TYPE_CHECKING:
    from matinee.cli.session import Session

__all__ = ["address_of", "require_free", "serve_app", "streamlit_command"]

_ANYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - recognised, to print an address that a browser understands


def streamlit_command(host: str, port: int, *, browser: bool) -> list[str]:
    """The command that serves the app: nothing is sent to anyone, and no question is asked."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "false" if browser else "true",
        "server.showEmailPrompt": "false",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-P", "-m", "streamlit", "run", _script(), *flags]


def _script() -> str:
    found = find_spec("matinee.app.main")
    if found is None or found.origin is None:
        raise BadValue("This installation of Matinee has no app; install Matinee anew.")
    return found.origin


def address_of(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "localhost" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Raises:
        BadValue: it is taken, not allowed, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # As servers do it, so that an app that was just stopped does not stand in the way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BadValue(
                    f"Port {port} is in use, perhaps by another Matinee; stop that, or choose another with --port."
                ) from error
            reason = error.strerror or str(error)
            raise BadValue(
                f"Cannot listen on {host}, port {port}: {reason}. Choose others with --host and --port."
            ) from error


def serve_app(session: Session, host: str, port: int, *, browser: bool, user: str | None) -> None:
    """Serve until interrupted. On POSIX Streamlit takes this process's place, and so gets its signals.

    Raises:
        BadValue: the address cannot be listened on.
    """
    command = streamlit_command(host, port, browser=browser)
    require_free(host, port)
    environment = dict(os.environ)
    if user is not None:
        environment["MATINEE_USER"] = user
    session.show(f"Matinee is at {address_of(host, port)} (Ctrl-C ends it)")
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter, and words we made
    subprocess.run(command, env=environment, check=False)  # noqa: S603 - as above
