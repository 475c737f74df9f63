"""What the parts of Settings share: a heading, a table of facts, and saying what could not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.markup import Html, fill, joined
from matinee.app.state import Note
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matinee.app.state import Visit

__all__ = ["facts", "part", "say", "size", "tried"]


def part(heading: str, *lines: str | Html) -> None:
    """A heading with what there is to know first; lines are text unless they are HTML."""
    said = joined(fill("<p>{line}</p>", line=line) for line in lines if line)
    st.html(fill('<div class="m-prose m-part"><h2>{heading}</h2>{said}</div>', heading=heading, said=said))


def say(*lines: str | Html) -> None:
    """More to know."""
    st.html(
        fill(
            '<div class="m-prose">{said}</div>',
            said=joined(fill("<p>{line}</p>", line=line) for line in lines),
        )
    )


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Names and what they are, one a line."""
    said = joined(
        fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value) for name, value in rows
    )
    st.html(fill('<dl class="m-facts-list">{said}</dl>', said=said))


def tried(visit: Visit, work: Callable[[], object], done: str = "") -> None:
    """Do something for a click, and say at the foot of the page that it is done, or why not."""
    try:
        work()
    except MatineeError as error:
        visit.note = Note(str(error), wrong=True)
    else:
        if done:
            visit.note = Note(done)


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.2f} GB"
