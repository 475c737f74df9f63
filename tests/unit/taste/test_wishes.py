"""Mutes and pins: what they do to a belief, and what they leave alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.feedback import fold
from matinee.domain.film import Film
from matinee.taste import Belief, TasteSpace
from matinee.taste.traits import Trait, traits, wished_traits
from matinee.taste.wishes import Want, Wish
from matinee.testing.synthetic import cluster_of
from unit.taste.conftest import CLUSTERS
from unit.taste.logs import event, likes, logs

examples = settings(max_examples=40, deadline=None, derandomize=True, database=None)
LOG = [
    event("rating", 3, 4.5, at=10, seq=1),
    event("rating", 12, 1.0, at=20, seq=2),
    *(event("like", n, at=30, seq=n) for n in (11, 19, 27)),
    event("not_interested", 40, at=40, seq=50),
]


@st.composite
def wishes(draw: st.DrawFn, min_size: int = 1) -> list[Wish]:
    keys = draw(st.lists(st.integers(0, 10**6), min_size=min_size, max_size=6, unique=True))
    return [Wish("", str(key), draw(st.sampled_from(Want))) for key in keys]


def of(space: TasteSpace, drawn: list[Wish]) -> list[Wish]:
    """Drawn numbers as traits that the space has, each once."""
    known = list(space.trait_columns)
    found = {known[int(wish.term) % len(known)]: wish.want for wish in drawn}
    return [Wish(*key, want) for key, want in found.items()]


def believe(space: TasteSpace, log: list, wanted: list[Wish] | tuple[Wish, ...] = ()) -> Belief:
    return space.believe(fold(log).events, None, wanted)


def trait(space: TasteSpace, belief: Belief, wish: Wish) -> Trait:
    return wished_traits(space, belief, [wish])[0]


def strongest(space: TasteSpace) -> Wish:
    """What this log likes most."""
    liked, _ = traits(space, believe(space, LOG))
    best = max(liked, key=lambda one: one.effect)
    return Wish(best.block, best.term, Want.MUTE)


@given(logs(), wishes())
@examples
def test_reasons_sum_to_the_score_and_a_mute_has_no_share(space, log, drawn):
    wanted = of(space, drawn)
    belief = believe(space, log, wanted)
    assert set(belief.interest.wishes) == set(wanted)
    for found in space.explanations(belief, np.arange(0, 400, 37)):
        assert found.score == pytest.approx(found.offset + sum(s.share for s in found.shares), abs=1e-6)
        told = {share.wish: share for share in found.shares if share.wish is not None}
        assert set(told) == set(wanted)
        assert all(share.event is None for share in told.values())
        assert all(told[wish].share == 0 for wish in wanted if wish.want is Want.MUTE)


@given(logs(), wishes(), st.randoms(use_true_random=False))
@examples
def test_order_does_not_matter_to_the_bit(space, log, drawn, random):
    wanted = of(space, drawn)
    shuffled = random.sample(wanted, len(wanted))
    one, other = believe(space, log, wanted), believe(space, log, shuffled)
    assert np.array_equal(one.interest.mean, other.interest.mean)
    assert np.array_equal(one.interest.covariance, other.interest.covariance)


@given(logs(), wishes(min_size=0))
@examples
def test_without_wishes_the_belief_is_what_it_was_to_the_bit(space, log, drawn):
    plain, said = believe(space, log), space.believe(fold(log).events)
    unknown = [Wish("genre", f"no such thing {n}", wish.want) for n, wish in enumerate(drawn)]
    for belief in (said, believe(space, log, ()), believe(space, log, unknown)):
        assert np.array_equal(plain.interest.mean, belief.interest.mean)
        assert np.array_equal(plain.interest.covariance, belief.interest.covariance)
        assert belief.interest.wishes == ()


@given(logs(), wishes())
@examples
def test_expected_stars_do_not_hear_of_wishes(space, log, drawn):
    plain, wanted = believe(space, log), believe(space, log, of(space, drawn))
    assert np.array_equal(plain.enjoyment.mean, wanted.enjoyment.mean)
    assert np.array_equal(space.stars(plain)[0], space.stars(wanted)[0])


@given(logs(min_size=1), st.integers(0, 10**6))
@examples
def test_a_mute_leaves_nothing_and_a_pin_is_beyond_what_was_said(space, log, number):
    key = list(space.trait_columns)[number % len(space.trait_columns)]
    plain = trait(space, believe(space, log), Wish(*key, Want.MUTE))
    before = abs(plain.effect)
    alone = trait(space, believe(space, []), Wish(*key, Want.MUTE)).sd
    found = {want: trait(space, believe(space, log, [Wish(*key, want)]), Wish(*key, want)) for want in Want}
    assert abs(found[Want.MUTE].effect) <= 1e-3 * (before + alone)
    assert found[Want.MUTE].sd < 0.02 * alone + 1e-9
    # Each has moved by more than a like would, whatever was said before.
    assert found[Want.MORE].effect > max(plain.effect, 0) + 0.5 * alone
    assert found[Want.LESS].effect < min(plain.effect, 0) - 0.5 * alone


def test_a_muted_trait_does_not_come_back_with_more_of_the_same(space):
    wish = strongest(space)
    more = [*LOG, *(event("like", n, at=100 + n, seq=100 + n) for n in range(35, 130, CLUSTERS))]
    before = trait(space, believe(space, more), wish).effect
    assert abs(trait(space, believe(space, more, [wish]), wish).effect) < 0.01 * before


def test_wished_traits_are_not_among_those_liked_and_avoided(space):
    wish = strongest(space)
    for want in Want:
        liked, avoided = traits(space, believe(space, LOG, [replace(wish, want=want)]), most=100)
        assert (wish.block, wish.term) not in [(one.block, one.term) for one in (*liked, *avoided)]


def test_pins_move_the_films_that_have_it(space, films):
    genre = films[2].genres[0]
    has = np.array([genre in film.genres for film in films])
    plain = space.scores(believe(space, LOG))
    more, less = (
        space.scores(believe(space, LOG, [Wish("genre", genre, want)])) - plain
        for want in (Want.MORE, Want.LESS)
    )
    assert more[has].mean() > 0.5 + more[~has].mean()
    assert less[has].mean() < -0.5 + less[~has].mean()
    assert np.abs(more).max() < 20


def test_a_pin_without_a_log_makes_the_first_page(space, films):
    cluster = films[0].genres[0]
    belief = believe(space, [], [Wish("genre", cluster, Want.MORE)])
    first = np.argsort(-space.scores(belief))[:20]
    assert sum(cluster in films[row].genres for row in first) >= 18


@given(logs(), wishes())
@examples
def test_films_loaded_later_change_no_belief(space, grown, log, drawn):
    wanted = of(space, drawn)
    one, other = believe(space, log, wanted), believe(grown, log, wanted)
    assert np.array_equal(one.interest.mean, other.interest.mean)
    assert np.array_equal(one.interest.covariance, other.interest.covariance)


@pytest.fixture(scope="module")
def grown(space, films) -> TasteSpace:
    """The space with films that have the same terms in other weights."""
    return space.with_films(
        [
            Film(id=5000 + n, title=f"New {n}", genres=film.genres, cast=film.cast[:1])
            for n, film in enumerate(films[:50])
        ]
    )


def test_a_saved_space_wishes_alike(space, tmp_path):
    space.save(tmp_path / "space")
    again = TasteSpace.load(tmp_path / "space")
    wish = replace(strongest(space), want=Want.MORE)
    assert again.trait_columns == space.trait_columns
    assert np.array_equal(
        believe(again, LOG, [wish]).interest.mean, believe(space, LOG, [wish]).interest.mean
    )


def test_taste_of_a_cluster_survives_a_mute_of_one_of_its_traits(space):
    # Muting a genre says nothing against the films: their themes still speak for them.
    log = likes(*range(1, 60, CLUSTERS))
    wish = strongest(space)
    first = np.argsort(-space.scores(believe(space, log, [wish])))[:20]
    assert sum(cluster_of(int(space.film_ids[row]), CLUSTERS) == 0 for row in first) >= 12
