"""What a browser sends is heard once, in order, and never believed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.app.surface import Act, unheard


def sent(*times: float) -> dict[str, object]:
    return {"acts": [{"do": "like", "film": 949, "value": None, "fields": None, "at": at} for at in times]}


@given(st.lists(st.integers(1, 50), unique=True), st.data())
def test_every_click_is_heard_once_and_in_order_whatever_runs_are_cut_short(
    clicks: list[int], data: st.DataObject
) -> None:
    """A browser sends all it was not told of; some of what it sends never comes, some comes again."""
    heard, found, pending = 0.0, [], []
    for at in sorted(clicks):
        pending.append(float(at))
        if data.draw(st.booleans(), "arrives") or at == max(clicks):
            for _ in range(data.draw(st.integers(1, 3), "times")):
                for time, act in unheard(sent(*pending), heard):
                    heard = time
                    found.append(time)
                    assert act == Act("like", 949)
        if data.draw(st.booleans(), "told"):
            pending = [time for time in pending if time > heard]
    assert found == sorted(clicks)


@pytest.mark.parametrize(
    "strange",
    [
        None,
        "acts",
        [],
        {},
        {"acts": None},
        {"acts": "like"},
        {"acts": ["like", None, 5]},
        {"acts": [{"do": "like"}]},
        {"acts": [{"do": "like", "at": None}]},
        {"acts": [{"do": "like", "at": "1"}]},
        sent(math.nan),
        sent(math.inf),
        sent(-1.0),
    ],
)
def test_what_is_no_click_is_none(strange: object) -> None:
    assert unheard(strange, 0.0) == []


def test_a_click_is_read_with_care() -> None:
    act = Act.read(
        {"do": 5, "film": -1, "value": "x" * 999, "fields": {"a" * 999: "b" * 999, "scale": 10, "none": None}}
    )
    assert act is not None
    assert (act.do, act.film, len(act.value)) == ("5", None, 200)
    assert act.fields == {"a" * 200: "b" * 200, "scale": "10", "none": "None"}
    assert Act.read({"do": "open", "film": 2.0**31, "fields": ["a"]}) == Act("open")
    assert Act.read({"film": math.nan}) == Act("")
