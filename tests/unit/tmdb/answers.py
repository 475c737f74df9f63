"""Answers for a transport that never touches the network."""

import json

import httpx


def answer(status=200, body=b"", **headers):
    """A function that makes the answer anew each time, since a response can be read once."""
    raw = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: httpx.Response(status, headers=named, stream=httpx.ByteStream(raw))


def ok(**body):
    return answer(200, json.dumps(body or {"id": 1}))


def error(status, code, message="x", **headers):
    body = {"status_code": code, "status_message": message, "success": False}
    return answer(status, json.dumps(body), **headers)


class Tmdb:
    """Answers one after the other; the last one again and again. Remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        return given()
