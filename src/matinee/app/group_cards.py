"""Cards of a group's list: a film, and what each member is thought to make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.app.cards import actions, facts, link
from matinee.app.markup import Html, fill, joined
from matinee.app.photos import photo
from matinee.app.title_card import title_card

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matinee.domain.feedback import Standing
    from matinee.services.together import GroupFilm, MemberPick

__all__ = ["Mark", "badges", "group_grid", "legend"]

_LETTERS = 2
_EMPTY = Html("")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a member is marked: a letter or two on a colour."""

    letters: str
    colour: int
    """Place in the group, which has a colour each."""


def badges(users: Sequence[str]) -> dict[str, Mark]:
    """A mark for each member: the first letter, or two where two members begin with the same one."""
    firsts = [user[:1].upper() for user in users]
    return {
        user: Mark(firsts[place] if firsts.count(firsts[place]) == 1 else user[:_LETTERS].capitalize(), place)
        for place, user in enumerate(users)
    }


def legend(marks: Mapping[str, Mark], new: Sequence[str], *, speaker: str) -> Html:
    """Who is who, whom nothing is known of, and for whom the buttons speak."""
    people = joined(
        fill("<li>{badge}<span>{name}</span></li>", badge=_badge(user, mark, named=False), name=user)
        for user, mark in marks.items()
    )
    names = [
        fill(
            '<button type="button" class="m-link" data-do="taste-of" data-value="{name}"'
            ' aria-label="Ask {name} about a few films">{name}</button>',
            name=user,
        )
        for user in new
    ]
    strangers = (
        fill(
            '<p class="m-stranger">Nothing is known yet of {names}: what everyone starts from counts. Click a name to '
            "ask about a few films.</p>",
            names=joined(names, ", "),
        )
        if new
        else _EMPTY
    )
    return fill(
        '<div class="m-legend" data-key="legend"><ul aria-label="Who is watching">{people}</ul>'
        '<p class="m-speaks">The buttons under a film speak for {speaker} alone.</p>{strangers}</div>',
        people=people,
        speaker=speaker,
        strangers=strangers,
    )


def group_grid(
    films: Sequence[GroupFilm], posters: Sequence[str], marks: Mapping[str, Mark], standing: Standing
) -> Html:
    """The films, each with every member's stars and reason.

    Args:
        films: the list.
        posters: web address of each film's, empty for its title card.
        marks: the members'.
        standing: of the person whom the buttons speak for.
    """
    return fill(
        '<ul class="m-group-grid" data-key="together" aria-label="Films for the group">{cards}</ul>',
        cards=joined(
            _card(film, poster, marks, standing) for film, poster in zip(films, posters, strict=True)
        ),
    )


def _card(found: GroupFilm, poster: str, marks: Mapping[str, Mark], standing: Standing) -> Html:
    film = found.film
    whose = (
        fill(
            '<p class="m-whose">{badge}<span>Chosen for {name}</span></p>',
            badge=_badge(found.chosen_for, marks[found.chosen_for], named=False),
            name=found.chosen_for,
        )
        if found.chosen_for is not None
        else _EMPTY
    )
    return fill(
        '<li class="m-card m-group-card" data-key="film-{id}">{face}<div class="m-group-body">'
        '<h3 class="m-title">{title}</h3><p class="m-facts">{facts}</p>{whose}'
        '<ul class="m-members" aria-label="What each of you would make of it">{members}</ul>{actions}</div></li>',
        id=film.id,
        face=link(
            film, fill("{svg}{photo}", svg=title_card(film), photo=photo(poster)), "m-face", named=film.label
        ),
        title=link(film, fill("{title}", title=film.title)),
        facts=" · ".join(facts(film)),
        whose=whose,
        members=joined(_member(member, marks[member.user]) for member in found.members),
        actions=actions(film, standing),
    )


def _member(member: MemberPick, mark: Mark) -> Html:
    low, high = member.pick.interval
    reason = member.reason
    return fill(
        '<li>{badge}<div><span class="m-number">{mean}<span aria-hidden="true"> ★</span>'
        '<span class="m-hidden"> stars predicted</span></span> <span class="m-range">{low}–{high}{seen}</span>'
        '<p class="m-reason">{reason}</p></div></li>',
        badge=_badge(member.user, mark),
        mean=f"{member.pick.stars:.1f}",
        low=f"{low:.1f}",
        high=f"{high:.1f}",
        seen=" · seen" if member.seen else "",
        reason=reason[:1].upper() + reason[1:],
    )


def _badge(user: str, mark: Mark, *, named: bool = True) -> Html:
    """The mark; `named` where the name does not stand beside it."""
    return fill(
        '<span class="m-who m-who-{colour}" title="{user}"><span aria-hidden="true">{letters}</span>{name}</span>',
        colour=mark.colour,
        user=user,
        letters=mark.letters,
        name=fill('<span class="m-hidden">{user}: </span>', user=user) if named else _EMPTY,
    )
