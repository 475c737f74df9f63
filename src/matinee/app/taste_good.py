"""How good the picks were: likes foretold at the time beside the most popular films, and the live hit rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.app.state import Visit
    from matinee.services.hindsight import Foretold, Hits, Live, Rate

__all__ = ["good_tab"]

_KEPT = "taste-foretold"
_SURFACES = {"app": "in the app", "cli": "on the command line", "api": "through the API"}


def good_tab(visit: Visit) -> None:
    """Draw the part."""
    foretold = _foretold(visit)
    live = visit.matinee.hindsight.live(visit.person)
    surface(_page(foretold, live), key="taste-good", on_act=visit.act)


def _foretold(visit: Visit) -> Foretold:
    """Worked out once for a log and a space: some seconds for a long log."""
    log = visit.log
    key = (visit.person, visit.matinee.spaces.current().name, len(log), log[-1].event_id if log else "")
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        with st.spinner("Looking back over your log …"):
            kept = (key, visit.matinee.hindsight.foretold(visit.person))
        st.session_state[_KEPT] = kept
    return cast("Foretold", kept[1])


def _page(foretold: Foretold, live: Live) -> Html:
    return joined(
        (
            Html(
                '<section data-key="foretold"><h2 class="m-heading">Would it have found what you liked?</h2>'
            ),
            fill('<p class="m-say-big">{words}</p>', words=foretold.sentence),
            Html("") if foretold.missing else _rates(foretold),
            fill('<p class="m-say m-fine">{words}</p>', words=foretold.doubt) if foretold.doubt else Html(""),
            Html(
                '<p class="m-say m-fine">For each film you liked in the later half of your log, the list was made '
                "again as it would have been the moment before you first met that film, from what you had said until "
                "then. Mutes and pins are left out.</p></section>"
            ),
            Html('<section data-key="live"><h2 class="m-heading">What became of what was shown</h2>'),
            fill('<p class="m-say-big">{words}</p>', words=live.sentence),
            _table("By place in the list", "Place", live.places),
            _table("By where it was shown", "Where", live.surfaces),
            Html("</section>"),
        )
    )


def _rates(foretold: Foretold) -> Html:
    rows = joined(
        fill(
            '<div class="m-rate"><span>{name}</span><div class="m-effect" aria-hidden="true">'
            '<span class="m-effect-bar m-{kind}" '
            'style="left:0;width:{share}%"></span>'
            '<span class="m-whisker" style="left:{low}%;width:{reach}%"></span></div>'
            '<span class="m-n">{words}</span></div>',
            name=name,
            kind=kind,
            share=f"{rate.share * 100:.1f}",
            low=f"{rate.interval[0] * 100:.1f}",
            reach=f"{(rate.interval[1] - rate.interval[0]) * 100:.1f}",
            words=_percent(rate),
        )
        for name, rate, kind in (
            ("Your list", foretold.ours, "up"),
            ("Most popular", foretold.popular, "base"),
        )
    )
    return fill('<div class="m-rates">{rows}</div>', rows=rows)


def _percent(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.share:.0%} ({low:.0%}–{high:.0%})"


def _table(caption: str, first: str, hits: Sequence[Hits]) -> Html:
    shown = [one for one in hits if one.liked.of + one.open]
    if not shown:
        return Html("")
    rows = joined(
        fill(
            '<tr><th scope="row">{name}</th><td class="m-n">{films}</td><td class="m-n">{rate}</td>'
            '<td class="m-n">{liked}</td>'
            '<td class="m-n">{saved}</td><td class="m-n">{refused}</td><td class="m-n">{open}</td></tr>',
            name=_SURFACES.get(one.name, one.name),
            films=one.liked.of + one.open,
            liked=one.liked.hits,
            saved=one.saved,
            refused=one.refused,
            open=one.open,
            rate=_percent(one.liked) if one.liked.of else "too early",
        )
        for one in shown
    )
    return fill(
        '<div class="m-scroll"><table class="m-figures"><caption>{caption}</caption><thead><tr>'
        '<th scope="col">{first}</th><th scope="col" class="m-n">Shown</th><th scope="col" class="m-n">Hit rate</th>'
        '<th scope="col" class="m-n">Liked</th>'
        '<th scope="col" class="m-n">Saved</th><th scope="col" class="m-n">Refused</th>'
        '<th scope="col" class="m-n">Open</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        caption=caption,
        first=first,
        rows=rows,
    )
