"""The Taste page's logic: every part runs, and acts that nobody should send do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import matinee
from matinee.app import main
from matinee.app.markup import Html
from matinee.app.state import Visit
from matinee.app.surface import Act
from matinee.app.taste_traits import _act, _row
from matinee.taste.traits import Trait
from matinee.taste.wishes import Want


@pytest.mark.parametrize("tab", ["", "traits", "map", "statistics", "picks", "none", "<script>"])
@pytest.mark.parametrize("said", [False, True])
def test_every_part_runs_for_somebody_new_and_for_somebody_known(home: Path, tab: str, said: bool) -> None:
    with matinee.open(home) as opened:
        if said:
            opened.rate("Heat", 5)
            opened.wishes.want("me", "genre:Horror", Want.LESS)
    tested = AppTest.from_file(str(Path(main.__file__)), default_timeout=120)
    tested.query_params["page"] = "taste"
    if tab:
        tested.query_params["tab"] = tab
    assert not tested.run().exception


def test_a_wish_and_its_undo(visit: Visit) -> None:
    wishes = visit.matinee.wishes
    _act(visit, Act("mute", value="genre:Crime"))
    assert [(one.term, one.want) for one in wishes.of("me")] == [("Crime", Want.MUTE)]
    _act(visit, Act("more", value="genre:Crime"))
    assert [one.want for one in wishes.of("me")] == [Want.MORE]
    _act(visit, Act("wish-undo", value=st.session_state["taste-note"].event_id))
    assert [one.want for one in wishes.of("me")] == [Want.MUTE]
    _act(visit, Act("reset", value="genre:Crime"))
    assert wishes.of("me") == ()
    _act(visit, Act("wish-undo", value=st.session_state["taste-note"].event_id))
    assert [one.want for one in wishes.of("me")] == [Want.MUTE]
    _act(visit, Act("reset-all"))
    assert wishes.of("me") == ()


@pytest.mark.parametrize("do", ["mute", "more", "less", "reset", "wish-undo"])
@pytest.mark.parametrize("value", ["", "genre:", "x" * 200, "genre:<script>", "mute", "love genre:Crime"])
def test_an_act_that_makes_no_sense_is_said_and_changes_nothing(visit: Visit, do: str, value: str) -> None:
    _act(visit, Act(do, value=value))
    assert st.session_state["taste-note"].wrong
    assert visit.matinee.wishes.of("me") == ()


def test_a_list_that_depends_on_wishes_is_made_anew(visit: Visit) -> None:
    from matinee.services.recommend import Query

    before = visit.picks(Query(n=10))
    visit.matinee.wishes.want("me", "genre:Horror", Want.MORE)
    assert [pick.film.id for pick in visit.picks(Query(n=10))] != [pick.film.id for pick in before]
    visit.matinee.wishes.reset("me")
    assert visit.picks(Query(n=10)) == before


def test_a_traits_row_is_escaped_and_its_bar_stays_in_its_lane() -> None:
    for effect, sd in ((2.0, 0.5), (-2.0, 0.5), (0.0, 2.0), (2.0, 9.0)):
        html = _row(Trait("cast", "<b>'\"&", effect, sd, 3), 2.5)
        assert isinstance(html, Html)
        assert "<b>" not in html
        lows = [float(part.split("%")[0]) for part in html.split("left:")[1:]]
        widths = [float(part.split("%")[0]) for part in html.split("width:")[1:]]
        assert all(0 <= low <= 100 for low in lows)
        assert all(low + width <= 100.5 for low, width in zip(lows, widths, strict=True))
