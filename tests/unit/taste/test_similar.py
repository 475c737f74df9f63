"""More like this: cosine over the centred features, and what is shared."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from matinee.domain.film import Film
from matinee.errors import UnknownFilm
from matinee.features.blocks import BLOCKS
from matinee.features.terms import EXTRACTORS
from matinee.taste import TasteSpace
from matinee.taste.similar import shared_terms, similar_films
from matinee.testing.synthetic import cluster_of


@pytest.fixture(scope="module")
def cosines(space) -> np.ndarray:
    X = space.content.rows.toarray().astype(np.float64) - space.content.features.mean
    X *= [(BLOCKS[block].likeness / BLOCKS[block].weight) ** 0.5 for block, _ in space.content.features.terms]
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    return X @ X.T


@pytest.fixture(scope="module")
def neighbours(space) -> list[list[int]]:
    return [[found.row for found in similar_films(space, int(film_id))] for film_id in space.film_ids]


def test_it_is_the_cosine_of_the_centred_features(space, cosines):
    for row in range(0, 400, 37):
        found = similar_films(space, row + 1, 399)
        assert len(found) == 399
        assert row not in {one.row for one in found}
        assert [one.score for one in found] == pytest.approx(
            [cosines[row, one.row] for one in found], abs=1e-5
        )
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)


def test_lists_of_films_of_different_clusters_are_mostly_disjoint(films, neighbours):
    rng = np.random.default_rng(0)
    pairs = [(a, b) for a, b in rng.integers(400, size=(2000, 2)) if (a - b) % 8]
    apart = [not set(neighbours[a]) & set(neighbours[b]) for a, b in pairs]
    assert np.mean(apart) > 0.98
    own = [cluster_of(b + 1, 8) == cluster_of(a + 1, 8) for a in range(400) for b in neighbours[a]]
    assert np.mean(own) > 0.98


def test_no_film_is_in_everybodys_list(neighbours):
    counts = Counter(row for found in neighbours for row in found)
    # Ten is the mean; 25 of 400 lists (6 %) were measured for the commonest.
    assert counts.most_common(1)[0][1] <= 0.09 * 400


def test_votes_have_no_part_in_likeness(space, films, neighbours):
    other = space.with_films([replace(films[7], vote_count=10**6, vote_average=9.9)])
    assert [one.row for one in similar_films(other, 1)] == neighbours[0]


def test_shared_terms_are_terms_of_both_films_and_their_parts_add_up(space, films):
    for row in range(0, 400, 29):
        for found in similar_films(space, row + 1, 5):
            assert found.shared
            parts = [shared.part for shared in found.shared]
            assert parts == sorted(parts, reverse=True)
            assert min(parts) > 0
            assert sum(parts) < found.score + 0.25
            for shared in found.shared:
                assert shared.term in EXTRACTORS[shared.block](films[row])
                assert shared.term in EXTRACTORS[shared.block](films[found.row])


def test_what_two_films_share_does_not_depend_on_who_asks(space):
    one, other = shared_terms(space, 3, 11), shared_terms(space, 11, 3)
    assert [shared.term for shared in one] == [shared.term for shared in other]
    assert [shared.part for shared in one] == pytest.approx([shared.part for shared in other], abs=1e-6)


def test_films_that_share_nothing_have_no_shared_terms():
    films = [Film(id=n, title="F", genres=(f"G{n}",), directors=(f"D{n}",)) for n in range(1, 5)]
    space = TasteSpace.fit_films(films)
    assert all(not found.shared for found in similar_films(space, 1))


def test_only_allowed_films_come(space):
    allowed = np.zeros(400, dtype=bool)
    allowed[[5, 9, 200]] = True
    assert {found.row for found in similar_films(space, 6, 10, allowed)} == {9, 200}


def test_a_film_nothing_is_known_of_is_like_none(films):
    space = TasteSpace.fit_films([*films[:60], Film(id=900, title="?"), Film(id=901, title="??")])
    assert similar_films(space, 900) == []
    blank = {space.row(900), space.row(901)}
    assert not blank & {found.row for found in similar_films(space, 1, 100)}
    assert len(similar_films(space, 1, 100)) == 59


def test_an_unknown_film_is_refused(space):
    with pytest.raises(UnknownFilm):
        similar_films(space, 12_345)
