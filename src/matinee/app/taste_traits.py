"""Traits up and down with how sure they are, what can be wished of each, and the list beside them that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import empty, link, note_bar
from matinee.app.markup import Html, fill, joined
from matinee.app.photos import photo
from matinee.app.state import Note, Visit, opened
from matinee.app.surface import guarded, surface
from matinee.app.title_card import title_card
from matinee.errors import BadValue, MatineeError
from matinee.features.terms import LABELS
from matinee.services.recommend import Query
from matinee.services.wishes import written
from matinee.services.words import because, sureness, trait_name, trait_words, wished
from matinee.taste.wishes import Want

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.app.surface import Act
    from matinee.services.recommend import Pick, TasteReport
    from matinee.taste.traits import Trait

__all__ = ["traits_tab"]

_OTHERS = ("map", "statistics", "picks")
"""Parts of the page that are not this one; what is none of them is this one."""
_MOST = 8
_LISTED = 10
_WANTS = {Want.MORE: "More", Want.LESS: "Less", Want.MUTE: "Mute"}
_STATES = {Want.MORE: "pinned up", Want.LESS: "pinned down", Want.MUTE: "muted", None: ""}
_WISHES = {*(str(want) for want in Want), "reset", "reset-all", "wish-undo"}
_BEFORE, _NOTE, _OTHER = "taste-before", "taste-note", "taste-other"


def traits_tab(visit: Visit) -> None:
    """Draw the part."""
    offered = visit.matinee.wishes.offered()
    _body(offered)


@st.fragment
def _body(offered: Sequence[tuple[str, str]]) -> None:
    """The traits and the list; after a click only these are made anew."""
    with guarded():
        visit = Visit(opened())
        if visit.page != "taste" or visit.tab in _OTHERS:
            st.rerun()
        other = st.selectbox(
            "Find a trait",
            offered,
            index=None,
            key=_OTHER,
            format_func=lambda key: trait_words(*key),
            placeholder="Find a trait: a genre, theme, tone, person, country or decade",
            label_visibility="collapsed",
        )
        report = visit.matinee.taste(user=visit.person, most=_MOST)
        picks = visit.picks(Query(n=_LISTED))
        told = {(trait.block, trait.term) for trait in (*report.wishes, *report.liked, *report.avoided)}
        found = None
        if other is not None and tuple(other) not in told:
            found = visit.matinee.recommendations.trait(visit.person, *other)
        surface(
            _page(visit, report, found, picks),
            key="taste-traits",
            on_act=lambda act: _act(visit, act),
        )
        wished_note = st.session_state.get(_NOTE) is not None
        surface(
            _bar_below() if wished_note else note_bar(visit.note),
            key="note",
            on_act=lambda act: _act(visit, act),
        )


def _act(visit: Visit, act: Act) -> None:
    """Wish something of a trait, take that back, or do what every page knows."""
    state = st.session_state
    if act.do not in _WISHES:
        state.pop(_NOTE, None)
        visit.act(act)
        return
    before = [pick.film.id for pick in visit.picks(Query(n=_LISTED))]
    try:
        note = _wished(visit, act)
    except MatineeError as error:
        visit.note, state[_NOTE], state[_BEFORE] = None, Note(str(error), wrong=True), None
        return
    visit.note, state[_NOTE], state[_BEFORE] = None, note, (visit.person, before)


def _wished(visit: Visit, act: Act) -> Note:
    """Do it; the note's id is what an undo sends: what was wished of the trait before, and its name."""
    wishes, person = visit.matinee.wishes, visit.person
    if act.do == "reset-all":
        gone = wishes.reset(person)
        return Note(f"{len(gone)} wishes are reset" if len(gone) != 1 else "Your wish is reset")
    undone = act.do == "wish-undo"
    do, name = act.value.split(" ", 1) if undone and " " in act.value else (act.do, act.value)
    if do not in _WISHES:
        raise BadValue("There is nothing to take back.")
    key = wishes.trait(name)
    was = next((str(wish.want) for wish in wishes.of(person) if (wish.block, wish.term) == key), "reset")
    if do == "reset":
        wishes.reset(person, written(*key))
        said = f"What you wished of {trait_name(*key)} is reset"
    else:
        said = f"You {wished(wishes.want(person, name, Want(do)))}"
    return Note(f"Taken back: {said[0].lower()}{said[1:]}" if undone else said, f"{was} {written(*key)}")


