"""Fetching MovieLens, from a GroupLens of our own on this machine."""

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from matinee.crowds.fetch import FILES, fetch_movielens, licence_of
from matinee.errors import BadValue, SourceError, StoreError
from unit.crowds.files import latest


@contextmanager
def served(files: dict[str, bytes], short: bool = False):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = files.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write((body or b"")[: len(body or b"") // 2 if short else None])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def body(tmp_path):
    return latest(tmp_path).read_bytes()


def left(folder):
    return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []


def test_a_whole_file_arrives(tmp_path, body):
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    files = {"/ml-25m.zip": body, "/ml-25m.zip.md5": f"MD5 (ml-25m.zip) = {digest}\n".encode()}
    heard = []
    with served(files) as base:
        path = fetch_movielens("25M", tmp_path / "to", f"{base}/", lambda *step: heard.append(step))
    assert path.read_bytes() == body
    assert left(path.parent) == ["ml-25m.zip"]
    assert heard[-1] == ("fetching MovieLens", len(body), len(body))


def test_some_sizes_have_no_md5(tmp_path, body):
    with served({"/ml-latest-small.zip": body}) as base:
        assert fetch_movielens("small", tmp_path / "to", base).read_bytes() == body


def test_another_md5_is_damage(tmp_path, body):
    with (
        served({"/ml-25m.zip": body, "/ml-25m.zip.md5": b"0" * 32}) as base,
        pytest.raises(SourceError, match="damaged"),
    ):
        fetch_movielens("25m", tmp_path / "to", base)
    assert left(tmp_path / "to") == []


def test_an_answer_that_breaks_off(tmp_path, body):
    with served({"/ml-25m.zip": body}, short=True) as base, pytest.raises(SourceError, match="cannot be had"):
        fetch_movielens("25m", tmp_path / "to", base)
    assert left(tmp_path / "to") == []


def test_nothing_there(tmp_path):
    with served({}) as base, pytest.raises(SourceError, match="answers 404"):
        fetch_movielens("32m", tmp_path / "to", base)
    # And nobody there.
    with pytest.raises(SourceError, match="Check the network"):
        fetch_movielens("32m", tmp_path / "to", base)


def test_an_address_that_is_none(tmp_path):
    with pytest.raises(SourceError, match="cannot be had"):
        fetch_movielens("small", tmp_path / "to", "nowhere")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        fetch_movielens("small", tmp_path / "file" / "to", "http://127.0.0.1:1")


def test_the_licence_is_that_of_the_size():
    for size, name in FILES.items():
        text = licence_of(size, "https://example.org/ml/")
        assert f"https://example.org/ml/{name}-README.html" in text
        assert ("without separate permission" in text) == (size != "small")
    with pytest.raises(BadValue, match="small, 25m, 32m"):
        licence_of("huge", "")
