"""The HTTP side: a small server on loopback that counts what it is asked and fails when it should."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import json
import threading
import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from matinee.testing.tmdb_server.api import Answer, Api, error
from matinee.testing.tmdb_server.catalogue import Catalogue
from matinee.testing.tmdb_server.faults import ERRORS, Faults

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

__all__ = ["Counts", "TmdbServer"]

_REASONS = {
    200: "OK",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
}
_PORTAL = b"<!doctype html><html><title>Hotel Wi-Fi</title><body>Please sign in.</body></html>"
_HEAD_LIMIT = 64 * 1024


class Counts:
    """What was asked of a server, and how densely."""

    def __init__(self) -> None:
        self.requests = 0
        """To the API; exports are not counted."""
        self.by_path: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()
        self.most_in_a_second = 0
        """The most requests that came within any one second."""
        self._last_second: deque[float] = deque()
        self._first = self._last = 0.0

    def note(self, path: str, at: float) -> None:
        """A request has come, at this moment in seconds."""
        self.by_path[path] += 1
        if not path.startswith("/3/"):
            return
        self.requests += 1
        self._first = self._first or at
        self._last = at
        window = self._last_second
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        self.most_in_a_second = max(self.most_in_a_second, len(window))

    def of_films(self) -> Counter[int]:
        """How often each film was asked for."""
        found: Counter[int] = Counter()
        for path, count in self.by_path.items():
            number = path.removeprefix("/3/movie/")
            if number != path and number.isdigit():
                found[int(number)] += count
        return found

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        films = self.of_films()
        return {
            "requests": self.requests,
            "films": sum(films.values()),
            "different_films": len(films),
            "most_in_a_second": self.most_in_a_second,
            "seconds": round(self._last - self._first, 3),
            "by_status": {str(status): count for status, count in sorted(self.by_status.items())},
        }


class TmdbServer:
    """A TMDB on loopback, in a thread of its own; use it as a context manager.

    Args:
        catalogue: the films, or how many.
        faults: what goes wrong; nothing by default.
        latency: seconds that each answer takes at least.
        port: 0 takes any that is free.
        tls: makes it speak https.
    """

    def __init__(
        self,
        catalogue: Catalogue | int = 200,
        *,
        faults: Faults | None = None,
        latency: float = 0.0,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.catalogue = Catalogue(catalogue) if isinstance(catalogue, int) else catalogue
        self.faults = faults or Faults()
        self.latency = latency
        self.counts = Counts()
        self._api = Api(self.catalogue)
        self._port = port
        self._tls = tls
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._failed: BaseException | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """For ``MATINEE_TMDB_URL``."""
        return f"{self.origin}/3"

    @property
    def exports_url(self) -> str:
        """For ``MATINEE_TMDB_EXPORTS_URL``."""
        return f"{self.origin}/p/exports"

    def __enter__(self) -> TmdbServer:
        self._thread = threading.Thread(target=self._run, name="tmdb-server", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join()

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        asyncio.run(self._serve())

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as failed:
            self._failed = failed
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        talking: set[asyncio.Task[None]] = set()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                talking.add(task)
                task.add_done_callback(talking.discard)
            await self._talk(reader, writer)

        server = await asyncio.start_server(talk, "127.0.0.1", self._port, ssl=self._tls, limit=_HEAD_LIMIT)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tuple(talking):
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if not await self._respond(head.decode("latin-1"), writer):
                    break
        except (
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ConnectionError,
            asyncio.CancelledError,
        ):
            pass  # who asked has gone, or the server ends: only that cancels
        finally:
            with contextlib.suppress(Exception):
                writer.close()

    async def _respond(self, head: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection has to end."""
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
        }
        parts = urlsplit(target)
        path = unquote(parts.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if path == "/_counts":
            await self._send(writer, Answer(200, self.counts.to_dict()), headers)
            return True
        self.counts.note(path, time.monotonic())
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.faults.drawn(path)
        if fault == "reset":
            writer.transport.abort()
            return False
        if fault == "stall":
            await asyncio.Event().wait()
        answer = error(fault) if fault in ERRORS else self._api.answer(path, query, headers)
        if method != "GET":
            answer = error("not_found")
        if fault == "html":
            answer = Answer(200, _PORTAL, {"Content-Type": "text/html"})
        elif fault == "garbage":
            answer = Answer(200, b'{"id": 1, "tit', {"Content-Type": "application/json;charset=utf-8"})
        elif fault == "429" and self.faults.retry_after is not None:
            answer.headers["Retry-After"] = str(self.faults.retry_after)
        self.counts.by_status[answer.status] += 1
        await self._send(writer, answer, headers, cut=fault == "truncated")
        return headers.get("connection", "").lower() != "close"

    async def _send(
        self, writer: asyncio.StreamWriter, answer: Answer, asked: Mapping[str, str], *, cut: bool = False
    ) -> None:
        status, headers = answer.status, dict(answer.headers)
        if isinstance(answer.body, bytes):
            body = answer.body
        else:
            body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
            headers["Content-Type"] = "application/json;charset=utf-8"
            if status == 200:
                tag = f'W/"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
                headers |= {"ETag": tag, "Cache-Control": "public, max-age=0"}
                if asked.get("if-none-match") == tag:
                    status, body = 304, b""
                    self.counts.by_status[304] += 1
                    self.counts.by_status[200] -= 1
            if body and "gzip" in asked.get("accept-encoding", ""):
                body = gzip.compress(body, 1)
                headers["Content-Encoding"] = "gzip"
        if cut:
            body = body[: len(body) // 2]
        headers["Content-Length"] = str(len(body))
        lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        await writer.drain()
