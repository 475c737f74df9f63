"""From files to a catalogue that can recommend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Stopwatch, folder_size, peak_memory
from benchmarks.films import LARGE, SMALL

if TYPE_CHECKING:
    from benchmarks.films import Setting

__all__ = ["MEASURES"]


def small(setting: Setting) -> list[Figure]:
    """`matinee films load tmdb_5000.zip` without the shell: read, clean, store, learn."""
    import matinee
    from matinee.tmdb import read_dump

    dump = setting.dump()
    watch = Stopwatch()
    with watch.run("open", lambda: matinee.open(setting.work / "loaded")) as opened:
        cleaned = watch.run("read", lambda: read_dump(dump))
        watch.run("store", lambda: opened.films.put(cleaned.records))
        watch.run("learn", opened.spaces.current)
    parts = watch.medians()
    return [
        Figure("zip to a space, in all", sum(parts.values()), "s", 20, f"{len(cleaned.records):,} films"),
        Figure("of it: new database", parts["open"], "s"),
        Figure("of it: reading and cleaning", parts["read"], "s"),
        Figure("of it: storing", parts["store"], "s"),
        Figure("of it: learning and saving the space", parts["learn"], "s"),
        Figure("peak memory", peak_memory(), "MB"),
        Figure("on disk", folder_size(setting.work / "loaded"), "MB", note="database and space"),
    ]


def large(setting: Setting) -> list[Figure]:
    """The same for 128,000 films; the installation stays for the benchmarks after this one."""
    import matinee

    records = setting.records(LARGE)
    watch = Stopwatch()
    place = setting.work / "large"
    with watch.run("open", lambda: matinee.open(place)) as opened:
        watch.run("store", lambda: opened.films.put(records))
        watch.run("learn", opened.spaces.current)
    (place / "ready").touch()
    parts = watch.medians()
    return [
        Figure("storing", parts["store"], "s", note=f"{len(records):,} films"),
        Figure("learning and saving the space", parts["learn"], "s"),
        Figure("peak memory", peak_memory(), "MB"),
        Figure("on disk", folder_size(place), "MB", note="database and space"),
    ]


MEASURES = {f"load, {SMALL}": small, f"load, {LARGE}": large}
