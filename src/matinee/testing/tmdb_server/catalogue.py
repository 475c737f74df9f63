"""The invented catalogue: which films there are, which have changed, and the little that lists and filters need."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.testing.tmdb_server.words import chance, draw

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["GENRE_IDS", "Catalogue", "Light"]

GENRE_IDS = {
    "Action": 28,
    "Adventure": 12,
    "Animation": 16,
    "Comedy": 35,
    "Crime": 80,
    "Documentary": 99,
    "Drama": 18,
    "Family": 10751,
    "Fantasy": 14,
    "History": 36,
    "Horror": 27,
    "Music": 10402,
    "Mystery": 9648,
    "Romance": 10749,
    "Science Fiction": 878,
    "TV Movie": 10770,
    "Thriller": 53,
    "War": 10752,
    "Western": 37,
}
"""TMDB's genres and their numbers."""

_GENRES = tuple(GENRE_IDS)
_LANGUAGES = ("en",) * 12 + ("fr", "ja", "ko", "de", "es", "it", "hi", "sv")
_COUNTRY_OF = {
    "en": "US",
    "fr": "FR",
    "ja": "JP",
    "ko": "KR",
    "de": "DE",
    "es": "ES",
    "it": "IT",
    "hi": "IN",
    "sv": "SE",
}
_FIRST, _STEP = 103, 7
CLUSTERS = 12
"""Films take turns in clusters of taste, each with themes, people and words of its own."""


@dataclass(frozen=True, slots=True)
class Light:
    """What lists, filters and exports say of a film."""

    id: int
    place: int
    """0 is the most popular film."""
    popularity: float
    released: str
    """ISO date; empty for a film without one."""
    language: str
    country: str
    genres: tuple[str, ...]
    votes: int
    average: float
    runtime: int | None
    adult: bool
    video: bool


class Catalogue:
    """Invented films, made when asked for; what was changed, removed and added since is remembered.

    Args:
        films: how many at first. Ids are 103, 110, 117 ...: every other id is dead.
        today: the day it is there; None is the day it really is.
    """

    def __init__(self, films: int, today: dt.date | None = None) -> None:
        self._count = films
        self._today = today
        self._lock = threading.Lock()
        self._removed: set[int] = set()
        self._versions: dict[int, int] = {}
        self._changed: dict[dt.date, dict[int, None]] = {}
        self._fresh: list[int] = []

    @property
    def today(self) -> dt.date:
        """The day it is at this TMDB."""
        return self._today or dt.datetime.now(dt.UTC).date()

    def ids(self) -> Iterator[int]:
        """Every film that is there, the most popular first."""
        for place in range(self._count):
            if (film := _FIRST + _STEP * place) not in self._removed:
                yield film

    def has(self, film: int) -> bool:
        """Whether there is such a film."""
        place, rest = divmod(film - _FIRST, _STEP)
        return rest == 0 and 0 <= place < self._count and film not in self._removed

    def light(self, film: int) -> Light:
        """The little that lists say of a film."""
        place = (film - _FIRST) // _STEP
        language = _LANGUAGES[draw(film, 1, len(_LANGUAGES))]
        cluster = place % CLUSTERS
        second = _GENRES[draw(film, 2, len(_GENRES))]
        genres = dict.fromkeys((_GENRES[(2 * cluster) % len(_GENRES)], second))
        undated = chance(film, 3, 0.01)
        days = draw(film, 4, 60 * 365)
        # The votes of the lesser known are few, as they are in truth, and some have none.
        votes = 0 if chance(film, 5, 0.03) else 5 + int(30_000 / (1 + place / 40)) + draw(film, 6, 40)
        return Light(
            id=film,
            place=place,
            popularity=round(900 / (1 + place / 25) + draw(film, 7, 100) / 10_000, 4),
            released="" if undated else (self.today - dt.timedelta(days=days - 20)).isoformat(),
            language=language,
            country=_COUNTRY_OF[language],
            genres=tuple(genres),
            votes=votes,
            average=0.0 if not votes else round(4 + draw(film, 8, 4500) / 1000, 3),
            runtime=(0, None)[draw(film, 9, 2)] if chance(film, 10, 0.02) else 75 + draw(film, 11, 90),
            adult=chance(film, 12, 0.005),
            video=chance(film, 13, 0.01),
        )

    def version(self, film: int) -> int:
        """How often it was changed."""
        return self._versions.get(film, 0)

    def change(self, film: int, day: dt.date | None = None) -> None:
        """Another runtime and overview for a film, listed among the changes of a day."""
        with self._lock:
            self._versions[film] = self._versions.get(film, 0) + 1
            self._changed.setdefault(day or self.today, {})[film] = None

    def remove(self, film: int, day: dt.date | None = None) -> None:
        """Delete a film, as TMDB does with doubles: it answers 404 from now on."""
        with self._lock:
            self._removed.add(film)
            self._changed.setdefault(day or self.today, {})[film] = None

    def add(self, count: int = 1) -> list[int]:
        """New films, at the top of the lists of new releases; their ids."""
        with self._lock:
            new = [_FIRST + _STEP * place for place in range(self._count, self._count + count)]
            self._count += count
            self._fresh = [*new, *self._fresh]
            self._changed.setdefault(self.today, {}).update(dict.fromkeys(new))
            return new

    def fresh(self) -> list[int]:
        """Films added since the start, the newest first, and then the most popular ones."""
        return [*self._fresh, *(film for film in self.ids() if film not in self._fresh)]

    def changes(self, first: dt.date, last: dt.date) -> list[int]:
        """Films changed from the first day to the last, both included."""
        found: dict[int, None] = {}
        with self._lock:
            for day in sorted(self._changed):
                if first <= day <= last:
                    found |= self._changed[day]
        return list(found)
