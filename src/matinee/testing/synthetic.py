"""A made-up catalogue with planted clusters of taste, and people who follow them: what is right is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import GENRES, Film

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = ["Person", "cluster_of", "synthetic_films", "synthetic_people"]

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_THEMES, _DIRECTORS, _WRITERS, _CAST, _WORDS = 12, 5, 6, 14, 40
"""Of each how many one cluster has of its own."""
_COMMON = 60
"""How many names and words of each sort belong to no cluster."""
_START = 1_600_000_000_000_000
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who likes the films of one cluster."""

    name: str
    cluster: int
    events: tuple[Event, ...]
    """Ratings: high for films of the cluster, low for the others, oldest first."""


def cluster_of(film_id: int, clusters: int) -> int:
    """The planted cluster of a film of `synthetic_films`."""
    return (film_id - 1) % clusters


def synthetic_films(
    n: int, clusters: int, rng: np.random.Generator, *, noise: float = 0.2, first_id: int = 1
) -> list[Film]:
    """Films whose themes, people, genres and words are drawn by cluster.

    Votes are heavy-tailed and have nothing to do with the cluster; every tenth film has none.

    Args:
        n: how many films.
        clusters: how many clusters; the films take turns, see `cluster_of`.
        rng: draws everything.
        noise: part of what a film is made of that is drawn from what all clusters share.
        first_id: number of the first film; the others follow it.
    """
    return [
        _film(film_id, cluster_of(film_id, clusters), rng, noise) for film_id in range(first_id, first_id + n)
    ]


def synthetic_people(
    films: Sequence[Film], clusters: int, people: int, rng: np.random.Generator, *, ratings: int = 20
) -> list[Person]:
    """People with a favourite cluster each, taking turns; three quarters of what they rate is from it.

    Better known films are rated more often, as people do.

    Args:
        films: of `synthetic_films`.
        clusters: as given there.
        people: how many.
        rng: draws everything.
        ratings: how many each person gives; fewer where there are not enough films.
    """
    fame = [(film.vote_count or 0) ** 0.5 + 1 for film in films]
    found: list[Person] = []
    for number in range(people):
        favourite = number % clusters
        weights = [
            known * (1 if cluster_of(film.id, clusters) == favourite else 1 / (3 * max(clusters - 1, 1)))
            for film, known in zip(films, fame, strict=True)
        ]
        total = sum(weights)
        chosen = rng.choice(
            len(films), min(ratings, len(films)), replace=False, p=[weight / total for weight in weights]
        )
        events: list[Event] = []
        for place, film in enumerate(films[int(one)] for one in chosen):
            usual = 4.4 if cluster_of(film.id, clusters) == favourite else 2.4
            stars = min(5.0, max(0.5, round(2 * float(rng.normal(usual, 0.6))) / 2))
            events.append(
                Event(
                    event_id=f"{number}-{place}",
                    user=f"person {number}",
                    kind=Kind.RATING,
                    film_id=film.id,
                    value=stars,
                    at=_START + place * _DAY,
                    seq=place + 1,
                )
            )
        found.append(Person(f"person {number}", favourite, tuple(events)))
    return found


def _film(film_id: int, cluster: int, rng: np.random.Generator, noise: float) -> Film:
    def drawn(sort: int, own: int, count: int) -> tuple[str, ...]:
        """Different words, each of the cluster's own or, by `noise`, of the common ones."""
        words: dict[str, None] = {}
        while len(words) < count:
            common = rng.random() < noise
            place = _COMMON if common else own
            words[_word(sort, 0 if common else cluster + 1, int(rng.integers(place)))] = None
        return tuple(words)

    genres = {GENRES[(2 * cluster + int(rng.integers(2))) % len(GENRES)]}
    if rng.random() < 2 * noise:
        genres.add(GENRES[int(rng.integers(len(GENRES)))])
    voted = film_id % 10 != 0
    return Film(
        id=film_id,
        title=f"{_word(5, cluster + 1, film_id)} {film_id}".title(),
        year=1960 + int(rng.integers(60)),
        runtime=int(rng.integers(75, 180)),
        genres=tuple(sorted(genres)),
        keywords=drawn(0, _THEMES, int(rng.integers(4, 8))),
        directors=tuple(name.title() for name in drawn(1, _DIRECTORS, 1)),
        writers=tuple(name.title() for name in drawn(2, _WRITERS, int(rng.integers(1, 3)))),
        cast=tuple(name.title() for name in drawn(3, _CAST, int(rng.integers(3, 7)))),
        countries=("US",) if rng.random() < 0.7 else ("FR",),
        language="en" if rng.random() < 0.8 else "fr",
        overview=" ".join(drawn(4, _WORDS, 15)),
        vote_average=float(min(9.5, max(2.0, rng.normal(6.6, 0.8)))) if voted else None,
        vote_count=int(20 * (1 + rng.pareto(0.8))) % 40_000 if voted else None,
    )


def _word(sort: int, cluster: int, place: int) -> str:
    """A word that can be said; another one for other numbers (to 14 x 70 x 70 of them)."""
    letters = _CONSONANTS[sort]
    for number in (cluster, place // 70, place % 70):
        letters += _VOWELS[number % 5] + _CONSONANTS[number // 5 % 14]
    return letters + "o"
