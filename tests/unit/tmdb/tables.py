"""Hand-made TMDB 5000 files, as small as they can be."""

import csv
import io
import json
import zipfile
from pathlib import Path

MOVIE_HEADER = [
    "budget",
    "genres",
    "homepage",
    "id",
    "keywords",
    "original_language",
    "original_title",
    "overview",
    "popularity",
    "production_companies",
    "production_countries",
    "release_date",
    "revenue",
    "runtime",
    "spoken_languages",
    "status",
    "tagline",
    "title",
    "vote_average",
    "vote_count",
]
CREDIT_HEADER = ["movie_id", "title", "cast", "crew"]


def movie(**values: str) -> dict[str, str]:
    """A row of films with nothing wrong, but for what is given."""
    row = dict.fromkeys(MOVIE_HEADER, "")
    row |= {
        "id": "1",
        "title": "The Lamp",
        "original_title": "La Lampe",
        "genres": json.dumps([{"id": 18, "name": "Drama"}]),
        "keywords": json.dumps([{"id": 7, "name": "lamp"}, {"id": 8, "name": "night"}]),
        "original_language": "fr",
        "overview": "A lamp lights up.",
        "tagline": "Light!",
        "production_countries": json.dumps([{"iso_3166_1": "FR", "name": "France"}]),
        "release_date": "1999-03-31",
        "runtime": "96",
        "vote_average": "7.1",
        "vote_count": "321",
    }
    return row | values


def credit(**values: str) -> dict[str, str]:
    """A row of credits with nothing wrong, but for what is given."""
    return {
        "movie_id": "1",
        "title": "The Lamp",
        "cast": json.dumps([{"name": "Ada Bell", "order": 0}, {"name": "Cy Dorn", "order": 1}]),
        "crew": json.dumps([{"job": "Director", "name": "Eve Frost"}, {"job": "Writer", "name": "Gus Hale"}]),
    } | values


def as_csv(header: list[str], rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Dump:
    """A folder with the two files, filled with one sound film unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.movies = folder / "tmdb_5000_movies.csv"
        self.credits = folder / "tmdb_5000_credits.csv"
        self.write()

    def write(self, *movies: dict[str, str], people: list[dict[str, str]] | None = None) -> Path:
        rows = list(movies) or [movie()]
        if people is None:
            people = [credit(movie_id=row["id"], title=row["title"]) for row in rows]
        self.movies.write_text(as_csv(MOVIE_HEADER, rows), encoding="utf-8", newline="")
        self.credits.write_text(as_csv(CREDIT_HEADER, people), encoding="utf-8", newline="")
        return self.folder

    def zip(self, inside: str = "", method: int = zipfile.ZIP_DEFLATED) -> Path:
        path = self.folder / "dump.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.write(self.movies, inside + self.movies.name)
            archive.write(self.credits, inside + self.credits.name)
        return path
