"""What another service's files say of a person: rows, and what each row says of its film."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matinee.domain.feedback import Event, Kind

__all__ = ["History", "Remembered", "Row", "Said", "State", "Waiting", "row_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing a row says about its film."""

    kind: Kind
    stars: float | None = None
    """On Matinee's scale, for a rating."""
    at: int | None = None
    """When it was meant, microseconds since 1970 UTC; None where the file does not say."""
    written: str = ""
    """A rating in the file's own words, such as ``8``."""
    scale: str = ""
    """What the file's own ratings go up to, such as ``10``."""
    when: str = ""
    """The time in the file's own words."""
    on: str = ""
    """ISO day of viewing, of a watch whose service asks for that day."""
    rewatch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a file, whether it could be read or not."""

    service: str
    """``letterboxd``, ``imdb`` ..."""
    place: str = ""
    """Where it stands: ``diary.csv, line 12``."""
    title: str = ""
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str = ""
    other_titles: tuple[str, ...] = ()
    """What the film is also called, such as its original title."""
    directors: tuple[str, ...] = ()
    runtime: int | None = None
    """Minutes, where the file says."""
    says: tuple[Said, ...] = ()
    not_film: bool = False
    """The file itself says that this is a series, an episode or a game."""
    maybe_film: bool = True
    """False where the file calls it something else than a film, in words that are not always right."""
    trouble: str = ""
    """Why it cannot be read; empty for a row that can."""
    event: Event | None = None
    """The event itself, in Matinee's own files, which need no reading."""

    @property
    def key(self) -> str:
        """What the service calls this film, the same in every export; see `row_key`."""
        return row_key(self.title, self.year, self.tmdb_id, self.imdb_id)


def row_key(title: str, year: int | None, tmdb_id: int | None, imdb_id: str) -> str:
    """A film as a service names it: by number where there is one, else by title and year as written."""
    if imdb_id:
        return f"imdb:{imdb_id}"
    if tmdb_id is not None:
        return f"tmdb:{tmdb_id}"
    plain = " ".join(unicodedata.normalize("NFKC", title).casefold().split())
    return f"title:{plain} ({year or ''})"


@dataclass(frozen=True, slots=True)
class History:
    """What was read from one source."""

    format: str
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    """Files that hold nothing Matinee takes, or nothing it should see."""
    remembered: tuple[Remembered, ...] = field(default=())
    """Choices that Matinee's own export brings along."""
    waiting: tuple[Waiting, ...] = field(default=())
    """Rows in review that Matinee's own export brings along."""
    preferences: Mapping[str, Any] = field(default_factory=dict)
    """What else was kept for the person, by name, that Matinee's own export brings along."""


class State:
    """What became of a title of another service."""

    SURE = "sure"
    """Matched by Matinee itself."""
    CHOSEN = "chosen"
    """Matched by the person."""
    REVIEW = "review"
    """Waiting for the person, or for a catalogue that knows it."""
    SKIPPED = "skipped"
    """Set aside by the person."""
    NOT_FILM = "not_film"
    """No film, says the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A title of another service, and the film it is for one person."""

    user: str
    service: str
    key: str
    title: str
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str = ""
    other_titles: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    runtime: int | None = None
    state: str = State.REVIEW
    film_id: int | None = None
    confidence: float = 0.0
    """0-1: how sure the match is."""
    seen_at: int | None = None
    """When it was first watched or rated, where the file says: films of later years cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a row says of a film that is not known yet."""

    user: str
    service: str
    key: str
    said: Said
    noted_at: int
    """When it was imported: the time of what has none of its own."""
