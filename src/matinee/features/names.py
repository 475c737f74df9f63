"""Names of films, people and series, to be found as they are typed, typing errors included.

Every name is cut into its three-letter runs. A query's runs point to the few hundred names that share most of
them, and only these are compared letter by letter; over 128,000 films that takes a few milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from matinee.domain.matching import title_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from matinee.domain.film import Film

__all__ = ["KINDS", "Found", "Names"]

KINDS = ("title", "person", "series")
_LONGEST = 200
"""Letters of a query that count."""
_CANDIDATES = 400
_SHARED = 0.2
"""Part of its runs that a misspelt name still shares with the right one."""
_BUCKETS_LOG2 = 18
_SHORT = 8
"""Letters up to which a name may share no run with its misspelling: "haet"."""
_LEAST = {"title": 72.0, "person": 80.0, "series": 80.0}
"""One wrong letter in four or five."""
_LEAST_LETTERS = {"title": 1, "person": 3, "series": 3}
_LEAST_PART = 5
"""Letters from which on a misspelt query may mean a part of a name: "haet" is not "hat"."""
_INSIDE = 0.97
"""What a part of a name counts against the whole: "pacino" for "al pacino"."""
_BEGUN, _BEGUN_INSIDE, _SOME_WORDS = 88.0, 84.0, 80.0
"""The least a name scores that begins with the query, has a word that does, or holds its words somewhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name near a query."""

    entry: int
    kind: str
    name: str
    score: float
    """0-100: how near."""
    films: npt.NDArray[np.int32]
    """Rows of the films that have it."""


@dataclass(frozen=True)
class Names:
    """Every name with the films that have it; entries are in order of their keys."""

    letters: npt.NDArray[np.uint8]
    """Keys as UTF-8, one after the other."""
    ends: npt.NDArray[np.int64]
    """Where each key ends, (entries + 1,), 0 first."""
    shown: npt.NDArray[np.uint8]
    """Names as written, UTF-8."""
    shown_ends: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int8]
    """Index into `KINDS` by entry."""
    films: npt.NDArray[np.int32]
    """Rows of films, entry after entry."""
    film_ends: npt.NDArray[np.int64]
    runs: npt.NDArray[np.int32]
    """Entries, run after run."""
    run_ends: npt.NDArray[np.int32]
    """Where the entries of each bucket of runs end, (buckets + 1,)."""
    votes: npt.NDArray[np.int64]
    """Of the best known film of an entry; breaks ties."""

    @classmethod
    def of(cls, films: Sequence[Film], votes: Sequence[int]) -> Names:
        """The names of these films, whose rows are their places."""
        held: dict[tuple[str, int, str], list[int]] = {}
        for row, film in enumerate(films):
            titles = {title_key(name): name for name in (film.original_title, film.title) if name}
            for key, name in titles.items():
                # Namesakes are apart, each as near as the other.
                held.setdefault((key, 0, name), []).append(row)
            for name in dict.fromkeys((*film.directors, *film.writers, *film.cast)):
                held.setdefault((title_key(name), 1, name), []).append(row)
            if film.series:
                held.setdefault((title_key(film.series), 2, film.series), []).append(row)
        entries = sorted(held)
        keys = [key for key, _, _ in entries]
        letters, ends = _packed(keys)
        shown, shown_ends = _packed([name for _, _, name in entries])
        rows = [sorted(held[entry], key=lambda row: -votes[row]) for entry in entries]
        runs, run_ends = _runs(keys)
        return cls(
            letters=letters,
            ends=ends,
            shown=shown,
            shown_ends=shown_ends,
            kinds=np.array([kind for _, kind, _ in entries], dtype=np.int8),
            films=np.array([row for some in rows for row in some], dtype=np.int32),
            film_ends=np.cumsum([0, *(len(some) for some in rows)], dtype=np.int64),
            runs=runs,
            run_ends=run_ends,
            votes=np.array([votes[some[0]] for some in rows], dtype=np.int64),
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays by name, for writing down."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Names:
        """Back from `arrays`."""
        return cls(**arrays)

    def __len__(self) -> int:
        return len(self.kinds)

    def key(self, entry: int) -> str:
        """The key of an entry."""
        return bytes(self.letters[self.ends[entry] : self.ends[entry + 1]]).decode()

    def find(self, query: str, n: int) -> list[Found]:
        """Names near the query, the nearest first, of equals the best known; n at most of each kind."""
        # Half a character, as a broken file may hold, is no letter.
        key = title_key(query[:_LONGEST].encode("utf-8", "replace").decode())
        if not key or not len(self):
            return []
        scores = {entry: _near(key, self.key(entry)) for entry in self._candidates(key)}
        if len(key) <= _SHORT and max(scores.values(), default=0.0) < _BEGUN:
            scores |= self._misspelt(key, scores)
        wanted: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for entry in sorted(scores, key=lambda entry: (-round(scores[entry]), -self.votes[entry], entry)):
            kind = KINDS[self.kinds[entry]]
            enough = scores[entry] >= _LEAST[kind] and len(key) >= _LEAST_LETTERS[kind]
            if enough and len(wanted[kind]) < n:
                wanted[kind].append(entry)
        found = [self._found(entry, scores[entry]) for entries in wanted.values() for entry in entries]
        return sorted(found, key=lambda one: -round(one.score))

    def _found(self, entry: int, score: float) -> Found:
        name = bytes(self.shown[self.shown_ends[entry] : self.shown_ends[entry + 1]]).decode()
        films = self.films[self.film_ends[entry] : self.film_ends[entry + 1]]
        return Found(entry, KINDS[self.kinds[entry]], name, score, films)

    def _candidates(self, key: str) -> set[int]:
        """Entries worth comparing letter by letter: those that share most runs, and those that begin alike."""
        first = bisect_left(_Keys(self), key)
        last = bisect_left(_Keys(self), key + "\U0010ffff")
        begun = np.arange(first, last)
        if len(begun) > _CANDIDATES:
            begun = begun[np.argsort(-self.votes[begun], kind="stable")[:_CANDIDATES]]
        found = {int(entry) for entry in begun}
        buckets = np.unique(_hashed(np.frombuffer(f" {key} ".encode("utf-32-le"), dtype=np.uint32)))
        parts = [self.runs[self.run_ends[bucket] : self.run_ends[bucket + 1]] for bucket in buckets]
        if not parts:
            return found
        shared = np.bincount(np.concatenate(parts), minlength=len(self))
        near = np.flatnonzero(shared >= max(1, round(_SHARED * len(buckets))))
        # Few letters that are not shared come before many: "heat" before "heathers".
        lengths = self.ends[near + 1] - self.ends[near]
        weighed = shared[near] - lengths / 256 + np.minimum(self.votes[near], 1 << 20) / (1 << 22)
        if len(near) > _CANDIDATES:
            near = near[np.argpartition(-weighed, _CANDIDATES)[:_CANDIDATES]]
        found |= {int(entry) for entry in near}
        return found

    def _misspelt(self, key: str, known: Mapping[int, float]) -> dict[int, float]:
        """Scores of short titles one slip away."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        entries, keys = self._short
        near = process.extract(
            key, keys, scorer=OSA.normalized_similarity, limit=20, score_cutoff=_LEAST["title"] / 100
        )
        found = {int(entries[place]): 100.0 * score for _, score, place in near}
        return {entry: max(score, known.get(entry, 0.0)) for entry, score in found.items()}

    @cached_property
    def _short(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        entries = np.flatnonzero((np.diff(self.ends) <= 2 * _SHORT) & (self.kinds == 0))
        keys = [self.key(int(entry)) for entry in entries]
        kept = [place for place, key in enumerate(keys) if 2 < len(key) <= _SHORT]
        return entries[kept], [keys[place] for place in kept]


class _Keys:
    """The keys as a sequence that decodes only what is looked at."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._names.key(entry) for entry in range(*place.indices(len(self)))]
        return self._names.key(place)


def _near(query: str, key: str) -> float:
    """How near a query is to a name, 0-100: the whole of it, its beginning, or some words of it."""
    from rapidfuzz import fuzz

    whole = max(fuzz.ratio(query, key), 0.97 * fuzz.token_sort_ratio(query, key))
    part = len(query) / max(len(key), 1)
    if key.startswith(query):
        return max(whole, _BEGUN + 4 * part)
    if f" {query}" in key:
        return max(whole, _BEGUN_INSIDE + 4 * part)
    words, asked = key.split(), query.count(" ") + 1
    if asked > 1 and set(query.split()) <= set(words):
        return max(whole, _SOME_WORDS + 4 * part)
    if len(words) <= asked or len(query) < _LEAST_PART:
        return whole
    windows = (" ".join(words[start : start + asked]) for start in range(len(words) - asked + 1))
    return max(whole, _INSIDE * max(fuzz.ratio(query, window) for window in windows))


def _packed(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Texts as one run of UTF-8 bytes, and where each ends; half a character is written as "?"."""
    parts = [text.encode("utf-8", "replace") for text in texts]
    return (
        np.frombuffer(b"".join(parts), dtype=np.uint8),
        np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64),
    )


