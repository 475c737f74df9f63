"""A source of films for tests of gathering: by hand, without a network."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from matinee.domain.film import Film, FilmRecord
from matinee.domain.gathering import (
    Ask,
    Failed,
    Fetched,
    FoundFilm,
    Gone,
    ListedFilm,
    Outcome,
    Pictures,
    Unchanged,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from matinee.domain.ports import Clock
    from matinee.errors import TmdbError

__all__ = ["FakeSource"]


class FakeSource:
    """A `domain.gathering.FilmSource` whose films, changes and failures are told to it.

    Args:
        films: what it has, the most popular first.
        clock: for when a film was fetched.
    """

    def __init__(self, films: Iterable[Film], clock: Clock) -> None:
        self.have = {film.id: film for film in films}
        self.clock = clock
        self.calls = 0
        self.asked: list[Ask] = []
        self.searched: list[tuple[str, int | None]] = []
        self.changed: dict[dt.date, list[int]] = {}
        self.new: list[int] = []
        self.failing: dict[int, str] = {}
        self.breaks_after: tuple[int, BaseException] | None = None
        """After so many films everything ends with this error."""
        self.refuses: TmdbError | None = None
        self.closed = 0
        self.versions: dict[int, int] = {}

    def films(self, asks: Iterable[Ask]) -> Iterator[Outcome]:
        """Every outcome in the order asked."""
        for done, ask in enumerate(asks):
            if self.breaks_after is not None and done >= self.breaks_after[0]:
                raise self.breaks_after[1]
            self.calls += 1
            self.asked.append(ask)
            yield self._outcome(ask)

    def _outcome(self, ask: Ask) -> Outcome:
        film = self.have.get(ask.film_id)
        if ask.film_id in self.failing:
            return Failed(ask.film_id, self.failing[ask.film_id])
        if film is None:
            return Gone(ask.film_id, "TMDB has no such film.")
        etag = f'W/"{self.versions.get(film.id, 0)}"'
        if ask.etag == etag:
            return Unchanged(film.id, self.clock())
        payload = gzip.compress(json.dumps({"id": film.id, "title": film.title}).encode())
        record = FilmRecord(film, "tmdb", self.clock())
        return Fetched(record, payload, etag, Pictures(f"/poster{film.id}.jpg", ""))

    def change(self, film: Film, day: dt.date) -> None:
        """The film is another one now, and in the list of that day's changes."""
        self.have[film.id] = film
        self.versions[film.id] = self.versions.get(film.id, 0) + 1
        self.changed.setdefault(day, []).append(film.id)

    def popular(self, count: int) -> list[ListedFilm]:
        """The first ones."""
        return [ListedFilm(film_id) for film_id in list(self.have)[:count]]

    def discover(self, expression: str, count: int) -> list[ListedFilm]:
        """Every film whose language is the expression."""
        found = [film.id for film in self.have.values() if film.language == expression]
        return [ListedFilm(film_id) for film_id in found[:count]]

    def discover_size(self, expression: str) -> int:
        """How many `discover` finds."""
        return len(self.discover(expression, len(self.have)))

    def changes(self, day: dt.date) -> list[int]:
        """What was told of that day."""
        self.calls += 1
        return self.changed.get(day, [])

    def new_releases(self) -> list[ListedFilm]:
        """What was told to be new."""
        self.calls += 1
        return [ListedFilm(film_id) for film_id in self.new]

    def find(self, imdb_id: str) -> int | None:
        """The film that says so itself."""
        return next((film.id for film in self.have.values() if film.imdb_id == imdb_id), None)

    def search(self, title: str, year: int | None = None) -> list[FoundFilm]:
        """The films of that title and year; raises what was told."""
        if self.refuses is not None:
            raise self.refuses
        self.calls += 1
        self.searched.append((title, year))
        wanted = title.strip().casefold()
        return [
            FoundFilm(film.id, film.title, film.original_title, film.year)
            for film in self.have.values()
            if wanted in (film.title.casefold(), film.original_title.casefold()) and year in (None, film.year)
        ]

    def configuration(self) -> Mapping[str, Any]:
        """Nothing but the host; raises what was told."""
        if self.refuses is not None:
            raise self.refuses
        self.calls += 1
        return {"secure_base_url": "https://pictures.example/t/p/"}

    def close(self) -> None:
        """Counts."""
        self.closed += 1
