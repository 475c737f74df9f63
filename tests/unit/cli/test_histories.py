"""Bringing a history and taking it away: the commands, their JSON, and what they say."""

import json
import zipfile

import pytest

HEADER = "Date,Name,Year,Letterboxd URI"


@pytest.fixture
def export(tmp_path):
    """A small Letterboxd export, as a zip."""
    path = tmp_path / "letterboxd-someone-utc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "ratings.csv",
            f"{HEADER},Rating\n2020-01-01,The Quiet Vault,1994,x,4.5\n2020-01-02,Nobody Knows This,1990,x,2\n"
            "2020-01-03,Perihelion,1982,x,seven\n",
        )
        archive.writestr("watchlist.csv", f"{HEADER}\n2020-01-01,Brass Keys,1999,x\n")
        archive.writestr("profile.csv", "Username,Email Address\nsomeone,someone@example.org\n")
    return path


def test_import(run, export, golden):
    dry = run("import", export, "--dry-run", "--json").json
    found = run("import", export, "--json").json
    assert dry == found
    assert found["read"] == sum(found[s] for s in ("imported", "already", "review", "not_film", "unreadable"))
    golden("import", found)
    again = run("import", export, "--json").json
    assert (again["imported"], again["already"], again["review"], again["unreadable"]) == (0, 2, 1, 1)


def test_review(run, export, golden):
    run("import", export)
    found = run("review", "--json").json
    golden(
        "review",
        found | {"items": [item | {"candidates": item["candidates"][:1]} for item in found["items"]]},
    )
    item = found["items"][0]["item"]
    golden("review_choose", run("review", item, "tmdb:101", "--json").json)
    matched = run("review", "--fix", "--json").json
    golden("review_matched", matched)
    golden("review_fix", run("review", "--fix", item, "Brass Keys", "--json").json)
    assert run("review", "--json").json == {"user": "me", "items": []}


def test_review_for_people(run, export):
    run("import", export)
    found = run("review")
    assert "Nobody Knows This" in found.out
    item = json.loads(run("review", "--json").out)["items"][0]["item"]
    assert "is set aside" in run("review", item, "--skip").out
    assert "Nothing waits" in run("review").err
    assert "Nobody Knows This" in run("review", "--all").out
    assert "is no film" in run("review", item, "--not-a-film").out
    assert "The Quiet Vault (1994)" in run("review", "--fix").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("review", "--skip"), "Say which item"),
        (("review", "abcdef01"), "Say one thing"),
        (("review", "abcdef01", "--skip"), "No title goes by"),
        (("review", "abcdef01", "--fix", "--skip"), "naming the right film"),
        (("import", "nowhere.zip"), "There is no nowhere.zip"),
        (("export", "--format", "flixster"), "no export format"),
        (("export", "--format", "trakt"), "Name the file"),
        (("export", "x.csv", "--format", "csv", "--user", "me", "--format", "no"), "no export format"),
        (("restore", "nowhere.db"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, arguments, words):
    found = run(*arguments)
    assert (found.code, found.out) == (1, "")
    assert words in found.err
    assert len(found.err.splitlines()) == 1


def test_import_for_people_tells_the_sum(run, export):
    found = run("import", export)
    assert found.code == 0
    assert "4 rows read = 2 imported + 0 already there + 1 to review" in " ".join(found.out.split())
    assert "ratings.csv, line 4" in found.out
    assert "profile.csv" in found.out
    assert "example.org" not in found.out
    assert run("import", export, "--dry-run").out.startswith("Nothing is changed.")


def test_import_with_a_map(run, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Film,Score\nThe Quiet Vault,9\n")
    assert "--map title=Film,rating=Score,scale=10" in run("import", path).err
    found = run("import", path, "--map", "title=Film,rating=Score,scale=10", "--json").json
    assert (found["format"], found["imported"]) == ("generic", 1)


def test_export(run, program, empty, export, tmp_path, golden):
    run("import", export)
    run("rate", "Perihelion", 2)
    path = tmp_path / "mine.jsonl"
    found = run("export", path, "--json").json
    golden("export", found | {"files": [name.rsplit("/", 1)[-1] for name in found["files"]]})
    assert run("export").out == path.read_text(encoding="utf-8")
    assert "there already" in run("export", path).err
    assert run("export", path, "--force").code == 0
    other = program(empty)
    assert other("import", path, "--json").json["imported"] == 3
    for name in ("x.csv", "x.zip"):
        assert run("export", tmp_path / name).code == 0
    assert run("export", tmp_path / "up.csv", "--format", "letterboxd").code == 0
    assert (tmp_path / "up-watchlist.csv").exists()


def test_backup_and_restore(run, program, export, tmp_path, golden):
    run("import", export)
    copy = tmp_path / "copy.db"
    found = run("backup", copy, "--json").json
    assert found["bytes"] == copy.stat().st_size
    golden("backup", found | {"file": "matinee-backup.db", "bytes": 400_000})
    place = tmp_path / "restored"
    told = run("restore", copy, "--into", place, "--json").json
    golden("restore", told | {"home": "/home/you/matinee", "from": "matinee-backup.db"})
    restored = program(place)
    assert restored("doctor").code == 0
    assert restored("history", "--json").json == run("history", "--json").json
    assert "an installation" in run("restore", copy, "--into", place).err
