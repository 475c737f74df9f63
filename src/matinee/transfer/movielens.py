"""MovieLens: the site's own export, and one person of its data sets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.history import Row, Said
from matinee.errors import SourceError
from matinee.transfer.content import Content, Format, Part, Record, rows_of, sound
from matinee.transfer.values import Unreadable, imdb_id, moment, plain, stars, title_year, tmdb_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["MOVIELENS"]

_NAME = "movielens"
_RATING_1M = re.compile(r"\d+::\d+::\d(\.\d)?::\d+")
_RATING_100K = re.compile(r"\d+\t\d+\t\d\t\d+")
_ORDER = ("movies", "item", "dat movies", "links", "tags", "site", "ratings", "dat ratings", "data")


def _claims(content: Content) -> str:
    line = content.first_line
    if content.shape != "table":
        return ""
    if content.has("movie_id", "rating", "title"):
        return "site"
    if content.has("movieid"):
        for label, column in (
            ("ratings", "rating"),
            ("links", "imdbid"),
            ("movies", "title"),
            ("tags", "tag"),
        ):
            if content.has(column):
                return label
    if _RATING_1M.fullmatch(line):
        return "dat ratings"
    if _RATING_100K.fullmatch(line):
        return "data"
    if re.match(r"\d+::.+\(\d{4}\)::", line):
        return "dat movies"
    return "item" if re.match(r"\d+\|.+\(\d{4}\)\|", line) else ""


def _choose(parts: Sequence[Part]) -> list[Part]:
    return sorted((part for part in parts if part.label != "tags"), key=lambda part: _ORDER.index(part.label))


@dataclass(slots=True)
class _Films:
    """What movies and links say of MovieLens's own numbers."""

    titles: dict[str, str] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)

    def row(self, number: str) -> Row:
        whole = self.titles.get(number, "")
        title, year = title_year(whole)
        imdb, tmdb = self.links.get(number, ("", ""))
        return Row(service=_NAME, title=title, year=year, imdb_id=imdb_id(imdb), tmdb_id=tmdb_id(tmdb))


def _rows(parts: Sequence[Part], hints: Mapping[str, str]) -> Iterator[Row]:
    films = _Films()
    rated = False
    for part in parts:
        match part.label:
            case "movies":
                films.titles |= {
                    record["movieid"]: plain(record["title"]) for record in part.content.records()
                }
            case "links":
                films.links |= {
                    record["movieid"]: (record["imdbid"], record["tmdbid"])
                    for record in part.content.records()
                }
            case "dat movies" | "item":
                separator = "::" if part.label == "dat movies" else "|"
                for cells in _split(part.content, separator):
                    films.titles[cells[0]] = plain(cells[1])
            case "site":
                rated = True
                yield from rows_of(_NAME, part.content, _site)
            case _:
                rated = True
                yield from _ratings(part, films, hints)
    if not rated:
        raise SourceError(
            "These are MovieLens's films without anyone's ratings; name the folder with ratings.csv."
        )


def _split(content: Content, separator: str) -> Iterator[list[str]]:
    for line in content.text.splitlines():
        cells = line.split(separator)
        if len(cells) > 1:
            yield cells


def _ratings(part: Part, films: _Films, hints: Mapping[str, str]) -> Iterator[Row]:
    if not films.titles and not films.links:
        raise SourceError(
            f"{part.content.name} holds MovieLens's own film numbers; put movies.csv or links.csv beside it "
            "and name the folder."
        )
    only = hints.get("user", "")
    people: set[str] = set()
    rows: list[tuple[int, str, str, str]] = []
    for number, (person, film, rating, when) in enumerate(_quadruples(part), 1):
        people.add(person)
        if only in ("", person):
            rows.append((number, film, rating, when))
        if not only and len(people) > 1:
            raise SourceError(
                "This data set holds the ratings of many people; say whose are wanted, as --map user=15."
            )
    if only and not rows:
        raise SourceError(f"Nobody in {part.content.name} has the number {only}.")
    for number, film, rating, when in rows:
        known = films.row(film)
        try:
            row = replace(known, says=tuple(_rated(rating, when)))
        except Unreadable as error:
            row = replace(known, trouble=str(error))
        yield sound(replace(row, place=f"{part.content.name}, row {number}"))


def _quadruples(part: Part) -> Iterator[tuple[str, str, str, str]]:
    """Person, film, rating and time of every rating, in whichever of three layouts."""
    if part.label == "ratings":
        for record in part.content.records():
            yield record["userid"], record["movieid"], record["rating"], record["timestamp"]
        return
    for cells in _split(part.content, "::" if part.label == "dat ratings" else "\t"):
        if len(cells) >= 4:
            yield cells[0], cells[1], cells[2], cells[3]


def _rated(rating: str, when: str) -> Iterator[Said]:
    value = stars(rating, 5, unrated=(0, -1))
    if value is not None:
        at, day = moment(when) or (None, "")
        yield Said(kind=Kind.RATING, stars=value, at=at, written=rating, scale="5", when=day and when)


def _site(record: Record) -> Row:
    title, year = title_year(plain(record["title"]))
    return Row(
        service=_NAME,
        title=title,
        year=year,
        imdb_id=imdb_id(record["imdb_id"]),
        tmdb_id=tmdb_id(record["tmdb_id"]),
        says=tuple(_rated(record["rating"], record["timestamp"])),
    )


MOVIELENS = Format(
    name=_NAME,
    expects="MovieLens: the site's ratings export, or a data set's folder with ratings, movies and links",
    claims=_claims,
    rows=_rows,
    choose=_choose,
)
