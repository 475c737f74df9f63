"""What single films say of single films: the regression itself, and that it stays a sum over events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.taste import TasteConfig, TasteSpace
from matinee.taste.neighbours import learn_neighbours
from matinee.testing.synthetic import synthetic_films, synthetic_people

CONFIG = TasteConfig()


def liked_of(rng: np.random.Generator, films: int = 12, people: int = 80) -> sparse.csr_matrix:
    return sparse.csr_matrix((rng.random((films, people)) < 0.5).astype(np.float32))


@pytest.fixture(scope="module")
def films() -> list[Film]:
    """Even ids from 12 on, so that a new film may come before them, between and after."""
    return [replace(film, id=number(film.id)) for film in synthetic_films(160, 8, np.random.default_rng(1))]


@pytest.fixture(scope="module")
def crowd(films: list[Film]) -> pd.DataFrame:
    people = synthetic_people(films, 8, 300, np.random.default_rng(2))
    rows = [(number, e.film_id, e.value) for number, person in enumerate(people) for e in person.events]
    return pd.DataFrame(rows, columns=["user_id", "film_id", "rating"])


@pytest.fixture(scope="module")
def space(films: list[Film], crowd: pd.DataFrame) -> TasteSpace:
    found = TasteSpace.fit_films(films, crowd)
    assert found.neighbours is not None
    assert 20 < len(found.neighbours.films) < 160
    return found


def number(place: int) -> int:
    return 10 + 2 * place


def log(*said: tuple[Kind, int]) -> list[Event]:
    return [
        Event(event_id=f"{n:03}", user="me", kind=kind, film_id=film, value=None, at=n, seq=n)
        for n, (kind, film) in enumerate(said, 1)
    ]


def test_each_films_weights_are_a_ridge_regression_on_the_others() -> None:
    liked = liked_of(np.random.default_rng(3))
    config = replace(CONFIG, neighbour_penalty=7.0, neighbour_likes=1)
    found = learn_neighbours(liked, np.eye(12, 4, dtype=np.float32), np.ones(12, dtype=np.float32), config)
    assert found is not None
    people = liked.toarray().T.astype(np.float64)
    for film in range(12):
        others = [other for other in range(12) if other != film]
        known = people[:, others]
        expected = np.linalg.solve(known.T @ known + 7 * np.eye(11), known.T @ people[:, film])
        assert found.weights[others, film].toarray().ravel() == pytest.approx(expected, abs=1e-5)
        assert found.weights[film, film] == 0


def test_only_films_liked_often_enough_have_neighbours_and_only_the_strongest_are_kept() -> None:
    liked = liked_of(np.random.default_rng(4), films=30).tolil()
    liked[3] = 0
    liked[3, :5] = 1
    vectors, spread = np.ones((30, 2), dtype=np.float32), np.ones(30, dtype=np.float32)
    found = learn_neighbours(liked.tocsr(), vectors, spread, replace(CONFIG, neighbour_likes=6, neighbours=4))
    assert found is not None
    assert found.films.tolist() == [film for film in range(30) if film != 3]
    assert np.diff(found.weights.tocsc().indptr).max() <= 4
    few = learn_neighbours(
        liked.tocsr(), vectors, spread, replace(CONFIG, neighbour_films=5, neighbour_likes=1)
    )
    assert few is not None
    assert set(few.films) == set(np.argsort(-np.diff(liked.tocsr().indptr), kind="stable")[:5])


def test_a_crowd_that_likes_nothing_often_has_no_neighbours() -> None:
    assert (
        learn_neighbours(
            sparse.csr_matrix((5, 3), dtype=np.float32),
            np.ones((5, 2), np.float32),
            np.ones(5, np.float32),
            CONFIG,
        )
        is None
    )


@settings(max_examples=25, deadline=None)
@given(
    said=st.lists(
        st.tuples(
            st.sampled_from([Kind.LIKE, Kind.DISLIKE, Kind.WATCHED, Kind.NOT_INTERESTED]),
            st.integers(1, 160).map(number),
        ),
        max_size=30,
        unique_by=lambda pair: pair[1],
    )
)
def test_reasons_sum_to_the_score_with_neighbours_and_without(
    space: TasteSpace, said: list[tuple[Kind, int]]
) -> None:
    belief = space.belief_of(log(*said))
    rows = np.arange(len(space.film_ids))
    scores = space.scores(belief)
    for explained in space.explanations(belief, rows):
        total = explained.offset + sum(share.share for share in explained.shares)
        assert total == pytest.approx(explained.score, abs=1e-6)
    assert space.rough_scores(belief) == pytest.approx(scores, abs=1e-3)
    assert space.scores(belief, rows=rows[::7]) == pytest.approx(scores[::7], abs=1e-9)


def test_nothing_said_adds_nothing(space: TasteSpace) -> None:
    belief = space.belief_of([])
    assert space.scores(belief) == pytest.approx(space.offsets(), abs=1e-9)


def test_more_films_move_no_score_and_changed_ones_keep_their_neighbours(space: TasteSpace) -> None:
    said = log((Kind.LIKE, number(9)), (Kind.LIKE, number(17)), (Kind.DISLIKE, number(4)))
    before = dict(zip(space.film_ids.tolist(), space.scores(space.belief_of(said)), strict=True))
    grown = space.with_films([Film(id=n, title="New", genres=("War",)) for n in (3, 51, 900)])
    assert grown.film_ids[0] == 3
    assert grown.film_ids[-1] == 900
    after = dict(zip(grown.film_ids.tolist(), grown.scores(grown.belief_of(said)), strict=True))
    assert {film: after[film] for film in before} == pytest.approx(before, abs=1e-9)
    assert grown.neighbours is not None
    assert space.neighbours is not None
    assert grown.film_ids[grown.neighbours.films].tolist() == space.film_ids[space.neighbours.films].tolist()
    first = TasteSpace.fit_films([Film(id=film + 1000, title="x") for film in range(3)]).with_films(
        [Film(id=1, title="before")]
    )
    assert first.neighbours is None


def test_neighbours_of_a_film_move_when_it_is_liked(space: TasteSpace) -> None:
    neighbours = space.neighbours
    assert neighbours is not None
    film = int(neighbours.films[0])
    belief = space.belief_of(log((Kind.LIKE, int(space.film_ids[film]))))
    assert belief.nearby is not None
    row = neighbours.weights[0].toarray().ravel()
    assert np.corrcoef(row, belief.nearby.near_total)[0, 1] == pytest.approx(1, abs=1e-6)
    assert belief.nearby.near_total[np.argmax(row)] > 0


def test_they_come_back_from_disk(space: TasteSpace, tmp_path) -> None:
    space.save(tmp_path / "space")
    back = TasteSpace.load(tmp_path / "space")
    said = log((Kind.LIKE, number(9)), (Kind.DISLIKE, number(17)))
    assert np.array_equal(back.scores(back.belief_of(said)), space.scores(space.belief_of(said)))
    assert back.content.foretold is not None
    assert space.content.foretold is not None
    assert np.array_equal(back.content.foretold.weights, space.content.foretold.weights)
    new = Film(id=9_000, title="New", genres=("Action",))
    assert np.array_equal(back.with_films([new]).interest.offset, space.with_films([new]).interest.offset)
