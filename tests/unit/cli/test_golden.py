"""The JSON of every command, with its values: what programs that call Matinee rely on."""

import io

import pytest

from unit.crowds.files import csv_of, plain
from unit.tmdb.tables import Dump, movie


@pytest.fixture
def told(run):
    """The program after a person has said a few things."""
    run("rate", "The Quiet Vault", 5)
    run("like", "nine", "minutes", "to", "noon")
    run("dislike", "tmdb:301")
    run("save", "perihelion")
    run("watched", "1931")
    run("hide", "salt miners")
    return run


def test_app_password(run, golden, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    golden("app_password", run("app", "password", "--json").json)


def test_films_load(program, empty, tmp_path, golden):
    (tmp_path / "dump").mkdir()
    dump = Dump(tmp_path / "dump")
    folder = dump.write(
        movie(), movie(id="2", title="The  Wick", runtime="0"), movie(id="none", title="Lost"), movie(id="2")
    )
    found = program(empty)("films", "load", folder, "--json").json
    assert found["read"] == found["stored"] + found["refused"] == 4
    golden("films_load", found)


def test_films_list(run, golden):
    golden("films_list", run("films", "list", "-n", 3, "--genre", "crime", "--year", "1990s", "--json").json)


def test_films_show(run, golden):
    golden("films_show", run("films", "show", "tmdb:107", "--json").json)


def test_similar(run, golden):
    golden("similar", run("similar", "the", "quiet", "vault", "-n", 2, "--json").json)


def test_search(run, golden):
    golden("search", run("search", "perihelio", "-n", 1, "--json").json)


def test_recommend(told, golden):
    golden("recommend", told("recommend", "-n", 2, "--json").json)


def test_recommend_together(told, golden):
    told("rate", "perihelion", 5, "--user", "bob")
    golden("recommend_together", told("recommend", "--user", "me", "--user", "bob", "-n", 2, "--json").json)


def test_recommend_rows(told, golden):
    golden("recommend_rows", told("recommend", "--rows", "-n", 1, "--json").json)


def test_why(told, golden):
    golden("why", told("why", "second safe", "--json").json)


def test_taste(told, golden):
    found = told("taste", "--json").json
    for side in ("liked", "avoided"):
        # Terms that always come together have equal effects, whose order is a matter of rounding.
        found[side].sort(key=lambda trait: (-abs(round(trait["effect"], 6)), trait["block"], trait["term"]))
        found[side] = found[side][:2]
    golden("taste", found)


def test_taste_with_wishes(told, golden):
    assert told("taste", "--pin", "genre:Crime", "--mute", "genre:Drama").code == 0
    found = told("taste", "--json").json
    golden("taste_wishes", {**found, "liked": [], "avoided": []})
    picked = told("recommend", "-n", 1, "--json").json
    picked["picks"][0]["reasons"] = picked["picks"][0]["reasons"][:1]
    golden("recommend_wish", picked)


def test_taste_stats(told, golden):
    found = told("taste", "--stats", "--json").json
    for name in ("decades", "directors", "genres", "countries"):
        found[name] = found[name][:1]
    found["stars"] = found["stars"][-2:]
    golden("taste_stats", found)


def test_quiz(told, golden):
    golden("quiz", told("quiz", "--json").json)


def test_rate(run, golden):
    golden("rate", run("rate", "The Quiet Vault", 4.5, "--json").json)


def test_undo(told, golden):
    golden("undo", told("undo", "--json").json)


def test_edit(run, golden):
    event = run("rate", "The Quiet Vault", 4.5, "--json").json["event_id"]
    golden("edit", run("edit", event, 3, "--json").json)


def test_history(told, golden):
    told("undo")
    told("forget", told("history", "--json").json["events"][-1]["event_id"])
    found = told("history", "--json").json
    found["events"] = [found["events"][0], found["events"][-1]]
    golden("history", found)


def test_doctor(told, golden):
    found = told("doctor", "--json").json
    for check in found["checks"]:
        if check["name"] in ("versions", "data directory"):
            check["detail"] = "..."
    golden("doctor", found)


@pytest.mark.model
def test_model_install(run, home, golden):
    from sentence_model import model_files

    found = run("model", "install", model_files().weights.parent, "--json").json
    assert found["model"] == str(home / "model")
    golden("model_install", {**found, "model": "/home/you/.local/share/matinee/model"})


def test_init(program, empty, golden):
    run = program(empty)
    found = run("init", "--json").json
    assert found["films"] == found["added"] >= 200
    assert found["home"] == str(empty)
    again = run("init", "--json").json
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, found["films"])
    # The catalogue grows; the example shows another one.
    golden("init", found | {"home": "/home/you/.local/share/matinee", "films": 250, "added": 250})


@pytest.fixture
def crowd(run, tmp_path):
    """The program with a crowd of seven, and what adding it said."""
    films = (101, 102, 103, 201, 202, 203, 301, 302)
    rows = [
        (user, film, 1 + (user + film) % 5, 10**9 + film)
        for user in range(1, 8)
        for film in films[user % 3 : user % 3 + 5]
    ]
    rows += [(1, 107, 9, 10**9), ("", 107, 4, 10**9)]
    added = run(
        "crowd", "add", plain(tmp_path, csv_of(rows, "user,film,rating,time"), "friends.csv"), "--json"
    )
    return run, added.json


def test_crowd(crowd, golden):
    run, added = crowd
    golden("crowd_add", added)
    run("rate", "The Quiet Vault", 4.5, "--user", "ada")
    golden("crowd_leave", run("crowd", "leave", "--user", "bob", "--json").json)
    golden("crowd_list", run("crowd", "list", "--json").json)
    golden("crowd_remove", run("crowd", "remove", "friends", "--json").json)


def test_learn_status(crowd, golden):
    run, _ = crowd
    golden("learn_status", run("learn", "--status", "--json").json)
    run("learn")
    golden("learn_not_due", run("learn", "--if-due", "--json").json)


def test_evaluate(crowd, golden, tmp_path):
    run, _ = crowd
    rows = [
        (user, film, 5 if film // 100 == 1 + user % 2 else 2, 10**9 + user * film % 97)
        for user in range(1, 61)
        for film in (*range(101, 108), *range(201, 208))
        if (user + film) % 8
    ]
    run("crowd", "add", plain(tmp_path, csv_of(rows, "user,film,rating,time"), "many.csv"))
    found = run("evaluate", "--crowd", "many", "--protocol", "few", "--json").json
    found["models"] = found["models"][:1]
    model = found["models"][0]
    assert model["fit_seconds"] > 0
    model |= {"fit_seconds": 0.4, "ask_seconds": 0.1}
    model["figures"] = [figure for figure in model["figures"] if figure["case"] == "mean"][:1]
    golden("evaluate", found)


def test_evaluate_own(run, golden):
    for film in (*range(101, 108), *range(201, 208)):
        run("rate", f"tmdb:{film}", 4.5 if film < 200 else 2)
    found = run("evaluate", "--own", "--json").json
    found["models"] = found["models"][:1]
    found["models"][0] |= {
        "fit_seconds": 0.0,
        "ask_seconds": 0.0,
        "figures": found["models"][0]["figures"][:1],
    }
    for name in ("surfaces", "places"):
        found["live"][name] = found["live"][name][:1]
    golden("evaluate_own", found)
