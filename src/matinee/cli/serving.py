"""Starting the app's server."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from matinee.errors import BadValue
from matinee.services.password import is_loopback

if TYPE_CHECKING:
    from matinee.cli.session import Session

__all__ = ["address_of", "require_free", "serve_app", "server_command"]

_ANYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - recognised, to print an address that a browser understands


def server_command(host: str, port: int, *, browser: bool) -> list[str]:
    """The command that serves the app, and prints its address once it can be visited."""
    if find_spec("matinee.app") is None:
        raise BadValue("This installation of Matinee has no app; install Matinee anew.")
    address = address_of(host, port)
    options = ["--host", host, "--port", str(port), "--address", address]
    # Streamlit reads the .streamlit beside the script; -P keeps what lies in the working directory out.
    return [sys.executable, "-P", "-m", "matinee.app.server", *options, *(["--browser"] if browser else [])]


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
    """Serve until interrupted. On POSIX the server takes this process's place, and so gets its signals.

    Raises:
        BadValue: the address cannot be listened on, or others could reach it and there is no password.
    """
    command = server_command(host, port, browser=browser)
    if not is_loopback(host):
        _require_password(session, host)
    require_free(host, port)
    environment = dict(os.environ)
    if user is not None:
        environment["MATINEE_USER"] = user
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter, and words we made
    subprocess.run(command, env=environment, check=False)  # noqa: S603 - as above


def _require_password(session: Session, host: str) -> None:
    with session.open() as matinee:
        wanted = matinee.passwords.wanted
    if not wanted:
        raise BadValue(
            f"Others could reach {host}, and there is no password: run `matinee app password` first, "
            "or leave --host out."
        )
