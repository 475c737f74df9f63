"""Review as a conversation: what is typed decides, and can be taken back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import matinee
from matinee.cli.reviewing import converse
from matinee.cli.session import Session

HEADER = "Date,Name,Year,Letterboxd URI,Rating"
FIRST, SECOND = "Brass Kays", "Qqqq Xxxx"


@pytest.fixture
def m(home, tmp_path):
    """Two titles wait; the second has no film that is like it."""
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "ratings.csv").write_text(
        f"{HEADER}\n2020-01-02,{FIRST},,x,2\n2020-01-03,{SECOND},1991,x,4\n2020-01-04,The Quiet Vault,1994,x,4\n"
    )
    with matinee.open(home) as opened:
        opened.import_history(folder)
        yield opened


@pytest.fixture
def talk(m, capsys):
    """Types answers, one a question; gives what was said."""

    def of(*answers: str) -> tuple[str, str]:
        left = iter(answers)
        converse(Session(), m, "me", lambda: next(left, None))
        assert next(left, None) is None, "every answer was asked for"
        said = capsys.readouterr()
        return said.out, said.err

    return of


def ratings(m) -> dict[str, float]:
    found = m.feedback.standing("me").ratings
    return {m.film(film_id).title: stars for film_id, stars in found.items()}


def test_a_film_by_name_and_a_skip(m, talk) -> None:
    out, err = talk("Brass Keys", "s")
    assert f"{FIRST}, from letterboxd: rating 2" in out
    assert f"{FIRST} is Brass Keys (1999)." in out
    assert f"{SECOND} is set aside." in out
    assert "2 left. Type" in err
    assert "Nothing is left to review." in err
    assert ratings(m) == {"Brass Keys": 2, "The Quiet Vault": 4}


def test_a_candidate_by_its_number(m, talk) -> None:
    candidates = m.review.queue("me")[0].candidates
    assert candidates
    out, _ = talk(str(len(candidates)), "x")
    assert f"  1  {candidates[0].label}" in out
    assert f"{FIRST} is {candidates[-1].label}." in out
    assert f"{SECOND} is no film." in out
    assert ratings(m)[candidates[-1].title] == 2
    assert m.review.count("me") == 0


def test_what_is_not_understood_is_asked_again(m, talk) -> None:
    _, err = talk("99", "0", "", "?", "no such film at all", "u", "q")
    assert "There is no candidate 99." in err
    assert "There is no candidate 0." in err
    assert 'no film "no such film at all"' in err
    assert "nothing to undo" in err
    assert "2 left to review; go on any time" in err
    assert ratings(m) == {"The Quiet Vault": 4}


def test_an_undo_asks_about_the_last_again(m, talk) -> None:
    out, _ = talk("Brass Keys", "u", "Perihelion", "x")
    assert f"{FIRST} waits again." in out
    assert ratings(m) == {"Perihelion": 2, "The Quiet Vault": 4}


def test_the_end_of_input_ends_it(m, talk) -> None:
    out, err = talk()
    assert f"{FIRST}" in out
    assert "2 left to review" in err


def test_without_a_terminal_it_lists_as_before(m, run) -> None:
    found = run("review")
    assert FIRST in found.out
    assert "Decide with `matinee review ITEM FILM`" in found.err


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
def test_at_a_terminal_it_asks(m, home: Path, tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "MATINEE_HOME": str(home), "TERM": "dumb", "COLUMNS": "200"}
    program = subprocess.Popen(
        [sys.executable, "-m", "matinee", "review"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
    )
    os.close(theirs)
    said = b""
    try:
        for question, answer in ((FIRST, "tmdb:101"), (SECOND, "q")):
            while question.encode() not in said or not said.endswith(b"? "):
                said += os.read(ours, 4096)
            os.write(ours, f"{answer}\n".encode())
            said = said[-1:] if question == SECOND else b""
        end = time.monotonic() + 60
        while program.poll() is None and time.monotonic() < end:
            try:
                said += os.read(ours, 4096)
            except OSError:  # Linux's way to say that the other side has hung up
                break
        assert program.wait(60) == 0
    finally:
        program.kill()
        os.close(ours)
    assert b"1 left to review" in said
    assert m.review.count("me") == 1
    assert 101 in m.feedback.standing("me").ratings
