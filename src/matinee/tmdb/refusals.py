"""What goes wrong between here and TMDB, in Matinee's words: one line that says what to do, and never a key."""

from __future__ import annotations

import json
import socket
import ssl
from typing import TYPE_CHECKING

import httpx

from matinee.errors import (
    TmdbBusy,
    TmdbError,
    TmdbGone,
    TmdbKeyRefused,
    TmdbStrange,
    TmdbUnreachable,
)
from matinee.opening import shown
from matinee.tmdb.keys import without_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matinee.tmdb.keys import TmdbKey

__all__ = ["Broken", "broken_transport", "portal", "refused"]

_SUSPENDED = 10
_GONE_CODES = {6, 34}


class Broken(TmdbUnreachable):
    """A connection that broke; the same request may well succeed when sent again."""


def broken_transport(error: Exception, host: str) -> TmdbError:
    """The Matinee error for what httpx, or something below it, raised.

    Args:
        error: as raised.
        host: whom it was sent to.
    """
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        why = next(cause for cause in causes if isinstance(cause, ssl.SSLError))
        reason = getattr(why, "verify_message", "") or getattr(why, "reason", "") or "no common ground"
        return TmdbUnreachable(
            f"The certificate of {host} is not trusted ({shown(reason)}): check this machine's date, and whether a "
            "proxy or firewall stands in between."
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return TmdbUnreachable(
            f"The name {host} cannot be resolved: check the network and DNS; where TMDB is blocked, set "
            "MATINEE_TMDB_PROXY or MATINEE_TMDB_URL."
        )
    match error:
        case httpx.ProxyError():
            return TmdbUnreachable(f"The proxy refuses to connect to {host}: check MATINEE_TMDB_PROXY.")
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return TmdbUnreachable("MATINEE_TMDB_URL is no web address: write https://HOST/3, or unset it.")
        case httpx.ConnectTimeout() | httpx.ConnectError():
            return Broken(
                f"Cannot connect to {host}: check the network; if IPv6 is broken here, set MATINEE_TMDB_IPV4=1."
            )
        case httpx.TimeoutException():
            return Broken(f"{host} does not answer: check the network, or try again later.")
        case httpx.TransportError() | httpx.StreamError() | OSError():
            return Broken(f"The connection to {host} breaks off: check the network, or try again later.")
        case _:
            return TmdbStrange(f"What {host} sends cannot be read ({type(error).__name__}): try again later.")


def refused(
    status: int, headers: Mapping[str, str], body: bytes, host: str, key: TmdbKey | None
) -> TmdbError:
    """The Matinee error for an answer that is neither 200 nor 304."""
    code, message = _told(body)
    if status == 401 and code is not None:
        return _key_refused(code, key)
    if status == 404 and code in _GONE_CODES:
        return TmdbGone("TMDB has no such film.")
    if status == 429 or status >= 500:
        what = "too many requests" if status == 429 else f"error {status}"
        return TmdbBusy(f"{host} is busy ({what}): try again later.", _seconds(headers.get("retry-after")))
    if code is not None:
        return TmdbStrange(f"TMDB refuses a request ({status}: {shown(without_keys(message))}).")
    return portal(host, f"status {status}")


def portal(host: str, found: str) -> TmdbUnreachable:
    """The error for an answer that TMDB would never give."""
    return TmdbUnreachable(
        f"Something other than TMDB answers for {host} ({shown(without_keys(found))}): sign in to this network, or "
        "check MATINEE_TMDB_URL and the proxy."
    )


def _key_refused(code: int, key: TmdbKey | None) -> TmdbKeyRefused:
    name = key.name if key is not None else "TMDB_API_KEY"
    if code == _SUSPENDED:
        return TmdbKeyRefused(f"TMDB has suspended the key in {name}: ask TMDB why, or get another one.")
    kind = "read access token" if key is not None and key.token else "API key"
    return TmdbKeyRefused(
        f"TMDB refuses the {kind} in {name}: copy it anew from https://www.themoviedb.org/settings/api"
    )


def _told(body: bytes) -> tuple[int | None, str]:
    """TMDB's own code and words for an error; None where the answer is not TMDB's."""
    try:
        told = json.loads(body)
    except ValueError:
        return None, ""
    if not isinstance(told, dict) or not isinstance(told.get("status_code"), int):
        return None, ""
    return told["status_code"], str(told.get("status_message", ""))


def _seconds(text: str | None) -> float | None:
    """Of Retry-After only a number of seconds is understood; TMDB never sent a date."""
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
