"""Who of the crowds is learned from, and who is held out to measure with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.ratings import Ratings
from matinee.errors import MatineeError
from matinee.services.crowd import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from matinee.domain.ports import Store
    from matinee.services.crowd import Crowds

__all__ = ["Gathered", "gathered", "learnable"]

_PART = 0.05
_MOST = 600
"""People of one crowd that are held out, at most."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The people of several crowds, numbered so that no two are the same.

    Whom a crowd holds out depends on its name and on theirs alone, so that every learning leaves the same people out.
    """

    names: tuple[str, ...]
    ratings: Ratings
    people: npt.NDArray[np.int32]
    """Everyone's number, rising."""
    crowd: npt.NDArray[np.int64]
    """Place of each person's crowd in `names`."""
    lot: npt.NDArray[np.float64]
    """A number from 0 to 1 for each person, drawn by their name: the same in every learning."""
    held: npt.NDArray[np.bool_]
    """Whether each is held out."""

    def learners(self) -> Ratings:
        """Ratings of those who are learned from."""
        return self.ratings.of(self.people[~self.held])

    def drawn(self, most: int, *, held: bool) -> npt.NDArray[np.int32]:
        """So many people by lot, of those held out or of all; rising."""
        among = np.flatnonzero(self.held) if held else np.arange(len(self.people))
        chosen = among[np.argsort(self.lot[among], kind="stable")[:most]]
        return np.sort(self.people[chosen])

    def folds(self, people: npt.NDArray[np.int32], n: int) -> list[npt.NDArray[np.int32]]:
        """People in so many groups of nearly one size, by lot."""
        lot = self.lot[np.searchsorted(self.people, people)]
        shuffled = people[np.argsort(lot, kind="stable")]
        return [np.sort(shuffled[fold::n]) for fold in range(n)]

    def as_of(self, names: Sequence[str], at: int) -> Ratings:
        """What these crowds said at a time; of added ones, which do not change, it is all."""
        wanted = np.array([name in names for name in self.names], dtype=np.bool_)
        own = np.array([name == OWN for name in self.names], dtype=np.bool_)
        place = self.crowd[np.searchsorted(self.people, self.ratings.user)]
        return self.ratings.taken(wanted[place] & (~own[place] | (self.ratings.at <= at)))


def gathered(store: Store, crowds: Crowds, names: Sequence[str]) -> Gathered:
    """The people of these crowds together.

    Raises:
        BadValue: there is no crowd of a name.
        ArtifactError: one is damaged.
    """
    found: list[tuple[str, Ratings, list[str] | None]] = []
    for name in names:
        ratings, members = _own(store, crowds) if name == OWN else (crowds.ratings([name]), None)
        if len(ratings):
            found.append((name, ratings, members))
    parts: list[Ratings] = []
    people: list[npt.NDArray[np.int32]] = []
    lots: list[npt.NDArray[np.float64]] = []
    held: list[npt.NDArray[np.bool_]] = []
    before = 0
    for name, ratings, members in found:
        numbers = ratings.people()
        keys = numbers.tolist() if members is None else [members[number] for number in numbers.tolist()]
        lot = np.array([_lot(name, str(key)) for key in keys])
        people.append(numbers + np.int32(before))
        lots.append(lot)
        # A bound that does not depend on the other crowds: who is held out today is so tomorrow.
        held.append(lot < np.sort(lot)[_MOST] if len(lot) > _MOST else np.ones(len(lot), dtype=np.bool_))
        held[-1] &= lot < _PART
        shifted = ratings if before == 0 else _shifted(ratings, before)
        parts.append(shifted)
        before += int(numbers[-1]) + 1
    return Gathered(
        tuple(name for name, _, _ in found),
        _joined(parts),
        np.concatenate([*people, np.zeros(0, dtype=np.int32)]),
        np.repeat(np.arange(len(people)), [len(numbers) for numbers in people]),
        np.concatenate([*lots, np.zeros(0)]),
        np.concatenate([*held, np.zeros(0, dtype=np.bool_)]),
    )


def learnable(store: Store, crowds: Crowds, names: Sequence[str]) -> pd.DataFrame | None:
    """The table to learn from again, as `taste.TasteSpace.fit` takes it: crowds that are gone or damaged left out.

    Recommendations must not stop because of a crowd; `matinee learn` is who complains.
    """
    parts: list[Ratings] = []
    before = 0
    for name in names:
        try:
            part = gathered(store, crowds, [name]).learners()
        except MatineeError:
            continue
        if len(part):
            parts.append(_shifted(part, before))
            before = int(parts[-1].user.max()) + 1
    return _joined(parts).frame() if parts else None


def _own(store: Store, crowds: Crowds) -> tuple[Ratings, list[str]]:
    """The own people's ratings, and who has which number."""
    members: list[str] | None = None
    while True:
        ratings = crowds.own_ratings()
        with store.read() as unit:
            left = set(crowds.left())
            now = [user for user in unit.users() if user not in left]
        # Somebody who came in between would have moved everybody's number.
        if now == members:
            return ratings, now
        members = now


def _lot(crowd: str, person: str) -> float:
    digest = hashlib.blake2b(f"{crowd}\n{person}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _shifted(ratings: Ratings, by: int) -> Ratings:
    return Ratings(ratings.user + np.int32(by), ratings.film, ratings.stars, ratings.at)


def _joined(parts: list[Ratings]) -> Ratings:
    if len(parts) == 1:
        return parts[0]
    return Ratings(
        np.concatenate([*(part.user for part in parts), np.zeros(0, dtype=np.int32)]),
        np.concatenate([*(part.film for part in parts), np.zeros(0, dtype=np.int32)]),
        np.concatenate([*(part.stars for part in parts), np.zeros(0, dtype=np.float32)]),
        np.concatenate([*(part.at for part in parts), np.zeros(0, dtype=np.int64)]),
    )
