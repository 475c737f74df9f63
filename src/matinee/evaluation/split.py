"""Who is learned from and who is asked, what is known of them and what is to be found; all of it seeded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.domain.ratings import Ratings

    Rows = npt.NDArray[np.int64]

__all__ = ["DISLIKED", "LIKED", "Data", "History", "People", "Person", "people_of", "split_people"]

LIKED = 4.0
"""Stars from which a rating is a like, in every protocol."""
DISLIKED = 2.0
"""Stars up to which a rating is a dislike."""
_MOST_PEOPLE = 600
PEOPLE_SEED = 7
"""Draws who is asked: the seed of the figures in the documentation."""


@dataclass(frozen=True, slots=True)
class People:
    """Three groups that share nobody."""

    train: npt.NDArray[np.int32]
    validation: npt.NDArray[np.int32]
    """Whom settings are chosen on."""
    test: npt.NDArray[np.int32]
    """Whom nothing is ever chosen on."""


def split_people(
    people: npt.NDArray[np.int32], asked: int | None = None, *, seed: int = PEOPLE_SEED
) -> People:
    """A seeded shuffle of the people in order of their numbers: test first, then validation, the rest to learn from.

    Args:
        people: everyone's number.
        asked: size of the test group, and of the validation group; None takes about a sixth of all, at most 600.
        seed: of the shuffle.

    Raises:
        BadValue: that leaves nobody to learn from.
    """
    if asked is None:
        asked = min(_MOST_PEOPLE, len(people) // 60 * 10 or len(people) // 6)
    if not 0 < 2 * asked < len(people):
        raise BadValue(
            f"{len(people)} people are too few to hold out twice {asked}: evaluate on a larger crowd."
        )
    shuffled = np.random.default_rng(seed).permutation(np.sort(people))
    return People(train=shuffled[2 * asked :], validation=shuffled[asked : 2 * asked], test=shuffled[:asked])


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one person, oldest first."""

    rows: Rows
    """Row of each film, films being in order of id."""
    film_ids: Rows
    stars: npt.NDArray[np.float64]
    """Stars; NaN is a like without stars."""
    at: npt.NDArray[np.int64]
    """Microseconds since 1970 UTC."""

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self, places: Rows | npt.NDArray[np.bool_] | slice) -> History:
        """Only these places."""
        return History(self.rows[places], self.film_ids[places], self.stars[places], self.at[places])

    @property
    def liked(self) -> Rows:
        """Rows of the films liked."""
        # NaN, a like without stars, is not below anything.
        return self.rows[~(self.stars < LIKED)]

    def as_likes(self) -> History:
        """The same films, each liked without stars and all at once."""
        return History(self.rows, self.film_ids, np.full(len(self.rows), np.nan), np.zeros_like(self.at))


@dataclass(frozen=True, slots=True)
class Person:
    """Everything one person rated, by time."""

    number: int
    log: History

    def parted(self, known: float) -> tuple[History, History]:
        """The first part by time, and what came later."""
        first = int(known * len(self.log))
        return self.log.taken(slice(0, first)), self.log.taken(slice(first, None))


@dataclass(frozen=True)
class Data:
    """Films in order of id, and the ratings about them."""

    films: Sequence[Film]
    ratings: Ratings

    @classmethod
    def of(cls, films: Sequence[Film], ratings: Ratings) -> Data:
        """The films in order, and the ratings about them, each person's together and oldest first."""
        ordered = sorted(films, key=lambda film: film.id)
        ids = np.array([film.id for film in ordered], dtype=np.int32)
        return cls(ordered, ratings.about(ids).in_order())

    @cached_property
    def film_ids(self) -> Rows:
        """Id of each film, rising."""
        return np.array([film.id for film in self.films], dtype=np.int64)

    def rows(self, film_ids: npt.NDArray[np.int32] | Rows) -> Rows:
        """Row of each of these films, all of which are here."""
        found: Rows = np.searchsorted(self.film_ids, film_ids)
        return found


def people_of(data: Data, numbers: npt.NDArray[np.int32]) -> list[Person]:
    """What each of these people rated, in the order given; those who rated nothing are left out."""
    user = data.ratings.user
    starts = np.searchsorted(user, numbers, side="left")
    ends = np.searchsorted(user, numbers, side="right")
    found: list[Person] = []
    for number, start, end in zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if end > start:
            part = slice(start, end)
            ids = data.ratings.film[part].astype(np.int64)
            log = History(
                data.rows(ids), ids, data.ratings.stars[part].astype(np.float64), data.ratings.at[part]
            )
            found.append(Person(number, log))
    return found
