"""Matinee: a movie recommender you run for yourself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee, open

__all__ = ["Matinee", "__version__", "open"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`open` and `Matinee` at first use, so that `import matinee.taste` pulls in no database."""
    if name in ("Matinee", "open"):
        return getattr(import_module("matinee.bootstrap"), name)
    raise AttributeError(f"module 'matinee' has no attribute {name!r}")
