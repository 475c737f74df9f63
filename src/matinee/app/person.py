"""A person's page: the films somebody made or played in, and what they are to whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from matinee.app.cards import Card, empty, grid
from matinee.app.markup import Html, fill, joined
from matinee.app.surface import surface

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matinee.app.state import Visit
    from matinee.services.films import Credit

__all__ = ["people_links", "person_page"]

_DID = {"director": "directed", "writer": "wrote", "cast": "acted"}
_MOST = 96


def person_page(visit: Visit) -> None:
    """Draw the page of the person in the address."""
    name = visit.person_named
    found = visit.matinee.films.of_person(name)
    surface(
        _page(visit, name, found) if found else _nobody(name),
        key="person-page",
        on_act=visit.act,
        page=f"person-{name}",
    )


def people_links(names: Iterable[str]) -> Html:
    """Names, each a link to that person's films."""
    return joined(
        (
            fill(
                '<a href="?person={address}" target="_self" data-do="person" data-value="{name}">{name}</a>',
                address=quote(name, safe=""),
                name=name,
            )
            for name in names
        ),
        ", ",
    )


def _page(visit: Visit, name: str, found: Sequence[Credit]) -> Html:
    roles = {credit.film.id: credit.roles for credit in found}
    picks = visit.matinee.recommendations.weighed(visit.person, list(roles))[:_MOST]
    standing = visit.standing()
    cards = [
        Card(
            pick.film,
            ", ".join(word for role, word in _DID.items() if role in roles[pick.film.id]),
            pick.stars,
            pick.interval,
        )
        for pick in picks
    ]
    return joined(
        (
            fill(
                '<div data-key="person-head"><h1 class="m-h1">{name}</h1><p class="m-original">{about}</p></div>',
                name=name,
                about=_about(found, sum(film_id in standing.seen for film_id in roles)),
            ),
            fill(
                '<div class="m-person-films" data-key="person-films">{films}</div>',
                films=grid(visit.with_posters(cards), standing, key="person", label=f"Films of {name}"),
            ),
        )
    )


def _about(found: Sequence[Credit], seen: int) -> str:
    counts = {role: sum(role in credit.roles for credit in found) for role in _DID}
    did = [f"{_DID[role]} {count}" for role, count in counts.items() if count]
    films = "1 film" if len(found) == 1 else f"{len(found)} films"
    return f"{films} here: {', '.join(did)}. You have seen {seen}. Those that fit you best come first."


def _nobody(name: str) -> Html:
    button = Html(
        '<button type="button" class="m-button" data-do="go" data-value="search">Search for a film</button>'
    )
    return empty(
        "Nobody of that name here",
        f"No film of this catalogue was made or played in by “{name}”."
        if name
        else "The address names nobody.",
        button,
    )
