"""Filters and dials that a person has set, kept so that every visit finds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matinee.domain.catalogue import Filters
from matinee.domain.film import GENRES
from matinee.taste.rank import Dials

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matinee.domain.ports import Store

__all__ = ["Kept", "Preferences"]

_NAME = "filters"
_SETS = (
    "genres",
    "not_genres",
    "languages",
    "not_languages",
    "countries",
    "not_countries",
    "themes",
    "not_themes",
    "services",
)
_MOST, _LONGEST = 200, 100
"""Words of one filter and letters of a word that are read back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person has set."""

    filters: Filters = field(default_factory=Filters)
    dials: Dials = field(default_factory=Dials)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Reads and writes them; what was damaged or came from another version is as if it had not been set."""

    store: Store

    def kept(self, user: str) -> Kept:
        """What this person has set; the defaults where nothing was."""
        with self.store.read() as unit:
            return _read(unit.preferences(user).get(_NAME))

    def keep(self, user: str, kept: Kept) -> None:
        """Keep it in place of what was kept before; the defaults are forgotten."""
        with self.store.begin() as unit:
            unit.prefer(user, _NAME, _written(kept) or None)

    def reset(self, user: str) -> None:
        """Back to the defaults."""
        self.keep(user, Kept())


def _written(kept: Kept) -> dict[str, Any]:
    """What differs from the defaults, as JSON values."""
    filters, plain = kept.filters, Kept()
    found: dict[str, Any] = {name: sorted(value) for name in _SETS if (value := getattr(filters, name))}
    if filters.years is not None:
        found["years"] = list(filters.years)
    for name in ("max_runtime", "age"):
        if (number := getattr(filters, name)) is not None:
            found[name] = number
    if filters.paid:
        found["paid"] = True
    for name in ("obscurity", "variety"):
        if (turned := getattr(kept.dials, name)) != getattr(plain.dials, name):
            found[name] = turned
    return found


def _read(values: object) -> Kept:
    if not isinstance(values, dict):
        return Kept()
    plain = Dials()
    said = {name: _words(values.get(name)) for name in _SETS}
    filters = Filters(
        genres=said["genres"] & set(GENRES),
        not_genres=said["not_genres"] & set(GENRES),
        years=_span(values.get("years")),
        max_runtime=_whole(values.get("max_runtime"), 1, 32_000),
        languages=said["languages"],
        not_languages=said["not_languages"],
        countries=said["countries"],
        not_countries=said["not_countries"],
        themes=said["themes"],
        not_themes=said["not_themes"],
        age=_whole(values.get("age"), 0, 99),
        services=said["services"],
        paid=values.get("paid") is True,
    )
    return Kept(
        filters,
        Dials(_turned(values, "obscurity", plain.obscurity), _turned(values, "variety", plain.variety)),
    )


def _words(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        return frozenset()
    return frozenset(word for word in value[:_MOST] if isinstance(word, str) and 0 < len(word) <= _LONGEST)


def _whole(value: object, low: int, high: int) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return value if fits and isinstance(value, int) else None


def _span(value: object) -> tuple[int, int] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, last = (_whole(year, 0, 9999) for year in value)
    return None if first is None or last is None or first > last else (first, last)


def _turned(values: Mapping[str, object], name: str, plain: float) -> float:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        return plain
    return float(value)
