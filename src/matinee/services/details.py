"""What a film's page shows beyond the film: pictures, certification, trailer, where to watch, collection, words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from matinee.domain.film_page import FilmPage, Place, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matinee.domain.gathering import Pictures
    from matinee.domain.ports import Store, Unit

__all__ = ["ATTRIBUTION", "IMAGE_BASE", "WATCH_ATTRIBUTION", "Details", "PageReader", "picture_url"]

ATTRIBUTION = (
    "This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
)
"""As TMDB asks for it, word for word."""
WATCH_ATTRIBUTION = "JustWatch"
"""Stands beside every list of where to watch a film."""
IMAGE_BASE = "https://image.tmdb.org/t/p/"
_SIZES = {
    "poster_sizes": ("w92", "w154", "w185", "w342", "w500", "w780", "original"),
    "backdrop_sizes": ("w300", "w780", "w1280", "original"),
}
POSTER_WIDTH, BACKDROP_WIDTH = 342, 1280


class PageReader(Protocol):
    """Reads a raw answer."""

    def __call__(self, payload: bytes, country: str, language: str) -> FilmPage:
        """The facts of a film for a country and a language."""


@dataclass(frozen=True, slots=True)
class Details:
    """Page facts of films, read from what was fetched; no call is made."""

    store: Store
    read: PageReader
    country: str
    """The owner's, ISO 3166-1 alpha-2."""
    language: str
    """The owner's, two letters."""

    def page(self, film_id: int) -> FilmPage:
        """A film's page facts; empty ones for a film that was never fetched."""
        with self.store.read() as unit:
            found = unit.shelf.payload(film_id)
            if found is None:
                return FilmPage(country=self.country, words=Words(self.language))
            images = unit.shelf.noted("images")
            page = self.read(found[0], self.country, self.language)
            collection = _collection(unit, film_id, page.collection_name)
        return replace(
            page,
            collection=collection,
            poster_url=picture_url(images, "poster_sizes", POSTER_WIDTH, page.pictures.poster),
            backdrop_url=picture_url(images, "backdrop_sizes", BACKDROP_WIDTH, page.pictures.backdrop),
            fetched_at=found[1],
        )

    def posters(self, film_ids: Sequence[int], width: int = POSTER_WIDTH) -> dict[int, str]:
        """Web addresses of posters; a film without one is absent, and gets a drawn title card.

        Args:
            film_ids: of which films.
            width: pixels that are needed; the next larger size is taken.
        """
        with self.store.read() as unit:
            found: dict[int, Pictures] = unit.shelf.pictures(film_ids)
            images = unit.shelf.noted("images")
        return {
            film_id: picture_url(images, "poster_sizes", width, pictures.poster)
            for film_id, pictures in found.items()
            if pictures.poster
        }


def picture_url(images: Mapping[str, Any], sizes: str, width: int, path: str) -> str:
    """The web address of a picture; empty for none.

    Args:
        images: TMDB's configuration of its image host as it was last noted; what it lacks has sane defaults.
        sizes: ``poster_sizes`` or ``backdrop_sizes``.
        width: pixels that are needed; the next larger size is taken.
        path: of the picture.
    """
    if not path:
        return ""
    base = images.get("secure_base_url")
    if not isinstance(base, str) or not base.startswith("https://"):
        base = IMAGE_BASE
    offered = images.get(sizes)
    if not isinstance(offered, list) or not offered:
        offered = list(_SIZES[sizes])
    widths = sorted((int(size[1:]), size) for size in offered if isinstance(size, str) and size[1:].isdigit())
    fitting = next((size for pixels, size in widths if pixels >= width), "original")
    return f"{base.rstrip('/')}/{fitting}{path}"


def _collection(unit: Unit, film_id: int, name: str) -> Place | None:
    gone = unit.shelf.gone()
    ids = [one for one in unit.shelf.collection(film_id) if one not in gone or one == film_id]
    films = unit.films(ids)
    # A film without a date is announced, so it comes last.
    ordered = sorted(films, key=lambda one: (films[one].release_date or str(films[one].year or "9999"), one))
    return Place(name, ordered.index(film_id) + 1, tuple(ordered)) if film_id in films else None
