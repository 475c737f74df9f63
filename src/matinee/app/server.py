"""The app's server: Streamlit with the door and the frontend's files before it, warm before it says that it is there.

Run by `matinee app` as ``python -m matinee.app.server``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import webbrowser
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
import uvicorn
from starlette.middleware import Middleware

from matinee.app.door import Door
from matinee.app.front import Front
from matinee.bootstrap.opening import read_settings
from matinee.errors import MatineeError
from matinee.services.password import Passwords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

__all__ = ["application", "main"]

_HERE = Path(__file__).parent
_SHOWN = 24
"""Picks that a first visit asks for."""


def application(address: str, *, browser: bool = False) -> st.App:
    """The whole app as ASGI.

    Args:
        address: printed once it can be visited.
        browser: open one on it then.

    Raises:
        MatineeError: a setting or the password that is kept cannot be used.
    """
    settings = read_settings()
    # Read once: what runs later, and what it starts, need not know it.
    os.environ.pop("MATINEE_APP_PASSWORD", None)
    secret = settings.app_password.get_secret_value() if settings.app_password else ""
    passwords = Passwords(settings.home, secret)

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        await asyncio.to_thread(_warm)
        sys.stdout.write(f"Matinee is at {address} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        if browser:
            await asyncio.to_thread(webbrowser.open, address)
        yield

    middleware = [Middleware(Front, ours=_HERE / "static")]
    if passwords.wanted:
        middleware.insert(0, Middleware(Door, passwords=passwords))
    return st.App(_HERE / "main.py", lifespan=lifespan, middleware=middleware)


def _warm() -> None:
    """Do what a first visit would have to wait for; what goes wrong here is told to that visit."""
    try:
        for name in ("matinee.app.main", "PIL.Image", "streamlit.material_icon_names"):
            import_module(name)
        from matinee.app.state import opened
        from matinee.app.surface import component
        from matinee.app.title_card import title_card
        from matinee.services.rows import Lengths

        component()
        matinee = opened()
        if matinee.films.count():
            # Shown nowhere, and so not noted.
            lengths = Lengths(top=_SHOWN // 2, more=_SHOWN // 2)
            for row in matinee.rows.page(matinee.settings.user, lengths=lengths, surface=""):
                for pick in row.picks:
                    title_card(pick.film)
    except Exception:  # noqa: BLE001 - whatever it is, the server is better there than not
        return


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m matinee.app.server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="")
    parser.add_argument("--browser", action="store_true")
    asked = parser.parse_args(arguments)
    # Who asks is who is connected: a header can say anything. Behind a proxy, its address is to be named here.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    # Its own notes about starting and stopping say nothing to a person.
    uvicorn.config.LOGGING_CONFIG["loggers"]["uvicorn"]["level"] = "WARNING"
    try:
        app = application(asked.address or f"http://{asked.host}:{asked.port}", browser=asked.browser)
        app.run(
            config={
                "server.address": asked.host,
                "server.port": asked.port,
                "server.headless": True,
                "server.showEmailPrompt": False,
                "server.fileWatcherType": "none",
                "browser.gatherUsageStats": False,
                "logger.hideWelcomeMessage": True,
            }
        )
    except MatineeError as error:
        sys.stderr.write(f"matinee: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
