"""What is evaluated: anything that learns from films and ratings and scores films for a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from matinee.domain.feedback import Event, Kind
from matinee.evaluation.split import LIKED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.domain.ratings import Ratings
    from matinee.evaluation.split import History, Rows
    from matinee.taste import Belief, TasteConfig, TasteSpace
    from matinee.taste.rank import Dials

    Scores = npt.NDArray[np.float64]

_COLUMNS = (
    "title", "year", "genres", "keywords", "directors", "writers", "cast", "countries", "language", "overview",
    "vote_average", "vote_count",
)  # fmt: skip

__all__ = [
    "Batched",
    "FilmMean",
    "Popularity",
    "Recommender",
    "Starred",
    "Taste",
    "as_events",
    "learned",
    "scores_of",
]


class Recommender(Protocol):
    """Learns from a crowd, and scores films for people it has never seen."""

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Learn from films, in order of id, and other people's ratings of them."""

    def scores(self, history: History) -> Scores:
        """A finite score of every film, in the order of `fit`: (n_films,). Known films may have any."""


@runtime_checkable
class Batched(Protocol):
    """A recommender that scores many people at once faster than one after the other."""

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """`Recommender.scores` of each history: (people, n_films)."""


@runtime_checkable
class Starred(Protocol):
    """A recommender that predicts stars."""

    def stars(self, history: History, rows: Rows) -> tuple[Scores, Scores, Scores]:
        """Predicted stars of these films with their 80 % interval: mean, low, high. The mean may leave the scale."""


def scores_of(model: Recommender, histories: Sequence[History]) -> Scores:
    """Scores of every film for each history: (people, n_films).

    Raises:
        ValueError: the model gave scores of another shape, or some that are not finite.
    """
    if isinstance(model, Batched):
        found = np.asarray(model.scores_many(histories), dtype=np.float64)
    else:
        found = np.array([model.scores(history) for history in histories], dtype=np.float64)
    if found.ndim != 2 or len(found) != len(histories) or not np.isfinite(found).all():
        raise ValueError(f"{type(model).__name__} gave scores that are no finite row a person: {found.shape}")
    return found


class Popularity:
    """The films most people liked: what every recommender has to beat."""

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Count likes."""
        self._likes = _counted(films, ratings.film[ratings.stars >= LIKED])

    def scores(self, history: History) -> Scores:
        """The same for everyone."""
        return self._likes

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """The same for everyone."""
        return np.broadcast_to(self._likes, (len(histories), len(self._likes)))


class FilmMean:
    """Each film's mean rating, shrunk: the plainest prediction of stars.

    The interval is that of the crowd's own ratings about the film means, as if all people were one.
    """

    _PRIOR = 5.0

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Average."""
        usual = float(ratings.stars.mean()) if len(ratings) else 3.0
        count = _counted(films, ratings.film)
        total = _counted(films, ratings.film, ratings.stars)
        self._mean = (total + self._PRIOR * usual) / (count + self._PRIOR)
        ids = np.array([film.id for film in films], dtype=np.int64)
        error = ratings.stars - self._mean[np.searchsorted(ids, ratings.film)]
        self._low, self._high = -1.0, 1.0
        if len(error):
            self._low, self._high = (float(bound) for bound in np.quantile(error, [0.1, 0.9]))

    def scores(self, history: History) -> Scores:
        """The same for everyone."""
        return self._mean

    def stars(self, history: History, rows: Rows) -> tuple[Scores, Scores, Scores]:
        """The same for everyone."""
        mean = self._mean[rows]
        return mean, mean + self._low, mean + self._high


def _counted(
    films: Sequence[Film], rated: npt.NDArray[np.int32], weights: npt.NDArray[np.float32] | None = None
) -> Scores:
    """How often each film occurs, in the order of the films."""
    ids = np.array([film.id for film in films], dtype=np.int64)
    return np.bincount(np.searchsorted(ids, rated), weights=weights, minlength=len(ids)).astype(np.float64)


def as_events(history: History) -> list[Event]:
    """A history as a log: a rating each, or a like where there are no stars."""
    columns = (history.film_ids.tolist(), history.stars.tolist(), history.at.tolist())
    return [
        Event(
            event_id=str(seq),
            user="asked",
            kind=Kind.RATING if stars == stars else Kind.LIKE,
            film_id=film_id,
            value=stars if stars == stars else None,
            at=at,
            seq=seq,
        )
        for seq, (film_id, stars, at) in enumerate(zip(*columns, strict=True), 1)
    ]


class Taste:
    """Our own model, as it is shipped: scores before reranking, or the page with its dials.

    Args:
        learn: makes the space of films and ratings; None is `TasteSpace.fit` with the shipped settings.
        dials: rank the first hundred as a page with these dials shows them; None ranks by score alone.
    """

    _PAGE = 100

    def __init__(
        self,
        learn: Callable[[Sequence[Film], Ratings], TasteSpace] | None = None,
        dials: Dials | None = None,
    ) -> None:
        self._learn = learn or learned
        self._dials = dials
        self._last: tuple[History, Belief] | None = None

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Learn the space."""
        from matinee.domain.catalogue import Catalogue

        self.space = self._learn(films, ratings)
        self._catalogue = Catalogue.of(films)
        self._last = None

    def belief(self, history: History) -> Belief:
        """What a history says of its person's taste."""
        if self._last is None or self._last[0] is not history:
            self._last = history, self.space.belief_of(as_events(history))
        return self._last[1]

    def scores(self, history: History) -> Scores:
        """The ranking score; with dials, films of the page come first in its order."""
        belief = self.belief(history)
        found = self.space.scores(belief)
        if self._dials is not None:
            page = self.page(history, self._dials, self._PAGE)
            found[page] = found.max() + np.arange(len(page), 0, -1)
        return found

    def page(self, history: History, dials: Dials, n: int) -> Rows:
        """Rows of the films that a page of n shows, known films left out."""
        from matinee.taste.rank import rank

        allowed = np.ones(len(self.space.film_ids), dtype=np.bool_)
        allowed[history.rows] = False
        return rank(self.space, self.belief(history), self._catalogue, allowed, n, dials).rows

    def stars(self, history: History, rows: Rows) -> tuple[Scores, Scores, Scores]:
        """Predicted stars with their interval."""
        belief = self.belief(history)
        mean, low, high = self.space.stars(belief, rows)
        # Off the scale too: of two films at five stars it still knows the better one.
        mean = self.space.scores(belief, "enjoyment", rows=rows)
        return mean, low, high


def learned(films: Sequence[Film], ratings: Ratings | None, config: TasteConfig | None = None) -> TasteSpace:
    """The space as anybody gets it who has these films and this crowd; with the shipped settings unless told."""
    import pandas as pd

    from matinee.taste import TasteSpace

    table: dict[str, list[object]] = {"film_id": [film.id for film in films]}
    table |= {name: [getattr(film, name) for film in films] for name in _COLUMNS}
    return TasteSpace.fit(pd.DataFrame(table), None if ratings is None else ratings.frame(), config=config)
