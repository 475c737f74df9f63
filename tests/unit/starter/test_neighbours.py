"""The written-down neighbours are those the program finds."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_of_neighbours_has_not_drifted():
    spec = importlib.util.spec_from_file_location("make_neighbours", ROOT / "tools" / "make_neighbours.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run `make docs` and read what changed"
