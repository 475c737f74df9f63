"""The library's own pieces: what is shown is escaped, what a browser sends is read with care, jobs end as told."""

from __future__ import annotations

import pytest
import streamlit as st

from matinee.app.library import library_act
from matinee.app.library_asked import matches, question, upcoming
from matinee.app.library_columns import answered, questions
from matinee.app.library_months import months
from matinee.app.library_table import chips, source_words, table
from matinee.app.library_words import counted, failed, summary, working
from matinee.app.state import Visit
from matinee.app.surface import Act
from matinee.domain.history import Remembered
from matinee.services.library import Wanted
from matinee.services.review import Item

NASTY = "<script>alert(1)</script>"
HEADER = "Date,Name,Year,Letterboxd URI,Rating\n"


def bring(visit: Visit, rows: str, *, dry_run: bool = False):  # type: ignore[no-untyped-def]
    return visit.matinee.import_uploaded([("ratings.csv", (HEADER + rows).encode())], dry_run=dry_run)


def test_titles_and_reasons_of_a_file_are_text(visit: Visit) -> None:
    report = bring(visit, f"2020-01-01,{NASTY},1990,x,4\n2020-01-01,{NASTY},1991,x,{NASTY}\n")
    items = visit.matinee.review.queue("me")
    assert [item.title.title for item in items] == [NASTY]
    mended = Item("00000000", Remembered(user="me", service=NASTY, key=NASTY, title=NASTY, film_id=5))
    shown = "".join(
        (
            summary(report),
            question(items[0], NASTY, left=1, mends=False),
            question(mended, NASTY, left=1, mends=True),
            upcoming(items, 3),
            matches([mended], 0, more=True, step=1),
            failed(NASTY, NASTY, questions([NASTY, f'" {NASTY}'], {"title": NASTY})),
            working(NASTY, 1, 2, dry=True),
        )
    )
    assert NASTY not in shown
    assert shown.count("&lt;script&gt;") >= 10


def test_a_film_that_has_left_is_a_row_without_a_link_and_is_escaped(visit: Visit) -> None:
    from matinee.domain.feedback import Event, Kind, new_event_id

    with visit.matinee.store.begin() as unit:
        detail = f'{{"title": "{NASTY}"}}'
        unit.append(
            [
                Event(
                    event_id=new_event_id(),
                    user="me",
                    kind=Kind.LIKE,
                    film_id=1_800_000_000,
                    at=1,
                    detail=detail,
                )
            ]
        )
    found = visit.matinee.library.find("me", Wanted())
    html = table(found.entries, {}, {}, wanted=Wanted(order="title", down=False), label=NASTY) + chips(
        found, Wanted()
    )
    assert NASTY not in html
    assert "no longer in the catalogue" in html
    assert "<a " not in html
    assert html.count('aria-sort="ascending"') == 1
    assert html.count('aria-sort="none"') == 4


def test_the_rows_are_summed_up_in_one_line(visit: Visit) -> None:
    rows = f"2020-01-01,Heat,1995,x,4\n2020-01-01,{NASTY},1990,x,4\n2020-01-01,Heat,1995,x,seven\n"
    assert counted(bring(visit, rows, dry_run=True)) == "3 rows: 1 sure, 1 to review, 1 unreadable"
    assert counted(bring(visit, rows)) == "3 rows: 1 imported, 1 to review, 1 unreadable"
    again = bring(visit, rows, dry_run=True)
    assert counted(again) == "3 rows: 1 already in your library, 1 to review, 1 unreadable"
    assert counted(bring(visit, "2020-01-01,Heat,1995,x,4\n")) == "1 row: 1 already in your library"


@pytest.mark.parametrize(
    "act",
    [
        Act("amend", 949, "nobody's 4"),
        Act("amend", 949, ""),
        Act("amend", 949, "x nan"),
        Act("delete", 949, "nobody's"),
        Act("delete-one", None, ""),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(visit: Visit, act: Act) -> None:
    library_act(visit, act)
    assert visit.note is not None
    assert visit.note.wrong
    assert not visit.log


@pytest.mark.parametrize(
    "act", [Act("sort", None, "<b>"), Act("kind", None, "none"), Act("turn", None, "-5")]
)
def test_an_order_or_page_that_is_none_changes_nothing(visit: Visit, act: Act) -> None:
    library_act(visit, act)
    assert st.session_state.get("library-view", Wanted()) == Wanted()


def test_an_entry_is_amended_deleted_and_put_back(visit: Visit) -> None:
    event = visit.matinee.rate(949, 2)
    library_act(visit, Act("amend", 949, f"{event.event_id} 4.5"))
    assert visit.standing().ratings == {949: 4.5}
    library_act(visit, Act("delete", 949, event.event_id))
    assert Visit(visit.matinee).standing().ratings == {}
    note = visit.note
    assert note is not None
    assert note.text == "Deleted: you rated Heat 4.5"
    library_act(visit, Act("undo", None, note.event_id or ""))
    assert Visit(visit.matinee).standing().ratings == {949: 4.5}
    assert visit.note is not None
    assert visit.note.text == "Back in your library: Heat"


def test_months_open_where_there_are_films(visit: Visit) -> None:
    assert months(visit, "2020-01")[1] == ""
    bring(visit, "2020-01-05,Heat,1995,x,4\n2021-03-05,Grease,1978,x,4\n")
    assert months(visit, "")[1] == "2021-03"
    assert months(visit, "2020")[1] == "2020-01"
    assert months(visit, "<b>")[1] == "2021-03"
    assert "January 2020: 1 film" in months(visit, "2020-01")[0]


def test_sources_have_names() -> None:
    assert source_words("import:letterboxd") == "Letterboxd"
    assert source_words("cli") == "the terminal"
    assert source_words("import:elsewhere") == "elsewhere"


def test_the_form_of_a_table_gives_what_an_import_takes() -> None:
    columns = ("Film", "Mark", "Film")
    assert answered({"title": "0", "rating": "1", "scale": "100", "dates": "dmy"}, columns) == {
        "title": "Film",
        "rating": "Mark",
        "scale": "100",
        "dates": "dmy",
    }
    assert answered({"title": "", "rating": "", "scale": "100", "dates": ""}, columns) == {}
    assert answered({"dates": "ymd"}, ()) == {"dates": "ymd"}
    nonsense = {"title": "3", "rating": "-1", "date": "<b>", "scale": "7", "dates": "never", "<b>": "0"}
    assert answered(nonsense, columns) == {}


def test_what_was_answered_before_is_chosen_in_the_form() -> None:
    html = questions(("Film", "Mark"), {"rating": "Mark", "scale": "100", "dates": "mdy"})
    assert html.count(" selected") == 12
    assert '<option value="0" selected>Film</option>' in html, "guessed"
    assert '<option value="1" selected>Mark</option>' in html
    assert '<option value="100" selected>' in html
    assert '<option value="mdy" selected>' in html
    assert questions((), {}).count("<select") == 1
