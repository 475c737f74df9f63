"""Scores, stars and reasons: they agree with each other and with the offsets."""

import numpy as np
import pytest
from hypothesis import given, settings

from matinee.domain.film import Film
from matinee.errors import UnknownFilm
from matinee.taste import TasteConfig, TasteSpace
from matinee.taste.content import OffsetMap
from matinee.taste.traits import traits
from matinee.testing.synthetic import cluster_of
from unit.taste.logs import event, likes, logs

examples = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SOME = list(range(0, 400, 23))


@examples
@given(log=logs())
def test_shares_and_offset_sum_to_the_score(space, log):
    belief = space.belief_of(log)
    scores, offsets = space.scores(belief), space.offsets()
    spoken = {e.film_id - 1 for e in belief.interest.evidence.events}
    for row in {*SOME, *spoken}:
        explained = space.explain(belief, int(space.film_ids[row]))
        assert abs(explained.score - explained.offset - sum(s.share for s in explained.shares)) < 1e-6
        assert explained.score == pytest.approx(scores[row], abs=1e-12)
        assert explained.offset == pytest.approx(offsets[row], abs=1e-12)
        for share in explained.shares:
            assert share.share == pytest.approx(share.interest + share.enjoyment, abs=1e-12)
        sizes = [abs(share.share) for share in explained.shares]
        assert sizes == sorted(sizes, reverse=True)
        ids = [share.event.event_id for share in explained.shares]
        assert len(ids) == len(set(ids)) == belief.events


@examples
@given(log=logs())
def test_shares_of_each_field_sum_to_the_field(space, log):
    belief, config = space.belief_of(log), space.config
    interest, enjoyment = space.scores(belief, "interest"), space.scores(belief, "enjoyment")
    for row in SOME:
        shares = space.explain(belief, int(space.film_ids[row])).shares
        found = sum(share.interest for share in shares) * config.interest_unit
        assert found == pytest.approx(interest[row] - space.interest.offset[row], abs=1e-6)
        found = sum(share.enjoyment for share in shares) * config.enjoyment_unit / config.enjoyment_weight
        assert found == pytest.approx(enjoyment[row] - space.enjoyment.offset[row], abs=1e-6)


@examples
@given(log=logs())
def test_rough_scores_are_near_the_scores(space, log):
    belief = space.belief_of(log)
    rough = space.rough_scores(belief)
    assert rough.dtype == np.float32
    np.testing.assert_allclose(rough, space.scores(belief), rtol=0, atol=1e-4)


@examples
@given(log=logs())
def test_scores_of_some_rows_are_those_of_all(space, log):
    belief, rows = space.belief_of(log), np.array([399, 0, 17])
    for field in (None, "interest", "enjoyment"):
        all_rows = space.scores(belief, field)
        assert all_rows.dtype == np.float64
        np.testing.assert_allclose(space.scores(belief, field, rows=rows), all_rows[rows], rtol=0, atol=1e-12)
    for some, every in zip(space.stars(belief, rows), space.stars(belief), strict=True):
        np.testing.assert_allclose(some, every[rows], rtol=0, atol=1e-12)


@examples
@given(log=logs(max_size=60))
def test_predicted_stars_lie_in_their_interval_on_the_scale(space, log):
    mean, low, high = space.stars(space.belief_of(log))
    assert np.all((low >= 0.5) & (low <= mean) & (mean <= high) & (high <= 5))
    assert np.all(low < high)


def test_ratings_narrow_the_interval_and_move_the_prediction(space):
    _, low, high = space.stars(space.belief_of([]))
    rated = space.belief_of([event("rating", n, 2.0, seq=n) for n in range(1, 41)])
    mean, lower, higher = space.stars(rated)
    inside = (low > 0.5) & (high < 5) & (lower > 0.5) & (higher < 5)
    assert inside.sum() > 20
    assert np.all((higher - lower)[inside] < (high - low)[inside])
    assert np.all(mean < space.enjoyment.offset)


def test_no_history_gives_the_offsets(space):
    belief = space.belief_of([])
    assert np.array_equal(space.scores(belief), space.offsets())
    assert space.explain(belief, 7).shares == ()


def test_no_scores_for_a_film_that_is_not_there(space):
    for film_id in (0, 401, -5):
        with pytest.raises(UnknownFilm, match=f"tmdb:{film_id} "):
            space.explain(space.belief_of([]), film_id)


