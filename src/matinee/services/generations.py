"""What each taste space on disk was learned from, remembered beside them.

Spaces that differ only in their films are of one generation; `matinee learn` begins the next. A folder's name says
its generation, so that the pointer to a folder swaps the space and what is remembered of it at once. Generation 0 has
learned from nobody.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Generation", "Generations"]

_FOLDER = re.compile(r"films-(\d+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Generation:
    """One learning."""

    number: int = 0
    crowds: tuple[str, ...] = ()
    """Names of the crowds learned from."""
    at: int = 0
    """When, microseconds since 1970 UTC; 0 for what was never learned."""
    before: int | None = None
    """The generation that was in use before; None for the first."""

    def folder(self, revision: int) -> str:
        """Name of the folder of its space for the films of a revision."""
        return f"films-{revision}-{self.number}" if self.number else f"films-{revision}"


class Generations:
    """The generations of the spaces in a directory, in ``learned.json``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def _path(self) -> Path:
        return self._directory / "learned.json"

    def of(self, folder: str | None) -> Generation:
        """The generation a folder belongs to; for a name that is none, the newest there is."""
        known = self._read()
        found = None if folder is None else _FOLDER.fullmatch(folder)
        if found is None:
            return max(known.values(), key=lambda generation: generation.number, default=Generation())
        number = int(found[2] or 0)
        return known.get(number, Generation(number))

    def newest_folder(self, number: int) -> str | None:
        """The folder of a generation that has the latest films; None when none is there."""
        found = [
            (int(match[1]), match[0])
            for match in map(_FOLDER.fullmatch, self._folders())
            if match is not None and int(match[2] or 0) == number
        ]
        return max(found)[1] if found else None

    def following(self, before: Generation, crowds: tuple[str, ...], at: int) -> Generation:
        """A generation whose number was never given to another here."""
        given = [int(match[2] or 0) for match in map(_FOLDER.fullmatch, self._folders()) if match is not None]
        last = max([*self._read(), *given, self._last(), before.number])
        return Generation(last + 1, crowds, at, before.number)

    def remember(self, generation: Generation) -> None:
        """Note a generation, and forget those of which no space is left.

        Raises:
            OSError: it cannot be written.
        """
        kept = [
            other
            for number, other in self._read().items()
            if number != generation.number and (number == generation.before or self.newest_folder(number))
        ]
        self._write([*kept, generation], max(self._last(), generation.number))

    def drop(self, generation: Generation) -> None:
        """Forget a generation, but not that its number was given.

        Raises:
            OSError: it cannot be written.
        """
        known = self._read()
        rest = [other for number, other in known.items() if number != generation.number]
        self._write(rest, max(self._last(), generation.number))

    def _write(self, generations: list[Generation], last: int) -> None:
        told = {"last": last, "generations": [asdict(generation) for generation in generations]}
        fresh = self._directory / f".learned-{os.getpid()}"
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.write(json.dumps(told))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        finally:
            fresh.unlink(missing_ok=True)

    def _told(self) -> dict[str, Any]:
        """What the file says; nothing where it is damaged, as then the spaces themselves still serve."""
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _last(self) -> int:
        last = self._told().get("last", 0)
        return last if isinstance(last, int) else 0

    def _read(self) -> dict[int, Generation]:
        try:
            return {
                int(one["number"]): Generation(
                    int(one["number"]),
                    tuple(str(name) for name in one["crowds"]),
                    int(one["at"]),
                    None if one["before"] is None else int(one["before"]),
                )
                for one in self._told()["generations"]
            }
        except (KeyError, TypeError, ValueError):
            return {}

    def _folders(self) -> list[str]:
        if not self._directory.is_dir():
            return []
        return [entry.name for entry in self._directory.iterdir() if entry.is_dir()]
