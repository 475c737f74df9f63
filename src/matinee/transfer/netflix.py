"""Netflix's viewing history: titles and days, films and episodes alike.

An episode is ``Series: Season 1: Name``; a film may hold a colon too, so that only words that name a season
or an episode make a series of it. The day is in the account's own order, found out file by file.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.transfer.content import Format, Part, Record, order_of_days, rows_of
from matinee.transfer.values import moment, plain, title_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matinee.transfer.content import Content

__all__ = ["NETFLIX"]

_NAME = "netflix"
_EPISODE = re.compile(
    r":\s*(?:season|series|staffel|saison|temporada|stagione|seizoen|sæson|säsong|sesong|kausi|sezon|sezona|"
    r"시즌|シーズン|第)\s*[\dIVX一二三四五六七八九十]+"
    # "Star Wars: Episode II - Attack of the Clones" goes on, an episode's number ends the name or its part of it.
    r"|:\s*(?:episode|folge|épisode|episodio|episódio|aflevering|afsnit|avsnitt|book|livre|libro|buch)"
    r"\s*[\dIVX]+\s*(?::|$)"
    r"|:\s*(?:limited series|miniserie|mini-série|miniseries|collection)\s*:"
    r"|:.*:\s*(?:episode|folge|épisode|episodio|episódio|aflevering)\b|:\s*S\d+\s*:|\bE\d+\b.*:",
    re.IGNORECASE,
)


def _claims(content: Content) -> str:
    return "history" if content.columns == ("title", "date") else ""


def _rows(parts: Sequence[Part], hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        order = order_of_days(part.content, "date", hints)
        yield from rows_of(_NAME, part.content, partial(_row, order=order))


def _row(record: Record, order: str) -> Row:
    title, year = title_year(plain(record["title"]))
    at, day = moment(record["date"], order) or (None, "")
    episode = bool(_EPISODE.search(title))
    return Row(
        service=_NAME,
        title=title,
        year=year,
        says=() if episode else (Said(kind=Kind.WATCHED, at=at, when=day, on=day),),
        not_film=episode,
    )


NETFLIX = Format(
    name=_NAME, expects="Netflix: the viewing history as CSV (Title, Date)", claims=_claims, rows=_rows
)
