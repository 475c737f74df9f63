"""`matinee sync` and `matinee tmdb`, against a TMDB on this machine."""

import datetime as dt
import json

import pytest

from matinee.errors import TmdbUnreachable
from matinee.services import watch
from matinee.testing.tmdb_server import KEY, Catalogue, TmdbServer
from unit.cli.conftest import FIRST_MOMENT

TODAY = dt.datetime.fromtimestamp(FIRST_MOMENT / 1e6, dt.UTC).date()


@pytest.fixture
def tmdb(monkeypatch):
    with TmdbServer(Catalogue(40, TODAY)) as server:
        monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
        monkeypatch.setenv("MATINEE_TMDB_EXPORTS_URL", server.exports_url)
        monkeypatch.setenv("MATINEE_TMDB_RATE", "0")
        monkeypatch.setenv("TMDB_API_KEY", KEY)
        yield server


@pytest.fixture
def run(program, empty):
    return program(empty)


def timeless(found):
    return {**found, "seconds": 0.0}


def test_the_json_of_sync_status_and_purge(run, tmdb, golden):
    tmdb.faults.of("/3/movie/117", "garbage")
    golden("sync_dry_run", timeless(run("sync", "--top", 5, "--dry-run", "--json").json))
    golden("sync", timeless(run("sync", "--top", 5, "--json").json))
    status = run("tmdb", "status", "--json").json
    golden("tmdb_status", {**status, "summary": timeless(status["summary"])})
    golden("tmdb_purge", run("tmdb", "purge", "--json").json)


def test_what_people_read(run, tmdb):
    tmdb.faults.of("/3/movie/117", "garbage")
    told = run("sync", "--top", 5)
    assert told.code == 0
    assert told.out.startswith("4 films stored, 0 unchanged, 1 failed: ")
    assert "`matinee tmdb status` lists them" in told.err
    status = run("tmdb", "status")
    assert "tmdb:117 failed 1 times: An answer of 127.0.0.1 is no JSON" in status.out
    assert "due              1, of which 1 failed before" in status.out
    assert run("tmdb", "purge", "--old").out.startswith("Removed what TMDB said of 0 films; 4 films stay")
    assert run("tmdb", "purge").out.startswith("Removed what TMDB said of 4 films; 0 films stay")


def test_before_anything_was_gathered(run, monkeypatch):
    monkeypatch.delenv("TMDB_API_KEY", raising=False)
    found = run("tmdb", "status")
    assert found.code == 0
    assert found.out.startswith("state            never\n")
    assert "settings/api" in found.err


def test_films_of_a_file(run, tmdb, tmp_path):
    listed = tmp_path / "films.txt"
    listed.write_text("id\ntmdb:110\n117\n111 # a dead one\n")
    assert timeless(run("sync", "--ids", listed, "--json").json) | {"calls": 0} == {
        "requested": 3,
        "stored": 2,
        "unchanged": 0,
        "failed": 0,
        "gone": 1,
        "calls": 0,
        "seconds": 0.0,
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--refresh", "--top", "5"), "--refresh goes alone"),
        (("--discover", "year>2000"), '"year>2000" describes no films'),
        (("--watch", "--json"), "it has no end"),
        (("--ids", "/nowhere"), "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_one_line(run, tmdb, words, said):
    found = run("sync", *words)
    assert (found.code, found.out) == (1, "")
    assert said in found.err
    assert len(found.err.splitlines()) == 1


def test_a_watch_gathers_tells_and_ends_with_an_interrupt(run, tmdb, monkeypatch):
    begun = []

    class Watching(watch.Watch):
        def start(self):
            begun.append(self)
            self._told(TmdbUnreachable("gone dark"))
            raise KeyboardInterrupt

    monkeypatch.setattr(watch, "Watch", Watching)
    found = run("sync", "--top", 3, "--watch")
    assert found.code == 130
    assert found.out.startswith("3 films stored")
    assert "every 6 hours" in found.err
    assert "matinee: gone dark" in found.err
    assert len(begun) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("MATINEE_TMDB_RATE", "fast"), ("MATINEE_COUNTRY", "Germany"), ("MATINEE_TMDB_IPV4", "perhaps")],
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch, capsys, name, value):
    from matinee.cli import main

    monkeypatch.setenv(name, value)
    assert main(["tmdb", "status"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"matinee: {name} cannot be used")
    assert len(said.splitlines()) == 1


def test_json_is_one_document(run, tmdb):
    assert json.loads(run("sync", "--top", 2, "--json").out)["stored"] == 2
