"""The taste space in use: read from disk, made when there is none, extended when films change."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.catalogue import Catalogue
from matinee.errors import ArtifactError, ArtifactTooNew, EmptyCatalogue
from matinee.taste.artifact import read_arrays, read_manifest, write_arrays, write_refused
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
            if self._current is None or self._current.revision != revision:
                self._current = self._renewed(revision, progress)
            return self._current

    def _renewed(self, revision: int, progress: Progress | None) -> InUse:
        """The space on disk where it is of this revision, else one made and written."""
        stored = self.stored()
        if stored is not None and stored.revision == revision:
            return stored
        with self._alone():
            # Another process may have made it while this one waited.
            known = self.stored() or self._current
            made = self._made(known, progress)
            if made is not known:
                self._write(made)
            return made

    def _made(self, known: InUse | None, progress: Progress | None) -> InUse:
        """The space for the films in the store, from the known one where little has changed."""
        # One transaction, so that the space and the catalogue are of the same films.
        with self._store.read() as unit:
            revision = unit.film_revision()
            if known is not None and known.revision == revision:
                return known
            count = unit.film_count()
            if not count:
                raise EmptyCatalogue("There are no films yet: run `matinee init` for the starter catalogue.")
            films: list[Film] = []
            for film in unit.all_films():
                films.append(film)
                if progress is not None and len(films) % 2000 == 0:
                    progress("reading films", len(films), count)
            changed = [] if known is None else list(unit.all_films(changed_since=known.revision))
        catalogue = Catalogue.of(films)
        if known is not None and known.revision < revision:
            extended = _extended(known.space, changed, len(films))
            # Films that were removed are still in an extended space; then it is learned anew.
            if extended is not None and np.array_equal(extended.film_ids, catalogue.ids):
                return InUse(extended, catalogue, revision)
        if progress is not None:
            progress("learning what films are made of", 0, 1)
        space = TasteSpace.fit_films(films)
        if progress is not None:
            progress("learning what films are made of", 1, 1)
        return InUse(space, catalogue, revision)

    def forget(self) -> None:
        """Remove every space, in memory and on disk; the next look makes one anew.

        Raises:
            StoreError: the directory cannot be written.
        """
        with self._lock, self._alone(), self._writing():
            self._current = None
            (self._directory / "current").unlink(missing_ok=True)
            for place in self._directory.iterdir():
                if place.is_dir():
                    shutil.rmtree(place)

    # On disk: spaces/films-<revision>/{taste,catalogue}, spaces/current naming the one in use, and spaces/lock

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold off every other process that would make a space here; readers are not held off.

        Raises:
            StoreError: the directory cannot be written.
        """
        import fcntl

        with self._writing():
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = (self._directory / "lock").open("a")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What the operating system refuses, in our words."""
        try:
            yield
        except OSError as error:
            raise write_refused(self._directory, error) from error

    def stored(self) -> InUse | None:
        """The space as it lies on disk, whatever films it stands for; None when none is there or it is damaged.

        Raises:
            ArtifactTooNew: written by a newer Matinee.
        """
        try:
            name = (self._directory / "current").read_text(encoding="utf-8").strip()
            described: dict[str, Any] = read_manifest(self._directory / name / "catalogue")
            arrays = read_arrays(self._directory / name / "catalogue", described, described["columns"])
            catalogue = Catalogue.from_arrays(arrays, described["languages"])
            return InUse(
                TasteSpace.load(self._directory / name / "taste"), catalogue, int(described["revision"])
            )
        except ArtifactTooNew:
            raise
        except (ArtifactError, OSError, KeyError, TypeError, ValueError):
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
        with self._writing():
            pointer = self._directory / "current"
            before = (
                pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.exists() else name
            )
            fresh = self._directory / f".current-{os.getpid()}"
            fresh.write_text(name, encoding="utf-8")
            fresh.replace(pointer)
            for other in self._directory.iterdir():
                if other.is_dir() and other.name not in (name, before):
                    shutil.rmtree(other, ignore_errors=True)


def _extended(space: TasteSpace, changed: Sequence[Film], count: int) -> TasteSpace | None:
    """The space with these films added or changed; None when it has to be learned anew.

    Args:
        space: the one known.
        changed: films added or changed since.
        count: how many films there are now.
    """
    try:
        fitted = space.content.features.films_fitted
    except ArtifactError:
        return None
    few = _GROWTH * fitted
    return space.with_films(changed) if len(changed) <= few and 0 <= count - fitted <= few else None
