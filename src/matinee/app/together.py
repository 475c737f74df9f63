"""Together: one list for two to six people, with what each of them is thought to make of every film.

The address holds who and how, ``?page=together&with=ann,bob&rule=fair``, so that it can be shared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

import streamlit as st

from matinee.app.cards import Card, empty
from matinee.app.filters import filter_words, filters_popover
from matinee.app.group_cards import badges, group_grid, legend
from matinee.app.markup import Html, fill, joined
from matinee.app.surface import Act, surface
from matinee.services.recommend import Query
from matinee.services.together import FEWEST, MOST
from matinee.taste.group import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.app.state import Visit
    from matinee.services.preferences import Kept
    from matinee.services.together import GroupList

__all__ = ["together_page"]

_PEOPLE, _RULE, _TIME, _COUNT, _SEEN = (
    "together-people",
    "together-rule",
    "together-time",
    "together-count",
    "together-seen",
)
_KEPT, _LAST = "visit-together", "visit-together-list"
_LONGEST_NAME = 40
_OFFERED = 5
"""People offered to somebody who is alone."""
_TIMES = {0: "Any length", 90: "1 h 30 min", 105: "1 h 45 min", 120: "2 hours", 150: "2 h 30 min"}
_COUNTS = (6, 12, 24, 48)
_RULES = {
    Rule.FAIR: (
        "Fair",
        "Everybody gets about as much out of the list: over a few films, each has their turn.",
    ),
    Rule.MEAN: (
        "Best on average",
        "What suits the group best taken together, even if one of you is left out.",
    ),
    Rule.MISERY: (
        "Nobody suffers",
        "What the least pleased of you still likes best: safe, and rarely a favourite.",
    ),
}


def together_page(visit: Visit) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        heading = st.empty()
        kept = filters_popover(visit)
    with st.container(horizontal=True, vertical_alignment="bottom", key="together-who"):
        people = _people(visit)
        enough = len(people) >= FEWEST
        if enough:
            st.selectbox("Time tonight", _TIMES, format_func=lambda minutes: _TIMES[minutes], key=_TIME)
            st.selectbox("Films", _COUNTS, index=1, key=_COUNT)
    rule, query = _asked(kept) if enough else (_rule_before(), Query())
    heading.html(_heading(filter_words(replace(kept, filters=query.filters)) if enough else ()))
    _remember(people, rule)
    html = _found(visit, people, rule, query) if enough else _alone(visit, people)
    surface(html, key="together", on_act=lambda act: _act(visit, people, act), page="together")


def _heading(filtered: Sequence[str]) -> Html:
    return fill(
        '<h1 class="m-h1">Together</h1>{filtered}',
        filtered=fill('<p class="m-filtered">{words}</p>', words=" · ".join(filtered))
        if filtered
        else Html(""),
    )


# Who and how


def _people(visit: Visit) -> list[str]:
    """The widget that says who is watching; gives them."""
    named = _named(visit)
    if _PEOPLE not in st.session_state:
        st.session_state[_PEOPLE] = named
    st.multiselect(
        "Who is watching",
        list(dict.fromkeys([*visit.people(), *st.session_state[_PEOPLE]])),
        key=_PEOPLE,
        max_selections=MOST,
        accept_new_options=True,
        select_all=False,
        placeholder="Choose people, or type a guest’s name",
        on_change=_tidy,
    )
    return [str(name) for name in st.session_state[_PEOPLE]]


def _tidy() -> None:
    """Names as they are kept: without stray spaces, none twice, none without end."""
    given = (" ".join(str(name).split())[:_LONGEST_NAME] for name in st.session_state[_PEOPLE])
    st.session_state[_PEOPLE] = list(dict.fromkeys(name for name in given if name))


def _asked(kept: Kept) -> tuple[Rule, Query]:
    """The widgets that say how to choose; gives the rule and the query."""
    if _RULE not in st.session_state:
        st.session_state[_RULE] = _rule_before()
    with st.container(horizontal=True, vertical_alignment="bottom", key="together-how"):
        st.radio(
            "How to choose",
            list(_RULES),
            key=_RULE,
            horizontal=True,
            format_func=lambda rule: _RULES[rule][0],
        )
        seen = st.checkbox("Also films that some of us, but not all, have seen", key=_SEEN)
    filters, minutes = kept.filters, int(st.session_state[_TIME])
    if minutes:
        filters = replace(filters, max_runtime=min(minutes, filters.max_runtime or minutes))
    query = Query(n=int(st.session_state[_COUNT]), filters=filters, include_seen=bool(seen), dials=kept.dials)
    return Rule(st.session_state[_RULE]), query


def _rule_before() -> Rule:
    """The rule that the address names, else the last one, else the fair one."""
    name = st.query_params.get("rule", "") or st.session_state.get(_KEPT, ((), ""))[1]
    return Rule(name) if name in set(Rule) else Rule.FAIR


def _named(visit: Visit) -> list[str]:
    """Who the address names; else who it was last time; else the person alone."""
    given = st.query_params.get("with", "")
    names = (
        [unquote(name) for name in given.split(",")] if given else st.session_state.get(_KEPT, ((), ""))[0]
    )
    tidied = (" ".join(name.split())[:_LONGEST_NAME] for name in names)
    return list(dict.fromkeys(name for name in tidied if name))[:MOST] or [visit.person]


def _remember(people: Sequence[str], rule: Rule) -> None:
    """Keep who and how in the address, and for the way back from a film."""
    st.session_state[_KEPT] = (tuple(people), str(rule))
    # A comma parts the names, so one in a name is written as %2C.
    wanted = {
        "page": "together",
        "with": ",".join(name.replace("%", "%25").replace(",", "%2C") for name in people),
        **({} if rule is Rule.FAIR else {"rule": str(rule)}),
    }
    if {name: value for name, value in wanted.items() if value} != st.query_params.to_dict():
        st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def _act(visit: Visit, people: Sequence[str], act: Act) -> None:
    """Do what was clicked on this page; what every page knows is the visit's."""
    if act.do == "with":
        st.session_state[_PEOPLE] = list(dict.fromkeys([*people, act.value]))[:MOST]
    elif act.do == "taste-of":
        visit.become(act.value[:_LONGEST_NAME])
        visit.go("quiz")
    else:
        visit.act(act)


