"""Blocks of a ratings table to columns of numbers, without a Python object a row."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    import numpy.typing as npt
    import pandas as pd

__all__ = ["Layout", "Part", "Reader", "blocks", "layout_of"]

_BLOCK = 1 << 24
_NAMES = {
    "user": ("userid", "user_id", "user", "person"),
    "film": ("tmdbid", "tmdb_id", "film_id", "filmid", "film", "movieid", "movie_id", "movie"),
    "rating": ("rating", "stars", "score", "value"),
    "time": ("timestamp", "time", "at", "rated_at", "date"),
}
_TMDB = ("tmdbid", "tmdb_id", "film_id", "filmid", "film")
"""Names of a column whose numbers are TMDB's; the others are MovieLens's own."""
_MILLISECONDS, _MICROSECONDS = 1e11, 1e14
"""From here on a number of time counts these: as seconds it would be the year 5138 or later."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are."""

    width: int
    """How many columns there are."""
    user: int
    film: int
    rating: int
    time: int | None
    separator: str = ","
    tmdb: bool = False
    """Whether the film numbers are TMDB's."""


def layout_of(header: Sequence[str], where: str, separator: str = ",") -> Layout:
    """Find the columns by their names, whatever their order.

    Raises:
        SourceError: a column that is needed is not there.
    """
    names = [name.strip().strip('"').lower() for name in header]
    found: dict[str, int | None] = {}
    for role, known in _NAMES.items():
        found[role] = next((names.index(name) for name in known if name in names), None)
    if missing := [role for role in ("user", "film", "rating") if found[role] is None]:
        raise SourceError(
            f"{where} has no column {' and no '.join(missing)}; it has {', '.join(header)}. "
            "A crowd needs user, film (TMDB's number), rating and, where known, time."
        )
    film = found["film"] or 0
    return Layout(
        len(names),
        found["user"] or 0,
        film,
        found["rating"] or 0,
        found["time"],
        separator,
        tmdb=names[film] in _TMDB,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, in columns; what cannot be read is not among them."""

    user: npt.NDArray[np.int64]
    film: npt.NDArray[np.int64]
    rating: npt.NDArray[np.float64]
    at: npt.NDArray[np.int64]
    """Microseconds since 1970 UTC; 0 is unknown."""
    unreadable: int
    odd_times: int
    """Times below 0, in the future or unreadable: taken for unknown."""


@dataclass
class Reader:
    """Turns blocks into parts, and remembers which number stands for which name."""

    layout: Layout
    now: int
    """Microseconds since 1970 UTC; later times are no times."""
    _named: dict[str, int] = field(default_factory=dict)

    def text(self, block: bytes) -> Part:
        """Rows of text, whole lines of them."""
        import pandas as pd

        layout = self.layout
        names = [str(place) for place in range(layout.width)]
        places = [layout.user, layout.film, layout.rating] + ([] if layout.time is None else [layout.time])
        options: dict[str, Any] = {
            "header": None,
            "names": names,
            "usecols": [str(place) for place in places],
            "sep": layout.separator,
            "index_col": False,
            "skip_blank_lines": True,
            "encoding_errors": "replace",
        }
        whole = {str(layout.user): np.int64, str(layout.film): np.int64, str(layout.rating): np.float64}
        if layout.time is not None:
            whole[str(layout.time)] = np.int64
        try:
            table = pd.read_csv(io.BytesIO(block), dtype=whole, **options)
            lost = 0
        except (ValueError, OverflowError, pd.errors.ParserWarning):
            # Something in the block is no number: read it again as text, cell by cell.
            table = pd.read_csv(
                io.BytesIO(block),
                dtype=str,
                keep_default_na=False,
                on_bad_lines="skip",
                **options,
            )
            lines = sum(1 for line in block.splitlines() if line.strip())
            lost = max(lines - len(table), 0)
        return self.table(table, lost)

    def table(self, table: pd.DataFrame, lost: int = 0) -> Part:
        """Rows of a table whose columns are named by their place."""
        layout = self.layout
        user = self._people(table[str(layout.user)])
        film = _number(table[str(layout.film)])
        rating = _number(table[str(layout.rating)])
        good = (user != 0) & np.isfinite(film) & np.isfinite(rating)
        good &= (film == np.trunc(np.where(good, film, 0))) & (np.abs(film) < 2**31)
        at, odd = self._times(table[str(layout.time)]) if layout.time is not None else (None, None)
        at = np.zeros(len(table), dtype=np.int64) if at is None else at
        odd_times = 0 if odd is None else int((odd & good).sum())
        return Part(
            user[good],
            film[good].astype(np.int64),
            rating[good],
            at[good],
            int((~good).sum()) + lost,
            odd_times,
        )

    def _people(self, column: pd.Series[Any]) -> npt.NDArray[np.int64]:
        """A number for each person: above 0 for numbers, below 0 for names; 0 is unreadable."""
        if column.dtype.kind in "iu":
            numbers: npt.NDArray[np.int64] = column.to_numpy(dtype=np.int64)
            # One up, because a person may well be number 0.
            return np.where(numbers >= 0, numbers + 1, 0)
        found = np.zeros(len(column), dtype=np.int64)
        codes, names = column.astype(str).str.strip().factorize()
        for code, name in enumerate(names):
            number = int(name) + 1 if name.isascii() and name.isdigit() and len(name) < 18 else 0
            if not number and name not in ("", "nan", "None"):
                number = -1 - self._named.setdefault(name, len(self._named))
            found[codes == code] = number
        return found

    def _times(self, column: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Microseconds since 1970, and which of them were no times."""
        import pandas as pd

        if column.dtype.kind == "M":
            stamps = column
        elif column.dtype.kind in "iuf":
            return self._counted(column.to_numpy(dtype=np.float64))
        else:
            numbers = _number(column)
            if np.isfinite(numbers).any() or not len(column):
                return self._counted(numbers)
            stamps = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601")
        # Without a zone they are taken for UTC.
        if stamps.dt.tz is not None:
            stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
        moments = stamps.to_numpy().astype("datetime64[us]")
        return self._counted(np.where(np.isnat(moments), np.nan, moments.astype(np.float64)), 1.0)

    def _counted(
        self, numbers: npt.NDArray[np.float64], unit: float | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        size = np.abs(numbers)
        if unit is None:
            factor = np.where(size < _MILLISECONDS, 1e6, np.where(size < _MICROSECONDS, 1e3, 1.0))
        else:
            factor = np.full(len(numbers), unit)
        moments = np.where(np.isfinite(numbers), numbers, -1) * factor
        odd = (moments < 0) | (moments > self.now)
        return np.where(odd, 0, moments).astype(np.int64), odd


def _number(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """The numbers of a column, NaN for what is none."""
    import pandas as pd

    found: npt.NDArray[np.float64] = pd.to_numeric(column, errors="coerce").to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    return found


def blocks(stream: IO[bytes], size: int = _BLOCK) -> Iterator[bytes]:
    """A stream in blocks of whole lines; a line longer than a block is none."""
    rest = b""
    while read := stream.read(size):
        block = rest + read
        end = block.rfind(b"\n") + 1
        if not end:
            if len(block) > 4 * size:
                raise SourceError("The file has no lines: it is no table of ratings.")
            rest = block
            continue
        rest = block[end:]
        yield block[:end]
    if rest.strip():
        yield rest
