"""The door: without the password nothing is reached, by page, by request or by websocket; with it everything is."""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import matinee
from functional.app.browsing import SECONDS, served, shoot
from matinee.app.door import COOKIE

pytestmark = pytest.mark.browser

PASSWORD = "a quiet film about grief"


@pytest.fixture(scope="module", autouse=True)
def locked(home: Path) -> None:
    """A password is kept, as `matinee app password` keeps it."""
    with matinee.open(home) as opened:
        opened.passwords.keep(PASSWORD)


@pytest.fixture(scope="module")
def address(home: Path, locked: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(home, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    expect.set_options(timeout=SECONDS * 1000)
    opened = context.new_page()
    opened.set_default_timeout(SECONDS * 1000)
    yield opened
    context.close()


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(
    address: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(method, path, body, {"Accept": "text/html", **(headers or {})})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def sign_in(address: str, password: str, headers: dict[str, str] | None = None, onward: str = "/") -> Answer:
    form = urlencode({"password": password, "next": onward}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(address, "/sign-in", method="POST", body=form, headers={**kind, **(headers or {})})


def cookie_of(answer: Answer) -> str:
    found = re.match(rf"{COOKIE}=([\w-]+);", answer.headers["Set-Cookie"])
    assert found
    return found[1]


def handshake(address: str, cookie: str = "") -> tuple[bytes, socket.socket]:
    """The first line of the answer to a raw websocket handshake, and the connection."""
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=SECONDS)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Origin: {address}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: streamlit",
        *([f"Cookie: {COOKIE}={cookie}"] if cookie else []),
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection.recv(4096).split(b"\r\n")[0], connection


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/?film=949"),
        ("GET", "/index.html"),
        ("GET", "/static/js/"),
        ("GET", "/app/static/fonts/anton.woff2"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/script-health-check"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("POST", "/_stcore/agent/interact"),
        ("POST", "/_stcore/agent/mcp"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("GET", "/media/anything"),
        ("GET", "/_stcore/bidi-components/x"),
        ("POST", "/_stcore/health"),
        ("GET", "//_stcore/health/../stream"),
        ("GET", "/sign-in/../"),
        ("DELETE", "/"),
    ],
)
def test_without_the_password_every_address_says_the_same(address: str, method: str, path: str) -> None:
    answer = ask(address, path, method=method, body=b"{}" if method != "GET" else None)
    assert answer.status == 401
    assert b"Heat" not in answer.body
    assert b'id="root"' not in answer.body, "not even Streamlit's empty page"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    if method == "GET":
        assert b"Type the password" in answer.body
    assert "Set-Cookie" not in answer.headers


def test_health_says_ok_and_nothing_else(address: str) -> None:
    assert ask(address, "/_stcore/health").body == b"ok"


def test_a_websocket_without_the_password_is_refused_at_the_handshake(address: str) -> None:
    for cookie in ("", "x", "a" * 43):
        line, connection = handshake(address, cookie)
        connection.close()
        assert line.startswith(b"HTTP/1.1 403"), cookie


def test_a_cookie_opens_the_websocket_until_the_sign_out(address: str) -> None:
    answer = sign_in(address, PASSWORD)
    assert answer.status == 303
    for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in answer.headers["Set-Cookie"]
    cookie = cookie_of(answer)
    signed = {"Cookie": f"{COOKIE}={cookie}"}
    assert ask(address, "/", headers=signed).status == 200
    line, connection = handshake(address, cookie)
    assert line == b"HTTP/1.1 101 Switching Protocols"
    ask(address, "/sign-out", method="POST", headers={**signed, "Origin": "http://evil.example"})
    assert ask(address, "/", headers=signed).status == 200, "another site cannot sign anybody out"
    assert ask(address, "/sign-out", method="POST", headers=signed).status == 303
    assert ask(address, "/", headers=signed).status == 401
    # The open connection ends with the session: at the next thing it sends.
    frame = b"\x82" + bytes([0x80 | 1]) + b"\0\0\0\0" + b"\0"
    connection.sendall(frame)
    while connection.recv(65536):
        pass
    connection.close()


def test_forms_of_other_sites_and_addresses_elsewhere_lead_nowhere(address: str) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = sign_in(address, PASSWORD, headers)
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers
    for onward in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a\r\nSet-Cookie: x=1",
        "/sign-out",
    ):
        answer = sign_in(address, PASSWORD, onward=onward)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert sign_in(address, PASSWORD, onward="/?film=949").headers["Location"] == "/?film=949"


def test_wrong_passwords_are_slowed_down_whoever_asks_in_whatever_session(
    browser: Browser, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # A server of its own: its slowness must not reach the other tests.
    for own in served(home, tmp_path_factory.mktemp("elsewhere")):
        for _ in range(3):
            assert sign_in(own, "wrong password").status == 401
        # Longer and longer, until even a busy machine cannot outwait it.
        while (slowed := sign_in(own, "wrong password")).status != 429 or int(
            slowed.headers["Retry-After"]
        ) < 8:
            assert slowed.status in (401, 429)
        # Nor do a new session, another forwarded address or the right password get around it.
        assert sign_in(own, PASSWORD, {"X-Forwarded-For": "9.9.9.9", "Cookie": f"{COOKIE}=new"}).status == 429
        page = browser.new_context().new_page()
        page.goto(own)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("wait")
        page.context.close()


def test_signing_in_leads_to_where_one_was_going_and_signing_out_leaves(
    page: Page, address: str, home: Path
) -> None:
    page.goto(f"{address}/?film=949")
    expect(page.get_by_role("heading", name="Matinee")).to_be_visible()
    shoot(page, "sign_in")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Heat")).to_be_visible()
    assert page.url.endswith("/?film=949")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Heat")).to_be_visible()
    assert COOKIE not in str(page.evaluate("document.cookie"))
    # What is uploaded and downloaded goes through the same door.
    page.goto(f"{address}/?page=settings")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Password")).to_be_visible()


def test_the_address_of_others_needs_a_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from matinee.cli import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATINEE_HOME", str(tmp_path / "new"))
        assert main(["app", "--no-browser", "--host", "0.0.0.0", "--port", "1"]) == 1  # noqa: S104 - refused
    said = capsys.readouterr()
    assert said.out == ""
    assert "matinee app password" in said.err
    assert len(said.err.splitlines()) == 1


def test_one_from_the_environment_is_asked_for_too(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATINEE_APP_PASSWORD", PASSWORD)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for own in served(tmp_path / "new", elsewhere):
        assert ask(own, "/").status == 401
        assert sign_in(own, PASSWORD).status == 303
    assert PASSWORD not in (elsewhere / "server.log").read_text()
    assert not (tmp_path / "new" / "app-password.json").exists()
