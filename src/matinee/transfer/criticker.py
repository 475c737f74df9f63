"""Criticker's ratings, as CSV or as XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.errors import SourceError
from matinee.opening import shown
from matinee.transfer.content import MAX_ROWS, Content, Format, Part, Record, rows_of, sound
from matinee.transfer.values import Unreadable, imdb_id, moment, plain, stars, title_year, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["CRITICKER"]

_NAME = "criticker"
_DEEPEST = 20
_LONGEST = 2_000


def _claims(content: Content) -> str:
    if content.shape == "xml":
        start = content.text[:4096].lower()
        return "xml" if "<recentratings" in start or "criticker" in start else ""
    return "csv" if content.has("score", "film name") else ""


def _rows(parts: Sequence[Part], _hints: Mapping[str, str]) -> Iterator[Row]:
    for part in parts:
        if part.label == "csv":
            yield from rows_of(_NAME, part.content, _record)
        else:
            yield from _films(part.content)


def _record(record: Record) -> Row:
    return _row(
        record["film name"],
        record["year"],
        record["score"],
        record["date rated"],
        imdb_id(record.first("imdb id", "imdbid")) if record.first("imdb id", "imdbid") else "",
    )


def _row(name: str, made: str, score: str, when: str, imdb: str) -> Row:
    title, inside = title_year(plain(name))
    value = stars(score, 100)
    at, day = moment(when) or (None, "")
    rated = Said(kind=Kind.RATING, stars=value, at=at, written=plain(score), scale="100", when=day)
    return Row(
        service=_NAME,
        title=title,
        year=year(made) or inside,
        imdb_id=imdb,
        says=() if value is None else (rated,),
    )


def _films(content: Content) -> Iterator[Row]:
    for number, film in enumerate(_parsed(content), 1):
        try:
            row = _row(
                film.get("filmname", ""),
                film.get("filmyear", ""),
                film.get("rating", "") or film.get("score", ""),
                film.get("reviewdate", "") or film.get("date", ""),
                imdb_id(film.get("imdbid", "")),
            )
        except Unreadable as error:
            row = Row(service=_NAME, title=plain(film.get("filmname", "")), trouble=str(error))
        yield sound(
            Row(
                **{name: getattr(row, name) for name in row.__slots__ if name != "place"},
                place=f"{content.name}, film {number}",
            )
        )


class _Reader:
    """Hears the parser, and keeps only what stands directly within a film."""

    def __init__(self) -> None:
        self.films: list[dict[str, str]] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._path) >= _DEEPEST:
            raise SourceError("nested too deep")
        self._path.append(name.casefold())
        self._text, self._length = [], 0
        if self._path[-1] == "film" and len(self._path) == 2:
            if len(self.films) >= MAX_ROWS:
                raise SourceError("more films than one person can rate")
            self.films.append({})

    def end(self, _name: str) -> None:
        if len(self._path) == 3 and self._path[1] == "film":
            self.films[-1].setdefault(self._path[-1], "".join(self._text).strip())
        self._path.pop()
        self._text, self._length = [], 0

    def data(self, text: str) -> None:
        # A review may be long; it is not taken, and nothing else is.
        if self._length < _LONGEST:
            self._text.append(text)
            self._length += len(text)

    def refuse(self, *_what: object) -> None:
        raise SourceError("document types and entities are not read, because they can hide bombs")


def _parsed(content: Content) -> list[dict[str, str]]:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.buffer_text = True
    text = content.text
    if text.lstrip().startswith("<?xml"):
        # The text is decoded already, so that what the file says of its encoding is no longer true.
        text = text.partition("?>")[2]
    try:
        parser.Parse(text.lstrip(), True)
    except (expat.ExpatError, ValueError) as error:
        raise SourceError(
            f"{shown(content.name)} is damaged XML ({shown(error)}); export it again."
        ) from error
    except SourceError as error:
        raise SourceError(f"{shown(content.name)} is refused: {error}.") from error
    return reader.films


CRITICKER = Format(name=_NAME, expects="Criticker: ratings as CSV or XML", claims=_claims, rows=_rows)
