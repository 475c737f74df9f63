"""What a log says about a taste: the posterior, its algebra and its invariances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.feedback import Event, Kind
from matinee.taste import Belief, TasteConfig, TasteSpace
from matinee.taste.evidence import liking_threshold
from unit.taste.logs import DAY, NOW, PLAIN, event, likes, logs

examples = settings(max_examples=40, deadline=None, derandomize=True, database=None)
LEARNED = [kind for kind in PLAIN if kind not in (Kind.WATCHLIST_REMOVE, Kind.INTERESTED_AGAIN)]


def same(one: Belief, other: Belief, tolerance: float = 1e-9) -> None:
    for field in ("interest", "enjoyment"):
        a, b = getattr(one, field), getattr(other, field)
        np.testing.assert_allclose(a.mean, b.mean, rtol=0, atol=tolerance)
        np.testing.assert_allclose(a.covariance, b.covariance, rtol=0, atol=tolerance)
    assert one.unknown == other.unknown


def identical(one: Belief, other: Belief) -> bool:
    return all(
        np.array_equal(getattr(getattr(one, field), name), getattr(getattr(other, field), name))
        for field in ("interest", "enjoyment")
        for name in ("mean", "covariance", "pull")
    )


def correction(log: list[Event], kind: Kind, target: Event, value: float | None = None) -> list[Event]:
    seq = max(e.seq for e in log) + 1
    at = max(e.at for e in log) + 1
    return [
        *log,
        event(kind, target.film_id, value, at=at, seq=seq, event_id=f"e{seq}", target=target.event_id),
    ]


# The log


@examples
@given(data=st.data(), log=logs(kinds=PLAIN, min_size=1))
def test_undo_equals_a_log_without_the_event(space, data, log):
    target = data.draw(st.sampled_from(log))
    same(
        space.belief_of(correction(log, Kind.RETRACT, target), NOW * 2),
        space.belief_of([e for e in log if e is not target], NOW * 2),
    )


@examples
@given(data=st.data(), log=logs(min_size=1))
def test_undo_of_an_undo_equals_the_log_before_both(space, data, log):
    target = data.draw(st.sampled_from(log))
    undone = correction(log, Kind.RETRACT, target)
    same(
        space.belief_of(correction(undone, Kind.RETRACT, undone[-1]), NOW * 2), space.belief_of(log, NOW * 2)
    )


@examples
@given(data=st.data(), log=logs(kinds=PLAIN, min_size=1))
def test_amend_equals_a_log_with_those_stars(space, data, log):
    ratings = [e for e in log if e.kind is Kind.RATING]
    if not ratings:
        return
    target = data.draw(st.sampled_from(ratings))
    amended = correction(log, Kind.AMEND, target, 3.5)
    said = [replace(e, value=3.5) if e is target else e for e in log]
    same(space.belief_of(amended, NOW * 2), space.belief_of(said, NOW * 2))


@examples
@given(data=st.data(), log=logs(kinds=LEARNED, min_size=1))
def test_forget_equals_absence(space, data, log):
    target = data.draw(st.sampled_from(log))
    same(
        space.belief_of(correction(log, Kind.AMEND, target), NOW * 2),
        space.belief_of([e for e in log if e is not target], NOW * 2),
    )


@examples
@given(data=st.data(), log=logs())
def test_events_may_come_in_any_order(space, data, log):
    shuffled = data.draw(st.permutations(log))
    same(space.belief_of(shuffled), space.belief_of(log))


@examples
@given(data=st.data(), log=logs(min_size=2), split=st.floats(0, 1))
def test_a_moment_in_the_past_knows_nothing_of_what_came_later(space, data, log, split):
    moment = log[int(split * (len(log) - 1))].at
    before = [e for e in log if e.at <= moment]
    assert identical(space.belief_of(log, moment), space.belief_of(before, moment))


def test_the_moment_left_out_is_that_of_the_newest_event(space):
    log = [*likes(1, 2), event("like", 3, at=NOW + 99 * DAY, seq=3)]
    assert identical(space.belief_of(log), space.belief_of(log, NOW + 99 * DAY))
    assert space.belief_of(log).as_of == NOW + 99 * DAY
    assert space.belief_of([]).as_of == 0


@examples
@given(log=logs(), other=logs(films=5))
def test_events_of_unknown_films_are_counted_and_teach_nothing(space, log, other):
    strangers = [
        replace(e, event_id=f"x{e.event_id}", target=e.target and f"x{e.target}", film_id=e.film_id + 10_000)
        for e in other
    ]
    found = space.belief_of([*log, *strangers])
    assert identical(found, space.belief_of(log))
    assert found.unknown == space.belief_of(strangers).unknown
    assert space.belief_of(strangers).events == 0


def test_strangers_are_counted_once_each(space):
    log = [event("rating", 10_001, 1.0, seq=1), event("like", 10_002, seq=2), event("like", 1, seq=3)]
    assert space.belief_of(log).unknown == 2
    assert space.belief_of(log).events == 1


# The algebra


def dense(space: TasteSpace, belief: Belief, field: str) -> tuple[np.ndarray, np.ndarray]:
    """The posterior written out with explicit sums and a solve."""
    config, found = space.config, getattr(belief, field)
    V = getattr(space, field).vectors.astype(np.float64)
    evidence = found.evidence
    A, b = np.zeros((V.shape[1],) * 2), np.zeros(V.shape[1])
    for row, r, c in zip(evidence.rows, evidence.residual, evidence.precision, strict=True):
        A += c * np.outer(V[row], V[row])
        b += c * r * V[row]
    w0 = config.background + config.background_growth * len(evidence.events) if field == "interest" else 0.0
    # With no crowd behind the offsets, a part of w0; fewer films than `background_films`, so all of them count.
    P = np.linalg.inv(np.eye(V.shape[1]) + config.trust_without_crowd * w0 * (V.T @ V) + A)
    return P @ b, P


@pytest.mark.parametrize("field", ["interest", "enjoyment"])
@examples
@given(log=logs())
def test_the_posterior_is_that_of_explicit_sums(space, field, log):
    belief = space.belief_of(log)
    mean, covariance = dense(space, belief, field)
    np.testing.assert_allclose(getattr(belief, field).mean, mean, rtol=0, atol=1e-9)
    np.testing.assert_allclose(getattr(belief, field).covariance, covariance, rtol=0, atol=1e-9)


@pytest.mark.parametrize("field", ["interest", "enjoyment"])
@examples
@given(log=logs())
def test_so_it_is_with_a_background_that_grows_with_the_events(films, field, log):
    space = _with_background(tuple(films))
    belief = space.belief_of(log)
    mean, covariance = dense(space, belief, field)
    np.testing.assert_allclose(getattr(belief, field).mean, mean, rtol=0, atol=1e-9)
    np.testing.assert_allclose(getattr(belief, field).covariance, covariance, rtol=0, atol=1e-9)
    _assert_shares_sum(space, belief, [0, 7, 199])


_FITTED: dict[int, TasteSpace] = {}


def _with_background(films) -> TasteSpace:
    if not _FITTED:
        _FITTED[0] = TasteSpace.fit_films(
            films[:150], config=TasteConfig(background=0.05, background_growth=0.005, dimensions=40)
        )
    return _FITTED[0]


def _assert_shares_sum(space, belief, rows) -> None:
    for row in rows:
        row = min(row, len(space.film_ids) - 1)
        explained = space.explain(belief, int(space.film_ids[row]))
        assert abs(explained.score - explained.offset - sum(s.share for s in explained.shares)) < 1e-6


def test_no_history_is_the_prior(space):
    belief = space.belief_of([])
    for gaussian in (belief.interest, belief.enjoyment):
        assert not gaussian.mean.any()
    prior = np.eye(space.interest.vectors.shape[1]) + space.config.background * space.interest.background
    np.testing.assert_allclose(belief.interest.covariance, np.linalg.inv(prior), atol=1e-12)
    assert np.array_equal(belief.enjoyment.covariance, np.eye(len(belief.enjoyment.mean)))
    assert belief.events == belief.unknown == 0


@examples
@given(log=logs(kinds=PLAIN, min_size=1))
def test_evidence_never_makes_a_film_less_certain(space, log):
    nothing, something = space.belief_of([]), space.belief_of(log)
    for name in ("interest", "enjoyment"):
        field = getattr(space, name)
        before = field.variances(getattr(nothing, name).covariance)
        after = field.variances(getattr(something, name).covariance)
        assert np.all(after <= before + 1e-12)
        assert np.all(after >= 0)


def test_more_evidence_about_a_film_leaves_less_doubt(space):
    def doubt(*film_ids: int) -> float:
        belief = space.belief_of(likes(*film_ids))
        return float(space.interest.variances(belief.interest.covariance, np.array([0]))[0])

    assert doubt() > doubt(9) > doubt(9, 17) > doubt(9, 17, 1)


@examples
@given(log=logs())
def test_variances_are_those_of_the_quadratic_form(space, log):
    belief, rows = space.belief_of(log), np.array([3, 50, 399])
    V, s = space.interest.vectors[rows].astype(np.float64), space.interest.spread[rows].astype(np.float64)
    expected = s**2 * np.einsum("id,de,ie->i", V, belief.interest.covariance, V)
    assert space.interest.variances(belief.interest.covariance, rows) == pytest.approx(expected, abs=1e-12)
    assert space.interest.variances(belief.interest.covariance)[rows] == pytest.approx(expected, abs=1e-12)


# What feedback does


@pytest.mark.parametrize("kind", ["like", "watchlist_add", "watched"])
def test_a_first_word_for_a_film_raises_it(space, kind):
    for film_id in range(1, 401, 13):
        belief = space.belief_of([event(kind, film_id)])
        assert space.scores(belief, "interest")[film_id - 1] > space.interest.offset[film_id - 1]


@pytest.mark.parametrize("kind", ["dislike", "not_interested"])
def test_a_first_word_against_a_film_lowers_it_and_on_average_the_films_like_it(space, kind):
    for film_id in range(1, 401, 13):
        belief = space.belief_of([event(kind, film_id)])
        moved = space.scores(belief, "interest") - space.interest.offset
        assert moved[film_id - 1] < 0
        assert moved[(film_id - 1) % 8 :: 8].mean() < -1e-4
        assert moved[(film_id - 1) % 8 :: 8].mean() < moved.mean()


@examples
@given(film_id=st.integers(1, 400), log=logs(films=400, kinds=[Kind.LIKE, Kind.RATING], max_size=15))
def test_more_stars_never_lower_a_films_interest_or_its_stars(space, film_id, log):
    others = [e for e in log if e.film_id != film_id]
    row, interest, stars = film_id - 1, [], []
    for half in range(1, 11):
        belief = space.belief_of([*others, event("rating", film_id, half / 2, at=NOW * 2, seq=99)])
        interest.append(space.scores(belief, "interest")[row])
        stars.append(space.scores(belief, "enjoyment")[row])
    assert np.all(np.diff(stars) > 0)
    if not others:
        assert np.all(np.diff(interest) >= -1e-9)
    assert interest[-1] > interest[0]


def test_a_harsh_person_likes_from_less():
    config = TasteConfig()
    assert liking_threshold([], config) == 4.0
    assert liking_threshold([5.0] * 50, config) == 4.0
    assert liking_threshold([2.5] * 10, config) == pytest.approx(3.5)
    assert liking_threshold([0.5] * 500, config) == 3.0


def test_a_rating_and_a_newer_like_of_one_film_count_once_for_interest_and_keep_the_stars(space):
    log = [event("rating", 1, 2.0, at=NOW, seq=1), event("like", 1, at=NOW + DAY, seq=2)]
    belief = space.belief_of(log)
    assert [e.kind for e in belief.interest.evidence.events] == [Kind.LIKE]
    assert [(e.kind, e.value) for e in belief.enjoyment.evidence.events] == [(Kind.RATING, 2.0)]
    assert belief.events == 2


# Time


def weights(space: TasteSpace, log: list[Event], as_of: int | None = None) -> np.ndarray:
    """Recency of each event of likes: its precision in units of a like's."""
    return space.belief_of(log, as_of).interest.evidence.precision / space.config.like_precision


