"""A space on disk: the round trip, every kind of damage, and saves that fail."""

import hashlib
import json
import mmap
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matinee.domain.film import Film
from matinee.errors import ArtifactError, ArtifactTooNew, StoreError
from matinee.taste import TasteSpace
from matinee.taste.artifact import FORMAT
from matinee.taste.similar import similar_films
from unit.taste.logs import event, likes

LOG = [*likes(1, 9, 17), event("rating", 3, 1.5, at=2, seq=9)]


@pytest.fixture(scope="module")
def small(films) -> TasteSpace:
    return TasteSpace.fit_films(films[:80]).with_films([Film(id=999, title="New", directors=("Nobody",))])


@pytest.fixture(scope="module")
def kept(small, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("spaces") / "space"
    small.save(place)
    return place


@pytest.fixture
def saved(kept, tmp_path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "space"))


def files(kept: Path) -> list[str]:
    return sorted(path.name for path in kept.iterdir())


def read_all(place: Path) -> TasteSpace:
    space = TasteSpace.load(place)
    assert space.content.rows.shape[0]
    return space


def mapped(array: object) -> bool:
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array, mmap.mmap)


def test_a_space_comes_back_bit_by_bit_and_memory_mapped(small, kept):
    loaded = TasteSpace.load(kept)
    assert loaded.config == small.config
    assert np.array_equal(loaded.film_ids, small.film_ids)
    for field in ("interest", "enjoyment"):
        for name in ("vectors", "offset", "spread", "background"):
            mine, theirs = getattr(getattr(loaded, field), name), getattr(getattr(small, field), name)
            assert mapped(mine)
            assert mine.dtype == theirs.dtype
            assert np.array_equal(mine, theirs)
    assert loaded.content.features.terms == small.content.features.terms
    assert loaded.content.offsets == small.content.offsets
    assert (loaded.content.rows != small.content.rows).nnz == 0
    one, other = loaded.belief_of(LOG), small.belief_of(LOG)
    assert np.array_equal(loaded.scores(one), small.scores(other))
    assert similar_films(loaded, 5) == similar_films(small, 5)
    assert loaded.explain(one, 999) == small.explain(other, 999)


def test_a_loaded_space_grows_as_the_saved_one_does(small, kept):
    more = [Film(id=1000, title="Newer", directors=("Nobody",), genres=("Drama",))]
    one, other = TasteSpace.load(kept).with_films(more), small.with_films(more)
    assert np.array_equal(one.interest.vectors, other.interest.vectors)
    assert one.content.features.terms == other.content.features.terms


def test_a_loaded_space_can_be_saved_over_itself(saved):
    loaded = TasteSpace.load(saved)
    loaded.save(saved)
    assert np.array_equal(TasteSpace.load(saved).interest.vectors, loaded.interest.vectors)
    assert [path.name for path in saved.parent.iterdir()] == ["space"]


def test_a_space_without_a_single_term_can_be_saved(tmp_path):
    bare = TasteSpace.fit_films([Film(id=1, title="A"), Film(id=2, title="B")])
    bare.save(tmp_path / "bare")
    assert np.array_equal(read_all(tmp_path / "bare").offsets(), bare.offsets())


def test_there_is_no_pickle_and_the_manifest_says_what_wrote_it(kept):
    manifest = json.loads((kept / "manifest.json").read_text())
    assert manifest["format"] == FORMAT
    assert manifest["versions"]["numpy"] == np.__version__
    assert set(manifest["files"]) == set(files(kept)) - {"manifest.json"}
    for name, entry in manifest["files"].items():
        content = (kept / name).read_bytes()
        assert entry == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    for path in kept.glob("*.npy"):
        np.load(path, allow_pickle=False)


# Damage


def refused(place: Path, name: str) -> None:
    with pytest.raises(ArtifactError) as found:
        read_all(place)
    text = str(found.value)
    assert name in text
    assert str(place) in text
    assert "delete" in text
    assert "\n" not in text


def pytest_generate_tests(metafunc):
    if "part" in metafunc.fixturenames:
        arrays = [
            f"{f}_{n}"
            for f in ("interest", "enjoyment")
            for n in ("vectors", "offset", "spread", "background")
        ]
        arrays += [f"content_{n}" for n in ("data", "indices", "indptr", "weights", "idf", "mean")]
        parts = ["film_ids.npy", *(f"{name}.npy" for name in arrays), "terms.json", "manifest.json"]
        metafunc.parametrize("part", parts)


