"""Imports: how many rows find their film, how many a wrong one, and how long ten thousand of them take."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Missing
from benchmarks.films import LARGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.films import Setting
    from matinee.domain.film import Film
    from matinee.domain.match import TitleIndex
    from matinee.testing.judging import Namesakes, Score

__all__ = ["MEASURES"]

_ROWS = 10_000
_CHILD = """
import re, sys
from pathlib import Path
from matinee.cli import main
code = main(sys.argv[1:])
status = Path("/proc/self/status")
peak = re.search(r"VmHWM:\\s*(\\d+)", status.read_text()) if status.exists() else None
print(peak[1] if peak else 0, file=sys.stderr)
sys.exit(code)
"""
"""An import that tells its own peak in kilobytes; what getrusage says of a child is at least its parent's."""
_HARD = Path(__file__).parents[1] / "tests" / "golden" / "matching" / "hard_titles.jsonl"


def _figures(score: Score, what: str, *, promised: bool) -> list[Figure]:
    left = f"{score.rows:,} rows, {score.absent:,} of films that are not there"
    return [
        Figure(f"{what}: not right", 100 * (1 - score.right_share), "%", 1 if promised else None, left),
        Figure(f"{what}: wrong", 100 * score.wrong_share, "%", 0.2 if promised else None),
    ]


def _judged(
    kinds: Sequence[str], films: Sequence[Film], absent: Sequence[Film], index: TitleIndex, n: int
) -> Score:
    from matinee.testing.judging import Score

    total = Score()
    for number, kind in enumerate(kinds):
        total += _judged_one(kind, films, absent, index, n, number)
    return total


def _judged_one(
    kind: str,
    films: Sequence[Film],
    absent: Sequence[Film],
    index: TitleIndex,
    n: int,
    seed: int,
    namesakes: Namesakes | None = None,
) -> Score:
    from matinee.testing.histories import made_up
    from matinee.testing.judging import judge

    with tempfile.TemporaryDirectory() as folder:
        made = made_up(kind, films, random.Random(seed), n, absent)  # noqa: S311 - no secrets
        return judge(made, index, Path(folder), namesakes)


def _by_format(
    films: Sequence[Film], index: TitleIndex, namesakes: Namesakes, what: str, *, promised: bool
) -> list[Figure]:
    """For each format and over all of them: what is left open or wrong, of all rows and of those that name one film.

    Rows with a title and no year can only be sure of titles that a single film has: Netflix is told by itself.
    """
    from matinee.testing.histories import HELD_OUT, MADE
    from matinee.testing.judging import Score

    found: list[Figure] = []
    total = Score()
    for number, kind in enumerate(MADE):
        score = _judged_one(kind, films, (), index, _ROWS // 2, number, namesakes)
        alone = (
            f"wrong {score.wrong_share:.3%}; without {score.several:,} rows that name several films: "
            f"{1 - score.clear.right_share:.3%}, wrong {score.clear.wrong_share:.3%}"
        )
        found.append(Figure(f"{what}, {kind}: not right", 100 * (1 - score.right_share), "%", None, alone))
        if kind != HELD_OUT:
            total += score
    years = f"{what}, formats with years"
    found += _figures(total, years, promised=promised)
    return found + _figures(total.clear, f"{years}, rows that name one film", promised=True)


def formats(setting: Setting) -> list[Figure]:
    """Every format against 128,000 films that have no IMDb ids and no directors, as hard as it can be made."""
    from matinee.testing.judging import Namesakes, index_over

    films = [film for film in setting.films(LARGE) if film.year]
    popular = sorted(films, key=lambda film: -(film.vote_count or 0))[:12_000]
    index, namesakes = index_over(films), Namesakes(films)
    found = _by_format(popular, index, namesakes, "the 12,000 most voted on", promised=True)
    return found + _by_format(films, index, namesakes, "any film", promised=False)


def starter(_setting: Setting) -> list[Figure]:
    """Every format and quirk against the starter catalogue, with and without IMDb's ids, and the judged titles."""
    from matinee.starter import starter_films
    from matinee.testing.histories import HELD_OUT, MADE
    from matinee.testing.judging import index_over, judge_titles

    films = [record.film for record in starter_films()]
    random.Random(1).shuffle(films)  # noqa: S311 - no secrets
    absent, known = films[:150], films[150:]
    index = index_over(known)
    bare = index_over(replace(film, imdb_id="") for film in known)
    kinds = [kind for kind in MADE if kind != HELD_OUT]
    found = _figures(_judged(kinds, known, absent, index, 1000), "all formats", promised=True)
    found += _figures(_judged(kinds, known, absent, bare, 1000), "catalogue without IMDb ids", promised=True)
    found += _figures(_judged([HELD_OUT], known, absent, index, 1000), f"{HELD_OUT}, held out", promised=True)
    return found + _figures(judge_titles(_HARD), "judged titles", promised=True)


def large(setting: Setting) -> list[Figure]:
    """Titles alone against 128,000 films: what is seen most, and any film at all; then a whole import."""
    from matinee.testing.histories import MADE, made_up
    from matinee.testing.judging import index_over

    records = setting.records(LARGE)
    films = [record.film for record in records if record.film.year]
    popular = sorted(films, key=lambda film: -(film.vote_count or 0))[:12_000]
    index = index_over(films)
    kinds = [kind for kind in MADE if kind in ("letterboxd watchlist", "imdb since 2024")]
    found = _figures(
        _judged(kinds, popular, (), index, _ROWS), "the 12,000 films most voted on", promised=True
    )
    found += _figures(_judged(kinds, films, (), index, _ROWS), "any film", promised=False)
    made = made_up("letterboxd watchlist", films, random.Random(1), _ROWS)  # noqa: S311 - no secrets
    return found + _timed(setting, made.files)


def _timed(setting: Setting, files: object) -> list[Figure]:
    import matinee

    home = setting.work / "large"
    if not (home / "ready").exists():
        home = setting.work / "imports"
        with matinee.open(home) as opened:
            opened.films.put(setting.records(LARGE))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in dict(files).items() if isinstance(files, dict) else ():
            (Path(folder) / name).write_bytes(content)
            paths.append(str(Path(folder) / name))
        command = [sys.executable, "-c", _CHILD, "import", *paths, "--user", "benchmark"]
        began = time.perf_counter()
        done = subprocess.run(
            command,
            env={**os.environ, "MATINEE_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.perf_counter() - began
    if done.returncode:
        raise Missing(f"the import failed: {done.stderr.strip()[-200:]}")
    found = [Figure("importing 10,000 rows", took, "s", 20, "a fresh process")]
    if (peak := int(done.stderr.split()[-1])) > 0:
        found.append(Figure("its peak memory", peak * 1024 / 1e6, "MB", 1000))
    return found


MEASURES = {
    "matching, starter catalogue": starter,
    f"matching, {LARGE}": large,
    f"matching by format, {LARGE}": formats,
}
