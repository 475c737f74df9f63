"""Write docs/reference/starter-neighbours.md: "more like this" for twenty well-known starter films.

Run it after changing films, themes or block weights (`make docs`), and read the result as somebody who knows
films would: that is what it is for. A test holds the file against what this writes.
"""

from __future__ import annotations

from pathlib import Path

from matinee.features.terms import LABELS
from matinee.starter import starter_films
from matinee.taste.similar import similar_films
from matinee.taste.space import TasteSpace

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "starter-neighbours.md"

FILMS = {
    949: "crime",
    129: "animation from Japan",
    550: "a puzzle of a mind",
    238: "family and power",
    862: "toys and children",
    62: "space, slow",
    194: "Paris, whimsical",
    419430: "modern horror",
    18148: "quiet Japan",
    11782: "Hong Kong action",
    961: "silent comedy",
    592: "1970s paranoia",
    348: "horror in space",
    289: "wartime romance",
    872: "the musical",
    496243: "class and Korea",
    14275: "documentary",
    429: "the Italian Western",
    843: "longing in Hong Kong",
    120: "fantasy epic",
    137: "time loop",
    424: "the Holocaust",
    531428: "love and painting",
    155: "superheroes",
}
"""Films of different kinds by TMDB id, each with why it is in the list."""

INTRODUCTION = """# More like this, on the starter catalogue

For two dozen well-known films of different kinds, the eight nearest by the cosine over the centred TF-IDF blocks,
each with what they share most. Nobody's taste and no votes have a part in it. Written by
`tools/make_neighbours.py`; a test fails when it no longer says what the program says.
"""


def page() -> str:
    """The whole page."""
    films = {record.film.id: record.film for record in starter_films()}
    space = TasteSpace.fit_films(list(films.values()))
    parts = [INTRODUCTION]
    for film_id, kind in FILMS.items():
        film = films[film_id]
        parts.append(f"\n## {film.label}: {kind}\n\n| film | cosine | shared |\n| --- | --- | --- |\n")
        for likeness in similar_films(space, film_id, 8):
            other = films[int(space.film_ids[likeness.row])]
            shared = ", ".join(f"{term.term} ({LABELS[term.block]})" for term in likeness.shared[:4])
            parts.append(f"| {other.label} | {likeness.score:.2f} | {shared} |\n")
    return "".join(parts)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")


if __name__ == "__main__":
    main()
