"""First paint of For you: from the address to the first card on the screen, in a browser that knows nothing yet."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matinee
from benchmarks.figures import Figure, Missing, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.films import Setting

__all__ = ["MEASURES"]

_SERVERS = 7
"""Each is started anew, and its very first visit counts."""
_LATER = 2
"""Visits after the first, each in a browser profile of its own: nothing is cached."""
_TARGET = 2.0
_PATIENCE = 60.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip
_WATCH = """
new MutationObserver((_, observer) => {
  const face = document.querySelector('.m-card .m-face');
  if (!face || face.getBoundingClientRect().height < 50) return;
  observer.disconnect();
  // Two frames later what is in the page is on the screen.
  requestAnimationFrame(() => requestAnimationFrame(() => { window.matineeShown = performance.now(); }));
}).observe(document, {childList: true, subtree: true, attributes: true});
"""


def _browser() -> str:
    for name in (os.environ.get("MATINEE_CHROMIUM"), *_BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    raise Missing("no browser: install Chromium, or set MATINEE_CHROMIUM")


@contextmanager
def _server(home: Path) -> Iterator[tuple[str, float]]:
    """The app as people start it; its address, and the seconds until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MATINEE_HOME": str(home), "MATINEE_USER": "me"}
    environment.pop("MATINEE_DATABASE_URL", None)
    began = time.perf_counter()
    command = [sys.executable, "-m", "matinee", "app", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(f"{address}/_stcore/health"):
            if server.poll() is not None or time.perf_counter() - began > _PATIENCE:
                raise Missing("the app does not start")
            time.sleep(0.02)
        yield address, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except OSError:
        return False


def _visit(browser: Any, address: str) -> float:
    """Seconds from asking for the page until its first card is on the screen, by the browser's own clock."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="commit")
        page.wait_for_function("window.matineeShown", timeout=_PATIENCE * 1000)
        return float(page.evaluate("window.matineeShown")) / 1000
    finally:
        context.close()


def first_paint(setting: Setting) -> list[Figure]:
    """On the starter catalogue."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise Missing("Playwright is not installed: `make test` brings it") from error
    home = setting.work / "first-paint"
    with matinee.open(home) as opened:
        opened.load_and_learn()
    first: list[float] = []
    later: list[float] = []
    started: list[float] = []
    loads: list[float] = []
    with sync_playwright() as playwright:
        for _ in range(_SERVERS):
            # A new browser as well: the first page of a browser is its slowest.
            browser = playwright.chromium.launch(executable_path=_browser(), args=list(_FLAGS))
            with _server(home) as (address, seconds):
                started.append(seconds)
                loads.append(os.getloadavg()[0])
                first.append(_visit(browser, address))
                later += [_visit(browser, address) for _ in range(_LATER)]
            browser.close()
    load = f"load {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} cores"
    return [
        Figure(
            "first visit to a fresh server, median",
            percentile(first, 50),
            "s",
            _TARGET,
            f"of {_SERVERS}; {load}",
        ),
        Figure("slowest", max(first), "s"),
        Figure("fastest", min(first), "s"),
        Figure(
            "later visits, nothing cached, median", percentile(later, 50), "s", _TARGET, f"of {len(later)}"
        ),
        Figure("the slowest of them", max(later), "s"),
        Figure("from the command to the address", percentile(started, 50), "s"),
    ]


MEASURES = {"First paint of For you": first_paint}
