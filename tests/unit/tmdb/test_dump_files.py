"""Finding and opening the files: every way in, and every way it can go wrong."""

import os
import random
import struct
import zipfile
from pathlib import Path

import pytest

import matinee.tmdb
from matinee.errors import SourceError
from matinee.tmdb import read_dump
from matinee.tmdb.files import read_files


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_dump(path)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 600
    return text


def test_exported_names():
    names = ["Cleaned", "Mend", "Refusal", "read_dump", "stream_dump", "together"]
    assert matinee.tmdb.__all__ == sorted(matinee.tmdb.__all__) == names


@pytest.mark.parametrize("inside", ["", "archive/", "a/b/c/"])
def test_reads_a_zip(dump, inside):
    assert [record.film.title for record in read_dump(dump.zip(inside)).records] == ["The Lamp"]


def test_reads_a_stored_zip_of_any_name(dump):
    path = dump.zip(method=zipfile.ZIP_STORED)
    assert read_dump(path.rename(path.with_name("download"))).read == 1


def test_reads_a_folder_either_file_and_other_case(dump):
    assert read_dump(dump.folder).read == 1
    assert read_dump(dump.movies).read == 1
    assert read_dump(dump.credits).read == 1
    dump.movies.rename(dump.folder / "TMDB_5000_Movies.CSV")
    assert read_dump(dump.folder).read == 1


def test_reads_the_zip_in_a_folder(dump):
    dump.zip().rename(dump.folder / "tmdb_5000.zip")
    dump.movies.unlink()
    dump.credits.unlink()
    assert read_dump(dump.folder).read == 1


def test_shadows_of_macos_are_passed_over(dump):
    path = dump.zip("z/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/tmdb_5000_movies.csv", b"\0\1")
        archive.writestr("__MACOSX/._tmdb_5000_movies.csv", b"\0\1")
    assert read_dump(path).read == 1


def test_progress_moves_to_the_end_of_every_stage(dump):
    heard: dict[str, list[tuple[int, int]]] = {}
    read_dump(dump.zip(), lambda what, done, total: heard.setdefault(what, []).append((done, total)))
    assert len(heard) == 4
    for steps in heard.values():
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)
        assert steps[-1][0] == steps[-1][1]


def test_nothing_there(tmp_path):
    assert "There is no" in refused(tmp_path / "missing.zip")
    assert "check the path" in refused(tmp_path / "missing.csv")


def test_paths_that_cannot_be_read(dump, tmp_path):
    assert "check the path" in refused(dump.movies / "below-a-file.zip")
    assert "cannot be read" in refused(tmp_path / ("x" * 300 + ".zip"))
    (tmp_path / "loop.zip").symlink_to(tmp_path / "loop.zip")
    assert "cannot be read" in refused(tmp_path / "loop.zip")
    assert "not a path" in refused(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(dump, tmp_path):
    os.mkfifo(tmp_path / "pipe.zip")
    assert "not a file or a folder" in refused(tmp_path / "pipe.zip")
    dump.movies.unlink()
    os.mkfifo(dump.movies)
    assert "is not a file" in refused(dump.folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(dump):
    dump.movies.chmod(0)
    assert "permissions" in refused(dump.folder)


def test_no_files_in_it_says_what_is_there_and_what_belongs_there(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    text = refused(tmp_path)
    assert "notes.txt" in text
    assert "tmdb_5000_movies.csv" in text
    assert "tmdb_5000_credits.csv" in text
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        for number in range(9):
            archive.writestr(f"file{number}\n.txt", "x")
    assert "and 4 more" in refused(tmp_path / "other.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert "it holds nothing" in refused(tmp_path / "empty.zip")


def test_only_one_of_the_two(dump):
    dump.credits.unlink()
    assert "has no tmdb_5000_credits.csv" in refused(dump.movies)


def test_a_csv_of_another_name(dump):
    other = dump.folder / "films.csv"
    other.write_text("x")
    assert "films.csv is not" in refused(other)


def test_empty_files(dump):
    path = dump.folder / "nothing.zip"
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    dump.movies.write_bytes(b"\n")
    assert "tmdb_5000_movies.csv is empty" in refused(dump.folder)
    assert "tmdb_5000_movies.csv is empty" in refused(dump.zip())


def test_not_a_zip(dump):
    path = dump.folder / "page.zip"
    path.write_text("<html>Please log in</html>")
    assert "is not a zip file" in refused(path)


def test_a_truncated_zip(dump):
    path = dump.zip()
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or incomplete" in refused(path)


def test_a_corrupt_zip_gives_a_clear_error_or_the_films(dump):
    sound = dump.zip().read_bytes()
    noise = random.Random(7)
    path = dump.folder / "corrupt.zip"
    failures = 0
    for _ in range(200):
        data = bytearray(sound)
        for _ in range(noise.randint(1, 4)):
            data[noise.randrange(len(data))] = noise.randrange(256)
        path.write_bytes(data)
        try:
            assert read_dump(path).read >= 1
        except SourceError:  # anything else would fail the test
            failures += 1
    assert failures > 50


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/passwd", "a/../../b", "..\\evil.csv", "C:\\evil.csv"])
def test_a_zip_with_a_path_outside_its_folder(dump, name):
    path = dump.zip()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "outside its own folder" in refused(path)


def test_an_encrypted_zip(dump):
    path = dump.zip()
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 1)
    path.write_bytes(data)
    assert "is encrypted" in refused(path)


def test_a_zip_packed_in_an_unusual_way(dump):
    assert "compressed unusually" in refused(dump.zip(method=zipfile.ZIP_LZMA))


def test_a_bomb_is_seen_by_its_ratio(dump):
    dump.movies.write_bytes(b"a" * 8_000_000)
    assert "200-fold" in refused(dump.zip())


def test_too_much_is_seen_by_its_size(dump):
    dump.movies.write_bytes(b"a" * 2000)
    for path in (dump.zip(), dump.folder):
        with pytest.raises(SourceError, match="far more than it should"):
            read_files(path, [dump.movies.name], max_bytes=1000)


def test_a_csv_that_would_be_gigabytes_is_not_read(dump):
    with dump.movies.open("r+b") as stream:
        stream.truncate(2 << 30)  # sparse: it takes no room
    assert "far more than it should" in refused(dump.folder)


def test_a_header_that_names_gigabytes_is_believed_at_once(dump):
    path = dump.zip()
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(data)
    assert "far more than it should" in refused(path)


def test_a_header_that_lies_small_is_found_while_reading(dump):
    dump.movies.write_text(dump.movies.read_text() + "x" * 5000)
    path = dump.zip()
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert "damaged" in refused(path)
