"""Films to weighted, centred TF-IDF blocks, with a vocabulary that only ever grows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matinee.features.terms import EXTRACTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.domain.film import Film

__all__ = ["BLOCKS", "BlockConfig", "FeatureSpace", "Shared"]


@dataclass(frozen=True, slots=True)
class BlockConfig:
    """How one block of features is weighed."""

    weight: float
    """Part of the taste space that this block makes: what tells whether somebody will choose a film."""
    likeness: float
    """Part of "more like this" that it makes: there a shared theme says more, a shared decade less."""
    min_films: int = 1
    """A term in fewer films than this gets no column when the vocabulary is fitted."""
    max_terms: int | None = None
    """At most this many columns, the commonest terms first."""
    sublinear: bool = False
    """Count 1 + log(count) instead of the count."""


BLOCKS: dict[str, BlockConfig] = {
    "genre": BlockConfig(weight=0.12, likeness=0.15),
    "keyword": BlockConfig(weight=0.33, likeness=0.40),
    "tone": BlockConfig(weight=0.11, likeness=0.07),
    "director": BlockConfig(weight=0.08, likeness=0.09),
    "writer": BlockConfig(weight=0.04, likeness=0.04),
    "cast": BlockConfig(weight=0.08, likeness=0.08),
    "origin": BlockConfig(weight=0.10, likeness=0.05),
    "decade": BlockConfig(weight=0.11, likeness=0.03),
    "overview": BlockConfig(weight=0.06, likeness=0.09, min_films=3, max_terms=40_000, sublinear=True),
}
"""Chosen on validation people of MovieLens 1M and on the starter catalogue: ADR 0001."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One term two films have in common."""

    block: str
    term: str
    part: float
    """Its part of the films' cosine."""


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """The fitted vocabulary of all blocks: which terms have columns, how much each weighs, the mean film.

    Columns are only ever appended, so that a film's features stay what they were.
    """

    terms: tuple[tuple[str, str], ...]
    """(block, term) of each column."""
    idf: npt.NDArray[np.float32]
    """Inverse document frequency by column, (n_terms,)."""
    mean: npt.NDArray[np.float32]
    """The mean film over the films of the fit, (n_terms,); 0 for terms that came later."""
    films_fitted: int
    """How many films the document frequencies were counted over."""

    def likeness_weights(self) -> npt.NDArray[np.float32]:
        """What each column weighs in "more like this" against its weight in the rows, float32 (n_terms,)."""
        weights = {block: config.likeness / config.weight for block, config in BLOCKS.items()}
        return np.array([weights[block] for block, _ in self.terms], dtype=np.float32)

    @classmethod
    def fit(cls, films: Sequence[Film]) -> tuple[FeatureSpace, csr_matrix]:
        """Fit the vocabulary, and give the films' features with it.

        Returns:
            The space and the films' rows, float32 (n_films, n_terms), not yet centred.
        """
        from scipy import sparse

        parts: list[csr_matrix] = []
        terms: list[tuple[str, str]] = []
        idf: list[npt.NDArray[np.float32]] = []
        for block, config in BLOCKS.items():
            vocabulary: dict[str, int] = {}
            counts = _counts(films, block, vocabulary, grow=True)
            counts, names = _kept(counts, list(vocabulary), config)
            weighted, block_idf = _tfidf(counts, config)
            parts.append(weighted)
            idf.append(block_idf)
            terms += [(block, name) for name in names]
        rows = sparse.csr_matrix(sparse.hstack(parts, format="csr", dtype=np.float32))
        mean = np.asarray(rows.mean(axis=0), dtype=np.float32).ravel()
        return cls(tuple(terms), np.concatenate(idf).astype(np.float32), mean, len(films)), rows

    def transform(self, films: Sequence[Film]) -> tuple[FeatureSpace, csr_matrix]:
        """Features of more films; terms not met before are appended as columns.

        A new term weighs as one met in a single film, and has no part in the mean: it counts in
        similarity between films from now on, and in the taste space from the next fit (ADR 0004).

        Returns:
            The space, grown where need be, and the films' rows, float32 (n_films, n_terms of that space).
        """
        from scipy import sparse
        from sklearn.preprocessing import normalize

        vocabularies: dict[str, dict[str, int]] = {block: {} for block in BLOCKS}
        for column, (block, term) in enumerate(self.terms):
            vocabularies[block][term] = column
        n_known = len(self.terms)
        new: list[tuple[str, str]] = []
        none = np.zeros(0, dtype=np.int64)
        found: list[tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]]
        found = [(np.zeros(0), none, none)]
        once = np.log((1 + self.films_fitted) / 2) + 1
        for block, config in BLOCKS.items():
            vocabulary = vocabularies[block]
            known = len(vocabulary)
            # Free text brings new words with every film; people and themes are what a new film is known by.
            local = dict.fromkeys(vocabulary, 0)
            columns = np.fromiter(vocabulary.values(), dtype=np.int64, count=known)
            for place, term in enumerate(local):
                local[term] = place
            counts = _counts(films, block, local, grow=config.max_terms is None)
            fresh = list(local)[known:]
            columns = np.concatenate([columns, n_known + len(new) + np.arange(len(fresh), dtype=np.int64)])
            new += [(block, term) for term in fresh]
            weights = np.concatenate([self.idf[columns[:known]], np.full(len(fresh), once, dtype=np.float32)])
            if not counts.shape[1]:
                continue
            if config.sublinear:
                counts.data = 1 + np.log(counts.data)
            rows = normalize(counts.multiply(weights[None, :]).tocsr()) * np.sqrt(config.weight)
            rows = rows.tocoo()
            found.append((rows.data, rows.row, columns[rows.col]))
        data = np.concatenate([values for values, _, _ in found]).astype(np.float32)
        places = (
            np.concatenate([row for _, row, _ in found]),
            np.concatenate([column for _, _, column in found]),
        )
        matrix = sparse.csr_matrix((data, places), shape=(len(films), n_known + len(new)), dtype=np.float32)
        grown = replace(
            self,
            terms=(*self.terms, *new),
            idf=np.concatenate([self.idf, np.full(len(new), once, dtype=np.float32)]),
            mean=np.concatenate([self.mean, np.zeros(len(new), dtype=np.float32)]),
        )
        return (grown if new else self), matrix


