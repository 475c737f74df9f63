"""Saying things, taking them back, and the log of it."""

import pytest

LIST = ("recommend", "-n", 8, "--json", "--all-reasons")


@pytest.mark.parametrize(
    ("command", "kind", "text"),
    [
        ("like", "like", "You liked The Quiet Vault (1994)."),
        ("dislike", "dislike", "You disliked The Quiet Vault (1994)."),
        ("watched", "watched", "You watched The Quiet Vault (1994)."),
        ("save", "watchlist_add", "You saved The Quiet Vault (1994)."),
        ("unsave", "watchlist_remove", "You took The Quiet Vault (1994) off the watchlist."),
        ("hide", "not_interested", "You hid The Quiet Vault (1994)."),
        ("unhide", "interested_again", "You unhid The Quiet Vault (1994)."),
    ],
)
def test_each_command_notes_its_kind(run, command, kind, text):
    found = run(command, "the", "quiet", "vault")
    assert (found.code, found.out, found.err) == (0, f"{text}\n", "")
    said = run(command, "tmdb:101", "--json").json
    assert said["kind"] == kind
    assert said["film"] == {"id": 101, "title": "The Quiet Vault", "year": 1994}
    assert (said["value"], said["user"]) == (None, "me")
    events = run("history", "--json").json["events"]
    assert [(event["kind"], event["source"]) for event in events] == [(kind, "cli")] * 2


def test_ratings_go_by_halves(run):
    assert run("rate", "the quiet vault", "4,5").out == "You rated The Quiet Vault (1994) 4.5.\n"
    for stars in ("7", "0", "4.2", "nan", "inf"):
        found = run("rate", "the quiet vault", stars)
        assert (found.code, found.out) == (1, "")
        assert found.err.startswith("matinee: A rating goes from 0.5 to 5 by halves")
        assert len(found.err.splitlines()) == 1
    assert len(run("history", "--json").json["events"]) == 1


def test_a_title_of_several_words_needs_quotes_beside_stars(run):
    found = run("rate", "the", "quiet", "vault", "4")
    assert found.code == 2
    assert run("rate", "velvet", "job").code == 2
    assert "quotes" in run("rate", "velvet", "job").err


def test_undo_brings_the_list_back(run):
    run("rate", "the quiet vault", 5)
    before = run(*LIST).json
    run("dislike", "nine minutes to noon")
    assert run(*LIST).json != before
    found = run("undo")
    assert found.out == "Taken back: you disliked Nine Minutes to Noon (1997).\n"
    after = run(*LIST).json
    assert [pick["id"] for pick in after["picks"]] == [pick["id"] for pick in before["picks"]]
    for one, other in zip(after["picks"], before["picks"], strict=True):
        # The clock has gone on by a few minutes, and with it the events have aged.
        assert one["score"] == pytest.approx(other["score"], abs=1e-4)


def test_undo_goes_back_step_by_step_until_nothing_stands(run):
    run("like", "perihelion")
    run("save", "umbra station")
    assert "saved Umbra Station" in run("undo").out
    assert "liked Perihelion" in run("undo").out
    found = run("undo")
    assert (found.code, found.out) == (1, "")
    assert "nothing to undo" in found.err


def test_edit_changes_the_stars_and_undo_the_edit(run):
    event = run("rate", "perihelion", 5, "--json").json["event_id"]
    found = run("edit", event, 2)
    assert found.out == "The rating of Perihelion (1982) is now 2.\n"
    assert run("history", "--json").json["events"][0]["value"] == 2
    assert run("undo").out == "Taken back: you changed the rating of Perihelion (1982) to 2.\n"
    assert run("history", "--json").json["events"][0]["value"] == 5


def test_forget_keeps_an_event_in_history_and_out_of_learning(run):
    event = run("rate", "perihelion", 5, "--json").json["event_id"]
    assert run("taste", "--json").json["events"] == 1
    run("forget", event[:8])
    assert run("history", "--json").json["events"][0]["state"] == "left out of learning"
    assert run("taste", "--json").json["events"] == 0
    assert run("undo").out == "Taken back: you left Perihelion (1982) out of learning.\n"
    assert run("taste", "--json").json["events"] == 1


def test_the_beginning_of_an_event_id_is_enough(run):
    run("rate", "perihelion", 5)
    shown = run("history").out.split()[-1]
    assert len(shown) == 8
    assert run("edit", shown, 4.5).code == 0
    assert run("history", "--json").json["events"][0]["value"] == 4.5


@pytest.mark.parametrize("words", [["edit", "abcdef12", "3"], ["forget", "abcdef12"], ["forget", "a"]])
def test_an_unknown_event(run, words):
    run("rate", "perihelion", 5)
    found = run(*words)
    assert (found.code, found.out) == (1, "")
    assert "has no event" in found.err


def test_only_ratings_have_stars_to_edit(run):
    event = run("like", "perihelion", "--json").json["event_id"]
    found = run("edit", event, 3)
    assert found.code == 1
    assert "Only a rating" in found.err


def test_people_do_not_touch_each_other(run, monkeypatch):
    event = run("rate", "perihelion", 5, "--json").json["event_id"]
    run("like", "salt miners", "--user", "ann")
    assert run("history", "--user", "ann", "--json").json["events"][0]["film"]["title"] == "Salt Miners"
    assert run("forget", event, "--user", "ann").code == 1
    monkeypatch.setenv("MATINEE_USER", "ann")
    assert len(run("history", "--json").json["events"]) == 1
    assert run("history", "--json").json["user"] == "ann"


def test_nobody_is_nobody(run):
    found = run("like", "perihelion", "--user", " ")
    assert found.code == 1
    assert "name is empty" in found.err


def test_history_shows_what_counts(run):
    run("rate", "the quiet vault", 5)
    run("like", "perihelion")
    run("undo")
    lines = run("history").out.splitlines()
    assert "liked Perihelion (1982)" in lines[2]
    assert "taken back" in lines[2]
    assert "rated The Quiet Vault (1994) 5" in lines[3]
    assert "counts" in lines[3]
    assert len(run("history", "-n", 1).out.splitlines()) == 3


def test_history_is_in_utc_for_programs(run):
    run("like", "perihelion")
    assert run("history", "--json").json["events"][0]["at"] == "2026-01-01T00:01:00Z"


def test_no_history_is_a_hint_and_no_error(run):
    found = run("history")
    assert (found.code, found.out) == (0, "")
    assert "matinee rate" in found.err
