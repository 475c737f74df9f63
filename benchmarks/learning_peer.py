"""What another recommender takes to learn from a crowd: ``python -m benchmarks.learning_peer als FOLDER OUT``.

Runs in the environment of `make bench-peers`.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from benchmarks.figures import peak_memory, seconds_of
from benchmarks.peers import Als, Ease
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable

_MAKE: dict[str, Callable[[], Any]] = {"als": partial(Als, 128, 0.01, 1.0), "ease": partial(Ease, 500.0)}
"""As many factors as a film has of ours; what it takes does not hang on the other numbers."""


def learn(peer: str, crowd: Path) -> dict[str, float]:
    """Seconds and megabytes to learn from the likes of a crowd.

    Args:
        peer: ``als`` or ``ease``.
        crowd: the folder an installation keeps it in.
    """
    ratings = {name: np.load(crowd / f"{name}.npy", mmap_mode="r") for name in ("user", "film", "stars")}
    liked = np.flatnonzero(np.asarray(ratings["stars"]) >= 4)
    _, user = np.unique(ratings["user"][liked], return_inverse=True)
    _, film = np.unique(ratings["film"][liked], return_inverse=True)
    chosen = sparse.csr_matrix((np.ones(len(liked), dtype=np.float32), (user, film)))
    model = _MAKE[peer]()
    with one_thread():
        seconds = seconds_of(partial(model._learned, chosen))
    return {"seconds": seconds, "megabytes": _peak()}


def _peak() -> float:
    """Megabytes at the peak since this program began: `peak_memory` knows the one that started it, too."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return peak_memory()
    return next(float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:"))


def main() -> None:
    """One peer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=list(_MAKE))
    parser.add_argument("crowd", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    asked.out.write_text(json.dumps(learn(asked.peer, asked.crowd)), encoding="utf-8")


if __name__ == "__main__":
    main()
