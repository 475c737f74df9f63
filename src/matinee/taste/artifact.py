"""Arrays on disk: .npy files memory-mapped and a JSON manifest with hashes; no pickle anywhere."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.errors import ArtifactError, ArtifactTooNew, StoreError, StoreFull
from matinee.taste.config import TasteConfig
from matinee.taste.content import OffsetMap
from matinee.taste.field import Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from matinee.taste.making import Content
    from matinee.taste.neighbours import Neighbours
    from matinee.taste.space import TasteSpace

__all__ = ["FORMAT", "load_space", "read_arrays", "save_space", "write_arrays", "write_refused"]

FORMAT = 2
"""Rises when an older Matinee could not read what is written."""

_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


def write_arrays(
    directory: Path | str,
    arrays: Mapping[str, npt.NDArray[Any]],
    described: Mapping[str, Any],
    texts: Mapping[str, str],
) -> None:
    """Write arrays, texts and what describes them to a directory, whole or not at all.

    The directory is made beside its final place and moved there, so that a reader finds the old one, the new one
    or none. An old one in its place is removed.

    Raises:
        StoreError: it cannot be written; `StoreFull` when the disk is full.
    """
    directory = Path(directory)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        try:
            _write_into(made, arrays, described, texts)
            _replace(made, directory)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise write_refused(directory, error) from error


def write_refused(directory: Path, error: OSError) -> StoreError:
    """The error to raise for what the operating system said when something was written to a directory."""
    # NumPy says no more than that it wrote less than it was asked to.
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, None):
        return StoreFull(f"No space left to write {directory}. Free some space and try again.")
    return StoreError(
        f"Cannot write {directory}: {error.strerror or error}. Check that it may be written to."
    )


def _write_into(
    made: Path, arrays: Mapping[str, npt.NDArray[Any]], described: Mapping[str, Any], texts: Mapping[str, str]
) -> None:
    files: dict[str, dict[str, Any]] = {}
    for name, array in arrays.items():
        with (made / f"{name}.npy").open("wb") as file:
            np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
            _flush(file)
    for name, text in texts.items():
        with (made / f"{name}.json").open("w", encoding="utf-8") as file:
            file.write(text)
            _flush(file)
    for path in sorted(made.iterdir()):
        files[path.name] = {"sha256": _digest(path), "bytes": path.stat().st_size}
    manifest = {"format": FORMAT, **described, "files": files}
    manifest["sha256"] = _manifest_digest(manifest)
    with (made / _MANIFEST).open("w", encoding="utf-8") as file:
        file.write(json.dumps(manifest, indent=1, sort_keys=True))
        _flush(file)


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _replace(made: Path, directory: Path) -> None:
    """Move `made` to `directory`, which may exist."""
    if directory.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{directory.name}-old-", dir=directory.parent))
        directory.rename(old / "was")
        try:
            made.rename(directory)
        except OSError:
            (old / "was").rename(directory)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.rename(directory)


def read_manifest(directory: Path | str) -> dict[str, Any]:
    """What describes a directory of arrays.

    Raises:
        ArtifactError: no manifest, or damaged; `ArtifactTooNew` when of a newer format.
    """
    path = Path(directory) / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        written = int(manifest["format"])
        whole = written > FORMAT or manifest["sha256"] == _manifest_digest(manifest)
        if not whole or not isinstance(manifest["files"], dict):
            raise TypeError
    except FileNotFoundError as error:
        raise ArtifactError(f"There is no taste space in {directory}.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path} is damaged; delete {directory} and Matinee makes it anew.") from error
    if written > FORMAT:
        raise ArtifactTooNew(
            f"{directory} was written by a newer Matinee (format {written}, this one reads {FORMAT}); update Matinee."
        )
    found: dict[str, Any] = manifest
    return found


def read_array(directory: Path, manifest: Mapping[str, Any], name: str) -> npt.NDArray[Any]:
    """One array, memory-mapped, its hash checked.

    Raises:
        ArtifactError: missing or damaged.
    """
    path = _checked(directory, manifest, f"{name}.npy")
    try:
        array: npt.NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        raise _damaged(directory, path.name) from error
    return array


def read_arrays(
    directory: Path, manifest: Mapping[str, Any], names: list[str]
) -> dict[str, npt.NDArray[Any]]:
    """Several arrays, as `read_array`."""
    return {name: read_array(directory, manifest, name) for name in names}


def read_text(directory: Path, manifest: Mapping[str, Any], name: str) -> Any:
    """One JSON file beside the arrays, parsed, its hash checked.

    Raises:
        ArtifactError: missing or damaged.
    """
    path = _checked(directory, manifest, f"{name}.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(directory, path.name) from error


def _checked(directory: Path, manifest: Mapping[str, Any], name: str) -> Path:
    path = directory / name
    try:
        entry = manifest["files"][name]
        if path.stat().st_size != entry["bytes"] or _digest(path) != entry["sha256"]:
            raise _damaged(directory, name)
    except (OSError, KeyError, TypeError) as error:
        raise _damaged(directory, name) from error
    return path


def _damaged(directory: Path, name: str) -> ArtifactError:
    return ArtifactError(
        f"{name} in {directory} is damaged; delete that directory and Matinee makes it anew."
    )


def _manifest_digest(manifest: Mapping[str, Any]) -> str:
    """Digest of all of a manifest but the digest itself."""
    rest = {name: value for name, value in manifest.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


_FIELD_ARRAYS = ("vectors", "offset", "spread", "background")
_CROWD_ARRAYS = ("vectors", "raters", "likes", "stars")


def save_space(space: TasteSpace, directory: Path | str) -> None:
    """Write a taste space: see `TasteSpace.save`."""
    content = space.content
    arrays: dict[str, npt.NDArray[Any]] = {"film_ids": space.film_ids}
    for field in ("interest", "enjoyment"):
        arrays |= {f"{field}_{name}": getattr(getattr(space, field), name) for name in _FIELD_ARRAYS}
    arrays |= {
        "content_data": content.rows.data,
        "content_indices": content.rows.indices.astype(np.int32),
        "content_indptr": content.rows.indptr.astype(np.int64),
        "content_weights": content.weights,
        "content_idf": content.features.idf,
        "content_mean": content.features.mean,
    }
    if content.crowd is not None:
        arrays |= {f"crowd_{name}": getattr(content.crowd, name) for name in _CROWD_ARRAYS}
    if content.foretold is not None:
        arrays["foretold_weights"] = content.foretold.weights
    if space.neighbours is not None:
        arrays |= _neighbour_arrays(space.neighbours)
    described = {
        "config": dataclasses.asdict(space.config),
        "crowd_people": 0 if content.crowd is None else content.crowd.people,
        "foretold": None
        if content.foretold is None
        else {"bias": content.foretold.bias, "slope": content.foretold.slope},
        "neighbours": space.neighbours is not None,
        "offsets": dataclasses.asdict(content.offsets),
        "films_fitted": content.features.films_fitted,
        "versions": {"numpy": np.__version__},
    }
    write_arrays(
        directory, arrays, described, {"terms": json.dumps(content.features.terms, ensure_ascii=False)}
    )


def load_space(directory: Path | str) -> TasteSpace:
    """Read a taste space: see `TasteSpace.load`. What films are made of is read when first asked for."""
    from matinee.taste.space import TasteSpace

    directory = Path(directory)
    manifest = read_manifest(directory)
    try:
        settings: dict[str, Any] = manifest["config"]
        config = TasteConfig(**{**settings, "crowd_grades": tuple(settings["crowd_grades"])})
        fields = [
            Field(**{name: read_array(directory, manifest, f"{field}_{name}") for name in _FIELD_ARRAYS})
            for field in ("interest", "enjoyment")
        ]
        film_ids = read_array(directory, manifest, "film_ids")
        neighbours = _read_neighbours(directory, manifest) if manifest.get("neighbours") else None
    except (KeyError, TypeError) as error:
        raise _damaged(directory, _MANIFEST) from error
    content = partial(_load_content, directory, manifest)
    return TasteSpace(film_ids, fields[0], fields[1], config, content, neighbours)


def _neighbour_arrays(neighbours: Neighbours) -> dict[str, npt.NDArray[Any]]:
    weights = neighbours.weights
    return {
        "neighbours_films": neighbours.films.astype(np.int64),
        "neighbours_data": weights.data,
        "neighbours_indices": weights.indices.astype(np.int32),
        "neighbours_indptr": weights.indptr.astype(np.int32),
        "neighbours_far": neighbours.far,
    }


def _read_neighbours(directory: Path, manifest: Mapping[str, Any]) -> Neighbours:
    from scipy import sparse

    from matinee.taste.neighbours import Neighbours

    names = ["films", "data", "indices", "indptr", "far"]
    arrays = read_arrays(directory, manifest, [f"neighbours_{name}" for name in names])
    films, data, indices, indptr, far = (arrays[f"neighbours_{name}"] for name in names)
    return Neighbours(films, sparse.csr_matrix((data, indices, indptr), shape=(len(films),) * 2), far)


def _load_content(directory: Path, manifest: Mapping[str, Any]) -> Content:
    from scipy import sparse

    from matinee.features.blocks import FeatureSpace
    from matinee.taste.crowd import CrowdEvidence
    from matinee.taste.foretelling import ForetoldOffsets
    from matinee.taste.making import Content

    names = ["data", "indices", "indptr", "weights", "idf", "mean"]
    arrays = read_arrays(directory, manifest, [f"content_{name}" for name in names])
    data, indices, indptr, weights, idf, mean = (arrays[f"content_{name}"] for name in names)
    terms = tuple((block, term) for block, term in read_text(directory, manifest, "terms"))
    features = FeatureSpace(terms, idf, mean, manifest["films_fitted"])
    rows = sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, len(terms)))
    people = manifest["crowd_people"]
    crowd = (
        CrowdEvidence(
            **{name: read_array(directory, manifest, f"crowd_{name}") for name in _CROWD_ARRAYS},
            people=people,
        )
        if people
        else None
    )
    foretold = None
    if manifest.get("foretold") is not None:
        foretold = ForetoldOffsets(
            **manifest["foretold"], weights=read_array(directory, manifest, "foretold_weights")
        )
    return Content(features, rows, weights, OffsetMap(**manifest["offsets"]), crowd, foretold)
