"""What an installation keeps on disk: how large it is, and the last backup that was made for taking away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matinee.domain.ports import Clock, Progress

__all__ = ["Kept"]

_FOLDERS = {
    "spaces": "Taste spaces",
    "crowds": "Crowds",
    "search": "Search index",
    "meaning": "What films are about",
    "model": "Sentence model",
    "backups": "Backup",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Looks after the data directory.

    Args:
        directory: the data directory.
        copy: writes a backup to a new file.
        clock: microseconds since 1970 UTC.
    """

    directory: Path
    copy: Callable[[Path], None]
    clock: Clock

    def sizes(self) -> list[tuple[str, int]]:
        """What there is, in words, and its bytes; what is not there is left out."""
        database = sum(_size(place) for place in self.directory.glob("matinee.db*"))
        found = [("Films and feedback", database)]
        found += [(title, sum(map(_size, _files(self.directory / name)))) for name, title in _FOLDERS.items()]
        return [(title, size) for title, size in found if size]

    def back_up(self, progress: Progress | None = None) -> Path:
        """Make a backup in the data directory, for taking away; the one before goes.

        Raises:
            StoreError: it cannot be written, or the database is PostgreSQL's.
        """
        moment = dt.datetime.fromtimestamp(self.clock() / 1e6, dt.UTC).astimezone()
        folder = self.directory / "backups"
        target = folder / f"matinee-{moment:%Y-%m-%d-%H%M%S}.db"
        if progress is not None:
            progress("copying and checking", 0, 1)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            before = self._backups()
            self.copy(target)
            target.chmod(0o600)
            for place in before:
                place.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"Cannot write to {folder} ({error.strerror}): allow it.") from error
        return target

    def last_backup(self) -> Path | None:
        """The backup that was made last; None when there is none."""
        return max(self._backups(), default=None)

    def _backups(self) -> list[Path]:
        return list((self.directory / "backups").glob("matinee-*.db"))


def _files(folder: Path) -> Iterator[Path]:
    return (place for place in folder.rglob("*") if place.is_file())


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except OSError:
        # Gone between being listed and being looked at.
        return 0
