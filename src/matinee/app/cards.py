"""Cards: a film's title card with what can be said about it, as HTML in which all text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.app.icons import icon
from matinee.app.markup import Html, fill, joined
from matinee.app.names import duration
from matinee.app.photos import photo
from matinee.app.title_card import title_card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.app.state import Note
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film

__all__ = ["Card", "actions", "card", "empty", "grid", "link", "note_bar", "section", "stars"]

_EMPTY = Html("")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of a film."""

    film: Film
    reason: str = ""
    stars: float | None = None
    """Predicted."""
    interval: tuple[float, float] | None = None
    poster: str = ""
    """Web address; empty shows the drawn title card."""


def link(film: Film, inner: Html, classes: str = "", *, named: str | None = None) -> Html:
    """A link to a film's page that does not leave the visit.

    Args:
        film: whose page.
        inner: what is clicked.
        classes: of the link.
        named: its name, where `inner` has no text of its own.
    """
    return fill(
        '<a href="?film={id}" target="_self" class="{classes}" data-do="open" data-film="{id}"{label}>{inner}</a>',
        id=film.id,
        classes=classes,
        inner=inner,
        label=fill(' aria-label="{named}"', named=named) if named else _EMPTY,
    )


def card(shown: Card, standing: Standing, *, tag: str = "li") -> Html:
    """A film as a card: title card, facts, stars to click, the reason, and the buttons."""
    film = shown.film
    return fill(
        '<{tag} class="m-card" data-key="film-{id}">{face}<div class="m-body">'
        '<h3 class="m-title">{title}</h3><p class="m-facts">{facts}</p>{stars}<p class="m-reason">{reason}</p></div>'
        "{actions}</{tag}>",
        tag=Html(tag),
        id=film.id,
        face=link(
            film,
            fill(
                "{svg}{photo}{badge}",
                svg=title_card(film),
                photo=photo(shown.poster),
                badge=_badge(film, standing),
            ),
            "m-face",
            named=film.label,
        ),
        title=link(film, fill("{title}", title=film.title)),
        facts=" · ".join(facts(film)),
        stars=stars(film, shown.stars, shown.interval, standing.ratings.get(film.id)),
        reason=shown.reason[:1].upper() + shown.reason[1:],
        actions=actions(film, standing),
    )


def facts(film: Film) -> list[str]:
    """Year, runtime and first genres, as far as known."""
    found = [str(film.year)] if film.year else []
    if film.runtime:
        found.append(duration(film.runtime))
    return [*found, *film.genres[: 3 - len(found)]]


def _badge(film: Film, standing: Standing) -> Html:
    """How the person stands to the film, over its title card."""
    if film.id in standing.hidden:
        said = "Hidden"
    elif film.id in standing.ratings:
        said = f"★ {standing.ratings[film.id]:g}"
    elif film.id in standing.seen:
        said = "Seen"
    elif film.id in standing.watchlist:
        said = "Saved"
    else:
        return _EMPTY
    return fill('<span class="m-badge">{said}</span>', said=said)


def stars(
    film: Film,
    predicted: float | None = None,
    interval: tuple[float, float] | None = None,
    rated: float | None = None,
    amends: str = "",
) -> Html:
    """Five stars to rate by halves; until then they show what is predicted.

    The ten buttons are one stop of the Tab key, and arrows move among them (surface.js).

    Args:
        film: of which film.
        predicted: shown while it is not rated.
        interval: around `predicted`.
        rated: the person's own stars.
        amends: id of the rating that other stars change; empty makes a new rating.
    """
    shown = rated if rated is not None else predicted
    buttons = joined(
        fill(
            '<button type="button" data-do="{do}" data-film="{id}" data-value="{amends}{value}" tabindex="{tab}"'
            ' aria-label="Rate {title} {value} {unit}" title="{value}"></button>',
            do="amend" if amends else "rate",
            amends=f"{amends} " if amends else "",
            id=film.id,
            value=f"{half / 2:g}",
            unit="star" if half == 2 else "stars",
            title=film.title,
            tab=0 if half == (round(rated * 2) if rated else 8) else -1,
        )
        for half in range(1, 11)
    )
    if rated is not None:
        said = fill(
            '<span class="m-number">{rated}</span><span class="m-range">yours</span>', rated=f"{rated:g}"
        )
    elif predicted is not None and interval is not None:
        said = fill(
            '<span class="m-number" aria-label="Predicted {mean} stars">{mean}</span>'
            '<span class="m-range" title="Four times in five you would rate it between these">{low}–{high}</span>',
            mean=f"{predicted:.1f}",
            low=f"{interval[0]:.1f}",
            high=f"{interval[1]:.1f}",
        )
    else:
        said = fill('<span class="m-range">{hint}</span>', hint="Rate it")
    return fill(
        '<div class="m-rating {kind}"><div class="m-stars" role="group" aria-label="Rate {title}"'
        ' style="--share:{share}%">'
        "{buttons}</div>{said}</div>",
        kind="m-yours" if rated is not None else "m-predicted",
        title=film.title,
        share=f"{(shown or 0) / 5 * 100:.0f}",
        buttons=buttons,
        said=said,
    )


