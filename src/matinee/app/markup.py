"""HTML out of templates in which every value is escaped: the one way text gets into a page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Html", "fill", "joined"]


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """The template with its ``{names}`` filled in.

    Args:
        template: HTML written in this package, never text of a film or person.
        values: escaped, quotes too, unless they are `Html`.
    """
    safe = {name: value if isinstance(value, Html) else escape(str(value)) for name, value in values.items()}
    return Html(template.format_map(safe))


def joined(parts: Iterable[Html], between: str = "") -> Html:
    """Pieces of HTML one after the other."""
    return Html(between.join(parts))
