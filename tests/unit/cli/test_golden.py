"""The JSON of every command, with its values: what programs that call Matinee rely on."""

import pytest

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


def test_why(told, golden):
    golden("why", told("why", "second safe", "--json").json)


def test_taste(told, golden):
    found = told("taste", "--json").json
    for side in ("liked", "avoided"):
        # Terms that always come together have equal effects, whose order is a matter of rounding.
        found[side].sort(key=lambda trait: (-abs(round(trait["effect"], 6)), trait["block"], trait["term"]))
        found[side] = found[side][:2]
    golden("taste", found)


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


def test_init(program, empty, golden):
    run = program(empty)
    found = run("init", "--json").json
    assert found["films"] == found["added"] >= 200
    assert found["home"] == str(empty)
    again = run("init", "--json").json
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, found["films"])
    # The catalogue grows; the example shows another one.
    golden("init", found | {"home": "/home/you/.local/share/matinee", "films": 250, "added": 250})
