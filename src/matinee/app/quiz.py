"""Quiz: one film after the other to like or dislike, and the list as it becomes yours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matinee.app.cards import empty, facts, link, note_bar
from matinee.app.icons import icon
from matinee.app.markup import Html, fill, joined
from matinee.app.photos import photo
from matinee.app.state import Note, Visit, opened
from matinee.app.surface import guarded, surface
from matinee.app.title_card import title_card
from matinee.errors import MatineeError, UnknownFilm
from matinee.services.quiz import ENOUGH, Answer
from matinee.services.recommend import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.app.surface import Act
    from matinee.domain.film import Film
    from matinee.services.quiz import QuizState
    from matinee.services.recommend import Pick

__all__ = ["quiz_page"]

_PICKS = 6
_KEYS = (
    (Answer.LIKE, "Liked it", "l", "like"),
    (Answer.DISLIKE, "Disliked it", "d", "dislike"),
    (Answer.SEEN, "Seen, no opinion", "s", "seen"),
    (Answer.UNKNOWN, "Don’t know it", "n", "close"),
)
"""Of each answer: its button's words, key and icon."""
_TOLD = {
    Answer.LIKE: "liked {}",
    Answer.DISLIKE: "disliked {}",
    Answer.SEEN: "seen {}",
    Answer.UNKNOWN: "don’t know {}",
}
_LAST = "visit-quiz-last"
"""What was answered last, by whom, for the words of the undo button."""


@st.fragment
def quiz_page(_: Visit) -> None:
    """Draw the page: question, list and the bar at the foot; after an answer only these are made anew."""
    with guarded():
        # A fragment is run again with the arguments of the first time.
        visit = Visit(opened())
        if visit.page != "quiz":
            st.rerun()
        state = visit.matinee.quiz.state(visit.person)
        kept = visit.matinee.preferences.kept(visit.person)
        picks = visit.picks(Query(n=_PICKS, filters=kept.filters, dials=kept.dials))
        surface(_page(visit, state, picks), key="quiz", on_act=lambda act: _act(visit, act), page="quiz")
        surface(note_bar(visit.note), key="note", on_act=visit.act)


def _act(visit: Visit, act: Act) -> None:
    """Take an answer, or take it back; anything else is as on every page."""
    if act.do not in ("answer", "unanswer"):
        visit.act(act)
        return
    quiz, person = visit.matinee.quiz, visit.person
    visit.note = None
    try:
        if act.do == "unanswer":
            quiz.undo(person)
            st.session_state.pop(_LAST, None)
            return
        if act.film is None or act.value not in Answer.__members__.values():
            raise UnknownFilm("There is no such film.")
        film, answer = visit.matinee.film(act.film), Answer(act.value)
        quiz.answer(person, film.id, answer)
        st.session_state[_LAST] = (person, _TOLD[answer].replace("{}", film.title))
    except MatineeError as error:
        visit.note = Note(str(error), wrong=True)


def _page(visit: Visit, state: QuizState, picks: Sequence[Pick]) -> Html:
    posters = visit.posters(
        [*(pick.film.id for pick in picks), *([state.question.id] if state.question else [])]
    )
    return fill(
        '<div class="m-quiz" data-key="quiz"><section class="m-quiz-ask" data-key="ask" aria-label="Question">'
        '<h1 class="m-h1">What did you think of it?</h1>{progress}'
        '<div class="m-quiz-said" data-key="enough">{enough}</div>{question}{foot}</section>{list}</div>',
        progress=_progress(state),
        enough=_enough(state),
        question=_question(state.question, posters)
        if state.question is not None
        else empty("No film is left to ask about", "You have said something about every film people know."),
        foot=_foot(state),
        list=_list(state, picks, posters),
    )


def _progress(state: QuizState) -> Html:
    """How sure the answers make it, as a bar."""
    sure = round(state.confidence * 100)
    answers = f"{state.answered} answer{'' if state.answered == 1 else 's'}"
    return fill(
        '<div class="m-sure" data-key="sure"><span class="m-label" id="quiz-sure">Sure of your taste</span>'
        '<span class="m-sure-bar" role="progressbar" aria-labelledby="quiz-sure" aria-valuemin="0"'
        ' aria-valuemax="100" aria-valuenow="{sure}" aria-valuetext="{sure} %, {answers}">'
        '<span class="m-sure-part" style="width:{sure}%"></span></span>'
        '<span class="m-range">{sure} % · {answers}</span></div>',
        sure=sure,
        answers=answers,
    )


