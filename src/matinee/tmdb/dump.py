"""Reading the dumps of TMDB's data that people have on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.errors import SourceError
from matinee.tmdb.files import read_files
from matinee.tmdb.table import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.domain.ports import Progress
    from matinee.tmdb.report import Cleaned

__all__ = ["CREDITS", "MOVIES", "read_dump"]

MOVIES = "tmdb_5000_movies.csv"
CREDITS = "tmdb_5000_credits.csv"


def read_dump(path: Path, progress: Progress | None = None) -> Cleaned:
    """Read and clean the TMDB 5000 films.

    Args:
        path: the zip, a folder that holds its two CSV files, or one of them with the other beside it.
        progress: hears how far it is, in several stages ("Reading the files", "Cleaning films" and so on).

    Returns:
        The films as records of the source ``tmdb5000``, and what was refused and mended.

    Raises:
        SourceError: the files are not there, damaged, unsafe or not what they should be.
    """
    # pandas takes half a second to import: only whoever reads a dump waits for it.
    from matinee.tmdb.tmdb5000 import CREDIT_COLUMNS, MOVIE_COLUMNS, clean_tmdb5000

    contents = read_files(path, (MOVIES, CREDITS), progress)
    # Popped, so that the bytes of a large file are let go of as soon as it is a table.
    movies = read_table(contents.pop(MOVIES), MOVIES, MOVIE_COLUMNS, progress)
    if not movies.rows and not movies.broken:
        raise SourceError(f"{MOVIES} holds a header but no films; download it again.")
    credits_ = read_table(contents.pop(CREDITS), CREDITS, CREDIT_COLUMNS, progress)
    return clean_tmdb5000(movies, credits_, progress)
