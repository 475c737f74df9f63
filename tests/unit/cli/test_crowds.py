"""The crowd commands, and evaluate."""

import numpy as np
import pytest

import matinee
from matinee.testing.synthetic import synthetic_films, synthetic_people
from unit.crowds.files import csv_of, plain
from unit.crowds.test_fetch import served

TABLE = [(user, film, 3 + (user + film) % 3, 10**9 + film) for user in range(1, 4) for film in (11, 12, 13)]


@pytest.fixture
def table(tmp_path):
    return plain(tmp_path, csv_of([*TABLE, (1, 14, 9, 5)], "user,film,rating,time"), "Friends.csv")


def test_add_list_remove(run, table):
    added = run("crowd", "add", table)
    assert added.code == 0
    assert added.out.splitlines()[0] == "friends: 9 ratings of 3 films by 3 people."
    assert "ratings outside 0.5 to 5: 1" in added.out
    listed = run("crowd", "list", "--json").json
    (crowd,) = listed["crowds"]
    assert (crowd["name"], crowd["people"], crowd["ratings"], crowd["read"]) == ("friends", 3, 9, 10)
    assert crowd["left_out"] == [{"what": "ratings outside 0.5 to 5", "count": 1, "examples": []}]
    assert "friends" in run("crowd", "list").out
    assert run("crowd", "remove", "friends", "--json").json == {"removed": "friends"}
    assert run("crowd", "list", "--json").json["crowds"] == []
    assert "no crowd yet" in run("crowd", "list").err


def test_crowd_members_are_not_people_of_the_installation(run, home, table):
    run("crowd", "add", table)
    with matinee.open(home) as m, m.store.read() as unit:
        assert unit.users() == []


def test_own_people(run):
    assert "Nobody here" in run("crowd", "add", "--own").err
    run("rate", "tmdb:949", "4", "--user", "ada")
    added = run("crowd", "add", "--own", "--json").json["crowds"]
    assert [(crowd["name"], crowd["people"], crowd["added_at"]) for crowd in added] in (
        [("own", 1, None)],
        [],
    )
    assert run("crowd", "leave", "--user", "ada", "--json").json == {"user": "ada", "left_out": ["ada"]}
    assert "Left out: ada." in run("crowd", "list").err
    assert run("crowd", "leave", "--user", "ada", "--back").out.strip() == "ada counts again."


@pytest.mark.parametrize("words", [[], ["x.csv", "--own"]])
def test_one_thing_at_a_time(run, words):
    ran = run("crowd", "add", *words)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)


def test_a_file_that_is_not_there(run):
    ran = run("crowd", "add", "nowhere.zip")
    assert ran.code == 1
    assert "There is no nowhere.zip" in ran.err


@pytest.fixture
def grouplens(monkeypatch, tmp_path):
    from unit.crowds.files import latest

    folder = tmp_path / "theirs"
    folder.mkdir()
    with served({"/ml-latest-small.zip": latest(folder).read_bytes()}) as base:
        monkeypatch.setenv("MATINEE_MOVIELENS_URL", base)
        yield base


def test_fetching_shows_the_licence_first(run, home, grouplens):
    ran = run("crowd", "fetch", "movielens", "--yes")
    assert ran.code == 0
    assert "University of Minnesota" in ran.err
    assert f"{grouplens}/ml-latest-small-README.html" in ran.err
    assert ran.out.startswith("ml-latest-small: 3 ratings of 2 films by 2 people.")
    # The zip is not kept.
    assert list((home / "fetched").iterdir()) == []


def test_not_agreeing_fetches_nothing(run, grouplens, monkeypatch):
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    ran = run("crowd", "fetch", "movielens")
    assert ran.code == 1
    assert "Nothing was fetched." in ran.err
    assert run("crowd", "list", "--json").json["crowds"] == []


def test_only_movielens(run):
    assert "Only movielens" in run("crowd", "fetch", "netflix").err
    assert "small, 25m, 32m" in run("crowd", "fetch", "movielens", "--size", "1b").err


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """An installation with made-up films, and a crowd with a planted taste."""
    from matinee.domain.film import FilmRecord

    home = tmp_path_factory.mktemp("planted") / "home"
    rng = np.random.default_rng(3)
    films = synthetic_films(90, 3, rng)
    people = synthetic_people(films, 3, 90, rng, ratings=24)
    rows = [
        (number, event.film_id, event.value, event.at // 1_000_000)
        for number, person in enumerate(people)
        for event in person.events
    ]
    path = plain(home.parent, csv_of(rows, "user,film,rating,time"), "planted.csv")
    with matinee.open(home) as m:
        m.films.put([FilmRecord(film, "tmdb") for film in films])
    return home, path


@pytest.fixture
def measured(program, planted):
    home, path = planted
    run = program(home)
    run("crowd", "add", path)
    return run


def test_evaluate_on_a_crowd(measured):
    found = measured("evaluate", "--protocol", "few,likes", "--json").json
    assert (found["crowd"], found["people"], found["asked"], found["learned_from"]) == (
        "planted",
        "validation",
        10,
        70,
    )
    figures = {
        (model["model"], figure["protocol"], figure["case"], figure["metric"]): figure
        for model in found["models"]
        for figure in model["figures"]
    }
    ours = figures["matinee", "few", "mean", "NDCG@10"]
    assert ours["mean"] > figures["popularity", "few", "mean", "NDCG@10"]["mean"]
    assert figures["matinee", "likes", "", "AUC"]["mean"] > 0.8


def test_evaluate_prints_a_table_and_writes_a_report(measured, tmp_path):
    place = tmp_path / "report.html"
    ran = measured("evaluate", "--protocol", "warm", "--people", "test", "--sample", 8, "--report", place)
    assert ran.code == 0
    assert "Matinee on 8 test people of planted" in ran.out
    assert "warm NDCG@10" in ran.out
    assert place.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_evaluate_ones_own_log(measured):
    for film in range(1, 16):
        assert measured("rate", f"tmdb:{film}", 4.5 if film % 3 == 1 else 2).code == 0
    found = measured("evaluate", "--own", "--json").json
    assert (found["user"], found["ratings"]) == ("me", 15)
    names = {figure["metric"] for figure in found["models"][0]["figures"]}
    assert {"NDCG@10", "MRR", "AUC", "Stars off", "Interval holds"} <= names
    assert "NDCG@10" in measured("evaluate", "--own").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--protocol", "tepid"], "few, warm, cold, likes"),
        (["--crowd", "nobody"], 'no crowd "nobody"'),
        (["--people", "train"], "validation or test"),
        (["--report", "report.pdf"], ".html"),
        (["--own", "--crowd", "planted"], "leave out"),
        (["--own", "--user", "stranger"], "stranger has rated 0 films"),
    ],
)
def test_evaluate_of_something_else(measured, words, said):
    ran = measured("evaluate", *words)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_evaluate_without_a_crowd(run):
    ran = run("evaluate")
    assert ran.code == 1
    assert "crowd fetch movielens" in ran.err
