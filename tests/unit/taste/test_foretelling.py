"""What content and votes foretell of films nobody rated, against the same written out in full."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from matinee.taste import TasteConfig
from matinee.taste.content import project
from matinee.taste.foretelling import ForetoldOffsets, Kernel

CONFIG = replace(TasteConfig(), vector_penalty=0.3, offset_penalty=0.7, foretold_reach=1.0)
FILMS, TERMS, PEOPLE = 40, 15, 500


def drawn(seed: int = 1) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = sparse.csr_matrix(
        (rng.random((FILMS, TERMS)) * (rng.random((FILMS, TERMS)) < 0.4)).astype(np.float32)
    )
    mean = np.asarray(rows.mean(axis=0), dtype=np.float32).ravel()
    raters = rng.integers(0, 60, FILMS).astype(np.float64)
    return rows, mean, raters


def written_out(
    rows: sparse.csr_matrix, mean: np.ndarray, raters: np.ndarray, targets: np.ndarray, penalty: float
) -> np.ndarray:
    """The Gaussian process's mean for all films, by the whole kernel."""
    x = rows.toarray().astype(np.float64) - mean
    known = np.flatnonzero(raters > 0)
    kernel = x @ x.T
    kernel *= len(known) / np.trace(kernel[np.ix_(known, known)])
    noise = penalty * np.diag(1 + CONFIG.film_patience / raters[known])
    return kernel[:, known] @ np.linalg.solve(kernel[np.ix_(known, known)] + noise, targets[known])


def test_vectors_are_those_of_the_gaussian_process() -> None:
    rows, mean, raters = drawn()
    rng = np.random.default_rng(2)
    direct = rng.standard_normal((TERMS, 3)).astype(np.float32)
    vectors = rng.standard_normal((FILMS, 3)).astype(np.float32)
    found = project(rows, mean, Kernel(rows, mean, raters, PEOPLE, CONFIG).vectors(direct, vectors))
    alone = (rows.toarray() - mean) @ direct
    expected = alone + written_out(rows, mean, raters, vectors - alone, CONFIG.vector_penalty)
    filled = np.diff(rows.indptr) > 0
    assert found[filled] == pytest.approx(expected[filled], abs=1e-4)


def test_foretold_vectors_are_stretched_as_the_crowd_grows() -> None:
    rows, mean, raters = drawn()
    direct = np.ones((TERMS, 2), dtype=np.float32)
    vectors = np.ones((FILMS, 2), dtype=np.float32)
    config = replace(CONFIG, foretold_reach=2.0)
    plain = Kernel(rows, mean, raters, PEOPLE, CONFIG).vectors(direct, vectors)
    for people, reach in ((1, 1 + 1 / 401), (400, 1.5), (10**9, 2.0)):
        found = Kernel(rows, mean, raters, people, config).vectors(direct, vectors)
        assert found == pytest.approx(plain * reach, rel=1e-5)


def test_the_error_of_offsets_is_that_of_leaving_each_film_out() -> None:
    rows, mean, _ = drawn()
    raters = np.full(FILMS, 30.0)
    rng = np.random.default_rng(5)
    by_votes = np.full(FILMS, 0.01, dtype=np.float32)
    likes = rng.integers(1, 30, FILMS).astype(np.float64)
    found = Kernel(rows, mean, raters, 10**9, CONFIG).offsets(by_votes, likes)
    odds = np.log((likes + 1) / (10**9 - likes + 1))
    usual = odds.mean()
    missed = []
    for film in range(FILMS):
        others = np.delete(np.arange(FILMS), film)
        x = rows.toarray().astype(np.float64) - mean
        kernel = x @ x.T
        kernel *= FILMS / np.trace(kernel)
        noise = CONFIG.offset_penalty * (1 + CONFIG.film_patience / 30) * np.eye(FILMS - 1)
        guess = kernel[film, others] @ np.linalg.solve(
            kernel[np.ix_(others, others)] + noise, (odds - usual)[others]
        )
        missed.append(odds[film] - usual - guess)
    by_votes_odds = np.log(0.01 / 0.99)
    assert found.slope == pytest.approx(1, abs=1e-6)
    expected = usual - by_votes_odds + min(np.square(missed).mean(), 2.2) / 2
    assert found.bias == pytest.approx(expected, rel=1e-3)


def test_votes_that_tell_are_believed_and_few_people_are_not() -> None:
    rows, mean, _ = drawn()
    raters = np.full(FILMS, 200.0)
    by_votes = np.geomspace(0.002, 0.1, FILMS).astype(np.float32)
    odds = np.log(by_votes / (1 - by_votes))
    likes = 10_000 / (1 + np.exp(-(2 * odds + 3)))
    many = Kernel(rows, mean, raters, 10_000_000, CONFIG).offsets(by_votes, likes * 1000)
    assert many.slope == pytest.approx(2, abs=0.1)
    few = Kernel(rows, mean, raters, 1, CONFIG).offsets(by_votes, np.minimum(likes, 1))
    foretold = few.probability(by_votes, rows, mean, CONFIG)
    assert foretold == pytest.approx(by_votes, rel=0.05)


def test_no_film_is_foretold_beyond_what_can_be() -> None:
    rows, mean, _ = drawn()
    wild = ForetoldOffsets(50.0, 1.0, np.zeros(TERMS, dtype=np.float32))
    assert wild.probability(np.full(FILMS, 0.1, np.float32), rows, mean, CONFIG).max() <= 0.5
    tame = ForetoldOffsets(-50.0, 1.0, np.zeros(TERMS, dtype=np.float32))
    assert tame.probability(np.full(FILMS, 0.1, np.float32), rows, mean, CONFIG).min() == pytest.approx(0.002)


def test_of_very_many_films_some_of_every_fame_are_learned_from() -> None:
    rows, mean, raters = drawn()
    kernel = Kernel(rows, mean, raters, PEOPLE, replace(CONFIG, foretelling_films=10))
    assert len(kernel.films) == 10
    known = np.sort(raters[raters > 0])
    assert raters[kernel.films].max() == known[-1]
    assert raters[kernel.films].min() == known[0]
