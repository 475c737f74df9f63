"""From scores to a page: filters, series, variety and the obscurity dial."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.catalogue import Catalogue
from matinee.taste import TasteSpace
from matinee.taste.rank import Dials, rank
from matinee.testing.synthetic import cluster_of
from unit.taste.logs import likes, logs

examples = settings(max_examples=40, deadline=None, derandomize=True, database=None)
PURE = Dials(variety=0)


@pytest.fixture(scope="module")
def catalogue(films) -> Catalogue:
    return Catalogue.of(films)


@pytest.fixture(scope="module")
def belief(space):
    return space.belief_of(likes(1, 9, 17, 25))


def everything(space: TasteSpace) -> np.ndarray:
    return np.ones(len(space.film_ids), dtype=bool)


def with_series(films, members: dict[int, tuple[str, int | None]]) -> tuple[TasteSpace, Catalogue]:
    """The space of the films, some of them made members of series: film id to name and place."""
    made = [
        replace(film, series=members[film.id][0], series_place=members[film.id][1])
        if film.id in members
        else film
        for film in films
    ]
    return TasteSpace.fit_films(made), Catalogue.of(made)


@examples
@given(
    log=logs(),
    allowed=st.sets(st.integers(0, 399), max_size=60),
    n=st.integers(0, 50),
    obscurity=st.floats(0, 1),
    variety=st.floats(0, 1),
)
def test_the_page_is_full_of_allowed_films_whose_scores_are_explained(
    space, catalogue, log, allowed, n, obscurity, variety
):
    mask = np.zeros(400, dtype=bool)
    mask[sorted(allowed)] = True
    belief = space.belief_of(log)
    found = rank(space, belief, catalogue, mask, n, Dials(obscurity, variety))
    assert len(found.rows) == min(n, len(allowed))
    assert len(set(found.rows.tolist())) == len(found.rows)
    assert set(found.rows.tolist()) <= allowed
    for row, score, offset in zip(found.rows, found.scores, found.offsets, strict=True):
        shares = space.explain(belief, int(space.film_ids[row])).shares
        assert abs(score - offset - sum(share.share for share in shares)) < 1e-6


def test_without_variety_the_page_is_the_order_of_scores(space, catalogue, belief):
    found = rank(space, belief, catalogue, everything(space), 50, PURE)
    scores = space.scores(belief)
    assert found.rows.tolist() == np.argsort(-scores, kind="stable")[:50].tolist()
    assert found.scores == pytest.approx(scores[found.rows], abs=1e-12)
    assert found.offsets == pytest.approx(space.offsets()[found.rows], abs=1e-12)


def test_a_page_is_the_beginning_of_a_longer_page(space, catalogue, belief):
    for dials in (PURE, Dials(), Dials(obscurity=0.5, variety=0.5)):
        long = rank(space, belief, catalogue, everything(space), 40, dials)
        short = rank(space, belief, catalogue, everything(space), 10, dials)
        assert short.rows.tolist() == long.rows[:10].tolist()


def test_the_mask_given_is_not_changed(space, catalogue, belief):
    allowed = everything(space)
    rank(space, belief, catalogue, allowed, 10)
    assert allowed.all()


def test_variety_makes_the_films_of_a_page_less_alike_and_keeps_the_first(space, catalogue, belief):
    V = space.interest.vectors / np.linalg.norm(space.interest.vectors, axis=1, keepdims=True)

    def likeness(variety: float) -> float:
        rows = rank(space, belief, catalogue, everything(space), 15, Dials(variety=variety)).rows
        return float((V[rows] @ V[rows].T).sum() - len(rows))

    found = [likeness(variety) for variety in (0, 0.25, 0.5, 1)]
    assert found[0] > found[1] >= found[2] >= found[3]
    pages = [
        rank(space, belief, catalogue, everything(space), 9, Dials(variety=v)).rows for v in (0, 0.15, 1)
    ]
    assert len({int(rows[0]) for rows in pages}) == 1


@examples
@given(log=logs(kinds=None), n=st.integers(1, 40))
def test_each_turn_of_the_obscurity_dial_brings_less_popular_films(space, catalogue, log, n):
    belief = space.belief_of(log)
    means = [
        space.interest.offset[
            rank(space, belief, catalogue, everything(space), n, Dials(position / 10, 0)).rows
        ].mean(dtype=np.float64)
        for position in range(11)
    ]
    assert np.all(np.diff(means) <= 1e-7)


def test_the_obscurity_dial_is_felt_by_somebody_new_at_the_default_variety(space, catalogue):
    belief = space.belief_of([])
    pages = [
        rank(space, belief, catalogue, everything(space), 20, Dials(obscurity=o)).rows for o in (0, 0.15, 0.3)
    ]
    means = [float(space.interest.offset[rows].mean()) for rows in pages]
    assert means[0] > means[1] > means[2]


# Series


def test_the_first_film_of_a_series_stands_for_it(films, space, belief):
    top = [int(row) + 1 for row in np.argsort(-space.scores(belief))[:4]]
    members = {top[0]: ("Saga", 3), top[1]: ("Saga", 2), top[2]: ("Saga", 1)}
    whole, catalogue = with_series(films, members)
    found = rank(whole, whole.belief_of(likes(1, 9, 17, 25)), catalogue, everything(whole), 20, PURE)
    shown = set((found.rows + 1).tolist())
    assert top[2] in shown
    assert not {top[0], top[1]} & shown


def test_after_the_first_is_seen_the_next_one_stands(films, space, belief):
    top = [int(row) + 1 for row in np.argsort(-space.scores(belief))[:3]]
    whole, catalogue = with_series(films, {film: ("Saga", place) for place, film in enumerate(top, 1)})
    belief, allowed = whole.belief_of(likes(1, 9, 17, 25)), everything(whole)
    for expected in top:
        shown = set((rank(whole, belief, catalogue, allowed, 20, PURE).rows + 1).tolist())
        assert set(top) & shown == {expected}
        allowed[expected - 1] = False
    assert not set(top) & set((rank(whole, belief, catalogue, allowed, 20, PURE).rows + 1).tolist())


def test_without_places_the_older_film_comes_first(films, space, belief):
    top = [int(row) + 1 for row in np.argsort(-space.scores(belief))[:2]]
    made = [
        replace(film, series="Saga", year=2001 if film.id == top[0] else 1990) if film.id in top else film
        for film in films
    ]
    whole = TasteSpace.fit_films(made)
    found = rank(
        whole, whole.belief_of(likes(1, 9, 17, 25)), Catalogue.of(made), everything(whole), 400 - 1, PURE
    )
    assert top[1] - 1 in found.rows
    assert top[0] - 1 not in found.rows


def test_a_series_that_is_all_there_is_fills_the_page_in_the_end(films):
    whole, catalogue = with_series(films, {n: ("Saga", 400 - n) for n in range(1, 401)})
    belief = whole.belief_of(likes(1, 9))
    allowed = np.zeros(400, dtype=bool)
    allowed[100:140] = True
    found = rank(whole, belief, catalogue, allowed, 10)
    assert len(found.rows) == 10
    assert found.rows[0] == 139


def test_a_long_series_keeps_no_other_film_from_the_page(films):
    members = {n: ("Saga", n) for n in range(1, 401) if n % 8 == 1 and n > 1}
    whole, catalogue = with_series(films, members)
    belief = whole.belief_of(likes(9, 17, 25))
    found = rank(whole, belief, catalogue, everything(whole), 200, PURE)
    assert len(found.rows) == 200
    assert sum(cluster_of(int(row) + 1, 8) == 0 and row > 0 for row in found.rows) == 1


def test_pages_at_the_least_and_at_the_most(space, catalogue, belief):
    none = np.zeros(400, dtype=bool)
    assert len(rank(space, belief, catalogue, none, 10).rows) == 0
    assert len(rank(space, belief, catalogue, everything(space), 0).rows) == 0
    assert sorted(rank(space, belief, catalogue, everything(space), 1000).rows.tolist()) == list(range(400))
