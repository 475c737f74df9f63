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
from matinee.errors import ArtifactError, ArtifactTooNew, BadValue, EmptyCatalogue
from matinee.services.generations import Generation, Generations
from matinee.taste.artifact import read_arrays, read_manifest, write_arrays, write_refused
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

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
    name: str
    """Its folder; another one for other films, and for another learning."""


class Spaces:
    """Gives the space for the films as they are now.

    Args:
        store: keeps the films.
        directory: of the spaces.
        learnable: the ratings of the crowds of these names, None when there are none; for learning anew from the
            crowds that are in use.
    """

    def __init__(
        self,
        store: Store,
        directory: Path,
        learnable: Callable[[Sequence[str]], pd.DataFrame | None] | None = None,
    ) -> None:
        self._store = store
        self._directory = directory
        self._learnable = learnable
        self._generations = Generations(directory)
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
            # The same films may have been learned anew by another process: then the pointer says so.
            known = self._current
            if known is None or known.revision != revision or self._pointed() not in (None, known.name):
                known = self._current = self._renewed(revision, progress)
            return known

    def _renewed(self, revision: int, progress: Progress | None) -> InUse:
        """The space on disk where it is of this revision, else one made and written."""
        stored = self.stored()
        if stored is not None and stored.revision == revision:
            return stored
        with self._alone():
            # Another process may have made it while this one waited.
            known, pointed = self.stored(), self._pointed()
            if known is None and self._current is not None and pointed in (None, self._current.name):
                known = self._current
            generation = self._generations.of(pointed)
            made = self._made(known, generation, progress)
            if made is not known:
                self._write(made)
            return made

    def _made(self, known: InUse | None, generation: Generation, progress: Progress | None) -> InUse:
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
        catalogue, name = Catalogue.of(films), generation.folder(revision)
        if known is not None and known.revision < revision:
            extended = _extended(known.space, changed, len(films))
            # Films that were removed are still in an extended space; then it is learned anew.
            if extended is not None and np.array_equal(extended.film_ids, catalogue.ids):
                return InUse(extended, catalogue, revision, name)
        if progress is not None:
            progress("learning what films are made of", 0, 1)
        crowd = self._learnable(generation.crowds) if self._learnable and generation.crowds else None
        space = TasteSpace.fit_films(films, crowd)
        if progress is not None:
            progress("learning what films are made of", 1, 1)
        return InUse(space, catalogue, revision, name)

    # Learning from crowds

    def generation(self) -> Generation:
        """What the space in use was learned from."""
        return self._generations.of(self._pointed())

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Hold off whoever else would learn; spaces are given and extended meanwhile.

        Raises:
            BadValue: somebody is learning already.
            StoreError: the directory cannot be written.
        """
        import fcntl

        with self._writing():
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = (self._directory / "learning").open("a")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadValue("Another `matinee learn` is running here; wait until it is through.") from None
            yield

    def adopt(
        self, space: TasteSpace, catalogue: Catalogue, revision: int, crowds: tuple[str, ...], at: int
    ) -> InUse:
        """Put a space that was learned from these crowds in use; the one before stays for `roll_back`.

        Args:
            space: for these films.
            catalogue: of them.
            revision: the film revision of the store they were read at.
            crowds: their names.
            at: when, microseconds since 1970 UTC.

        Raises:
            StoreError: it cannot be written; then the old one stays in use.
        """
        with self._lock, self._alone():
            generation = self._generations.following(self.generation(), crowds, at)
            made = InUse(space, catalogue, revision, generation.folder(revision))
            self._write(made, generation)
            self._current = made
            return made

    def roll_back(self) -> Generation:
        """Put the space in use again that was so before the last learning.

        Raises:
            BadValue: there is none.
            ArtifactError: it is damaged.
            StoreError: the directory cannot be written.
        """
        with self._lock, self._alone():
            now = self.generation()
            name = None if now.before is None else self._generations.newest_folder(now.before)
            if name is None:
                raise BadValue("There is no earlier taste space to go back to.")
            if self._read(name) is None:
                raise ArtifactError(
                    f"The earlier taste space {self._directory / name} is damaged; the one in use stays."
                )
            with self._writing():
                self._point(name)
                self._generations.drop(now)
            self._current = None
            return self._generations.of(name)

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

    # On disk: spaces/films-<revision>[-<generation>]/{taste,catalogue}, spaces/current naming the one in use,
    # spaces/learned.json, and the locks spaces/lock and spaces/learning

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
        name = self._pointed()
        return None if name is None else self._read(name)

    def _pointed(self) -> str | None:
        """Name of the folder in use; None when nothing says it."""
        try:
            return (self._directory / "current").read_text(encoding="utf-8").strip() or None
        except (OSError, ValueError):
            return None

    def _read(self, name: str) -> InUse | None:
        """The space in a folder; None when none is there or it is damaged."""
        try:
            described: dict[str, Any] = read_manifest(self._directory / name / "catalogue")
            arrays = read_arrays(self._directory / name / "catalogue", described, described["columns"])
            catalogue = Catalogue.from_arrays(arrays, described["names"])
            space = TasteSpace.load(self._directory / name / "taste")
            return InUse(space, catalogue, int(described["revision"]), name)
        except ArtifactTooNew:
            raise
        except (ArtifactError, OSError, KeyError, TypeError, ValueError):
            return None

    def _write(self, made: InUse, begun: Generation | None = None) -> None:
        """Write the space beside the old one, then point to it.

        The one before stays, as readers may be about to open it, and so does the newest one of the generation
        before, for `roll_back`; older ones go.

        Args:
            made: the space.
            begun: its generation, where it is the first of it.
        """
        place = self._directory / made.name
        made.space.save(place / "taste")
        arrays = made.catalogue.arrays()
        described = {
            "columns": sorted(arrays),
            "names": made.catalogue.names(),
            "revision": made.revision,
        }
        write_arrays(place / "catalogue", arrays, described, {})
        with self._writing():
            if begun is not None:
                self._generations.remember(begun)
            kept = {made.name, self._pointed() or made.name}
            before = self._generations.of(made.name).before
            if before is not None:
                kept.add(self._generations.newest_folder(before) or made.name)
            self._point(made.name)
            for other in self._directory.iterdir():
                if other.is_dir() and other.name not in kept:
                    shutil.rmtree(other, ignore_errors=True)

    def _point(self, name: str) -> None:
        fresh = self._directory / f".current-{os.getpid()}"
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(self._directory / "current")


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
