"""The door: without the password nothing of the app is reached, neither page nor file nor websocket.

ASGI middleware in front of everything. Who signs in gets a cookie that scripts cannot read; the server keeps a hash
of it, so that signing out ends it at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from matinee.app.door_page import door_page
from matinee.errors import StoreError
from matinee.services.password import Attempts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from matinee.services.password import Passwords

__all__ = ["COOKIE", "SIGN_IN", "SIGN_OUT", "Door"]

COOKIE = "matinee_session"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
_OPEN = {"/_stcore/health"}
"""Says ok and nothing else: for whoever watches over the server."""
_STAYS = 30 * 86400.0
"""Seconds that a sign-in lasts."""
_MOST_SESSIONS = 1000
_LARGEST = 8192
"""Bytes of a form."""


class Door:
    """Lets in who knows the password.

    Args:
        app: what lies behind.
        passwords: knows the right one.
        attempts: says how soon one may try again.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        app: ASGIApp,
        passwords: Passwords,
        attempts: Attempts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._passwords = passwords
        self._attempts = attempts or Attempts()
        self._sessions = _Sessions(clock)
        # One guess at a time: each takes 32 MB.
        self._guess = asyncio.Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or ask for the password."""
        kind = scope["type"]
        if kind == "lifespan":
            await self._app(scope, receive, send)
            return
        token = _token(_headers(scope))
        known = self._sessions.known(token)
        if kind == "websocket":
            if known:
                await self._app(scope, self._watched(token, receive), send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008, "reason": "Sign in first."})
            return
        path, method = scope["path"], scope["method"]
        if path == SIGN_IN and method == "POST":
            await self._sign_in(scope, receive, send)
        elif path == SIGN_OUT and method == "POST" and _same_origin(scope):
            self._sessions.end(token)
            await _redirect(send, "/", _cookie(scope, "", 0))
        elif known and path == SIGN_IN:
            await _redirect(send, _inside(_query(scope).get("next", "")))
        elif known or (path in _OPEN and method == "GET"):
            await self._app(scope, receive, send)
        elif method == "GET" and "text/html" in _headers(scope).get("accept", ""):
            await _page(send, 401, door_page(_next(scope)))
        else:
            await _answer(send, 401, b"Sign in first.\n", "text/plain")

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        form = await _form(receive)
        onward = _inside(form.get("next", ""))
        if not _same_origin(scope):
            await _page(send, 403, door_page(onward, "This form came from another site: sign in here."))
            return
        address = str((scope.get("client") or ("",))[0])
        wait = self._attempts.begin(address)
        if wait > 0:
            seconds = math.ceil(wait)
            told = f"Too many wrong passwords: wait {_long(seconds)}, then try again."
            await _page(send, 429, door_page(onward, told), [(b"retry-after", str(seconds).encode())])
            return
        try:
            async with self._guess:
                right = await asyncio.to_thread(self._passwords.fits, form.get("password", ""))
        except StoreError as error:
            await _page(send, 503, door_page(onward, str(error)))
            return
        if not right:
            await _page(send, 401, door_page(onward, "That is not the password."))
            return
        self._attempts.right(address)
        await _redirect(send, onward, _cookie(scope, self._sessions.begin(), int(_STAYS)))

    def _watched(self, token: str, receive: Receive) -> Receive:
        """A websocket that ends with its session: who signed out has no page left open elsewhere."""

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not self._sessions.known(token):
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        return watched


class _Sessions:
    """Who is signed in, by the hashes of their cookies; gone with the server."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._until: dict[str, float] = {}

    def begin(self) -> str:
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._until = {key: until for key, until in self._until.items() if until > now}
            while len(self._until) >= _MOST_SESSIONS:
                del self._until[next(iter(self._until))]
            self._until[_hashed(token)] = now + _STAYS
        return token

    def known(self, token: str) -> bool:
        with self._lock:
            return bool(token) and self._until.get(_hashed(token), 0.0) > self._clock()

    def end(self, token: str) -> None:
        with self._lock:
            self._until.pop(_hashed(token), None)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _token(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _cookie(scope: Scope, token: str, seconds: int) -> list[tuple[bytes, bytes]]:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    value = f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return [(b"set-cookie", value.encode())]


def _same_origin(scope: Scope) -> bool:
    """Whether a form was sent by one of our own pages; browsers say where it came from."""
    headers = _headers(scope)
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _query(scope: Scope) -> dict[str, str]:
    found = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return {name: values[0] for name, values in found.items()}


def _next(scope: Scope) -> str:
    """Where a page asked for leads once the door is open."""
    query = scope.get("query_string", b"").decode("latin-1")
    return _inside(f"{quote(scope['path'])}?{query}" if query else quote(scope["path"]))


def _inside(onward: str) -> str:
    """An address of this server; its front page where it is another's."""
    fits = (
        onward.startswith("/")
        and onward[1:2] not in {"/", "\\"}
        and onward.isprintable()
        and onward.isascii()
    )
    return onward if fits and len(onward) < 2000 and not onward.startswith((SIGN_IN, SIGN_OUT)) else "/"


async def _form(receive: Receive) -> dict[str, str]:
    """What a small form says; nothing of one that is too large."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or len(body) > _LARGEST:
            return {}
        if not message.get("more_body"):
            found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
            return {name: values[0] for name, values in found.items()}


def _long(seconds: int) -> str:
    return (
        f"{seconds} second{'s' * (seconds != 1)}" if seconds < 100 else f"{math.ceil(seconds / 60)} minutes"
    )


async def _page(send: Send, status: int, html: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    await _answer(send, status, html.encode(), "text/html", more)


async def _redirect(send: Send, onward: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    await _answer(send, 303, b"", "text/plain", [(b"location", onward.encode()), *(more or [])])


async def _answer(
    send: Send, status: int, body: bytes, kind: str, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
         b"frame-ancestors 'none'; base-uri 'none'"),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
        *(more or []),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
