"""films, similar, search."""

import json

import pytest

from matinee.testing.films import cluster_of, small_catalogue
from unit.tmdb.tables import Dump, movie


def test_every_film_is_listed_by_title(run):
    films = run("films", "list", "--json").json["films"]
    assert len(films) == len(small_catalogue())
    assert [film["title"] for film in films][:3] == ["1931", "Almost October", "The Android's Apprentice"]


@pytest.mark.parametrize(
    ("options", "clusters"),
    [
        (["--genre", "sci-fi"], {"space"}),
        (["--genre", "crime", "--genre", "documentary"], {"heist", "docs"}),
        (["--genre", "romance", "--year", "2010-"], {"romance"}),
    ],
)
def test_films_are_listed_by_genre_and_year(run, options, clusters):
    films = run("films", "list", "--json", *options).json["films"]
    assert {cluster_of(film["id"]) for film in films} == clusters


def test_years_at_both_ends_are_inside(run):
    films = run("films", "list", "--json", "--year", "1994-1996").json["films"]
    assert {film["year"] for film in films} == {1994, 1995, 1996}


def test_a_limit_says_how_many_there_are(run):
    found = run("films", "list", "-n", 3)
    assert len(found.out.splitlines()) == 5  # a header and a line
    assert found.err == f"3 of {len(small_catalogue())} films.\n"


def test_no_film_passes(run):
    found = run("films", "list", "--year", "1888", "--json")
    assert found.json == {"films": []}
    assert (found.code, found.err) == (0, "No film passes these filters.\n")


@pytest.mark.parametrize(
    ("words", "film_id"),
    [
        (["tmdb:101"], 101),
        (["The Quiet Vault"], 101),
        (["quiet", "vault"], 101),
        (["quiet vault 1994"], 101),
        (["Quiet Vault (1994)"], 101),
        (["1931"], 503),
        (["echo", "1979"], 501),
        (["紙の提灯"], 505),
    ],
)
def test_films_are_named_in_many_ways(run, words, film_id):
    assert run("films", "show", *words, "--json").json["id"] == film_id


def test_a_film_is_shown_with_what_is_known(run):
    found = run("films", "show", "the velvet job ii").out
    assert "The Velvet Job II (1993)" in found
    assert "Ada Quill" in found
    assert "The Velvet Job, 2" in found
    bare = run("films", "show", "tmdb:506").out
    assert bare.split() == ["Untitled", "Harbour", "Project", "Ids", "tmdb:506"]


def test_an_ambiguous_title_lists_the_candidates_and_changes_nothing(run):
    found = run("like", "echo")
    assert found.code == 1
    assert found.out == ""
    assert "Echo (1979) = tmdb:501" in found.err
    assert "Echo (2016) = tmdb:502" in found.err
    assert len(found.err.splitlines()) == 1
    assert run("history", "--json").json["events"] == []


def test_an_unknown_title_names_the_nearest(run):
    found = run("films", "show", "the quite vault")
    assert found.code == 1
    assert "The Quiet Vault (1994) = tmdb:101" in found.err


def test_markup_in_a_title_is_shown_as_it_is(run):
    title = "[red]Static[/red] :bell:"
    assert title in run("films", "list", "--genre", "horror").out
    assert title in run("films", "show", "tmdb:504").out
    assert title in run("like", "tmdb:504").out
    assert title in run("history").out
    assert title in run("films", "show", "no such film [red]x").err or "[red]x" in run("why", "[red]x").err


def test_control_characters_never_reach_a_terminal(run):
    found = run("films", "show", "\x1b[31mred")
    assert found.code == 1
    assert "\x1b" not in found.err


def test_similar_films_are_of_the_same_kind_and_say_what_they_share(run):
    found = run("similar", "perihelion", "-n", 5, "--json").json
    assert found["film"] == {"id": 201, "title": "Perihelion", "year": 1982}
    assert {cluster_of(film["id"]) for film in found["similar"]} == {"space"}
    assert all(film["shared"] for film in found["similar"])
    scores = [film["score"] for film in found["similar"]]
    assert scores == sorted(scores, reverse=True)
    text = run("similar", "perihelion").out
    assert "theme" in text
    assert "%" in text


def test_search_forgives_typing_errors(run):
    assert run("search", "perihelio", "--json").json["hits"][0]["id"] == 201
    assert run("search", "ada", "quil", "--json").json["hits"][0]["reason"] == "with Ada Quill"
    assert run("search", "calder", "--json").json["hits"][0]["reason"] == "with Ines Calder"
    assert run("search", "strowd", "--json").json["hits"][0]["reason"] == "with Felix Stroud"
    assert "Perihelion" in run("search", "perihelion").out


def test_nothing_found_is_said(run):
    found = run("search", "zzzzzzzz", "--json")
    assert found.json == {"query": "zzzzzzzz", "hits": []}
    assert found.code == 0
    assert "Nothing is called" in found.err


def test_loading_reports_what_was_read_mended_and_refused(program, empty, tmp_path):
    (tmp_path / "dump").mkdir()
    folder = Dump(tmp_path / "dump").write(
        movie(), movie(id="2", title="[b]Wick", runtime="0"), movie(id="x", title="Lost")
    )
    run = program(empty)
    found = run("films", "load", folder)
    assert found.code == 0
    assert "3 films read: 2 stored (2 new, 0 changed, 0 unchanged), 1 refused." in found.out
    assert "[b]Wick" in found.out
    assert "Lost" in found.out
    assert "Storing films" in found.err
    again = run("films", "load", folder, "--json").json
    assert (again["added"], again["unchanged"], again["stored"]) == (0, 2, 2)


def test_loading_the_starter_catalogue(program, empty):
    found = program(empty)("films", "load", "starter", "--json").json
    assert found["read"] == found["stored"] == found["added"] >= 200
    assert (found["refused"], found["mended"]) == (0, 0)


def test_a_dump_that_is_not_there(run, tmp_path):
    found = run("films", "load", tmp_path / "nothing.zip")
    assert (found.code, found.out) == (1, "")
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["films", "show", "heat"],
        ["similar", "heat"],
        ["search", "heat"],
        ["like", "heat"],
        ["rate", "tmdb:1", "4"],
        ["recommend"],
        ["why", "heat"],
        ["taste"],
    ],
)
def test_an_empty_catalogue_says_what_to_do(program, empty, words):
    found = program(empty)(*words)
    assert (found.code, found.out) == (1, "")
    assert found.err == "matinee: There are no films yet: run `matinee init` for the starter catalogue.\n"


def test_the_list_of_an_empty_catalogue_is_empty(program, empty):
    found = program(empty)("films", "list", "--json")
    assert json.loads(found.out) == {"films": []}
    assert (found.code, "matinee init" in found.err) == (0, True)
