"""The quiz over a real store: questions, answers, what is not known, and undo."""

import threading

import pytest

from matinee.domain.feedback import Kind, fold
from matinee.errors import EmptyCatalogue, NothingToUndo, UnknownFilm
from matinee.services.quiz import ENOUGH, Answer, Quiz


@pytest.fixture
def quiz(house) -> Quiz:
    return Quiz(house.store, house.spaces, house.feedback)


def another(house) -> Quiz:
    """The quiz as another process, or the same after a restart, has it."""
    return Quiz(house.store, house.spaces, house.feedback)


def asked(quiz, user="me") -> int:
    return quiz.state(user).question.id


def take(quiz, answer, user="me") -> int:
    film_id = asked(quiz, user)
    quiz.answer(user, film_id, answer)
    return film_id


def test_without_films_there_is_no_quiz(empty):
    with pytest.raises(EmptyCatalogue, match="matinee init"):
        another(empty).state("me")


def test_somebody_new_begins_at_nothing(quiz):
    state = quiz.state("me")
    assert state.question is not None
    assert (state.answered, state.unknown) == (0, 0)
    assert state.confidence == pytest.approx(0, abs=1e-12)
    assert state.pays
    assert not state.enough


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Answer.LIKE, Kind.LIKE), (Answer.DISLIKE, Kind.DISLIKE), (Answer.SEEN, Kind.WATCHED)],
)
def test_an_answer_is_an_event_and_the_next_question_is_another(house, quiz, answer, kind):
    film_id = take(quiz, answer)
    (event,) = house.feedback.log("me")
    assert (event.kind, event.film_id, event.source) == (kind, film_id, "quiz")
    state = quiz.state("me")
    assert state.question.id != film_id
    assert state.answered == 1
    assert state.confidence > 0


def test_not_knowing_a_film_is_no_event_costs_nothing_and_survives_a_restart(house, quiz):
    first = take(quiz, Answer.UNKNOWN)
    assert house.feedback.log("me") == []
    state = another(house).state("me")
    assert state.question.id != first
    assert (state.answered, state.unknown) == (0, 1)
    assert state.confidence == pytest.approx(0, abs=1e-12)


def test_no_film_is_asked_about_twice_until_none_is_left(house, quiz):
    answers = list(Answer)
    seen: list[int] = []
    while (question := quiz.state("me").question) is not None:
        assert question.id not in seen
        quiz.answer("me", question.id, answers[len(seen) % 4])
        seen.append(question.id)
    assert len(seen) > 40
    assert not quiz.state("me").pays


@pytest.mark.parametrize("kind", ["rating", "watched", "watchlist_add", "not_interested", "like"])
def test_what_was_spoken_of_is_not_asked_about(house, quiz, kind):
    film_id = asked(quiz)
    house.feedback.say("me", Kind(kind), film_id, 4.0 if kind == "rating" else None, source="cli")
    assert asked(quiz) != film_id
    assert quiz.state("me").answered == 0, "only answers of the quiz are counted"


def test_what_was_said_elsewhere_makes_it_surer_too(house, quiz):
    for film_id in range(1, 20):
        house.feedback.say("me", Kind.RATING, film_id, 4.5, source="cli")
    assert quiz.state("me").confidence > 0.3


def test_a_key_pressed_twice_is_one_answer(house, quiz):
    film_id = asked(quiz)
    first = quiz.answer("me", film_id, Answer.LIKE)
    assert quiz.answer("me", film_id, Answer.DISLIKE).event_id == first.event_id
    assert quiz.answer("me", film_id, Answer.UNKNOWN).event_id == first.event_id
    assert len(house.feedback.log("me")) == 1
    unknown = take(quiz, Answer.UNKNOWN)
    assert quiz.answer("me", unknown, Answer.LIKE) is None
    assert quiz.state("me").unknown == 1


def test_undo_goes_back_answer_by_answer(house, quiz):
    said = [
        take(quiz, answer)
        for answer in (Answer.LIKE, Answer.UNKNOWN, Answer.UNKNOWN, Answer.SEEN, Answer.DISLIKE)
    ]
    states = []
    back = []
    while True:
        try:
            taken = another(house).undo("me")
        except NothingToUndo as error:
            assert "nothing to undo" in str(error)  # noqa: PT017 - the loop ends with it
            break
        back.append((taken.film_id, taken.answer))
        states.append(quiz.state("me"))
        assert taken.film.id == taken.film_id
    assert back == list(
        zip(
            reversed(said),
            [Answer.DISLIKE, Answer.SEEN, Answer.UNKNOWN, Answer.UNKNOWN, Answer.LIKE],
            strict=True,
        )
    )
    assert [state.question.id for state in states] == list(reversed(said))
    assert fold(house.feedback.log("me")).events == ()
    assert (states[-1].answered, states[-1].unknown) == (0, 0)


def test_undo_and_answer_again(house, quiz):
    film_id = take(quiz, Answer.DISLIKE)
    quiz.undo("me")
    assert take(quiz, Answer.LIKE) == film_id
    assert quiz.state("me").answered == 1
    take(quiz, Answer.UNKNOWN)
    assert quiz.undo("me").answer is Answer.UNKNOWN
    assert quiz.undo("me").answer is Answer.LIKE


def test_an_undo_elsewhere_counts_here(house, quiz):
    film_id = take(quiz, Answer.LIKE)
    house.feedback.undo("me", source="cli")
    assert quiz.state("me").answered == 0
    assert asked(quiz) == film_id
    with pytest.raises(NothingToUndo):
        quiz.undo("me")


def test_undo_leaves_what_was_said_elsewhere(house, quiz):
    take(quiz, Answer.LIKE)
    house.feedback.say("me", Kind.RATING, 77, 5.0, source="cli")
    quiz.undo("me")
    assert house.feedback.standing("me").ratings == {77: 5.0}


def test_two_people_have_two_quizzes(quiz):
    take(quiz, Answer.LIKE)
    take(quiz, Answer.UNKNOWN)
    other = quiz.state("other")
    assert (other.answered, other.unknown) == (0, 0)


def test_an_unknown_film_is_refused(quiz):
    for answer in Answer:
        with pytest.raises(UnknownFilm):
            quiz.answer("me", 10**6, answer)


def test_it_is_enough_after_eight_answers(quiz):
    for place in range(ENOUGH):
        assert quiz.state("me").answered == place
        take(quiz, Answer.LIKE)
    assert quiz.state("me").enough


@pytest.mark.parametrize(
    "kept", [7, "x", [], {"unknown": 3}, {"unknown": [1, "a", [1], [1, "b"], [True, 2], None]}]
)
def test_damaged_preferences_are_as_if_nothing_was_kept(house, quiz, kept):
    with house.store.begin() as unit:
        unit.prefer("me", "quiz", kept)
    assert quiz.state("me").unknown == 0
    take(quiz, Answer.UNKNOWN)
    assert quiz.state("me").unknown == 1


def test_films_that_come_later_are_asked_about_too(house, quiz, films):
    from dataclasses import replace

    known = replace(films[0], id=5000, title="Known by all", vote_count=39_000, vote_average=8.5)
    before = quiz.state("me")
    house.load(known)
    seen = {before.question.id}
    while (question := quiz.state("me").question) is not None and question.id != 5000:
        seen.add(question.id)
        quiz.answer("me", question.id, Answer.UNKNOWN)
    assert question is not None


def test_threads_share_one_quiz(house, quiz):
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(asked(quiz))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
