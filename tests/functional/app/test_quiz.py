"""The quiz in a real browser: from the first visit by keyboard to a list that has changed, and back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import matinee
from functional.app.browsing import shoot, top
from functional.app.test_first_pages import CONTRAST

pytestmark = pytest.mark.browser

ANSWERS = {"l": "liked", "d": "disliked", "s": "seen", "n": "don’t know"}


@pytest.fixture
def new(clean: Path) -> Path:
    """Nobody has said anything, nor said not to know a film."""
    with matinee.open(clean) as opened, opened.store.begin() as unit:
        unit.prefer("me", "quiz", None)
    return clean


def question(page: Page) -> str:
    return page.locator(".m-question-title").inner_text()


def so_far(page: Page) -> list[str]:
    return page.locator(".m-so-far .m-title").all_inner_texts()


def press(page: Page, key: str) -> str:
    """Answer by keyboard; gives the film that was asked about."""
    film = question(page)
    page.keyboard.press(key)
    expect(page.locator(".m-question-title")).not_to_have_text(film)
    return film


def confidence(page: Page) -> int:
    return int(
        page.get_by_role("progressbar", name="Sure of your taste").get_attribute("aria-valuenow") or ""
    )


def test_from_the_first_visit_by_keyboard_to_a_list_of_ones_own(
    new: Path, visit: Callable[..., Page]
) -> None:
    page = visit()
    expect(top(page)).to_have_count(12)
    before = top(page).locator(".m-title").all_inner_texts()
    page.get_by_role("button", name="Take the quiz").click()
    expect(page.locator(".m-question")).to_be_visible()
    assert page.url.endswith("?page=quiz")
    expect(page.get_by_text("Everyone’s list, so far")).to_be_visible()
    assert confidence(page) == 0
    assert page.get_by_role("button", name="See your picks").count() == 0
    lists, sure, said = [so_far(page)], [0], []
    for key in "lldslldl":
        film = press(page, key)
        said.append(film)
        expect(page.locator(".m-quiz-undo")).to_contain_text(f"Undo: {ANSWERS[key]} {film}")
        lists.append(so_far(page))
        sure.append(confidence(page))
    assert len(set(said)) == 8
    assert sure == sorted(sure)
    assert sure[-1] > 25
    assert all(one != other for one, other in pairwise(lists)), "each answer moves the list"
    expect(page.get_by_text("8 answers: the list is yours.")).to_be_visible()
    shoot(page, "quiz")
    page.get_by_role("button", name="See your picks").click()
    expect(top(page).first.locator(".m-reason")).to_contain_text("ecause you liked")
    after = top(page).locator(".m-title").all_inner_texts()
    assert len(set(before) & set(after)) <= 4
    assert not set(said) & set(after)
    with matinee.open(new) as opened:
        assert [event.source for event in opened.feedback.log("me")][-8:] == ["quiz"] * 8


def test_undo_goes_back_and_what_is_not_known_outlives_a_reload(
    new: Path, visit: Callable[..., Page]
) -> None:
    page = visit("?page=quiz")
    expect(page.locator(".m-question")).to_be_visible()
    first, list_before = question(page), so_far(page)
    press(page, "l")
    unknown = press(page, "n")
    third = question(page)
    sure = confidence(page)
    page.reload()
    expect(page.locator(".m-question-title")).to_have_text(third)
    assert confidence(page) == sure
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".m-question-title")).to_have_text(unknown)
    page.keyboard.press("u")
    expect(page.locator(".m-question-title")).to_have_text(first)
    expect(page.locator(".m-so-far .m-title")).to_have_text(list_before)
    assert confidence(page) == 0
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_keys_do_nothing_while_something_is_typed_or_elsewhere(new: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=quiz")
    expect(page.locator(".m-question")).to_be_visible()
    film = question(page)
    page.get_by_role("button", name="People").click()
    page.get_by_label("Someone new").press_sequentially("lds")
    page.get_by_label("Someone new").press("Control+a")
    page.get_by_label("Someone new").press("Delete")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+l")
    assert question(page) == film
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Title, person or meaning").press_sequentially("sun")
    expect(page.locator(".m-card").first).to_be_visible()
    page.get_by_role("link", name="For you").click()
    expect(top(page)).to_have_count(12)
    page.keyboard.press("l")
    page.get_by_role("link", name="Quiz").click()
    expect(page.locator(".m-question-title")).to_have_text(film)
    with matinee.open(new) as opened:
        assert not opened.feedback.standing("me").events


def test_buttons_do_what_keys_do_and_keep_the_focus(new: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=quiz")
    group = page.get_by_role("group", name="Your answer")
    expect(group.get_by_role("button")).to_have_count(4)
    assert group.get_by_role("button").all_inner_texts() == [
        "Liked it\nL",
        "Disliked it\nD",
        "Seen, no opinion\nS",
        "Don’t know it\nN",
    ]
    film = question(page)
    group.get_by_role("button", name="Disliked it").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".m-question-title")).not_to_have_text(film)
    assert page.evaluate("document.activeElement.dataset.value") == "dislike"
    expect(page.locator("[aria-live=polite] .m-question-title")).to_have_count(1)


def test_an_answer_is_quick(new: Path, visit: Callable[..., Page]) -> None:
    page = visit("?page=quiz")
    expect(page.locator(".m-question")).to_be_visible()
    press(page, "l")
    taken = page.evaluate(
        """async () => { const times = [];
          for (const key of ["d", "l", "n", "d", "l"]) {
            const title = document.querySelector(".m-question-title"); const before = title.textContent;
            const began = performance.now();
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            await new Promise((done) => { const seen = new MutationObserver(() => {
              if (document.querySelector(".m-question-title").textContent !== before) { seen.disconnect(); done(); } });
              seen.observe(document.body, {subtree: true, childList: true, characterData: true}); });
            times.push(performance.now() - began);
          } return times.sort((a, b) => a - b); }"""
    )
    # Half a second is promised; a machine that runs other tests at the same time gets more.
    assert taken[len(taken) // 2] < 1500, taken


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_phone_has_room_for_it_and_the_text_is_readable(
    new: Path, visit: Callable[..., Page], scheme: str
) -> None:
    page = visit("?page=quiz", width=375, height=812, scheme=scheme)
    expect(page.locator(".m-question")).to_be_visible()
    press(page, "l")
    for key in "ldldldl":
        press(page, key)
    expect(page.get_by_role("button", name="See your picks")).to_be_visible()
    expect(page.get_by_role("button", name="Don’t know it")).to_be_in_viewport()
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"Math.max(document.documentElement.scrollWidth, {main}.scrollWidth)") <= 375
    wide = page.evaluate(
        """[...document.querySelectorAll('.m-root *, button')].filter(e => {
             const box = e.getBoundingClientRect();
             return box.width && !e.closest('svg, .m-hidden') && (box.right > 376 || box.left < -1);
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not wide
    small = page.evaluate(
        """[...document.querySelectorAll('.m-answer')].map(e => e.getBoundingClientRect().height).filter(h => h < 40)"""
    )
    assert not small
    assert not page.evaluate(CONTRAST)
    unnamed = page.evaluate(
        """[...document.querySelectorAll('.m-quiz button, .m-quiz a, .m-quiz [role=progressbar]')].filter(e =>
             !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim())).length"""
    )
    assert unnamed == 0
    assert page.locator("h1").count() == 1
    shoot(page, f"quiz_phone_{scheme}")
