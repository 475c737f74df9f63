from __future__ import annotations

from pathlib import Path

import pytest

import matinee
from matinee.domain.film import FilmRecord
from matinee.starter import starter_films


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with some of the starter films and the space learned; copy it, do not write to it."""
    home = tmp_path_factory.mktemp("installation")
    with matinee.open(home) as opened:
        records: list[FilmRecord] = starter_films()
        opened.films.put([record for record in records if (record.film.fame or 0) >= 3])
        opened.spaces.current()
    return home
