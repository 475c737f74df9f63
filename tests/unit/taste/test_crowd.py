"""What a crowd teaches a space: offsets, what goes together, and how far it is believed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.errors import BadValue
from matinee.taste import TasteConfig, TasteSpace
from matinee.testing.synthetic import synthetic_films, synthetic_people

COLUMNS = ["user_id", "film_id", "rating"]
FIELDS = ("vectors", "offset", "spread", "background")
GROUPS = 6


def table(rows: list[tuple[int, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture(scope="module")
def crowd(films) -> pd.DataFrame:
    people = synthetic_people(films, 8, 60, np.random.default_rng(2))
    return table([(int(p.name.split()[-1]), e.film_id, e.value) for p in people for e in p.events])


@pytest.fixture(scope="module")
def taught(films, crowd) -> TasteSpace:
    return TasteSpace.fit_films(films, crowd)


def test_films_a_crowd_likes_rise_and_those_it_rates_low_fall(films, space):
    found = TasteSpace.fit_films(
        films, table([(n, 5, 5.0) for n in range(50)] + [(n, 6, 0.5) for n in range(50)])
    )
    assert np.argmax(found.interest.offset) == space.row(5)
    assert found.enjoyment.offset[space.row(5)] > 4.5
    assert found.enjoyment.offset[space.row(6)] < 1.2
    assert found.interest.offset[space.row(6)] < space.interest.offset[space.row(6)]
    others = ~np.isin(space.film_ids, [5, 6])
    assert found.enjoyment.offset[others] == pytest.approx(space.enjoyment.offset[others], abs=1e-6)


def test_a_crowd_shrinks_towards_the_votes(films, space):
    one = TasteSpace.fit_films(films, table([(1, 5, 5.0)]))
    before, after = space.interest.offset[space.row(5)], one.interest.offset[space.row(5)]
    # One rater has a quarter of the say, and one person is a 21st of what stands against the votes.
    assert after == pytest.approx(0.25 * (1 + 20 * before) / 21 + 0.75 * before, rel=0.02)
    others = space.film_ids != 5
    assert one.interest.offset[others] == pytest.approx(space.interest.offset[others], rel=0.02)


@pytest.mark.parametrize("rows", [[], [(1, 999_999, 5.0)]])
def test_a_crowd_that_knows_none_of_the_films_teaches_nothing(films, space, rows):
    found = TasteSpace.fit_films(films, table(rows))
    for field in ("interest", "enjoyment"):
        for name in FIELDS:
            assert np.array_equal(getattr(getattr(found, field), name), getattr(getattr(space, field), name))


def test_of_several_ratings_of_one_film_the_latest_counts(films):
    once = TasteSpace.fit_films(films, table([(1, 5, 5.0)]))
    by_row = TasteSpace.fit_films(films, table([(1, 5, 1.0), (1, 5, 5.0)]))
    by_time = TasteSpace.fit_films(films, table([(1, 5, 5.0), (1, 5, 1.0)]).assign(at=[20, 10]))
    for found in (by_row, by_time):
        assert np.array_equal(found.enjoyment.offset, once.enjoyment.offset)
        assert np.array_equal(found.interest.vectors, once.interest.vectors)


def test_the_order_of_people_and_rows_changes_no_score(films, crowd, taught):
    shuffled = crowd.sample(frac=1, random_state=3)
    renamed = shuffled.assign(user_id=1000 - shuffled["user_id"])
    log = [Event(event_id="a", user="me", kind=Kind.LIKE, film_id=3, at=1, seq=1)]
    other = TasteSpace.fit_films(films, renamed)
    found = other.scores(other.belief_of(log))
    # The decomposition starts from random directions of people, and people have changed places.
    assert np.corrcoef(found, taught.scores(taught.belief_of(log)))[0, 1] > 0.999


def test_a_space_learned_from_a_crowd_comes_back_from_disk(taught, tmp_path):
    taught.save(tmp_path / "space")
    back = TasteSpace.load(tmp_path / "space")
    assert np.array_equal(back.interest.vectors, taught.interest.vectors)
    assert back.config == taught.config
    assert taught.content.crowd is not None
    assert back.content.crowd is not None
    assert np.array_equal(back.content.crowd.vectors, taught.content.crowd.vectors)
    assert back.content.crowd.people == taught.content.crowd.people


def test_new_films_move_nothing_and_a_changed_film_keeps_what_the_crowd_said(films, taught):
    new = Film(id=90_001, title="New", genres=("Action",), keywords=films[0].keywords)
    changed = Film(id=films[0].id, title="Changed", genres=("War",))
    grown = taught.with_films([new, changed])
    old = np.isin(grown.film_ids, [film.id for film in films[1:]])
    assert np.array_equal(grown.interest.vectors[old], taught.interest.vectors[1:])
    row = grown.row(changed.id)
    assert not np.array_equal(grown.interest.vectors[row], taught.interest.vectors[0])
    assert grown.content.crowd is not None
    assert grown.content.crowd.raters[row] == taught.content.crowd.raters[0] > 0
    assert grown.content.crowd.raters[grown.row(new.id)] == 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"user_id": [1], "film_id": [5]}, "no column rating"),
        ({"user_id": [1], "film_id": [5], "rating": [7]}, "0.5-5"),
        ({"user_id": [1], "film_id": [5], "rating": [float("nan")]}, "rating of the interactions has empty"),
        ({"user_id": [1], "film_id": [5], "rating": ["good"]}, "rating"),
        ({"user_id": [1], "film_id": [float("nan")], "rating": [4.0]}, "film_id"),
        ({"user_id": [1], "film_id": ["Heat"], "rating": [4.0]}, "film_id"),
    ],
)
def test_a_crowds_table_that_cannot_be_read_is_refused_in_one_line(films, rows, words):
    with pytest.raises(BadValue, match=words) as refused:
        TasteSpace.fit_films(films, pd.DataFrame(rows))
    assert "\n" not in str(refused.value)


# From content to crowd: a taste that has nothing to do with what the films are made of


def group_of(film_id: int) -> int:
    """The hidden taste group of a film; clusters of content go by another remainder."""
    return film_id // 8 % GROUPS


def planted(films: list[Film], people: int, rng: np.random.Generator) -> pd.DataFrame:
    """People who like the films of one hidden group and are cool to the others."""
    rows: list[tuple[int, int, float]] = []
    ids = np.array([film.id for film in films])
    groups = np.array([group_of(film) for film in ids])
    for person in range(people):
        favourite = person % GROUPS
        weights = np.where(groups == favourite, 3.0, 0.3)
        chosen = rng.choice(ids, 40, replace=False, p=weights / weights.sum()).tolist()
        rows += [(person, film, 4.5 if group_of(film) == favourite else 2.5) for film in chosen]
    return table(rows)


def test_accuracy_and_the_crowds_say_rise_with_the_number_of_people():
    rng = np.random.default_rng(11)
    films = synthetic_films(300, 8, rng)
    accuracy: list[float] = []
    say: list[float] = []
    for people in (0, 10, 100, 1000):
        space = TasteSpace.fit_films(films, planted(films, people, rng) if people else None)
        crowd = space.content.crowd
        say.append(0.0 if crowd is None else float(crowd.say(TasteConfig()).mean()))
        hits = []
        for group in range(GROUPS):
            own = [film.id for film in films if group_of(film.id) == group]
            for _ in range(5):
                liked = [int(film) for film in rng.choice(own, 5, replace=False)]
                log = [
                    Event(event_id=str(n), user="me", kind=Kind.LIKE, film_id=film, at=n, seq=n)
                    for n, film in enumerate(liked, 1)
                ]
                scores = space.scores(space.belief_of(log))
                scores[np.isin(space.film_ids, liked)] = -np.inf
                hits.append(
                    np.mean([group_of(int(space.film_ids[row])) == group for row in np.argsort(-scores)[:10]])
                )
        accuracy.append(float(np.mean(hits)))
    assert say == sorted(say)
    assert accuracy[0] < 0.35
    assert accuracy[2] > accuracy[0] + 0.1
    assert accuracy[3] > accuracy[2] + 0.1
    assert accuracy[3] > 0.9
