"""Histories that come and go through a browser: uploads in a private folder, and downloads as one file."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.opening import shown
from matinee.transfer.sources import MAX_FILE, MAX_TOTAL
from matinee.transfer.writers import zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["DOWNLOADS", "ENDINGS", "LARGEST", "download", "guessed", "uploaded"]

LARGEST = MAX_FILE
"""Bytes that one uploaded file may have."""
ENDINGS = ("zip", "csv", "tsv", "json", "jsonl", "ndjson", "xml", "txt", "dat", "data", "item")
"""What the files of the formats known here end in."""
_LONGEST_NAME = 120
_MOST_FILES = 50
DOWNLOADS = {
    "jsonl": "matinee.jsonl",
    "csv": "matinee.csv",
    "letterboxd": "matinee-letterboxd.zip",
    "trakt": "matinee-trakt.zip",
}
"""What an export is called as one file, by its format."""
_MEANT = {
    "title": ("title", "film", "movie", "name", "film title", "movie title", "titel", "titre", "título"),
    "year": ("year", "release year", "released", "jahr", "année", "año"),
    "rating": ("rating", "score", "stars", "my rating", "your rating", "note", "grade"),
    "date": ("date", "rated", "date rated", "watched date", "date watched", "day", "watched on"),
    "imdb": ("imdb", "imdb id", "imdbid", "const"),
    "tmdb": ("tmdb", "tmdb id", "tmdbid"),
    "directors": ("director", "directors", "directed by"),
}


@contextmanager
def uploaded(files: Sequence[tuple[str, bytes]]) -> Iterator[list[Path]]:
    """Uploaded files in a folder that only this user can open; it is gone afterwards, whatever happens.

    Args:
        files: name and content of each. Of a name only its last part counts.

    Raises:
        SourceError: they are more or larger than a history is; also where reading them within fails, then without
            the folder's name.
    """
    if len(files) > _MOST_FILES or sum(len(content) for _, content in files) > MAX_TOTAL:
        raise SourceError(
            f"That is more than {_MOST_FILES} files or {MAX_TOTAL >> 20} MB; choose the export of one account."
        )
    with TemporaryDirectory(prefix="matinee-") as folder:
        paths: list[Path] = []
        try:
            for number, (name, content) in enumerate(files, 1):
                paths.append(Path(folder) / _own_name(name, number, paths))
                paths[-1].write_bytes(content)
            yield paths
        except SourceError as error:
            # Where it lay for a moment says nothing to who uploaded it.
            said = str(error)
            for path in paths:
                said = said.replace(shown(path), shown(path.name))
            error.args = (said, *error.args[1:])
            raise
        except OSError as error:
            raise SourceError(
                f"The upload cannot be kept while it is read ({error.strerror}); make room and try again."
            ) from error


def _own_name(name: str, number: int, taken: Sequence[Path]) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:].strip(". ")
    if not plain or plain.casefold() in {path.name.casefold() for path in taken}:
        plain = f"{number}-{plain}"
    return plain


def guessed(headers: Sequence[str]) -> dict[str, str]:
    """What the columns of an unknown table may be: header by what `read_map` calls it. A guess, to be confirmed."""
    plain = {" ".join(header.casefold().replace("_", " ").split()): header for header in reversed(headers)}
    return {
        name: plain[word]
        for name, words in _MEANT.items()
        if (word := next((word for word in words if word in plain), None))
    }


def download(files: Mapping[str, str], wanted: str) -> bytes:
    """An export as one file to hand over; what other services take comes as a zip, be it of one file.

    Args:
        files: from `exported`.
        wanted: the format they are in, one of `DOWNLOADS`.
    """
    if not DOWNLOADS[wanted].endswith(".zip"):
        return files[""].encode()
    return zipped(
        {
            name if name.endswith(".json") else f"matinee-{wanted}{name}.csv": text
            for name, text in files.items()
        }
    )