# What is shown


def _found(visit: Visit, people: Sequence[str], rule: Rule, query: Query) -> Html:
    shown = _list(visit, people, rule, query)
    if not shown.films:
        return empty(
            "No film is left",
            "No film passes all the filters that none of you has seen or refused. Allow more time, "
            "open Filters, or let in what some of you have seen.",
        )
    marks = badges(shown.users)
    cards = visit.with_posters([Card(film.film) for film in shown.films])
    new = [member.user for member in shown.films[0].members if not member.pick.why]
    return joined(
        (
            fill('<p class="m-rule" data-key="rule">{words}</p>', words=_RULES[rule][1]),
            legend(marks, new, speaker=visit.person),
            group_grid(shown.films, [card.poster for card in cards], marks, visit.standing()),
        )
    )


def _list(visit: Visit, people: Sequence[str], rule: Rule, query: Query) -> GroupList:
    """The list; asked for, and so noted as shown, only when something it hangs on has changed."""
    matinee = visit.matinee
    stamps = tuple(_stamp(visit, user) for user in people)
    key = (tuple(people), stamps, matinee.spaces.current().name, rule, query)
    last = cast("tuple[object, GroupList] | None", st.session_state.get(_LAST))
    if last is None or last[0] != key:
        last = (key, matinee.groups.picks(people, query, rule, surface="app"))
        st.session_state[_LAST] = last
    return last[1]


def _stamp(visit: Visit, user: str) -> tuple[object, ...]:
    log = visit.matinee.feedback.log(user)
    return len(log), log[-1].event_id if log else "", visit.matinee.wishes.of(user)


def _alone(visit: Visit, people: Sequence[str]) -> Html:
    """What to do where there is no group yet."""
    others = [person for person in visit.people() if person not in people][:_OFFERED]
    buttons = joined(
        (
            fill(
                '<button type="button" class="m-button" data-do="with" data-value="{name}">Watch with {name}</button>',
                name=person,
            )
            for person in others
        ),
        " ",
    )
    return empty(
        "Who else is watching?",
        "Choose one to five more people above. Somebody new is added by typing a name: until they have rated "
        "a few films, what everyone starts from counts for them.",
        buttons,
    )
