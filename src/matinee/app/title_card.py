"""Drawn title cards: a poster for every film, out of its title, year, director and genres.

Drawn as SVG in a room of 200 by 300, so that it is sharp at any size and never a broken image.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matinee.app.art import DRAWINGS
from matinee.app.markup import Html, fill, joined
from matinee.app.palettes import faces_of, palettes_of, telling_genre
from matinee.app.shapes import Dice
from matinee.app.typefaces import face, set_title

if TYPE_CHECKING:
    from matinee.domain.film import Film

__all__ = ["title_card"]

_WIDTH, _HEIGHT = 200, 300
_MARGIN = 15
_CREDIT = 9.4
"""Font size of director and year."""
_MOST_TITLE = 106
"""How high a title may grow."""
_SEAM = 0.7
"""How far the drawing reaches under the edge of the text's ground, so that no line shows between them."""


def title_card(film: Film) -> Html:
    """A film's title card as SVG; the same film always looks the same.

    It is a picture to assistive technology (hidden from it): the card around it says the title in text.
    """
    return _drawn(film.id, film.title, film.year, film.directors[:2], film.genres[:4])


@lru_cache(maxsize=4096)
def _drawn(
    film_id: int, title: str, year: int | None, directors: tuple[str, ...], genres: tuple[str, ...]
) -> Html:
    dice = Dice(film_id)
    for _ in range(3):
        dice.roll()  # the first rolls of neighbouring seeds are alike
    genre = telling_genre(genres)
    # The second genre may lend its colours, so that not every film of a kind looks the same.
    others = [other for other in genres if other in DRAWINGS and other != genre]
    lender = others[0] if others and dice.below(3) == 0 else genre
    palettes, faces = palettes_of(lender), faces_of(genre)
    palette, kind = palettes[dice.below(len(palettes))], face(faces[dice.below(len(faces))])
    block = set_title(title, kind, _WIDTH - 2 * _MARGIN, _MOST_TITLE)
    centred = not kind.justified and dice.below(2) == 0
    above = dice.below(4) == 0
    text_height = block.height + 2.7 * _MARGIN + _CREDIT
    text_top = 0.0 if above else _HEIGHT - text_height
    art_top = text_height - _SEAM if above else 0.0
    drawing = DRAWINGS[genre](palette, dice)
    if dice.below(2):
        drawing = f'<g transform="translate(200 0) scale(-1 1)">{drawing}</g>'
    art = Html(
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{palette.ground}"/>'
        f'<svg x="0" y="{art_top:.1f}" width="{_WIDTH}" height="{_HEIGHT - text_height + _SEAM:.1f}"'
        f' viewBox="0 0 200 200" '
        f'preserveAspectRatio="xMid{"YMin" if above else "YMax"} slice">'
        f'<rect x="-100" y="-100" width="400" height="400" fill="{palette.sky}"/>{drawing}</svg>'
        f'<rect y="{text_top:.1f}" width="{_WIDTH}" height="{text_height:.1f}" fill="{palette.ground}"/>'
    )
    style = Html(
        f'font-family="\'{kind.family}\', {_fallback(kind.name)}" font-weight="{kind.weight}"'
        + (' font-style="italic"' if kind.italic else "")
    )
    x = _WIDTH / 2 if centred else _MARGIN
    lines = joined(
        fill(
            '<text x="{x}" y="{y}" font-size="{size}" textLength="{length}" lengthAdjust="spacingAndGlyphs"'
            ' text-anchor="{anchor}">{text}</text>',
            x=f"{x:.1f}",
            y=f"{text_top + _MARGIN + line.baseline:.1f}",
            size=f"{line.size:.1f}",
            length=f"{line.width:.1f}",
            anchor="middle" if centred else "start",
            text=line.text,
        )
        for line in block.lines
    )
    credit = text_top + text_height - _MARGIN
    return fill(
        '<svg class="m-poster" viewBox="0 0 200 300" aria-hidden="true" focusable="false">{art}'
        '<g fill="{ink}" {style}>{lines}</g>'
        '<g fill="{ink}" class="m-credit" font-size="{size}"><text x="{left}" y="{y}"{squeeze}>{director}</text>'
        '<text x="{right}" y="{y}" text-anchor="end">{year}</text></g></svg>',
        art=art,
        ink=palette.ink,
        style=style,
        lines=lines,
        size=_CREDIT,
        left=_MARGIN,
        right=_WIDTH - _MARGIN,
        y=f"{credit:.1f}",
        director=(named := _credit(directors)),
        squeeze=Html(' textLength="130" lengthAdjust="spacingAndGlyphs"') if len(named) > 21 else "",
        year=year or "",
    )


def _credit(directors: tuple[str, ...]) -> str:
    """Who directed, short enough for one line."""
    named = " & ".join(directors)
    if len(named) > 27:
        named = " & ".join(name.split()[-1] for name in directors)
    return (named if len(named) <= 30 else named[:29] + "…").upper()


def _fallback(name: str) -> str:
    """What to set a title in where the face has not come through; `textLength` keeps it in its room."""
    if name.startswith("playfair"):
        return "Georgia, serif"
    return "Impact, 'Arial Narrow', sans-serif" if name in ("anton", "bebas-neue") else "sans-serif"