def _runs(keys: Sequence[str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Entries by bucket of their three-letter runs, and where each bucket ends."""
    text = "".join(f" {key} \n" for key in keys).encode("utf-32-le", "replace")
    codes = np.frombuffer(text, dtype=np.uint32)
    entry = np.cumsum(codes == ord("\n"), dtype=np.int32)
    inside = (codes[:-2] != ord("\n")) & (codes[1:-1] != ord("\n")) & (codes[2:] != ord("\n"))
    buckets = _hashed(codes)[inside]
    # A run that a name has twice counts once.
    pairs = np.unique((buckets.astype(np.int64) << 32) | entry[:-2][inside])
    ends = np.searchsorted(pairs >> 32, np.arange((1 << _BUCKETS_LOG2) + 1))
    return (pairs & 0xFFFFFFFF).astype(np.int32), ends.astype(np.int32)


def _hashed(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """A bucket for each three letters that follow one another."""
    mixed = (
        codes[:-2] * np.uint32(0x9E3779B1)
        ^ codes[1:-1] * np.uint32(0x85EBCA6B)
        ^ codes[2:] * np.uint32(0xC2B2AE35)
    )
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    buckets: npt.NDArray[np.uint32] = mixed >> np.uint32(32 - _BUCKETS_LOG2)
    return buckets
