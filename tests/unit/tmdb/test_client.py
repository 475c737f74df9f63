"""How the client asks: keys, tags, pace and patience, with a clock that only moves when it sleeps."""

import gzip
import json
import logging
import threading

import httpx
import pytest

from matinee.errors import TmdbBusy, TmdbKeyRefused, TmdbStrange, TmdbUnreachable
from matinee.testing.tmdb_server import KEY, TOKEN
from matinee.tmdb.client import Client, Options
from matinee.tmdb.keys import read_key
from matinee.tmdb.pace import Pacer
from unit.tmdb.answers import Tmdb, answer, error, ok


class Clock:
    """Seconds that pass when somebody sleeps."""

    def __init__(self):
        self.at = 1000.0
        self.slept = []

    def __call__(self):
        return self.at

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.at += seconds


def asking(tmdb, clock=None, key=KEY, **options):
    clock = clock or Clock()
    return Client(
        read_key(key, None),
        Options(url="https://films.example/3", **{"rate": 0, **options}),
        transport=httpx.MockTransport(tmdb),
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 1.0,
    )


def test_a_v3_key_goes_into_the_query_and_a_token_into_a_header():
    tmdb = Tmdb(ok())
    asking(tmdb).get("/movie/949", {"append_to_response": "keywords,watch/providers"})
    assert str(tmdb.asked[0].url) == (
        f"https://films.example/3/movie/949?append_to_response=keywords%2Cwatch%2Fproviders&api_key={KEY}"
    )
    assert "Authorization" not in tmdb.asked[0].headers
    asking(tmdb, key=TOKEN).get("/movie/949")
    assert tmdb.asked[1].headers["Authorization"] == f"Bearer {TOKEN}"
    assert "api_key" not in str(tmdb.asked[1].url)


def test_the_body_is_kept_as_it_came_compressed():
    body = gzip.compress(json.dumps({"id": 1, "new_field": [1]}).encode())
    packed = answer(200, body, Content_Encoding="gzip", ETag='W/"a"')
    reply = asking(Tmdb(packed)).get("/movie/1")
    assert reply.data == {"id": 1, "new_field": [1]}
    assert (reply.packed, reply.etag) == (body, 'W/"a"')
    plain = asking(Tmdb(ok(id=2))).get("/movie/2")
    assert json.loads(gzip.decompress(plain.packed)) == {"id": 2}


def test_a_tag_is_sent_and_304_means_unchanged():
    tmdb = Tmdb(answer(304))
    reply = asking(tmdb).get("/movie/1", etag='W/"a"')
    assert tmdb.asked[0].headers["If-None-Match"] == 'W/"a"'
    assert reply.unchanged


def test_what_passes_is_waited_out_with_growing_pauses():
    clock = Clock()
    tmdb = Tmdb(error(503, 9), error(500, 11), httpx.ReadError("reset"), ok())
    client = asking(tmdb, clock)
    assert client.get("/movie/1").data == {"id": 1}
    assert client.calls == 4
    assert clock.slept == [0.5, 1.0, 2.0]


def test_jitter_spreads_the_pauses():
    clock = Clock()
    client = Client(
        read_key(KEY, None),
        Options(url="https://films.example/3", rate=0),
        transport=httpx.MockTransport(Tmdb(error(503, 9), error(503, 9), ok())),
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.25,
    )
    client.get("/movie/1")
    assert clock.slept == [0.125, 0.25]


def test_retry_after_is_honoured_by_all():
    clock = Clock()
    tmdb = Tmdb(error(429, 25, Retry_After="3"), ok())
    client = asking(tmdb, clock, rate=20)
    client.get("/movie/1")
    assert clock.at >= 1003
    assert clock.slept[0] == pytest.approx(3.1)


@pytest.mark.parametrize("given", ["soon", "", "-5", "1e9"])
def test_a_strange_retry_after_is_no_reason_to_wait_forever(given):
    clock = Clock()
    asking(Tmdb(error(429, 25, Retry_After=given), ok()), clock).get("/movie/1")
    assert clock.at - 1000 <= 31


def test_patience_ends():
    clock = Clock()
    client = asking(Tmdb(error(503, 9)), clock)
    with pytest.raises(TmdbBusy, match="try again later"):
        client.get("/movie/1")
    assert client.calls == 7
    assert clock.at - 1000 < 60


def test_who_never_got_through_is_told_soon():
    clock = Clock()
    client = asking(Tmdb(httpx.ConnectError("refused")), clock)
    with pytest.raises(TmdbUnreachable):
        client.get("/movie/1")
    assert client.calls == 3
    assert clock.at - 1000 < 2


@pytest.mark.parametrize("status", [401, 404])
def test_what_does_not_pass_is_not_asked_again(status):
    client = asking(Tmdb(error(status, 7 if status == 401 else 34)))
    with pytest.raises(Exception, match="TMDB"):
        client.get("/movie/1")
    assert client.calls == 1


def test_damaged_answers_are_asked_for_again_a_few_times():
    client = asking(Tmdb(answer(200, "{"), ok()))
    assert client.get("/movie/1").data == {"id": 1}
    client = asking(Tmdb(answer(200, "{")))
    with pytest.raises(TmdbStrange):
        client.get("/movie/1")
    assert client.calls == 3


def test_a_closed_client_ends_its_waits():
    client = Client(
        read_key(KEY, None),
        Options(url="https://films.example/3", rate=0),
        transport=httpx.MockTransport(Tmdb(error(429, 25, Retry_After="30"))),
    )
    ended = []

    def ask():
        try:
            client.get("/movie/1")
        except TmdbUnreachable as stopped:
            ended.append(stopped)

    asker = threading.Thread(target=ask)
    asker.start()
    client.close()
    asker.join(timeout=20)
    assert len(ended) == 1


def test_nothing_that_is_logged_holds_a_key(caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TmdbKeyRefused):
        asking(Tmdb(error(401, 7))).get("/movie/1")
    asking(Tmdb(ok()), key=TOKEN).get("/movie/1")
    assert KEY not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("rate", [20, 40])
def test_no_second_holds_more_than_the_limit(rate):
    clock = Clock()
    pacer = Pacer(rate, clock, clock.sleep)
    sent = []
    for number in range(400):
        pacer.wait()
        sent.append(clock())
        if number == 200:
            clock.at += 2.5  # something else took its time: what was missed is not caught up in a burst
    assert max(sum(at <= other < at + 1 for other in sent) for at in sent) <= rate * 1.1
    assert sent[-1] - sent[0] == pytest.approx(399 / rate + 2.5, rel=0.05)


def test_no_limit_does_not_wait():
    clock = Clock()
    pacer = Pacer(0, clock, clock.sleep)
    for _ in range(100):
        pacer.wait()
    assert clock.slept == []


def test_without_a_limit_only_what_was_asked_for_is_waited():
    clock = Clock()
    pacer = Pacer(0, clock, clock.sleep)
    pacer.hold(3)
    for _ in range(100):
        pacer.wait()
    assert clock.slept == [3]
