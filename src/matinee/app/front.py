"""The frontend's files out of memory: what a browser asks for before it can show anything comes at once.

Streamlit reads its sixty scripts from disk, one worker's turn each: most of a first visit was waiting for them.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Front"]

_FIRST = ("Html", "purify.es", "BidiComponent", "_arrayReduce", "serialization", "recordbatch")
"""Scripts that every page needs and Streamlit asks for only once it sees that: asked for at once instead."""
_GROUND = (
    "<style>html { background: #faf6ef }"
    " @media (prefers-color-scheme: dark) { html { background: #121116 } }</style>"
)
"""The theme's own ground, so that nothing flashes before it is there."""
_FOREVER = b"public, immutable, max-age=31536000"
_A_DAY = b"public, max-age=86400"
_ASKED_ANEW = b"no-store"


class Front:
    """ASGI middleware that answers for the frontend's files, and lets everything else through.

    Args:
        app: what lies behind.
        ours: the folder that the app serves as ``/app/static``.
    """

    def __init__(self, app: ASGIApp, ours: Path) -> None:
        self._app = app
        theirs = Path(streamlit.__file__).parent / "static"
        self._places = dict(_listed(theirs / "static", "/static")) | dict(_listed(ours, "/app/static"))
        self._kept: dict[str, bytes] = {}
        index = theirs / "index.html"
        if index.is_file():
            self._kept["/"] = _index(index.read_text(encoding="utf-8"), self._places).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        path = scope.get("path", "")
        asked = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and not scope.get("root_path")
        body = self._body(path) if asked else None
        if body is None:
            await self._app(scope, receive, send)
            return
        kind = "text/html" if path == "/" else mimetypes.guess_type(path)[0] or "application/octet-stream"
        kept_for = _ASKED_ANEW if path == "/" else _FOREVER if path.startswith("/static/") else _A_DAY
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        headers = [
            (b"content-type", f"{kind}{text}".encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", kept_for),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _body(self, path: str) -> bytes | None:
        """A file's content, read when it is first asked for; None for what is no file of the frontend."""
        body = self._kept.get(path)
        if body is None and (place := self._places.get(path)) is not None:
            try:
                body = self._kept[path] = place.read_bytes()
            except OSError:
                return None
        return body


def _listed(folder: Path, under: str) -> Iterator[tuple[str, Path]]:
    for place in folder.rglob("*"):
        if place.is_file():
            yield f"{under}/{place.relative_to(folder).as_posix()}", place


def _index(html: str, places: dict[str, Path]) -> str:
    """Streamlit's page with our name and ground, and with the scripts that it will need anyway."""
    wanted = [path for path in places if path.startswith("/static/js/") and _stem(path) in _FIRST]
    links = "".join(f'<link rel="modulepreload" crossorigin href=".{path}">' for path in sorted(wanted))
    html = html.replace("<title>Streamlit</title>", "<title>Matinee</title>")
    return html.replace("</head>", f"{_GROUND}{links}</head>", 1)


def _stem(path: str) -> str:
    """A script's name without its hash: ``Html`` of ``Html.CzLZZ4bP.js``."""
    return path.rpartition("/")[2].rsplit(".", 2)[0]
