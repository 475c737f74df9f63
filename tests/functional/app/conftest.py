"""A browser and an app over the starter catalogue for every page's tests, a server a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import matinee
from functional.app.browsing import FLAGS, NASTY, SECONDS, browser_path, served
from matinee.domain.film import FilmRecord


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    with matinee.open(place) as opened:
        opened.load_starter()
        opened.films.put([FilmRecord(NASTY, "starter")])
        opened.spaces.current()
    return place


@pytest.fixture(scope="module")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(home, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def clean(home: Path) -> Path:
    """Nobody has said anything."""
    with matinee.open(home) as opened:
        for event in opened.feedback.standing("me").events:
            opened.feedback.retract("me", event.event_id, source="test")
    return home


@pytest.fixture
def visit(browser: Browser, address: str, clean: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the app; at the end nothing may have gone wrong in it."""
    contexts = []
    wrong: list[str] = []

    def opened(query: str = "", *, width: int = 1440, height: int = 1000, scheme: str = "dark") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]  # "dark" and "light" are what tests pass
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((address, "data:", "blob:"))
                else wrong.append(f"asked for {request.url}")
            ),
        )
        page.goto(f"{address}/{query}")
        return page

    expect.set_options(timeout=SECONDS * 1000)
    yield opened
    for context in contexts:
        context.close()
    assert not wrong
