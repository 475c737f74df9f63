"""Colours and typefaces a genre's title card may be drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.film import GENRES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TELLING", "Palette", "faces_of", "palettes_of", "telling_genre"]

TELLING = (
    "Western",
    "Horror",
    "Science Fiction",
    "Music",
    "Animation",
    "Fantasy",
    "War",
    "Documentary",
    "Mystery",
    "Romance",
    "History",
    "Crime",
    "Adventure",
    "Thriller",
    "Family",
    "Action",
    "Comedy",
    "TV Movie",
    "Drama",
)
"""Genres from the one that says most about a film's looks to the one that says least."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Five colours of one title card, as #rrggbb. Ink on ground is readable as small text (4.5:1)."""

    ground: str
    ink: str
    sky: str
    """Behind the drawing."""
    one: str
    two: str


def _of(*rows: str) -> tuple[Palette, ...]:
    return tuple(Palette(*(f"#{colour}" for colour in row.split())) for row in rows)


_PALETTES = {
    "Action": _of(
        "111318 f4f1ea d7263d f4a300 111318",
        "f2b705 17130a f2b705 17130a d7263d",
        "0b2545 f6f4ef 13315c ee6c4d f6f4ef",
        "1f1f24 ffd9b0 3a3a44 ff6b35 f7c59f",
    ),
    "Adventure": _of(
        "123c3f f6ecd2 e9c46a 2a7f78 e76f51",
        "f3e3c3 3a2213 f08a4b 9c4a1a 3a2213",
        "1d3557 f1faee a8dadc 457b9d e63946",
        "31421f f4ebc9 d9c27c 6a8532 c8553d",
    ),
    "Animation": _of(
        "2b1a6b fff4d6 5b3fd6 ffcf3f ff6f91",
        "ffd23f 2a1a4a 3bceac ee4266 540d6e",
        "0c4a6e fef9e7 38bdf8 fb7185 fde047",
        "fff0e0 7a1f3d ff9f80 ffd166 06a77d",
    ),
    "Comedy": _of(
        "f7c948 22190a f7c948 e4572e 22190a",
        "fff1e0 2a1410 ff8fa3 ff4d6d 2a1410",
        "14605c fff8e7 88d4ab ffb703 fff8e7",
        "f08a5d 2b1206 f9ed69 b83b5e 6a2c70",
        "dff0ea 12343b 77c9b5 f25f5c ffe066",
    ),
    "Crime": _of(
        "14110f f1e9da 2b2620 c8102e f1e9da",
        "1a1d21 f3d36b 2d3238 f3d36b 8a8f98",
        "7a0e16 f7ead7 a4161a 14080a f7ead7",
        "0e2233 e9eef2 1d3a54 e0a458 e9eef2",
    ),
    "Documentary": _of(
        "f0ede6 1c1c1a d8d3c7 1c1c1a c0392b",
        "1d2b2a e9f1ec 2f4644 8fc1b5 e9f1ec",
        "20242c f5f5f0 3a4150 e3b23c f5f5f0",
    ),
    "Drama": _of(
        "22223b f2e9e4 4a4e69 c9ada7 f2e9e4",
        "f1e4d1 3b1f1b d9a679 8c3b2a 3b1f1b",
        "0f3d3e f0ece2 2c6e6b e2a76f f0ece2",
        "4b1d2f f7e7dc 8a3b52 f0a68c f7e7dc",
        "e8ebe4 1f2a2e 9fb8ad 2f5d62 dd9f5a",
        "1c2b4a f3ede0 38568c e8b95b d96c4f",
    ),
    "Family": _of(
        "fff3d9 273469 8ecae6 ffb703 fb8500",
        "1b4965 fff8e8 62b6cb ffd166 ef476f",
        "3c6e3a fffbe8 a7d676 ffd23f f08a4b",
    ),
    "Fantasy": _of(
        "1b1038 f5e9ff 3b2373 f2c14e 9d7bea",
        "0b3d3a f4efd9 14645f e5c15d 7bc8a4",
        "2d0f2f fbe4c9 6b2257 f49d6e fbe4c9",
        "132a4f f2ecd8 2a5a8c f0c869 8fc7d9",
    ),
    "History": _of(
        "efe3cb 2f1c10 d8bf92 8c5a2b 5b2b1a",
        "2a1a12 f0dfbf 59311d c9963f f0dfbf",
        "1e2d3b efe6d2 3e5567 c7a24d efe6d2",
        "5a1f1a f5e6c8 8a3324 d9a441 f5e6c8",
    ),
    "Horror": _of(
        "0a0a0b f2efe9 1d0a0d b00d1e f2efe9",
        "a30019 fff1e6 a30019 0a0a0b fff1e6",
        "0d1a12 dff2c9 16301f 86c232 dff2c9",
        "e9e3d6 190c0c e9e3d6 190c0c a30019",
    ),
    "Music": _of(
        "240046 ffe8ff 5a189a ff6d00 ff9e00",
        "0d0d0d ffe8c2 232323 ff5d5d ffd166",
        "f7ede2 30142b f28482 84a59d 30142b",
        "073b4c fff6e0 118ab2 ffd166 ef476f",
    ),
    "Mystery": _of(
        "10162f e9e4d4 1d2951 d8b04a 6f7fb5",
        "14241f e8e6d1 22403a d1a650 e8e6d1",
        "2b2024 f0e2d0 4a353c c77d5b f0e2d0",
    ),
    "Romance": _of(
        "fbe3dc 5a1226 f4a6a0 d1495b 5a1226",
        "59122b fde8e4 9e2a4b ff8fa3 ffd6c9",
        "2e2a5b fde7e9 5d5aa8 f7a1b5 ffd9a0",
        "f6ead7 3b2a3f e8b4a0 b5566b 6d8a96",
        "123f4a fdf0dc 2d7d86 f7b88f f4e3b2",
    ),
    "Science Fiction": _of(
        "05070f e8f1ff 0c1631 4cc9f0 f72585",
        "0b132b f5f3e7 1c2541 ff7b54 5bc0be",
        "e9e5da 12151c f0683e 12151c a33412",
        "1a0b2e f3e9ff 3d1766 ff9f1c 2ec4b6",
        "10251f e4f5e6 17433a b8f35b e4f5e6",
    ),
    "TV Movie": _of("1f2937 f3f4f6 374151 60a5fa f87171"),
    "Thriller": _of(
        "e4572e 1a0b06 e4572e 1a0b06 f7e6d0",
        "101820 f2f2ee 1f2d3a f2aa4c f2f2ee",
        "0d1b1e e6f0ec 16343a d7263d 7fb7be",
        "f4efe6 18181a f4efe6 d62828 18181a",
    ),
    "War": _of(
        "2f3326 efe7d0 59604a c8553d efe7d0",
        "e6dac0 2b2417 b7a57a 9b2c1f 2b2417",
        "1c1c1c ead9b5 5b1a18 d1603d ead9b5",
    ),
    "Western": _of(
        "3b1c10 f8e3b4 d9632a f3b23c 3b1c10",
        "f2d8a7 4a1d0d e9a34a b6401c 4a1d0d",
        "14373d f7e2b8 e08b4f f7c873 14373d",
    ),
}

