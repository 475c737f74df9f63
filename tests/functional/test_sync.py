"""`matinee sync` against a real server on loopback: what goes right, what goes wrong, and `kill -9`."""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import ssl
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import matinee
from matinee.cli import main
from matinee.domain.feedback import Kind
from matinee.errors import TmdbUnreachable
from matinee.services.choosing import Plan
from matinee.store import open_store
from matinee.testing.tmdb_server import KEY, SUSPENDED_KEY, TOKEN, Faults, TmdbServer

FILMS = 60


@pytest.fixture
def server():
    with TmdbServer(FILMS) as running:
        yield running


@pytest.fixture
def environment(monkeypatch, server):
    for name in [
        name
        for name in os.environ
        if name.startswith(("MATINEE_", "TMDB_")) or name.lower().endswith("_proxy")
    ]:
        if name != "MATINEE_TEST_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
    monkeypatch.setenv("MATINEE_TMDB_EXPORTS_URL", server.exports_url)
    monkeypatch.setenv("MATINEE_TMDB_RATE", "0")
    monkeypatch.setenv("TMDB_API_KEY", KEY)
    return monkeypatch


@pytest.fixture
def home(tmp_path, environment):
    environment.setenv("MATINEE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def ran(home, capsys):
    """The program in this process, with more of an environment; its exit code, stdout and stderr."""

    def run(*words, **more):
        capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in more.items():
                patch.setenv(name, value)
            code = main(words)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def refused(ran):
    """The one line of a refusal."""

    def run(*words, **more):
        code, out, err = ran(*words, **more)
        assert (code, out) == (1, ""), err
        assert len(err.splitlines()) == 1, err
        for secret in (KEY, TOKEN, SUSPENDED_KEY, more.get("TMDB_API_KEY") or "-" * 40):
            assert secret not in err
        assert "bug" not in err
        return err

    return run


def stored(home):
    with contextlib.closing(open_store(f"sqlite:///{home / 'matinee.db'}")) as store:
        assert store.check() == []
        with store.read() as unit:
            return set(unit.shelf.fetched_ids())


def test_films_arrive_whole_and_a_second_sync_asks_for_none(server, home):
    with matinee.open(home) as m:
        summary = m.gather.sync(Plan(top=50))
        shown = [
            light
            for light in map(server.catalogue.light, server.catalogue.ids())
            if not (light.adult or light.video)
        ]
        assert summary.stored == summary.requested == 50
        assert [film.id for film in m.films.many([light.id for light in shown[:50]]).values()] == [
            light.id for light in shown[:50]
        ]
        before = server.counts.requests
        assert m.gather.sync(Plan(top=50)).requested == 0
        assert server.counts.requests == before + 1  # the configuration
        assert set(server.counts.of_films().values()) == {1}
        page = m.details.page(shown[3].id)
        assert page.poster_url.startswith("https://image.tmdb.org/t/p/w342/")
        film = m.film(shown[3].id)
        assert film.directors
        assert film.cast
        assert film.genres == shown[3].genres


def test_with_a_part_of_all_answers_failing_everything_arrives(server, home):
    server.faults.part = 0.1
    with matinee.open(home) as m:
        summary = m.gather.sync(Plan(top=FILMS))
    assert (summary.failed, summary.gone) == (0, 0)
    assert summary.stored == len(stored(home))
    assert summary.calls > summary.requested + 3


def test_changes_new_and_deleted_films_are_followed_with_no_restart(server, home):
    with matinee.open(home) as m:
        m.gather.sync()
        ids = sorted(stored(home))
        m.rate(ids[5], 5)
        m.rate(ids[6], 4)
        before = m.film(ids[10])
        server.catalogue.change(ids[10])
        server.catalogue.remove(ids[6])
        (new,) = server.catalogue.add()
        m.gather.sync()
        assert m.film(ids[10]).runtime != before.runtime
        assert new in m.spaces.current().space.film_ids
        picks = {pick.film.id for pick in m.recommend(FILMS)}
        assert ids[6] not in picks
        assert new in picks
        assert {line.event.film_id for line in m.history()} == {ids[5], ids[6]}


def test_the_command_prints_one_summary(home, ran):
    code, out, err = ran("sync", "--top", "12", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["requested", "stored", "unchanged", "failed", "gone", "calls", "seconds"]
    assert found["stored"] == 12
    code, out, _ = ran("sync", "--top", "20", "--dry-run")
    assert (code, out) == (0, "About 8 films, 8 calls, 0.0 s. Nothing was fetched.\n")
    code, out, _ = ran("tmdb", "status", "--json")
    found = json.loads(out)
    assert (found["state"], found["films"], found["has_key"], found["failures"]) == ("idle", 12, True, [])
    code, out, _ = ran("tmdb", "purge", "--json")
    assert json.loads(out) == {"removed": 12, "films": 0}
    assert stored(home) == set()


def test_either_kind_of_key_works_in_either_variable(home, ran):
    assert ran("sync", "--top", "1", TMDB_API_KEY=TOKEN)[0] == 0
    assert ran("sync", "--top", "2", TMDB_API_KEY="", TMDB_READ_ACCESS_TOKEN=KEY)[0] == 0
    assert len(stored(home)) == 2


# What goes wrong: one line each, and what is stored stays as it was.


def test_no_key_a_wrong_one_and_a_suspended_one(home, refused):
    assert "There is no TMDB key" in refused("sync", TMDB_API_KEY="")
    assert "settings/api" in refused("sync", TMDB_API_KEY="0" * 32)
    assert "read access token in TMDB_API_KEY" in refused("sync", TMDB_API_KEY=TOKEN[:-3] + "xyz")
    assert "suspended" in refused("sync", TMDB_API_KEY=SUSPENDED_KEY)
    assert "is no TMDB key" in refused("sync", TMDB_API_KEY="my-secret-but-no-key")
    assert stored(home) == set()


def test_no_network_no_name_no_port(refused):
    assert "cannot be resolved" in refused("sync", MATINEE_TMDB_URL="https://name.invalid/3")
    assert "Cannot connect" in refused("sync", MATINEE_TMDB_URL="http://127.0.0.1:9/3")
    assert "Cannot connect" in refused("sync", MATINEE_TMDB_URL="http://127.0.0.1:9/3", MATINEE_TMDB_IPV4="1")
    assert "hunter2" not in refused("sync", MATINEE_TMDB_PROXY="http://user:hunter2@127.0.0.1:9")
    assert "MATINEE_TMDB_URL is no web address" in refused("sync", MATINEE_TMDB_URL="films")


def test_a_certificate_nobody_trusts(refused, tmp_path):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not installed, so no certificate can be made")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with TmdbServer(3, tls=context) as secure:
        assert "is not trusted (self" in refused("sync", MATINEE_TMDB_URL=secure.url)


@pytest.mark.parametrize(
    ("fault", "words"),
    [("html", "sign in to this network"), ("truncated", "damaged"), ("garbage", "no JSON")],
)
def test_answers_from_something_else(server, home, refused, fault, words):
    with matinee.open(home) as m:
        m.gather.sync(Plan(top=5))
    before = stored(home)
    server.faults.always = fault
    assert words in refused("sync", "--top", "20")
    assert stored(home) == before


def test_a_portal_in_the_middle_of_it_ends_it_and_keeps_what_came(server, home):
    with matinee.open(home) as m:
        m.gather.sync(Plan(top=5))
        server.faults.then(*[kind for _ in range(7) for kind in ("502", "html")][1:])
        with pytest.raises(TmdbUnreachable, match="sign in"):
            m.gather.sync(Plan(top=50))
        server.faults.mend()
        m.gather.sync(Plan(top=50))
    assert len(stored(home)) == 50


def test_a_full_disk(home):
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)); "
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "from matinee.cli import main; sys.exit(main(['sync', '--top', '60', '--json']))"
    )
    with matinee.open(home) as m:
        m.gather.sync(Plan(top=3))
        m.rate(sorted(stored(home))[0], 5)
    child = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, timeout=60)
    assert (child.returncode, child.stdout) == (1, ""), child.stderr
    assert len(child.stderr.splitlines()) == 1
    assert "nothing was changed" in child.stderr
    assert len(stored(home)) >= 3
    with matinee.open(home) as m:
        assert [line.event.kind for line in m.history()] == [Kind.RATING]
        m.gather.sync(Plan(top=FILMS))
    assert set(Counter(stored(home)).values()) == {1}


