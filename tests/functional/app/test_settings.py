"""Settings in a real browser: the key that is never shown, films fetched from a local TMDB, copies and removals."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import matinee
from functional.app.browsing import SECONDS, served, shoot
from matinee.testing.tmdb_server import KEY, Faults, TmdbServer

pytestmark = pytest.mark.browser

WRONG = "fedcba98fedcba98fedcba98fedcba98"
FILMS = 240
"""Fewer than a fifth of the catalogue: the taste space is extended for them, and not made anew."""


@pytest.fixture(scope="module")
def tmdb() -> Iterator[TmdbServer]:
    with TmdbServer(FILMS) as server:
        yield server


@pytest.fixture(scope="module")
def address(home: Path, tmdb: TmdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, for which the local TMDB is TMDB."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATINEE_TMDB_URL", tmdb.url)
        patch.setenv("MATINEE_TMDB_EXPORTS_URL", tmdb.exports_url)
        patch.setenv("MATINEE_TMDB_RATE", "0")
        yield from served(home, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def settings(visit: Callable[..., Page], home: Path) -> Iterator[Page]:
    """The page; afterwards no key is kept and nothing is under way."""
    page = visit("?page=settings")
    yield page
    (home / "tmdb-key").unlink(missing_ok=True)
    stop = page.locator(".m-job").get_by_role("button", name="Stop", exact=True)
    for button in stop.all():
        button.click()
    expect(stop).to_have_count(0)


def paste(page: Page, key: str, button: str) -> None:
    box = page.get_by_label(re.compile("Key or token|Another key"))
    box.fill(key)
    page.get_by_role("button", name=button).click()


def test_a_key_is_tried_kept_used_and_forgotten_and_never_shown(
    settings: Page, home: Path, tmdb: TmdbServer
) -> None:
    page = settings
    sent: list[str] = []
    expect(page.get_by_text("Keep a key above")).to_be_visible()
    expect(page.get_by_role("button", name="Sync now")).to_be_disabled()
    paste(page, WRONG, "Test and keep")
    expect(page.get_by_role("alert").filter(has_text="TMDB refuses the API key in Settings")).to_be_visible()
    assert not (home / "tmdb-key").exists()
    # What comes back from the server after the key is sent: frames of the websocket, as text as far as they are.
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(str(frame))))
    page.reload()
    paste(page, KEY, "Test and keep")
    expect(page.get_by_text("TMDB accepts the key; it is kept")).to_be_visible()
    kept = home / "tmdb-key"
    assert kept.read_text() == KEY
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    # The watch begins without a restart, and its run is shown like one asked for by hand.
    expect(page.get_by_text(re.compile(r"[1-9]\d* films stored"))).to_be_visible(timeout=4 * SECONDS * 1000)
    with matinee.open(home) as opened:
        fetched = opened.gather.status().counts.films
    expect(page.get_by_text(f"of which {fetched} were fetched from TMDB")).to_be_visible()
    shoot(page, "settings_kept", whole=True)
    assert sent
    for text in (page.content(), *sent):
        assert KEY not in text
    assert page.get_by_label("Another key").input_value() == ""
    everywhere = [path for path in home.rglob("*") if path.is_file() and path != kept]
    for path in everywhere:
        assert KEY.encode() not in path.read_bytes(), path
    page.get_by_role("button", name="Forget the key").click()
    expect(page.get_by_text("The key is forgotten")).to_be_visible()
    assert not kept.exists()
    assert any(found.endswith("/configuration") for found in tmdb.counts.by_path)


def test_what_is_no_key_is_not_kept(settings: Page, home: Path) -> None:
    paste(settings, "hunter2hunter2", "Keep untested")
    expect(settings.locator(".m-wrong")).to_contain_text("no TMDB key")
    assert "hunter2hunter2" not in settings.content()
    assert not (home / "tmdb-key").exists()
    paste(settings, "", "Keep untested")
    expect(settings.locator(".m-wrong")).to_contain_text("Paste the key first")


def test_a_gathering_shows_how_far_it_is_and_can_be_stopped(
    settings: Page, home: Path, tmdb: TmdbServer
) -> None:
    with matinee.open(home) as opened:
        opened.gather.purge()
    usual, tmdb.latency = tmdb.latency, 1.0
    try:
        paste(settings, KEY, "Keep untested")
        bar = settings.locator(".m-job", has_text="Fetching films from TMDB")
        expect(bar.get_by_role("status")).to_contain_text(re.compile(r"\d+ of \d+"))
        # It goes on whatever page is looked at.
        settings.get_by_role("link", name="Search").click()
        expect(settings.get_by_text("Find a film")).to_be_visible()
        settings.get_by_role("link", name="Settings").click()
        bar.get_by_role("button", name="Stop").click()
        expect(settings.get_by_text("Fetching films from TMDB: stopped")).to_be_visible()
        expect(settings.get_by_text("interrupted: the next run goes on where it was")).to_be_visible()
    finally:
        tmdb.latency = usual


def test_the_schedule_is_kept_for_everybody(settings: Page, home: Path) -> None:
    box = settings.get_by_label("Hours between runs")
    box.fill("12")
    box.press("Enter")
    expect(settings.get_by_text("Films are kept fresh every 12 hours")).to_be_visible()
    settings.get_by_text("Keep films fresh", exact=True).click()
    expect(settings.get_by_text("Films are not kept fresh")).to_be_visible()
    with matinee.open(home) as opened:
        times = opened.schedule.times()
    assert (times.on, times.hours) == (False, 12)
    settings.get_by_text("Keep films fresh", exact=True).click()
    expect(settings.get_by_text("Films are kept fresh every 12 hours")).to_be_visible()


def test_a_backup_is_made_and_downloaded_whole(settings: Page, home: Path, tmp_path: Path) -> None:
    with matinee.open(home) as opened:
        opened.rate("Heat (1995)", 4.5)
    settings.get_by_role("button", name="Make a backup").click()
    with settings.expect_download(timeout=SECONDS * 1000) as coming:
        settings.get_by_role("button", name=re.compile("Download matinee-")).click()
    copy = tmp_path / "copy.db"
    coming.value.save_as(copy)
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    matinee.bootstrap.restore(copy, tmp_path / "restored")
    with matinee.open(tmp_path / "restored") as opened:
        assert opened.feedback.standing("me").ratings == {949: 4.5}


def test_removing_what_came_from_tmdb_asks_for_a_word(settings: Page, home: Path) -> None:
    box = settings.get_by_label("Type purge to confirm")
    box.fill("yes")
    settings.get_by_role("button", name="Remove it").click()
    expect(settings.locator(".m-wrong")).to_contain_text("type purge first")
    box.fill("purge")
    settings.get_by_role("button", name="Remove it").click()
    expect(settings.get_by_text(re.compile(r"What TMDB said of [\d,]+ films is removed"))).to_be_visible()
    with matinee.open(home) as opened:
        assert opened.gather.status().counts.films == 0
        assert opened.films.count() > 1000


def test_leaving_the_crowd_and_coming_back(settings: Page, home: Path) -> None:
    settings.get_by_text("Count my ratings for others", exact=True).click()
    expect(settings.get_by_text("You are left out")).to_be_visible()
    with matinee.open(home) as opened:
        assert opened.crowds.left() == ["me"]
    settings.get_by_text("Count my ratings for others", exact=True).click()
    expect(settings.get_by_text("count for others again")).to_be_visible()


def test_attribution_terms_and_versions_are_there(settings: Page, home: Path) -> None:
    expect(
        settings.get_by_text("This product uses TMDB and the TMDB APIs but is not endorsed")
    ).to_be_visible()
    expect(settings.get_by_text("JustWatch")).to_be_visible()
    expect(settings.get_by_text("Apache License 2.0")).to_be_visible()
    expect(settings.get_by_text(f"Matinee {matinee.__version__}")).to_be_visible()
    expect(settings.locator("code", has_text=str(home)).first).to_be_visible()
    assert "/page=about" not in settings.url


def test_a_tmdb_that_is_not_there_is_said_in_words(
    browser: Browser,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with TmdbServer(1, faults=Faults()) as gone:
        monkeypatch.setenv("MATINEE_TMDB_URL", gone.url)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for address in served(tmp_path / "new", elsewhere):
        # No films yet: Settings is there all the same.
        page = browser.new_page()
        page.goto(f"{address}/?page=settings")
        paste(page, KEY, "Test and keep")
        expect(page.get_by_role("alert").filter(has_text="Cannot connect")).to_be_visible(
            timeout=SECONDS * 1000
        )
        assert not (tmp_path / "new" / "tmdb-key").exists()
        page.close()
    assert KEY not in (elsewhere / "server.log").read_text()


def test_the_environment_goes_before_a_key_that_is_kept(
    browser: Browser,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMDB_API_KEY", WRONG)
    with TmdbServer(1) as gone:
        monkeypatch.setenv("MATINEE_TMDB_URL", gone.url)
    for address in served(tmp_path / "new", tmp_path_factory.mktemp("elsewhere")):
        page = browser.new_page()
        page.goto(f"{address}/?page=settings")
        expect(page.get_by_text("The environment gives the key")).to_be_visible(timeout=SECONDS * 1000)
        expect(page.get_by_label("Key or token")).to_have_count(0)
        assert WRONG not in page.content()
        page.close()
    assert os.environ["TMDB_API_KEY"] == WRONG