def actions(film: Film, standing: Standing, *, words: bool = False) -> Html:
    """Buttons to like, dislike, save, mark seen and refuse.

    Args:
        film: about which.
        standing: what the person said already.
        words: name the buttons in writing, not only to assistive technology.
    """
    saved, hidden = film.id in standing.watchlist, film.id in standing.hidden
    verdicts = {event.kind.value for event in standing.events if event.film_id == film.id}
    offered = (
        ("like", "Like", "like", "like" in verdicts),
        ("dislike", "Dislike", "dislike", "dislike" in verdicts),
        ("seen", "Seen", "seen", film.id in standing.seen),
        ("unsave", "Saved", "save", True) if saved else ("save", "Save", "save", False),
        ("unhide", "Show again", "unhide", False)
        if hidden
        else ("refuse", "Not interested", "refuse", False),
    )
    names = {
        "like": "Like {}",
        "dislike": "Dislike {}",
        "seen": "I have seen {}",
        "save": "Save {} for later",
        "unsave": "Take {} off the saved films",
        "refuse": "Not interested in {}",
        "unhide": "Show {} again",
    }
    buttons = joined(
        fill(
            '<button type="button" class="m-act m-{do}" data-do="{do}" data-film="{id}" data-value="" title="{word}"'
            ' aria-label="{name}"{pressed}>{icon}{text}</button>',
            do=do,
            id=film.id,
            word=word,
            name=names[do].replace("{}", film.title),
            pressed=Html(' aria-pressed="true"') if pressed else _EMPTY,
            icon=icon(drawn),
            text=fill("<span>{word}</span>", word=word) if words else _EMPTY,
        )
        for do, word, drawn, pressed in offered
    )
    return fill(
        '<div class="m-actions{wide}">{buttons}</div>', wide=" m-wide" if words else "", buttons=buttons
    )


def grid(cards: Iterable[Card], standing: Standing, *, key: str, label: str, strip: bool = False) -> Html:
    """Cards in a grid, or in one strip to leaf through."""
    return fill(
        '<ul class="{kind}" data-key="{key}" aria-label="{label}"{reach}>{cards}</ul>',
        kind="m-strip" if strip else "m-grid",
        key=key,
        label=label,
        # A strip that scrolls can be reached and scrolled by keyboard.
        reach=Html(' tabindex="0"') if strip else _EMPTY,
        cards=joined(card(shown, standing) for shown in cards),
    )


def section(heading: Html, inner: Html, *, key: str, aside: str = "") -> Html:
    """A heading over a piece of page."""
    return fill(
        '<section data-key="{key}"><h2 class="m-heading">{heading}{aside}</h2>{inner}</section>',
        key=key,
        heading=heading,
        aside=fill('<span class="m-aside">{aside}</span>', aside=aside) if aside else _EMPTY,
        inner=inner,
    )


def empty(heading: str, text: str, button: Html = _EMPTY) -> Html:
    """What a page says when it has nothing to show."""
    return fill(
        '<div class="m-empty" data-key="empty"><h2>{heading}</h2><p>{text}</p>{button}</div>',
        heading=heading,
        text=text,
        button=button,
    )


def note_bar(note: Note | None) -> Html:
    """The bar at the foot that says what was noted, with Undo."""
    if note is None:
        return Html('<div class="m-note-place" role="status" data-key="note"></div>')
    undo = (
        fill(
            '<button type="button" class="m-undo" data-do="undo" data-value="{event}">Undo</button>',
            event=note.event_id,
        )
        if note.event_id
        else _EMPTY
    )
    return fill(
        '<div class="m-note-place" role="status" data-key="note"><div class="m-note{wrong}"><span>{text}</span>{undo}'
        '<button type="button" class="m-dismiss" data-do="dismiss" aria-label="Dismiss">{icon}</button></div></div>',
        wrong=" m-wrong" if note.wrong else "",
        text=note.text,
        undo=undo,
        icon=icon("close"),
    )
