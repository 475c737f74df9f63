"""The pictures of the docs: each page as someone sees it who has said a few things.

`make screenshots` writes them; without MATINEE_SCREENSHOTS the same visits are made and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import matinee
from functional.app.browsing import settled, shoot

pytestmark = pytest.mark.browser

SAID = {
    "me": {
        "Heat (1995)": 5,
        "Spirited Away (2001)": 5,
        "The Conversation (1974)": 4.5,
        "Grease (1978)": 1.5,
        "Ikiru (1952)": 4.5,
        "Alien (1979)": 4,
    },
    "Ann": {
        "Spirited Away (2001)": 5,
        "In the Mood for Love (2000)": 4.5,
        "Heat (1995)": 2.5,
        "Amélie (2001)": 5,
    },
}
PAGES = {
    # Picture: address, scheme, what has to be there first.
    "for_you": ("", "dark", ".m-card .m-reason"),
    "for_you_light": ("", "light", ".m-card .m-reason"),
    "film": ("?film=769", "dark", ".m-fall tbody tr"),
    "quiz": ("?page=quiz", "light", ".m-root h1, .m-h1"),
    "search": ("?page=search", "dark", ".m-empty, .m-card"),
    "together": ("?page=together&with=me,Ann", "dark", ".m-root .m-title"),
    "library": ("?page=library", "light", ".m-root .m-title, .m-row"),
    "taste": ("?page=taste", "dark", ".m-h1"),
    "settings": ("?page=settings", "light", ".m-facts-list"),
}
PHONES = {"phone": ("", "dark", ".m-card .m-reason"), "phone_film": ("?film=769", "light", ".m-hero")}


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    with matinee.open(place) as opened:
        opened.load_and_learn()
        for person, stars in SAID.items():
            for film, given in stars.items():
                opened.rate(film, given, user=person)
        opened.like("In the Mood for Love (2000)")
        opened.save("Seven Samurai (1954)")
    return place


@pytest.fixture
def clean(home: Path) -> Path:
    """What was said stays."""
    return home


@pytest.mark.parametrize("name", [*PAGES, *PHONES])
def test_pictures_for_the_docs(visit: Callable[..., Page], name: str) -> None:
    query, scheme, first = (PAGES | PHONES)[name]
    size = {"width": 375, "height": 812} if name in PHONES else {"width": 1440, "height": 1000}
    page = visit(query, scheme=scheme, **size)
    expect(page.locator(first).first).to_be_visible()
    settled(page)
    shoot(page, name)
    assert page.locator("[role=alert]").count() == 0
