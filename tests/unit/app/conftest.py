from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

import matinee
from matinee.app import state
from matinee.app.state import Visit
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


@pytest.fixture
def home(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory of the test's own, which the app finds."""
    place = tmp_path / "home"
    shutil.copytree(installation, place)
    monkeypatch.setenv("MATINEE_HOME", str(place))
    monkeypatch.delenv("MATINEE_USER", raising=False)
    yield place
    state.opened.clear()


@pytest.fixture
def visit(home: Path) -> Iterator[Visit]:
    """A visit outside any page: Streamlit's session state is a plain one then."""
    with matinee.open(home) as opened:
        st.session_state.clear()
        yield Visit(opened)
        st.session_state.clear()
