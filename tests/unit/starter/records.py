"""A record of the starter catalogue with nothing wrong, for tests to spoil."""

from typing import Any

THEMES = {word: f"about {word}" for word in ("dawn", "dusk", "fog", "lamp", "night", "rain")}
TONES = {"calm": "at rest", "wild": "not at rest"}
SYNOPSIS = (
    "In a harbour town where the fog never lifts, a lamplighter who fears the dark finds that one lamp "
    "shows people as they will be in ten years, and hides its light from everyone he loves."
)


def good(**values: Any) -> dict[str, Any]:
    return {
        "tmdb": 7,
        "imdb": "tt0000007",
        "title": "The Lamp",
        "original_title": "La Lampe",
        "year": 1999,
        "runtime": 96,
        "countries": ["FR", "BE"],
        "language": "fr",
        "genres": ["Drama", "Fantasy"],
        "directors": ["Eve Frost"],
        "writers": ["Gus Hale"],
        "cast": ["Ada Bell", "Cy Dorn", "Ed Fox", "Gia Holm", "Ida Jun"],
        "series": {"name": "Lamps", "place": 1},
        "certification": "PG",
        "themes": ["lamp", "fog", "night", "dusk", "dawn"],
        "tone": ["calm"],
        "fame": 2,
        "synopsis": SYNOPSIS,
        "scenes": ["a hand warmed at a lamp", "shadows on a quay"],
        "asked": [
            "cosy harbour story",
            "a man afraid of the dark lights lamps",
            "seeing what people will become",
        ],
    } | values
