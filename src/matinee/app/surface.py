"""A piece of page drawn as HTML whose buttons and links speak to Python: Streamlit's component, version 2.

A button or link with ``data-do`` (and ``data-film``, ``data-value``) calls the handler with an `Act`; the
rest of the page stays as it is, and of the piece itself only what differs is redrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st

from matinee.app.markup import fill
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matinee.app.markup import Html

__all__ = ["Act", "component", "guarded", "surface"]


@dataclass(frozen=True, slots=True)
class Act:
    """What was clicked. It comes from a browser: nothing of it is to be trusted."""

    do: str
    film: int | None = None
    value: str = ""

    @classmethod
    def read(cls, sent: object) -> Act | None:
        """The act in what the browser sent; None when it is none."""
        if not isinstance(sent, Mapping):
            return None
        film, value = sent.get("film"), sent.get("value")
        return cls(
            do=str(sent.get("do") or ""),
            film=int(film) if isinstance(film, (int, float)) and 0 < film < 2**31 else None,
            value="" if value is None else str(value)[:200],
        )


def surface(html: Html, *, key: str, on_act: Callable[[Act], None], page: str | None = None) -> None:
    """Draw a piece of page.

    Args:
        html: out of `markup.fill`.
        key: names the piece; the same key is the same piece at the next run.
        on_act: called before the next run with what was clicked.
        page: names the page shown, so that the way back finds the same place.
    """

    def acted() -> None:
        state = st.session_state.get(f"surface-{key}")
        sent = state.get("act") if state is not None else None
        act = Act.read(sent)
        # A click whose run is cut short by another comes again with that one, or even after it: a click counts once,
        # and none counts after a later one.
        clicked = sent.get("at") if isinstance(sent, Mapping) else None
        clicked = clicked if isinstance(clicked, (int, float)) else None
        last = st.session_state.get(f"acted-{key}")
        if act is not None and (clicked is None or last is None or clicked > last):
            st.session_state[f"acted-{key}"] = clicked
            on_act(act)

    data: dict[str, str] = {"html": str(html)}
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