# Killed at any moment


def test_a_sync_that_is_killed_again_and_again_asks_for_nothing_twice(home, environment):
    films = 300
    chance = random.Random(4)
    with TmdbServer(films, faults=Faults(0.02), latency=0.002) as server:
        environment.setenv("MATINEE_TMDB_URL", server.url)
        environment.setenv("MATINEE_TMDB_EXPORTS_URL", server.exports_url)
        for _ in range(4):
            child = subprocess.Popen(
                [sys.executable, "-m", "matinee", "sync", "--top", str(films)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            asked = server.counts.requests
            wanted = asked + chance.randrange(1, 120)
            end = time.monotonic() + 30
            while server.counts.requests < wanted and child.poll() is None and time.monotonic() < end:
                select.select([], [], [], 0.002)
            child.kill()
            child.wait()
            before = server.counts.of_films()
            have = stored(home) if (home / "matinee.db").exists() else set()
        server.faults.part = 0.0
        with matinee.open(home) as m:
            assert m.gather.status().state in ("interrupted", "idle")
            summary = m.gather.sync(Plan(top=films))
            # What was stored before the last kill was not asked for again.
            again = {film for film, count in server.counts.of_films().items() if count > before[film]}
            assert again & have == set()
            assert summary.requested == len(again)
            listed = sorted(stored(home))
            assert len(listed) == summary.requested + len(have)
            assert len(m.films.many(listed)) == len(listed)


def test_the_program_serves_a_local_tmdb():
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "matinee.testing.tmdb_server",
            "--films",
            "5",
            "--port",
            "0",
            "--latency-ms",
            "1",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = child.stdout.readline()
    finally:
        child.kill()
        child.communicate()
    assert f"TMDB_API_KEY={KEY}" in line
    assert Path(sys.executable).exists()
