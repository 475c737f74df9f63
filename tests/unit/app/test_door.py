"""The door as ASGI: what it lets through, and that a session can end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from matinee.app.door import Door
from matinee.services.password import Attempts, Passwords

PASSWORD = "correct horse"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class House:
    """What lies behind the door: it notes who comes in."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append((scope["type"], scope.get("path", "")))
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": message["text"]})
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})


class Visitor:
    def __init__(self, tmp_path: Path) -> None:
        passwords = Passwords(tmp_path)
        passwords.keep(PASSWORD)
        self.house, self.clock = House(), Clock()
        self.door = Door(self.house, passwords, Attempts(self.clock), self.clock)

    def scope(self, path: str, method: str, headers: dict[str, str], **more: Any) -> dict[str, Any]:
        sent = {"host": "films.lan", "accept": "text/html", **headers}
        told = [(name.encode(), value.encode()) for name, value in sent.items()]
        path, _, query = path.partition("?")
        return {"type": "http", "path": path, "query_string": query.encode(), "method": method, "headers": told,
                "client": ("10.0.0.1", 5), "scheme": "http", **more}  # fmt: skip

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> tuple[int, dict[str, str], bytes]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.door(self.scope(path, method, headers or {}, **more), receive, send))
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], told, sent[1]["body"]

    def sign_in(
        self, password: str = PASSWORD, onward: str = "/", **more: Any
    ) -> tuple[int, dict[str, str], bytes]:
        form = urlencode({"password": password, "next": onward}).encode()
        return self.ask("/sign-in", "POST", form, **more)

    def cookie(self, **more: Any) -> dict[str, str]:
        return {"cookie": self.sign_in(**more)[1]["set-cookie"].partition(";")[0]}


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path)


def test_nobody_comes_in_without_a_cookie_and_everybody_with_one(visitor: Visitor) -> None:
    for path in ("/", "/static/x.js", "/media/1", "/_stcore/upload_file/1", "/_stcore/health/x"):
        assert visitor.ask(path)[0] == 401
    assert visitor.ask("/_stcore/health", "POST")[0] == 401
    assert visitor.house.seen == []
    assert visitor.ask("/_stcore/health")[2] == b"inside"
    assert visitor.ask("/any", headers=visitor.cookie())[2] == b"inside"


def test_a_cookie_lasts_thirty_days_and_is_secure_over_https(visitor: Visitor) -> None:
    assert "Secure" not in visitor.sign_in()[1]["set-cookie"]
    assert visitor.sign_in(scheme="https")[1]["set-cookie"].endswith("; Secure")
    cookie = visitor.cookie()
    visitor.clock.now += 29 * 86400
    assert visitor.ask("/", headers=cookie)[0] == 200
    visitor.clock.now += 2 * 86400
    assert visitor.ask("/", headers=cookie)[0] == 401


def test_another_password_or_no_form_at_all_opens_nothing(visitor: Visitor) -> None:
    visitor.clock.now += 1e6
    for body in (
        b"",
        b"\xff\xfe",
        b"password=",
        b"password=a&" * 2000,
        urlencode({"password": "Correct horse"}).encode(),
    ):
        status, headers, _ = visitor.ask("/sign-in", "POST", body)
        assert status in (401, 429)
        assert "set-cookie" not in headers
        visitor.clock.now += 1000


def test_many_guesses_at_once_gain_nothing(visitor: Visitor) -> None:
    async def guess() -> int:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"password=guess-guess", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await visitor.door(visitor.scope("/sign-in", "POST", {}), receive, send)
        return int(sent[0]["status"])

    async def together() -> list[int]:
        return list(await asyncio.gather(*(guess() for _ in range(30))))

    found = asyncio.run(together())
    assert (found.count(401), found.count(429)) == (3, 27)
    # The right one has to wait as well, and is let in after that.
    assert visitor.sign_in()[0] == 429
    visitor.clock.now += 2
    assert visitor.sign_in()[0] == 303


def test_a_websocket_ends_at_its_next_word_after_signing_out(visitor: Visitor) -> None:
    cookie = visitor.cookie()
    said: list[Any] = []
    words = iter(["one", "two", "three"])

    async def receive() -> Any:
        if not said:
            said.append("connected")
            return {"type": "websocket.connect"}
        word = next(words)
        if word == "two":
            visitor_out = visitor.scope("/sign-out", "POST", cookie)

            async def nothing(_: Any) -> None:
                return

            await visitor.door(visitor_out, receive, nothing)
        return {"type": "websocket.receive", "text": word}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {**visitor.scope("/_stcore/stream", "GET", cookie), "type": "websocket"}
    asyncio.run(visitor.door(scope, receive, send))
    assert [message.get("text") for message in said[1:]] == [None, "one"]


def test_the_page_shows_what_it_is_given_as_text(visitor: Visitor) -> None:
    page = visitor.ask('/?film="><script>alert(1)</script>')[2].decode()
    assert "<script>" not in page
    assert "Heat" not in page
