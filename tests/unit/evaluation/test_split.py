"""Who is asked, and what is known of them."""

import numpy as np
import pytest

from matinee.errors import BadValue
from matinee.evaluation.protocols import Options, cold_films, tasks_of
from matinee.evaluation.split import Data, people_of, split_people
from unit.evaluation.people import films, planted, ratings


def test_groups_share_nobody_and_are_the_same_every_time():
    people = np.arange(1, 6041, dtype=np.int32)
    split = split_people(people)
    assert len(split.test) == len(split.validation) == 600
    assert sorted(np.concatenate([split.test, split.validation, split.train])) == people.tolist()
    # Those of the documentation: the shuffle of the sorted numbers, test people first.
    assert split.test.tolist() == np.random.default_rng(7).permutation(people)[:600].tolist()
    assert split_people(people[::-1]).validation.tolist() == split.validation.tolist()


@pytest.mark.parametrize(("people", "asked"), [(610, 100), (6040, 600), (162_000, 600), (60, 10), (12, 2)])
def test_how_many_are_asked(people, asked):
    split = split_people(np.arange(people, dtype=np.int32))
    assert len(split.test) == len(split.validation) == asked


@pytest.mark.parametrize("people", [0, 1, 5])
def test_too_few_people(people):
    with pytest.raises(BadValue, match="too few"):
        split_people(np.arange(people, dtype=np.int32))


def test_a_persons_ratings_are_by_time_and_ties_stay_as_they_came():
    data = Data.of(
        films(10, 20, 30, 40),
        ratings((2, 40, 3, 9), (1, 30, 5, 7), (2, 10, 4, 9), (1, 10, 2, 3), (1, 20, 1, 7), (1, 99, 5, 1)),
    )
    one, two = people_of(data, np.array([1, 2], dtype=np.int32))
    assert one.log.film_ids.tolist() == [10, 30, 20]
    assert one.log.rows.tolist() == [0, 2, 1]
    assert one.log.stars.tolist() == [2, 5, 1]
    assert two.log.film_ids.tolist() == [40, 10]


def test_seq_is_believed_before_time():
    data = Data.of(films(10, 20), ratings((1, 10, 3, 1), (1, 20, 3, 2), seq=[2, 1]))
    assert people_of(data, np.array([1], dtype=np.int32))[0].log.film_ids.tolist() == [20, 10]


def test_those_who_rated_nothing_are_left_out():
    data = Data.of(films(10), ratings((1, 10, 3, 1)))
    assert [person.number for person in people_of(data, np.array([5, 1], dtype=np.int32))] == [1]


@pytest.fixture(scope="module")
def data():
    return planted()


@pytest.fixture(scope="module")
def asked(data):
    return people_of(data, split_people(data.ratings.people()).validation)


def test_few_knows_likes_and_asks_for_the_others(data, asked):
    by_number = {person.number: person for person in asked}
    tasks = tasks_of(["few"], data, asked)
    assert [task.case for task in tasks] == ["k=1", "k=2", "k=3", "k=5", "k=10"] * 5
    for task in tasks:
        k = int(task.case[2:])
        for number, history, wanted in zip(task.people, task.histories, task.wanted, strict=True):
            likes = by_number[number].log
            likes = likes.rows[likes.stars >= 4]
            assert len(history) == k
            assert np.isnan(history.stars).all()
            assert sorted([*history.rows, *wanted]) == sorted(likes)
    # Draws differ, and a draw of more likes is one of fewer and more.
    assert tasks[0].histories[0].rows.tolist() == tasks[1].histories[0].rows[:1].tolist()
    assert any(
        one.rows.tolist() != other.rows.tolist()
        for one, other in zip(tasks[4].histories, tasks[9].histories, strict=True)
    )


def test_draws_are_a_persons_own(data, asked):
    alone = tasks_of(["few"], data, asked[3:4])
    together = tasks_of(["few"], data, asked)
    place = together[0].people.tolist().index(asked[3].number)
    assert alone[0].histories[0].rows.tolist() == together[0].histories[place].rows.tolist()


def test_warm_asks_for_later_likes(data, asked):
    (task,) = tasks_of(["warm"], data, asked)
    for number, history, wanted in zip(task.people, task.histories, task.wanted, strict=True):
        log = next(person.log for person in asked if person.number == number)
        assert len(history) == int(0.8 * len(log))
        later = log.taken(slice(len(history), None))
        assert wanted.tolist() == later.rows[later.stars >= 4].tolist()


def test_cold_films_are_known_of_nobody(data, asked):
    is_cold = cold_films(data, Options())
    assert is_cold.sum() == int(0.2 * len(data.films))
    tasks = {task.case: task for task in tasks_of(["cold"], data, asked)}
    assert all(task.learned == "warm" for task in tasks.values())
    for task in tasks.values():
        assert not any(is_cold[history.rows].any() for history in task.histories)
    among, everywhere = tasks["among themselves"], tasks["among all"]
    assert among.candidates.tolist() == is_cold.tolist()
    assert everywhere.candidates is None
    assert all(is_cold[wanted].all() for wanted in among.wanted)
    alone = tasks["warm films alone"]
    assert alone.candidates.tolist() == (~is_cold).tolist()
    assert not any(is_cold[wanted].any() for wanted in alone.wanted)


def test_an_unknown_protocol(data, asked):
    with pytest.raises(BadValue, match="few, warm, cold, likes"):
        tasks_of(["tepid"], data, asked)


def test_nobody_to_ask_is_no_task(data):
    assert tasks_of(["few", "warm", "cold", "likes"], data, []) == []
