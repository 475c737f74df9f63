"""Films that an import names and nobody here knows yet: looked up at the source of films and stored like any other."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matinee.domain.gathering import Ask, Failed, Fetched, Gone
from matinee.domain.history import row_key
from matinee.domain.imports import Found
from matinee.domain.matching import title_key
from matinee.domain.spelling import readings, without_year
from matinee.errors import BadValue, MatineeError, TmdbError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from matinee.domain.gathering import FilmSource, FoundFilm, Outcome
    from matinee.domain.match import Asked
    from matinee.domain.ports import Clock, Progress, Store, Unit

__all__ = ["Finder"]

_NOTE = "sought"
_AGAIN = 30 * 86_400_000_000
"""Microseconds after which a title that led to nothing is looked up again."""
_MOST_NOTED = 20_000
_AT_ONCE = 8
_BATCH = 100
_NAMESAKES = 3
"""Films of one title that are fetched for a person to choose from."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A `domain.imports.FilmFinder` on a source of films. Without a key it finds nothing and says nothing.

    Args:
        store: where films go.
        opened: opens the source; raises what is wrong with its settings.
        there: whether there is a key for it.
        clock: microseconds since 1970 UTC.
        also: does what else belongs to films that have just been stored, in the same transaction.
    """

    store: Store
    opened: Callable[[], FilmSource]
    there: Callable[[], bool]
    clock: Clock
    also: Callable[[Unit, Sequence[Fetched]], None] | None = None

    def find(self, asked: Sequence[Asked], progress: Progress | None = None) -> Found:
        """Look up what these may mean, and store it; what cannot be had is told in one line, and raises nothing."""
        if not asked or not self.there():
            return Found()
        try:
            source = self.opened()
        except MatineeError as error:
            return Found(trouble=f"No film was looked up at TMDB: {error}")
        with contextlib.closing(source):
            return _Search(self, source, progress).go(asked)


@dataclass
class _Search:
    """One search for many titles."""

    finder: Finder
    source: FilmSource
    progress: Progress | None
    stored: int = 0
    failed: list[str] = field(default_factory=list)

    def go(self, asked: Sequence[Asked]) -> Found:
        now = self.finder.clock()
        with self.finder.store.read() as unit:
            noted = {word: at for word, at in unit.shelf.noted(_NOTE).items() if now - at < _AGAIN}
        # What the file calls a series is no film of that title; only its number could say otherwise.
        titles = {
            word: one
            for one in asked
            if (word := _word(one)) not in noted and (one.imdb_id or not one.confirm)
        }
        answers: dict[str, list[int]] = {}
        trouble = ""
        try:
            self._identify(titles, answers)
            self._fetch(self._new(answers))
        except TmdbError as error:
            left = len(titles) - len(answers)
            what = f"{left} of {len(titles)} titles" if left else "The films"
            trouble = f"{what} could not be had from TMDB: {error}"
        if self.failed and not trouble:
            films = "1 film" if len(self.failed) == 1 else f"{len(self.failed)} films"
            trouble = f"{films} could not be fetched from TMDB: {self.failed[0]}"
        with self.finder.store.begin() as unit:
            # A title is not looked up at every import; one whose film could not be fetched is.
            done = {} if trouble else dict.fromkeys(answers, now)
            unit.shelf.note(_NOTE, dict([*noted.items(), *done.items()][-_MOST_NOTED:]))
        return Found(self.stored, trouble)

    def _identify(self, titles: dict[str, Asked], answers: dict[str, list[int]]) -> None:
        """Ask which films these are, several at once."""
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="finding")
        try:
            words = {pool.submit(self._ids, one): word for word, one in titles.items()}
            for done, future in enumerate(as_completed(words), 1):
                answers[words[future]] = future.result()
                if self.progress is not None:
                    self.progress("looking films up at TMDB", done, len(titles))
        except BaseException:
            # Nothing more is asked; what is on its way ends before the source closes, so that no connection is left.
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _ids(self, asked: Asked) -> list[int]:
        """Numbers of the films that a title may mean."""
        if asked.tmdb_id is not None:
            return [asked.tmdb_id]
        if asked.imdb_id:
            with contextlib.suppress(BadValue):
                if (film_id := self.source.find(asked.imdb_id)) is not None:
                    return [film_id]
        if asked.confirm or not asked.title.strip():
            return []
        title, year = (asked.title, asked.year) if asked.year is not None else without_year(asked.title)
        base, inside = readings(title)
        texts = list(dict.fromkeys((base, *inside[:1], *asked.other_titles[:1])))
        keys = {title_key(text) for text in (title, *texts)}
        for near in dict.fromkeys((year, None)):
            for text in texts:
                found = [film for film in self.source.search(text, near) if _fits(film, year)]
                named = [film.film_id for film in found if keys & _keys(film)]
                # Who has the year and is found by TMDB alone is called so in another country.
                by_year = [film.film_id for film in found if year is not None and film.year == year][:1]
                if named or by_year:
                    return (named or by_year)[:_NAMESAKES]
        return []

    def _new(self, answers: dict[str, list[int]]) -> list[int]:
        """Films that were never fetched, nor found to be gone."""
        wanted = list(dict.fromkeys(film_id for ids in answers.values() for film_id in ids))
        with self.finder.store.read() as unit:
            known = {*unit.shelf.etags(wanted), *unit.shelf.gone()}
        return [film_id for film_id in wanted if film_id not in known]

    def _fetch(self, film_ids: Sequence[int]) -> None:
        """Fetch films and store them as they arrive."""
        arrived: list[Outcome] = []
        try:
            for done, outcome in enumerate(self._outcomes(film_ids), 1):
                arrived.append(outcome)
                if self.progress is not None:
                    self.progress("fetching films from TMDB", done, len(film_ids))
                if len(arrived) >= _BATCH:
                    kept, arrived = arrived, []
                    self._keep(kept)
        finally:
            self._keep(arrived)

    def _outcomes(self, film_ids: Sequence[int]) -> Iterator[Outcome]:
        with contextlib.closing(self.source.films(map(Ask, film_ids))) as outcomes:  # type: ignore[type-var]
            yield from outcomes

    def _keep(self, outcomes: Iterable[Outcome]) -> None:
        outcomes = list(outcomes)
        if not outcomes:
            return
        fetched = [one for one in outcomes if isinstance(one, Fetched)]
        with self.finder.store.begin() as unit:
            unit.put_films(one.record for one in fetched)
            unit.shelf.put(fetched)
            if self.finder.also is not None:
                self.finder.also(unit, fetched)
            unit.shelf.entomb([one for one in outcomes if isinstance(one, Gone)], self.finder.clock())
        self.stored += len(fetched)
        self.failed += [one.reason for one in outcomes if isinstance(one, Failed)]


def _word(asked: Asked) -> str:
    return row_key(asked.title, asked.year, asked.tmdb_id, asked.imdb_id)


def _keys(film: FoundFilm) -> set[str]:
    return {title_key(film.title), title_key(film.original_title)} - {""}


def _fits(film: FoundFilm, year: int | None) -> bool:
    return year is None or film.year is None or abs(film.year - year) <= 1
