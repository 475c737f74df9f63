"""Crowds: other people's ratings that an installation learns from, and never shows to anybody."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.crowd import CrowdReport
from matinee.domain.feedback import Kind, fold
from matinee.domain.ratings import Ratings
from matinee.errors import ArtifactError, BadValue
from matinee.taste.artifact import read_arrays, read_manifest, write_arrays, write_refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from matinee.domain.crowd import ReadCrowd
    from matinee.domain.ports import Clock, Store, Unit

__all__ = ["OWN", "Crowds", "Installed"]

OWN = "own"
"""The crowd that is the installation's own people; never on disk, always as their log is now."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_COLUMNS = ["user", "film", "stars", "at"]
_LIKED, _DISLIKED = 4.5, 1.5
"""Stars that a like and a dislike without stars stand for, to others."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One crowd that is learned from."""

    name: str
    people: int
    films: int
    ratings: int
    source: str
    """The file it came from, without its folder."""
    added_at: int
    """Microseconds since 1970 UTC; 0 for the own people."""
    report: CrowdReport


class Crowds:
    """The crowds of an installation, in ``MATINEE_HOME/crowds``."""

    def __init__(self, store: Store, directory: Path, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def add(self, name: str, crowd: ReadCrowd, source: str) -> Installed:
        """Keep a crowd that was read; one of the same name is replaced.

        Raises:
            BadValue: the name is none.
            StoreError: it cannot be written; an older one of the name stays.
        """
        name = crowd_name(name)
        ratings = crowd.ratings
        arrays: dict[str, npt.NDArray[Any]] = {column: getattr(ratings, column) for column in _COLUMNS}
        described = {
            "crowd": name,
            "source": source,
            "added_at": self._clock(),
            "report": crowd.report.to_dict(),
        }
        write_arrays(self._directory / name, arrays, described, {})
        return self._installed(name)

    def installed(self) -> list[Installed]:
        """Every crowd by name, the own people first where anybody rated and they are learned from.

        Raises:
            ArtifactError: one is damaged.
        """
        found = [self._installed(name) for name in self._names()]
        own = self.own_ratings()
        if len(own):
            films, people = len(np.unique(own.film)), len(own.people())
            found.insert(
                0,
                Installed(OWN, people, films, len(own), "the people of this installation", 0, CrowdReport()),
            )
        return found

    def remove(self, name: str) -> None:
        """Learn from a crowd no more; of the own people nothing is lost but that.

        Raises:
            BadValue: there is none of that name.
            StoreError: it cannot be removed.
        """
        if name == OWN:
            self._tell_own(joined=False)
            return
        self._need(name)
        try:
            shutil.rmtree(self._directory / name)
        except OSError as error:
            raise write_refused(self._directory, error) from error

    def ratings(self, names: Sequence[str] | None = None) -> Ratings:
        """The ratings of these crowds together, people numbered so that no two are the same; memory-mapped if one.

        Args:
            names: which; None takes all, the own people included.

        Raises:
            BadValue: there is none of that name.
            ArtifactError: one is damaged.
        """
        if names is None:
            names = [OWN, *self._names()]
        parts = [self.own_ratings() if name == OWN else self._read(name) for name in names]
        parts = [part for part in parts if len(part)]
        if len(parts) == 1:
            return parts[0]
        users: list[npt.NDArray[np.int32]] = []
        before = 0
        for part in parts:
            users.append(part.user + np.int32(before))
            before += int(part.user.max()) + 1
        return Ratings(
            np.concatenate([*users, np.zeros(0, dtype=np.int32)]),
            np.concatenate([part.film for part in parts] or [np.zeros(0, dtype=np.int32)]),
            np.concatenate([part.stars for part in parts] or [np.zeros(0, dtype=np.float32)]),
            np.concatenate([part.at for part in parts] or [np.zeros(0, dtype=np.int64)]),
        )

    # The installation's own people

    def join(self) -> None:
        """Learn from the own people, which is so unless `remove` was told otherwise."""
        self._tell_own(joined=True)

    def leave(self, user: str, *, out: bool = True) -> None:
        """Leave one person out of what others are recommended, or take them in again.

        Raises:
            BadValue: the name is empty.
        """
        if not user.strip():
            raise BadValue("Say who it is: the person's name is empty.")
        people = set(self._own()["out"])
        people = people | {user} if out else people - {user}
        self._tell_own(out=sorted(people))

    def left(self) -> list[str]:
        """Who is left out, by name."""
        return list(self._own()["out"])

    def own_ratings(self) -> Ratings:
        """What the own people rate, like and dislike now, without those who left."""
        own = self._own()
        rows: list[tuple[int, int, float, int]] = []
        if own["joined"]:
            with self._store.read() as unit:
                people = [user for user in unit.users() if user not in own["out"]]
                for number, user in enumerate(people):
                    rows += [(number, *row) for row in _rated(unit, user)]
        users, films, stars, at = zip(*rows, strict=True) if rows else ((), (), (), ())
        return Ratings(
            np.array(users, dtype=np.int32),
            np.array(films, dtype=np.int32),
            np.array(stars, dtype=np.float32),
            np.array(at, dtype=np.int64),
        ).in_order()

    def _own(self) -> dict[str, Any]:
        try:
            told = json.loads((self._directory / "own.json").read_text(encoding="utf-8"))
            return {"joined": bool(told["joined"]), "out": [str(name) for name in told["out"]]}
        except (FileNotFoundError, NotADirectoryError):
            return {"joined": True, "out": []}
        except (OSError, ValueError, KeyError, TypeError) as error:
            # Who asked to be left out must not be taken in because of a damaged file.
            raise ArtifactError(
                f"{self._directory / 'own.json'} is damaged: delete it, and say anew who is left out of the crowd."
            ) from error

    def _tell_own(self, **changed: Any) -> None:
        told = self._own() | changed
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            fresh = self._directory / ".own.json"
            fresh.write_text(json.dumps(told), encoding="utf-8")
            fresh.replace(self._directory / "own.json")
        except OSError as error:
            raise write_refused(self._directory, error) from error

    # On disk

    def _names(self) -> list[str]:
        if not self._directory.is_dir():
            return []
        return sorted(
            entry.name
            for entry in self._directory.iterdir()
            if entry.is_dir() and _NAME.fullmatch(entry.name)
        )

    def _need(self, name: str) -> None:
        names = self._names()
        if name not in names:
            there = (
                f"there are {', '.join(names)}"
                if names
                else "there is none yet; add one with `matinee crowd add`"
            )
            raise BadValue(f'There is no crowd "{name}"; {there}.')

    def _described(self, name: str) -> dict[str, Any]:
        try:
            return read_manifest(self._directory / name)
        except ArtifactError as error:
            raise self._damaged(name) from error

    def _damaged(self, name: str) -> ArtifactError:
        return ArtifactError(
            f'The crowd "{name}" is damaged: remove it with `matinee crowd remove {name}` and add it again.'
        )

    def _installed(self, name: str) -> Installed:
        described = self._described(name)
        try:
            report = CrowdReport.from_dict(described["report"])
            source, added_at = str(described["source"]), int(described["added_at"])
        except (KeyError, TypeError, ValueError) as error:
            raise self._damaged(name) from error
        return Installed(name, report.people, report.films, report.kept, source, added_at, report)

    def _read(self, name: str) -> Ratings:
        self._need(name)
        try:
            arrays = read_arrays(self._directory / name, self._described(name), _COLUMNS)
        except ArtifactError as error:
            raise self._damaged(name) from error
        return Ratings(**arrays)


def crowd_name(text: str) -> str:
    """A name that can be a folder: small letters, digits, dot, dash and underscore.

    Raises:
        BadValue: nothing is left of it, or it is that of the own people.
    """
    name = re.sub(r"[^a-z0-9._-]+", "-", text.strip().casefold()).strip("-._")
    if not _NAME.fullmatch(name) or name == OWN:
        raise BadValue(f'"{text}" is no name for a crowd; take letters and digits, and not "{OWN}".')
    return name


def _rated(unit: Unit, user: str) -> list[tuple[int, float, int]]:
    """Film, stars and time of what a person rated, liked or disliked; a film once, its stars before its like."""
    found: dict[int, tuple[float, int]] = {}
    stars: set[int] = set()
    for event in fold(unit.events(user)).events:
        film = event.film_id
        if film is None:
            continue
        if event.kind is Kind.RATING and event.value is not None:
            found[film] = event.value, event.at
            stars.add(film)
        elif event.kind in (Kind.LIKE, Kind.DISLIKE) and film not in stars:
            found[film] = _LIKED if event.kind is Kind.LIKE else _DISLIKED, event.at
    return [(film, value, at) for film, (value, at) in found.items()]
