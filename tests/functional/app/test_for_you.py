"""For you in a real browser: rows, reasons, place, removals, filters kept for each person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import matinee
from functional.app.browsing import SHELF, cards, note, shoot, title_of, top
from matinee.services.preferences import Kept

pytestmark = pytest.mark.browser


@pytest.fixture
def known(clean: Path) -> Path:
    """Somebody who has said a few things, with no filter set."""
    with matinee.open(clean) as opened:
        opened.rate("Heat (1995)", 5)
        opened.rate("Spirited Away (2001)", 5)
        opened.rate("Grease (1978)", 1.5)
        for person in ("me", "Ann", "Bob"):
            opened.preferences.keep(person, Kept())
    return clean


def films_on(page: Page) -> list[str]:
    return page.locator(".m-card").evaluate_all("cards => cards.map(card => card.dataset.key)")


def test_the_page_has_its_rows_and_every_card_says_why(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    headings = page.locator(".m-heading").all_text_contents()
    assert [heading for heading in headings if not heading.startswith("New in")] == [
        "Because you loved Spirited Away",
        "Because you loved Heat",
        "Hidden gemslittle known, and to your taste",
        "Something differentgood for you, and far from what you usually like",
        "More for you",
    ]
    reasons = page.locator(".m-reason").all_text_contents()
    assert all(reason.strip() for reason in reasons)
    shown = films_on(page)
    assert len(shown) == len(set(shown)) == len(reasons)
    expect(page.locator(".m-predicted .m-range")).to_have_count(len(shown))
    shoot(page, "for_you_rows", whole=True)


def test_refusing_and_seeing_fill_the_page_and_never_repeat(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    count = cards(page).count()
    away: list[str] = []
    for number, act in enumerate(("Not interested in {}", "I have seen {}", "Like {}", "Dislike {}") * 2):
        film = title_of(top(page).nth(number % 3))
        key = top(page).nth(number % 3).get_attribute("data-key")
        page.get_by_role("button", name=act.format(film), exact=True).first.click()
        expect(note(page)).to_contain_text(film)
        expect(page.locator(f'.m-card[data-key="{key}"]')).to_have_count(0)
        expect(top(page)).to_have_count(12)
        away.append(str(key))
    # As full as before: a like may add a row, nothing takes one away.
    assert cards(page).count() >= count - 1
    assert not set(away) & set(films_on(page))
    again = visit()
    expect(top(again)).to_have_count(12)
    assert not set(away) & set(films_on(again))


def test_the_place_on_the_page_is_kept_by_a_click(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    row = page.locator('[data-key="gems"]')
    row.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 200")
    card = row.locator(".m-card").first
    film = title_of(card)
    before = row.bounding_box()
    card.get_by_role("button", name=f"Not interested in {film}", exact=True).click()
    expect(note(page)).to_contain_text(film)
    expect(row.locator(".m-title", has_text=re.compile(f"^{re.escape(film)}$"))).to_have_count(0)
    after = row.bounding_box()
    assert before is not None and after is not None  # noqa: PT018 - for the types
    assert abs(before["y"] - after["y"]) < 40


def test_undo_brings_the_film_back_to_its_place(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    before = films_on(page)
    film = title_of(top(page).nth(4))
    page.get_by_role("button", name=f"Not interested in {film}", exact=True).first.click()
    expect(note(page)).to_contain_text(film)
    page.get_by_role("button", name="Undo").click()
    expect(note(page)).to_contain_text("Taken back")
    page.wait_for_function(
        "wanted => JSON.stringify([...document.querySelectorAll('.m-card')].map(c => c.dataset.key)) === wanted",
        arg=str(before).replace("'", '"').replace(", ", ","),
    )


def choose(page: Page, label: str, typed: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press_sequentially(typed)
    page.get_by_role("option").filter(has_text=typed).first.click()


def test_filters_are_kept_after_a_reload_and_elsewhere_until_they_are_reset(
    known: Path, visit: Callable[..., Page]
) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    page.get_by_role("button", name="Filters").click()
    choose(page, "Only these genres", "Crim")
    expect(page.locator(".m-filtered")).to_have_text("Crime")
    choose(page, "Not made in", "United States")
    expect(page.locator(".m-filtered")).to_have_text("Crime · not from United States")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".m-filtered")).to_have_text("Crime · not from United States")
    elsewhere = visit(width=375, height=812)
    expect(elsewhere.locator(".m-filtered")).to_have_text("Crime · not from United States")
    elsewhere.get_by_role("button", name="Filters").click()
    expect(elsewhere.get_by_text("Crime", exact=True).first).to_be_visible()
    shoot(elsewhere, "filters_phone")
    elsewhere.get_by_role("button", name="Reset").click()
    expect(elsewhere.locator(".m-filtered")).to_have_count(0)
    with matinee.open(known) as opened:
        assert opened.preferences.kept("me") == Kept()


def test_going_to_a_film_and_back_keeps_the_filters(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    page.get_by_role("button", name="Filters").click()
    choose(page, "Original language", "Japan")
    expect(page.locator(".m-filtered")).to_have_text("Japanese")
    page.keyboard.press("Escape")
    top(page).first.locator(".m-face").click()
    expect(page.locator(".m-hero")).to_be_visible()
    page.go_back()
    expect(page.locator(".m-filtered")).to_have_text("Japanese")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("button", name="Reset")).to_be_visible()
    expect(page.locator(".m-filtered")).to_have_text("Japanese")


def test_each_person_has_their_own_filters(known: Path, visit: Callable[..., Page]) -> None:
    with matinee.open(known) as opened:
        opened.like("Alien (1979)", user="Ann")
        opened.preferences.keep("Ann", Kept(opened.filtering.named(genres=["Horror"])))
    page = visit()
    expect(top(page)).to_have_count(12)
    expect(page.locator(".m-filtered")).to_have_count(0)
    page.get_by_role("button", name="People").click()
    page.get_by_label("Go on as").click()
    page.get_by_role("option", name="Ann", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For Ann")
    expect(page.locator(".m-filtered")).to_have_text("Horror")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filters").click()
    choose(page, "Only these genres", "Thril")
    expect(page.locator(".m-filtered")).to_have_text("Horror · Thriller")
    with matinee.open(known) as opened:
        assert opened.preferences.kept("me") == Kept()
        assert opened.preferences.kept("Ann").filters.genres == {"Horror", "Thriller"}


def test_a_dial_changes_the_list_and_is_kept(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    before = films_on(page)
    page.get_by_role("button", name="Filters").click()
    slider = page.get_by_role("slider", name="Obscurity")
    slider.focus()
    slider.press("End")
    expect(page.locator(".m-filtered")).to_have_text("obscurity 100%")
    page.wait_for_function(
        "before => JSON.stringify([...document.querySelectorAll('.m-card')].map(c => c.dataset.key)) !== before",
        arg=str(before).replace("'", '"').replace(", ", ","),
    )
    page.reload()
    expect(page.locator(".m-filtered")).to_have_text("obscurity 100%")


def test_filters_that_leave_nothing_say_what_to_do(known: Path, visit: Callable[..., Page]) -> None:
    with matinee.open(known) as opened:
        opened.preferences.keep("me", Kept(opened.filtering.named(years=(1700, 1701))))
    page = visit()
    expect(page.get_by_text("No film is left")).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Reset").click()
    expect(top(page)).to_have_count(12)


def test_show_more_adds_without_repeating(known: Path, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    count = cards(page).count()
    page.get_by_role("button", name="Show more").click()
    expect(cards(page)).to_have_count(count + SHELF)
    shown = films_on(page)
    assert len(shown) == len(set(shown))


def test_clicks_faster_than_the_page_follows_are_all_heard_and_in_order(
    known: Path, visit: Callable[..., Page]
) -> None:
    with matinee.open(known) as opened:
        before = len(opened.feedback.log("me"))
    page = visit()
    expect(top(page)).to_have_count(12)
    clicked = page.evaluate(
        """[...document.querySelectorAll('.m-card [data-do=like]')].slice(0, 9).map(button => {
             button.click();
             return Number(button.dataset.film);
           })"""
    )
    page.wait_for_function(
        "films => !films.some(film => document.querySelector(`.m-card[data-key='film-${film}']`))",
        arg=clicked,
    )
    with matinee.open(known) as opened:
        said = opened.feedback.log("me")[before:]
    assert [(event.kind.value, event.film_id) for event in said] == [("like", film) for film in clicked]


def test_a_click_that_got_lost_is_sent_again_and_counts_once(known: Path, visit: Callable[..., Page]) -> None:
    with matinee.open(known) as opened:
        before = len(opened.feedback.log("me"))
    page = visit()
    expect(top(page)).to_have_count(12)
    first = films_on(page)[0]
    page.evaluate(
        """() => {
             const root = document.querySelector('.m-card').closest('.m-root'), sent = root.matineeSend;
             let lost = 0;
             Object.defineProperty(root, 'matineeSend', {
               set() {}, get: () => (...act) => (lost++ ? sent(...act) : undefined),
             });
             document.querySelector('.m-card [data-do=like]').click();
           }"""
    )
    page.wait_for_function("film => !document.querySelector(`.m-card[data-key='${film}']`)", arg=first)
    with matinee.open(known) as opened:
        assert len(opened.feedback.log("me")) == before + 1


@pytest.mark.parametrize(("moved", "meant"), [(3, True), (90, False)])
def test_a_button_that_moves_away_under_a_still_pointer_was_meant(
    known: Path, visit: Callable[..., Page], moved: int, meant: bool
) -> None:
    """What a browser sends when the page above the button is laid out between pressing and letting go."""
    page = visit()
    expect(top(page)).to_have_count(12)
    count = cards(page).count()
    page.get_by_role("button", name="Show more").evaluate(
        """(more, moved) => {
             const at = y => ({bubbles: true, cancelable: true, clientX: 300, clientY: y});
             more.dispatchEvent(new PointerEvent('pointerdown', at(400)));
             more.closest('.m-root').dispatchEvent(new MouseEvent('click', at(400 + moved)));
           }""",
        moved,
    )
    if meant:
        expect(cards(page)).to_have_count(count + SHELF)
    page.locator(".m-card [data-do=save]").first.click()
    expect(note(page)).to_contain_text("You saved")
    expect(cards(page)).to_have_count(count + SHELF * meant)
