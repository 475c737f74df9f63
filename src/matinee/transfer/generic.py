"""Any table with a title or an id and a rating, once someone says which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.errors import BadValue, SourceError
from matinee.opening import shown
from matinee.transfer.content import Content, Format, Part, Record, order_of_days, rows_of
from matinee.transfer.values import imdb_id, moment, plain, stars, title_year, tmdb_id, year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["COLUMNS", "GENERIC", "read_map"]

_NAME = "generic"
COLUMNS = ("title", "year", "rating", "date", "tmdb", "imdb", "liked", "watched", "watchlist", "directors")
"""What a column can be."""
_OTHERS = ("scale", "dates", "user")
_ORDERS = ("dmy", "mdy", "ymd")
_YES = {"yes", "true", "1", "x", "y", "ja", "oui", "si", "sí"}
_WISHES = {"title": ("title", "film", "movie", "name"), "rating": ("rating", "score", "stars", "note")}


def read_map(texts: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """``title=Film,rating=Score,scale=10`` as names and what they mean.

    Args:
        texts: such texts; or names and meanings, for columns whose names have commas.

    Raises:
        BadValue: a name nobody knows, or a scale or order of days that is none.
    """
    return _checked(dict(texts) if isinstance(texts, Mapping) else _pairs(texts))


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        for pair in filter(None, (piece.strip() for piece in text.split(","))):
            name, equals, value = (piece.strip() for piece in pair.partition("="))
            if not equals or not value or name.casefold() not in (*COLUMNS, *_OTHERS):
                raise BadValue(
                    f'"{shown(pair)}" in --map is not understood; write title=COLUMN,rating=COLUMN,scale=10 with '
                    f"any of {', '.join((*COLUMNS, *_OTHERS))}."
                )
            found[name.casefold()] = value
    return found


def _checked(found: dict[str, str]) -> dict[str, str]:
    for name in found:
        if name not in (*COLUMNS, *_OTHERS):
            raise BadValue(
                f'A column cannot be "{shown(name)}"; it is one of {", ".join((*COLUMNS, *_OTHERS))}.'
            )
    if (scale := found.get("scale")) and (not scale.isdigit() or not 1 <= int(scale) <= 1000):
        raise BadValue(
            f'"{shown(scale)}" is no scale; write the best rating there is, as scale=5, 10 or 100.'
        )
    if (order := found.get("dates")) and order not in _ORDERS:
        raise BadValue(f'"{shown(order)}" is no order of days; write dates=dmy, dates=mdy or dates=ymd.')
    return found


def asked(content: Content) -> str:
    """What to say of a table that no service writes: which columns it has, and how to name them."""
    wishes = [
        f"{wish}={next((header for header in content.headers if header.casefold() in names), 'COLUMN')}"
        for wish, names in _WISHES.items()
    ]
    columns = ", ".join(shown(header, 30) for header in content.headers[:12])
    return (
        f"{shown(content.name)} has the columns {columns}, which no service known here writes; "
        f"say which is which, as --map {','.join(wishes)},scale=10."
    )


def _claims(content: Content) -> str:
    return "table" if content.shape == "table" and content.columns else ""


def _rows(parts: Sequence[Part], hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        columns = _columns(part.content, hints)
        order = order_of_days(part.content, columns["date"], hints) if "date" in columns else ""
        yield from rows_of(
            _NAME,
            part.content,
            partial(_row, columns=columns, hints=hints, order=order),
        )


def _columns(content: Content, hints: Mapping[str, str]) -> dict[str, str]:
    columns = {name: " ".join(hints[name].casefold().split()) for name in COLUMNS if name in hints}
    for name, column in columns.items():
        if column not in content.columns:
            raise SourceError(
                f'{shown(content.name)} has no column "{shown(hints[name])}"; '
                f"it has {', '.join(shown(header, 30) for header in content.headers[:20])}."
            )
    if not {"title", "tmdb", "imdb"} & set(columns):
        raise SourceError(asked(content))
    if "rating" in columns and "scale" not in hints:
        raise SourceError("Say the best rating there is, as --map scale=5, 10 or 100; it is never guessed.")
    return columns


def _row(record: Record, columns: Mapping[str, str], hints: Mapping[str, str], order: str) -> Row:
    def cell(name: str) -> str:
        return record[columns[name]] if name in columns else ""

    title, inside = title_year(plain(cell("title")))
    return Row(
        service=_NAME,
        title=title,
        year=year(cell("year")) or inside,
        tmdb_id=tmdb_id(cell("tmdb")),
        imdb_id=imdb_id(cell("imdb")),
        directors=tuple(filter(None, (plain(name) for name in cell("directors").split(",")))),
        says=tuple(_says(cell("rating"), cell, hints, order)),
    )


def _says(rating: str, cell: Callable[[str], str], hints: Mapping[str, str], order: str) -> Iterator[Said]:
    at, day = moment(cell("date"), order) or (None, "")
    scale = hints.get("scale", "")
    value = stars(rating, float(scale)) if rating else None
    if value is not None:
        yield Said(kind=Kind.RATING, stars=value, at=at, written=rating, scale=scale, when=day)
    for name, kind in (("liked", Kind.LIKE), ("watched", Kind.WATCHED), ("watchlist", Kind.WATCHLIST_ADD)):
        text = cell(name)
        if text.casefold() in _YES:
            yield Said(kind=kind, at=at, when=day)
        elif name == "watched" and text and (found := moment(text, order)):
            yield Said(kind=kind, at=found[0], when=found[1], on=found[1])


GENERIC = Format(
    name=_NAME,
    expects="any CSV with a title or an id, and --map title=COLUMN,rating=COLUMN,scale=10",
    claims=_claims,
    rows=_rows,
)
