"""Fuzzes the readers of foreign files with atheris, for a bounded time: ``make fuzz``.

Each input is a file of some name, alone or in a zip. Whatever it holds, it is read, or refused with one line;
anything else, and anything that takes long, is a finding, which atheris writes down as ``crash-...``.

The first run begins with made-up exports of every format, so that the fuzzer starts from files that are read.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matinee.domain.history import Row

_NAMES = ("x.csv", "ratings.json", "x.xml", "x.jsonl", "likes/films.csv", "watchlist.csv", "u.data", "a.zip")


def _seeds(folder: Path) -> None:
    """Small made-up exports, each behind the byte that names it."""
    from matinee.starter import starter_films
    from matinee.testing.histories import MADE, made_up

    films = [record.film for record in starter_films()][:200]
    for number, kind in enumerate(MADE):
        rng = random.Random(number)  # noqa: S311 - made-up films need no secrets
        for name, content in made_up(kind, films, rng, 4).files.items():
            ending = Path(name).suffix
            place = next((place for place, known in enumerate(_NAMES) if known.endswith(ending)), 0)
            (folder / f"seed-{number}").write_bytes(bytes([2 * place]) + content)
    (folder / "seed-own").write_bytes(bytes([2 * _NAMES.index("x.jsonl")]) + _OWN)


_OWN = b"""{"matinee":"export","version":1,"user":"me"}
{"event":{"event_id":"a","user":"me","kind":"rating","film_id":1,"value":4.5,"at":1,"source":"cli","detail":"{}"}}
{"remembered":{"service":"imdb","key":"k","title":"T","state":"review","other_titles":["U"],"directors":[]}}
{"waiting":{"service":"imdb","key":"k","noted_at":1,"said":{"kind":"rating","stars":4,"at":1,"written":"8"}}}
{"preference":{"name":"filters","value":{"years":[1970,1999]}}}
"""


def main() -> None:
    """Run atheris until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="where inputs are kept from run to run; else nowhere")
    arguments = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: run python -m pip install --group fuzz")
    with atheris.instrument_imports(include=["matinee.transfer", "matinee.opening"]):
        from matinee.errors import BadValue, SourceError
        from matinee.testing.histories import zipped
        from matinee.transfer import read_history

    with tempfile.TemporaryDirectory() as scratch:
        corpus = arguments.corpus or Path(scratch) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        if not any(corpus.iterdir()):
            _seeds(corpus)

        def one(data: bytes) -> None:
            choice, content = (data[0], data[1:]) if data else (0, b"")
            name = _NAMES[choice // 2 % len(_NAMES)]
            path = Path(scratch) / "given" / Path(name).name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zipped({name: content}) if choice % 2 else content)
            rows: tuple[Row, ...] = ()
            complaint = ""
            try:
                history = read_history([path])
                rows = history.rows
                for title in history.remembered:
                    (title.title + title.key + title.imdb_id).encode()
                json.dumps(dict(history.preferences), ensure_ascii=False).encode()
            except (SourceError, BadValue) as error:
                complaint = str(error)
            assert "\n" not in complaint
            for row in rows:
                (row.title + row.trouble + row.imdb_id).encode()

        flags = [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={arguments.seconds}",
            "-timeout=10",
            "-rss_limit_mb=1500",
        ]
        atheris.Setup(flags, one)
        os.environ.setdefault("PYTHONHASHSEED", "0")
        atheris.Fuzz()


if __name__ == "__main__":
    main()
