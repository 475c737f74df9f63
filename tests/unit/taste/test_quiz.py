"""The quiz's questions: what an answer tells, which film is asked about, and when it is enough."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.taste import TasteSpace
from matinee.taste.quiz import Questions
from matinee.testing.synthetic import cluster_of, synthetic_films
from unit.taste.logs import event, likes, logs

examples = settings(max_examples=20, deadline=None, derandomize=True, database=None)
ANSWERS = (Kind.LIKE, Kind.DISLIKE, Kind.WATCHED)
PEOPLE, CLUSTERS, ROUNDS = 36, 12, 8


@pytest.fixture(scope="session")
def questions(space) -> Questions:
    return Questions(space)


def answered(questions: Questions, *film_ids: int, kind: Kind = Kind.LIKE):
    return questions.belief(likes(*film_ids, kind=kind))


def uncertainty(space: TasteSpace, belief) -> float:
    """The summed predictive variance of the reference, film by film; all films of a small catalogue are in it."""
    return float(space.interest.offset @ space.interest.variances(belief.interest.covariance))


# What an answer tells


@examples
@given(
    data=st.data(), log=logs(films=400, kinds=[Kind.LIKE, Kind.DISLIKE, Kind.WATCHED, Kind.NOT_INTERESTED])
)
def test_the_drop_is_that_of_refolding(questions, space, data, log):
    place = data.draw(st.integers(0, len(questions.candidates) - 1))
    film_id = int(space.film_ids[questions.candidates[place]])
    events = [one for one in space.belief_of(log).interest.evidence.events if one.film_id != film_id]
    before = questions.belief(events)
    for kind in (Kind.LIKE, Kind.DISLIKE):
        after = questions.belief([*events, event(kind, film_id, seq=99)])
        assert questions.drops(before.interest.covariance)[place] == pytest.approx(
            uncertainty(space, before) - uncertainty(space, after), rel=1e-6
        )


@examples
@given(kinds=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=30), data=st.data())
def test_no_film_is_asked_about_twice_and_confidence_never_falls(questions, kinds, data):
    events: list[Event] = []
    unknown: list[int] = []
    asked: list[int] = []
    confidence = questions.confidence(questions.belief(()))
    assert confidence == pytest.approx(0, abs=1e-12)
    for seq, kind in enumerate(kinds, 1):
        question = questions.next(questions.belief(events), [e.film_id for e in events], unknown)
        asked.append(question.film_id)
        if data.draw(st.booleans()):
            unknown.append(question.film_id)
        else:
            events.append(event(kind, question.film_id, at=seq, seq=seq))
        now = questions.confidence(questions.belief(events))
        assert confidence - 1e-12 <= now <= 1
        confidence = now
    assert len(set(asked)) == len(asked)


@examples
@given(log=logs(kinds=[Kind.LIKE, Kind.DISLIKE, Kind.WATCHED], films=400, min_size=2), data=st.data())
def test_the_order_of_the_answers_does_not_matter(questions, space, log, data):
    events = list(space.belief_of(log).interest.evidence.events)
    said = [one.film_id for one in events]
    mixed = data.draw(st.permutations(events))
    one, other = questions.belief(events), questions.belief(mixed)
    assert questions.confidence(one) == pytest.approx(questions.confidence(other), abs=1e-9)
    first, second = questions.next(one, said), questions.next(other, said)
    assert first.film_id == second.film_id
    assert first.gain == pytest.approx(second.gain, rel=1e-9)


def test_answers_do_not_age_while_the_quiz_goes_on(questions):
    old = questions.belief([event(Kind.LIKE, 1, at=0, seq=1), event(Kind.LIKE, 2, at=10**17, seq=2)])
    new = questions.belief([event(Kind.LIKE, 1, at=10**17, seq=1), event(Kind.LIKE, 2, at=10**17, seq=2)])
    np.testing.assert_allclose(old.interest.covariance, new.interest.covariance, rtol=1e-12)


# Which film


def test_the_first_question_depends_on_the_space_alone(questions, space):
    first = questions.next(questions.belief(()))
    assert first == Questions(space).next(space.belief_of([]))
    assert first.gain == pytest.approx(1)
    assert first.pays


def test_only_films_that_people_know_are_asked_about(films):
    films = [
        Film.from_dict(film.to_dict() | {"vote_count": 50_000 if film.id <= 30 else 3, "vote_average": 7.5})
        for film in films
    ]
    questions = Questions(TasteSpace.fit_films(films))
    events: list[Event] = []
    while (question := questions.next(questions.belief(events), [e.film_id for e in events])) is not None:
        events.append(event(Kind.LIKE, question.film_id, seq=len(events) + 1))
    assert {e.film_id for e in events} == set(range(1, 31))


def test_films_equally_well_known_are_candidates_up_to_a_limit():
    films = [
        Film(id=number, title=f"Film {number}", keywords=(f"k{number % 7}",)) for number in range(1, 3001)
    ]
    questions = Questions(TasteSpace.fit_films(films))
    assert len(questions.candidates) == 1200


def test_a_sibling_has_less_left_to_tell(questions, space):
    nobody = questions.belief(()).interest.covariance
    vectors = space.interest.vectors[questions.candidates].astype(float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for place in range(0, len(questions.candidates), 25):
        film_id = int(space.film_ids[questions.candidates[place]])
        after = questions.drops(answered(questions, film_id).interest.covariance) / questions.drops(nobody)
        alike = np.argsort(-(vectors @ vectors[place]))
        assert after[place] < 0.5
        assert after[alike[1:6]].mean() < after[alike[-100:]].mean()


def test_what_is_not_known_says_little_and_leads_elsewhere(questions, space):
    nobody = questions.belief(())
    first = questions.next(nobody).film_id
    vectors = space.interest.vectors.astype(float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    unknown = [first]
    for _ in range(6):
        found = questions.next(nobody, (), unknown)
        assert found.film_id not in unknown
        assert max(vectors[space.row(found.film_id)] @ vectors[space.row(other)] for other in unknown) < 0.5
        unknown.append(found.film_id)
    assert questions.confidence(nobody) == pytest.approx(0, abs=1e-12)


# When it is enough


def test_it_pays_at_first_and_ends_paying(questions):
    events: list[Event] = []
    while True:
        question = questions.next(questions.belief(events), [e.film_id for e in events])
        if not question.pays:
            break
        events.append(
            event(Kind.LIKE if len(events) % 3 else Kind.DISLIKE, question.film_id, seq=len(events) + 1)
        )
    assert 8 <= len(events) <= 30
    assert questions.confidence(questions.belief(events)) > 0.6


def test_when_everything_was_said_there_is_no_question(questions, space):
    everything = [int(film_id) for film_id in space.film_ids]
    assert questions.next(questions.belief(()), everything) is None


def test_a_catalogue_of_one_film_and_of_nothing_known_ask_without_harm():
    one = Questions(TasteSpace.fit_films([Film(id=1, title="Only")]))
    assert one.next(one.belief(())) is None
    assert one.confidence(one.belief(())) == 1
    few = Questions(TasteSpace.fit_films([Film(id=1, title="A", genres=("Crime",)), Film(id=2, title="B")]))
    asked = few.next(few.belief(()))
    assert asked is None or asked.film_id in (1, 2)


# It pays: people of a planted taste


@pytest.fixture(scope="module")
def planted() -> tuple[list[Film], TasteSpace, Questions]:
    films = synthetic_films(600, CLUSTERS, np.random.default_rng(3))
    space = TasteSpace.fit_films(films)
    return films, space, Questions(space)


def found_after(planted, person: int, choose) -> float:
    """Share of a person's first ten films that are of their taste, after eight answers to chosen questions.

    They know a film by how well known it is, like what is of their cluster nine times in ten, and one in ten others.
    """
    films, space, _ = planted
    rng = np.random.default_rng([5, person])
    known = np.argsort(np.argsort([film.vote_count or 0 for film in films])) / len(films)
    knows = rng.random(len(films)) < 0.1 + 0.85 * known**2
    taste = [
        rng.random() < (0.9 if cluster_of(film.id, CLUSTERS) == person % CLUSTERS else 0.1) for film in films
    ]
    events: list[Event] = []
    unknown: list[int] = []
    while len(events) < ROUNDS and len(unknown) < 100:
        film_id = choose(events, unknown, rng)
        if not knows[space.row(film_id)]:
            unknown.append(film_id)
            continue
        kind = Kind.LIKE if taste[space.row(film_id)] else Kind.DISLIKE
        events.append(event(kind, film_id, at=len(events), seq=len(events) + 1))
    scores = space.scores(space.belief_of(events))
    said = {e.film_id for e in events}
    best = [int(space.film_ids[row]) for row in np.argsort(-scores) if int(space.film_ids[row]) not in said][
        :10
    ]
    return float(np.mean([cluster_of(film_id, CLUSTERS) == person % CLUSTERS for film_id in best]))


def test_eight_answers_to_the_quiz_find_more_than_eight_about_famous_or_random_films(planted):
    films, _, questions = planted
    famous = [film.id for film in sorted(films, key=lambda film: -(film.vote_count or 0))]
    pool = [int(films[row].id) for row in questions.candidates]

    def asked(events, unknown, rng):
        return questions.next(questions.belief(events), [e.film_id for e in events], unknown).film_id

    def by_fame(events, unknown, rng):
        gone = {*unknown, *(e.film_id for e in events)}
        return next(film_id for film_id in famous if film_id not in gone)

    def by_chance(events, unknown, rng):
        gone = {*unknown, *(e.film_id for e in events)}
        return int(rng.choice([film_id for film_id in pool if film_id not in gone]))

    found = {
        choose.__name__: float(np.mean([found_after(planted, person, choose) for person in range(PEOPLE)]))
        for choose in (asked, by_fame, by_chance)
    }
    sys.stdout.write(f"\nof the taste among the first ten: {found}\n")
    assert found["asked"] > found["by_fame"] + 0.1, found
    assert found["asked"] > found["by_chance"] + 0.1, found
