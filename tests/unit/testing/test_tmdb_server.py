"""The local TMDB speaks as the real one: by its own document and by recorded answers, where they are."""

import datetime as dt
import gzip
import json
import os
import re
from pathlib import Path

import httpx
import pytest

from matinee.testing.tmdb_server import KEY, SUSPENDED_KEY, TOKEN, Catalogue, Faults, TmdbServer
from matinee.testing.tmdb_server.faults import ERRORS
from matinee.tmdb.wire import APPENDED

TODAY = dt.date(2026, 3, 10)


@pytest.fixture(scope="module")
def server():
    with TmdbServer(Catalogue(500, TODAY)) as running:
        yield running


@pytest.fixture
def ask(server):
    with httpx.Client(base_url=server.origin, params={"api_key": KEY}) as client:
        yield client.get


@pytest.fixture(scope="session")
def evidence():
    root = os.environ.get("MATINEE_TEST_DATA")
    if not root:
        pytest.skip("MATINEE_TEST_DATA is not set: it names the folder that holds tmdb/ and movielens/")
    return Path(root) / "tmdb"


def lacking(ours, theirs, where=""):
    """What a real answer has and ours has not, or has of another type; null may stand for anything."""
    if ours is None or theirs is None:
        return
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            yield f"{where}: {type(ours).__name__} for an object"
            return
        # Countries and the like are names of data, not of fields.
        if theirs and all(re.fullmatch("[A-Z]{2}", name) for name in theirs):
            for mine in list(ours.values())[:1]:
                for other in theirs.values():
                    shared = {name: value for name, value in other.items() if name in mine}
                    yield from lacking(mine, shared, f"{where}.CC")
            return
        for name, value in theirs.items():
            if name not in ours:
                yield f"{where}.{name} is missing"
            else:
                yield from lacking(ours[name], value, f"{where}.{name}")
    elif isinstance(theirs, list):
        if not isinstance(ours, list):
            yield f"{where}: {type(ours).__name__} for a list"
        elif ours and theirs and isinstance(theirs[0], dict):
            merged = {
                name: value for item in theirs[:20] for name, value in item.items() if value is not None
            }
            mine = {name: value for item in ours[:20] for name, value in item.items() if value is not None}
            mine |= {name: None for item in ours[:20] for name in item if name not in mine}
            yield from lacking(mine, merged, f"{where}[]")
    elif isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        if not isinstance(ours, (int, float)):
            yield f"{where}: {type(ours).__name__} for a number"
    elif type(ours) is not type(theirs):
        yield f"{where}: {type(ours).__name__} for {type(theirs).__name__}"


# Where ours is; which of TMDB's paths it stands for.
SAME = {
    "/movie/{movie_id}": "/3/movie/110",
    "/movie/changes": "/3/movie/changes",
    "/movie/popular": "/3/movie/popular",
    "/movie/top_rated": "/3/movie/top_rated",
    "/movie/now_playing": "/3/movie/now_playing",
    "/movie/upcoming": "/3/movie/upcoming",
    "/trending/movie/{time_window}": "/3/trending/movie/week",
    "/discover/movie": "/3/discover/movie",
    "/find/{external_id}": "/3/find/tt0000110",
    "/search/movie": "/3/search/movie?query=the",
    "/configuration": "/3/configuration",
    "/genre/movie/list": "/3/genre/movie/list",
}
BLOCKS = (
    "keywords",
    "credits",
    "release_dates",
    "videos",
    "watch/providers",
    "external_ids",
    "translations",
    "alternative_titles",
    "images",
)


@pytest.mark.data
@pytest.mark.parametrize("path", SAME)
def test_it_has_every_field_of_tmdbs_own_examples(evidence, server, ask, path):
    server.catalogue.change(110)
    document = json.loads((evidence / "openapi.json").read_text(encoding="utf-8"))
    examples = document["paths"][f"/3{path}"]["get"]["responses"]["200"]["content"]["application/json"][
        "examples"
    ]
    for example in examples.values():
        value = example["value"]
        theirs = json.loads(value) if isinstance(value, str) else value
        assert list(lacking(ask(SAME[path]).json(), theirs, path)) == []


@pytest.mark.data
@pytest.mark.parametrize("block", BLOCKS)
def test_its_blocks_have_every_field_of_tmdbs_own_examples(evidence, ask, block):
    document = json.loads((evidence / "openapi.json").read_text(encoding="utf-8"))
    found = document["paths"][f"/3/movie/{{movie_id}}/{block}"]["get"]["responses"]["200"]
    for example in found["content"]["application/json"]["examples"].values():
        value = example["value"]
        theirs = json.loads(value) if isinstance(value, str) else value
        theirs.pop("id", None)  # which a block loses when it is appended
        body = ask("/3/movie/117", params={"append_to_response": block, "api_key": KEY}).json()
        assert "id" not in body[block]
        assert list(lacking(body[block], theirs, block)) == []


@pytest.mark.data
def test_it_answers_as_was_recorded(evidence, server, ask):
    server.catalogue.change(110)
    checked = 0
    for path in sorted((evidence / "recorded").glob("*.json")):
        one = json.loads(path.read_text(encoding="utf-8"))
        asked, response = one["request"]["path"], one["response"]
        ours = re.sub(r"/movie/(?:tt)?\d+$", "/movie/110", asked)
        if response["status"] == 404 and "/movie/" in asked:
            answered = ask(asked)
            assert (answered.status_code, answered.json()) == (404, response["body"])
        elif ours in SAME.values() and response["status"] == 200:
            theirs = {
                name: value
                for name, value in response["body"].items()
                if name != "images" or "base_url" in value
            }
            theirs = {name: value for name, value in theirs.items() if name not in ("credits", "keywords")}
            answered = ask(ours)
            assert list(lacking(answered.json(), theirs, path.stem)) == []
            assert answered.headers["ETag"].startswith('W/"')
            assert "max-age" in answered.headers["Cache-Control"]
        else:
            continue
        checked += 1
    assert checked > 20


