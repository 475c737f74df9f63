"""How long learning the taste space takes, and how much memory."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Stopwatch, folder_size, peak_memory, seconds_of
from benchmarks.films import LARGE, SMALL, frame_of

if TYPE_CHECKING:
    from benchmarks.films import Setting

__all__ = ["MEASURES"]


def _fit(setting: Setting, size: str, seconds: float, megabytes: float) -> list[Figure]:
    import numpy as np

    from matinee.features.blocks import FeatureSpace
    from matinee.taste import TasteSpace
    from matinee.taste.config import TasteConfig
    from matinee.taste.content import content_map
    from matinee.taste.frames import films_from_frame
    from matinee.taste.threads import one_thread

    films = setting.films(size)
    frame = frame_of(films)
    del films
    before = peak_memory()
    watch = Stopwatch()
    started = time.process_time()
    space = watch.run("fit", TasteSpace.fit, frame)
    processor = time.process_time() - started
    peak = peak_memory()
    whole = watch.medians()["fit"]
    rows = space.content.rows
    saving = seconds_of(lambda: space.save(setting.work / "fitted"))
    # The two long parts again by themselves, for who wants to know where the time goes.
    again = films_from_frame(frame)
    features, again_rows = watch.run("features", lambda: FeatureSpace.fit(again))
    dimensions, rng = TasteConfig().dimensions, np.random.default_rng(0)
    with one_thread():
        watch.run("map", content_map, again_rows, features.mean, dimensions, rng)
    parts = watch.medians()
    shape = f"{rows.shape[0]:,} films x {rows.shape[1]:,} terms, {rows.nnz:,} entries"
    return [
        Figure("fit of the space", whole, "s", seconds, shape),
        Figure("processor time of the fit", processor, "s", note="what it takes when nothing else runs"),
        Figure("peak memory", peak, "MB", megabytes, f"{before:.0f} MB of it before the fit began"),
        Figure("of it: features", parts["features"], "s", note="TF-IDF blocks, run again by itself"),
        Figure("of it: content map", parts["map"], "s", note="randomised SVD, run again by itself"),
        Figure("saving the space", saving, "s"),
        Figure("space on disk", folder_size(setting.work / "fitted"), "MB"),
    ]


def small(setting: Setting) -> list[Figure]:
    """`TasteSpace.fit` on TMDB 5000."""
    return _fit(setting, SMALL, 6, 1000)


def large(setting: Setting) -> list[Figure]:
    """`TasteSpace.fit` on 128,000 films without credits or keywords."""
    return _fit(setting, LARGE, 75, 3000)


MEASURES = {f"fit, {SMALL}": small, f"fit, {LARGE}": large}
