"""Tiny crowds in each layout, made by hand."""

import zipfile
from pathlib import Path

NOW = 1_700_000_000_000_000
MOVIES = 'movieId,title,genres\r\n1,Toy Story (1995),Comedy\r\n2,"Lost, The (1990)",Drama\r\n3,Heat (1995),Crime\r\n'
LINKS = "movieId,imdbId,tmdbId\r\n1,0114709,862\r\n2,0000002,\r\n3,0113277,949\r\n"
RATINGS = [(1, 1, 4.0, 964982703), (1, 3, 2.5, 964982800), (2, 1, 5.0, 964981247), (2, 2, 3.0, 964981300)]


def csv_of(rows, header="userId,movieId,rating,timestamp", end="\r\n") -> str:
    return end.join([header, *(",".join(map(str, row)) for row in rows), ""])


def latest(folder: Path, rows=RATINGS) -> Path:
    """As ml-latest-small.zip, with a folder inside."""
    path = folder / "ml-tiny.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ml-tiny/ratings.csv", csv_of(rows))
        archive.writestr("ml-tiny/movies.csv", MOVIES)
        archive.writestr("ml-tiny/links.csv", LINKS)
        archive.writestr("ml-tiny/README.txt", "for research")
    return path


def one_million(folder: Path) -> Path:
    """As the folder ml-1m, which has no links."""
    place = folder / "ml-1m"
    place.mkdir()
    rows = ["::".join(str(int(cell)) for cell in row) for row in RATINGS]
    (place / "ratings.dat").write_text("\n".join(rows) + "\n", encoding="latin-1")
    (place / "movies.dat").write_bytes(
        "1::Toy Story (1995)::Comedy\n2::Lost, The (1990)::Drama\n3::Héat (1995)::Crime\n".encode("latin-1")
    )
    return place


def hundred_thousand(folder: Path) -> Path:
    """As the folder ml-100k, whose film numbers are its own."""
    place = folder / "ml-100k"
    place.mkdir()
    rows = ["\t".join(str(int(cell)) for cell in row) for row in RATINGS]
    (place / "u.data").write_text("\n".join(rows) + "\n")
    (place / "u.item").write_bytes(
        "1|Toy Story (1995)|01-Jan-1995||url|0\n2|Lost, The (1990)|||\n3|Héat (1995)|||\n".encode("latin-1")
    )
    return place


def plain(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
