"""Asking TMDB: one place for keys, pace, repeats, tags and everything that can go wrong on the way."""

from __future__ import annotations

import json
import threading
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import httpx
import tenacity

from matinee.errors import TmdbBusy, TmdbError, TmdbGone, TmdbNoKey, TmdbStrange, TmdbUnreachable
from matinee.tmdb.pace import Pacer
from matinee.tmdb.refusals import Broken, broken_transport, portal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matinee.tmdb.keys import TmdbKey

__all__ = ["Client", "Options", "Reply"]

T = TypeVar("T")

_TRIES = 7
_TRIES_TO_CONNECT = 3
_TRIES_OF_DAMAGED = 3
_LONGEST_WAIT = 30.0
_NO_FILE = {403, 404}
"""What the host of the daily lists answers for a day without one."""
_LARGEST = 64 << 20
"""Bytes an answer may unpack to; the largest real one has half a megabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How TMDB is reached."""

    url: str = "https://api.themoviedb.org/3"
    exports_url: str = "https://files.tmdb.org/p/exports"
    rate: float = 20.0
    """Requests a second; 0 is no limit."""
    concurrency: int = 16
    """Requests under way at once."""
    proxy: str | None = None
    ipv4: bool = False
    """Do without IPv6, where it is broken."""
    connect_timeout: float = 5.0
    """Seconds."""
    timeout: float = 20.0
    """Seconds without a byte."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; for one that still holds only `unchanged` is set."""

    data: Any = None
    packed: bytes = b""
    """The body, compressed by gzip."""
    etag: str = ""
    unchanged: bool = False


