"""Review: which films the unsure rows of an import are, one after the other; and mending matches that were wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from matinee.app.library_asked import films_offered, matches, question, upcoming
from matinee.app.library_table import source_words
from matinee.app.markup import Html, fill
from matinee.app.state import Note, Visit
from matinee.app.surface import Act, surface
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from matinee.services.review import Item

__all__ = ["review_tab"]

_AT_ONCE = 12
"""Titles whose candidates are looked up together: each time goes over all titles of the catalogue."""
_MATCHES = 20
_HITS = 6
_QUEUE = "library-queue"
_AT = "library-review-at"
_MENDS = "library-mends"
_PAGE = "library-matches-from"


def review_tab(visit: Visit) -> None:
    """Draw the queue, and below it what was matched."""
    mended = _mended(visit)
    waiting = visit.matinee.review.count(visit.person)
    if mended is not None:
        _question(visit, mended, mends=True, left=waiting)
        return
    items = _queue(visit) if waiting else []
    if items:
        at = st.session_state.get(_AT, "")
        item = next((item for item in items if item.id == at), items[0])
        _question(visit, item, mends=False, left=waiting)
        rest = [one for one in items if one is not item]
        if rest:
            surface(
                upcoming(rest, waiting - 1),
                key="library-upcoming",
                on_act=partial(_act, visit),
                page="library-import",
            )
    _matched(visit)


def _queue(visit: Visit) -> list[Item]:
    """The next titles with their candidates, kept between clicks."""
    kept = cast("tuple[str, list[Item]] | None", st.session_state.get(_QUEUE))
    if kept is None or kept[0] != visit.person or not kept[1]:
        kept = (visit.person, visit.matinee.review.queue(visit.person, most=_AT_ONCE))
        st.session_state[_QUEUE] = kept
    return kept[1]


def _forget_queue() -> None:
    for name in (_QUEUE, _AT, _MENDS):
        st.session_state.pop(name, None)


def _mended(visit: Visit) -> Item | None:
    kept = cast("tuple[str, Item] | None", st.session_state.get(_MENDS))
    return kept[1] if kept is not None and kept[0] == visit.person else None


def _question(visit: Visit, item: Item, *, mends: bool, left: int) -> None:
    """One title, and the films it may be."""
    act = partial(_act, visit)
    surface(
        question(item, source_words(item.title.service), left=left, mends=mends),
        key="library-review",
        on_act=act,
        page="library-import",
    )
    asked = st.text_input(
        "Search for the right film",
        value=item.title.title if mends else "",
        key=f"library-right-{item.id}",
        type="search",
        live=True,
        placeholder="Another title, or a person",
    )
    if asked:
        hits = [hit.film for hit in visit.matinee.search(asked, _HITS)]
        html = (
            films_offered(hits, item) if hits else fill('<p class="m-aside">No film here is near that.</p>')
        )
    else:
        html = Html("")
    surface(html, key="library-review-hits", on_act=act, page="library-import")


def _matched(visit: Visit) -> None:
    """What was matched, the least sure first."""
    start = int(st.session_state.get(_PAGE, 0))
    if not start and not visit.matinee.review.matched(visit.person, most=1):
        return
    surface(
        Html(
            '<h2 class="m-heading">Matched <span class="m-aside">the least sure first; a wrong one moves with '
            "everything said of it</span></h2>"
        ),
        key="library-matched-head",
        on_act=visit.act,
    )
    words = st.text_input(
        "Find a matched title",
        key="library-matched-words",
        type="search",
        live=True,
        placeholder="Find a matched title",
        label_visibility="collapsed",
    )
    items = visit.matinee.review.matched(visit.person, words=words or "", start=start, most=_MATCHES + 1)
    surface(
        matches(items[:_MATCHES], start, more=len(items) > _MATCHES, step=_MATCHES),
        key="library-matched",
        on_act=partial(_act, visit),
        page="library-import",
    )


def _act(visit: Visit, act: Act) -> None:
    """Decide on a title, or turn to another."""
    try:
        if act.do == "review-at":
            st.session_state[_AT] = act.value
        elif act.do == "matches-from" and act.value.isascii() and act.value.isdigit():
            st.session_state[_PAGE] = int(act.value[:9])
        elif act.do == "mend":
            _mend(visit, act.value)
        elif act.do == "mend-not":
            st.session_state.pop(_MENDS, None)
        elif act.do in ("choose", "skip", "not-film"):
            _decide(visit, act)
        else:
            visit.act(act)
    except MatineeError as error:
        # Decided elsewhere meanwhile, perhaps: what is shown is read anew.
        _forget_queue()
        visit.note = Note(str(error), wrong=True)


def _mend(visit: Visit, item_id: str) -> None:
    found = [item for item in visit.matinee.review.matched(visit.person) if item.id == item_id]
    if found:
        st.session_state[_MENDS] = (visit.person, found[0])


def _decide(visit: Visit, act: Act) -> None:
    review, person, mended = visit.matinee.review, visit.person, _mended(visit)
    if mended is not None and mended.id == act.value and act.do != "skip":
        decided, _ = review.fix(person, act.value, act.film if act.do == "choose" else None)
        st.session_state.pop(_MENDS)
    elif act.do == "choose" and act.film is not None:
        decided = review.choose(person, act.value, act.film)
    elif act.do == "skip":
        decided = review.skip(person, act.value)
    elif act.do == "not-film":
        decided = review.not_a_film(person, act.value)
    else:
        return
    kept = cast("tuple[str, list[Item]] | None", st.session_state.get(_QUEUE))
    if kept is not None:
        st.session_state[_QUEUE] = (kept[0], [item for item in kept[1] if item.id != decided.id])
    before = decided.before

    def undo() -> str:
        if before is not None:
            review.undo(person, before)
        _forget_queue()
        st.session_state[_AT] = decided.id
        return f"As it was before: {decided.title.title or decided.title.key}"

    title = decided.title.title or decided.title.key
    if decided.film is not None:
        words = f"{title} is {decided.film.label}"
    else:
        words = f"{title} is {'skipped' if act.do == 'skip' else 'no film'}"
    visit.note = Note(words, decided.id, undo=undo)
