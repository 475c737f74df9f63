"""The recommenders people would otherwise use, each behind the same few calls, with the grids they are tuned on.

They need `implicit` and LensKit, which `make bench-peers` installs apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from matinee.evaluation.recommender import Popularity, Taste, learned
from matinee.evaluation.split import LIKED
from matinee.taste import TasteConfig
from matinee.taste.rank import Dials

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.domain.ratings import Ratings
    from matinee.evaluation.recommender import Recommender
    from matinee.evaluation.split import History

    Scores = npt.NDArray[np.float64]

__all__ = ["PEERS", "Peer"]


def _likes_of(films: Sequence[Film], ratings: Ratings, *, likes: bool) -> Any:
    """Who chose what, float32 (people, n_films): likes, or everything rated."""
    chosen = ratings.taken(ratings.stars >= LIKED) if likes else ratings
    ids = np.array([film.id for film in films], dtype=np.int64)
    _, user = np.unique(chosen.user, return_inverse=True)
    ones = np.ones(len(chosen), dtype=np.float32)
    places = (user, np.searchsorted(ids, chosen.film))
    return sparse.csr_matrix((ones, places), shape=(int(user.max(initial=-1)) + 1, len(ids)))


def _histories(histories: Sequence[History], n_films: int, *, likes: bool) -> Any:
    rows = [history.liked if likes else history.rows for history in histories]
    starts = np.concatenate([[0], np.cumsum([len(part) for part in rows])])
    columns = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, columns, starts), shape=(len(rows), n_films))


class _Matrix:
    """A recommender whose scores are the sum over known films of a row of a matrix."""

    def __init__(self, *, likes: bool = True) -> None:
        self._likes = likes
        self._weights: Any = None

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Learn the matrix."""
        self._weights = self._learned(_likes_of(films, ratings, likes=self._likes))

    def _learned(self, chosen: Any) -> Any:
        raise NotImplementedError

    def scores(self, history: History) -> Scores:
        """Of one person."""
        found: Scores = self.scores_many([history])[0]
        return found

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """Of many."""
        product: Any = _histories(histories, self._weights.shape[0], likes=self._likes) @ self._weights
        found: Scores = np.asarray(
            product if isinstance(product, np.ndarray) else product.toarray(), np.float64
        )
        return found


class ItemKnn(_Matrix):
    """Item-kNN of `implicit`: cosine, or BM25 weights."""

    def __init__(self, kind: str, k: int, *, likes: bool = True, **weights: float) -> None:
        super().__init__(likes=likes)
        self._kind, self._k = kind, k
        self._weighing = {name.upper(): value for name, value in weights.items()}

    def _learned(self, chosen: Any) -> Any:
        from implicit import nearest_neighbours

        names = {"cosine": "CosineRecommender", "bm25": "BM25Recommender"}
        model = getattr(nearest_neighbours, names[self._kind])(K=self._k, num_threads=1, **self._weighing)
        model.fit(sparse.csr_matrix(chosen), show_progress=False)
        return sparse.csr_matrix(model.similarity)


class Ease(_Matrix):
    """EASE (Steck 2019), as LensKit has it."""

    def __init__(self, penalty: float, *, likes: bool = True) -> None:
        super().__init__(likes=likes)
        self._penalty = penalty

    def _learned(self, chosen: Any) -> Any:
        from lenskit.knn.ease import EASEScorer

        return _lenskit(EASEScorer(regularization=self._penalty), chosen, "weights")


class Slim(_Matrix):
    """SLIM (Ning and Karypis 2011), as LensKit has it."""

    def __init__(self, l1: float, l2: float, *, likes: bool = True) -> None:
        super().__init__(likes=likes)
        self._l1, self._l2 = l1, l2

    def _learned(self, chosen: Any) -> Any:
        from lenskit.knn.slim import SLIMScorer

        return _lenskit(SLIMScorer(l1_reg=self._l1, l2_reg=self._l2), chosen, "weights")


def _lenskit(scorer: Any, chosen: Any, name: str) -> Any:
    """What a scorer of LensKit learns, (n_films, n_films) in our rows."""
    import pandas as pd
    from lenskit.data import from_interactions_df
    from lenskit.training import TrainingOptions

    pairs = chosen.tocoo()
    data = from_interactions_df(pd.DataFrame({"user_id": pairs.row, "item_id": pairs.col}))
    scorer.train(data, TrainingOptions())
    rows = np.asarray(scorer.items.ids(), dtype=np.int64)
    weights: Any = getattr(scorer, name)
    n = chosen.shape[1]
    if not isinstance(weights, np.ndarray):
        own: Any = weights.tocoo()
        return sparse.csr_matrix((own.data, (rows[own.row], rows[own.col])), shape=(n, n))
    full = np.zeros((n, n), dtype=np.float32)
    full[np.ix_(rows, rows)] = weights
    return full


