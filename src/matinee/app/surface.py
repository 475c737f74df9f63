"""A piece of page drawn as HTML whose buttons and links speak to Python: Streamlit's component, version 2.

A button or link with ``data-do`` (and ``data-film``, ``data-value``) calls the handler with an `Act`, and with what
the form around it holds; the rest of the page stays as it is, and of the piece itself only what differs is redrawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import streamlit as st

from matinee.app.markup import fill
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matinee.app.markup import Html

__all__ = ["Act", "component", "guarded", "surface", "unheard"]

_LONGEST = 200
"""Characters taken of anything a browser sends."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was clicked. It comes from a browser: nothing of it is to be trusted."""

    do: str
    film: int | None = None
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the form around the button holds, by name."""

    @classmethod
    def read(cls, sent: object) -> Act | None:
        """The act in what the browser sent; None when it is none."""
        if not isinstance(sent, Mapping):
            return None
        film, value, fields = sent.get("film"), sent.get("value"), sent.get("fields")
        return cls(
            do=str(sent.get("do") or ""),
            film=int(film) if isinstance(film, (int, float)) and 0 < film < 2**31 else None,
            value="" if value is None else str(value)[:_LONGEST],
            fields={str(name)[:_LONGEST]: str(given)[:_LONGEST] for name, given in fields.items()}
            if isinstance(fields, Mapping)
            else {},
        )


def unheard(sent: object, heard: float) -> list[tuple[float, Act]]:
    """The acts a browser sent that were not heard before, oldest first, each with its time.

    A run of the page that is cut short by another may bring the same click again, or none of its clicks: so the
    browser sends every click until it is told that it was heard, and each is heard once and in order.

    Args:
        sent: ``{"acts": [{"do": ..., "at": milliseconds}]}`` where it is what it should be.
        heard: the time of the last one heard.
    """
    acts = sent.get("acts") if isinstance(sent, Mapping) else None
    found: list[tuple[float, Act]] = []
    for one in acts if isinstance(acts, list) else ():
        act = Act.read(one)
        at = one.get("at") if act is not None else None
        if act is not None and isinstance(at, (int, float)) and heard < at < math.inf:
            found.append((float(at), act))
    return sorted(found, key=itemgetter(0))


def surface(html: Html, *, key: str, on_act: Callable[[Act], None], page: str | None = None) -> None:
    """Draw a piece of page.

    Args:
        html: out of `markup.fill`.
        key: names the piece; the same key is the same piece at the next run.
        on_act: called before the next run with what was clicked.
        page: names the page shown, so that the way back finds the same place.
    """
    last = f"heard-{key}"

    def acted() -> None:
        state = st.session_state.get(f"surface-{key}")
        for at, act in unheard(
            state.get("act") if state is not None else None, st.session_state.get(last, 0.0)
        ):
            st.session_state[last] = at
            on_act(act)

    data: dict[str, Any] = {"html": str(html), "heard": st.session_state.get(last, 0.0)}
    if page is not None:
        data["page"] = page
    component()(key=f"surface-{key}", data=data, on_act_change=acted)


@contextmanager
def guarded() -> Iterator[None]:
    """Say what is wrong, and what to do, where the services refuse."""
    try:
        yield
    except MatineeError as error:
        st.html(
            fill(
                '<div class="m-empty" role="alert"><h1>Matinee cannot go on</h1><p>{error}</p></div>',
                error=error,
            )
        )


@st.cache_resource(show_spinner=False)
def component() -> Callable[..., Any]:
    """The component, registered once a server."""
    script = (files(__package__) / "assets" / "surface.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "matinee_surface", html='<div class="m-root"></div>', js=script, isolate_styles=False
    )