def _enough(state: QuizState) -> Html:
    """What is said when there is reason to stop; and what to do, before there is any."""
    if not state.enough:
        left = ENOUGH - state.answered
        words = (
            f"{left} answers make a first list. What you don’t know costs nothing."
            if left > 1
            else "One more answer, and the list is yours."
        )
        return fill('<p class="m-quiz-hint" data-key="hint">{words}</p>', words=words)
    words = (
        f"{state.answered} answers: the list is yours."
        if state.pays
        else "Another answer would tell little now."
    )
    return fill(
        '<div class="m-quiz-done" data-key="done" role="status"><p>{words}</p><button type="button" class="m-button"'
        ' data-do="go" data-value="for-you">See your picks</button></div>',
        words=words,
    )


def _question(film: Film, posters: dict[int, str]) -> Html:
    keys = joined(
        fill(
            '<button type="button" class="m-answer m-answer-{value}" data-key="{value}" data-do="answer"'
            ' data-film="{id}" data-value="{value}" data-shortcut="{key}" aria-keyshortcuts="{key}">'
            "{icon}<span>{words}</span><kbd>{shown}</kbd></button>",
            value=answer.value,
            id=film.id,
            key=key,
            shown=key.upper(),
            words=words,
            icon=icon(drawn),
        )
        for answer, words, key, drawn in _KEYS
    )
    return fill(
        '<div class="m-question" data-key="question">'
        '<div class="m-question-face" data-key="face">{svg}{photo}</div>'
        '<div class="m-question-side" data-key="side"><div class="m-question-said" aria-live="polite" data-key="said">'
        '<h2 class="m-question-title">{title}</h2><p class="m-hero-facts">{facts}</p><p class="m-soft">{made}</p></div>'
        '<div class="m-answers" data-key="answers" role="group" aria-label="Your answer">{keys}</div></div></div>',
        svg=title_card(film),
        photo=photo(posters.get(film.id, "")),
        title=film.title,
        facts=" · ".join(facts(film)),
        made=_made(film),
        keys=keys,
    )


def _made(film: Film) -> str:
    """Who directed it and who is in it: what helps to remember."""
    told = [f"by {' and '.join(film.directors[:2])}"] if film.directors else []
    if film.cast:
        told.append(f"with {', '.join(film.cast[:2])}")
    return " ".join(told)


def _foot(state: QuizState) -> Html:
    person, last = st.session_state.get(_LAST) or ("", "")
    undo = (
        fill(
            '<button type="button" class="m-answer m-quiz-undo" data-key="undo" data-do="unanswer" data-value=""'
            ' data-shortcut="u" aria-keyshortcuts="u">{icon}<span>Undo{what}</span><kbd>U</kbd></button>',
            icon=icon("unhide"),
            what=f": {last}" if last and person == state.user else "",
        )
        if state.answered or state.unknown
        else Html("")
    )
    skip = (
        Html("")
        if state.enough
        else Html(
            '<button type="button" class="m-quiz-skip" data-key="skip" data-do="go" data-value="for-you">'
            "Skip to the list</button>"
        )
    )
    return fill('<div class="m-quiz-foot" data-key="foot">{undo}{skip}</div>', undo=undo, skip=skip)


def _list(state: QuizState, picks: Sequence[Pick], posters: dict[int, str]) -> Html:
    """The top of the list as it stands; cards glide when an answer moves them (surface.js)."""
    cards = joined(
        fill(
            '<li class="m-card" data-key="film-{id}">{face}<p class="m-title">{title}</p></li>',
            id=pick.film.id,
            face=link(
                pick.film,
                fill("{svg}{photo}", svg=title_card(pick.film), photo=photo(posters.get(pick.film.id, ""))),
                "m-face",
                named=pick.film.label,
            ),
            title=pick.film.title,
        )
        for pick in picks
    )
    return fill(
        '<aside class="m-quiz-list" data-key="list" aria-label="Your list so far"><h2 class="m-heading">{heading}</h2>'
        '<ul class="m-so-far" aria-label="Top picks so far">{cards}</ul></aside>',
        heading="Your list so far" if state.answered else "Everyone’s list, so far",
        cards=cards,
    )