def test_a_key_or_a_token_lets_in_and_neither_the_other_way_round(server):
    url = f"{server.url}/configuration"

    def status(code, **given):
        answer = httpx.get(url, **given)
        assert answer.json().get("status_code") == code
        return answer.status_code

    def bearer(token):
        return {"headers": {"Authorization": f"Bearer {token}"}}

    assert status(None, params={"api_key": KEY}) == 200
    assert status(None, **bearer(TOKEN)) == 200
    assert status(7) == 401
    assert status(7, params={"api_key": "0" * 32}) == 401
    assert status(7, params={"api_key": TOKEN}) == 401
    assert status(7, **bearer(KEY)) == 401
    assert status(10, params={"api_key": SUSPENDED_KEY}) == 401


def test_pages_end_at_500(ask):
    for page, code in (("0", 22), ("501", 22), ("x", 22), ("500", None)):
        assert (
            ask("/3/discover/movie", params={"api_key": KEY, "page": page}).json().get("status_code") == code
        )
    first = ask("/3/discover/movie").json()
    assert (len(first["results"]), first["page"]) == (20, 1)
    assert first["total_pages"] == -(-first["total_results"] // 20)


def test_at_most_twenty_blocks_and_unknown_ones_are_passed_over(ask):
    body = ask(
        "/3/movie/110", params={"append_to_response": ",".join([*APPENDED, "nonsense"]), "api_key": KEY}
    ).json()
    assert [block for block in APPENDED if block not in body] == []
    assert "nonsense" not in body
    many = ask("/3/movie/110", params={"append_to_response": ",".join(["videos"] * 21), "api_key": KEY})
    assert (many.status_code, many.json()["status_code"]) == (400, 27)


def test_changes_speak_of_days(server, ask):
    server.catalogue.change(131, TODAY - dt.timedelta(3))
    server.catalogue.remove(138, TODAY - dt.timedelta(3))

    def changes(**query):
        return ask("/3/movie/changes", params={"api_key": KEY, **query})

    day = (TODAY - dt.timedelta(3)).isoformat()
    assert changes(start_date=day, end_date=day).json()["results"] == [
        {"id": 131, "adult": False, "softcore": False},
        {"id": 138, "adult": None, "softcore": None},
    ]
    assert changes(start_date="2026-01-01", end_date="2026-02-01").json()["status_code"] == 20
    assert changes(start_date="yesterday").json()["status_code"] == 23
    assert ask("/3/movie/138").json()["status_code"] == 34


def test_a_tag_that_still_holds_gives_304(server, ask):
    tag = ask("/3/movie/145").headers["ETag"]
    held = ask("/3/movie/145", headers={"If-None-Match": tag})
    assert (held.status_code, held.content) == (304, b"")
    server.catalogue.change(145)
    assert ask("/3/movie/145", headers={"If-None-Match": tag}).status_code == 200


def test_exports_are_gzip_of_lines_and_end_after_three_months(ask):
    found = ask("/p/exports/movie_ids_03_09_2026.json.gz")
    lines = gzip.decompress(found.content).decode().splitlines()
    assert set(json.loads(lines[0])) == {"adult", "id", "original_title", "popularity", "video"}
    for name in (
        "movie_ids_03_11_2026.json.gz",
        "movie_ids_11_01_2025.json.gz",
        "movie_ids_99_99_2026.json.gz",
    ):
        assert ask(f"/p/exports/{name}").status_code == 403


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_can_be_had(server, ask, name):
    server.faults.then(name)
    status, code, message = ERRORS[name]
    answer = ask("/3/configuration")
    assert (answer.status_code, answer.json()["status_code"], answer.json()["status_message"]) == (
        status,
        code,
        message,
    )
    assert answer.json()["success"] is False
    assert ask("/3/configuration").status_code == 200


def test_a_part_fails_by_chance_and_resets_are_among_it():
    with TmdbServer(50, faults=Faults(0.3)) as server, httpx.Client(params={"api_key": KEY}) as client:
        seen = []
        for _ in range(150):
            try:
                seen.append(client.get(f"{server.url}/configuration").status_code)
            except httpx.TransportError as error:
                seen.append(type(error).__name__)
        assert 20 < len(seen) - seen.count(200) < 75
        assert {429, 500, 502, 503, 504} <= set(seen)
        assert {one for one in seen if isinstance(one, str)} <= {"ReadError", "RemoteProtocolError"}
        assert server.counts.requests == 150


def test_a_hundred_thousand_films_cost_nothing_until_they_are_asked_for():
    with TmdbServer(Catalogue(100_000, TODAY)) as server:
        last = 103 + 7 * 99_999
        body = httpx.get(f"{server.url}/movie/{last}", params={"api_key": KEY}).json()
        assert body["id"] == last
        assert httpx.get(f"{server.url}/movie/{last}", params={"api_key": KEY}).json() == body
        assert httpx.get(f"{server.url}/movie/{last + 7}", params={"api_key": KEY}).status_code == 404


def test_the_same_film_is_always_the_same():
    with TmdbServer(Catalogue(30, TODAY)) as one, TmdbServer(Catalogue(30, TODAY)) as other:
        for server in (one, other):
            assert httpx.get(f"{server.url}/movie/110", params={"api_key": KEY}).json()["id"] == 110
        bodies = [
            httpx.get(f"{server.url}/movie/110", params={"api_key": KEY}).content for server in (one, other)
        ]
        assert bodies[0] == bodies[1]
