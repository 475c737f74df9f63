"""Made-up exports of every service, with every quirk its real files have, and the right answer for each row."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from matinee.testing.respelled import respelled, written_year

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matinee.domain.film import Film

__all__ = ["HELD_OUT", "MADE", "MadeUp", "Watch", "made_up", "watches", "zipped"]

HELD_OUT = "netflix"
"""The format whose made-up files were first read when everything else was done; see `tests/unit/transfer`."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One film as one file names it."""

    film: Film
    title: str
    year: int | None
    stars: float
    day: date
    known: bool
    """Whether the catalogue has the film."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up export: its files by name, and the right film of each row in the order they are read."""

    name: str
    files: Mapping[str, bytes]
    truth: tuple[int | None, ...]
    mapped: tuple[str, ...] = ()
    """What has to be said with ``--map``."""


def watches(films: Sequence[Film], absent: Sequence[Film], rng: random.Random, n: int) -> list[Watch]:
    """What one person saw: films of the catalogue, each once, and every twentieth one that is not in it."""
    picked = rng.sample(films, min(n, len(films)))
    found: list[Watch] = []
    for number, film in enumerate(picked):
        known = not absent or number % 20 != 19
        shown = film if known else absent[(number // 20) % len(absent)]
        day = date(max(2010, (shown.year or 0) + 1), 1, 1) + timedelta(days=rng.randrange(360))
        found.append(
            Watch(
                shown,
                respelled(shown, rng),
                written_year(shown, rng),
                rng.randint(1, 10) / 2,
                day,
                known=known,
            )
        )
    return found


def _table(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", end: str = "\n"
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _fitting(one: Watch, encoding: str) -> str:
    """The title as written, or the film's plain one where the file's encoding has no such letters."""
    try:
        one.title.encode(encoding)
    except UnicodeEncodeError:
        return one.film.title
    return one.title


def _truth(seen: Iterable[Watch]) -> tuple[int | None, ...]:
    return tuple(one.film.id if one.known else None for one in seen)


_LIST = (
    b'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2020-01-01,Best,,x,"two\nlines"\n\n'
    b"Position,Name,Year,URL,Description\n1,Heat,1995,x,\n"
)


def _letterboxd(seen: list[Watch], rng: random.Random) -> MadeUp:
    """A zip in a folder of its own, BOM and CRLF, with private and deleted files in it."""
    half = len(seen) // 2
    rated, logged = seen[:half], seen[half:]
    ratings = [
        (one.day, one.title, one.year or "", f"https://boxd.it/{rng.randrange(9999)}", f"{one.stars:g}")
        for one in rated
    ]
    diary = [
        (
            one.day,
            one.title,
            one.year or "",
            "https://letterboxd.com/film/x/",
            f"{one.stars:g}",
            rng.choice(("Yes", "")),
            "cinema, x",
            one.day,
        )
        for one in logged
    ]
    header = ("Date", "Name", "Year", "Letterboxd URI")
    root = "letterboxd-someone-2026-01-01-utc"
    files = {
        "ratings.csv": _table((*header, "Rating"), ratings, encoding="utf-8-sig", end="\r\n"),
        "diary.csv": _table((*header, "Rating", "Rewatch", "Tags", "Watched Date"), diary),
        "profile.csv": b"Date Joined,Username,Email Address\n2015-01-01,someone,someone@example.org\n",
        "deleted/diary.csv": _table((*header, "Rating", "Rewatch", "Tags", "Watched Date"), diary[:2]),
        "lists/best.csv": _LIST,
    }
    return MadeUp(
        "letterboxd",
        {"export.zip": zipped({f"{root}/{name}": text for name, text in files.items()})},
        _truth(rated + logged),
    )


def _letterboxd_loose(seen: list[Watch], _rng: random.Random) -> MadeUp:
    rows = [(one.day, one.title, one.year or "", "https://boxd.it/x") for one in seen]
    return MadeUp(
        "letterboxd",
        {"watchlist (2).csv": _table(("Date", "Name", "Year", "Letterboxd URI"), rows)},
        _truth(seen),
    )


def _imdb_2024(seen: list[Watch], rng: random.Random) -> MadeUp:
    header = (
        "Const", "Your Rating", "Date Rated", "Title", "Original Title", "URL", "Title Type", "IMDb Rating",
        "Runtime (mins)", "Year", "Genres", "Num Votes", "Release Date", "Directors",
    )  # fmt: skip
    kinds = ("Movie", "Film", "Feature Film", "Spielfilm", "Película", "Serie TV")
    rows = []
    for one in seen:
        const = one.film.imdb_id or f"tt99{one.film.id:07d}"
        # The id decides over the type; without one that is known, a series stays a series.
        kind = rng.choice(kinds if one.film.imdb_id and one.known else kinds[:5])
        rows.append(
            (const, f"{one.stars * 2:g}", rng.choice((one.day.isoformat(), "")), one.title, one.film.original_title,
             f"https://www.imdb.com/title/{const}", kind, "7.1", _minutes(one, rng), one.film.year or "", "Drama", 1000,
             one.day, ", ".join(one.film.directors))
        )  # fmt: skip
    return MadeUp("imdb", {"ratings.csv": _table(header, rows)}, _truth(seen))


def _minutes(one: Watch, rng: random.Random) -> int | str:
    """The film's length as IMDb has it: a minute off now and then, and sometimes not at all."""
    return (
        "" if one.film.runtime is None or rng.random() < 0.1 else one.film.runtime + rng.choice((-1, 0, 0, 1))
    )


def _imdb_2017(seen: list[Watch], rng: random.Random) -> MadeUp:
    header = (
        "Position", "Const", "Created", "Modified", "Description", "Title", "URL", "Title Type", "IMDb Rating",
        "Runtime (mins)", "Year", "Genres", "Num Votes", "Release Date", "Directors", "Your Rating", "Date Rated",
    )  # fmt: skip
    rows = [
        (place, one.film.imdb_id or f"tt99{one.film.id:07d}", one.day, one.day, "",
         _fitting(one, "cp1252"), "", "movie", "7.1",
         _minutes(one, rng), one.film.year or "", "Drama", 1000, one.day, ", ".join(one.film.directors), "", "")
        for place, one in enumerate(seen, 1)
    ]  # fmt: skip
    return MadeUp(
        "imdb", {"WATCHLIST.csv": _table(header, rows, encoding="cp1252", end="\r\n")}, _truth(seen)
    )


def _imdb_2010(seen: list[Watch], rng: random.Random) -> MadeUp:
    header = (
        "position", "const", "created", "modified", "description", "Title", "Title type", "Directors", "You rated",
        "IMDb Rating", "Runtime (mins)", "Year", "Genres", "Num. Votes", "Release Date (month/day/year)", "URL",
    )  # fmt: skip
    rows = [
        (place, one.film.imdb_id or f"tt99{one.film.id:07d}", one.day.strftime("%a %b %d 00:00:00 %Y"), "", "",
         one.title, "Feature Film", ", ".join(one.film.directors), f"{one.stars * 2:g}", "7.1", _minutes(one, rng),
         one.film.year or "", "drama", 10, one.day.strftime("%m/%d/%Y"), "http://www.imdb.com/title/x")
        for place, one in enumerate(seen, 1)
    ]  # fmt: skip
    return MadeUp("imdb", {"ratings.csv": _table(header, rows)}, _truth(seen))


def _trakt_movie(one: Watch, rng: random.Random) -> dict[str, Any]:
    ids: dict[str, Any] = {"trakt": one.film.id % 99991, "slug": "x", "imdb": one.film.imdb_id or None}
    if rng.random() < 0.7:
        ids["tmdb"] = one.film.id
    return {"title": one.title, "year": one.year, "ids": ids}


def _trakt(seen: list[Watch], rng: random.Random) -> MadeUp:
    half = len(seen) // 2
    ratings = [
        {
            "rated_at": f"{one.day}T20:15:00.000Z",
            "rating": int(one.stars * 2),
            "type": "movie",
            "new_key": 1,
            "movie": _trakt_movie(one, rng),
        }
        for one in seen[:half]
    ]
    history: list[dict[str, Any]] = [
        {
            "id": place,
            "watched_at": f"{one.day}T20:15:00.000Z",
            "action": "watch",
            "type": "movie",
            "movie": _trakt_movie(one, rng),
        }
        for place, one in enumerate(seen[half:])
    ]
    files = {
        "ratings-movies.json": json.dumps(ratings).encode(),
        "watched-history-1.json": json.dumps(history).encode(),
        "user-profile.json": b'{"email": "someone@example.org"}',
    }
    return MadeUp("trakt", {"trakt.zip": zipped(files)}, _truth(seen))


def _trakt_old(seen: list[Watch], rng: random.Random) -> MadeUp:
    watched = [
        {"plays": 2, "last_watched_at": f"{one.day}T20:15:00.000Z", "movie": _trakt_movie(one, rng)}
        for one in seen
    ]
    return MadeUp(
        "trakt",
        {"old.zip": zipped({"someone/watched/movies.json": json.dumps(watched).encode()})},
        _truth(seen),
    )


def _movielens(seen: list[Watch], rng: random.Random) -> MadeUp:
    movies = [
        (place, f"{one.title.strip()} ({one.year})" if one.year else one.title, "(no genres listed)")
        for place, one in enumerate(seen, 1)
    ]
    links = [
        (place, (one.film.imdb_id or "tt")[2:].lstrip("0"), one.film.id if rng.random() < 0.5 else "")
        for place, one in enumerate(seen, 1)
    ]
    ratings = [(7, place, one.stars, 1_300_000_000 + place) for place, one in enumerate(seen, 1)]
    files = {
        "ml/ratings.csv": _table(("userId", "movieId", "rating", "timestamp"), ratings, end="\r\n"),
        "ml/movies.csv": _table(("movieId", "title", "genres"), movies, end="\r\n"),
        "ml/links.csv": _table(("movieId", "imdbId", "tmdbId"), links, end="\r\n"),
    }
    return MadeUp("movielens", {"ml.zip": zipped(files)}, _truth(seen))


def _movielens_1m(seen: list[Watch], _rng: random.Random) -> MadeUp:
    movies = "".join(
        f"{place}::{_fitting(one, 'latin-1').strip()} ({one.year or one.film.year})::Drama\n"
        for place, one in enumerate(seen, 1)
    )
    ratings = "".join(
        f"1::{place}::{max(1, int(one.stars))}::{978_300_000 + place}\n" for place, one in enumerate(seen, 1)
    )
    files = {"movies.dat": movies.encode("latin-1", "replace"), "ratings.dat": ratings.encode()}
    return MadeUp("movielens", {"ml-1m.zip": zipped(files)}, _truth(seen))


def _movielens_site(seen: list[Watch], rng: random.Random) -> MadeUp:
    rows = [
        (
            place,
            one.film.imdb_id[2:],
            one.film.id if rng.random() < 0.5 else "",
            one.stars,
            3.4,
            f"{one.title.strip()} ({one.year})" if one.year else one.title,
        )
        for place, one in enumerate(seen, 1)
    ]
    header = ("movie_id", "imdb_id", "tmdb_id", "rating", "average_rating", "title")
    return MadeUp("movielens", {"movielens-ratings.csv": _table(header, rows)}, _truth(seen))


def _tmdb(seen: list[Watch], _rng: random.Random) -> MadeUp:
    header = (
        "TMDb ID", "IMDb ID", "Type", "Name", "Release Date", "Season Number", "Episode Number", "Rating",
        "Your Rating", "Date Rated",
    )  # fmt: skip
    rows = [
        (
            one.film.id,
            one.film.imdb_id,
            "movie",
            one.title,
            f"{one.film.year or ''}-01-01",
            "",
            "",
            7.1,
            f"{one.stars * 2:g}",
            f"{one.day}T10:00:00Z",
        )
        for one in seen
    ]
    return MadeUp("tmdb", {"ratings.csv": _table(header, rows)}, _truth(seen))


def _criticker(seen: list[Watch], _rng: random.Random) -> MadeUp:
    header = ("Score", " Film Name", " Year", " Date Rated", " Mini Review", " URL", " IMDB ID")
    rows = [
        (
            int(one.stars * 20),
            one.title,
            one.year or "",
            one.day.strftime("%b %d %Y"),
            "never to be stored",
            "x",
            one.film.imdb_id,
        )
        for one in seen
    ]
    return MadeUp("criticker", {"rankings.csv": _table(header, rows)}, _truth(seen))


def _criticker_xml(seen: list[Watch], _rng: random.Random) -> MadeUp:
    from xml.sax.saxutils import escape

    films = "".join(
        f"<film><filmid>{place}</filmid><filmname>{escape(one.title)}</filmname><filmyear>{one.year or ''}</filmyear>"
        f"<rating>{int(one.stars * 20)}</rating><quote>x</quote><reviewdate>{one.day}</reviewdate></film>"
        for place, one in enumerate(seen)
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><recentratings>{films}</recentratings>'
    return MadeUp("criticker", {"ratings.xml": text.encode()}, _truth(seen))


def _simkl(seen: list[Watch], rng: random.Random) -> MadeUp:
    movies = [
        {
            "status": rng.choice(("completed", "plantowatch")),
            "last_watched_at": f"{one.day}T12:00:00Z",
            "user_rating": rng.choice((int(one.stars * 2), None)),
            "movie": {
                "title": one.title,
                "year": one.year,
                "ids": {"simkl": 1, "imdb": one.film.imdb_id or None},
            },
        }
        for one in seen
    ]
    text = json.dumps({"movies": movies, "shows": [], "anime": []}).encode()
    return MadeUp("simkl", {"SimklBackup.json": text}, _truth(seen))


def _generic(seen: list[Watch], _rng: random.Random) -> MadeUp:
    rows = [
        (one.title, one.year or "", f"{one.stars * 2:g}".replace(".", ","), one.day.strftime("%d.%m.%Y"))
        for one in seen
    ]
    table = "\n".join(
        ";".join(f'"{cell}"' for cell in map(_doubled, row))
        for row in [("Film", "Jahr", "Note", "Datum"), *rows]
    )
    mapped = ("title=Film,year=Jahr,rating=Note,scale=10,date=Datum",)
    return MadeUp("generic", {"filme.csv": table.encode("utf-8-sig")}, _truth(seen), mapped)


def _doubled(cell: Any) -> str:
    return str(cell).replace('"', '""')


def _netflix(seen: list[Watch], rng: random.Random) -> MadeUp:
    """Titles without years, among episodes, the day as an account in one country writes it."""
    style = rng.choice(("%m/%d/%y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y"))
    rows: list[tuple[str, str]] = []
    for one in seen:
        day = one.day.strftime(style)
        rows.append((one.title, day))
    rows.append(("A Long Show: Season 2: The One Before", date(2019, 12, 28).strftime(style)))
    rows.append(("Another Show: Limited Series: Part 1", date(2019, 12, 29).strftime(style)))
    return MadeUp(
        "netflix", {"NetflixViewingHistory.csv": _table(("Title", "Date"), rows)}, (*_truth(seen), None, None)
    )


MADE: dict[str, Callable[[list[Watch], random.Random], MadeUp]] = {
    "letterboxd zip": _letterboxd,
    "letterboxd watchlist": _letterboxd_loose,
    "imdb since 2024": _imdb_2024,
    "imdb 2017-24": _imdb_2017,
    "imdb to 2017": _imdb_2010,
    "trakt": _trakt,
    "trakt old": _trakt_old,
    "movielens": _movielens,
    "movielens 1m": _movielens_1m,
    "movielens site": _movielens_site,
    "tmdb": _tmdb,
    "criticker": _criticker,
    "criticker xml": _criticker_xml,
    "simkl": _simkl,
    "generic": _generic,
    HELD_OUT: _netflix,
}
"""Every kind of export that can be made up."""


def made_up(
    kind: str, films: Sequence[Film], rng: random.Random, n: int = 200, absent: Sequence[Film] = ()
) -> MadeUp:
    """A made-up export.

    Args:
        kind: a name in `MADE`.
        films: the catalogue.
        rng: decides on everything.
        n: how many rows.
        absent: films that are not in the catalogue, which some rows name.
    """
    return MADE[kind](watches(films, absent, rng, n), rng)
