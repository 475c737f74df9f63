"""A server started as people start it, a browser to look at it, and where things stand on its pages."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from matinee.domain.film import Film

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NASTY = Film(
    id=2_000_000_001,
    title="<script>alert(1)</script> $x^2$ **bold** :smile:",
    year=2001,
    genres=("Comedy",),
    directors=("<img src=x onerror=alert(2)>",),
    overview="<b>not bold</b> & <script>alert(3)</script>",
    fame=5,
)
SHELF = 24
"""Picks on the page at first."""
SECONDS = 30


def browser_path() -> str:
    """The installed Chromium; skips without one, and fails where one must be there."""
    for name in (os.environ.get("MATINEE_CHROMIUM"), *_BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    words = "No browser found: install Chromium (Debian: apt-get install chromium) or set MATINEE_CHROMIUM."
    if os.environ.get("CI") or os.environ.get("MATINEE_REQUIRE_BROWSER") == "1":
        pytest.fail(words)
    pytest.skip(words)


def served(home: Path, elsewhere: Path) -> Iterator[str]:
    """The address of an app over this data directory, started from a directory that is not the project's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    elsewhere.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"MATINEE_HOME": str(home), "MATINEE_USER": "me"}
    environment.pop("MATINEE_DATABASE_URL", None)
    log = (elsewhere / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "matinee", "app", "--no-browser", "--port", str(port)],
        cwd=elsewhere,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        await_health(f"{address}/_stcore/health", server, elsewhere / "server.log")
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def await_health(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            # Polling for a condition: a refused connection is answered at once, so give way for a moment.
            time.sleep(0.05)
    pytest.fail(f"The server did not come up: {log.read_text()}")


def cards(page: Page) -> Locator:
    return page.locator(".m-card")


def top(page: Page) -> Locator:
    return page.get_by_role("list", name="Top picks").locator(".m-card")


def title_of(card: Locator) -> str:
    return card.locator(".m-title").inner_text()


def note(page: Page) -> Locator:
    return page.locator(".m-note")


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    folder = os.environ.get("MATINEE_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.evaluate("document.fonts.ready")
        page.mouse.move(1, 1)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=whole)


def rate(page: Page, film: str, stars: str) -> None:
    page.get_by_role("button", name=f"Rate {film} {stars} stars", exact=True).first.click()


def settled(page: Page) -> None:
    """Wait until the script is through, and every widget and typeface is there in place of its stand-in."""
    page.wait_for_function(
        """document.querySelector('.stApp')?.dataset.testScriptState !== 'running'
           && !document.querySelector('[data-testid=stSkeleton]') && document.fonts.status === 'loaded'"""
    )
