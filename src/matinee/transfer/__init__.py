"""Other services' files: what they say, read into rows, and what Matinee knows, written for them."""

from __future__ import annotations

from matinee.transfer.browser import DOWNLOADS, ENDINGS, LARGEST, download, guessed, uploaded
from matinee.transfer.detect import AUTO, FORMATS, read_history
from matinee.transfer.generic import read_map
from matinee.transfer.writers import EXPORTS, exported, write_export

__all__ = [
    "AUTO",
    "DOWNLOADS",
    "ENDINGS",
    "EXPORTS",
    "FORMATS",
    "LARGEST",
    "download",
    "exported",
    "guessed",
    "read_history",
    "read_map",
    "uploaded",
    "write_export",
]
