"""Languages, countries and durations as people name them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.features.blocks import Shared

__all__ = ["common_words", "country", "duration", "language"]


@cache
def _names(kind: str) -> dict[str, str]:
    found: dict[str, dict[str, str]] = json.loads(
        (files(__package__) / "assets" / "names.json").read_text(encoding="utf-8")
    )
    return found[kind]


def language(code: str) -> str:
    """English name of a TMDB language code; the code itself where none is known."""
    return _names("languages").get(code, code.upper())


def country(code: str) -> str:
    """English name of an ISO 3166-1 code (former countries too); the code itself where none is known."""
    return _names("countries").get(code, code)


def duration(minutes: int) -> str:
    """``2 h 50 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def common_words(shared: Iterable[Shared]) -> list[str]:
    """What two films have in common, each as a word or name, the most telling first."""
    found: list[str] = []
    for part in shared:
        kind, _, code = part.term.partition(" ")
        if part.block == "overview" or part.part <= 0:
            continue
        if part.block == "origin":
            found.append(language(code) if kind == "language" else country(code))
        else:
            found.append(part.term.replace("-", " ") if part.block in ("keyword", "tone") else part.term)
    return list(dict.fromkeys(found))
