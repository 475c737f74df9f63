"""The films of an installation as columns: ids to rows and back, and filters over them; immutable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.certificates import age_of
from matinee.domain.film import GENRES
from matinee.domain.tags import Tags
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film

__all__ = ["Catalogue", "Filters", "genre_named", "theme_named"]


def genre_named(name: str) -> str:
    """TMDB's spelling of a genre: "sci-fi" and "science fiction" are "Science Fiction".

    Raises:
        BadValue: no such genre.
    """
    asked = name.strip().casefold().replace("-", " ")
    for genre in GENRES:
        if genre.casefold() == {"sci fi": "science fiction", "scifi": "science fiction"}.get(asked, asked):
            return genre
    raise BadValue(f'There is no genre "{name}"; there are {", ".join(GENRES)}.')


def theme_named(theme: str) -> str:
    """A theme as filters compare it: ``based-on-novel`` and ``Based on novel`` are the same."""
    return " ".join(theme.casefold().replace("-", " ").split())


_TAGS = ("countries", "themes")
_DIRECTORS = 3
"""More than three directors of one film are an anthology, which no list has too many of."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which films may be picked. A film whose fact is unknown passes no filter that asks for it."""

    genres: frozenset[str] = frozenset()
    """At least one of these."""
    not_genres: frozenset[str] = frozenset()
    """None of these."""
    years: tuple[int, int] | None = None
    """First and last year, both included."""
    max_runtime: int | None = None
    """Minutes."""
    languages: frozenset[str] = frozenset()
    """Original language, one of these."""
    not_languages: frozenset[str] = frozenset()
    """Original language, none of these."""
    countries: frozenset[str] = frozenset()
    """Made in one of these, ISO 3166-1 alpha-2."""
    not_countries: frozenset[str] = frozenset()
    """Made in none of these, alone or with others."""
    themes: frozenset[str] = frozenset()
    """About at least one of these, as `theme_named` gives them."""
    not_themes: frozenset[str] = frozenset()
    """About none of these."""
    released: tuple[dt.date, dt.date] | None = None
    """First and last day of first release, both included."""
    age: int | None = None
    """Certified for this age, in the owner's country: see `services.country_facts`."""
    services: frozenset[str] = frozenset()
    """One of these streaming services has it in the owner's country."""
    paid: bool = False
    """Also what the services rent or sell."""
    among: tuple[int, ...] | None = None
    """Only these films, by id."""

    @property
    def ask_country(self) -> bool:
        """Whether they ask what only the facts of a country answer."""
        return self.age is not None or bool(self.services)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What filters and franchise order need of every film, by row; rows are in order of id."""

    ids: npt.NDArray[np.int64]
    year: npt.NDArray[np.int16]
    """0 is unknown."""
    runtime: npt.NDArray[np.int16]
    """Minutes; 0 is unknown."""
    genres: npt.NDArray[np.uint32]
    """Bit g is set for ``GENRES[g]``."""
    language: npt.NDArray[np.int16]
    """Index into `languages`."""
    series: npt.NDArray[np.int32]
    """A number shared by the films of one series; -1 for none."""
    series_place: npt.NDArray[np.int16]
    """Order within the series."""
    directors: npt.NDArray[np.int32]
    """Numbers shared by the films of one director, (n_films, 3); -1 where there is none."""
    released: npt.NDArray[np.int32]
    """Day of first release as `datetime.date.toordinal` counts; 0 is unknown."""
    age: npt.NDArray[np.int8]
    """From which age a film may be seen in the United States, by what its sources say; -1 is unknown."""
    countries: Tags
    themes: Tags
    """Keywords and tones, as `theme_named` gives them."""
    languages: tuple[str, ...]

    @classmethod
    def of(cls, films: Sequence[Film]) -> Catalogue:
        """The columns of these films."""
        films = sorted(films, key=lambda film: film.id)
        languages = sorted({film.language for film in films})
        code = {language: number for number, language in enumerate(languages)}
        series = _numbered(film.series for film in films)
        directors = _numbered(name for film in films for name in film.directors)
        bit = {genre: 1 << number for number, genre in enumerate(GENRES)}
        return cls(
            ids=np.array([film.id for film in films], dtype=np.int64),
            year=np.array([film.year or 0 for film in films], dtype=np.int16),
            runtime=np.array([min(film.runtime or 0, 32_000) for film in films], dtype=np.int16),
            genres=np.array(
                [sum(bit.get(genre, 0) for genre in set(film.genres)) for film in films], dtype=np.uint32
            ),
            language=np.array([code[film.language] for film in films], dtype=np.int16),
            series=np.array([series.get(film.series, -1) for film in films], dtype=np.int32),
            series_place=np.array(
                [film.series_place if film.series_place is not None else (film.year or 0) for film in films],
                dtype=np.int16,
            ),
            directors=np.array(
                [
                    ([directors[name] for name in film.directors] + [-1] * _DIRECTORS)[:_DIRECTORS]
                    for film in films
                ],
                dtype=np.int32,
            ).reshape(-1, _DIRECTORS),
            released=np.array([_day(film.release_date) for film in films], dtype=np.int32),
            age=np.array([_us_age(film.certification) for film in films], dtype=np.int8),
            countries=Tags.of([film.countries for film in films]),
            themes=Tags.of(
                [[theme_named(theme) for theme in (*film.keywords, *film.tones)] for film in films]
            ),
            languages=tuple(languages),
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The columns by name, for writing down."""
        found: dict[str, npt.NDArray[Any]] = {}
        for name in self.__dataclass_fields__:
            column = getattr(self, name)
            if isinstance(column, Tags):
                found |= {f"{name}_starts": column.starts, f"{name}_codes": column.codes}
            elif name != "languages":
                found[name] = column
        return found

    def names(self) -> dict[str, list[str]]:
        """What the numbers in some columns stand for, for writing down."""
        return {
            "languages": list(self.languages),
            **{name: list(getattr(self, name).names) for name in _TAGS},
        }

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, npt.NDArray[Any]], names: Mapping[str, Sequence[str]]
    ) -> Catalogue:
        """The catalogue back from `arrays` and `names`.

        Raises:
            KeyError: another version wrote them.
        """
        columns: dict[str, Any] = dict(arrays)
        for name in _TAGS:
            columns[name] = Tags(
                columns.pop(f"{name}_starts"), columns.pop(f"{name}_codes"), tuple(names[name])
            )
        return cls(**columns, languages=tuple(names["languages"]))

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: Sequence[int]) -> npt.NDArray[np.int64]:
        """Rows of those of the ids that are here, in the given order."""
        if not len(self.ids) or not len(ids):
            return np.zeros(0, dtype=np.int64)
        asked = np.asarray(ids, dtype=np.int64)
        rows = np.minimum(np.searchsorted(self.ids, asked), len(self.ids) - 1)
        found: npt.NDArray[np.int64] = rows[self.ids[rows] == asked]
        return found

    def allowed(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Which rows pass the filters."""
        mask = np.ones(len(self.ids), dtype=np.bool_)
        if filters.genres:
            mask &= (self.genres & _bits(filters.genres)) != 0
        if filters.not_genres:
            mask &= (self.genres & _bits(filters.not_genres)) == 0
        if filters.years is not None:
            mask &= (self.year >= filters.years[0]) & (self.year <= filters.years[1]) & (self.year > 0)
        if filters.max_runtime is not None:
            mask &= (self.runtime <= filters.max_runtime) & (self.runtime > 0)
        if filters.released is not None:
            first, last = (day.toordinal() for day in filters.released)
            mask &= (self.released >= first) & (self.released <= last) & (self.released > 0)
        if filters.languages:
            mask &= self._spoken(filters.languages)
        if filters.not_languages:
            mask &= ~self._spoken(filters.not_languages)
        for tags, wanted, unwanted in (
            (self.countries, filters.countries, filters.not_countries),
            (self.themes, filters.themes, filters.not_themes),
        ):
            if wanted:
                mask &= tags.holding(wanted)
            if unwanted:
                mask &= ~tags.holding(unwanted)
        if filters.among is not None:
            among = np.zeros(len(self.ids), dtype=np.bool_)
            among[self.rows_of(filters.among)] = True
            mask &= among
        if filters.ask_country:
            # Nothing is known of it here; `services.country_facts` answers it, as `among`.
            mask[:] = False
        return mask

    def _spoken(self, languages: frozenset[str]) -> npt.NDArray[np.bool_]:
        codes = [number for number, name in enumerate(self.languages) if name in languages]
        return np.isin(self.language, codes)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    """A number for each name that is not empty."""
    return {name: number for number, name in enumerate(sorted(set(names) - {""}))}


def _day(date: str) -> int:
    try:
        return dt.date.fromisoformat(date[:10]).toordinal() if date else 0
    except ValueError:
        return 0


def _us_age(certification: str) -> int:
    age = age_of(certification, "US") if certification else None
    return -1 if age is None else age


def _bits(genres: frozenset[str]) -> np.uint32:
    return np.uint32(sum(1 << GENRES.index(genre_named(genre)) for genre in genres))
