"""What `matinee doctor` finds."""

import os
import sqlite3
from contextlib import closing

import pytest

from matinee.cli import main


def verdicts(found):
    return {check["name"]: (check["ok"], check["detail"]) for check in found.json["checks"]}


def test_all_is_well(run):
    found = run("doctor")
    assert found.code == 0
    assert "WRONG" not in found.out
    assert "up to date" in found.out
    assert run("doctor", "--json").json["ok"] is True


def test_without_the_sentence_model_it_says_how_to_have_it(run):
    assert verdicts(run("doctor", "--json"))["search by meaning"] == (
        True,
        "the sentence model is not installed, words are compared: `matinee model install`",
    )


def test_no_films_is_wrong(program, empty):
    found = program(empty)("doctor", "--json")
    assert found.code == 1
    assert found.json["ok"] is False
    assert verdicts(found)["films"] == (False, "none yet: run `matinee init`")
    assert verdicts(found)["taste space"][0] is True


def test_a_damaged_database_is_found(run, home):
    with closing(sqlite3.connect(home / "matinee.db")) as connection, connection:
        connection.execute("UPDATE film SET body = 'x' WHERE film_id = 101")
    found = run("doctor", "--json")
    assert found.code == 1
    assert "tmdb:101" in verdicts(found)["database"][1]


def test_a_file_that_is_no_database_is_a_finding(program, empty):
    empty.mkdir()
    (empty / "matinee.db").write_bytes(b"this is not a database, whatever it is called\n" * 100)
    found = program(empty)("doctor", "--json")
    assert found.code == 1
    assert verdicts(found)["database"][0] is False
    assert found.err == ""


@pytest.mark.parametrize(
    "name", ["taste/interest_vectors.npy", "taste/content_data.npy", "catalogue/year.npy"]
)
def test_a_damaged_taste_space_is_found_and_heals(run, home, name):
    current = (home / "spaces" / "current").read_text().strip()
    path = home / "spaces" / current / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = run("doctor", "--json")
    assert found.code == 1
    assert "damaged" in verdicts(found)["taste space"][1]
    if not name.startswith("taste/content"):
        assert run("recommend").code == 0
        assert run("doctor").code == 0


def test_films_that_changed_since_are_no_fault(run, home, tmp_path):
    import matinee
    from matinee.domain.film import Film, FilmRecord

    with matinee.open(home) as m:
        m.films.put([FilmRecord(Film(id=900, title="Newcomer"), "testing")])
    found = run("doctor", "--json")
    assert found.code == 0
    assert "films changed since" in verdicts(found)["taste space"][1]


def test_people_are_named(run):
    run("like", "perihelion", "--user", "ann")
    assert verdicts(run("doctor", "--json"))["people"] == (True, "ann")


def test_a_data_directory_that_cannot_be_made(monkeypatch, capsys, tmp_path):
    # A file stands where the directory should be: that stops root too.
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "file" / "home"))
    assert main(["recommend"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "MATINEE_HOME" in said.err
    assert main(["doctor", "--json"]) == 1
    assert os.listdir(tmp_path) == ["file"]
