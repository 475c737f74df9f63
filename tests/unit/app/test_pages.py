"""The pages' logic, run by Streamlit's own test harness: what is clicked goes to the services, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import matinee
from matinee.app import main, state
from matinee.app.state import Visit
from matinee.app.surface import Act
from matinee.domain.feedback import Kind
from matinee.services.recommend import Query


def app(**query: str) -> AppTest:
    tested = AppTest.from_file(str(Path(main.__file__)), default_timeout=30)
    for name, value in query.items():
        tested.query_params[name] = value
    return tested


def impressions(home: Path, user: str = "me") -> int:
    with matinee.open(home) as opened, opened.store.read() as unit:
        return len(unit.impressions(user))


def test_every_page_runs(home: Path) -> None:
    for query in (
        {},
        {"page": "search"},
        {"page": "saved"},
        *(
            {"page": "library", "tab": tab}
            for tab in ("", "watchlist", "hidden", "history", "import", "export", "x")
        ),
        {"page": "about"},
        {"film": "949"},
        {"page": "none"},
    ):
        ran = app(**query).run()
        assert not ran.exception, query


@pytest.mark.parametrize("film", ["0", "-1", "x", "99999999999999999999", "999999", "<script>"])
def test_an_unknown_film_is_a_friendly_page(home: Path, film: str) -> None:
    assert not app(film=film).run().exception


def test_an_empty_catalogue_is_a_friendly_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "new"))
    try:
        assert not app().run().exception
    finally:
        state.opened.clear()


def test_a_data_directory_that_refuses_is_said_and_not_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a directory")
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "file"))
    try:
        ran = app().run()
        assert not ran.exception
        assert "MATINEE_HOME" in "".join(element.proto.body for element in ran.get("html"))
    finally:
        state.opened.clear()


def test_running_again_shows_the_same_list_and_notes_it_once(home: Path) -> None:
    tested = app().run()
    noted = impressions(home)
    assert noted == 24
    tested.run()
    assert impressions(home) == noted


def test_filters_ask_anew(home: Path) -> None:
    tested = app().run()
    tested.session_state["filters"] = True
    tested.run()
    tested.multiselect(key="filter-genres").set_value(["Horror"]).run()
    assert not tested.exception
    assert impressions(home) == 48
    tested.multiselect(key="filter-genres").set_value([]).run()
    assert impressions(home) == 48, "the first list is kept"


def test_going_on_as_another_person(home: Path) -> None:
    tested = app().run()
    tested.text_input(key="person-new-0").set_value("  Ann  <b>").run()
    assert not tested.exception
    assert impressions(home, "Ann <b>") == 24
    assert tested.selectbox(key="person-chosen-1").value == "Ann <b>"


def test_search_finds_with_typing_errors(home: Path) -> None:
    tested = app(page="search").run()
    tested.text_input(key="asked").set_value("gofdather").run()
    assert not tested.exception


def test_acts_reach_the_log_and_are_undone(visit: Visit) -> None:
    film = visit.matinee.picks(Query(n=1)).picks[0].film
    for do, value, kind in (
        ("like", "", Kind.LIKE),
        ("rate", "4.5", Kind.RATING),
        ("seen", "", Kind.WATCHED),
        ("save", "", Kind.WATCHLIST_ADD),
        ("refuse", "", Kind.NOT_INTERESTED),
    ):
        visit.act(Act(do, film.id, value))
        assert visit.log[-1].kind is kind
        assert visit.log[-1].source == "app"
        assert visit.note is not None
        assert film.title in visit.note.text
        visit.act(Act("undo", None, visit.note.event_id or ""))
        assert visit.log[-1].kind is Kind.RETRACT
        assert not visit.standing().events


@pytest.mark.parametrize(
    "act",
    [
        Act("rate", 949, "7"),
        Act("rate", 949, "nan"),
        Act("rate", 949, "<b>"),
        Act("like", None),
        Act("like", 2**31 - 1),
        Act("undo", None, "nobody's"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(visit: Visit, act: Act) -> None:
    visit.act(act)
    assert visit.note is not None
    assert visit.note.wrong
    assert not visit.log


def test_an_unknown_act_does_nothing(visit: Visit) -> None:
    visit.act(Act("drop tables", 949))
    assert visit.note is None
    assert not visit.log


@pytest.mark.parametrize(
    "sent", [None, "like", 7, [1], {"film": {"a": 1}}, {"do": None, "film": -1, "value": 5}]
)
def test_what_a_browser_sends_is_read_with_care(sent: object) -> None:
    act = Act.read(sent)
    assert act is None or (act.film is None and act.do == "")
