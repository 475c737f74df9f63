"""Which URLs make an engine."""

from __future__ import annotations

import pytest

from matinee.errors import StoreError
from matinee.store.engine import make_engine


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_is_driven_by_psycopg(scheme: str) -> None:
    engine = make_engine(f"{scheme}://me:secret@host:5433/films")
    assert engine.url.drivername == "postgresql+psycopg"
    assert engine.url.render_as_string(hide_password=False).endswith("//me:secret@host:5433/films")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "cannot be read"),
        ("hunter2", "cannot be read"),
        ("postgresql://me:hunter2@host:port/films", "cannot be read"),
        ("mysql://me:hunter2@host/films", "not in mysql"),
        ("postgresql+asyncpg://me:hunter2@host/films", "not in postgresql"),
        ("sqlite://", "Name a file"),
        ("sqlite:///:memory:", "Name a file"),
    ],
)
def test_other_urls_are_refused_without_their_password(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        make_engine(url)
    assert "hunter2" not in str(refused.value)
