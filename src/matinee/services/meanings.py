"""Vectors of what films mean: made once a film, kept on disk with the model's hash, scanned whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from matinee.features.lore import Lore
from matinee.features.semantic import TEXTS, film_texts, film_vectors
from matinee.taste.artifact import write_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from matinee.domain.ports import Progress, Store
    from matinee.features.semantic import Embedder

__all__ = ["Meanings", "Vectors"]

_FORMAT = 2
_BATCH = 64
"""Films embedded between two steps of the progress bar."""
_SAVED = 16 * _BATCH
"""Films between two writes; what is written stays when it is interrupted."""
_UNNOTICED = 32
"""Films that are embedded in about a third of a second."""
_STALE = 0.25
"""The file is written anew when more of its rows than this part are of films since changed or gone."""
_LEAST_STALE = 200


@dataclass(frozen=True)
class Vectors:
    """The vectors on disk, memory-mapped; a film's newest row is its vector."""

    rows: npt.NDArray[np.float32]
    """(rows, width)."""
    ids: npt.NDArray[np.int64]
    """Film id of each row; -1 where a newer row has taken its place."""
    digests: npt.NDArray[np.int64]
    """Of the texts each row was made from."""
    revision: int
    """The film revision of the store that these stand for."""
    file: str
    """Name of the file of rows."""

    def of(self, film_id: int) -> npt.NDArray[np.float32] | None:
        """The vector of a film, where it has one."""
        rows = np.flatnonzero(self.ids == film_id)
        return np.array(self.rows[rows[0]]) if len(rows) else None

    def scores(
        self, vector: npt.NDArray[np.float32], film_ids: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Cosine of each film to a vector, float32 (films,); 0 for films without one."""
        found: npt.NDArray[np.float32] = self.rows @ vector
        if np.array_equal(self.ids, film_ids):
            return found
        ids, rows = self._sorted
        if not len(ids):
            return np.zeros(len(film_ids), dtype=np.float32)
        place = np.minimum(np.searchsorted(ids, film_ids), len(ids) - 1)
        return np.where(ids[place] == film_ids, found[rows[place]], np.float32(0))

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Film ids in order, and the row of each."""
        rows = np.flatnonzero(self.ids >= 0)
        rows = rows[np.argsort(self.ids[rows], kind="stable")]
        return self.ids[rows], rows


class Meanings:
    """Keeps the vectors up to date, and gives them.

    On disk: meaning/<model and precision>/ holds one file of rows, which are only ever appended, one of what they
    are of, and index.json, which names both and says how many rows count. A row beyond those was being written when
    somebody pulled the plug.
    """

    def __init__(
        self,
        store: Store,
        directory: Path,
        model: Callable[[], Embedder | None],
        lore: Callable[[], Lore] = Lore,
    ) -> None:
        self._store = store
        self._directory = directory
        self._model = model
        self._read_lore = lore
        self._lock = Lock()
        self._vectors: Vectors | None = None
        self._seen: tuple[int, int] | None = None

    @cached_property
    def _lore(self) -> Lore:
        """What themes and tones mean, and what people remember of films."""
        return self._read_lore()

    @cached_property
    def _texts(self) -> str:
        """Names how films are written down for the model: vectors of other texts are made anew."""
        return f"{TEXTS} {self._lore.digest}"

    @property
    def model(self) -> Embedder | None:
        """The sentence model; None where it is not installed."""
        return self._model()

    def vectors(self) -> Vectors | None:
        """The vectors as they are on disk; None when there are none, or no model to compare with."""
        model = self.model
        if model is None:
            return None
        with self._lock:
            stamp = self._stamp(self._place(model))
            if stamp is None:
                return None
            if self._vectors is None or stamp != self._seen:
                self._vectors, self._seen = self._read(model), stamp
            return self._vectors

    def behind(self) -> int:
        """How many films have been added or changed since; 0 without a model."""
        if self.model is None:
            return 0
        vectors = self.vectors()
        with self._store.read() as unit:
            if vectors is None:
                return unit.film_count()
            if vectors.revision == unit.film_revision():
                return 0
            return sum(1 for _ in unit.all_films(changed_since=vectors.revision))

    def catch_up(self) -> None:
        """Embed the films that are new or have changed where they are so few that nobody notices."""
        vectors = self.vectors()
        if self.model is None:
            return
        with self._store.read() as unit:
            if vectors is not None and vectors.revision == unit.film_revision():
                return
            since = 0 if vectors is None else vectors.revision
            changed = sum(1 for _ in islice(unit.all_films(changed_since=since), _UNNOTICED + 1))
        if changed <= _UNNOTICED:
            self.refresh()

    def refresh(self, progress: Progress | None = None) -> int:
        """Embed the films that are new or have changed; gives how many. Without a model nothing happens.

        Raises:
            ModelError: the model cannot be loaded.
            StoreError: the vectors cannot be written.
        """
        model = self.model
        if model is None:
            return 0
        vectors = self.vectors()
        with self._store.read() as unit:
            revision = unit.film_revision()
        if vectors is not None and vectors.revision == revision:
            return 0
        with self._alone(model):
            return self._embed_new(model, progress)

    def _embed_new(self, model: Embedder, progress: Progress | None) -> int:
        # Another process may have done some of it while this one waited.
        known = self._read(model)
        with self._store.read() as unit:
            revision = unit.film_revision()
            films = list(unit.all_films(changed_since=0 if known is None else known.revision))
        state = _State(known)
        wanted = [film for film in films if state.fresh.get(film.id) != _digest(film_texts(film, self._lore))]
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            digests = [_digest(film_texts(film, self._lore)) for film in some]
            state.add([film.id for film in some], digests, film_vectors(model, some, self._lore))
            done = start + len(some)
            if progress is not None:
                progress("reading what films are about", done, len(wanted))
            if done % _SAVED == 0 and done < len(wanted):
                # It stands for no new revision yet: whoever is interrupted goes on from here.
                self._append(model, state, 0 if known is None else known.revision)
        self._append(model, state, revision)
        stale = int((state.ids < 0).sum())
        if stale > max(_STALE * len(state.ids), _LEAST_STALE):
            self._rewrite(model)
        return len(wanted)

    # On disk

    def _place(self, model: Embedder) -> Path:
        return self._directory / hashlib.sha256(model.key.encode()).hexdigest()[:16]

    def _stamp(self, place: Path) -> tuple[int, int] | None:
        try:
            stat = os.stat(place / "index.json")
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def _read(self, model: Embedder) -> Vectors | None:
        """What is on disk; None where it is missing, damaged or of another model: then it is made anew."""
        place = self._place(model)
        try:
            described = json.loads((place / "index.json").read_text(encoding="utf-8"))
            if described["format"] != _FORMAT or described["model"] != model.key:
                return None
            if described["texts"] != self._texts:
                return None
            count = int(described["rows"])
            index = np.load(place / described["index"], allow_pickle=False)
            if index.shape != (2, count) or index.dtype != np.int64:
                return None
            if hashlib.sha256(index.tobytes()).hexdigest() != described["sha256"]:
                return None
            rows = np.zeros((0, model.width), dtype=np.float32)
            if count:
                file = place / described["vectors"]
                rows = np.memmap(file, dtype=np.float32, mode="r", shape=(count, model.width))
            return Vectors(
                np.asarray(rows), index[0], index[1], int(described["revision"]), described["vectors"]
            )
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None

    def _append(self, model: Embedder, state: _State, revision: int) -> None:
        place = self._place(model)
        made = np.concatenate([np.zeros((0, model.width), dtype=np.float32), *state.waiting])
        before = len(state.ids) - len(made)
        with self._writing():
            with (place / state.file).open("ab") as file:
                # What lies beyond the rows that count is the rest of an interrupted write.
                file.truncate(before * model.width * 4)
                file.seek(0, os.SEEK_END)
                file.write(made.tobytes())
                file.flush()
                os.fsync(file.fileno())
            self._write_index(place, model, np.stack([state.ids, state.digests]), revision, state.file)
        state.waiting.clear()

    def _write_index(
        self, place: Path, model: Embedder, index: npt.NDArray[np.int64], revision: int, vectors: str
    ) -> None:
        name = f"index-{_fresh_name()}.npy"
        np.save(place / name, index, allow_pickle=False)
        described = {
            "format": _FORMAT,
            "model": model.key,
            "texts": self._texts,
            "rows": index.shape[1],
            "index": name,
            "vectors": vectors,
            "sha256": hashlib.sha256(index.tobytes()).hexdigest(),
            "revision": revision,
        }
        fresh = place / f".index-{os.getpid()}"
        fresh.write_text(json.dumps(described), encoding="utf-8")
        fresh.replace(place / "index.json")
        for path in (*place.glob("index-*.npy"), *place.glob("vectors-*.f32")):
            # Whoever still reads an old file has it mapped.
            if path.name not in (name, vectors):
                path.unlink(missing_ok=True)

    def _rewrite(self, model: Embedder) -> None:
        """Write the rows that count into a new file."""
        known = self._read(model)
        if known is None:
            return
        live = np.flatnonzero(known.ids >= 0)
        place, name = self._place(model), f"vectors-{_fresh_name()}.f32"
        with self._writing():
            known.rows[live].tofile(place / name)
            index = np.stack([known.ids[live], known.digests[live]])
            self._write_index(place, model, index, known.revision, name)

    @contextmanager
    def _alone(self, model: Embedder) -> Iterator[None]:
        """Hold off every other process that would write here.

        Raises:
            StoreError: the directory cannot be written.
        """
        import fcntl

        with self._writing():
            self._place(model).mkdir(parents=True, exist_ok=True)
            for other in self._directory.iterdir():
                if other.is_dir() and other != self._place(model):
                    shutil.rmtree(other, ignore_errors=True)
            lock = (self._directory / "lock").open("a")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise write_refused(self._directory, error) from error


class _State:
    """Rows as they will be, while films are embedded."""

    def __init__(self, known: Vectors | None) -> None:
        none = np.zeros(0, dtype=np.int64)
        self.ids, self.digests = (none, none) if known is None else (known.ids, known.digests)
        self.file = f"vectors-{_fresh_name()}.f32" if known is None else known.file
        self.fresh = {
            int(film_id): int(digest)
            for film_id, digest in zip(self.ids, self.digests, strict=True)
            if film_id >= 0
        }
        self.waiting: list[npt.NDArray[np.float32]] = []
        """Vectors not written yet."""

    def add(self, film_ids: Sequence[int], digests: Sequence[int], made: npt.NDArray[np.float32]) -> None:
        """Note the vectors of some films; older ones of theirs count no more."""
        new = np.array(film_ids, dtype=np.int64)
        self.ids = np.concatenate([np.where(np.isin(self.ids, new), -1, self.ids), new])
        self.digests = np.concatenate([self.digests, np.array(digests, dtype=np.int64)])
        self.waiting.append(made)


def _fresh_name() -> str:
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def _digest(texts: Sequence[str]) -> int:
    """A number for the texts a film's vector is made from."""
    digest = hashlib.blake2b("\n".join(texts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
