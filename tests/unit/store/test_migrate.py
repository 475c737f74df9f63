"""The migrations lead to the tables that the code speaks of."""

from __future__ import annotations

import contextlib
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import matinee.store.migrate
from matinee.store import open_store
from matinee.store.engine import reading
from matinee.store.migrate import REVISIONS
from matinee.store.schema import metadata


def test_a_migrated_database_has_the_tables_of_the_schema(tmp_path: Path) -> None:
    with (
        contextlib.closing(open_store(f"sqlite:///{tmp_path / 'matinee.db'}")) as store,
        reading(store.engine) as connection,
    ):
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_known_revisions_are_those_of_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(matinee.store.migrate.__file__).parent / "migrations"))
    revisions = ScriptDirectory.from_config(config).walk_revisions()
    assert [revision.revision for revision in revisions] == list(reversed(REVISIONS))


def test_a_folder_with_a_percent_sign_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "100% films"
    folder.mkdir()
    with contextlib.closing(open_store(f"sqlite:///{folder / 'matinee.db'}")) as store:
        assert store.check() == []


def test_the_imdb_ids_of_films_stored_before_imports_are_found(tmp_path: Path) -> None:
    from alembic import command

    from matinee.domain.film import Film, FilmRecord
    from matinee.store.engine import make_engine, writing

    url = f"sqlite:///{tmp_path / 'matinee.db'}"
    engine = make_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(matinee.store.migrate.__file__).parent / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO film (film_id, title, original_title, title_key, original_key, votes, body, revision) "
            "VALUES (949, 'Heat', '', 'heat', '', 1, '{\"id\":949,\"title\":\"Heat\",\"imdb_id\":\"tt0113277\"}', 1), "
            "(950, 'Cold', '', 'cold', '', 1, '{\"id\":950,\"title\":\"Cold\"}', 1)"
        )
    engine.dispose()
    with contextlib.closing(open_store(url)) as store, store.begin() as unit:
        assert [row.imdb_id for row in unit.titles()] == ["tt0113277", ""]
        unit.put_films([FilmRecord(Film(id=950, title="Cold", imdb_id="tt1"), "tmdb")])
        assert [row.imdb_id for row in unit.titles()] == ["tt0113277", "tt1"]


def test_films_fetched_before_are_known_by_their_translated_titles(tmp_path: Path) -> None:
    import gzip
    import json

    from alembic import command

    from matinee.store.engine import make_engine, writing

    url = f"sqlite:///{tmp_path / 'matinee.db'}"
    engine = make_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(matinee.store.migrate.__file__).parent / "migrations"))
    answer = {"translations": {"translations": [{"data": {"title": "Die Laterne"}}, {"data": {"title": ""}}]}}
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for film_id, payload in ((1, gzip.compress(json.dumps(answer).encode())), (2, b"damaged"), (3, b"")):
            connection.exec_driver_sql(
                "INSERT INTO tmdb_film (film_id, fetched_at, etag, poster, backdrop, payload) "
                "VALUES (?, 1, '', '', '', ?)",
                (film_id, payload),
            )
    engine.dispose()
    with contextlib.closing(open_store(url)) as store, store.read() as unit:
        assert unit.shelf.titled(["laterne"]) == [1]
