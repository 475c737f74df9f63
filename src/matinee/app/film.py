"""A film's page: facts, what is predicted and exactly why, and films like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.cards import Card, actions, empty, facts, grid, section, stars
from matinee.app.film_facts import fetched_rows
from matinee.app.icons import icon
from matinee.app.markup import Html, fill, joined
from matinee.app.names import common_words
from matinee.app.person import people_links
from matinee.app.photos import photo
from matinee.app.surface import surface
from matinee.app.title_card import title_card
from matinee.app.waterfall import places, waterfall
from matinee.domain.names import country, language
from matinee.errors import UnknownFilm

if TYPE_CHECKING:
    from matinee.app.state import Visit
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.domain.film_page import FilmPage
    from matinee.services.recommend import Pick

__all__ = ["film_page", "own_words"]

_LIKE_THIS = 12
_REFUSED = 12
"""Refused films among those like one that others stand in for."""


def film_page(visit: Visit) -> None:
    """Draw the page of the film in the address."""
    film_id = visit.film_id
    try:
        if film_id is None:
            raise UnknownFilm("There is no such film.")
        pick = visit.matinee.why(film_id, user=visit.person)
    except UnknownFilm:
        back = Html(
            '<button type="button" class="m-button" data-do="go" data-value="search">Search for a film</button>'
        )
        html = empty("No such film here", "The address names a film that is not in this catalogue.", back)
        surface(html, key="film", on_act=visit.act, page="film-unknown")
        return
    surface(_page(visit, pick, visit.standing()), key="film", on_act=visit.act, page=f"film-{film_id}")


def _page(visit: Visit, pick: Pick, standing: Standing) -> Html:
    film = pick.film
    alike = [
        found
        for found in visit.matinee.similar(film.id, _LIKE_THIS + _REFUSED)
        if found.film.id not in standing.hidden
    ][:_LIKE_THIS]
    what_if = visit.matinee.counterfactuals.of(visit.person, pick)
    weighed = {
        one.film.id: one
        for one in visit.matinee.recommendations.weighed(visit.person, [found.film.id for found in alike])
    }
    cards = [
        Card(
            found.film,
            f"shares {', '.join(common_words(found.shared)[:3])}",
            weighed[found.film.id].stars,
            weighed[found.film.id].interval,
        )
        for found in alike
    ]
    return joined(
        (
            _hero(pick, visit.matinee.details.page(film.id), standing, visit.came_from),
            section(
                Html("Why"),
                joined((waterfall(pick), places(what_if))),
                key="why",
                aside="every part adds up to the score",
            ),
            section(
                Html("More like this"),
                grid(visit.with_posters(cards), standing, key="similar", label=f"More like {film.title}"),
                key="more-like-this",
            )
            if cards
            else Html(""),
        )
    )


def _hero(pick: Pick, page: FilmPage, standing: Standing, came_from: tuple[str, str]) -> Html:
    film = pick.film
    rated = standing.ratings.get(film.id)
    return fill(
        '<div class="m-hero" data-key="hero-{id}"><div class="m-hero-face">{svg}{photo}</div><div class="m-hero-body">'
        '<button type="button" class="m-back" data-do="go" data-value="{from_page}">{back}{from_title}</button>'
        '<h1 class="m-h1">{title}</h1>{original}<p class="m-hero-facts">{facts}</p>'
        '<div class="m-verdict"><div class="m-predicted-box">{predicted}</div>'
        '<div class="m-rate-box"><span class="m-label">{rate_label}</span>{stars}</div></div>'
        '{actions}<p class="m-own">{own}</p><p class="m-overview">{overview}</p>'
        '<dl class="m-dl">{rows}</dl></div></div>',
        id=film.id,
        svg=title_card(film),
        photo=photo(page.poster_url),
        back=icon("back"),
        from_page=came_from[0],
        from_title=came_from[1],
        title=page.words.title or film.title,
        original=fill('<p class="m-original">{title}</p>', title=film.original_title)
        if film.original_title not in ("", page.words.title or film.title)
        else Html(""),
        facts=" · ".join([*facts(film)[:2], *film.genres]),
        predicted=_predicted(pick),
        rate_label="Your rating" if rated is not None else "Rate it",
        stars=stars(film, rated=rated),
        actions=actions(film, standing, words=True),
        own=own_words(film, standing),
        overview=page.words.overview or film.overview,
        rows=_rows(film, page),
    )


def _predicted(pick: Pick) -> Html:
    low, high = pick.interval
    return fill(
        '<span class="m-label">Predicted for you</span><span class="m-big">{mean}<span aria-hidden="true">★</span>'
        '<span class="m-hidden"> stars</span></span>'
        '<span class="m-scale" role="img" aria-label="80 % interval: {low} to {high} stars">'
        '<span class="m-band" style="left:{left}%;width:{width}%"></span>'
        '<span class="m-mark" style="left:{at}%"></span></span>'
        '<span class="m-range">most likely {low}–{high}</span>',
        mean=f"{pick.stars:.1f}",
        low=f"{low:.1f}",
        high=f"{high:.1f}",
        left=f"{_along(low):.1f}",
        width=f"{_along(high) - _along(low):.1f}",
        at=f"{_along(pick.stars):.1f}",
    )


def _along(stars: float) -> float:
    """Per cent of the way from half a star to five."""
    return min(max((stars - 0.5) / 4.5, 0.0), 1.0) * 100


def own_words(film: Film, standing: Standing) -> str:
    """How the person stands to a film, in words; empty when nothing was said."""
    found: list[str] = []
    verdicts = {event.kind.value for event in standing.events if event.film_id == film.id}
    if film.id in standing.ratings:
        found.append(f"you rated it {standing.ratings[film.id]:g}")
    if "like" in verdicts:
        found.append("you liked it")
    if "dislike" in verdicts:
        found.append("you disliked it")
    if film.id in standing.seen and not found:
        found.append("you have seen it")
    if film.id in standing.watchlist:
        found.append("it is on your saved films")
    if film.id in standing.hidden:
        found.append("it is hidden from your picks")
    said = ", ".join(found)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _rows(film: Film, page: FilmPage) -> Html:
    series = (
        film.series + (f", part {film.series_place}" if film.series_place is not None else "")
        if film.series
        else ""
    )
    fetched = dict(fetched_rows(page))
    rows: list[tuple[str, object]] = [
        ("Directed by", people_links(film.directors)),
        ("Written by", people_links(film.writers)),
        ("With", people_links(film.cast)),
        ("Series", series),
        ("Country", ", ".join(country(code) for code in film.countries)),
        ("Language", language(film.language) if film.language else ""),
        ("Certificate", "" if "Certificate" in fetched else film.certification),
        *fetched.items(),
        ("Themes", ", ".join(word.replace("-", " ") for word in (*film.keywords[:12], *film.tones))),
    ]
    return joined(
        fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value)
        for name, value in rows
        if value
    )
