"""The Taste page in a real browser: traits muted and pinned, the map, statistics, and how good the picks were."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import matinee
from functional.app.browsing import NASTY, shoot
from matinee.domain.feedback import Kind
from matinee.taste.wishes import Want

pytestmark = pytest.mark.browser

CRIME = ("Heat", "Chinatown", "Goodfellas", "Double Indemnity", "L.A. Confidential", "The Maltese Falcon")
DRAWN = 180_000
"""Milliseconds: the first map of a catalogue is worked out, on a machine that does other things too."""


@pytest.fixture
def rated(clean: Path) -> Path:
    """Somebody who likes crime, and has wished nothing."""
    with matinee.open(clean) as opened:
        opened.wishes.reset("me")
        for title in CRIME:
            opened.rate(title, 5)
        for title in ("Casablanca", "Frozen"):
            opened.rate(title, 2)
        opened.like(NASTY.id)
    return clean


@pytest.fixture
def unsaid(clean: Path) -> Path:
    with matinee.open(clean) as opened:
        opened.wishes.reset("me")
    return clean


def listed(page: Page) -> list[str]:
    return page.locator(".m-taste-list .m-mini .m-title").all_inner_texts()


def trait(page: Page, name: str) -> Locator:
    return page.locator(".m-trait", has=page.get_by_text(name, exact=True))


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_a_mute_and_a_pin_move_the_list_and_a_reset_brings_it_back(
    rated: Path, visit: Callable[..., Page]
) -> None:
    page = visit("?page=taste")
    towards = page.get_by_role("list", name="Towards")
    expect(towards.locator(".m-trait").first).to_contain_text("Crime")
    expect(towards.locator(".m-trait").first).to_contain_text(re.compile(r"surely|probably|perhaps"))
    expect(page.locator(".m-mini")).to_have_count(10)
    before = listed(page)
    shoot(page, "taste")
    trait(page, "Crime").get_by_role("button", name="Mute genre Crime").click()
    expect(page.locator(".m-note")).to_contain_text("You muted Crime")
    expect(page.locator(".m-taste-said")).to_contain_text(re.compile(r"of 10 films are new|another order"))
    wished = page.get_by_role("list", name="As you wished")
    expect(wished.locator(".m-state")).to_have_text("muted")
    expect(wished.get_by_role("button", name="Mute genre Crime")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".m-moved").first).to_be_visible()
    muted = listed(page)
    assert muted != before
    wished.get_by_role("button", name="More of genre Crime").click()
    expect(wished.locator(".m-state")).to_have_text("pinned up")
    expect(page.locator(".m-taste-list")).to_contain_text("Because you pinned Crime")
    # The bar follows the list: until it does, its Undo is that of the mute.
    expect(page.locator(".m-note")).to_contain_text("You pinned")
    page.get_by_role("button", name="Undo").click()
    expect(wished.locator(".m-state")).to_have_text("muted")
    expect(page.locator(".m-mini .m-title")).to_have_text(muted)
    page.get_by_role("button", name="Reset genre Crime").click()
    expect(page.get_by_role("list", name="As you wished")).to_have_count(0)
    expect(page.locator(".m-mini .m-title")).to_have_text(before)


def test_a_wish_is_felt_on_for_you_and_the_film_page(rated: Path, visit: Callable[..., Page]) -> None:
    with matinee.open(rated) as opened:
        opened.wishes.want("me", "genre:Western", Want.MORE)
    page = visit()
    expect(page.locator(".m-reason", has_text="Because you pinned Western").first).to_be_visible()
    page.locator(".m-card", has_text="Because you pinned Western").first.locator(".m-face").click()
    expect(page.locator(".m-fall")).to_contain_text("You pinned Western up")


def test_a_trait_can_be_looked_for_without_a_log(unsaid: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=taste")
    expect(page.get_by_text("Nothing is known of your taste yet")).to_be_visible()
    expect(page.locator(".m-mini")).to_have_count(10)
    box = page.get_by_label("Find a trait")
    box.click()
    box.fill("western")
    page.get_by_role("option", name="genre Western").click()
    row = page.get_by_role("list", name="The trait you looked for").locator(".m-trait")
    expect(row).to_contain_text("Western")
    row.get_by_role("button", name="More of genre Western").click()
    expect(page.locator(".m-taste-list")).to_contain_text("Because you pinned Western")
    page.get_by_role("button", name="Reset all").click()
    expect(page.get_by_text("Nothing is known of your taste yet")).to_be_visible()


def test_the_map_has_films_own_marks_and_names_on_hover(rated: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=taste&tab=map")
    chart = page.locator("[data-testid=stVegaLiteChart]")
    expect(chart).to_be_visible(timeout=DRAWN)
    films = chart.locator("svg g.mark-symbol.role-mark path")
    expect(films.first).to_be_attached(timeout=DRAWN)
    expect(page.get_by_text("those alike side by side")).to_be_visible()
    rows = page.locator(".m-figures tbody tr")
    own = [int(text) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert sum(own) == len(CRIME) + 3
    assert own == sorted(own, reverse=True)
    with matinee.open(rated) as opened:
        assert films.count() == opened.films.count()
    films.last.scroll_into_view_if_needed()
    # Own films lie above the others, so the last one can be pointed at.
    films.last.hover(force=True)
    tip = page.locator("#vg-tooltip-element.visible")
    expect(tip).to_contain_text("Film")
    expect(tip).to_contain_text("Predicted stars")
    expect(tip).to_contain_text("you liked")
    shoot(page, "taste-map")


def test_a_neighbourhood_can_be_looked_at_closer(rated: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=taste&tab=map")
    films = page.locator("[data-testid=stVegaLiteChart] svg g.mark-symbol.role-mark path")
    expect(films.first).to_be_attached(timeout=DRAWN)
    row = page.locator(".m-figures tbody tr").first
    name, inside = row.locator("th").inner_text(), int(row.locator("td").first.inner_text())
    page.get_by_label("Look closer at").click()
    page.get_by_role("option", name=name, exact=True).click()
    expect(films).to_have_count(inside)


def test_statistics_count_what_was_said(rated: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=taste&tab=statistics")
    facts = page.locator(".m-fact")
    expect(facts.first).to_contain_text("9")
    expect(facts.nth(2)).to_contain_text("8")
    expect(page.get_by_text("You give 5 stars most often: 6 of 8 films.")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_have_count(2)
    genres = page.locator(".m-figures", has=page.get_by_role("columnheader", name="Genres"))
    expect(genres.locator("tr", has_text="Crime").locator("td").first).to_have_text("6")
    shoot(page, "taste-statistics", whole=True)


def test_somebody_new_is_told_what_to_do(unsaid: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=taste&tab=statistics")
    expect(page.get_by_text("Nothing to count yet")).to_be_visible()
    page.get_by_role("link", name="How good were the picks").click()
    expect(page.get_by_text("Rate or like 10 films first; there are 0.")).to_be_visible()


def test_how_good_the_picks_were_is_told_in_words(rated: Path, visit: Callable[..., Page]) -> None:
    with matinee.open(rated) as opened:
        for pick in opened.picks(surface="cli").picks:
            opened.say(Kind.LIKE, pick.film.id)
    page = visit("?page=taste&tab=picks")
    expect(page.locator(".m-say-big").first).to_contain_text(
        re.compile(r"Of the \d+ films you liked later, \d+ (was|were) in your top 20 at the time"),
        timeout=DRAWN,
    )
    expect(page.locator(".m-rates")).to_contain_text("Most popular")
    surfaces = page.locator(".m-figures", has_text="By where it was shown")
    expect(surfaces).to_contain_text("on the command line")
    shoot(page, "taste-picks")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_all_of_it_and_nothing_is_wider_than_the_screen(
    rated: Path, visit: Callable[..., Page], scheme: str
) -> None:
    page = visit("?page=taste", width=375, height=800, scheme=scheme)
    expect(page.locator(".m-trait").first).to_be_visible()
    assert wide(page) <= 0
    trait(page, "Crime").get_by_role("button", name="Mute genre Crime").click()
    expect(page.locator(".m-note")).to_be_in_viewport()
    shoot(page, f"taste-phone-{scheme}")
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible(timeout=DRAWN)
    assert wide(page) <= 0
    page.get_by_role("link", name="Statistics").click()
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    expect(page.locator(".m-figures").first).to_be_visible()
    assert wide(page) <= 0
    page.get_by_role("link", name="How good were the picks").click()
    expect(page.locator(".m-say-big").first).to_be_visible()
    assert wide(page) <= 0