def _bar_below() -> Html:
    """The bar at the foot: what was wished, with Undo."""
    note = st.session_state.get(_NOTE)
    # The undo of a wish is another one than that of an event.
    return Html(note_bar(note).replace('data-do="undo"', 'data-do="wish-undo"'))


def _page(visit: Visit, report: TasteReport, other: Trait | None, picks: Sequence[Pick]) -> Html:
    return fill(
        '<div class="m-taste"><div class="m-taste-traits">{traits}</div>{beside}</div>',
        traits=joined(_sections(report, other)),
        beside=_beside(visit, picks),
    )


def _sections(report: TasteReport, other: Trait | None) -> list[Html]:
    found: list[Html] = []
    shown = (*report.wishes, *report.liked, *report.avoided, *((other,) if other else ()))
    scale = max((abs(trait.effect) + trait.sd for trait in shown), default=1.0) or 1.0
    if other is not None:
        found.append(_section("The trait you looked for", [other], scale, key="other"))
    if report.wishes:
        reset = Html(
            ' <button type="button" class="m-quiet" data-do="reset-all" data-value="">Reset all</button>'
        )
        found.append(_section("As you wished", report.wishes, scale, key="wishes", aside=reset))
    if not report.events and not report.wishes:
        found.append(
            empty(
                "Nothing is known of your taste yet",
                "Rate, like or refuse a few films and come back: what they have in common shows here. Or find a "
                "trait above and say whether you want more or less of it.",
                Html(
                    '<button type="button" class="m-button" data-do="go" data-value="for-you">Go to For you</button>'
                ),
            )
        )
        return found
    many = "1 thing" if report.events == 1 else f"{report.events:,} things"
    unknown = f" {report.unknown:,} more are about films that are not here." if report.unknown else ""
    found.append(
        fill(
            '<p class="m-taste-how" data-key="how">From {many} you said.{unknown} A bar is how many points a trait '
            "adds to a film’s score, the line through its end how unsure that is: one standard deviation to each "
            "side.</p>",
            many=many,
            unknown=unknown,
        )
    )
    columns = [
        _section(heading, sorted(traits, key=lambda trait: -abs(trait.effect)), scale, key=key)
        for heading, traits, key in (
            ("Towards", report.liked, "towards"),
            ("Away from", report.avoided, "away"),
        )
        if traits
    ]
    found.append(
        fill('<div class="m-taste-columns" data-key="columns">{columns}</div>', columns=joined(columns))
    )
    return found


def _section(
    heading: str, traits: Sequence[Trait], scale: float, *, key: str, aside: Html | None = None
) -> Html:
    return fill(
        '<section data-key="{key}"><h2 class="m-heading">{heading}{aside}</h2>'
        '<ul class="m-traits" aria-label="{heading}">{rows}</ul></section>',
        key=key,
        heading=heading,
        aside=aside or Html(""),
        rows=joined(_row(trait, scale) for trait in traits),
    )


def _row(trait: Trait, scale: float) -> Html:
    name = trait_words(trait.block, trait.term)
    label = LABELS[trait.block]
    short = name.removeprefix(f"{label} ")
    state = _STATES[trait.want]
    sure = "" if trait.want is not None else sureness(trait.effect, trait.sd)
    films = (
        "1 film" if trait.films == 1 else f"{trait.films:,} films" if trait.films else "no film here has it"
    )
    return fill(
        '<li class="m-trait" data-key="{key}"><div class="m-trait-name"><strong>{short}</strong>'
        '<span class="m-range">{label}</span>{state}</div>{bar}'
        '<p class="m-trait-words">{words}</p><div class="m-trait-acts">{acts}</div></li>',
        key=f"trait-{written(trait.block, trait.term)}",
        short=short,
        label=label,
        state=fill('<span class="m-state m-state-{want}">{state}</span>', want=trait.want, state=state)
        if state
        else Html(""),
        bar=_bar(trait, scale),
        words=" · ".join(
            part for part in (sure, f"{trait.effect:+.2f} ± {trait.sd:.2f} points", films) if part
        ),
        acts=_buttons(trait, name),
    )


