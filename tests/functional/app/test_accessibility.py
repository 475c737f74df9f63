"""Every page by axe-core, dark and light, on a desktop and a phone; and every page with the network off.

axe-core comes inside the wheel axe-playwright-python: nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, expect

import matinee
from functional.app.browsing import SECONDS, note, served, settled
from matinee.app.main import _PAGES

pytestmark = pytest.mark.browser

FILM = "?film=949"
PERSON = "?person=Michael%20Mann"
ADDRESSES = ["", *(f"?page={name}" for name in _PAGES if name != "for-you"), FILM, PERSON, "?film=nothing"]
"""Every page that main.py knows, a film's, a person's, and one that is not there."""
SIZES = {"desktop": (1440, 1000), "phone": (375, 812)}
SHOWN = ".m-card, .m-hero, .m-empty, .m-prose, .m-h1"

# Streamlit's own, which a page cannot change:
# - its toggle tips and the button inside a password box have no part of ours in them;
# - it draws one <main> and puts nothing of ours outside, so the rules about landmarks speak of its frame.
THEIRS = ['[data-testid="stStatusWidget"]', '[data-testid="stToolbar"]', '[data-testid="stDecoration"]']
SERIOUS = ("serious", "critical")

RUN = """async (exclude) => {
  const found = await axe.run({exclude: exclude.map((one) => [one])}, {resultTypes: ['violations']});
  return found.violations.map((one) => ({id: one.id, impact: one.impact, help: one.help,
    nodes: one.nodes.slice(0, 4).map((node) => node.target.join(' ') + ' ' + node.html.slice(0, 160))}));
}"""


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Someone who has said a few things, so that every page has something to show."""
    place = tmp_path_factory.mktemp("home")
    with matinee.open(place) as opened:
        opened.load_starter()
        opened.spaces.current()
        said(opened)
    return place


def said(opened: matinee.Matinee) -> None:
    for film, stars in (("Heat (1995)", 5), ("Spirited Away (2001)", 4.5), ("Grease (1978)", 1.5)):
        opened.rate(film, stars)
        opened.rate(film, 6 - stars, user="Ann")
    opened.like("In the Mood for Love (2000)")
    opened.save("Seven Samurai (1954)")
    opened.hide("Jaws (1975)")


@pytest.fixture
def clean(home: Path) -> Path:
    """What was said stays: nothing here says more."""
    return home


def drawn(page: Page) -> None:
    expect(page.locator(SHOWN).first).to_be_visible()
    settled(page)


def violations(page: Page) -> list[dict[str, object]]:
    page.evaluate(AXE_FILE_PATH.read_text())
    found: list[dict[str, object]] = page.evaluate(RUN, THEIRS)
    return [one for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("address_asked", ADDRESSES)
def test_axe_finds_nothing_serious(
    visit: Callable[..., Page], address_asked: str, scheme: str, size: str
) -> None:
    width, height = SIZES[size]
    page = visit(address_asked, width=width, height=height, scheme=scheme)
    drawn(page)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious_in_what_opens(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(scheme=scheme)
    drawn(page)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("combobox").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="People").click()
    expect(page.get_by_label("Someone new")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".m-act.m-save").first.click()
    expect(note(page)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(note(page)).to_contain_text("Taken back")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATINEE_APP_PASSWORD", "correct horse")
        yield from served(tmp_path_factory.mktemp("empty") / "new", tmp_path_factory.mktemp("elsewhere"))


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious_on_the_way_in(browser: Browser, guarded: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # as in conftest
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(guarded)
    assert violations(page) == []
    page.get_by_label("Password").fill("not that one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible(timeout=SECONDS * 1000)
    assert violations(page) == []
    page.get_by_label("Password").fill("correct horse")
    page.keyboard.press("Enter")
    # An installation without a film.
    expect(page.get_by_text("No films yet")).to_be_visible(timeout=SECONDS * 1000)
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("address_asked", ADDRESSES)
def test_every_page_is_whole_with_the_network_off(browser: Browser, address: str, address_asked: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    asked: list[str] = []
    wrong: list[str] = []

    def only_here(route) -> None:  # type: ignore[no-untyped-def]  # Playwright's own type
        if route.request.url.startswith(f"{address}/"):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort("internetdisconnected")

    context.route("**/*", only_here)
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/{address_asked}")
    drawn(page)
    broken = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)")
    faces = page.evaluate("[...document.fonts].filter(f => f.status === 'error').map(f => f.family)")
    context.close()
    assert (asked, wrong, broken, faces) == ([], [], [], [])
