"""matinee quiz: keys from a pipe or a terminal, the bar, the picks at the end."""

import io
import sys

import pytest

import matinee


@pytest.fixture
def keys(monkeypatch):
    """What is typed: a line a key, as from a pipe."""

    def typed(words: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{word}\n" for word in words.split())))

    return typed


class Terminal(io.StringIO):
    """A stdin that says it is a terminal; keys come one by one, without Enter."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    def pressed(*given: str) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal())
        left = iter(given)

        def getchar() -> str:
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("typer.getchar", getchar)

    return pressed


def log(home):
    with matinee.open(home) as opened:
        return opened.feedback.log("me")


def test_answers_become_events_and_the_picks_follow(run, keys, home):
    keys("l d s n l q")
    found = run("quiz")
    assert found.code == 0
    assert [str(event.kind) for event in log(home)] == ["like", "dislike", "watched", "like"]
    assert {event.source for event in log(home)} == {"quiz"}
    assert "because you liked" in found.out
    assert found.out.count("\n10 ") == 1, "ten picks"
    assert "% sure" in found.err
    assert "% sure" not in found.out, "questions are no data"
    said = {event.film_id for event in log(home)}
    with matinee.open(home) as opened, opened.store.read() as unit:
        shown = {impression.film_id for impression in unit.impressions("me")}
    assert len(shown) == 10
    assert not shown & said


def test_the_bar_grows(run, keys):
    keys("l l d l d")
    shares = [int(line.split()[-2][:-1]) for line in run("quiz").err.splitlines() if line.endswith(" sure")]
    assert len(shares) == 5
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 100


def test_the_end_of_the_input_ends_it_politely(run, keys, home):
    keys("")
    found = run("quiz")
    assert (found.code, log(home)) == (0, [])
    assert "well known and well liked" in found.out


def test_undo_and_words_that_mean_nothing(run, keys, home):
    keys("u l n u u x dislike q l")
    found = run("quiz")
    assert "nothing to undo" in found.err
    assert found.err.count("taken back") == 2
    assert [str(event.kind) for event in log(home)] == ["like", "retract", "dislike"]
    assert found.code == 0


def test_a_terminal_needs_no_enter(run, terminal, home):
    terminal("l", "?", "D", "\x1b", "l")
    assert run("quiz").code == 0
    assert [str(event.kind) for event in log(home)] == ["like", "dislike"], "Escape ends it"
    terminal("n")
    assert run("quiz").code == 0
    assert run("quiz", "--json").json["unknown"] == 1


def test_no_more_questions_than_asked_for(run, keys, home):
    keys("l n d l l l")
    run("quiz", "-n", 3)
    assert len(log(home)) == 2


def test_it_says_when_asking_on_does_not_pay(run, keys, home):
    keys("l d " * 40)
    found = run("quiz")
    assert "Asking on would tell little" in found.err
    assert 4 <= len(log(home)) < 35
    keys("l l")
    assert "Asking on" in run("quiz").err
    before = len(log(home))
    keys("l l")
    run("quiz", "--questions", 2)
    assert len(log(home)) == before + 2, "unless so many are asked for"


def test_every_film_answered_ends_it(run, keys):
    keys("n " * 60)
    found = run("quiz", "-n", 60)
    assert (found.code, "no other film to ask about" in found.err) == (0, True)
    assert run("quiz", "--json").json["question"] is None


def test_json_tells_where_it_stands_and_asks_nothing(run, keys, home):
    keys("l n d")
    run("quiz")
    keys("l l l")
    found = run("quiz", "--json")
    assert (found.code, found.err) == (0, "")
    assert (found.json["answered"], found.json["unknown"], found.json["user"]) == (2, 1, "me")
    assert 0 < found.json["confidence"] < 1
    assert found.json["question"]["id"] not in {event.film_id for event in log(home)}
    assert len(log(home)) == 2
    assert run("quiz", "--json").json == found.json


def test_somebody_else_has_another_quiz(run, keys, home):
    keys("l l")
    run("quiz", "--user", "ann")
    assert log(home) == []
    assert run("quiz", "--user", "ann", "--json").json["answered"] == 2


@pytest.mark.parametrize("words", [("-n", 0), ("--questions", "x"), ("extra",)])
def test_nonsense_is_one_line(run, words):
    found = run("quiz", *words)
    assert found.code == 2
    assert len(found.err.splitlines()) == 1


def test_an_empty_catalogue_says_what_to_do(program, empty, keys):
    keys("l")
    found = program(empty)("quiz")
    assert found.code == 1
    assert "matinee init" in found.err
