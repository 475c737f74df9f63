"""The JSON of the commands that bring a history and take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from matinee.domain.film import Film
    from matinee.services.review import Item
    from matinee.services.transfer import Report

    Json = dict[str, Any]

__all__ = ["exported", "fixed", "imported", "queue"]


def imported(report: Report) -> Json:
    """`matinee import`: ``read = imported + already + review + not_film + unreadable``, with a match for each row."""
    return {
        "format": report.format,
        "read": report.read,
        **{
            state: report.count(state)
            for state in ("imported", "already", "review", "not_film", "unreadable")
        },
        "matches": [
            {
                "row": outcome.number,
                "title": outcome.row.title,
                "year": outcome.row.year,
                "id": outcome.film_id,
                "confidence": outcome.confidence,
            }
            for outcome in report.outcomes
        ],
    }


def _film(film: Film) -> Json:
    return {"id": film.id, "title": film.title, "year": film.year, "directors": list(film.directors)}


def _item(item: Item) -> Json:
    return {
        "item": item.id,
        "service": item.title.service,
        "title": item.title.title,
        "year": item.title.year,
        "state": item.title.state,
        "confidence": item.title.confidence,
        "film": None if item.film is None else _film(item.film),
        "candidates": [_film(film) for film in item.candidates],
    }


def queue(user: str, items: Iterable[Item]) -> Json:
    """`matinee review` and `matinee review --fix`."""
    return {"user": user, "items": [_item(item) for item in items]}


def fixed(item: Item, moved: int | None = None) -> Json:
    """One decision; `moved` events changed their film."""
    found = _item(item)
    if moved is not None:
        found["moved"] = moved
    return found


def exported(format_: str, files: Sequence[Path]) -> Json:
    """`matinee export`."""
    return {"format": format_, "files": [str(path) for path in files]}
