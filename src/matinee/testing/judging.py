"""How well rows are matched: made-up exports and judged titles held against their right answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matinee.domain.match import Asked, TitleIndex, Told
from matinee.domain.matching import title_key
from matinee.domain.ports import TitleRow
from matinee.domain.spelling import without_year
from matinee.services.transfer import asked_by, first_seen
from matinee.transfer import read_history, read_map

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from matinee.domain.film import Film
    from matinee.domain.history import Row
    from matinee.testing.histories import MadeUp

__all__ = ["Namesakes", "Score", "index_over", "judge", "judge_titles", "read_titles", "title_rows"]


@dataclass(frozen=True, slots=True)
class Score:
    """What became of rows with known answers."""

    right: int = 0
    """Sure, and of the right film."""
    open: int = 0
    """Left to a person, though the catalogue has the film."""
    wrong: int = 0
    """Sure, and of another film; rows whose film the catalogue does not have count too."""
    absent: int = 0
    """Left to a person, rightly: the catalogue does not have the film."""
    several: int = 0
    """Of all these, rows whose words name another film of the catalogue just as well."""
    several_right: int = 0
    several_wrong: int = 0
    mistakes: tuple[str, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.open + other.open,
            self.wrong + other.wrong,
            self.absent + other.absent,
            self.several + other.several,
            self.several_right + other.several_right,
            self.several_wrong + other.several_wrong,
            (*self.mistakes, *other.mistakes),
        )

    @property
    def rows(self) -> int:
        """All rows."""
        return self.right + self.open + self.wrong + self.absent

    @property
    def right_share(self) -> float:
        """Of the rows that name a film of the catalogue, how many were matched to it."""
        return self.right / max(1, self.rows - self.absent)

    @property
    def wrong_share(self) -> float:
        """Of all rows, how many were matched to another film."""
        return self.wrong / max(1, self.rows)

    @property
    def clear(self) -> Score:
        """Of rows that name one film only."""
        return Score(
            self.right - self.several_right,
            self.open - (self.several - self.several_right - self.several_wrong),
            self.wrong - self.several_wrong,
            self.absent,
        )


class Namesakes:
    """Tells rows that name several films of a catalogue equally well: of one title, in one year.

    Args:
        films: the catalogue.
    """

    def __init__(self, films: Iterable[Film]) -> None:
        self._numbers: set[int | str] = set()
        self._named: dict[tuple[str, int | None], set[int]] = {}
        for film in films:
            self._numbers |= {film.id, film.imdb_id}
            for key in {title_key(film.title), title_key(film.original_title)}:
                for year in (film.year, None):
                    self._named.setdefault((key, year), set()).add(film.id)

    def several(self, row: Row, truth: int | None) -> bool:
        """Whether other films than the right one fit everything that the row says, numbers, titles and year."""
        if truth is None or row.tmdb_id in self._numbers or (row.imdb_id and row.imdb_id in self._numbers):
            return False
        title, year = without_year(row.title)
        names = [title, *row.other_titles]
        fitting = [self._named.get((title_key(name), row.year or year), set()) for name in names]
        return bool(set.intersection(*fitting) - {truth})


def title_rows(films: Iterable[Film]) -> list[TitleRow]:
    """Films as the matcher wants them."""
    return [
        TitleRow(film.id, film.title, film.original_title, film.year, film.vote_count or 0, film.imdb_id)
        for film in films
    ]


def index_over(films: Iterable[Film]) -> TitleIndex:
    """The index over some films, which also knows who made them."""
    known = {film.id: film for film in films}
    return TitleIndex(
        title_rows(known.values()),
        lambda ids: {one: Told(known[one].directors, known[one].runtime) for one in ids},
    )


def judge(made: MadeUp, index: TitleIndex, folder: Path, namesakes: Namesakes | None = None) -> Score:
    """Read a made-up export and match its rows.

    Args:
        made: the export; its files are written into the folder.
        index: the catalogue.
        folder: an empty one.
        namesakes: of the catalogue, to count rows that name several films; None counts none.

    Raises:
        ValueError: not as many rows were read as were written.
    """
    paths = [folder / name for name in made.files]
    for path in paths:
        path.write_bytes(made.files[path.name])
    history = read_history(paths, hints=read_map(made.mapped))
    if len(history.rows) != len(made.truth):
        raise ValueError(f"{made.name}: {len(made.truth)} rows written, {len(history.rows)} read")
    total = Score()
    for row, truth in zip(history.rows, made.truth, strict=True):
        found = None
        if not row.trouble and not row.not_film:
            found = index.find(asked_by(row, first_seen(row))).film_id
        mistake = f"{made.name}: {row.title!r} ({row.year}) {row.trouble}: {found}, not {truth}"
        score = _score(found, truth, mistake)
        if namesakes is not None and namesakes.several(row, truth):
            score = replace(score, several=1, several_right=score.right, several_wrong=score.wrong)
        total += score
    return total


def _score(found: int | None, truth: int | None, mistake: str) -> Score:
    if found is None:
        return Score(absent=1) if truth is None else Score(open=1, mistakes=(mistake,))
    return Score(right=1) if found == truth else Score(wrong=1, mistakes=(mistake,))


def read_titles(path: Path) -> tuple[list[TitleRow], list[dict[str, object]]]:
    """A judged list: its films, and its rows with the right answers.

    Args:
        path: JSON Lines; a line holds ``{"film": {...}}`` or ``{"title", "year", "answer", "why"}``, where the
            answer is a film's id, or null when no film may be sure.
    """
    films: list[TitleRow] = []
    rows: list[dict[str, object]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        if "film" in value:
            facts = value["film"]
            films.append(
                TitleRow(
                    facts["id"],
                    facts["title"],
                    facts.get("original", ""),
                    facts["year"],
                    facts.get("votes", 100),
                )
            )
        else:
            rows.append(value)
    return films, rows


def judge_titles(path: Path) -> Score:
    """Match the rows of a judged list against its own films."""
    films, rows = read_titles(path)
    index = TitleIndex(films)
    total = Score()
    for row in rows:
        year = row.get("year")
        asked = Asked(title=str(row["title"]), year=year if isinstance(year, int) else None)
        answer = row["answer"]
        found = index.find(asked).film_id
        mistake = f"{row['title']!r} ({year}): {found}, not {answer} [{row.get('why', '')}]"
        total += _score(found, answer if isinstance(answer, int) else None, mistake)
    return total
