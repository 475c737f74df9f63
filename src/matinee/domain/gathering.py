"""Films fetched from outside: what a source answers, and what a store remembers of the fetching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matinee.domain.country_facts import CountryFact
    from matinee.domain.film import FilmRecord

__all__ = [
    "CACHE_DAYS",
    "SOURCE",
    "Ask",
    "Counts",
    "Due",
    "Failed",
    "Fetched",
    "FilmSource",
    "FoundFilm",
    "Gone",
    "ListedFilm",
    "Outcome",
    "Pictures",
    "Shelf",
    "Unchanged",
]

SOURCE = "tmdb"
"""The source that fetched film records name."""
CACHE_DAYS = 170
"""After so many days a fetched film is fetched again or purged; TMDB allows six months."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A film to fetch."""

    film_id: int
    etag: str = ""
    """Of the answer at hand; the source may say that it still holds."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Paths of a film's pictures at the image host; empty where there are none."""

    poster: str = ""
    backdrop: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A film as it was just fetched."""

    record: FilmRecord
    payload: bytes
    """The whole answer, JSON compressed by gzip, fields unknown to this version included."""
    etag: str = ""
    pictures: Pictures = Pictures()
    collection: int | None = None
    """The number of the collection it belongs to."""
    titles: tuple[str, ...] = ()
    """What it is called elsewhere, besides its title and its original title."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The answer at hand still holds."""

    film_id: int
    fetched_at: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The source has no such film any more."""

    film_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The film could not be fetched this time."""

    film_id: int
    reason: str


Outcome = Fetched | Unchanged | Gone | Failed


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film in a list of the source."""

    film_id: int
    popularity: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundFilm:
    """A film that a search by title found."""

    film_id: int
    title: str
    original_title: str = ""
    year: int | None = None


class FilmSource(Protocol):
    """Where films are fetched from. Every method may raise `TmdbError`, whose text says what to do."""

    @property
    def calls(self) -> int:
        """Requests sent so far, repeats included."""

    def films(self, asks: Iterable[Ask]) -> Iterator[Outcome]:
        """Fetch films, several at once; outcomes come in any order. Closing the iterator stops it.

        Raises:
            TmdbError: going on makes no sense (the key is refused, nothing can be reached).
        """

    def popular(self, count: int) -> list[ListedFilm]:
        """The most popular films, the most popular first."""

    def discover(self, expression: str, count: int) -> list[ListedFilm]:
        """The most popular films that an expression such as ``year>=2020 language=ko`` describes."""

    def discover_size(self, expression: str) -> int:
        """How many films an expression describes; one call."""

    def changes(self, day: dt.date) -> list[int]:
        """Ids of films changed on a day; repeats and unknown ids may be among them."""

    def new_releases(self) -> list[ListedFilm]:
        """Films new or talked about now."""

    def find(self, imdb_id: str) -> int | None:
        """The film that IMDb knows by a number such as ``tt0113277``; None for none."""

    def search(self, title: str, year: int | None = None) -> list[FoundFilm]:
        """Films that a title may mean, the likeliest first; those of one year where it is known."""

    def configuration(self) -> Mapping[str, Any]:
        """The image host and its sizes, as `services.details` reads them."""

    def close(self) -> None:
        """Let go of every connection."""


@dataclass(frozen=True, slots=True)
class Due:
    """A film to be fetched at the next occasion."""

    film_id: int
    why: str
    """``changed``, ``new``, ``refresh`` or ``failed``."""
    since: int
    """Microseconds since 1970 UTC."""
    tries: int = 0
    reason: str = ""
    """Why the last try failed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a store holds of fetched films."""

    films: int = 0
    oldest: int | None = None
    """When the film that was fetched longest ago was fetched."""
    newest: int | None = None
    due: int = 0
    failed: int = 0
    gone: int = 0
    payload_bytes: int = 0


class Shelf(Protocol):
    """What a transaction can do with fetched films; see `domain.ports.Unit.shelf`."""

    def put(self, fetched: Sequence[Fetched]) -> None:
        """Keep the raw answers; these films are neither due nor gone any more. Their records go to `put_films`."""

    def touch(self, unchanged: Sequence[Unchanged]) -> None:
        """Note that what is stored of these films held at a moment."""

    def entomb(self, gone: Sequence[Gone], at: int) -> None:
        """Note that films are gone: never to be recommended, and kept for what people said of them."""

    def gone(self) -> frozenset[int]:
        """Films that are gone."""

    def want(self, film_ids: Sequence[int], why: str, at: int) -> int:
        """Make films due that are not yet; gives how many."""

    def fail(self, failed: Sequence[Failed], at: int) -> None:
        """Make films due once more, and remember why they failed."""

    def due(self) -> list[Due]:
        """Films to fetch, the longest due first."""

    def etags(self, film_ids: Sequence[int]) -> dict[int, str]:
        """The tag of the answer at hand of those films that are stored; empty where it had none."""

    def fetched_ids(self, before: int | None = None) -> list[int]:
        """Films stored, or those fetched before a moment, the oldest first."""

    def payload(self, film_id: int) -> tuple[bytes, int] | None:
        """A film's raw answer and when it was fetched."""

    def pictures(self, film_ids: Sequence[int]) -> dict[int, Pictures]:
        """Pictures of those films that are stored."""

    def facts(self, country: str) -> list[CountryFact]:
        """What is known of stored films in a country, by film id."""

    def unread(self, country: str) -> list[int]:
        """Stored films whose facts in a country were not read out of their answers yet."""

    def put_facts(self, country: str, facts: Sequence[CountryFact]) -> None:
        """Keep what was read of films that are stored; it goes when they are fetched anew or purged."""

    def titled(self, keys: Sequence[str]) -> list[int]:
        """Stored films that are called so elsewhere, in a fixed order; see `matching.title_key`."""

    def collection(self, film_id: int) -> list[int]:
        """Every stored film of the collection that a film belongs to, itself included; empty for none."""

    def spoken_of(self) -> list[int]:
        """Films that somebody said something about."""

    def ids_from(self, source: str) -> list[int]:
        """Films that a source has a record of."""

    def counts(self) -> Counts:
        """How much there is."""

    def note(self, name: str, values: Mapping[str, Any]) -> None:
        """Remember something about the gathering under a name."""

    def noted(self, name: str) -> dict[str, Any]:
        """What was remembered; empty for nothing."""

    def purge(self, before: int | None = None) -> int:
        """Remove everything fetched, or what was fetched before a moment; what people said stays.

        Returns:
            How many films it concerned.
        """
