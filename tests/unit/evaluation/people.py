"""Hand-made ratings, and a made-up crowd whose taste is planted."""

import numpy as np

from matinee.domain.film import Film
from matinee.domain.ratings import Ratings
from matinee.evaluation.split import Data
from matinee.testing.synthetic import synthetic_films, synthetic_people


def ratings(*rows, seq=None) -> Ratings:
    """Rows of user, film, stars and time."""
    user, film, stars, at = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Ratings(
        np.array(user, dtype=np.int32),
        np.array(film, dtype=np.int32),
        np.array(stars, dtype=np.float32),
        np.array(at, dtype=np.int64),
        None if seq is None else np.array(seq, dtype=np.int32),
    )


def films(*ids: int, **facts) -> list[Film]:
    return [Film(id=film_id, title=f"Film {film_id}", **facts) for film_id in ids]


def planted(people: int = 120, films: int = 150, clusters: int = 3, each: int = 24) -> Data:
    rng = np.random.default_rng(5)
    made = synthetic_films(films, clusters, rng)
    crowd = synthetic_people(made, clusters, people, rng, ratings=each)
    rows = [
        (number, event.film_id, event.value, event.at)
        for number, person in enumerate(crowd, 1)
        for event in person.events
    ]
    return Data.of(made, ratings(*rows))
