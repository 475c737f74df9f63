"""learn, and why --model."""

import pytest

import matinee
from unit.crowds.files import csv_of, plain

FILMS = (101, 102, 103, 201, 202, 203, 301, 302)
MORE = (*range(101, 108), *range(201, 208))


@pytest.fixture
def crowd(run, tmp_path):
    """Seven people, who are learned from without a comparison."""
    rows = [
        (user, film, 1 + (user + film) % 5, 10**9 + film)
        for user in range(1, 8)
        for film in FILMS[user % 3 : user % 3 + 5]
    ]
    assert (
        run("crowd", "add", plain(tmp_path, csv_of(rows, "user,film,rating,time"), "friends.csv")).code == 0
    )
    return run


@pytest.fixture
def larger(run, tmp_path):
    """Thirty people of two tastes."""
    rows = [
        (user, film, 5 if film // 100 == 1 + user % 2 else 2, 10**9 + user * film % 97)
        for user in range(1, 31)
        for film in MORE
        if (user + film) % 8
    ]
    assert (
        run("crowd", "add", plain(tmp_path, csv_of(rows, "user,film,rating,time"), "friends.csv")).code == 0
    )
    return run


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "nobody to learn from yet"),
        (("--rollback",), "no earlier taste space"),
        (("--force", "--rollback"), "Choose one"),
        (("--status", "--if-due"), "Choose one"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, words, says):
    ran = run("learn", *words)
    assert (ran.code, len(ran.err.splitlines()), ran.out) == (1, 1, "")
    assert says in ran.err


def test_learn_and_go_back(crowd, golden):
    found = crowd("learn", "--json").json
    assert (found["swapped"], found["decided_by"], found["crowds"]) == (True, "checks", ["friends"])
    assert (found["people"] + found["held_out"], found["compared"]) == (7, [])
    back = crowd("learn", "--rollback", "--json").json
    golden("learn_rollback", back)
    crowd("learn")
    assert "made of content alone, is in use again" in crowd("learn", "--rollback").out


def test_learn_with_a_comparison(larger, golden):
    found = larger("learn", "--json").json
    assert found["decided_by"] == "cross_validation"
    golden("learn", found)


def test_learn_for_people_is_a_table_and_what_was_decided(larger):
    ran = larger("learn")
    assert ran.code == 0
    assert "people (friends)" in ran.out
    assert "three likes known" in ran.out
    assert "popularity" in ran.out
    assert "in use" in ran.out.splitlines()[-1]
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_two_at_once(crowd, home):
    with matinee.open(home) as m, m.spaces.learning():
        ran = crowd("learn")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "Another `matinee learn` is running" in ran.err


def test_status_and_learning_when_it_is_due(crowd, home):
    said = crowd("learn", "--status").out
    assert said == "Content alone is in use. Learning is due: the crowd friends is new.\n"
    assert "the new space is in use" in " ".join(crowd("learn", "--if-due").out.split())
    said = " ".join(crowd("learn", "--status").out.split())
    assert said.startswith("Learned from friends on 2026-01-01 00:")
    assert said.endswith("Too little is new to learn from.")
    assert crowd("learn", "--if-due").out == "Too little is new to learn from.\n"
    crowd("crowd", "remove", "friends")
    told = crowd("learn", "--status", "--json").json
    assert (told["due"], told["because"]) == (False, ["the crowd friends is gone"])
    assert told["not_before"].startswith("2026-01-01T12:")
    assert crowd("learn", "--if-due").out.startswith("Due from 2026-01-01 12:")
    with matinee.open(home) as m, m.spaces.learning():
        assert crowd("learn", "--if-due").code == 0


def test_what_went_wrong_is_told_by_the_doctor(crowd, home):
    crowd("learn")
    (home / "crowds" / "friends" / "film.npy").write_bytes(b"x")
    ran = crowd("learn")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith('matinee: The crowd "friends" is damaged')
    doctor = crowd("doctor", "--json")
    (check,) = [check for check in doctor.json["checks"] if check["name"] == "learning"]
    assert (doctor.code, check["ok"]) == (1, False)
    assert "The last learning failed on 2026-01-01 00:" in check["detail"]
    assert "matinee crowd remove friends" in check["detail"]
    assert 'The crowd "friends" is damaged' in " ".join(crowd("learn", "--status").out.split())


def test_why_model(crowd, golden):
    assert "Nobody has been learned from" in crowd("why", "--model", "tmdb:101").out
    crowd("learn")
    golden("why_model", crowd("why", "--model", "tmdb:103", "--json").json)
    assert "from crowd" in crowd("why", "--model", "tmdb:103").out
    assert "None of the" in crowd("why", "--model", "tmdb:107").out
