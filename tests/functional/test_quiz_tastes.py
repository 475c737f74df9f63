"""Eight answers to the quiz make a list personal, on the starter catalogue as it is shipped.

The predicates were written before any list was looked at. Each person knows the films that nearly everyone knows
(fame 4 and 5), and of their own taste those that fewer know; they like what is of their taste and nothing else.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from matinee.domain.catalogue import Catalogue, Filters
from matinee.domain.feedback import Event, Kind
from matinee.starter import starter_films
from matinee.taste.quiz import Questions
from matinee.taste.rank import rank
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.domain.film import Film

ANSWERS = 8


def old_and_foreign(film: Film) -> bool:
    """Silent films, and the classics of world cinema up to 1965."""
    year = film.year or 9999
    return (
        year <= 1928
        or (year <= 1965 and film.language != "en")
        or not {"silent-film", "silent-comedy"}.isdisjoint(film.keywords)
    )


def horror_and_science_fiction(film: Film) -> bool:
    """Horror and science fiction of any time."""
    return not {"Horror", "Science Fiction"}.isdisjoint(film.genres)


def family_and_animation(film: Film) -> bool:
    """Animated films, and films for the family."""
    return not {"Animation", "Family"}.isdisjoint(film.genres)


# What was found when this was written: of the first ten with no history, after the quiz, and after eight answers about
# the most famous films: 0, 6, 2; 2, 10, 10; 1, 10, 10. What is asked of each leaves room for films that are added.
LEAST = {old_and_foreign: 4, horror_and_science_fiction: 8, family_and_animation: 8}


@pytest.fixture(scope="module")
def films() -> dict[int, Film]:
    return {record.film.id: record.film for record in starter_films()}


@pytest.fixture(scope="module")
def space(films: dict[int, Film]) -> TasteSpace:
    return TasteSpace.fit_films(list(films.values()))


def first_ten(space: TasteSpace, films: dict[int, Film], events: list[Event]) -> list[Film]:
    catalogue = Catalogue.of(list(films.values()))
    allowed = catalogue.allowed(Filters())
    allowed[catalogue.rows_of([event.film_id or 0 for event in events])] = False
    ranked = rank(space, space.belief_of(events), catalogue, allowed, 10)
    return [films[int(space.film_ids[row])] for row in ranked.rows]


def interviewed(
    space: TasteSpace, films: dict[int, Film], taste: Callable[[Film], bool]
) -> tuple[list[Event], list[int]]:
    """Eight answers of a person, and the films they did not know."""
    questions = Questions(space)
    events: list[Event] = []
    unknown: list[int] = []
    while len(events) < ANSWERS:
        asked = [event.film_id or 0 for event in events]
        question = questions.next(questions.belief(events), asked, unknown)
        assert question is not None
        film = films[question.film_id]
        liked, seq = taste(film), len(events) + 1
        if (film.fame or 0) >= (3 if liked else 4):
            kind = Kind.LIKE if liked else Kind.DISLIKE
            events.append(Event(event_id=str(seq), user="me", kind=kind, film_id=film.id, at=seq, seq=seq))
        else:
            unknown.append(film.id)
    return events, unknown


@pytest.mark.parametrize("taste", LEAST, ids=lambda taste: taste.__name__)
def test_after_eight_answers_the_list_is_visibly_personal(taste, space, films):
    events, _ = interviewed(space, films, taste)
    before, after = first_ten(space, films, []), first_ten(space, films, events)
    of_taste = sum(map(taste, before)), sum(map(taste, after))
    sys.stdout.write(f"\n{taste.__name__}: {of_taste[0]} of the first ten before, {of_taste[1]} after\n")
    assert of_taste[1] >= LEAST[taste], [film.label for film in after if not taste(film)]
    assert of_taste[1] >= of_taste[0] + 4
    assert len({film.id for film in before} & {film.id for film in after}) <= 2


def test_three_people_end_with_three_lists(space, films):
    pages = [
        {film.id for film in first_ten(space, films, interviewed(space, films, taste)[0])} for taste in LEAST
    ]
    assert len(set.union(*pages)) >= 26


def test_nobody_is_asked_for_what_few_know_or_twice_about_one_series(space, films):
    for taste in LEAST:
        events, unknown = interviewed(space, films, taste)
        asked = [films[film_id] for film_id in [*(event.film_id or 0 for event in events), *unknown]]
        assert all((film.fame or 0) >= 4 for film in asked)
        assert len(unknown) <= 2
        series = [film.series for film in asked if film.series]
        assert len(set(series)) >= len(series) - 1, series
