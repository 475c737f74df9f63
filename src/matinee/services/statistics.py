"""What a person rated and watched, counted: by decade, by stars, by who made it, and beside what everybody gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.feedback import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matinee.domain.film import Film
    from matinee.domain.ports import Store
    from matinee.services.spaces import Spaces

__all__ = ["FEW", "Group", "Person", "Statistics", "Stats"]

FEW = 3
"""Films below which a figure says little, and is said to."""
_PATIENCE = 3.0
"""Films' worth of "as this person usually rates" in the difference of a group: one film does not lead."""
_ALIKE = 0.01
"""Stars that films' usual ratings must differ by to be worth comparing with."""
_MOST = 12
_HALVES = tuple(half / 2 for half in range(1, 11))


@dataclass(frozen=True, slots=True)
class Group:
    """The rated films that have one thing in common."""

    name: str
    films: int
    mean: float
    """Stars this person gave them, the mean."""
    usual: float
    """Stars such films usually get, the mean over the same films."""
    above: float
    """How far this person is above the usual with such films, shrunk to how far they are with all films."""

    @property
    def few(self) -> bool:
        """Whether there are too few films to say much."""
        return self.films < FEW


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose films were watched."""

    name: str
    films: int
    directed: int
    """Of these, how many they directed; in the others they acted."""


@dataclass(frozen=True, slots=True)
class Stats:
    """One person's statistics."""

    user: str
    seen: int
    rated: int
    unknown: int
    """Films spoken of that are not in the catalogue any more; they are in no figure below."""
    mean: float | None
    """None where nothing is rated."""
    usual: float | None
    """Stars the same films usually get."""
    compared: bool
    """Whether it is known what films usually get: without votes or a crowd every film gets the same."""
    stars: tuple[tuple[float, int], ...]
    """How often each rating from 0.5 to 5 was given."""
    decades: tuple[Group, ...]
    """By time; `name` is ``1990s``."""
    directors: tuple[Group, ...]
    """The one liked most beyond the usual first."""
    genres: tuple[Group, ...]
    """The commonest first."""
    countries: tuple[Group, ...]
    """The commonest first; `name` is an ISO 3166-1 code."""
    minutes: int
    """Runtime of all films seen, as far as known."""
    untimed: int
    """Films seen whose runtime is not known."""
    people: tuple[Person, ...]
    """Whose films were watched most; in at least two of them."""

    @property
    def few(self) -> bool:
        """Whether there are too few ratings to compare."""
        return self.rated < FEW


class Statistics:
    """Makes them from the log and the films."""

    def __init__(self, store: Store, spaces: Spaces) -> None:
        self._store = store
        self._spaces = spaces

    def of(self, user: str) -> Stats:
        """A person's statistics.

        Raises:
            EmptyCatalogue: there are no films.
        """
        space = self._spaces.current().space
        with self._store.read() as unit:
            standing = fold(unit.events(user))
            spoken = standing.seen | standing.ratings.keys()
            films = unit.films(sorted(spoken))
        rows = space.rows_among(films.keys())
        usual = {film_id: float(space.enjoyment.offset[row]) for film_id, row in rows.items()}
        rated = {film_id: stars for film_id, stars in standing.ratings.items() if film_id in usual}
        seen = [films[film_id] for film_id in sorted(films)]
        lean = sum(stars - usual[film_id] for film_id, stars in rated.items()) / max(len(rated), 1)

        def grouped(names: Callable[[Film], Iterable[str]]) -> list[Group]:
            return _groups(films, rated, usual, lean, names)

        counts = Counter(rated.values())
        return Stats(
            user=user,
            seen=len(seen),
            rated=len(rated),
            unknown=len(spoken) - len(films),
            mean=sum(rated.values()) / len(rated) if rated else None,
            usual=sum(usual[film_id] for film_id in rated) / len(rated) if rated else None,
            compared=float(np.ptp(space.enjoyment.offset)) > _ALIKE,
            stars=tuple((stars, counts.get(stars, 0)) for stars in _HALVES),
            decades=tuple(sorted(grouped(_decade), key=lambda group: group.name)),
            directors=tuple(
                sorted(grouped(lambda film: film.directors), key=lambda group: (-group.above, group.name))
            ),
            genres=tuple(_commonest(grouped(lambda film: film.genres))),
            countries=tuple(_commonest(grouped(lambda film: film.countries))),
            minutes=sum(film.runtime or 0 for film in seen),
            untimed=sum(not film.runtime for film in seen),
            people=_people(seen),
        )


def _groups(
    films: Mapping[int, Film],
    rated: Mapping[int, float],
    usual: Mapping[int, float],
    lean: float,
    names: Callable[[Film], Iterable[str]],
) -> list[Group]:
    members: dict[str, list[int]] = {}
    for film_id in rated:
        for name in set(names(films[film_id])):
            members.setdefault(name, []).append(film_id)
    found: list[Group] = []
    for name, ids in members.items():
        count = len(ids)
        apart = sum(rated[film_id] - usual[film_id] - lean for film_id in ids)
        found.append(
            Group(
                name,
                count,
                sum(rated[film_id] for film_id in ids) / count,
                sum(usual[film_id] for film_id in ids) / count,
                lean + apart / (count + _PATIENCE),
            )
        )
    return found


def _commonest(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.films, group.name))


def _decade(film: Film) -> tuple[str, ...]:
    return () if film.year is None else (f"{film.year // 10 * 10}s",)


def _people(seen: Iterable[Film]) -> tuple[Person, ...]:
    films: Counter[str] = Counter()
    directed: Counter[str] = Counter()
    for film in seen:
        films.update({*film.directors, *film.cast})
        directed.update(set(film.directors))
    ordered = sorted(films.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Person(name, count, directed[name]) for name, count in ordered if count > 1)[:_MOST]
