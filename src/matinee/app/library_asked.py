"""The words and buttons of review: a title as another service has it, films it may be, and matches to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.cards import link
from matinee.app.library_table import day
from matinee.app.markup import Html, fill, joined
from matinee.app.title_card import title_card
from matinee.domain.feedback import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.film import Film
    from matinee.domain.history import Said
    from matinee.services.review import Item

__all__ = ["films_offered", "matches", "question", "upcoming"]

_SAID = {
    Kind.LIKE: "liked",
    Kind.DISLIKE: "disliked",
    Kind.WATCHED: "seen",
    Kind.WATCHLIST_ADD: "saved",
    Kind.NOT_INTERESTED: "refused",
}
_MOST_SAID = 4


def question(item: Item, service: str, *, left: int, mends: bool) -> Html:
    """One title to decide on.

    Args:
        item: the title, with its candidates.
        service: where it is from.
        left: how many wait, this one too.
        mends: it was matched, and wrongly so.
    """
    head = (
        Html("Mend a match")
        if mends
        else fill('To review <span class="m-aside" role="status">{left} left</span>', left=f"{left:,}")
    )
    if mends:
        lead = fill(
            "It was taken for {film}. Which film is it?",
            film=item.film.label if item.film else "another film",
        )
    elif item.candidates:
        lead = Html("Which film is it?")
    else:
        lead = Html("No film here is like it. Search for it below, or skip it: it is kept.")
    return fill(
        '<h2 class="m-heading" data-key="review-head">{head}</h2><div class="m-asking" data-key="review">'
        '<p class="m-label">From {service}</p><h3 class="m-review-title">{title}{year}</h3>'
        '<p class="m-facts">{says}</p><p class="m-review-lead">{lead}</p>{films}<p class="m-buttons">{buttons}</p>'
        "</div>",
        head=head,
        service=service,
        title=item.title.title or item.title.key,
        year=fill(" <span>({year})</span>", year=item.title.year) if item.title.year else Html(""),
        says=joined((_says(said) for said in item.says[:_MOST_SAID]), " · "),
        lead=lead,
        films=films_offered(item.candidates, item),
        buttons=joined(
            (
                _button("mend-not", item, "Leave it") if mends else _button("skip", item, "Skip"),
                _button("not-film", item, "Not a film"),
            ),
            " ",
        ),
    )


def _says(said: Said) -> Html:
    words = f"rated {said.stars:g}" if said.stars is not None else _SAID.get(said.kind, said.kind.value)
    return fill("{words}{on}", words=words, on=fill(" on {day}", day=day(said.at)) if said.at else Html(""))


def films_offered(films: Sequence[Film], item: Item) -> Html:
    """Films that a title may be, each with a button to choose it."""
    if not films:
        return Html("")
    return fill(
        '<ul class="m-offers" aria-label="Films it may be">{films}</ul>',
        films=joined(
            fill(
                '<li data-key="offer-{id}"><span class="m-thumb-face" aria-hidden="true">{face}</span>'
                '<span class="m-offer-words">{title}<span class="m-facts">{facts}</span></span>'
                '<button type="button" class="m-button m-quiet" data-do="choose" data-film="{id}" data-value="{item}"'
                ' aria-label="It is {label}">This one</button></li>',
                id=film.id,
                face=title_card(film),
                title=link(film, fill("{title}", title=film.title)),
                facts=" · ".join(filter(None, (str(film.year or ""), ", ".join(film.directors[:2])))),
                item=item.id,
                label=film.label,
            )
            for film in films
        ),
    )


def upcoming(items: Sequence[Item], total: int) -> Html:
    """The titles that come next, to turn to one of them."""
    buttons = joined(
        fill(
            '<li><button type="button" class="m-choice" data-do="review-at" data-value="{id}">{title}{year}'
            "</button></li>",
            id=item.id,
            title=item.title.title or item.title.key,
            year=f" ({item.title.year})" if item.title.year else "",
        )
        for item in items
    )
    more = total - len(items)
    return fill(
        '<p class="m-label">Next</p><ul class="m-choices" aria-label="Titles that come next">{buttons}</ul>{more}',
        buttons=buttons,
        more=fill('<p class="m-aside">and {n} more</p>', n=f"{more:,}") if more > 0 else Html(""),
    )


def matches(items: Sequence[Item], start: int, *, more: bool, step: int) -> Html:
    """Titles and the films they were matched to."""
    if not items:
        return Html('<p class="m-aside" data-key="no-match">No matched title has these letters.</p>')
    rows = joined(
        fill(
            '<tr role="row" class="m-row" data-key="match-{id}"><th role="rowheader" scope="row">{title}{year}</th>'
            '<td role="cell">{film}</td><td role="cell" class="m-col-sure">{sure}</td><td role="cell">'
            '<button type="button" class="m-button m-quiet" data-do="mend" data-value="{id}"'
            ' aria-label="Mend {title}">Mend</button></td></tr>',
            id=item.id,
            title=item.title.title or item.title.key,
            year=f" ({item.title.year})" if item.title.year else "",
            film=link(item.film, fill("{label}", label=item.film.label))
            if item.film
            else f"tmdb:{item.title.film_id}",
            sure="your choice" if item.title.state == "chosen" else f"{item.title.confidence:.0%} sure",
        )
        for item in items
    )
    return fill(
        '<table class="m-table m-matches" role="table" aria-label="Matched titles" data-key="matches">'
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="m-plain">In the file</th>'
        '<th role="columnheader" scope="col" class="m-plain">Film</th><th role="columnheader" scope="col"'
        ' class="m-plain">How sure</th><th role="columnheader" scope="col" class="m-plain">'
        '<span class="m-hidden">Mend</span></th></tr></thead><tbody role="rowgroup">{rows}</tbody></table>{pager}',
        rows=rows,
        pager=_pager(start, more=more, step=step),
    )


def _pager(start: int, *, more: bool, step: int) -> Html:
    if not start and not more:
        return Html("")
    steps = ((max(0, start - step), "Back", start > 0), (start + step, "Next", more))
    return fill(
        '<nav class="m-pager" aria-label="Pages of the matches" data-key="matches-pager">{buttons}</nav>',
        buttons=joined(
            fill(
                '<button type="button" class="m-button m-quiet" data-do="matches-from" data-value="{to}"{off}>{words}'
                "</button>",
                to=to,
                words=words,
                off=Html("") if offered else Html(" disabled"),
            )
            for to, words, offered in steps
        ),
    )


def _button(do: str, item: Item, words: str) -> Html:
    return fill(
        '<button type="button" class="m-button m-quiet" data-do="{do}" data-value="{item}">{words}</button>',
        do=do,
        item=item.id,
        words=words,
    )
