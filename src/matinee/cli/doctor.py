"""Is an installation well: its directory, database, films and taste space."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from matinee import __version__
from matinee.errors import ArtifactError, MatineeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from matinee.bootstrap import Matinee

__all__ = ["Check", "examine"]

_LEAST_FREE = 100 * 1024 * 1024
"""Bytes of free space below which a big catalogue may not fit."""
_PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "SQLAlchemy", "streamlit")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(opened: Callable[[], AbstractContextManager[Matinee]]) -> list[Check]:
    """Look at an installation; what cannot be opened is a finding, not an error.

    Args:
        opened: opens the installation.
    """
    found = [_versions()]
    try:
        with opened() as matinee:
            found.extend(_installation(matinee))
    except MatineeError as error:
        found.append(Check("database", ok=False, detail=str(error)))
    return found


def _versions() -> Check:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    detail = f"matinee {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}"
    return Check("versions", ok=sqlite3.sqlite_version_info >= (3, 35), detail=detail)


def _installation(matinee: Matinee) -> Iterator[Check]:
    yield _directory(matinee.settings.home)
    complaints = matinee.store.check()
    detail = " ".join(complaints) if complaints else "sound"
    yield Check("database", ok=not complaints, detail=detail)
    if complaints:
        # What is damaged may fail to be read in any way; the rest would say nothing more.
        return
    films = matinee.films.count()
    yield Check("films", ok=films > 0, detail=str(films) if films else "none yet: run `matinee init`")
    people = matinee.feedback.users()
    yield Check("people", ok=True, detail=", ".join(people) if people else "nobody has said anything yet")
    yield _space(matinee)
    yield _learning(matinee)
    yield _model(matinee)


def _directory(home: Path) -> Check:
    if not os.access(home, os.W_OK | os.X_OK):
        return Check(
            "data directory", ok=False, detail=f"{home} may not be written to; allow it, or set MATINEE_HOME"
        )
    free = shutil.disk_usage(home).free
    detail = f"{home}, {free / 1024**3:.1f} GB free"
    return Check("data directory", ok=free >= _LEAST_FREE, detail=detail)


def _space(matinee: Matinee) -> Check:
    name = "taste space"
    try:
        stored = matinee.spaces.stored()
        if stored is not None:
            # What films are made of is read, and its hashes are checked, when first asked for.
            _ = stored.space.content
    except ArtifactError as error:
        return Check(name, ok=False, detail=str(error))
    if stored is None:
        if (matinee.settings.home / "spaces" / "current").exists():
            return Check(name, ok=False, detail="damaged: the next `matinee recommend` makes it anew")
        return Check(name, ok=True, detail="not learned yet: the next `matinee recommend` does it")
    with matinee.store.read() as unit:
        revision = unit.film_revision()
    films = len(stored.space.film_ids)
    if stored.revision != revision:
        detail = f"{films} films; films changed since, the next `matinee recommend` takes them up"
        return Check(name, ok=True, detail=detail)
    return Check(
        name,
        ok=True,
        detail=f"{films} films, {stored.space.interest.vectors.shape[1]} dimensions, up to date",
    )


def _learning(matinee: Matinee) -> Check:
    name = "learning"
    try:
        told = matinee.relearning.told()
    except ArtifactError as error:
        return Check(name, ok=False, detail=str(error))
    return Check(name, ok=matinee.relearning.last().outcome != "failed", detail=told)


def _model(matinee: Matinee) -> Check:
    name = "search by meaning"
    if matinee.meanings.model is None:
        detail = "the sentence model is not installed, words are compared: `matinee model install`"
        return Check(name, ok=True, detail=detail)
    behind = matinee.meanings.behind()
    films = matinee.films.count()
    detail = f"{films - behind} of {films} films; the next search or `matinee model install` reads the others"
    return Check(name, ok=True, detail=detail if behind else f"{films} films, up to date")