class Client:
    """Sends requests, several threads at once, as evenly as the limit asks.

    The transport is spoken to directly: `httpx.Client` would log addresses, and a v3 key is part of one.

    Args:
        key: None only for what needs no key.
        options: how TMDB is reached.
        transport: carries requests; None makes one from the options.
        clock: seconds, monotonic.
        sleep: waits for some seconds; None waits in a way that `close` ends.
        jitter: a number from 0 to 1 for each wait.
    """

    def __init__(
        self,
        key: TmdbKey | None,
        options: Options | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self._key = key
        self.options = options or Options()
        self._closed = threading.Event()
        self._sleep = sleep or self._rest
        self._jitter = jitter or _chance()
        self._transport = transport or _transport(self.options)
        self._pacer = Pacer(self.options.rate, clock, self._sleep)
        self._lock = threading.Lock()
        self.calls = 0
        """Requests sent, repeats included."""
        self.reached = False
        """Whether TMDB has answered at all."""

    def get(self, path: str, query: Mapping[str, object] | None = None, *, etag: str = "") -> Reply:
        """Ask the API, and again where that may help.

        Args:
            path: below the base URL, beginning with a slash.
            query: parameters, the key not among them.
            etag: of the answer at hand.

        Raises:
            TmdbError: see its kinds.
        """
        if self._key is None:
            raise TmdbNoKey("There is no TMDB key: set TMDB_API_KEY.")
        return self._again(lambda: self._once(path, query or {}, etag))

    def stream(self, url: str) -> Iterator[bytes]:
        """The body of a file that needs no key, piece by piece; one try.

        Raises:
            TmdbError: see its kinds.
        """
        request = self._request(url, {"Accept-Encoding": "identity"})
        response = self._sent(request)
        try:
            if response.status_code in _NO_FILE:
                raise TmdbGone("There is no such file.")
            if response.status_code != 200:
                raise refused(
                    response.status_code, response.headers, self._read(response), request.url.host, None
                )
            pieces = response.iter_raw()
            while (piece := self._guarded(request, lambda: next(pieces, b""))) != b"":
                yield piece
        finally:
            response.close()

    def close(self) -> None:
        """Let go of every connection, and end every wait."""
        self._closed.set()
        self._transport.close()

    def _once(self, path: str, query: Mapping[str, object], etag: str) -> Reply:
        self._pacer.wait()
        key = self._key
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "Matinee"}
        parameters = {name: str(value) for name, value in query.items()}
        if key is not None and key.token:
            headers["Authorization"] = f"Bearer {key.secret}"
        elif key is not None:
            parameters["api_key"] = key.secret
        if etag:
            headers["If-None-Match"] = etag
        request = self._request(f"{self.options.url.rstrip('/')}{path}?{urlencode(parameters)}", headers)
        with self._lock:
            self.calls += 1
        response = self._sent(request)
        host = request.url.host
        try:
            raw = self._guarded(request, lambda: self._read(response))
        finally:
            response.close()
        packed_already = response.headers.get("content-encoding", "") == "gzip"
        body = _unpacked(raw, host) if packed_already else raw
        self.reached = True
        if response.status_code == 304:
            return Reply(etag=etag, unchanged=True)
        if response.status_code != 200:
            raise refused(response.status_code, response.headers, body, host, key)
        data = _decoded(body, response.headers.get("content-type", ""), host)
        packed = raw if packed_already else _packed(body)
        return Reply(data, packed, response.headers.get("etag", ""))

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx.Request:
        timeout = {
            "connect": self.options.connect_timeout,
            "read": self.options.timeout,
            "write": self.options.timeout,
            "pool": None,
        }
        found: TmdbError
        try:
            made = httpx.Request("GET", url, headers=dict(headers), extensions={"timeout": timeout})
        except (httpx.InvalidURL, ValueError) as error:
            found = broken_transport(httpx.InvalidURL(type(error).__name__), "")
        else:
            if made.url.scheme in {"http", "https"} and made.url.host:
                return made
            found = broken_transport(httpx.InvalidURL("no scheme or host"), "")
        raise found

    def _sent(self, request: httpx.Request) -> httpx.Response:
        return self._guarded(request, lambda: self._transport.handle_request(request))

    def _guarded(self, request: httpx.Request, step: Callable[[], T]) -> T:
        """A step on the network, with what it raises translated.

        The foreign error holds the request and so perhaps a key: it is left behind here, also as a cause.
        """
        try:
            return step()
        except TmdbError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a transport raises is put into our words
            found = broken_transport(error, request.url.host)
        raise found

    def _read(self, response: httpx.Response) -> bytes:
        pieces, size = [], 0
        for piece in response.iter_raw():
            size += len(piece)
            if size > _LARGEST:
                raise TmdbStrange("An answer is far larger than any of TMDB's: check MATINEE_TMDB_URL.")
            pieces.append(piece)
        return b"".join(pieces)

    # Again and again

    def _again(self, once: Callable[[], Reply]) -> Reply:
        retrying = tenacity.Retrying(
            stop=self._enough,
            wait=self._wait,
            retry=tenacity.retry_if_exception(self._may_pass),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(once)

    def _may_pass(self, error: BaseException) -> bool:
        return isinstance(error, (Broken, TmdbBusy, TmdbStrange)) and not self._closed.is_set()

    def _enough(self, state: tenacity.RetryCallState) -> bool:
        error = _error_of(state)
        if isinstance(error, TmdbStrange):
            return state.attempt_number >= _TRIES_OF_DAMAGED
        # Who never got through is told soon; who did is worth more patience.
        lasting = isinstance(error, TmdbBusy) or self.reached
        return state.attempt_number >= (_TRIES if lasting else _TRIES_TO_CONNECT)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Seconds until the next try: what TMDB asks for, else twice as long each time, with "full jitter"."""
        error = _error_of(state)
        if isinstance(error, TmdbBusy) and error.retry_after is not None:
            wait = min(error.retry_after, _LONGEST_WAIT)
            self._pacer.hold(wait)
            return wait + 0.1 * self._jitter()
        return min(_LONGEST_WAIT, 0.25 * 2.0**state.attempt_number) * self._jitter()

    def _rest(self, seconds: float) -> None:
        if self._closed.wait(seconds):
            raise TmdbUnreachable("The gathering was stopped.")


def _error_of(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


def _chance() -> Callable[[], float]:
    import random

    return random.Random().random  # noqa: S311 - spreads waits, keeps no secret


def _transport(options: Options) -> httpx.BaseTransport:
    limits = httpx.Limits(
        max_connections=options.concurrency,
        max_keepalive_connections=options.concurrency,
        keepalive_expiry=30,
    )
    # Binding to an IPv4 address keeps httpx from trying IPv6.
    local = "0.0.0.0" if options.ipv4 else None  # noqa: S104 - nothing listens there
    found: TmdbError
    try:
        return httpx.HTTPTransport(proxy=options.proxy, local_address=local, limits=limits)
    except (httpx.InvalidURL, ValueError, ImportError):
        # The proxy's address may hold a password, so it stays out of the message.
        found = TmdbUnreachable("MATINEE_TMDB_PROXY cannot be used: write http://HOST:PORT, or unset it.")
    raise found


def _unpacked(raw: bytes, host: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(raw, _LARGEST)
    except zlib.error:
        body = b""
    if not unpacker.eof:
        raise TmdbStrange(
            f"An answer of {host} arrives damaged (its gzip is cut off or broken): try again later."
        )
    return body


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _decoded(body: bytes, content_type: str, host: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    start = body[:512].lstrip().lower()
    if "html" in content_type or start.startswith((b"<!doctype", b"<html")):
        raise portal(host, "a web page where data belongs")
    raise TmdbStrange(f"An answer of {host} is no JSON: try again later, or check MATINEE_TMDB_URL.")
