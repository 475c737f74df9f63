"""Durations and what films share, as people name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.domain.names import country, language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.features.blocks import Shared

__all__ = ["common_words", "duration"]


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
