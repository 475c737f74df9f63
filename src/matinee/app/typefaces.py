"""The poster typefaces: how wide their letters are, and how a title breaks into lines that fill a width."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise

__all__ = ["FACES", "Block", "Face", "Line", "face", "set_title"]

_MOST_WORDS = 11
"""Beyond it words are joined in pairs before the breaks are tried, so that 1,024 ways are the most."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface, its letters measured in parts of the font size."""

    name: str
    family: str
    weight: int
    italic: bool
    caps: bool
    """Set in capitals."""
    justified: bool
    """Each line fills the width in a size of its own, as on an old playbill."""
    largest: float
    """The largest size a line may take, in units of the drawing."""
    cap: float
    """Height of a capital."""
    widths: tuple[float, ...]
    """Advance of the ASCII letters from the space on."""

    def width(self, text: str) -> float:
        """Width of a text at font size 1."""
        return sum(self._advance(letter) for letter in text)

    def _advance(self, letter: str) -> float:
        # An accented letter is as wide as its base; what the face lacks comes from a fallback of about
        # these widths, and `textLength` squeezes it to fit.
        base = unicodedata.normalize("NFKD", letter)[:1] or letter
        place = ord(base) - 32
        if 0 <= place < len(self.widths):
            return self.widths[place]
        return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.62


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a title."""

    text: str
    size: float
    width: float
    baseline: float
    """Down from the top of the block."""


@dataclass(frozen=True, slots=True)
class Block:
    """A title in lines."""

    lines: tuple[Line, ...]
    height: float


# file stem: family, weight, italic, caps, justified, largest size
FACES = {
    "anton": ("Matinee Anton", 400, False, True, True, 74.0),
    "bebas-neue": ("Matinee Bebas", 400, False, True, True, 82.0),
    "alfa-slab-one": ("Matinee Slab", 400, False, True, True, 46.0),
    "playfair-display-800": ("Matinee Display", 800, False, False, False, 54.0),
    "playfair-display-600-italic": ("Matinee Display", 600, True, False, False, 56.0),
    "josefin-sans-600": ("Matinee Geometric", 600, False, True, False, 44.0),
    "fredoka-600": ("Matinee Round", 600, False, False, False, 52.0),
}


@cache
def face(name: str) -> Face:
    """A typeface by its name in `FACES`."""
    family, weight, italic, caps, justified, largest = FACES[name]
    measured = json.loads(
        (files(__package__) / "static" / "fonts" / "metrics.json").read_text(encoding="utf-8")
    )[name]
    return Face(
        name,
        family,
        weight,
        italic,
        caps,
        justified,
        largest,
        measured["cap"] / 100,
        tuple(width / 100 for width in measured["widths"]),
    )


def set_title(title: str, kind: Face, width: float, height: float) -> Block:
    """A title in lines as large as the room allows.

    Args:
        title: in one line.
        kind: the typeface.
        width: of the room, in units of the drawing.
        height: of the room; the block is never higher.
    """
    words = _words((title.upper() if kind.caps else title).split()) or ["?"]
    best: tuple[float, list[str], list[float]] = (-math.inf, [], [])
    for count in range(1, min(len(words), 6) + 1):
        for breaks in combinations(range(1, len(words)), count - 1):
            ends = (0, *breaks, len(words))
            texts = [" ".join(words[start:end]) for start, end in pairwise(ends)]
            sizes = _sizes(texts, kind, width)
            room = sum(_line_height(size, kind) for size in sizes)
            if room > height:
                sizes = [size * height / room for size in sizes]
            # The best break is the one whose smallest line is largest, and whose lines differ least.
            lengths = [kind.width(text) for text in texts]
            ragged = 0.0 if kind.justified else 1 - min(lengths) / max(max(lengths), 0.01)
            worth = min(sizes) * (1 - 0.12 * ragged) - 0.12 * (max(sizes) - min(sizes)) - 0.5 * len(sizes)
            if worth > best[0]:
                best = (worth, texts, sizes)
    lines: list[Line] = []
    top = 0.0
    for text, size in zip(best[1], best[2], strict=True):
        lines.append(Line(text, size, kind.width(text) * size, top + kind.cap * size))
        top += _line_height(size, kind)
    return Block(tuple(lines), top)


def _words(words: list[str]) -> list[str]:
    while len(words) > _MOST_WORDS:
        words = [" ".join(words[place : place + 2]) for place in range(0, len(words), 2)]
    return words


def _sizes(texts: list[str], kind: Face, width: float) -> list[float]:
    fitting = [min(kind.largest, width / max(kind.width(text), 0.01)) for text in texts]
    return fitting if kind.justified else [min(fitting)] * len(texts)


def _line_height(size: float, kind: Face) -> float:
    # Capitals stand close; letters with descenders need air.
    return size * kind.cap + (0.11 * size if kind.justified else (0.34 if kind.caps else 0.40) * size)
