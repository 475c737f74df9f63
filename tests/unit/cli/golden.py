"""Golden JSON: event ids numbered by first appearance, numbers compared with a tolerance."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "golden" / "cli"
_ID = re.compile(r"[0-9a-f]{32}")
_DIGITS = 6


def settled(value: Any) -> Any:
    """The value without what differs from run to run."""
    ids: dict[str, str] = {}
    return _settled(value, ids)


def _settled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _settled(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [_settled(inner, ids) for inner in value]
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, str) and _ID.fullmatch(value):
        # As long as a real one, so that the examples in the documentation look like what comes.
        return ids.setdefault(value, f"{len(ids) + 1:032x}")
    return value


def check_golden(name: str, value: Any) -> None:
    path = FOLDER / f"{name}.json"
    found = settled(value)
    if os.environ.get("MATINEE_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    known = json.loads(path.read_text(encoding="utf-8"))
    assert_close(found, known, name)


def assert_close(found: Any, known: Any, where: str) -> None:
    assert type(found) is type(known), where
    if isinstance(found, dict):
        assert list(found) == list(known), where
        for key in found:
            assert_close(found[key], known[key], f"{where}.{key}")
    elif isinstance(found, list):
        assert len(found) == len(known), where
        for place, (one, other) in enumerate(zip(found, known, strict=True)):
            assert_close(one, other, f"{where}[{place}]")
    elif isinstance(found, float):
        assert found == pytest.approx(known, abs=2e-5), where
    else:
        assert found == known, where
