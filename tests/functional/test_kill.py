"""An event the program has acknowledged survives `kill -9` at any moment."""

from __future__ import annotations

import contextlib
import os
import random
import select
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from matinee.store import open_store

WRITER = """
import itertools, os, sys
from matinee.domain.feedback import Event, Kind
from matinee.store.sql import open_store

store = open_store(sys.argv[1])
for turn in itertools.count():
    size = turn % 3 + 1
    names = [f"{sys.argv[2]}:{turn}:{place}:{size}" for place in range(size)]
    with store.begin() as unit:
        unit.append([Event(event_id=name, user="me", kind=Kind.LIKE, film_id=1, at=turn) for name in names])
    os.write(1, "".join(name + "\\n" for name in names).encode())
"""

KILLS = 36


def start(url: str, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, url, name], stdout=subprocess.PIPE, bufsize=0)


def acknowledged_until_killed(writer: subprocess.Popen[bytes], wanted: int, seconds: float) -> list[str]:
    """What a writer acknowledged: at least `wanted` events, then for some `seconds` more, then it is killed."""
    assert writer.stdout is not None
    heard = b""
    while heard.count(b"\n") < wanted:
        heard_now = os.read(writer.stdout.fileno(), 4096)
        assert heard_now, "the writer ended by itself"
        heard += heard_now
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and select.select([writer.stdout], [], [], left)[0]:
        heard += os.read(writer.stdout.fileno(), 4096)
    assert writer.poll() is None, "the writer ended by itself"
    writer.kill()
    heard += writer.stdout.read()
    writer.wait()
    writer.stdout.close()
    # What follows the last line end was cut off half-way, and is no acknowledgement.
    return heard.decode().split("\n")[:-1]


def test_what_was_acknowledged_survives_many_kills(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'matinee.db'}"
    chance = random.Random(20)
    acknowledged: list[str] = []
    # Two write at any time, so that some are killed while they wait for, or make wait, the other.
    running = [start(url, "0"), start(url, "1")]
    try:
        for kill in range(KILLS):
            # One in six dies at any point of its start, the first ones while they make the tables.
            early = kill % 6 == 0
            wanted = 0 if early else chance.randrange(1, 12)
            writer = running.pop(0)
            acknowledged += acknowledged_until_killed(
                writer, wanted, chance.uniform(0, 0.5 if early else 0.02)
            )
            running.append(start(url, str(kill + 2)))
    finally:
        for writer in running:
            writer.kill()
            writer.communicate()

    with contextlib.closing(open_store(url)) as store:
        assert store.check() == []
        with store.read() as unit:
            log = Counter(event.event_id for event in unit.events("me"))
    assert len(acknowledged) > KILLS * 3
    assert [name for name in acknowledged if log[name] != 1] == []
    assert set(log.values()) == {1}
    # Of each commit everything is there, or nothing; the last part of a name is its size.
    commits = Counter((*name.split(":")[:2], name.split(":")[3]) for name in log)
    assert {commit: found for commit, found in commits.items() if found != int(commit[2])} == {}