def test_later_moments_age_an_event_and_ties_share_an_age(space):
    log = [event("like", n, at=NOW + n // 2, seq=n) for n in range(2, 8)]
    found = weights(space, log)
    assert found[0] == found[1] < found[2] == found[3] < found[4] == found[5] == 1.0


def test_an_import_of_one_moment_does_not_age_itself(space):
    assert np.all(weights(space, likes(*range(1, 300))) == 1.0)


def test_half_life_and_floor_by_events(space):
    config = space.config
    log = [event("like", n, at=NOW + n, seq=n) for n in range(1, 302)]
    found = weights(space, log)
    half = config.floor + (1 - config.floor) / 2
    assert found[-1 - round(config.half_life_events)] == pytest.approx(half, abs=1e-3)
    # The oldest are at the floor to the last digit.
    assert np.all(np.diff(found) >= 0)
    assert np.all(np.diff(found[-50:]) > 0)
    assert np.all(found >= config.floor)
    assert found[0] == pytest.approx(config.floor, abs=1e-3)


def test_days_age_an_event_down_to_the_floor(space):
    config = space.config
    half = round(config.half_life_days * DAY)
    found = [float(weights(space, likes(1), NOW + half * n)[0]) for n in (0, 1, 2, 200)]
    assert found == pytest.approx([1.0, *(config.floor + (1 - config.floor) * p for p in (0.5, 0.25, 0.0))])


def test_stars_do_not_fade_because_others_were_given(space):
    first = event("rating", 1, 5.0, at=NOW, seq=1)
    later = [event("rating", n, 3.0, at=NOW + n, seq=n) for n in range(2, 60)]
    found = space.belief_of([first, *later]).enjoyment.evidence.precision
    assert found[0] == pytest.approx(1 / space.config.star_noise**2, rel=1e-6)


def test_an_event_after_the_asked_moment_has_no_negative_age(space):
    assert np.all(weights(space, likes(1, 2), NOW) == 1.0)
