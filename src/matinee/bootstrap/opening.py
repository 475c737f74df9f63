"""Opening an installation, and making one out of a backup."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from matinee.bootstrap.installation import Matinee
from matinee.errors import BadValue, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.config import Settings
    from matinee.domain.ports import Clock

__all__ = ["open", "read_settings", "restore"]


def _now() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def open(  # noqa: A001 - `matinee.open()` is what a caller reads
    home: Path | str | None = None, *, database_url: str | None = None, clock: Clock | None = None
) -> Matinee:
    """Open an installation, making its data directory and database where there is none.

    Args:
        home: the data directory; None is ``MATINEE_HOME`` or the platform's own.
        database_url: another database than SQLite in the data directory; None is ``MATINEE_DATABASE_URL``.
        clock: tells the time; for tests.

    Raises:
        StoreError: the directory or database refuses.
    """
    from pathlib import Path as AnyPath

    from pydantic import SecretStr

    from matinee.store import open_store

    settings = read_settings()
    if home is not None:
        settings = settings.model_copy(update={"home": AnyPath(home)})
    if database_url is not None:
        settings = settings.model_copy(update={"database_url": SecretStr(database_url)})
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"Cannot make the data directory {settings.home}: {error.strerror}. "
            "Set MATINEE_HOME to one you may write to."
        ) from error
    return Matinee(open_store(settings.database), settings, clock or _now)


def read_settings() -> Settings:
    """The settings that the environment gives.

    Raises:
        BadValue: one of them cannot be used.
    """
    from pydantic import ValidationError

    from matinee.config import Settings

    try:
        return Settings()
    except ValidationError as error:
        # Only the variable is named: what it holds may be a key.
        wrong = error.errors(include_input=False, include_url=False)[0]
        name = str(wrong["loc"][0]).upper()
        if name not in {"TMDB_API_KEY", "TMDB_READ_ACCESS_TOKEN"}:
            name = f"MATINEE_{name.removeprefix('MATINEE_')}"
        raise BadValue(
            f"{name} cannot be used ({wrong['msg'].removeprefix('Value error, ')}); correct or unset it."
        ) from None


def restore(backup: Path | str, home: Path | str | None = None) -> Path:
    """Make a new installation out of a backup; gives its data directory.

    Args:
        backup: a file that `Matinee.back_up` wrote.
        home: the data directory to be; None is ``MATINEE_HOME`` or the platform's own.

    Raises:
        StoreError: no backup or a damaged one, an installation is there already, or it is kept by PostgreSQL.
    """
    from pathlib import Path as AnyPath

    from matinee.store.backup import restore as restore_store

    settings = read_settings()
    if home is None and settings.database_url is not None:
        raise StoreError(
            "MATINEE_DATABASE_URL names another database than a file; restore a dump of it with pg_restore, or "
            "unset it first."
        )
    folder = settings.home if home is None else AnyPath(home)
    restore_store(AnyPath(backup), folder / "matinee.db")
    return folder
