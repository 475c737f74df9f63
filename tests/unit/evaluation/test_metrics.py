"""Each measure against a case worked by hand, and against scikit-learn on drawn ones."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.metrics import coverage_error, ndcg_score, roc_auc_score, top_k_accuracy_score

from matinee.evaluation.lists import FilmFacts, ranked
from matinee.evaluation.metrics import (
    METRICS,
    NDCG,
    Calibration,
    Coverage,
    HitRate,
    Novelty,
    PopularityPercentile,
    Recall,
    ReciprocalRank,
    Variety,
    auc,
)
from unit.evaluation.people import films, ratings

N = 6


@pytest.fixture
def facts():
    """Six films: two genres, the first half of one, the others of the other; the last of both."""
    genres = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0.5, 0.5]])
    content = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0.6, 0.8, 0], [0, 0, 0]])
    return FilmFacts(
        popularity=np.array([95.0, 75, 55, 45, 25, 5]),
        surprise=np.array([0.0, 1, 2, 3, 4, 5]),
        genres=sparse.csr_matrix(genres),
        content=sparse.csr_matrix(content),
    )


def lists(facts, wanted, barred=(), liked=(), scores=None, candidates=None):
    """One person's list: films in order of row unless other scores are given."""
    scores = np.arange(N, 0, -1.0) if scores is None else np.array(scores, dtype=float)
    rows = [np.array(part, dtype=np.int64) for part in (barred, wanted, liked)]
    return ranked(scores[None], [rows[0]], [rows[1]], [rows[2]], facts, candidates)


def test_ndcg(facts):
    # Hits at places 1 and 3 of the best possible 1 and 2.
    found = NDCG(10)(lists(facts, [0, 2]))
    assert found[0] == pytest.approx((1 + 1 / 2) / (1 + 1 / np.log2(3)))
    # Only the first two places count, and no list of two can hold more than two of three targets.
    assert NDCG(2)(lists(facts, [0, 2, 3]))[0] == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert NDCG(10)(lists(facts, [0, 1, 2]))[0] == 1
    assert NDCG(2)(lists(facts, [5]))[0] == 0


def test_recall_of_more_targets_than_places_is_out_of_the_places(facts):
    assert Recall(20)(lists(facts, [0, 5]))[0] == 1
    assert Recall(2)(lists(facts, [0, 2]))[0] == 0.5
    assert Recall(2)(lists(facts, [0, 2, 3, 4]))[0] == 0.5


def test_hit_rate_and_reciprocal_rank(facts):
    assert HitRate(2)(lists(facts, [2]))[0] == 0
    assert HitRate(3)(lists(facts, [2, 5]))[0] == 1
    assert ReciprocalRank()(lists(facts, [2, 5]))[0] == pytest.approx(1 / 3)


def test_what_is_known_and_what_may_not_be_shown_is_no_place(facts):
    assert ReciprocalRank()(lists(facts, [2], barred=[0]))[0] == pytest.approx(1 / 2)
    only = np.array([False, False, True, True, True, True])
    found = lists(facts, [3], candidates=only)
    assert ReciprocalRank()(found)[0] == pytest.approx(1 / 2)
    assert found.top[0].tolist() == [2, 3, 4, 5, -1, -1]


def test_coverage_is_of_everybody_together(facts):
    scores = np.array([[6, 5, 4, 3, 2, 1], [6, 1, 5, 2, 3, 4]], dtype=float)
    none = [np.zeros(0, dtype=np.int64)] * 2
    both = ranked(scores, none, [np.array([0]), np.array([1])], none, facts)
    # The first two of one are films 0 and 1, of the other 0 and 2: three films of six.
    assert Coverage(2)(both).mean() == pytest.approx(3 / 6)


def test_popularity_and_novelty(facts):
    assert PopularityPercentile(2)(lists(facts, [0]))[0] == 85
    assert Novelty(3)(lists(facts, [0]))[0] == 1


def test_variety(facts):
    # Cosines of films 0, 1 and 2: one pair alike, two not at all.
    assert Variety(3)(lists(facts, [0]))[0] == pytest.approx(1 - 1 / 3)
    assert Variety(2)(lists(facts, [0], scores=[9, 0, 0, 0, 8, 0]))[0] == pytest.approx(1 - 0.6)
    # A film nothing is known of is like no other, itself included.
    assert Variety(2)(lists(facts, [0], scores=[9, 0, 0, 0, 0, 8]))[0] == pytest.approx(1)
    assert np.isnan(Variety(1)(lists(facts, [0]))[0])


