"""The app in a real browser: a server started as people start it, and Chromium through each journey.

With ``MATINEE_SCREENSHOTS=DIR`` the same run writes the pictures that the docs show.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from functional.app.browsing import NASTY, SECONDS, SHELF, cards, note, rate, served, shoot, title_of, top

pytestmark = pytest.mark.browser


def test_the_first_visit_shows_picks_and_says_what_to_do(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.get_by_text("Welcome.")).to_be_visible()
    expect(cards(page)).to_have_count(SHELF)
    expect(page.locator(".m-reason").first).to_be_hidden()
    assert page.title() == "Matinee"
    assert not page.get_by_role("button", name="Deploy").is_visible()
    first = top(page).first
    assert re.fullmatch(r"\d\.\d", first.locator(".m-number").inner_text())
    assert re.fullmatch(r"\d\.\d–\d\.\d", first.locator(".m-range").inner_text())


def test_a_like_changes_the_list_and_undo_brings_it_back(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    before = page.locator(".m-title").all_inner_texts()
    film = title_of(top(page).nth(1))
    page.get_by_role("button", name=f"Like {film}", exact=True).click()
    expect(note(page)).to_contain_text(f"You liked {film}")
    expect(top(page).locator(".m-title", has_text=re.compile(f"^{re.escape(film)}$"))).to_have_count(0)
    expect(top(page)).to_have_count(12)
    expect(page.get_by_role("heading", name=f"Because you liked {film}")).to_be_visible()
    expect(top(page).first.locator(".m-reason")).to_contain_text(f"Because you liked {film}")
    page.get_by_role("button", name="Undo").click()
    expect(note(page)).to_contain_text("Taken back")
    expect(page.locator(".m-title")).to_have_text(before)


def test_five_stars_on_a_film_page_become_reasons(visit: Callable[..., Page]) -> None:
    page = visit("?film=949")
    expect(page.get_by_role("heading", level=1, name="Heat")).to_be_visible()
    expect(page.get_by_text("Rate a few films")).to_be_visible()
    rate(page, "Heat", "5")
    expect(page.get_by_text("You rated it 5.")).to_be_visible()
    page.get_by_role("link", name="For you").click()
    expect(top(page).first.locator(".m-reason")).to_contain_text("Because you rated Heat 5")
    expect(page.get_by_role("heading", name="Because you loved Heat")).to_be_visible()
    top(page).first.locator(".m-face").click()
    expect(page.locator(".m-fall tbody tr")).to_have_count(2)
    expect(page.locator(".m-fall")).to_contain_text("You rated Heat 5")
    parts = [float(text) for text in page.locator(".m-fall tbody td:nth-child(2)").all_inner_texts()]
    assert sum(parts) == pytest.approx(float(page.locator(".m-fall tfoot td").first.inner_text()), abs=0.011)


def test_a_refused_film_stays_away_and_can_be_shown_again(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    card = top(page).first
    film, link = title_of(card), card.locator(".m-face").get_attribute("href")
    page.get_by_role("button", name=f"Not interested in {film}", exact=True).click()
    expect(note(page)).to_contain_text("Undo")
    expect(page.locator(".m-title", has_text=re.compile(f"^{re.escape(film)}$"))).to_have_count(0)
    again = visit(link or "")
    expect(again.get_by_text("It is hidden from your picks.")).to_be_visible()
    again.get_by_role("button", name=f"Show {film} again", exact=True).click()
    expect(again.get_by_text("It is hidden from your picks.")).to_have_count(0)


def test_search_forgives_typing_errors_and_leads_to_the_film(visit: Callable[..., Page]) -> None:
    page = visit("?page=search")
    expect(page.get_by_text("Find a film")).to_be_visible()
    box = page.get_by_label("Title, person or meaning")
    box.fill("sevn samurai")
    first = page.get_by_role("list", name="Films found").locator(".m-card").first
    expect(first).to_contain_text("Seven Samurai")
    box.fill("micheal mann")
    expect(first).to_contain_text("With Michael Mann")
    shoot(page, "search")
    box.fill("qqqqxxxx zzzz")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    box.fill("sevn samurai")
    expect(first).to_contain_text("Seven Samurai")
    first.locator(".m-face").click()
    expect(page.get_by_role("heading", level=1, name="Seven Samurai")).to_be_visible()
    assert re.search(r"\?film=\d+$", page.url)
    page.get_by_role("button", name="Search").click()
    expect(box).to_have_value("sevn samurai")
    expect(first).to_contain_text("Seven Samurai")


def test_a_film_called_like_a_script_is_text_everywhere(visit: Callable[..., Page]) -> None:
    page = visit(f"?film={NASTY.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(NASTY.title)
    expect(page.locator(".m-overview")).to_have_text(NASTY.overview)
    expect(page.locator(".m-dl")).to_contain_text(NASTY.directors[0])
    page.get_by_role("button", name=f"Like {NASTY.title}", exact=True).click()
    expect(note(page)).to_contain_text(f"You liked {NASTY.title}")
    page.get_by_role("link", name="For you").click()
    expect(page.get_by_role("heading", name=f"Because you liked {NASTY.title}")).to_be_visible()
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Title, person or meaning").fill("script alert bold smile")
    expect(page.locator(".m-title").filter(has_text=NASTY.title).first).to_be_visible()
    assert page.locator(".m-root script, .m-root img").count() == 0


def test_the_way_back_finds_the_same_place(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(cards(page)).to_have_count(SHELF)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 620")
    # A click by script: Playwright's own would scroll the card into view first.
    cards(page).nth(8).locator(".m-face").evaluate("face => face.click()")
    expect(page.locator(".m-hero")).to_be_visible()
    expect(page.locator(".m-hero")).to_be_in_viewport()
    page.go_back()
    expect(cards(page)).to_have_count(SHELF)
    page.wait_for_function("Math.abs(document.querySelector('[data-testid=stMain]').scrollTop - 620) < 5")


def test_the_keyboard_reaches_everything(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(cards(page)).to_have_count(SHELF)
    card = top(page).first
    film = title_of(card)
    following = title_of(top(page).nth(1))
    card.locator(".m-face").focus()
    names = []
    for _ in range(8):
        names.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert names[1:] == [
        film,
        f"Rate {film} 4 stars",
        f"Like {film}",
        f"Dislike {film}",
        f"I have seen {film}",
        f"Save {film} for later",
        f"Not interested in {film}",
    ]
    card.locator(".m-stars button[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.ariaLabel") == f"Rate {film} 4.5 stars"
    card.get_by_role("button", name=f"Not interested in {film}", exact=True).focus()
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text(film)
    page.wait_for_function("document.activeElement.dataset.do === 'refuse'")
    assert following != film


def test_filters_narrow_the_list_and_reset_brings_it_back(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(cards(page)).to_have_count(SHELF)
    before = page.locator(".m-title").all_inner_texts()
    page.get_by_role("button", name="Filters").click()
    box = page.get_by_role("combobox", name="Only these genres")
    box.fill("West")
    box.press("Enter")
    expect(page.locator(".m-filtered")).to_have_text("Western")
    expect(page.locator(".m-title").first).not_to_have_text(before[0])
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".m-filtered")).to_have_count(0)
    expect(page.locator(".m-title")).to_have_text(before)


def test_another_person_has_other_picks(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(cards(page)).to_have_count(SHELF)
    film = title_of(top(page).first)
    page.get_by_role("button", name=f"Like {film}", exact=True).click()
    expect(note(page)).to_contain_text(film)
    page.get_by_role("button", name="People").click()
    page.get_by_label("Someone new").fill("Ann <i>")
    page.get_by_label("Someone new").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("For Ann <i>")
    expect(page.get_by_text("Welcome.")).to_be_visible()
    expect(note(page)).to_have_count(0)


@pytest.mark.parametrize("query", ["", "?film=949", "?page=search", "?page=about", "?film=nothing"])
def test_a_phone_scrolls_in_one_direction_only(visit: Callable[..., Page], query: str) -> None:
    page = visit(query, width=375, height=812)
    expect(page.locator(".m-card, .m-hero, .m-empty, .m-prose").first).to_be_visible()
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(widths) <= 375
    wide = page.evaluate(
        """[...document.querySelectorAll('.m-root *, button')].filter(e => {
             const box = e.getBoundingClientRect();
             return box.width && !e.closest('.m-strip, svg, .m-hidden') && (box.right > 376 || box.left < -1);
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not wide


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_text_is_readable_in_both_schemes(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("?film=949", scheme=scheme)
    rate(page, "Heat", "5")
    expect(note(page)).to_be_visible()
    faint = page.evaluate(CONTRAST)
    assert not faint
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("link", name="For you").click()
    expect(top(page).first.locator(".m-reason")).to_contain_text("Heat")
    assert not page.evaluate(CONTRAST)
    dark = page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme")
    assert dark == scheme


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c[3] > 215) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('.m-root *')].filter((e) => !e.closest('svg, .m-hidden, .m-busy')
    && e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).map((e) => {
      const style = getComputedStyle(e); const a = light(rgb(style.color)), b = light(behind(e));
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return [ratio, e.className, e.textContent.slice(0, 40)];
    }).filter(([ratio]) => ratio < 4.5);
}"""


def test_an_empty_catalogue_offers_to_load_one(
    browser: Browser, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for address in served(tmp_path / "new", tmp_path_factory.mktemp("elsewhere")):
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("button", name="Load the starter catalogue").click(timeout=SECONDS * 1000)
        expect(cards(page)).to_have_count(SHELF, timeout=4 * SECONDS * 1000)
        page.close()
