"""The frontend's files out of memory, and a server that is warm without having shown anything to anybody."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import matinee
from matinee.app import main, server, state
from matinee.app.front import Front

OURS = Path(main.__file__).parent / "static"


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


@pytest.fixture(scope="module")
def front() -> Front:
    return Front(behind, OURS)


def ask(front: Front, path: str, method: str = "GET", **more: Any) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": [], "query_string": b"", **more}
    asyncio.run(front(scope, receive, send))
    return sent[0]["status"], {n.decode(): v.decode() for n, v in sent[0]["headers"]}, sent[1]["body"]


def test_the_first_page_has_our_name_and_asks_for_its_scripts_at_once(front: Front) -> None:
    status, headers, body = ask(front, "/")
    page = body.decode()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["cache-control"] == "no-store", "after a sign-out the way back must ask again"
    assert "<title>Matinee</title>" in page
    asked = re.findall(r'href="\.(/static/js/[^"]+)"', page)
    assert {path.split("/")[-1].split(".")[0] for path in asked} >= {"Html", "BidiComponent"}
    for path in asked:
        status, headers, body = ask(front, path)
        assert status == 200, path
        assert "immutable" in headers["cache-control"]
        assert int(headers["content-length"]) == len(body) > 0
        assert headers["content-type"].split("/")[1].startswith("javascript")


def test_our_typefaces_are_there_and_a_head_has_no_body(front: Front) -> None:
    status, headers, body = ask(front, "/app/static/fonts/anton.woff2")
    assert (status, headers["content-type"]) == (200, "font/woff2")
    assert body == (OURS / "fonts" / "anton.woff2").read_bytes()
    assert ask(front, "/app/static/fonts/anton.woff2", "HEAD")[1:] == (headers, b"")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/static/../index.html", "GET"),
        ("/static/js/../../index.html", "GET"),
        ("/app/static/../main.py", "GET"),
        ("/app/static//etc/passwd", "GET"),
        ("/static/js/none.js", "GET"),
        ("/_stcore/health", "GET"),
        ("/media/x", "GET"),
        ("/", "POST"),
    ],
)
def test_everything_else_is_left_to_streamlit(front: Front, path: str, method: str) -> None:
    assert ask(front, path, method)[2] == b"behind"


def test_warming_reads_everything_and_shows_nobody_anything(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "home"
    shutil.copytree(installation, place)
    monkeypatch.setenv("MATINEE_HOME", str(place))
    try:
        server._warm()
        with matinee.open(place) as opened, opened.store.read() as unit:
            assert unit.impressions("me") == []
    finally:
        state.opened.clear()


def test_what_goes_wrong_while_warming_is_left_to_the_first_visit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a directory")
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "file"))
    try:
        server._warm()
    finally:
        state.opened.clear()


def test_a_password_in_the_environment_is_read_once_and_then_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("MATINEE_HOME", str(tmp_path))
    monkeypatch.setenv("MATINEE_APP_PASSWORD", "correct horse")
    server.application("http://localhost")
    assert "MATINEE_APP_PASSWORD" not in os.environ