class Soup(_Matrix):
    """The tutorial: genres, keywords, cast and director in one soup, TF-IDF, cosine to what was liked."""

    def fit(self, films: Sequence[Film], ratings: Ratings) -> None:
        """Vectors only."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        soups = [
            " ".join(
                name.replace(" ", "").lower()
                for name in (*film.genres, *film.keywords, *film.directors, *film.cast[:3])
            )
            for film in films
        ]
        self._rows = TfidfVectorizer(analyzer=str.split).fit_transform(soups).astype(np.float32)

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """Summed cosines."""
        known = _histories(histories, self._rows.shape[0], likes=True) @ self._rows
        found: Scores = np.asarray((known @ self._rows.T).toarray(), dtype=np.float64)
        return found


class Als(_Matrix):
    """Implicit-feedback ALS (Hu, Koren and Volinsky 2008) of `implicit`; new people are folded in."""

    def __init__(
        self, factors: int, penalty: float, alpha: float, *, iterations: int = 15, likes: bool = True
    ) -> None:
        super().__init__(likes=likes)
        self._settings = {
            "factors": factors,
            "regularization": penalty,
            "alpha": alpha,
            "iterations": iterations,
            "random_state": 0,
            "num_threads": 1,
        }

    def _learned(self, chosen: Any) -> Any:
        from implicit.als import AlternatingLeastSquares

        self._model = AlternatingLeastSquares(**self._settings)
        self._model.fit(chosen, show_progress=False)
        return self._model.item_factors

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """Each person's factors solved for, times the films'."""
        known = _histories(histories, self._weights.shape[0], likes=self._likes)
        people = self._model.recalculate_user(np.arange(len(histories)), known)
        found: Scores = np.asarray(people @ self._weights.T, dtype=np.float64)
        return np.nan_to_num(found)


class Bpr(_Matrix):
    """BPR (Rendle et al. 2009) of `implicit`; it cannot fold people in, so that they are the mean of their films."""

    def __init__(self, factors: int, rate: float, penalty: float, *, iterations: int = 100) -> None:
        super().__init__()
        self._settings = {
            "factors": factors,
            "learning_rate": rate,
            "regularization": penalty,
            "iterations": iterations,
            "random_state": 0,
            "num_threads": 1,
        }

    def _learned(self, chosen: Any) -> Any:
        from implicit.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(**self._settings)
        model.fit(chosen, show_progress=False)
        # People's own factors are longer than a mean of films'; the bias of the films is in the last column.
        self._length = float(np.linalg.norm(model.user_factors[:, :-1], axis=1).mean())
        return model.item_factors

    def scores_many(self, histories: Sequence[History]) -> Scores:
        """The films' factors by the mean of those known, scaled to the length of a person's own."""
        known = _histories(histories, self._weights.shape[0], likes=True)
        taste = known @ self._weights[:, :-1]
        taste *= self._length / np.maximum(np.linalg.norm(taste, axis=1, keepdims=True), 1e-9)
        found: Scores = np.asarray(taste @ self._weights[:, :-1].T + self._weights[:, -1], dtype=np.float64)
        return found


@dataclass(frozen=True, slots=True)
class Peer:
    """How to make a recommender, and which settings to try."""

    make: Callable[..., Recommender]
    grid: dict[str, Sequence[Any]] = field(default_factory=dict)
    source: str = ""
    protocols: tuple[str, ...] = ("few", "warm", "cold", "likes")

    def settings(self) -> list[dict[str, Any]]:
        """Every setting of the grid."""
        return [dict(zip(self.grid, values, strict=True)) for values in product(*self.grid.values())]


def _knn(kind: str) -> Callable[..., Recommender]:
    return lambda **settings: ItemKnn(kind, **settings)


PEERS: dict[str, Peer] = {
    "matinee": Peer(Taste, source="as shipped, never tuned for a row"),
    "matinee page": Peer(
        lambda: Taste(dials=Dials()), source="the same, reranked at the default dials", protocols=("warm",)
    ),
    "matinee content": Peer(
        lambda: Taste(partial(learned, config=TasteConfig(crowd_patience=1e12, neighbour_weight=0.0))),
        source="vectors of content alone, the crowd's popularity",
    ),
    "popularity": Peer(Popularity, source="likes counted"),
    "soup": Peer(Soup, source="scikit-learn"),
    "knn cosine": Peer(_knn("cosine"), {"k": (50, 200, 1000), "likes": (True, False)}, "implicit"),
    "knn bm25": Peer(
        _knn("bm25"), {"k": (1000,), "k1": (1.2, 100.0), "b": (0.0, 0.05, 0.1, 0.25, 0.75)}, "implicit"
    ),
    "ALS": Peer(
        Als,
        {"factors": (8, 16, 32, 64), "penalty": (10.0, 30.0), "alpha": (1.0, 4.0)},
        "implicit",
    ),
    "BPR": Peer(Bpr, {"factors": (64,), "rate": (0.03, 0.1), "penalty": (0.01, 0.05)}, "implicit"),
    "EASE": Peer(Ease, {"penalty": (300.0, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5)}, "LensKit"),
    "SLIM": Peer(Slim, {"l1": (1.0, 5.0), "l2": (10.0, 100.0)}, "LensKit"),
}
"""Ours first; the order is that of the tables."""
