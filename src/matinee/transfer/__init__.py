"""Other services' files: what they say, read into rows, and what Matinee knows, written for them."""

from __future__ import annotations

from matinee.transfer.detect import AUTO, FORMATS, read_history
from matinee.transfer.generic import read_map

__all__ = ["AUTO", "FORMATS", "read_history", "read_map"]
