"""Settings: from the environment (``MATINEE_...``), with defaults that need none."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads it at run time

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


def _platform_home() -> Path:
    return platformdirs.user_data_path("matinee", appauthor=False)


class Settings(BaseSettings):
    """What an installation can be told from outside."""

    model_config = SettingsConfigDict(env_prefix="MATINEE_", extra="ignore")

    home: Path = Field(default_factory=_platform_home)
    """The data directory: the database and the learned spaces; the platform's own by default."""
    database_url: SecretStr | None = None
    """Another database than SQLite in the data directory: postgresql://user:password@host/name."""
    user: str = "me"
    """Who speaks when nobody is named."""

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'matinee.db'}"
