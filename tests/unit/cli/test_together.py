"""recommend for several people."""

import pytest

import matinee
from matinee.testing.films import cluster_of


@pytest.fixture
def told(run):
    run("rate", "the quiet vault", 5, "--user", "ann")
    run("like", "nine minutes to noon", "--user", "ann")
    run("rate", "perihelion", 5, "--user", "bob")
    run("watched", "1931", "--user", "bob")
    return run


def test_one_list_for_two_with_each_ones_part(told):
    found = told("recommend", "--user", "ann", "--user", "bob", "-n", 6, "--json")
    assert (found.code, found.err) == (0, "")
    assert (found.json["users"], found.json["rule"]) == (["ann", "bob"], "fair")
    films = found.json["films"]
    assert len(films) == 6
    assert {"heist", "space"} <= {cluster_of(film["id"]) for film in films}
    for film in films:
        assert film["for"] in (None, "ann", "bob")
        assert [member["user"] for member in film["members"]] == ["ann", "bob"]
        for member in film["members"]:
            assert member["interval"][0] < member["stars"] < member["interval"][1]
            assert len(member["reasons"]) == 2
            assert member["seen"] is False


def test_all_reasons_sum_to_each_members_score(told):
    found = told("recommend", "--user", "ann", "--user", "bob", "--all-reasons", "--json").json
    for film in found["films"]:
        for member in film["members"]:
            shares = sum(reason["share"] for reason in member["reasons"])
            assert member["offset"] + shares == pytest.approx(member["score"], abs=1e-6)


def test_rules_and_filters_are_the_groups(told):
    def ids(*options):
        words = ("recommend", "--user", "ann", "--user", "bob", "-n", 100, "--json", *options)
        return [film["id"] for film in told(*words).json["films"]]

    assert sorted(ids("--rule", "misery")) == sorted(ids())
    assert ids("--rule", "misery") != ids()
    assert {cluster_of(film) for film in ids("--genre", "crime")} - {None} == {"heist"}
    # What one has seen is left out, and may be let in.
    assert 201 not in ids()
    assert 201 in ids("--include-seen")
    words = ("recommend", "--user", "ann", "--user", "bob", "-n", 100, "--json", "--include-seen")
    seen = {film["id"]: [m["seen"] for m in film["members"]] for film in told(*words).json["films"]}
    assert (seen[201], seen[101]) == ([False, True], [True, False])


def test_the_table_has_each_ones_stars_and_reason(told):
    found = told("recommend", "--user", "ann", "--user", "bob", "-n", 4).out
    assert "because ann rated The Quiet Vault 5: " in found
    assert "because bob rated Perihelion 5" in found
    assert "  for bob" in found or "  for ann" in found
    assert all(len(line) <= 80 for line in found.splitlines())


def test_names_are_printed_and_never_read(told):
    found = told("recommend", "--user", "[red]x[/red]", "--user", "a\x1b[31mb", "-n", 1)
    assert "[red]x[/red]" in found.out
    assert "\x1b" not in found.out + found.err


def test_one_user_is_still_one_person(told):
    one = told("recommend", "--user", "ann", "-n", 3, "--json").json
    assert list(one) == ["user", "picks"]
    assert one["user"] == "ann"
    assert told("recommend", "-n", 1, "--json").json["user"] == "me"


def test_the_person_of_the_environment_is_one_person(told, monkeypatch):
    monkeypatch.setenv("MATINEE_USER", "ann")
    assert told("recommend", "-n", 1, "--json").json["user"] == "ann"


def test_somebody_new_is_welcome_and_told_of(told):
    found = told("recommend", "--user", "ann", "--user", "guest", "-n", 2)
    assert found.code == 0
    assert found.err.startswith("Nothing is known of guest yet")
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told_so"),
    [
        (("--user", "ann", "--user", "ann"), "ann is named twice"),
        ([word for name in "abcdefg" for word in ("--user", name)], "2 to 6 people, not 7"),
        (("--user", "ann", "--user", "bob", "--rule", "loudest"), "there are fair, mean, misery"),
        (("--rule", "fair"), "--user ann --user bob"),
        (("--user", "ann", "--rule", "fair"), "--user ann --user bob"),
        (("--user", "ann", "--user", "bob", "--from", "perihelion"), "leave the group or the film out"),
    ],
)
def test_what_makes_no_group_is_told_in_one_line(told, words, told_so):
    found = told("recommend", *words)
    assert (found.code, found.out) == (1, "")
    assert told_so in found.err
    assert len(found.err.splitlines()) == 1


def test_filters_that_leave_nothing_say_so(told):
    found = told("recommend", "--user", "ann", "--user", "bob", "--year", "1888", "--json")
    assert found.json == {"users": ["ann", "bob"], "rule": "fair", "films": []}
    assert "loosen the filters" in found.err


def test_the_facade_gives_the_same_list(told, home):
    listed = told("recommend", "--user", "ann", "--user", "bob", "-n", 5, "--json").json["films"]
    with matinee.open(home) as m:
        found = m.together(["ann", "bob"], n=5)
        fewer = m.together(["ann", "bob"], n=5, rule="misery", include_seen=True)
    assert [film.film.id for film in found.films] == [film["id"] for film in listed]
    assert len(fewer.films) == 5
