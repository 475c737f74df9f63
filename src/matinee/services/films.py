"""Films of the installation: loading, naming and listing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.matching import read_reference, title_key
from matinee.errors import AmbiguousFilm, EmptyCatalogue, UnknownFilm
from matinee.services.transfer import match_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.catalogue import Filters
    from matinee.domain.film import Film, FilmRecord
    from matinee.domain.ports import Progress, Store, Stored, TitleRow, Unit

__all__ = ["Credit", "Films"]

_BATCH = 500
_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Credit:
    """A film and what one person did in it."""

    film: Film
    roles: tuple[str, ...]
    """``director``, ``writer``, ``cast``."""


@dataclass(frozen=True, slots=True)
class Films:
    """The films, by name and number."""

    store: Store

    def put(self, records: Sequence[FilmRecord], progress: Progress | None = None) -> Stored:
        """Store what a source says about films, all in one transaction."""
        from matinee.domain.ports import Stored

        added = changed = unchanged = 0
        with self.store.begin() as unit:
            for start in range(0, len(records), _BATCH):
                stored = unit.put_films(records[start : start + _BATCH])
                added += stored.added
                changed += stored.changed
                unchanged += stored.unchanged
                if progress is not None:
                    progress("storing films", min(start + _BATCH, len(records)), len(records))
            if added or changed:
                # What was imported before its film was known finds it now.
                match_waiting(unit)
        return Stored(added, changed, unchanged)

    def get(self, film_id: int) -> Film:
        """One film.

        Raises:
            UnknownFilm: not in the catalogue.
            EmptyCatalogue: there are no films at all.
        """
        with self.store.read() as unit:
            found = unit.films([film_id])
        if film_id not in found:
            self.require_some()
            raise UnknownFilm(f"There is no film tmdb:{film_id} in the catalogue.")
        return found[film_id]

    def many(self, film_ids: Sequence[int]) -> dict[int, Film]:
        """Films by id; unknown ids are absent."""
        with self.store.read() as unit:
            return unit.films(film_ids)

    def of_person(self, name: str) -> list[Credit]:
        """The films somebody directed, wrote or played in, the best known first; none for an unknown name."""
        with self.store.read() as unit:
            roles = unit.films_of(name)
            films = unit.films(list(roles))
        return [Credit(films[film_id], tuple(did)) for film_id, did in roles.items() if film_id in films]

    def listed(self, filters: Filters | None = None) -> list[Film]:
        """Every film that passes the filters, by title; articles do not count."""
        with self.store.read() as unit:
            films = list(unit.all_films())
        if filters is not None:
            from matinee.domain.catalogue import Catalogue

            # A catalogue's rows are in order of id, as the films come.
            allowed = Catalogue.of(films).allowed(filters)
            films = [film for film, passes in zip(films, allowed, strict=True) if passes]
        return sorted(films, key=lambda film: (title_key(film.title), film.year or 0, film.id))

    def count(self) -> int:
        """How many films there are."""
        with self.store.read() as unit:
            return unit.film_count()

    def named(self, reference: str) -> Film:
        """The film a person means by ``tmdb:949``, ``Heat (1995)``, ``heat 1995`` or ``Heat``.

        Raises:
            UnknownFilm: none; the message names the nearest titles.
            AmbiguousFilm: several, with the candidates.
            EmptyCatalogue: there are no films at all.
        """
        film_id, readings = read_reference(reference)
        if film_id is not None:
            return self.get(film_id)
        with self.store.read() as unit:
            for title, year in readings:
                rows = _titled(unit, title, year)
                if len(rows) == 1:
                    return unit.films([rows[0].id])[rows[0].id]
                if rows:
                    raise AmbiguousFilm(
                        reference, [(row.id, row.title, row.year) for row in rows[:_CANDIDATES]]
                    )
        self.require_some()
        raise UnknownFilm(f'There is no film "{reference}" in the catalogue{self._nearest(readings)}')

    def only(self, title: str, year: int | None = None) -> int | None:
        """Number of the one film of that title, and of that year give or take one; None for none or several.

        For many titles at once: no near ones are looked for.
        """
        with self.store.read() as unit:
            rows = _titled(unit, title, year)
        return rows[0].id if len(rows) == 1 else None

    def require_some(self) -> None:
        """Refuse to go on without films.

        Raises:
            EmptyCatalogue: there are none.
        """
        if not self.count():
            raise EmptyCatalogue("There are no films yet: run `matinee init` for the starter catalogue.")

    def _nearest(self, readings: list[tuple[str, int | None]]) -> str:
        from matinee.services.search import Search

        hits = Search(self.store).titles(readings[-1][0], 3)
        if not hits:
            return ". Search with `matinee search WORDS`."
        return f"; did you mean {' or '.join(f'{hit.film.label} = tmdb:{hit.film.id}' for hit in hits)}?"


def _titled(unit: Unit, title: str, year: int | None) -> list[TitleRow]:
    rows = unit.titles_named(title_key(title))
    if year is None:
        return rows
    return [row for row in rows if row.year == year] or [
        row for row in rows if row.year is not None and abs(row.year - year) == 1
    ]