_FACES = {
    "Action": ("anton", "bebas-neue"),
    "Adventure": ("bebas-neue", "alfa-slab-one", "anton"),
    "Animation": ("fredoka-600",),
    "Comedy": ("fredoka-600", "alfa-slab-one", "playfair-display-800"),
    "Crime": ("bebas-neue", "anton", "playfair-display-800"),
    "Documentary": ("bebas-neue", "josefin-sans-600"),
    "Drama": ("playfair-display-800", "playfair-display-600-italic", "josefin-sans-600", "bebas-neue"),
    "Family": ("fredoka-600", "alfa-slab-one"),
    "Fantasy": ("playfair-display-800", "josefin-sans-600"),
    "History": ("playfair-display-800", "josefin-sans-600"),
    "Horror": ("anton", "bebas-neue", "playfair-display-800"),
    "Music": ("josefin-sans-600", "alfa-slab-one", "anton"),
    "Mystery": ("playfair-display-600-italic", "josefin-sans-600", "bebas-neue"),
    "Romance": ("playfair-display-600-italic", "playfair-display-800"),
    "Science Fiction": ("josefin-sans-600", "bebas-neue"),
    "TV Movie": ("bebas-neue",),
    "Thriller": ("anton", "bebas-neue", "josefin-sans-600"),
    "War": ("anton", "alfa-slab-one", "bebas-neue"),
    "Western": ("alfa-slab-one", "anton"),
}

_HEARD = 4
"""Genres after these say too little to set a film's looks."""


def telling_genre(genres: Sequence[str]) -> str:
    """The genre that sets the looks of a film: the most telling of its first few; Drama when it has none."""
    known = [genre for genre in genres[:_HEARD] if genre in GENRES]
    return min(known, key=TELLING.index, default="Drama")


def palettes_of(genre: str) -> tuple[Palette, ...]:
    """The palettes of a genre in TMDB's spelling."""
    return _PALETTES[genre]


def faces_of(genre: str) -> tuple[str, ...]:
    """The typefaces of a genre, by their names in `typefaces.FACES`."""
    return _FACES[genre]