def _bar(trait: Trait, scale: float) -> Html:
    """The effect as a bar from the middle line, its standard deviation as a whisker."""
    half = 50 / scale
    end = 50 + trait.effect * half
    low, high = end - trait.sd * half, end + trait.sd * half
    return fill(
        '<div class="m-effect" aria-hidden="true"><span class="m-zero"></span>'
        '<span class="m-effect-bar m-{side}" style="left:{left}%;width:{width}%"></span>'
        '<span class="m-whisker" style="left:{low}%;width:{reach}%"></span></div>',
        side="up" if trait.effect >= 0 else "down",
        left=f"{min(50.0, end):.2f}",
        width=f"{max(abs(end - 50), 0.4):.2f}",
        low=f"{max(low, 0):.2f}",
        reach=f"{max(min(high, 100) - max(low, 0), 0.4):.2f}",
    )


def _buttons(trait: Trait, name: str) -> Html:
    value = written(trait.block, trait.term)
    words = {Want.MORE: f"More of {name}", Want.LESS: f"Less of {name}", Want.MUTE: f"Mute {name}"}
    buttons = [
        fill(
            '<button type="button" class="m-pill" data-do="{want}" data-value="{value}" aria-label="{words}"'
            "{pressed}>{title}</button>",
            want=want,
            value=value,
            words=words[want],
            pressed=Html(' aria-pressed="true"') if trait.want is want else Html(' aria-pressed="false"'),
            title=title,
        )
        for want, title in _WANTS.items()
    ]
    if trait.want is not None:
        buttons.append(
            fill(
                '<button type="button" class="m-pill m-reset" data-do="reset" data-value="{value}"'
                ' aria-label="Reset {name}">Reset</button>',
                value=value,
                name=name,
            )
        )
    return joined(buttons)


def _beside(visit: Visit, picks: Sequence[Pick]) -> Html:
    """The list as it is now, with what has moved since the last wish."""
    kept = st.session_state.get(_BEFORE)
    before = kept[1] if kept and kept[0] == visit.person else None
    posters = visit.matinee.details.posters([pick.film.id for pick in picks])
    rows = joined(
        _pick(pick, posters.get(pick.film.id, ""), place, before) for place, pick in enumerate(picks)
    )
    said = ""
    if before is not None:
        now = [pick.film.id for pick in picks]
        new = sum(film not in before for film in now)
        said = f"{new} of {len(picks)} films are new." if new else "The same films, in another order."
        said = said if now != before else "The list has not moved."
    return fill(
        '<aside class="m-taste-list" aria-label="Your list now"><h2 class="m-heading">Your list now</h2>'
        '<p class="m-taste-said" role="status">{said}</p><ol class="m-minis">{rows}</ol></aside>',
        said=said or "Mute or pin a trait and watch it move.",
        rows=rows,
    )


def _pick(pick: Pick, poster: str, place: int, before: list[int] | None) -> Html:
    film = pick.film
    moved = ""
    if before is not None:
        was = before.index(film.id) if film.id in before else None
        if was is None:
            moved = "new"
        elif was != place:
            moved = f"{'up' if was > place else 'down'} {abs(was - place)}"
    reason = because(pick) if len(pick.why) else ""
    return fill(
        '<li class="m-card m-mini" data-key="mini-{id}">{face}<div class="m-mini-body"><p class="m-title">{title}</p>'
        '<p class="m-facts">{facts}{moved}</p><p class="m-reason">{reason}</p></div></li>',
        id=film.id,
        face=link(
            film,
            fill("{svg}{photo}", svg=title_card(film), photo=photo(poster)),
            "m-mini-face",
            named=film.label,
        ),
        title=link(film, fill("{title}", title=film.title)),
        facts=" · ".join(part for part in (str(film.year or ""), f"{pick.stars:.1f} stars") if part),
        moved=fill('<span class="m-moved m-moved-{kind}">{moved}</span>', kind=moved.split()[0], moved=moved)
        if moved
        else Html(""),
        reason=reason[:1].upper() + reason[1:],
    )
