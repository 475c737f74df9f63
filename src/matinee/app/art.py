"""How each genre's title card is drawn: flat shapes, each film's a variation of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.art_plain import PLAIN
from matinee.app.art_strange import STRANGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.palettes import Palette
    from matinee.app.shapes import Dice

__all__ = ["DRAWINGS"]

DRAWINGS: dict[str, Callable[[Palette, Dice], str]] = PLAIN | STRANGE
"""A drawing for every genre in TMDB's spelling; the dice make a film's variation the same every time."""
