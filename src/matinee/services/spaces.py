"""The taste space in use: read from disk, made when there is none, extended when films change."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from matinee.domain.catalogue import Catalogue
from matinee.errors import ArtifactError, EmptyCatalogue
from matinee.taste.artifact import read_arrays, read_manifest, write_arrays
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.domain.film import Film
    from matinee.domain.ports import Progress, Store

__all__ = ["InUse", "Spaces"]

_GROWTH = 0.2
"""A catalogue that has changed by more than this part since the vocabulary was fitted is fitted anew."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A taste space with the catalogue it was made for; rows of both are the same films."""

    space: TasteSpace
    catalogue: Catalogue
    revision: int
    """The film revision of the store it stands for."""


class Spaces:
    """Gives the space for the films as they are now."""

    def __init__(self, store: Store, directory: Path) -> None:
        self._store = store
        self._directory = directory
        self._current: InUse | None = None
        self._lock = Lock()

    def current(self, progress: Progress | None = None) -> InUse:
        """The space for the films as they are now; made or extended first where need be.

        Raises:
            EmptyCatalogue: there are no films.
        """
        with self._store.read() as unit:
            revision = unit.film_revision()
        with self._lock:
            if self._current is None:
                self._current = self.stored()
            if self._current is None or self._current.revision != revision:
                self._current = self._made(self._current, progress)
                self._write(self._current)
            return self._current

    def _made(self, known: InUse | None, progress: Progress | None) -> InUse:
        """The space for the films in the store, from the known one where little has changed."""
        with self._store.read() as unit:
            revision = unit.film_revision()
            count = unit.film_count()
            if not count:
                raise EmptyCatalogue("There are no films yet: run `matinee init` for the starter catalogue.")
            films: list[Film] = []
            for film in unit.all_films():
                films.append(film)
                if progress is not None and len(films) % 2000 == 0:
                    progress("reading films", len(films), count)
        catalogue = Catalogue.of(films)
        if known is not None:
            with self._store.read() as unit:
                changed = list(unit.all_films(changed_since=known.revision))
            fitted = known.space.content.features.films_fitted
            grown = len(films) - fitted
            if (
                known.revision < revision
                and len(changed) <= _GROWTH * fitted
                and 0 <= grown <= _GROWTH * fitted
            ):
                return InUse(known.space.with_films(changed), catalogue, revision)
        if progress is not None:
            progress("learning what films are made of", 0, 1)
        space = TasteSpace.fit_films(films)
        if progress is not None:
            progress("learning what films are made of", 1, 1)
        return InUse(space, catalogue, revision)

    # On disk: spaces/<revision>/{taste,catalogue}, and spaces/current naming the one in use

    def stored(self) -> InUse | None:
        """The space as it lies on disk, whatever films it stands for; None when none is there or it is damaged.

        Raises:
            ArtifactError: written by a newer Matinee.
        """
        try:
            name = (self._directory / "current").read_text(encoding="utf-8").strip()
            described: dict[str, Any] = read_manifest(self._directory / name / "catalogue")
            arrays = read_arrays(self._directory / name / "catalogue", described, described["columns"])
            catalogue = Catalogue.from_arrays(arrays, described["languages"])
            return InUse(
                TasteSpace.load(self._directory / name / "taste"), catalogue, int(described["revision"])
            )
        except (OSError, KeyError):
            return None
        except ArtifactError as error:
            if "newer" in str(error):
                raise
            return None

    def _write(self, made: InUse) -> None:
        """Write the space beside the old one, then point to it; the one before stays, older ones go."""
        name = f"films-{made.revision}"
        place = self._directory / name
        made.space.save(place / "taste")
        arrays = made.catalogue.arrays()
        described = {
            "columns": sorted(arrays),
            "languages": list(made.catalogue.languages),
            "revision": made.revision,
        }
        write_arrays(place / "catalogue", arrays, described, {})
        pointer = self._directory / "current"
        before = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else name
        fresh = self._directory / f".current-{os.getpid()}"
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(pointer)
        for other in self._directory.iterdir():
            if other.is_dir() and other.name not in (name, before):
                shutil.rmtree(other, ignore_errors=True)