def test_calibration(facts):
    # Half and half liked, only the first genre shown.
    found = Calibration(2)(lists(facts, [2], liked=[0, 3]))
    shown = 0.99 * np.array([1, 0]) + 0.01 * np.array([0.5, 0.5])
    assert found[0] == pytest.approx((0.5 * np.log(0.5 / shown)).sum())
    assert Calibration(2)(lists(facts, [2], liked=[0]))[0] == pytest.approx(0)
    assert np.isnan(Calibration(2)(lists(facts, [2]))[0])


def test_auc_counts_ties_half():
    assert auc(np.array([3.0, 2.0]), np.array([1.0, 2.0])) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert np.isnan(auc(np.array([1.0]), np.zeros(0)))


def test_equal_scores_are_in_an_order_drawn_by_lot_and_always_the_same():
    many = films(*range(1, 301))
    facts = FilmFacts.of(many, ratings((1, 1, 4, 0)))
    empty = [np.zeros(0, dtype=np.int64)]
    first = ranked(np.zeros((1, 300)), empty, [np.array([0])], empty, facts)
    assert ranked(np.zeros((1, 300)), empty, [np.array([0])], empty, facts).top.tolist() == first.top.tolist()
    assert sorted(first.top[0]) != list(range(100))
    assert len(set(first.top[0].tolist())) == 100
    # The first target's place is its place in that order.
    place = first.top[0].tolist().index(first.top[0, 41])
    again = ranked(np.zeros((1, 300)), empty, [first.top[0, 41:42]], empty, facts)
    assert again.first[0] == place + 1
    assert again.hits[0].nonzero()[0].tolist() == [41]


@pytest.mark.parametrize("seed", range(5))
def test_scikit_learn_agrees(facts, seed):
    rng = np.random.default_rng(seed)
    n, people = 60, 30
    scores = rng.standard_normal((people, n))
    wanted = [rng.choice(n, rng.integers(1, 25), replace=False) for _ in range(people)]
    truth = np.zeros((people, n))
    for person, rows in enumerate(wanted):
        truth[person, rows] = 1
    none = [np.zeros(0, dtype=np.int64)] * people
    flat = FilmFacts.of(films(*range(1, n + 1)), ratings((1, 1, 4, 0)))
    found = ranked(scores, none, wanted, none, flat)
    for k in (1, 10, 50):
        theirs = [ndcg_score(truth[[p]], scores[[p]], k=k) for p in range(people)]
        assert NDCG(k)(found) == pytest.approx(theirs)
    for person in range(people):
        # The place down to which one has to go for one target alone is the place of that target.
        best = wanted[person][np.argmax(scores[person, wanted[person]])]
        alone = np.zeros((1, n))
        alone[0, best] = 1
        assert found.first[person] == coverage_error(alone, scores[[person]])
        liked, other = scores[person][truth[person] == 1], scores[person][truth[person] == 0]
        assert auc(liked, other) == pytest.approx(roc_auc_score(truth[person], scores[person]))
    one = [rows[:1] for rows in wanted]
    hit = top_k_accuracy_score([rows[0] for rows in one], scores, k=10, labels=range(n))
    assert HitRate(10)(ranked(scores, none, one, none, flat)).mean() == pytest.approx(hit)
    # With one target, recall is the same thing.
    assert Recall(10)(ranked(scores, none, one, none, flat)).mean() == pytest.approx(hit)


def test_every_measure_has_a_name_of_its_own():
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names) == 10


def test_facts_of_films():
    known = FilmFacts.of(
        films(1, 2, 3, genres=("Drama", "Comedy")),
        ratings((1, 1, 4, 0), (2, 1, 4, 0), (3, 1, 2, 0), (1, 2, 4, 0)),
    )
    assert known.popularity.tolist() == pytest.approx([100 * 2.5 / 3, 50, 100 * 0.5 / 3])
    assert known.surprise.tolist() == pytest.approx([0, 1, 2])
    assert known.genres.toarray() == pytest.approx(np.full((3, 2), 0.5))
    assert np.sqrt(known.content.multiply(known.content).sum(axis=1)) == pytest.approx(1)