def _counts(films: Sequence[Film], block: str, vocabulary: dict[str, int], *, grow: bool) -> csr_matrix:
    """Weighted counts of a block's terms, float64 (n_films, len(vocabulary)); grows the vocabulary if asked."""
    from scipy import sparse

    extract = EXTRACTORS[block]
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for film in films:
        for term, weight in extract(film).items():
            column = vocabulary.setdefault(term, len(vocabulary)) if grow else vocabulary.get(term)
            if column is not None:
                indices.append(column)
                data.append(weight)
        starts.append(len(indices))
    return sparse.csr_matrix((data, indices, starts), shape=(len(films), len(vocabulary)), dtype=np.float64)


def _kept(counts: csr_matrix, names: list[str], config: BlockConfig) -> tuple[csr_matrix, list[str]]:
    """Only the columns a block keeps, in alphabetical order, so that film order does not matter."""
    films_with = np.bincount(counts.indices, minlength=counts.shape[1])
    keep = [column for column in range(counts.shape[1]) if films_with[column] >= config.min_films]
    if config.max_terms is not None:
        keep = sorted(keep, key=lambda column: (-films_with[column], names[column]))[: config.max_terms]
    keep.sort(key=names.__getitem__)
    return counts[:, keep], [names[column] for column in keep]


def _tfidf(counts: csr_matrix, config: BlockConfig) -> tuple[csr_matrix, npt.NDArray[np.float32]]:
    """TF-IDF, each row of length root of the block's weight (or 0), and the idf by column."""
    from sklearn.feature_extraction.text import TfidfTransformer

    if not counts.shape[1]:
        return counts, np.zeros(0, dtype=np.float32)
    transformer = TfidfTransformer(norm="l2", smooth_idf=True, sublinear_tf=config.sublinear)
    weighted = transformer.fit_transform(counts)
    return weighted * np.sqrt(config.weight), transformer.idf_.astype(np.float32)
