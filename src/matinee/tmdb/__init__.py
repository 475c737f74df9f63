"""Films from TMDB: dumps of its data that lie on disk, cleaned into film records.

Importing this package is cheap; pandas is loaded when a dump is really read.
"""

from matinee.tmdb.dump import read_dump
from matinee.tmdb.report import Cleaned, Mend, Refusal, together
from matinee.tmdb.stream import stream_dump

__all__ = ["Cleaned", "Mend", "Refusal", "read_dump", "stream_dump", "together"]
