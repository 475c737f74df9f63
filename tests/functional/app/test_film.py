"""A film's page in a real browser: shared as a link, with reasons, what would be without them, and its people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

import matinee
from functional.app.browsing import NASTY, note, rate, shoot, top

pytestmark = pytest.mark.browser


@pytest.fixture
def known(clean: Path) -> Path:
    """Somebody who has said a few things."""
    with matinee.open(clean) as opened:
        opened.rate("Heat (1995)", 5)
        opened.rate("Spirited Away (2001)", 5)
        opened.rate("Grease (1978)", 1.5)
    return clean


def parts(page: Page) -> list[float]:
    return [float(text) for text in page.locator(".m-fall tbody td:nth-child(2)").all_inner_texts()]


def test_a_shared_link_opens_the_film_at_once(known: Path, visit: Callable[..., Page]) -> None:
    page = visit("?film=769")
    expect(page.get_by_role("heading", level=1)).to_have_text("GoodFellas")
    expect(page.locator(".m-big")).to_contain_text("stars")
    expect(page.get_by_role("img", name="80 % interval")).to_be_visible()
    expect(page.get_by_role("list", name="More like GoodFellas").locator(".m-card")).to_have_count(12)
    assert page.url.endswith("?film=769")
    for scheme, width in (("dark", 1440), ("light", 1440), ("dark", 375)):
        shown = visit("?film=769", scheme=scheme, width=width)
        expect(shown.locator(".m-places li").first).to_be_visible()
        shoot(shown, f"film_{scheme}_{width}", whole=True)


def test_the_reasons_sum_to_the_score_and_say_what_would_be_without_them(
    known: Path, visit: Callable[..., Page]
) -> None:
    page = visit("?film=769")
    expect(page.locator(".m-fall tbody tr")).to_have_count(4)
    score = float(page.locator(".m-fall tfoot td").first.inner_text())
    assert sum(parts(page)) == pytest.approx(score, abs=0.021)
    with matinee.open(known) as opened:
        found = opened.what_if(769)
    lines = page.locator(".m-places li")
    expect(lines).to_have_count(4)
    expect(lines.first).to_contain_text(
        f"number {found.now.place:,} among {found.now.of:,} films open to you"
    )
    for place, (reason, there) in enumerate(found.without, 1):
        assert reason.film is not None
        expect(lines.nth(place)).to_contain_text(f"Without your rating of {reason.film.title}")
        expect(lines.nth(place)).to_contain_text(f"number\u00a0{there.place:,}")
    assert any(there.place != found.now.place for _, there in found.without)


def test_what_a_film_shares_with_its_reason_stands_there(known: Path, visit: Callable[..., Page]) -> None:
    page = visit("?film=769")
    row = page.locator(".m-fall tbody tr").filter(has_text="You rated Heat 5")
    expect(row.locator(".m-chip").first).to_be_visible()
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Heat")


def test_cast_and_crew_lead_to_their_films_and_back(known: Path, visit: Callable[..., Page]) -> None:
    page = visit("?film=949")
    page.get_by_role("link", name="Al Pacino", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Al Pacino")
    films = page.get_by_role("list", name="Films of Al Pacino").locator(".m-card")
    with matinee.open(known) as opened:
        made = opened.films.of_person("Al Pacino")
    expect(films).to_have_count(len(made))
    heat = page.locator('.m-card[data-key="film-949"]')
    expect(heat.locator(".m-badge")).to_have_text("★ 5")
    expect(heat.locator(".m-reason")).to_have_text("Acted")
    assert page.url.endswith("?person=Al+Pacino") or page.url.endswith("?person=Al%20Pacino")
    expect(page.locator(".m-predicted .m-range").first).to_be_visible()
    shoot(page, "person", whole=True)
    films.filter(has_not=page.locator(".m-badge")).first.locator(".m-face").click()
    expect(page.locator(".m-hero")).to_be_visible()
    page.get_by_role("button", name="Al Pacino").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Al Pacino")


def test_a_persons_page_can_be_shared_and_acted_on(known: Path, visit: Callable[..., Page]) -> None:
    page = visit("?person=Hayao%20Miyazaki", width=375, height=812)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hayao Miyazaki")
    rate(page, "Ponyo", "4.5")
    expect(note(page)).to_contain_text("You rated Ponyo 4.5")
    expect(page.locator(".m-card").filter(has_text="Ponyo").locator(".m-badge").first).to_have_text("★ 4.5")


@pytest.mark.parametrize("name", ["Nobody At All", "", "<script>alert(9)</script>"])
def test_nobody_of_that_name_is_a_friendly_page(visit: Callable[..., Page], name: str) -> None:
    page = visit(f"?person={quote(name)}")
    expect(page.get_by_text("Nobody of that name here")).to_be_visible()
    page.get_by_role("button", name="Search for a film").click()
    expect(page.get_by_text("Find a film")).to_be_visible()


def test_a_person_called_like_a_script_is_text(visit: Callable[..., Page]) -> None:
    page = visit(f"?film={NASTY.id}")
    page.locator('.m-dl a[data-do="person"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NASTY.directors[0])
    expect(page.locator(".m-card")).to_have_count(1)
    assert page.locator(".m-root script, .m-root img").count() == 0


def test_refusing_a_film_takes_it_from_those_like_it(known: Path, visit: Callable[..., Page]) -> None:
    page = visit("?film=949")
    alike = page.get_by_role("list", name="More like Heat")
    expect(alike.locator(".m-card")).to_have_count(12)
    key = alike.locator(".m-card").first.get_attribute("data-key")
    alike.locator(".m-card").first.locator('[data-do="refuse"]').click()
    expect(alike.locator(f'[data-key="{key}"]')).to_have_count(0)
    expect(alike.locator(".m-card")).to_have_count(12)
    page.get_by_role("link", name="For you").click()
    expect(top(page)).to_have_count(12)
    expect(page.locator(f'[data-key="{key}"]')).to_have_count(0)
