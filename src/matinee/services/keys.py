"""The TMDB key: from the environment, or kept in a file that only its owner may read. It is never given out to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.errors import BadValue, StoreError
from matinee.services.private import read_private, write_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matinee.domain.gathering import FilmSource

__all__ = ["Keys"]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keeps and tries the TMDB key of an installation.

    Args:
        directory: the data directory.
        outside: whether the environment gives a key; then that one is used.
        opened: opens a source with a key; raises `TmdbNoKey` for what cannot be one.
    """

    directory: Path
    outside: bool
    opened: Callable[[str], FilmSource]

    @property
    def there(self) -> bool:
        """Whether there is a key at all."""
        return self.outside or self.is_kept

    @property
    def is_kept(self) -> bool:
        """Whether one is kept in the data directory."""
        return self._place.exists()

    @property
    def kept(self) -> str:
        """The key that is kept, for the source alone; empty for none.

        Raises:
            StoreError: it cannot be read, or others may read it too.
        """
        return (read_private(self._place) or "").strip()

    def test(self, key: str = "") -> None:
        """Make one small request with a key.

        Args:
            key: which; empty tries the one in use.

        Raises:
            TmdbError: what came of it, in words: no key, refused, unreachable.
        """
        source = self.opened(key)
        try:
            source.configuration()
        finally:
            source.close()

    def keep(self, key: str) -> None:
        """Keep a key, in place of any that was kept.

        Raises:
            TmdbNoKey: it cannot be one.
            BadValue: nothing was given.
            StoreError: it cannot be written.
        """
        if not key.strip():
            raise BadValue("Paste the key first.")
        # Opening tells a key from what is none; nothing is sent.
        self.opened(key).close()
        write_private(self._place, key.strip())

    def forget(self) -> None:
        """Remove the key that is kept.

        Raises:
            StoreError: it cannot be removed.
        """
        try:
            self._place.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{self._place} cannot be removed ({error.strerror}): remove it yourself."
            ) from error

    @property
    def _place(self) -> Path:
        return self.directory / "tmdb-key"
