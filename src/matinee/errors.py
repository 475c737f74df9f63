"""Every error Matinee raises on purpose, in one tree.

MatineeError                  anything below; its text is one line that says what to do
├── RequestError              the caller asked for something that cannot be done (exit 1)
│   ├── UnknownFilm           no film of that name or number
│   ├── AmbiguousFilm         several films of that name; carries the candidates
│   ├── BadValue              a value out of its range (a rating of 7)
│   ├── NothingToUndo         the log holds no event that could be taken back
│   └── EmptyCatalogue        no films yet
├── SourceError               a file or answer from outside cannot be read
│   ├── UnknownTable          a table whose columns have to be named; carries them
│   ├── AmbiguousDays         days that can be read in two ways, so that it has to be said
│   └── TmdbError             TMDB does not give what was asked for
│       ├── TmdbNoKey         no key is set, or what is set is none
│       ├── TmdbKeyRefused    TMDB refuses the key: wrong, or suspended
│       ├── TmdbUnreachable   no network, name, certificate or way to TMDB
│       ├── TmdbBusy          TMDB answers "later", again and again
│       ├── TmdbStrange       an answer that is not TMDB's, or is damaged
│       └── TmdbGone          TMDB has no such film
├── StoreError                the data directory or database refuses
│   ├── StoreBusy             another process holds it too long
│   ├── StoreFull             no space left
│   └── StoreTooNew           written by a newer Matinee
├── Stopped                   long work was stopped by who had started it
├── ModelError                the sentence model is not what it has to be
│   └── ModelMissing          it is not here and cannot be fetched
└── ArtifactError             a learned space on disk is damaged
    └── ArtifactTooNew        written by a newer Matinee
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AmbiguousDays",
    "AmbiguousFilm",
    "ArtifactError",
    "ArtifactTooNew",
    "BadValue",
    "EmptyCatalogue",
    "MatineeError",
    "ModelError",
    "ModelMissing",
    "NothingToUndo",
    "RequestError",
    "SourceError",
    "Stopped",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreTooNew",
    "TmdbBusy",
    "TmdbError",
    "TmdbGone",
    "TmdbKeyRefused",
    "TmdbNoKey",
    "TmdbStrange",
    "TmdbUnreachable",
    "UnknownFilm",
    "UnknownTable",
]


class MatineeError(Exception):
    """Anything Matinee raises on purpose; `str()` is one line that says what to do."""


class RequestError(MatineeError):
    """The caller asked for something that cannot be done."""


class UnknownFilm(RequestError):
    """No film in the catalogue answers to that name or number."""


class AmbiguousFilm(RequestError):
    """Several films answer to that name; `candidates` holds (id, title, year) of each."""

    def __init__(self, asked: str, candidates: Sequence[tuple[int, str, int | None]]) -> None:
        self.asked = asked
        self.candidates = tuple(candidates)
        listed = ", ".join(f"{title} ({year or '?'}) = tmdb:{film_id}" for film_id, title, year in candidates)
        super().__init__(f'"{asked}" may be any of: {listed}. Say which, as tmdb:NUMBER or with the year.')


class BadValue(RequestError):
    """A value out of its range."""


class NothingToUndo(RequestError):
    """The log holds no event that could be taken back."""


class EmptyCatalogue(RequestError):
    """There are no films yet."""


class SourceError(MatineeError):
    """A file or an answer from outside cannot be read."""


class UnknownTable(SourceError):
    """A table of no service known here; `columns` are its headers, to be told which is what."""

    def __init__(self, message: str, columns: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.columns = tuple(columns)


class AmbiguousDays(SourceError):
    """Days written so that both day and month may come first."""


class TmdbError(SourceError):
    """TMDB does not give what was asked for. No text of these ever holds a key."""


class TmdbNoKey(TmdbError):
    """No key is set, or what is set cannot be one."""


class TmdbKeyRefused(TmdbError):
    """TMDB refuses the key."""


class TmdbUnreachable(TmdbError):
    """There is no way to TMDB: no network, no name, no trust, or something in between."""


class TmdbBusy(TmdbError):
    """TMDB says "later", again and again; `retry_after` is in seconds, where it says when."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TmdbStrange(TmdbError):
    """An answer that is not TMDB's, or damaged."""


class TmdbGone(TmdbError):
    """TMDB has no such film."""


class StoreError(MatineeError):
    """The data directory or the database refuses."""


class StoreBusy(StoreError):
    """Another process holds the database too long."""


class StoreFull(StoreError):
    """There is no space left to write to."""


class StoreTooNew(StoreError):
    """The database was written by a newer Matinee."""


class Stopped(MatineeError):
    """Long work was stopped; what it had finished stays."""


class ModelError(MatineeError):
    """The sentence model is damaged, or not the one it has to be."""


class ModelMissing(ModelError):
    """The sentence model is not here and cannot be fetched."""


class ArtifactError(MatineeError):
    """A learned space on disk is damaged, or from a newer Matinee."""


class ArtifactTooNew(ArtifactError):
    """A learned space on disk was written by a newer Matinee."""
