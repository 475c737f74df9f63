"""Nothing foreign passes the client: every error of httpx, every status and every code is put into our words."""

import socket
import ssl

import httpx
import pytest

from matinee import errors
from matinee.testing.tmdb_server import KEY
from matinee.testing.tmdb_server.faults import ERRORS
from matinee.tmdb.client import Client, Options
from matinee.tmdb.keys import read_key
from matinee.tmdb.refusals import broken_transport
from unit.tmdb.answers import Tmdb, answer, error


def exceptions_of(kind):
    found = {kind}
    for child in kind.__subclasses__():
        found |= exceptions_of(child)
    return found


FOREIGN = sorted(
    {
        *exceptions_of(httpx.HTTPError),
        *exceptions_of(httpx.StreamError),
        httpx.InvalidURL,
        httpx.CookieConflict,
        OSError,
        TimeoutError,
        ssl.SSLError,
        socket.gaierror,
        RuntimeError,
        UnicodeError,
    },
    key=lambda kind: kind.__name__,
)


def made(kind):
    if issubclass(kind, httpx.StreamError) and kind is not httpx.StreamError:
        return kind()
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "https://x")
        return kind("x", request=request, response=httpx.Response(500, request=request))
    return kind("x")


class Raising(httpx.BaseTransport):
    def __init__(self, error):
        self.error = error

    def handle_request(self, request):
        if isinstance(self.error, httpx.RequestError):
            self.error.request = request
        raise self.error


def client(transport, **options):
    return Client(
        read_key(KEY, None),
        Options(url="https://films.example/3", rate=0, **options),
        transport=transport,
        sleep=lambda _seconds: None,
    )


def chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_every_foreign_error_is_translated_and_left_behind(kind):
    with pytest.raises(errors.TmdbError) as caught:
        client(Raising(made(kind))).get("/configuration")
    message = str(caught.value)
    assert message.count("\n") == 0
    assert ":" in message, "it says what to do"
    # The foreign error holds the request, and its address the key.
    assert all(isinstance(error, errors.TmdbError) for error in chain(caught.value))
    assert not any(KEY in repr(error.args) for error in chain(caught.value))


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (httpx.ConnectError("x"), "Cannot connect to films.example"),
        (httpx.ReadTimeout("x"), "does not answer"),
        (httpx.RemoteProtocolError("x"), "breaks off"),
        (httpx.ProxyError("x"), "MATINEE_TMDB_PROXY"),
        (socket.gaierror(-2, "Name or service not known"), "cannot be resolved"),
        (ssl.SSLCertVerificationError("self-signed certificate"), "not trusted"),
        (httpx.InvalidURL("x"), "MATINEE_TMDB_URL"),
    ],
)
def test_the_words_fit_the_error(raised, words):
    assert words in str(broken_transport(raised, "films.example"))


KINDS = {
    "invalid_key": errors.TmdbKeyRefused,
    "suspended": errors.TmdbKeyRefused,
    "not_found": errors.TmdbGone,
    "invalid_id": errors.TmdbGone,
    "429": errors.TmdbBusy,
    "500": errors.TmdbBusy,
    "failed": errors.TmdbBusy,
    "502": errors.TmdbBusy,
    "503": errors.TmdbBusy,
    "maintenance": errors.TmdbBusy,
    "504": errors.TmdbBusy,
}


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_of_tmdb_has_its_kind(name):
    status, code, message = ERRORS[name]
    answering = httpx.MockTransport(Tmdb(error(status, code, f"{message} ({KEY})")))
    with pytest.raises(errors.TmdbError) as caught:
        client(answering).get("/movie/1")
    assert type(caught.value) is KINDS.get(name, errors.TmdbStrange)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (answer(200, "<html>Sign in</html>", Content_Type="text/html"), errors.TmdbUnreachable, "sign in"),
        (answer(200, "  <!DOCTYPE html>"), errors.TmdbUnreachable, "sign in"),
        (
            answer(302, Location="http://login"),
            errors.TmdbUnreachable,
            "Something other",
        ),
        (answer(404, "not here"), errors.TmdbUnreachable, "Something other"),
        (answer(401, "no"), errors.TmdbUnreachable, "Something other"),
        (answer(200, '{"id": 1'), errors.TmdbStrange, "no JSON"),
        (
            answer(200, b"\x1f\x8bxx", Content_Encoding="gzip"),
            errors.TmdbStrange,
            "damaged",
        ),
    ],
)
def test_answers_that_are_not_tmdbs(given, kind, words):
    with pytest.raises(kind, match=words) as caught:
        client(httpx.MockTransport(Tmdb(given))).get("/movie/1")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "films", "ftp://films.example", "http://", "http://[::1", "https://a b/3"]
)
def test_an_address_that_is_none_is_said(url):
    asking = Client(
        read_key(KEY, None), Options(url=url, rate=0), transport=Raising(httpx.UnsupportedProtocol("x"))
    )
    with pytest.raises(errors.TmdbUnreachable, match="MATINEE_TMDB_URL"):
        asking.get("/movie/1")


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://user:hunter2@host:1", "http://user:hunter2@[::1"])
def test_a_proxy_that_is_none_is_said_without_its_password(proxy):
    with pytest.raises(errors.TmdbUnreachable, match="MATINEE_TMDB_PROXY") as caught:
        Client(read_key(KEY, None), Options(proxy=proxy))
    assert "hunter2" not in str(caught.value)
