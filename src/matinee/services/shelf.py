"""Films read before, kept at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from matinee.domain.film import Film
    from matinee.domain.ports import Unit

__all__ = ["Shelf"]


class Shelf:
    """Films of one revision of the store, so that a list that changes by a film does not read a hundred again.

    May be shared between threads.
    """

    def __init__(self, room: int = 4096) -> None:
        """Make an empty one.

        Args:
            room: how many films it holds before it is emptied; a film takes some 3 kB.
        """
        self._room = room
        self._kept: tuple[int, dict[int, Film]] = (0, {})

    def films(self, unit: Unit, revision: int, ids: Collection[int]) -> dict[int, Film]:
        """The merged films of these ids; unknown ids are absent.

        Args:
            unit: reads what is not here; begun after the store was seen at `revision`.
            revision: the film revision that is wanted, or a later one.
            ids: of which films.
        """
        kept_at, kept = self._kept
        if kept_at != revision or len(kept) + len(ids) > self._room:
            kept = {}
            self._kept = (revision, kept)
        if missing := sorted(set(ids) - kept.keys()):
            kept |= unit.films(missing)
        return {film_id: kept[film_id] for film_id in ids if film_id in kept}
