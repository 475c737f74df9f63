"""Raw tables of films made into film records, with everything mended or refused accounted for.

A raw table is a frame of text with columns named as in `COLUMNS` (those it lacks count as empty) and the row
number in the file as its index. Any dump can be brought into that form: see `matinee.tmdb.tmdb5000`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from matinee.domain.film import Film, FilmRecord
from matinee.tmdb.people import CellReader
from matinee.tmdb.report import Cleaned, Refusal, Tally, shown
from matinee.tmdb.text import Change, parse_cell, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.domain.ports import Progress

__all__ = ["COLUMNS", "clean", "fullness"]

COLUMNS = (
    "id",
    "imdb_id",
    "title",
    "original_title",
    "release_date",
    "runtime",
    "genres",
    "keywords",
    "cast",
    "crew",
    "countries",
    "language",
    "overview",
    "tagline",
    "vote_average",
    "vote_count",
    "collection",
    "certification",
)
"""genres, keywords, cast, crew and countries hold lists, as JSON or as Python writes them."""

_TEXTS = ("title", "original_title", "overview", "tagline")
_MAX_ID = 2**31 - 1
_YEARS = (1874, 2100)
"""From the first moving picture to well beyond anything announced."""
_MAX_RUNTIME = 1000
"""Minutes; the longest film ever shown in cinemas ran under 900."""
_MAX_VOTES = 10**8
_EMPTY = {"", "nan", "none", "null", "n/a", "nat", "<na>", r"\n"}
_NO_OVERVIEW = {"no overview", "no overview found", "no overview yet", "overview not available"}
_STEP = 50
_COLLECTION = re.compile(r" collection$", re.IGNORECASE)
_LONGEST_CERTIFICATION = 12
_CHANGES = {
    Change.ENTITIES: "HTML entities were decoded",
    Change.SPACES: "invisible characters or extra spaces were removed",
    Change.COMPOSED: "letters were put into their composed form (Unicode NFC)",
}


def clean(
    raw: pd.DataFrame,
    source: str,
    *,
    refused: Sequence[Refusal] = (),
    tally: Tally | None = None,
    progress: Progress | None = None,
) -> Cleaned:
    """Clean a raw table of films.

    Args:
        raw: text columns out of `COLUMNS`; the index is the row number in the file.
        source: the source the records will name.
        refused: rows that were refused before the table was made; they count as read.
        tally: mends that were counted before.
        progress: hears how many rows are through.

    Returns:
        Every row as a record or a refusal: ``read == len(records) + len(refused)``.
    """
    tally = tally or Tally()
    frame = raw.reindex(columns=list(COLUMNS)).astype(object)
    frame = frame.where(frame.notna(), "").map(str)
    notes = _Notes()
    values = pd.DataFrame(index=frame.index)
    for name in _TEXTS:
        values[name] = _text(frame[name], notes)
    values["overview"] = _without_fillers(values["overview"], notes)
    values["title"] = _titles(values["title"], values["original_title"], notes)
    values["id"] = _ids(frame["id"])
    values["release_date"], values["year"] = _dates(frame["release_date"], notes)
    values["runtime"] = _runtimes(frame["runtime"], notes)
    values["vote_count"], values["vote_average"] = _votes(frame["vote_count"], frame["vote_average"], notes)
    values["language"] = _codes(
        frame["language"].str.lower(), "[a-z]{2}", "a language that is no two-letter code", notes
    )
    values["imdb_id"] = _codes(frame["imdb_id"], r"tt\d{7,8}", "an IMDb id that is none", notes)
    values["series"] = frame["collection"].map(_series)
    values["certification"] = frame["certification"].map(_certification)
    bad_id = values["id"].isna()
    no_title = ~bad_id & (values["title"] == "")
    out = list(refused)
    out += _refusals(frame, bad_id, "the id is not a positive whole number")
    out += _refusals(frame, no_title, "it has neither a title nor an original title")
    films = _films(values[~(bad_id | no_title)], frame, notes, progress)
    kept, doubles = _without_doubles(films)
    out += [
        Refusal(
            row,
            _given(str(frame.at[row, "id"])),
            films[row].title,
            f"row {better} has the same id and says more",
        )
        for row, better in doubles.items()
    ]
    notes.count(kept, tally)
    return Cleaned(
        records=[FilmRecord(film, source) for film in kept.values()],
        read=len(raw) + len(refused),
        refused=sorted(out, key=lambda refusal: refusal.row),
        mended=tally.mends(),
    )


class _Notes:
    """Which rows needed which mend; counted only once it is known which rows are kept."""

    def __init__(self) -> None:
        self._rows: dict[str, set[int]] = {}

    def mask(self, reason: str, mask: pd.Series[bool]) -> None:
        self._rows.setdefault(reason, set()).update(mask.index[mask].tolist())

    def row(self, reason: str, row: int) -> None:
        self._rows.setdefault(reason, set()).add(row)

    def count(self, kept: dict[int, Film], tally: Tally) -> None:
        for reason, rows in self._rows.items():
            for row in sorted(rows & kept.keys()):
                tally.add(reason, kept[row].title)


def _given(text: str) -> str:
    return shown(text, 40)


def _refusals(frame: pd.DataFrame, mask: pd.Series[bool], reason: str) -> list[Refusal]:
    lost = frame.loc[mask, ["id", "title", "original_title"]]
    return [
        Refusal(int(row), _given(given), shown(title or original), reason)
        for row, given, title, original in lost.itertuples(name=None)
    ]


def _text(column: pd.Series[str], notes: _Notes) -> pd.Series[str]:
    tidied = column.map(tidy)
    for change, reason in _CHANGES.items():
        notes.mask(reason, tidied.map(lambda pair, change=change: change in pair[1]).astype(bool))
    return tidied.map(lambda pair: pair[0]).astype(object)


def _without_fillers(overview: pd.Series[str], notes: _Notes) -> pd.Series[str]:
    plain = overview.str.lower().str.rstrip(". ")
    filler = plain.isin(_NO_OVERVIEW)
    notes.mask("an overview that only says there is none was left empty", filler)
    return overview.mask(filler | plain.isin(_EMPTY), "")


def _titles(title: pd.Series[str], original: pd.Series[str], notes: _Notes) -> pd.Series[str]:
    borrowed = (title == "") & (original != "")
    notes.mask("the title is missing: the original title stands in", borrowed)
    return title.mask(borrowed, original)


def _ids(given: pd.Series[str]) -> pd.Series[int]:
    digits = given.str.strip().str.extract(r"^0*([0-9]{1,10})(?:\.0+)?$", expand=False)
    ids = pd.to_numeric(digits, errors="coerce").astype("Float64").astype("Int64")
    return ids.where((ids > 0) & (ids <= _MAX_ID))


def _dates(given: pd.Series[str], notes: _Notes) -> tuple[pd.Series[str], pd.Series[int]]:
    """ISO dates and years; of a date in another form only the year is sure (3/4 may be March or April)."""
    text = given.str.strip()
    day = text.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", expand=False)
    iso = pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")
    loose = text.str.extract(r"^(?:(\d{4})(?:[-/.]\d{1,2}){0,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}))(?:\D.*)?$")
    year = pd.to_numeric(
        iso.dt.year.astype("Int64").astype(object).fillna(loose[0]).fillna(loose[1]), errors="coerce"
    )
    year = year.astype("Float64").astype("Int64")
    year = year.where(year.between(*_YEARS))
    known = iso.notna() & year.notna()
    missing = text.str.lower().isin(_EMPTY)
    notes.mask("of the release date only the year could be read", ~missing & ~known & year.notna())
    notes.mask("a release date that is none was left unknown", ~missing & year.isna())
    return iso.dt.strftime("%Y-%m-%d").where(known, "").astype(object), year


def _numbers(given: pd.Series[str], notes: _Notes, what: str) -> pd.Series[float]:
    text = given.str.strip()
    plain = text.str.extract(r"^([-+]?(?:\d{1,18}(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?)$", expand=False)
    numbers = pd.to_numeric(plain, errors="coerce").astype("Float64")
    notes.mask(
        f"a {what} that is no number was left unknown", numbers.isna() & ~text.str.lower().isin(_EMPTY)
    )
    return numbers


def _runtimes(given: pd.Series[str], notes: _Notes) -> pd.Series[int]:
    minutes = _numbers(given, notes, "runtime").round()
    notes.mask("a runtime of 0 was left unknown", (minutes == 0).fillna(False).astype(bool))
    absurd = ((minutes < 0) | (minutes > _MAX_RUNTIME)).fillna(False).astype(bool)
    notes.mask(f"a runtime below 0 or above {_MAX_RUNTIME} minutes was left unknown", absurd)
    return minutes.where(minutes.between(1, _MAX_RUNTIME)).astype("Int64")


def _votes(
    count: pd.Series[str], average: pd.Series[str], notes: _Notes
) -> tuple[pd.Series[int], pd.Series[float]]:
    votes = _numbers(count, notes, "vote count")
    whole = (votes.between(0, _MAX_VOTES) & (votes == votes.round())).fillna(False).astype(bool)
    notes.mask("a vote count out of range was left unknown", votes.notna() & ~whole)
    mean = _numbers(average, notes, "vote average")
    fits = mean.between(0, 10).fillna(False).astype(bool)
    notes.mask("a vote average out of range was left unknown", mean.notna() & ~fits)
    # TMDB writes 0 for "nobody has voted"; as a mean it would call the film the worst there is.
    unvoted = (fits & ((mean == 0) | (whole & (votes == 0)))).fillna(False).astype(bool)
    notes.mask("a vote average without votes was left unknown", unvoted)
    return votes.where(whole).astype("Int64"), mean.where(fits & ~unvoted)


def _codes(given: pd.Series[str], pattern: str, what: str, notes: _Notes) -> pd.Series[str]:
    text = given.str.strip()
    good = text.str.fullmatch(pattern).astype(bool)
    notes.mask(f"{what} was left out", ~good & ~text.str.lower().isin(_EMPTY))
    return text.where(good, "")


def _series(cell: str) -> str:
    """The name of a collection out of its cell, without the word."""
    found = parse_cell(cell) or [{}]
    name = found[0].get("name") if isinstance(found[0], dict) else None
    return _COLLECTION.sub("", tidy(name)[0]) if isinstance(name, str) else ""


def _certification(cell: str) -> str:
    text = tidy(cell)[0]
    return text if len(text) <= _LONGEST_CERTIFICATION and text.lower() not in _EMPTY else ""


def _films(
    values: pd.DataFrame, frame: pd.DataFrame, notes: _Notes, progress: Progress | None
) -> dict[int, Film]:
    """The films by row number."""
    films: dict[int, Film] = {}
    cells = frame.loc[values.index, ["genres", "keywords", "cast", "crew", "countries"]]
    known = values.astype(object).where(values.notna(), None)
    facts_of_rows: list[dict[str, Any]] = [
        {str(name): value for name, value in facts.items()} for facts in known.to_dict("records")
    ]
    rows = zip(facts_of_rows, cells.itertuples(name=None), strict=True)
    for done, (facts, (row, genres, keywords, cast, crew, countries)) in enumerate(rows, 1):
        reader = CellReader()
        directors, writers = reader.crew(crew)
        films[row] = Film(
            **facts,
            genres=reader.genres(genres),
            keywords=reader.names(keywords),
            directors=directors,
            writers=writers,
            cast=reader.cast(cast),
            countries=reader.countries(countries),
        )
        for reason in reader.noted:
            notes.row(reason, row)
        for change, reason in _CHANGES.items():
            if change in reader.changed:
                notes.row(reason, row)
        if progress is not None and (done % _STEP == 0 or done == len(values)):
            progress("Cleaning films", done, len(values))
    return films


def _without_doubles(films: dict[int, Film]) -> tuple[dict[int, Film], dict[int, int]]:
    """The fullest row of every id, and for each of the others the row that was preferred to it."""
    best: dict[int, int] = {}
    doubles: dict[int, int] = {}
    for row, film in films.items():
        other = best.setdefault(film.id, row)
        if other != row and fullness(film) > fullness(films[other]):
            best[film.id] = row
    for row, film in films.items():
        if best[film.id] != row:
            doubles[row] = best[film.id]
    return {row: film for row, film in films.items() if row not in doubles}, doubles


def fullness(film: Film) -> tuple[int, int]:
    """How much is said of a film: facts, and the length of their texts and lists."""
    known = film.to_dict()
    return len(known), sum(len(value) for value in known.values() if isinstance(value, (list, str)))
