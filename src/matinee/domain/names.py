"""Languages and countries as people name them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

__all__ = ["country", "language"]


@cache
def _names(kind: str) -> dict[str, str]:
    found: dict[str, dict[str, str]] = json.loads(
        (files(__package__) / "names.json").read_text(encoding="utf-8")
    )
    return found[kind]


def language(code: str) -> str:
    """English name of a TMDB language code; the code itself where none is known."""
    return _names("languages").get(code, code.upper())


def country(code: str) -> str:
    """English name of an ISO 3166-1 code (former countries too); the code itself where none is known."""
    return _names("countries").get(code, code)
