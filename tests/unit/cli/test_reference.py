"""The reference in docs/ is what the program, its golden output and its settings say now."""

import importlib.util
from pathlib import Path

import pytest

from matinee.cli.app import app
from matinee.config import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location(
        "make_cli_reference", ROOT / "tools" / "make_cli_reference.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_has_not_drifted(reference):
    for path, text in reference.documents().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} has drifted: run make docs"


def test_every_golden_file_is_documented(reference):
    named = {name for _, names, _ in reference.SHAPES for name in names}
    assert named == {path.stem for path in reference.GOLDEN.glob("*.json")}


def test_every_command_and_setting_is_there(reference):
    text = reference.cli_reference()
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert f"`matinee {name}`" in text
    for name in Settings.model_fields:
        assert f"`MATINEE_{name.upper()}`" in reference.settings_reference()
