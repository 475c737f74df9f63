"""A local TMDB for tests, demonstrations and work without a network: this part of its API, over real HTTP.

    python -m matinee.testing.tmdb_server --films 2000 --port 8377

Point Matinee at it with ``MATINEE_TMDB_URL``, ``MATINEE_TMDB_EXPORTS_URL`` and the invented `KEY`. Its films are
invented too. It speaks as TMDB does (checked against TMDB's own document and recorded answers), quirks included,
and misbehaves when asked to: see `Faults`.
"""

from matinee.testing.tmdb_server.api import KEY, SUSPENDED_KEY, TOKEN
from matinee.testing.tmdb_server.catalogue import Catalogue
from matinee.testing.tmdb_server.faults import Faults
from matinee.testing.tmdb_server.server import TmdbServer

__all__ = ["KEY", "SUSPENDED_KEY", "TOKEN", "Catalogue", "Faults", "TmdbServer"]
