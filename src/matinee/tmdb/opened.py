"""The source of films that an installation's settings describe."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from matinee.tmdb.client import Client, Options
from matinee.tmdb.keys import read_key
from matinee.tmdb.source import TmdbSource

if TYPE_CHECKING:
    import httpx

    from matinee.config import Settings
    from matinee.domain.ports import Clock

__all__ = ["open_source"]

_HERE = {"localhost", "127.0.0.1", "::1"}
"""No proxy leads to this machine."""


def open_source(
    settings: Settings, clock: Clock, transport: httpx.BaseTransport | None = None, kept: str = ""
) -> TmdbSource:
    """TMDB, reached as the settings say.

    Args:
        settings: keys, addresses, rate, proxy, country.
        clock: microseconds since 1970 UTC.
        transport: carries requests in tests; None makes a real one.
        kept: a key from elsewhere than the settings, which counts where they have none.

    Raises:
        TmdbNoKey: no key is set, or what is set is none.
        TmdbUnreachable: the proxy's address cannot be used.
    """
    api_key, token = settings.tmdb_api_key, settings.tmdb_read_access_token
    key = read_key(
        api_key.get_secret_value() if api_key else None, token.get_secret_value() if token else None, kept
    )
    options = Options(
        url=settings.tmdb_url,
        exports_url=settings.tmdb_exports_url,
        rate=settings.tmdb_rate,
        proxy=settings.tmdb_proxy.get_secret_value()
        if settings.tmdb_proxy
        else _usual_proxy(settings.tmdb_url),
        ipv4=settings.tmdb_ipv4,
    )
    return TmdbSource(Client(key, options, transport=transport), clock, settings.country)


def _usual_proxy(url: str) -> str | None:
    """The proxy that the environment names for everyone (HTTPS_PROXY), unless NO_PROXY excepts the host."""
    parts = urlsplit(url)
    if not parts.hostname or parts.hostname in _HERE or urllib.request.proxy_bypass(parts.hostname):
        return None
    return urllib.request.getproxies().get(parts.scheme)
