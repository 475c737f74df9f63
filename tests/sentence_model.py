"""Where tests find the sentence model, and a stand-in for tests that do not need it."""

import hashlib
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from matinee.features.stems import stems
from matinee.model import ModelFiles, installed

SHARED = Path(sys.prefix) / "share" / "matinee" / "model"


def model_files() -> ModelFiles:
    """The model that `make test` fetches; without it the test is skipped, or fails where it is required."""
    found = installed(SHARED)
    if found is None:
        why = f"The sentence model is not in {SHARED}: run `make model`."
        if os.environ.get("MATINEE_REQUIRE_MODEL") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return found


class WordModel:
    """Texts that share words are near: each stem has a direction of its own. Counts the texts it is given."""

    def __init__(self, key: str = "words-float32", width: int = 64) -> None:
        self.key = key
        self.width = width
        self.texts: list[str] = []

    def embed(self, texts):
        self.texts += texts
        found = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in stems(text):
                seed = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "big")
                found[row] += np.random.default_rng(seed).standard_normal(self.width).astype(np.float32)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
