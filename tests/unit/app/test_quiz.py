"""The quiz page: what is pressed goes to the quiz once, and the page says where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import matinee
from matinee.app import main
from matinee.app.quiz import _act, _page, _progress, _question
from matinee.app.state import Visit
from matinee.app.surface import Act
from matinee.domain.film import Film
from matinee.services.quiz import QuizState
from matinee.services.recommend import Query

NASTY = '"><img src=x onerror=alert(1)> {0} $x^2$'


def press(visit: Visit, answer: str) -> Film:
    film = visit.matinee.quiz.state("me").question
    assert film is not None
    _act(visit, Act("answer", film.id, answer))
    return film


def shown(visit: Visit) -> str:
    picks = visit.picks(Query(n=6))
    return str(_page(visit, visit.matinee.quiz.state("me"), picks))


def test_the_page_runs_and_notes_its_picks_once(home: Path) -> None:
    tested = AppTest.from_file(str(Path(main.__file__)), default_timeout=60)
    tested.query_params["page"] = "quiz"
    assert not tested.run().exception
    assert not tested.run().exception
    with matinee.open(home) as opened, opened.store.read() as unit:
        assert len(unit.impressions("me")) == 6


def test_answers_reach_the_log_with_the_quiz_as_source(visit: Visit) -> None:
    said = [press(visit, answer).id for answer in ("like", "dislike", "seen")]
    log = visit.matinee.feedback.log("me")
    assert [(event.film_id, str(event.kind), event.source) for event in log] == [
        (film_id, kind, "quiz") for film_id, kind in zip(said, ("like", "dislike", "watched"), strict=True)
    ]
    press(visit, "unknown")
    assert len(visit.matinee.feedback.log("me")) == 3
    assert visit.matinee.quiz.state("me").unknown == 1


def test_undo_names_what_it_takes_back(visit: Visit) -> None:
    assert "Undo" not in shown(visit)
    film = press(visit, "like")
    assert f"Undo: liked {film.title}" in shown(visit).replace("&#x27;", "'")
    _act(visit, Act("unanswer"))
    assert visit.matinee.quiz.state("me").question == film
    assert "Undo" not in shown(visit)
    _act(visit, Act("unanswer"))
    assert visit.note is not None
    assert visit.note.wrong


@pytest.mark.parametrize(
    "act",
    [
        Act("answer", None, "like"),
        Act("answer", 949, "love"),
        Act("answer", 949, ""),
        Act("answer", 2**31 - 1, "like"),
        Act("answer", 2**31 - 1, "unknown"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(visit: Visit, act: Act) -> None:
    _act(visit, act)
    assert visit.note is not None
    assert visit.note.wrong
    assert not visit.matinee.feedback.log("me")
    assert visit.matinee.quiz.state("me").unknown == 0


def test_every_answer_has_a_button_and_a_key_of_its_own(visit: Visit) -> None:
    press(visit, "like")
    page = shown(visit)
    keys = re.findall(r'data-shortcut="(.)" aria-keyshortcuts="(.)"', page)
    assert keys == [("l", "l"), ("d", "d"), ("s", "s"), ("n", "n"), ("u", "u")]
    assert page.count("<kbd>") == 5


@pytest.mark.parametrize(
    ("answered", "pays", "says"),
    [
        (0, True, "8 answers make a first list"),
        (7, True, "One more answer"),
        (8, True, "8 answers: the list is yours."),
        (3, False, "would tell little"),
    ],
)
def test_it_says_when_it_is_enough(visit: Visit, answered: int, pays: bool, says: str) -> None:
    film = visit.matinee.quiz.state("me").question
    page = str(_page(visit, QuizState("me", film, answered, 0, 0.4, pays), ()))
    assert says in page
    assert ("See your picks" in page) == (answered >= 8 or not pays)
    assert ("Skip to the list" in page) != ("See your picks" in page)


def test_without_a_question_it_leads_to_the_list(visit: Visit) -> None:
    page = str(_page(visit, QuizState("me", None, 40, 3, 1.0, False), ()))
    assert "No film is left to ask about" in page
    assert "See your picks" in page
    assert 'data-shortcut="l"' not in page


@pytest.mark.parametrize(("confidence", "now"), [(0.0, 0), (0.426, 43), (1.0, 100)])
def test_the_bar_is_a_labelled_progressbar(confidence: float, now: int) -> None:
    bar = str(_progress(QuizState("me", None, 1, 0, confidence, True)))
    assert (
        f'role="progressbar" aria-labelledby="quiz-sure" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{now}"'
        in bar
    )
    assert 'id="quiz-sure"' in bar
    assert "1 answer<" in bar


def test_text_of_films_stays_text() -> None:
    film = Film(id=1, title=NASTY, year=2001, directors=(NASTY,), cast=(NASTY,), genres=(NASTY,))
    page = str(_question(film, {1: "javascript:alert(1)"}))
    assert "<img" not in page
    assert "{0}" in page
