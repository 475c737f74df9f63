"""From a click to a new list, in a real browser: what somebody in front of the app waits for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, Missing, percentile
from benchmarks.films import LARGE, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MEASURES"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ROUNDS, _WARM = 40, 4
_PATIENCE = 60
_ACTS = ("like", "refuse", "rate", "seen")
_STARTER = "the starter catalogue"
_CLICK = """async ([act, place]) => {
  const key = '[data-key="top-picks"]';
  const card = document.querySelector(key).children[place];
  const film = card.dataset.key;
  const button = card.querySelector(act === 'rate' ? '[data-value="4.5"]' : `[data-do="${act}"]`);
  const there = () => [...document.querySelector(key).children].some((other) => other.dataset.key === film);
  const start = performance.now();
  button.click();
  await new Promise((done) => {
    const watch = new MutationObserver(() => there() || (watch.disconnect(), done()));
    watch.observe(document.body, { childList: true, subtree: true });
  });
  // What has changed is on the screen when the frame after it begins.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""
_UNDO = """async () => {
  const note = () => document.querySelector('.m-note span')?.textContent ?? '';
  const before = note();
  const start = performance.now();
  document.querySelector('[data-do="undo"]').click();
  await new Promise((done) => {
    const watch = new MutationObserver(() => note() === before || (watch.disconnect(), done()));
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


def _browser() -> str:
    for name in (os.environ.get("MATINEE_CHROMIUM"), *_BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    raise Missing("no browser: install Chromium (Debian: apt-get install chromium) or set MATINEE_CHROMIUM")


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """The address of the app over an installation."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"MATINEE_HOME": str(home), "MATINEE_USER": "me"}
    environment.pop("MATINEE_DATABASE_URL", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "matinee", "app", "--no-browser", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - our own server
                    break
            except OSError as error:
                if time.monotonic() > end or server.poll() is not None:
                    raise Missing("the app did not come up") from error
                time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _spent() -> float:
    """Processor seconds of every process that this one started, and that those did; 0 where /proc is not Linux's."""
    ticks: dict[int, tuple[int, int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks[int(place.parent.name)] = (int(told[1]), int(told[11]) + int(told[12]))
    ours = {os.getpid()}
    while more := {pid for pid, (parent, _) in ticks.items() if parent in ours} - ours:
        ours |= more
    total = sum(ticks[pid][1] for pid in ours - {os.getpid()} if pid in ticks)
    return total / os.sysconf("SC_CLK_TCK")


def _starter(setting: Setting) -> Path:
    import matinee

    place = setting.work / "starter"
    with matinee.open(place) as opened:
        opened.load_starter()
        opened.spaces.current()
    return place


def _clicks(home: Path, target: float) -> list[Figure]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Missing("Playwright is not installed: pip install playwright") from error
    path = _browser()
    with _served(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page: Any = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(1000 * _PATIENCE)
        page.goto(address)
        page.locator(".m-card").nth(12).wait_for()
        found: list[float] = []
        undone: list[float] = []
        spent = 0.0
        for number in range(_WARM + _ROUNDS):
            if number == _WARM:
                spent = _spent()
            found.append(page.evaluate(_CLICK, [_ACTS[number % len(_ACTS)], number % 12]))
            if number % 5 == 4:
                undone.append(page.evaluate(_UNDO))
        spent = (_spent() - spent) / (_ROUNDS + len(undone) - 1)
        size = page.evaluate(
            "document.querySelector('[data-key=top-picks]').closest('.m-root').innerHTML.length"
        )
        cards = page.locator(".m-card").count()
        browser.close()
    found = found[_WARM:]
    load = f"{os.getloadavg()[0]:.1f} processes waiting or running on {os.cpu_count()} processors"
    return [
        Figure("click to new list, median", percentile(found, 50), "ms", target, f"{_ROUNDS} clicks; {load}"),
        Figure("click to new list, 95th percentile", percentile(found, 95), "ms"),
        Figure("click to new list, longest", max(found), "ms"),
        Figure("undo to the list before, median", percentile(undone, 50), "ms", target),
        Figure(
            "processor time of a click",
            1000 * spent,
            "ms",
            note="server, browser and its animations together: what other processes wait for as well",
        ),
        Figure("cards on the page", cards, "cards"),
        Figure("the page as text", size / 1e6, "MB"),
    ]


def starter(setting: Setting) -> list[Figure]:
    """On the starter catalogue."""
    return _clicks(_starter(setting), 500)


def large(setting: Setting) -> list[Figure]:
    """On 128,000 films."""
    return _clicks(setting.home(LARGE), 1000)


MEASURES = {f"App, {_STARTER}": starter, f"App, {LARGE}": large}
