"""For every test: no real key and no real TMDB, whatever the environment of who runs them holds."""

import os

import pytest

# Before anything imports it: the suites there would not explain their assertions otherwise.
pytest.register_assert_rewrite("matinee.testing")

for name in (
    "TMDB_API_KEY",
    "TMDB_READ_ACCESS_TOKEN",
    "MATINEE_TMDB_API_KEY",
    "MATINEE_TMDB_READ_ACCESS_TOKEN",
):
    os.environ.pop(name, None)
