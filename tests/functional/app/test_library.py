"""The library in a browser: what was said, changed and taken back; a history brought in, reviewed, taken away."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import matinee
from functional.app.browsing import note, shoot
from matinee.domain.film import Film
from matinee.starter import starter_films
from matinee.testing.histories import made_up, zipped

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert(1)</script>"
LOST = "Zzyzx Reels of Nowhere"
HEADER = "Date,Name,Year,Letterboxd URI,Rating\n"


@pytest.fixture
def rated(clean: Path) -> Path:
    with matinee.open(clean) as opened:
        for film, stars in zip(
            ("Heat (1995)", "Seven Samurai (1954)", "Grease (1978)"), (5, 4, 1.5), strict=True
        ):
            opened.rate(film, stars)
    return clean


def table(page: Page) -> Locator:
    return page.get_by_role("table", name="Everything you said")


def row(page: Page, film: str) -> Locator:
    return table(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=film))


def titles(page: Page) -> Locator:
    return table(page).locator("tbody .m-row-title")


def become(page: Page, name: str) -> None:
    """Go on as someone new, of whom nothing is remembered: an import is remembered even when it was taken back."""
    page.get_by_role("button", name="People").click()
    page.get_by_label("Someone new").fill(name)
    page.get_by_label("Someone new").press("Enter")
    expect(page.get_by_text(f"Watching now: {name}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Someone new")).to_be_hidden()


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    box = page.locator("input[type=file]")
    expect(box).to_have_count(1)
    box.set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )


def own_letterboxd(*rows: str) -> bytes:
    return zipped({"ratings.csv": (HEADER + "\n".join(rows) + "\n").encode()})


@pytest.mark.parametrize("width", [1440, 375])
def test_three_ratings_are_sorted_amended_deleted_and_put_back(
    visit: Callable[..., Page], rated: Path, width: int
) -> None:
    page = visit("?page=library", width=width, height=900)
    expect(titles(page)).to_have_text(["Grease", "Seven Samurai", "Heat"])
    page.get_by_role("button", name=re.compile("^Film")).click()
    expect(titles(page)).to_have_text(["Grease", "Heat", "Seven Samurai"])
    heading = table(page).locator("thead th.m-col-title")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name=re.compile("^Film")).click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(titles(page)).to_have_text(["Seven Samurai", "Heat", "Grease"])
    page.get_by_role("button", name=re.compile("^Stars")).click()
    expect(titles(page)).to_have_text(["Heat", "Seven Samurai", "Grease"])
    expect(heading).to_have_attribute("aria-sort", "none")

    row(page, "Grease").get_by_role("button", name="Rate Grease 4.5 stars", exact=True).click()
    expect(note(page)).to_contain_text("You changed the rating of Grease to 4.5")
    expect(titles(page)).to_have_text(["Heat", "Grease", "Seven Samurai"])
    with matinee.open(rated) as opened:
        assert sorted(opened.feedback.standing("me").ratings.values()) == [4, 4.5, 5]
        assert opened.feedback.log("me")[-1].kind.value == "amend"
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Heat", "Seven Samurai", "Grease"])

    row(page, "Seven Samurai").get_by_role("button", name="Delete: rated Seven Samurai").click()
    expect(note(page)).to_contain_text("Deleted: you rated Seven Samurai 4")
    expect(titles(page)).to_have_text(["Heat", "Grease"])
    page.get_by_role("button", name="Undo").click()
    expect(note(page)).to_contain_text("Back in your library: Seven Samurai")
    expect(titles(page)).to_have_text(["Heat", "Seven Samurai", "Grease"])
    with matinee.open(rated) as opened:
        assert sorted(opened.feedback.standing("me").ratings.values()) == [1.5, 4, 5]


def test_the_table_is_found_in_and_filtered_and_leads_to_the_film(
    visit: Callable[..., Page], rated: Path
) -> None:
    with matinee.open(rated) as opened:
        opened.like("Spirited Away (2001)")
        opened.save("Casablanca (1942)")
    page = visit("?page=library")
    expect(titles(page)).to_have_count(5)
    page.get_by_role("button", name="Rated 3").click()
    expect(titles(page)).to_have_count(3)
    expect(page.get_by_role("button", name="Rated 3")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Find in your library").fill("sam")
    expect(titles(page)).to_have_text(["Seven Samurai"])
    page.get_by_label("Find in your library").fill("qqqq")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_label("Find in your library").fill("")
    page.get_by_role("button", name="All 5").click()
    expect(titles(page)).to_have_count(5)
    row(page, "Heat").get_by_role("link", name="Heat", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Heat")).to_be_visible()
    page.get_by_role("button", name="Library").click()
    expect(titles(page)).to_have_count(5)


def test_the_keyboard_sorts_and_deletes_and_stays_in_the_table(
    visit: Callable[..., Page], rated: Path
) -> None:
    page = visit("?page=library")
    expect(titles(page)).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Film")).focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Grease", "Heat", "Seven Samurai"])
    assert page.evaluate("document.activeElement.dataset.value") == "title"
    row(page, "Grease").locator(".m-stars button[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Grease to 2")
    row(page, "Grease").get_by_role("button", name=re.compile("^Delete")).focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Heat", "Seven Samurai"])
    page.wait_for_function("document.activeElement.ariaLabel === 'Delete: rated Heat'")


def test_a_long_library_is_shown_page_by_page(visit: Callable[..., Page], clean: Path) -> None:
    with matinee.open(clean) as opened:
        for film in opened.films.listed()[:120]:
            opened.watched(film.id)
    page = visit("?page=library")
    expect(titles(page)).to_have_count(50)
    expect(page.get_by_text("1–50 of 120")).to_be_visible()
    first = titles(page).first.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("51–100 of 120")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(titles(page)).to_have_count(20)
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("51–100 of 120")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(titles(page).first).to_have_text(first)


def test_the_watchlist_fills_and_seeing_empties_it(visit: Callable[..., Page]) -> None:
    page = visit("?page=saved")
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()
    expect(page.get_by_role("link", name="Watchlist")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Go to For you").click()
    expect(page.locator(".m-card").first).to_be_visible()
    film = page.locator(".m-title").first.inner_text()
    page.get_by_role("button", name=f"Save {film} for later", exact=True).first.click()
    expect(note(page)).to_contain_text(f"You saved {film}")
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Watchlist").click()
    expect(page).to_have_url(re.compile(r"\?page=library&tab=watchlist$"))
    shelf = page.get_by_role("list", name="Watchlist")
    expect(shelf.locator(".m-card")).to_have_count(1)
    shelf.locator(".m-face").click()
    page.get_by_role("button", name="Library").click()
    expect(shelf.locator(".m-card")).to_have_count(1)
    page.get_by_role("button", name=f"I have seen {film}", exact=True).click()
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()


def test_a_hidden_film_is_kept_and_can_be_shown_again(visit: Callable[..., Page], clean: Path) -> None:
    with matinee.open(clean) as opened:
        opened.hide("Heat (1995)")
    page = visit("?page=library&tab=hidden")
    expect(page.get_by_role("list", name="Hidden films").locator(".m-card")).to_have_count(1)
    page.get_by_role("button", name="Show Heat again", exact=True).click()
    expect(page.get_by_text("Nothing hidden")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("list", name="Hidden films").locator(".m-card")).to_have_count(1)


def test_history_opens_month_by_month(visit: Callable[..., Page], clean: Path) -> None:
    with matinee.open(clean) as opened:
        rows = ("2023-02-03,Heat,1995,x,4", "2023-02-09,Grease,1978,x,2", "2024-11-01,Casablanca,1942,x,5")
        opened.import_uploaded([("export.zip", own_letterboxd(*rows))])
    page = visit("?page=library&tab=history")
    seen = page.get_by_role("table")
    expect(page.get_by_role("heading", name="November 2024")).to_be_visible()
    expect(seen.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("button", name="October 2024: 0 films")).to_be_disabled()
    page.get_by_role("button", name="2023 2").click()
    page.get_by_role("button", name="February 2023: 2 films").click()
    expect(page.get_by_role("heading", name="February 2023")).to_be_visible()
    expect(seen.locator("tbody tr")).to_have_count(2)
    expect(seen).to_contain_text("3 Feb 2023")
    expect(seen).to_contain_text("Letterboxd")
    page.get_by_role("button", name="Delete: rated Heat").click()
    expect(page.get_by_role("button", name="February 2023: 1 film")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="February 2023: 2 films")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 375])
def test_import_review_library(visit: Callable[..., Page], clean: Path, width: int) -> None:
    """The journey: a file is tried, brought in, what is not sure is decided, and it is all in the library."""
    rows = (
        "2020-01-01,Heat,1995,x,4.5",
        f'2020-01-02,"{LOST}",1971,x,3',
        f"2020-01-03,{SCRIPT},1999,x,2",
        "2020-01-04,Grease,1978,x,seven",
    )
    page = visit("?page=library&tab=import", width=width, height=900)
    become(page, f"Ann {width}")
    upload(page, ("letterboxd-someone-utc.zip", own_letterboxd(*rows)))
    expect(page.get_by_text("4 rows: 1 sure, 2 to review, 1 unreadable.")).to_be_visible()
    page.get_by_text("1 row unreadable, and why").click()
    expect(page.locator(".m-troubles")).to_contain_text("ratings.csv, line 5")
    with matinee.open(clean) as opened:
        assert not opened.feedback.log(f"Ann {width}"), "nothing changes until one says so"
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("4 rows: 1 imported, 2 to review, 1 unreadable.")).to_be_visible()

    review = page.locator(".m-asking")
    expect(page.get_by_text("2 left")).to_be_visible()
    first, following = (
        review.locator(".m-review-title"),
        page.get_by_role("list", name="Titles that come next"),
    )
    expect(first).to_have_text(f"{SCRIPT} (1999)")
    following.get_by_role("button", name=LOST).click()
    expect(first).to_have_text(f"{LOST} (1971)")
    following.get_by_role("button", name=SCRIPT).click()
    expect(first).to_have_text(f"{SCRIPT} (1999)")
    assert page.locator(".m-root script").count() == 0
    review.get_by_role("button", name="Not a film").click()
    expect(note(page)).to_contain_text(f"{SCRIPT} is no film")
    expect(first).to_have_text(f"{LOST} (1971)")
    expect(review).to_contain_text("rated 3 on 2 Jan 2020")
    box = page.get_by_label("Search for the right film")
    expect(box).to_have_count(1)
    box.fill("casablanca")
    page.get_by_role("button", name="It is Casablanca (1942)").click()
    expect(note(page)).to_contain_text(f"{LOST} is Casablanca (1942)")
    expect(review).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(first).to_have_text(f"{LOST} (1971)")
    expect(box).to_have_count(1)
    box.fill("casablanca")
    page.get_by_role("button", name="It is Casablanca (1942)").click()
    expect(review).to_have_count(0)

    page.get_by_role("link", name="Everything").click()
    expect(titles(page)).to_have_text(["Casablanca", "Heat"])
    expect(row(page, "Casablanca")).to_contain_text("2 Jan 2020")
    expect(row(page, "Casablanca")).to_contain_text("Letterboxd")

    page.get_by_role("link", name="Import").click()
    page.get_by_label("Find a matched title").fill("zzyzx")
    page.get_by_role("button", name=f"Mend {LOST}").click()
    expect(box).to_have_value(LOST)
    box.fill("seven samurai")
    page.get_by_role("button", name="It is Seven Samurai (1954)").click()
    expect(note(page)).to_contain_text(f"{LOST} is Seven Samurai (1954)")
    page.get_by_role("link", name="Everything").click()
    expect(titles(page)).to_have_text(["Seven Samurai", "Heat"])


def test_a_whole_letterboxd_zip_comes_in_and_a_second_time_changes_nothing(
    visit: Callable[..., Page], clean: Path
) -> None:
    films = [record.film for record in starter_films() if (record.film.fame or 0) >= 4]
    absent = [Film(id=1_900_000_001, title=LOST, year=1971)]
    made = made_up("letterboxd zip", films, random.Random(5), 60, absent)
    page = visit("?page=library&tab=import")
    become(page, "Bert")
    upload(page, *made.files.items())
    heading = page.locator(".m-sum-line")
    expect(heading).to_contain_text("sure")
    told = heading.inner_text()
    page.get_by_role("button", name=re.compile("^Import ")).click()
    expect(heading).to_contain_text("imported")
    assert heading.inner_text() == told.replace("sure", "imported")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("nothing changes until you say so")).to_be_visible()
    upload(page, *made.files.items())
    expect(heading).to_contain_text("already in your library")
    assert "sure" not in heading.inner_text()


def test_a_table_of_nobodys_asks_which_column_is_what(visit: Callable[..., Page], clean: Path) -> None:
    page = visit("?page=library&tab=import")
    become(page, "Cleo")
    upload(page, ("mine.csv", b"Film,<b>Mark</b>,Seen on\nHeat,9,03/04/2021\nCasablanca,10,05/06/2021\n"))
    expect(page.get_by_text("One question first")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("0")
    page.get_by_label("Rating", exact=True).select_option("<b>Mark</b>")
    page.get_by_label("Date", exact=True).select_option("Seen on")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("Its days can be read in two ways.")).to_be_visible()
    expect(page.get_by_label("Rating", exact=True)).to_have_value("1")
    page.get_by_label("What comes first in its dates").select_option("The day: 31/12/2020")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("2 rows: 2 sure.")).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("2 rows: 2 imported.")).to_be_visible()
    page.get_by_role("link", name="Everything").click()
    expect(row(page, "Heat")).to_contain_text("3 Apr 2021")
    expect(row(page, "Heat").locator(".m-number")).to_have_text("4.5")


def test_a_file_that_is_no_history_is_said_in_one_line(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit("?page=library&tab=import")
    upload(page, ("holiday.zip", b"PK\3\4 and then nothing"))
    expect(page.get_by_role("alert")).to_contain_text("holiday.zip is a damaged or incomplete zip")
    expect(page.get_by_role("alert")).not_to_contain_text("matinee-")
    page.get_by_role("button", name="Choose other files").click()
    expect(page.get_by_text("nothing changes until you say so")).to_be_visible()


def test_export_hands_over_files_that_come_back(
    visit: Callable[..., Page], rated: Path, tmp_path: Path
) -> None:
    with matinee.open(rated) as opened:
        opened.save("Casablanca (1942)")
    page = visit("?page=library&tab=export")
    found: dict[str, Path] = {}
    for name in ("matinee.jsonl", "matinee.csv", "matinee-letterboxd.zip", "matinee-trakt.zip"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {name}").click()
        assert waiting.value.suggested_filename == name
        found[name] = tmp_path / name
        waiting.value.save_as(found[name])
    lines = found["matinee.jsonl"].read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line) for line in lines)
    assert any("Seven Samurai" in line for line in lines)
    assert len(list(csv.DictReader(io.StringIO(found["matinee.csv"].read_text(encoding="utf-8"))))) >= 4
    with zipfile.ZipFile(found["matinee-letterboxd.zip"]) as archive:
        assert set(archive.namelist()) == {"matinee-letterboxd.csv", "matinee-letterboxd-watchlist.csv"}
    with zipfile.ZipFile(found["matinee-trakt.zip"]) as archive:
        assert len(json.loads(archive.read("ratings-movies.json"))) == 3
    with matinee.open(tmp_path / "other") as other:
        other.load_starter()
        report = other.import_history(found["matinee-trakt.zip"])
        assert report.count("imported") == report.read


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("", "Nothing said yet"),
        ("watchlist", "Nothing saved yet"),
        ("hidden", "Nothing hidden"),
        ("history", "No films seen yet"),
        ("import", "nothing changes until you say so"),
        ("export", "Nothing to export yet"),
    ],
)
def test_what_is_empty_says_what_to_do(visit: Callable[..., Page], tab: str, words: str) -> None:
    page = visit(f"?page=library&tab={tab}")
    become(page, "Nobody yet")
    expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("tab", ["", "watchlist", "hidden", "history", "import", "export"])
def test_a_phone_scrolls_in_one_direction_only(visit: Callable[..., Page], rated: Path, tab: str) -> None:
    with matinee.open(rated) as opened:
        opened.save("Casablanca (1942)")
        opened.hide("Spirited Away (2001)")
        opened.import_uploaded(
            [("export.zip", own_letterboxd(f"2020-01-02,{'Long ' * 20}{LOST * 4},1971,x,3"))]
        )
    page = visit(f"?page=library&tab={tab}", width=375, height=812)
    expect(page.locator(".m-table, .m-card, .m-asking, .m-export").first).to_be_visible()
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(widths) <= 375
    wide = page.evaluate(
        """[...document.querySelectorAll('.m-root *, button')].filter(e => {
             const box = e.getBoundingClientRect();
             return box.width && !e.closest('.m-strip, svg, .m-hidden, .m-plain') && (box.right > 376 || box.left < -1);
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not wide


def test_pictures(visit: Callable[..., Page], rated: Path) -> None:
    """Pictures only where they are asked for."""
    with matinee.open(rated) as opened:
        opened.like("Spirited Away (2001)")
        opened.save("Casablanca (1942)")
        rows = (f"2023-{month:02}-03,{film.title},{film.year},x,4" for month, film in
                enumerate(opened.films.listed()[:12], 1))  # fmt: skip
        opened.import_uploaded([("export.zip", own_letterboxd(*rows, f"2020-01-02,{LOST},1971,x,3"))])
    for scheme in ("dark", "light"):
        for width in (1440, 375):
            for tab in ("everything", "history", "import", "export"):
                page = visit(f"?page=library&tab={tab}", scheme=scheme, width=width, height=900)
                expect(page.locator(".m-table, .m-asking, .m-export").first).to_be_visible()
                shoot(page, f"library_{tab}_{scheme}_{width}")
