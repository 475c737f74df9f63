"""The search index in use: names, words and facts of every film, read from disk, renewed when films change.

A few changed films are indexed apart from the others and looked into beside them; many, and all is made anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.catalogue import Catalogue
from matinee.errors import ArtifactError, StoreError
from matinee.features.lore import Lore
from matinee.features.names import Names
from matinee.features.words import Words
from matinee.taste.artifact import read_arrays, read_manifest, read_text, write_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from matinee.domain.film import Film
    from matinee.domain.ports import Progress, Store

__all__ = ["Index", "Indexes", "Part"]

_FORMAT = 3
_FEW = 0.02
"""Part of the films that may change before all is indexed anew."""
_LEAST_FEW = 500


@dataclass(frozen=True, slots=True)
class Part:
    """An index of some films; rows of all its parts are the same films, by id."""

    catalogue: Catalogue
    names: Names
    words: Words
    votes: npt.NDArray[np.int64]
    there: npt.NDArray[np.bool_]
    """Films that have not changed since; the others are found in the next part."""

    @classmethod
    def of(cls, films: Sequence[Film], votes: dict[int, int], lore: Lore) -> Part:
        """The index of these films."""
        films = sorted(films, key=lambda film: film.id)
        known = [votes.get(film.id, 0) for film in films]
        return cls(
            Catalogue.of(films),
            Names.of(films, known),
            Words.of(films, lore),
            np.array(known, dtype=np.int64),
            np.ones(len(films), dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Index:
    """The index for the films of one revision."""

    parts: tuple[Part, ...]
    revision: int

    def __len__(self) -> int:
        return sum(int(part.there.sum()) for part in self.parts)


class Indexes:
    """Gives the index for the films as they are now."""

    def __init__(
        self,
        store: Store,
        directory: Path | None = None,
        lore: Callable[[], Lore] = Lore,
    ) -> None:
        self._store = store
        self._directory = directory
        self._lore = lore
        self._lock = Lock()
        self._base: tuple[Part, int] | None = None
        self._current: Index | None = None

    def current(self, progress: Progress | None = None) -> Index:
        """The index for the films as they are now."""
        with self._store.read() as unit:
            revision = unit.film_revision()
        with self._lock:
            if self._current is None or self._current.revision != revision:
                self._current = self._renewed(progress)
            return self._current

    def _renewed(self, progress: Progress | None) -> Index:
        base = self._base or self._stored()
        with self._store.read() as unit:
            revision = unit.film_revision()
            count = unit.film_count()
            changed = None if base is None else _at_most(unit.all_films(changed_since=base[1]), count)
            votes = {row.id: row.votes for row in unit.titles()} if changed or changed is None else {}
            films: list[Film] = []
            if changed is None:
                for film in unit.all_films():
                    films.append(film)
                    if progress is not None and len(films) % 2000 == 0:
                        progress("indexing films", len(films), count)
            if base is not None and changed is not None and _known(base[0], changed) != count:
                # Films have gone.
                changed = None
                votes, films = {row.id: row.votes for row in unit.titles()}, list(unit.all_films())
        if base is None or changed is None:
            part = Part.of(films, votes, self._lore())
            self._base = (part, revision)
            self._write(part, revision)
            return Index((part,), revision)
        self._base = base
        if not changed:
            return Index((base[0],), revision)
        old = base[0]
        there = np.ones(len(old.catalogue), dtype=np.bool_)
        there[old.catalogue.rows_of([film.id for film in changed])] = False
        kept = Part(old.catalogue, old.names, old.words, old.votes, there)
        return Index((kept, Part.of(changed, votes, self._lore())), revision)

    # On disk: search/index

    def _stored(self) -> tuple[Part, int] | None:
        """The index as it lies on disk; None when none is there, it is damaged or another version's."""
        if self._directory is None:
            return None
        place = self._directory / "index"
        try:
            described: dict[str, Any] = read_manifest(place)
            if described["search"] != _FORMAT or described["lore"] != self._lore().digest:
                return None
            arrays = read_arrays(place, described, described["arrays"])
            groups: dict[str, dict[str, npt.NDArray[Any]]] = {"catalogue": {}, "names": {}, "words": {}}
            for name, array in arrays.items():
                group, _, own = name.partition("_")
                if group in groups:
                    groups[group][own] = array
            catalogue = Catalogue.from_arrays(groups["catalogue"], described["names"])
            words = Words.from_arrays(groups["words"], read_text(place, described, "terms"))
            part = Part(
                catalogue,
                Names.from_arrays(groups["names"]),
                words,
                arrays["votes"],
                np.ones(len(catalogue), dtype=np.bool_),
            )
            return part, int(described["revision"])
        except (ArtifactError, KeyError, TypeError, ValueError):
            return None

    def _write(self, part: Part, revision: int) -> None:
        if self._directory is None:
            return
        arrays: dict[str, npt.NDArray[Any]] = {"votes": part.votes}
        arrays |= {f"catalogue_{name}": array for name, array in part.catalogue.arrays().items()}
        arrays |= {f"names_{name}": array for name, array in part.names.arrays().items()}
        arrays |= {f"words_{name}": array for name, array in part.words.arrays().items()}
        described = {
            "search": _FORMAT,
            "lore": self._lore().digest,
            "arrays": sorted(arrays),
            "names": part.catalogue.names(),
            "revision": revision,
        }
        try:
            write_arrays(
                self._directory / "index", arrays, described, {"terms": json.dumps(part.words.terms)}
            )
        except StoreError:
            # A search needs no disk: the next process indexes again.
            return


def _known(part: Part, changed: Sequence[Film]) -> int:
    """How many films there are if none has gone since."""
    ids = [film.id for film in changed]
    return len(part.catalogue) + len(ids) - len(part.catalogue.rows_of(ids))


def _at_most(films: Iterator[Film], count: int) -> list[Film] | None:
    """The films, when they are few; None when they are many."""
    few = max(_FEW * count, _LEAST_FEW)
    found: list[Film] = []
    for film in films:
        found.append(film)
        if len(found) > few:
            return None
    return found
