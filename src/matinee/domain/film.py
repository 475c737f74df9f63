"""A film, as every part of Matinee sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GENRES", "TMDB_SOURCES", "Film", "FilmRecord", "merge_records"]

GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "History",
    "Horror",
    "Music",
    "Mystery",
    "Romance",
    "Science Fiction",
    "TV Movie",
    "Thriller",
    "War",
    "Western",
)
"""TMDB's genre names, which are Matinee's."""

_LISTS = ("genres", "keywords", "tones", "directors", "writers", "cast", "countries")


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """One film; empty means unknown, never "none"."""

    id: int
    """TMDB's number, the only film id there is."""
    title: str
    original_title: str = ""
    year: int | None = None
    """Year of first release."""
    release_date: str = ""
    """ISO date of first release, when the day is known."""
    runtime: int | None = None
    """Minutes."""
    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    """TMDB keywords or the starter catalogue's theme words."""
    tones: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    """Billed actors, the most prominent first."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    language: str = ""
    """Original language, TMDB's two-letter code."""
    overview: str = ""
    tagline: str = ""
    imdb_id: str = ""
    series: str = ""
    series_place: int | None = None
    certification: str = ""
    vote_average: float | None = None
    """Mean vote, 0-10, as TMDB gives it."""
    vote_count: int | None = None
    fame: int | None = None
    """1 (a discovery) to 5 (nearly everyone has heard of it); the starter catalogue's own."""

    @property
    def label(self) -> str:
        """Title and year, as people write them: ``Heat (1995)``."""
        return f"{self.title} ({self.year})" if self.year else self.title

    def to_dict(self) -> dict[str, Any]:
        """The film as plain JSON values, without what is unknown."""
        found: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value is None or value in ("", ()):
                continue
            found[name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Film:
        """The film back from `to_dict`; keys this version does not know are left out."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        for name in _LISTS:
            if name in known:
                known[name] = tuple(known[name])
        known.setdefault("title", "")
        return cls(**known)


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """What one source says about a film. A film may have several records, one a source."""

    film: Film
    source: str
    """``starter``, ``tmdbdump``, ``tmdb5000`` or ``tmdb``: see `SOURCE_ORDER`."""
    fetched_at: int | None = None
    """Microseconds since 1970 UTC at which it was fetched, where a source has terms about age."""


SOURCE_ORDER = ("starter", "tmdbdump", "tmdb5000", "tmdb")
"""From the weakest word to the strongest; a source not named here is weaker than all."""

TMDB_SOURCES = frozenset({"tmdbdump", "tmdb5000", "tmdb"})
"""Sources whose words are TMDB's: fetched, or out of a dump."""

_JOINED = ("keywords", "tones")


def merge_records(records: list[FilmRecord]) -> Film:
    """One film out of what several sources say.

    The strongest source that knows a fact gives it; theme words are joined, so that a film
    known to both the starter catalogue and TMDB is near the films of either.

    Args:
        records: at least one, all of the same film id.
    """
    strength = {source: place for place, source in enumerate(SOURCE_ORDER)}
    ordered = sorted(records, key=lambda record: (strength.get(record.source, -1), record.source))
    values: dict[str, Any] = {}
    for record in ordered:
        said = record.film.to_dict()
        for name in _JOINED:
            if name in said:
                said[name] = list(dict.fromkeys([*values.get(name, ()), *said[name]]))
        values |= said
    return Film.from_dict(values)
