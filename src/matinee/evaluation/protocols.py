"""What is asked of a recommender: for each protocol, what is known of each person and what is to be found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from matinee.errors import BadValue
from matinee.evaluation.split import LIKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from matinee.evaluation.split import Data, History, Person, Rows

__all__ = ["PROTOCOLS", "Options", "Task", "cold_films", "tasks_of"]

Learned = Literal["all", "warm"]
"""Whether the model has learned from ratings of every film, or of none of the cold ones."""


@dataclass(frozen=True, slots=True)
class Options:
    """The protocols' own numbers; the figures in the documentation are made with these."""

    known_likes: tuple[int, ...] = (1, 2, 3, 5, 10)
    """Likes that are known in `few`."""
    draws: int = 5
    """Draws of those likes, the figure being their mean."""
    known_part: float = 0.8
    """Part of a person's ratings, by time, that is known in `warm` and `likes`."""
    cold_part: float = 0.2
    """Part of the films that nobody has rated in `cold`."""
    seed: int = 11
    """Of the draws of likes and of cold films; people are drawn apart, see `split_people`."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question to a number of people; the figure of a case is the mean over its draws."""

    protocol: str
    case: str
    learned: Learned
    people: npt.NDArray[np.int64]
    """Their numbers, (people,)."""
    histories: list[History] = field(default_factory=list)
    wanted: list[Rows] = field(default_factory=list)
    """Rows of each person's targets; at least one each, save where `judged` is asked."""
    later: list[History] | None = None
    """What each person rated later, where a rating is to be foretold and no list is made."""
    candidates: npt.NDArray[np.bool_] | None = None
    """Films that may be shown, (n_films,); None is all of them. Known films never are."""


def few(data: Data, people: Sequence[Person], options: Options) -> Iterator[Task]:
    """K likes drawn by lot are known, all other likes of the person are to be found among all films."""
    for draw in range(options.draws):
        # The draws nest, so that more likes known are the same likes and more.
        shuffled: list[tuple[int, History]] = []
        for person in people:
            likes = person.log.taken(person.log.stars >= LIKED)
            order = np.random.default_rng([options.seed, draw, person.number]).permutation(len(likes))
            shuffled.append((person.number, likes.taken(order).as_likes()))
        for k in options.known_likes:
            asked = [(number, likes) for number, likes in shuffled if len(likes) > k]
            yield Task(
                "few",
                f"k={k}",
                "all",
                _numbers([number for number, _ in asked]),
                [likes.taken(slice(0, k)) for _, likes in asked],
                [likes.rows[k:] for _, likes in asked],
            )


def warm(data: Data, people: Sequence[Person], options: Options) -> Iterator[Task]:
    """The first part by time is known, later likes are to be found among all films."""
    yield _later_likes("warm", "", "all", people, options)


def likes(data: Data, people: Sequence[Person], options: Options) -> Iterator[Task]:
    """The first part by time is known; of the later ratings, which are likes, and how many stars are they?"""
    parted = [(person.number, *person.parted(options.known_part)) for person in people]
    parted = [(number, known, later) for number, known, later in parted if len(known) and len(later)]
    yield Task(
        "likes",
        "",
        "all",
        _numbers([number for number, _, _ in parted]),
        [known for _, known, _ in parted],
        later=[later for _, _, later in parted],
    )


def cold(data: Data, people: Sequence[Person], options: Options) -> Iterator[Task]:
    """Films nobody has rated: likes of them are to be found by all ratings of the other films.

    Once among themselves and once among all films. So that films nobody has rated are not bought with those
    that somebody has, later likes of the latter are asked on the same fit, among all films and without the cold.
    """
    is_cold = cold_films(data, options)
    asked = [
        (
            person.number,
            person.log.taken(~is_cold[person.log.rows]),
            person.log.taken(is_cold[person.log.rows]),
        )
        for person in people
    ]
    asked = [(number, known, cold) for number, known, cold in asked if len(known) and len(cold.liked)]
    numbers = _numbers([number for number, _, _ in asked])
    known, wanted = [known for _, known, _ in asked], [cold.liked for _, _, cold in asked]
    yield Task("cold", "among themselves", "warm", numbers, known, wanted, candidates=is_cold)
    yield Task("cold", "among all", "warm", numbers, known, wanted)
    yield _later_likes("cold", "warm films among all", "warm", people, options, barred=is_cold)
    yield _later_likes(
        "cold", "warm films alone", "warm", people, options, barred=is_cold, candidates=~is_cold
    )


PROTOCOLS: dict[str, Callable[[Data, Sequence[Person], Options], Iterator[Task]]] = {
    "few": few,
    "warm": warm,
    "cold": cold,
    "likes": likes,
}
"""Every protocol that asks people of a crowd; `services` add that of one person's own log."""


def tasks_of(
    names: Sequence[str], data: Data, people: Sequence[Person], options: Options | None = None
) -> list[Task]:
    """The tasks of these protocols that have anybody to ask.

    Raises:
        BadValue: no such protocol.
    """
    if unknown := [name for name in names if name not in PROTOCOLS]:
        raise BadValue(f'There is no protocol "{unknown[0]}"; there are {", ".join(PROTOCOLS)}.')
    found = [task for name in names for task in PROTOCOLS[name](data, people, options or Options())]
    return [task for task in found if len(task.people)]


def cold_films(data: Data, options: Options) -> npt.NDArray[np.bool_]:
    """Which films nobody has rated as far as the models know, (n_films,)."""
    n_films = len(data.films)
    chosen = np.zeros(n_films, dtype=np.bool_)
    shuffled = np.random.default_rng([options.seed, 0xC01D]).permutation(n_films)
    chosen[shuffled[: int(options.cold_part * n_films)]] = True
    return chosen


def _later_likes(
    protocol: str,
    case: str,
    learned: Learned,
    people: Sequence[Person],
    options: Options,
    *,
    barred: npt.NDArray[np.bool_] | None = None,
    candidates: npt.NDArray[np.bool_] | None = None,
) -> Task:
    numbers: list[int] = []
    histories: list[History] = []
    wanted: list[Rows] = []
    for person in people:
        known, later = person.parted(options.known_part)
        found = later.liked
        if barred is not None:
            known, found = known.taken(~barred[known.rows]), found[~barred[found]]
        if len(known) and len(found):
            numbers.append(person.number)
            histories.append(known)
            wanted.append(found)
    return Task(protocol, case, learned, _numbers(numbers), histories, wanted, candidates=candidates)


def _numbers(people: list[int]) -> npt.NDArray[np.int64]:
    return np.array(people, dtype=np.int64)