def test_with_no_history_films_both_well_known_and_well_liked_lead(films):
    votes = {"loved": (20_000, 8.2), "famous": (30_000, 5.0), "obscure": (12, 9.8), "good": (3_000, 7.4)}
    made = [
        Film(id=1000 + place, title=name, vote_count=count, vote_average=mean)
        for place, (name, (count, mean)) in enumerate(votes.items())
    ]
    space = TasteSpace.fit_films([*films, *made])
    offsets = dict(zip(space.film_ids.tolist(), space.offsets().tolist(), strict=True))
    loved, famous, obscure, good = (offsets[1000 + place] for place in range(4))
    assert loved == max(offsets.values())
    assert loved > good > famous
    assert good > obscure


def test_a_fame_level_stands_in_for_votes():
    made = [Film(id=fame, title="A", genres=("Drama",), fame=fame) for fame in range(1, 6)]
    space = TasteSpace.fit_films(made)
    assert np.all(np.diff(space.offsets()) > 0)
    assert space.offsets()[4] == pytest.approx(
        TasteSpace.fit_films(
            [*made[:4], Film(id=5, title="A", genres=("Drama",), vote_count=15_000, vote_average=7.0)]
        ).offsets()[4],
        abs=1e-6,
    )


CONFIG = TasteConfig()


def mu(films, votes: int, mean: float) -> tuple[float, float]:
    film = Film(id=1, title="X", vote_count=votes, vote_average=mean)
    fitted = OffsetMap.fit(films, CONFIG)
    return float(fitted.interest([film], CONFIG)[0]), float(fitted.enjoyment([film], CONFIG)[0])


def test_offsets_are_probabilities_and_stars(space):
    assert np.all((space.interest.offset > 0) & (space.interest.offset < CONFIG.top_probability))
    assert np.all((space.enjoyment.offset >= 0.5) & (space.enjoyment.offset <= 5))


@pytest.mark.parametrize("votes", [3, 50, 1000, 50_000])
def test_offsets_rise_with_the_mean_vote(films, votes):
    found = [mu(films, votes, mean / 4) for mean in range(2, 41)]
    assert np.all(np.diff([interest for interest, _ in found]) >= 0)
    assert np.all(np.diff([stars for _, stars in found]) > 0)
    assert found[-1][0] > found[0][0]


@pytest.mark.parametrize("mean", [7.0, 7.5, 8.5, 10.0])
def test_the_offset_of_a_liked_film_rises_with_its_votes(films, mean):
    assert OffsetMap.fit(films, CONFIG).usual_vote < 7.0
    found = [mu(films, round(1.3**step), mean)[0] for step in range(45)]
    assert np.all(np.diff(found) >= 0)
    assert found[-1] > 10 * found[0]


def test_films_without_votes_get_the_least_offset_and_the_usual_stars(films):
    fitted = OffsetMap.fit(films, CONFIG)
    unknown = [Film(id=1, title="X"), Film(id=2, title="Y", vote_count=0, vote_average=0.0)]
    assert fitted.interest(unknown, CONFIG) == pytest.approx([CONFIG.unknown_likes] * 2)
    assert fitted.enjoyment(unknown, CONFIG) == pytest.approx([fitted.usual_vote / 2] * 2)


# Planted taste


@pytest.mark.parametrize("cluster", range(8))
@pytest.mark.parametrize("draw", range(3))
def test_five_likes_of_one_cluster_bring_films_of_it(space, films, cluster, draw):
    own = [film.id for film in films if cluster_of(film.id, 8) == cluster]
    liked = np.random.default_rng(draw).choice(own, 5, replace=False).tolist()
    scores = space.scores(space.belief_of(likes(*liked)))
    scores[np.array(liked) - 1] = -np.inf
    first = space.film_ids[np.argsort(-scores)[:10]]
    assert sum(cluster_of(int(film_id), 8) == cluster for film_id in first) >= 8


@pytest.mark.parametrize("cluster", range(8))
def test_the_traits_of_a_taste_are_those_of_its_cluster(space, films, cluster):
    own = [film for film in films if cluster_of(film.id, 8) == cluster]
    belief = space.belief_of([*likes(*(film.id for film in own[:8]))])
    liked, avoided = traits(space, belief, most=5)
    words = {w for film in own for w in (*film.genres, *film.keywords, *film.directors, *film.cast)}
    assert len(liked) == 5
    assert sum(trait.term in words for trait in liked) >= 4
    assert all(trait.effect > 0 and trait.sd > 0 and trait.films >= 3 for trait in liked)
    assert all(trait.effect < 0 for trait in avoided)