def test_the_parts_tested_are_all_there_are(kept, request):
    arrays = 1 + 8 + 6
    assert len(files(kept)) == arrays + 2


def test_a_file_cut_short_is_refused(saved, part):
    path = saved / part
    path.write_bytes(path.read_bytes()[:-7])
    refused(saved, part)


def test_a_file_with_one_byte_flipped_is_refused(saved, part):
    content = bytearray((saved / part).read_bytes())
    # In the manifest a letter of a name, elsewhere the middle.
    at = content.index(b"reach") if part == "manifest.json" else len(content) // 2
    content[at] ^= 0x01
    (saved / part).write_bytes(content)
    refused(saved, part)


def test_a_file_that_is_longer_is_refused(saved, part):
    with (saved / part).open("ab") as file:
        file.write(b"x")
    refused(saved, part)


def test_a_file_that_is_missing_is_refused(saved, part):
    (saved / part).unlink()
    with pytest.raises(ArtifactError, match="There is no taste space" if "manifest" in part else part):
        read_all(saved)


def test_a_file_that_became_a_folder_is_refused(saved, part):
    (saved / part).unlink()
    (saved / part).mkdir()
    refused(saved, part)


def test_another_number_in_the_manifest_is_refused(saved):
    path = saved / "manifest.json"
    text = path.read_text()
    changed = text.replace('"reach": 0.', '"reach": 1.', 1)
    assert changed != text
    path.write_text(changed)
    refused(saved, "manifest.json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '"x"',
        "{}",
        '{"format": "new"}',
        '{"format": 1}',
        '{"format": 1, "files": []}',
    ],
)
def test_a_manifest_of_other_words_is_refused(saved, text):
    (saved / "manifest.json").write_text(text)
    refused(saved, "manifest.json")


def sealed(place: Path, name: str, content: bytes) -> None:
    """Put other bytes into a file, with a manifest that vouches for them."""
    (place / name).write_bytes(content)
    path = place / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    del manifest["sha256"]
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps({**manifest, "sha256": digest}))


def test_a_pickle_is_refused_even_where_the_manifest_vouches_for_it(saved, kept, tmp_path):
    evil = tmp_path / "evil.npy"
    np.save(evil, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    for content in (evil.read_bytes(), b"no array at all"):
        sealed(saved, "content_data.npy", content)
        refused(saved, "content_data.npy")
        sealed(saved, "interest_vectors.npy", content)
        refused(saved, "interest_vectors.npy")
        sealed(saved, "interest_vectors.npy", (kept / "interest_vectors.npy").read_bytes())


def test_a_newer_format_is_refused_with_what_to_do(saved):
    path = saved / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "format": FORMAT + 1, "files": {}}))
    with pytest.raises(ArtifactTooNew, match=r"newer Matinee .*; update Matinee\.$"):
        TasteSpace.load(saved)


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(ArtifactError, match="There is no taste space in"):
        TasteSpace.load(tmp_path / "nowhere")


# Saves that fail


def snapshot(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_a_full_disk_leaves_the_old_space_and_nothing_half_written(saved, tmp_path):
    before = snapshot(saved)
    code = f"""
import resource, signal
from matinee.errors import StoreFull
from matinee.taste import TasteSpace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
space = TasteSpace.load({str(saved)!r})
space.content
for limit in (200, 5_000, 20_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        space.save({str(saved)!r})
    except StoreFull as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("No space left to write") == 3
    assert snapshot(saved) == before
    assert [path.name for path in tmp_path.iterdir()] == ["space"]
    read_all(saved)


def test_a_place_that_cannot_be_written_is_said_and_the_old_space_stays(small, saved, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="Cannot write") as found:
        small.save(tmp_path / "file" / "space")
    assert "\n" not in str(found.value)
    if os.geteuid() == 0:
        return  # root may write everywhere
    before = snapshot(saved)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="Cannot write"):
            small.save(saved)
    finally:
        tmp_path.chmod(0o700)
    assert snapshot(saved) == before


def test_an_empty_folder_in_the_place_is_no_hindrance(small, tmp_path):
    (tmp_path / "space").mkdir()
    small.save(tmp_path / "space")
    assert np.array_equal(read_all(tmp_path / "space").film_ids, small.film_ids)
