"""The starter catalogue's data files as film records."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from matinee.domain.film import Film, FilmRecord
from matinee.features.lore import Lore
from matinee.starter.schema import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SOURCE", "film_of", "starter_films", "starter_lore", "starter_records", "starter_vocabulary"]

SOURCE = "starter"


def starter_films() -> list[FilmRecord]:
    """Every film of the starter catalogue, by year and title."""
    return [FilmRecord(film_of(record), SOURCE) for record in starter_records()]


def starter_records() -> Iterator[dict[str, Any]]:
    """The catalogue's records as they stand in its files; `matinee.starter.schema` describes them."""
    folder = files(__package__) / "films"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".jsonl"):
            # Split at "\n" only: a text may hold other characters that splitlines() takes for line ends.
            for line in file.read_text(encoding="utf-8").split("\n"):
                if line:
                    yield json.loads(line)


def starter_vocabulary() -> Vocabulary:
    """The theme and tone words, each with its meaning."""
    values = json.loads((files(__package__) / "vocabulary.json").read_text(encoding="utf-8"))
    return Vocabulary(themes=values["themes"], tones=values["tones"])


def starter_lore() -> Lore:
    """What the vocabulary's words mean, and what people remember of the catalogue's films."""
    vocabulary, records = starter_vocabulary(), list(starter_records())
    return Lore(
        meant={**vocabulary.themes, **vocabulary.tones},
        scenes={record["tmdb"]: tuple(record["scenes"]) for record in records},
        asked={record["tmdb"]: tuple(record["asked"]) for record in records},
    )


def film_of(record: dict[str, Any]) -> Film:
    """A record of the catalogue as a film: theme words become keywords, the synopsis the overview."""
    series = record["series"] or {}
    return Film(
        id=record["tmdb"],
        imdb_id=record["imdb"],
        title=record["title"],
        original_title=record["original_title"],
        year=record["year"],
        runtime=record["runtime"],
        countries=tuple(record["countries"]),
        language=record["language"],
        genres=tuple(record["genres"]),
        directors=tuple(record["directors"]),
        writers=tuple(record["writers"]),
        cast=tuple(record["cast"]),
        series=series.get("name", ""),
        series_place=series.get("place"),
        certification=record["certification"] or "",
        keywords=tuple(record["themes"]),
        tones=tuple(record["tone"]),
        fame=record["fame"],
        overview=record["synopsis"],
    )
