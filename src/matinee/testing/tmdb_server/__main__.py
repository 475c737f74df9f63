"""``python -m matinee.testing.tmdb_server --films 2000 --port 8377 [--latency-ms 50] [--fail 0.05]``."""

from __future__ import annotations

import argparse
import contextlib
import sys

from matinee.testing.tmdb_server import KEY, Faults, TmdbServer

_MOST_FILMS = 110_000


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m matinee.testing.tmdb_server", description="A local TMDB."
    )
    parser.add_argument(
        "--films", type=int, default=2000, help=f"how many invented films, up to {_MOST_FILMS:,}"
    )
    parser.add_argument("--port", type=int, default=8377)
    parser.add_argument("--latency-ms", type=float, default=0.0, help="each answer takes at least so long")
    parser.add_argument(
        "--fail", type=float, default=0.0, metavar="PART", help="this part of the answers fails"
    )
    asked = parser.parse_args()
    if not 1 <= asked.films <= _MOST_FILMS or not 0 <= asked.fail < 1 or asked.latency_ms < 0:
        parser.error(f"films from 1 to {_MOST_FILMS}, a part from 0 to 1, and no latency below 0")
    server = TmdbServer(
        asked.films, faults=Faults(asked.fail), latency=asked.latency_ms / 1000, port=asked.port
    )
    origin = f"http://127.0.0.1:{asked.port}"
    sys.stdout.write(
        f"export MATINEE_TMDB_URL={origin}/3 MATINEE_TMDB_EXPORTS_URL={origin}/p/exports TMDB_API_KEY={KEY}\n"
    )
    sys.stdout.flush()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.serve()
    except OSError as error:
        sys.stderr.write(
            f"Cannot listen on port {asked.port}: {error.strerror}. Choose another with --port.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
