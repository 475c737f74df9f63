"""What a film's page shows beside the film itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from matinee.domain.gathering import Pictures

__all__ = ["FilmPage", "Offer", "Place", "Words"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that has the film."""

    service: str
    how: str
    """``flatrate``, ``free``, ``ads``, ``rent`` or ``buy``."""


@dataclass(frozen=True, slots=True)
class Words:
    """A film's words in one language."""

    language: str
    """Two letters; empty when it is not known which."""
    title: str = ""
    overview: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A film's place in its collection, among the films that are here."""

    name: str
    place: int
    """1 is the first to be released."""
    film_ids: tuple[int, ...]
    """The collection in order of release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPage:
    """The facts of one film for one country and language."""

    country: str
    """ISO 3166-1 alpha-2, for which certification and offers hold."""
    certification: str = ""
    trailer: str = ""
    """Web address."""
    offers: tuple[Offer, ...] = ()
    """Where to watch it; to be shown with JustWatch's name beside it."""
    offers_link: str = ""
    words: Words = Words("")
    """In the language asked for, what is missing filled from the original, then from English."""
    homepage: str = ""
    collection: Place | None = None
    collection_name: str = ""
    pictures: Pictures = field(default_factory=Pictures)
    poster_url: str = ""
    backdrop_url: str = ""
    fetched_at: int | None = None
    """Microseconds since 1970 UTC; None for a film that was never fetched."""
