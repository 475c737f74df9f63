"""From settings to a source: keys, proxies, and the real client underneath."""

import pytest

from matinee.config import Settings
from matinee.errors import BadValue, TmdbNoKey
from matinee.testing.tmdb_server import KEY, TOKEN, TmdbServer
from matinee.tmdb.opened import _usual_proxy, open_source


def settings(monkeypatch, **values):
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_a_source_speaks_as_the_settings_say(monkeypatch):
    with TmdbServer(20) as server:
        found = settings(
            monkeypatch,
            MATINEE_TMDB_URL=f"{server.url}/",
            MATINEE_TMDB_EXPORTS_URL=server.exports_url,
            TMDB_API_KEY=TOKEN,
        )
        source = open_source(found, lambda: 1)
        assert source.find("tt0000110") == 110
        assert source.find("tt0000111") is None
        with pytest.raises(BadValue, match="no IMDb number"):
            source.find("../movie/1")
        assert source.configuration()["poster_sizes"]
        assert len(source.popular(5)) == 5
        source.close()


def test_without_an_export_the_popular_come_from_lists(monkeypatch):
    with TmdbServer(60) as server:
        found = settings(
            monkeypatch,
            MATINEE_TMDB_URL=server.url,
            MATINEE_TMDB_EXPORTS_URL=f"{server.origin}/nothing",
            TMDB_API_KEY=KEY,
            MATINEE_TMDB_RATE="0",
        )
        source = open_source(found, lambda: 1_700_000_000_000_000)
        shown = [light.id for light in map(server.catalogue.light, server.catalogue.ids()) if not light.adult]
        assert [film.film_id for film in source.popular(25)] == shown[:25]
        source.close()


def test_no_key_is_told_before_anything_is_sent(monkeypatch):
    monkeypatch.delenv("TMDB_API_KEY", raising=False)
    with pytest.raises(TmdbNoKey):
        open_source(Settings(), lambda: 1)


def test_no_repr_shows_a_key(monkeypatch):
    found = settings(
        monkeypatch, TMDB_API_KEY=KEY, TMDB_READ_ACCESS_TOKEN=TOKEN, MATINEE_TMDB_PROXY="http://u:hunter2@h:1"
    )
    assert KEY not in repr(found)
    assert TOKEN not in repr(found)
    assert "hunter2" not in repr(found)
    assert KEY not in repr(vars(open_source(found, lambda: 1)._client))


def test_the_proxy_of_everyone_counts_except_for_this_machine_and_exceptions(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert _usual_proxy("https://api.themoviedb.org/3") == "http://proxy.example:3128"
    assert _usual_proxy("https://inside.example/3") is None
    assert _usual_proxy("https://127.0.0.1:5/3") is None
    assert _usual_proxy("") is None
    assert _usual_proxy("http://other.example/3") is None
