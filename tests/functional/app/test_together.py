"""Together: one list for two to six people, in a browser."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

import matinee
from functional.app.browsing import note, shoot, title_of

pytestmark = pytest.mark.browser

CRIME = ("The Godfather", "Heat", "Alien")
ROMANCE = ("Amélie", "Before Sunrise", "Notting Hill")
TRICK = "<img src=x onerror=alert(9)> **b**, c"


@pytest.fixture
def people(clean):
    """ann likes crime, bob romance; nobody else said anything."""
    with matinee.open(clean) as m:
        for user, titles in (("ann", CRIME), ("bob", ROMANCE)):
            for title in titles:
                m.rate(title, 5, user=user)
    yield clean
    with matinee.open(clean) as m:
        for user in m.feedback.users():
            for event in m.feedback.standing(user).events:
                m.feedback.retract(user, event.event_id, source="test")


def films(page: Page) -> Locator:
    return page.get_by_role("list", name="Films for the group").locator(".m-group-card")


def shown(page: Page) -> list[str]:
    return [title_of(card) for card in films(page).all()]


def choose(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name="Who is watching")
    box.fill(name)
    box.press("Enter")
    # While the box is open, assistive technology is told of nothing else.
    box.press("Escape")


def remove(page: Page, name: str) -> None:
    page.get_by_test_id("stMultiSelect").get_by_role("button", name=f"Remove {name}", exact=True).click()


def addressed(page: Page, *group: str) -> None:
    expect(page).to_have_url(re.compile(rf"page=together&with={'(,|%2C)'.join(group)}(&|$)"))


@pytest.mark.parametrize("width", [1440, 375])
def test_two_people_together(people, visit, width):
    page = visit("?page=together", width=width, height=1000 if width > 400 else 800)
    # Alone, the page says what to do.
    expect(page.get_by_role("heading", name="Who else is watching?")).to_be_visible()
    shoot(page, f"together-alone-{width}")
    page.get_by_role("button", name="Watch with ann").click()
    expect(films(page).first).to_be_visible()
    addressed(page, "me", "ann")
    choose(page, "bob")
    addressed(page, "me", "ann", "bob")
    remove(page, "me")
    addressed(page, "ann", "bob")
    who = page.get_by_role("list", name="Who is watching")
    expect(who.get_by_role("listitem")).to_have_text(["Aann", "Bbob"])
    expect(films(page)).to_have_count(12)
    # Each member's stars and reason stand on every card.
    members = films(page).first.locator(".m-members > li")
    expect(members).to_have_count(2)
    for place, name in enumerate(("ann", "bob")):
        expect(members.nth(place)).to_contain_text(re.compile(rf"{name}: \s*[0-5]\.[0-9] ★ stars predicted"))
    for name in ("ann", "bob"):
        expect(films(page).get_by_text(re.compile(f"^Because {name} rated ")).first).to_be_visible()
        expect(films(page).get_by_text(f"Chosen for {name}").first).to_be_visible()
    shoot(page, f"together-{width}", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Another rule is another list; the address says so.
    fair = shown(page)
    page.get_by_test_id("stRadio").get_by_text("Nobody suffers").click()
    expect(page).to_have_url(re.compile("rule=misery"))
    expect(page.get_by_text("What the least pleased of you still likes best")).to_be_visible()
    expect(films(page).get_by_text("Chosen for")).to_have_count(0)
    assert shown(page) != fair
    # What is said here is said by the current person alone.
    second = shown(page)[1]
    expect(page.get_by_text("The buttons under a film speak for me alone.")).to_be_visible()
    films(page).nth(1).get_by_role("button", name=f"Save {second} for later").click()
    expect(note(page)).to_contain_text(f"You saved {second}")
    with matinee.open(people) as m:
        assert [user for user in ("me", "ann", "bob") if m.feedback.standing(user).watchlist] == ["me"]


def test_the_address_brings_the_same_list_to_somebody_else(people, visit):
    page = visit("?page=together&with=ann,bob&rule=mean")
    expect(page.get_by_text("What suits the group best taken together")).to_be_visible()
    first = shown(page)
    other = visit("?page=together&with=ann,bob&rule=mean", scheme="light")
    expect(films(other)).to_have_count(12)
    assert shown(other) == first
    shoot(other, "together-light")


def test_the_way_back_from_a_film_leads_to_the_group(people, visit):
    page = visit("?page=together&with=ann,bob&rule=misery")
    expect(films(page)).to_have_count(12)
    before = shown(page)
    films(page).first.locator(".m-title a").click()
    page.get_by_role("button", name="Together").click()
    addressed(page, "ann", "bob")
    expect(page).to_have_url(re.compile("rule=misery"))
    expect(films(page)).to_have_count(12)
    assert shown(page) == before


def test_a_short_evening(people, visit):
    page = visit("?page=together&with=ann,bob")
    expect(films(page)).to_have_count(12)
    page.get_by_role("combobox", name="Time tonight").click()
    page.get_by_role("option", name="1 h 30 min").click()
    expect(page.locator(".m-filtered")).to_contain_text("up to 1 h 30 min")
    expect(films(page).filter(has_text=re.compile(r"\b(1 h (3[1-9]|[45]\d) min|[2-9] h)\b"))).to_have_count(0)
    expect(films(page)).to_have_count(12)


def test_a_guest_by_name_is_asked_about_films(people, visit):
    page = visit("?page=together&with=ann")
    expect(page.get_by_role("heading", name="Who else is watching?")).to_be_visible()
    choose(page, "Dora  Q")
    addressed(page, "ann", r"Dora[+]Q")
    expect(films(page)).to_have_count(12)
    expect(page.get_by_text("Nothing is known yet of Dora Q")).to_be_visible()
    page.get_by_role("button", name="Ask Dora Q about a few films").click()
    expect(page).not_to_have_url(re.compile("page=together"))
    page.get_by_role("button", name="People").click()
    expect(page.get_by_text("Watching now: Dora Q")).to_be_visible()


def test_names_in_an_address_are_shown_and_never_run(people, visit):
    page = visit(f"?page=together&with=ann,{quote(quote(TRICK))}")
    expect(films(page)).to_have_count(12)
    expect(page.get_by_role("list", name="Who is watching").get_by_text(TRICK)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_an_address_that_names_too_many_or_nobody(people, visit):
    page = visit("?page=together&with=a,b,c,d,e,f,g,h,a&rule=loudest")
    expect(page.get_by_role("list", name="Who is watching").get_by_role("listitem")).to_have_count(6)
    expect(page.get_by_text("Everybody gets about as much out of the list")).to_be_visible()
    nobody = visit("?page=together&with=,%20,")
    expect(nobody.get_by_role("heading", name="Who else is watching?")).to_be_visible()
