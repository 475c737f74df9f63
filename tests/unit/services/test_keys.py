"""The TMDB key that is kept: for its owner alone, tried by one request, and in no error."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import matinee
from matinee.bootstrap import Matinee
from matinee.errors import BadValue, StoreError, TmdbKeyRefused, TmdbNoKey, TmdbUnreachable
from matinee.testing.tmdb_server import KEY, TOKEN, TmdbServer

WRONG = "fedcba98fedcba98fedcba98fedcba98"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TmdbServer]:
    with TmdbServer(3) as running:
        monkeypatch.setenv("MATINEE_TMDB_URL", running.url)
        monkeypatch.setenv("MATINEE_TMDB_EXPORTS_URL", running.exports_url)
        monkeypatch.setenv("MATINEE_TMDB_RATE", "0")
        yield running


@pytest.fixture
def opened(tmp_path: Path, server: TmdbServer) -> Iterator[Matinee]:
    with matinee.open(tmp_path / "home") as installation:
        yield installation


@pytest.mark.parametrize("key", [KEY, TOKEN, f'  "{KEY}"\n'])
def test_a_good_key_is_accepted_and_kept_and_used(opened: Matinee, server: TmdbServer, key: str) -> None:
    assert not opened.keys.there
    opened.keys.test(key)
    assert dict(server.counts.by_path) == {"/3/configuration": 1}, "one request, and no more"
    assert not opened.keys.there, "trying is not keeping"
    opened.keys.keep(key)
    assert opened.keys.there
    place = opened.settings.home / "tmdb-key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert not [path for path in opened.settings.home.iterdir() if path.name.startswith(".tmdb-key")]
    opened.keys.test()
    opened.gather.sync()
    assert opened.gather.status().counts.films > 0
    opened.keys.forget()
    assert not opened.keys.there
    with pytest.raises(TmdbNoKey, match="paste it under Settings"):
        opened.keys.test()


def test_a_wrong_key_is_told_without_being_shown(opened: Matinee) -> None:
    with pytest.raises(TmdbKeyRefused, match="TMDB refuses the API key in Settings") as told:
        opened.keys.test(WRONG)
    assert WRONG not in repr(told.value)
    for bad in ("hunter2hunter2", "a b c"):
        with pytest.raises(TmdbNoKey) as refused:
            opened.keys.keep(bad)
        assert bad not in str(refused.value)
    with pytest.raises(BadValue, match="Paste the key"):
        opened.keys.keep("  ")
    assert not opened.keys.there


def test_no_network_is_told_as_that(opened: Matinee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with TmdbServer(1) as gone:
        monkeypatch.setenv("MATINEE_TMDB_URL", gone.url)
    with matinee.open(tmp_path / "other") as other, pytest.raises(TmdbUnreachable, match="Cannot connect"):
        other.keys.test(KEY)


def test_the_environment_wins_and_the_file_is_not_even_read(
    opened: Matinee, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.keys.keep(WRONG)
    (opened.settings.home / "tmdb-key").chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        opened.keys.test()
    monkeypatch.setenv("TMDB_API_KEY", KEY)
    with matinee.open(opened.settings.home) as again:
        assert again.keys.outside
        again.keys.test()


def test_a_kept_key_is_in_no_backup_export_or_report(
    opened: Matinee, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from matinee.cli import main

    opened.load_starter()
    opened.rate("Heat (1995)", 5)
    opened.keys.keep(KEY)
    opened.back_up(tmp_path / "copy.db")
    assert KEY.encode() not in (tmp_path / "copy.db").read_bytes()
    assert KEY not in json.dumps(opened.export())
    assert KEY not in repr(opened.keys) + repr(opened.settings) + repr(vars(opened))
    monkeypatch.setenv("MATINEE_HOME", str(opened.settings.home))
    for command in (["doctor"], ["doctor", "--json"], ["tmdb", "status", "--json"], ["tmdb", "status"]):
        main(command)
    said = capsys.readouterr()
    assert KEY not in said.out + said.err
    assert '"has_key": true' in said.out
