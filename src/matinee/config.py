"""Settings: from the environment (``MATINEE_...``), with defaults that need none."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads it at run time

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, field_validator
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

    country: str = "US"
    """Where you are, as two letters: whose certifications and services a film's page shows."""
    language: str = "en"
    """Your language, as two letters: for titles and overviews on a film's page."""
    tmdb_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("TMDB_API_KEY", "MATINEE_TMDB_API_KEY", "tmdb_api_key")
    )
    """Your own TMDB key (32 hexadecimal digits), from https://www.themoviedb.org/settings/api"""
    tmdb_read_access_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices(
            "TMDB_READ_ACCESS_TOKEN", "MATINEE_TMDB_READ_ACCESS_TOKEN", "tmdb_read_access_token"
        ),
    )
    """Or your TMDB read access token; one of the two is enough, and either may stand in either place."""
    tmdb_url: str = "https://api.themoviedb.org/3"
    """Where TMDB's API is: another one for a mirror, or for the local TMDB of tests."""
    tmdb_exports_url: str = "https://files.tmdb.org/p/exports"
    """Where TMDB's daily lists of films are."""
    tmdb_rate: float = Field(default=20.0, ge=0, le=1000)
    """Requests a second at most; TMDB's own ceiling is near 40. 0 is no limit, for the local TMDB only."""
    tmdb_proxy: SecretStr | None = None
    """A proxy for TMDB alone, as http://host:port; else HTTPS_PROXY counts."""
    tmdb_ipv4: bool = False
    """Reach TMDB by IPv4 only, where IPv6 is broken."""

    app_password: SecretStr | None = None
    """The password that `matinee app` asks for, instead of one kept by `matinee app password`."""

    learn_hours: float = Field(default=12.0, ge=0, le=10_000)
    """Hours between two times the app learns by itself, at the least; 0 for never. `matinee learn` is always free."""
    movielens_url: str = "https://files.grouplens.org/datasets/movielens"
    """Where GroupLens keeps MovieLens: another one for a mirror."""

    @field_validator("country", "language")
    @classmethod
    def _two_letters(cls, given: str) -> str:
        """``de-DE`` and ``de_DE.UTF-8`` are German; a country is written in capitals."""
        letters = given.strip().replace("_", "-").split("-")[0]
        if len(letters) != 2 or not letters.isascii() or not letters.isalpha():
            raise ValueError("write two letters, such as US or de")
        return letters

    @field_validator("country")
    @classmethod
    def _capitals(cls, given: str) -> str:
        return given.upper()

    @field_validator("language")
    @classmethod
    def _small(cls, given: str) -> str:
        return given.lower()

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'matinee.db'}"
