"""The taste space in use: made once, extended, learned anew, and never trusted when damaged."""

import fcntl
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

import numpy as np
import pytest

from matinee.domain.film import FilmRecord
from matinee.errors import ArtifactTooNew, EmptyCatalogue, StoreError
from matinee.services.spaces import Spaces
from matinee.store import open_store
from matinee.taste.artifact import FORMAT, read_arrays, read_manifest, write_arrays
from matinee.testing.synthetic import synthetic_films


def again(house) -> Spaces:
    """As another process would open it."""
    return Spaces(house.store, house.folder / "spaces")


def current_folder(house):
    spaces = house.folder / "spaces"
    return spaces / (spaces / "current").read_text()


def fitted(in_use) -> int:
    return in_use.space.content.features.films_fitted


def test_an_empty_catalogue_has_no_space(empty):
    with pytest.raises(EmptyCatalogue, match="There are no films yet"):
        empty.spaces.current()


def test_it_is_made_once_and_kept(house):
    heard = []
    first = house.spaces.current(lambda what, done, total: heard.append(what))
    assert "learning what films are made of" in heard
    assert house.spaces.current() is first
    assert first.space.film_ids.tolist() == first.catalogue.ids.tolist() == list(range(1, 81))


def test_another_process_reads_what_is_there(house):
    made, heard = house.spaces.current(), []
    read = again(house).current(lambda *step: heard.append(step))
    assert heard == []
    assert read.revision == made.revision
    assert np.array_equal(read.space.interest.vectors, made.space.interest.vectors)
    columns = read.catalogue.arrays()
    for name, column in made.catalogue.arrays().items():
        assert np.array_equal(columns[name], column)


def test_a_changed_film_changes_its_vector_at_once_and_no_other(house, films):
    before = house.spaces.current()
    house.load(replace(films[4], keywords=films[5].keywords, genres=films[5].genres, year=2024))
    after = house.spaces.current()
    changed = np.flatnonzero((before.space.interest.vectors != after.space.interest.vectors).any(axis=1))
    assert after.space.film_ids[changed].tolist() == [films[4].id]
    assert after.catalogue.year[4] == 2024
    assert after.revision > before.revision


def test_a_change_that_changes_nothing_of_a_film_keeps_the_space(house, films):
    before = house.spaces.current()
    house.load(*films)
    assert house.spaces.current() is before


def test_a_few_new_films_extend_the_space(house):
    before = house.spaces.current()
    house.load(*synthetic_films(10, 4, np.random.default_rng(2), first_id=81))
    after = house.spaces.current()
    assert fitted(after) == fitted(before) == 80
    assert len(after.space.film_ids) == len(after.catalogue) == 90
    assert np.array_equal(after.space.interest.vectors[:80], before.space.interest.vectors)


def test_a_catalogue_that_has_grown_a_lot_is_learned_anew(house):
    house.spaces.current()
    house.load(*synthetic_films(40, 4, np.random.default_rng(2), first_id=81))
    assert fitted(house.spaces.current()) == 120


def test_a_catalogue_that_grew_in_small_steps_is_learned_anew_too(house):
    house.spaces.current()
    for step in range(3):
        house.load(*synthetic_films(8, 4, np.random.default_rng(step), first_id=81 + 8 * step))
        found = fitted(house.spaces.current())
        assert found == (80 if step < 2 else 104)


def test_what_another_process_made_is_picked_up(house, films):
    first = house.spaces.current()
    house.load(replace(films[0], title="New title", year=2023))
    made = again(house).current()
    stamp = {path: path.stat().st_mtime_ns for path in current_folder(house).rglob("*")}
    found = house.spaces.current()
    assert found is not first
    assert found.revision == made.revision
    assert {path: path.stat().st_mtime_ns for path in current_folder(house).rglob("*")} == stamp


def test_only_the_space_in_use_and_the_one_before_stay_on_disk(house, films):
    for year in range(2000, 2004):
        house.load(replace(films[0], year=year))
        house.spaces.current()
    folders = {path.name for path in (house.folder / "spaces").iterdir() if path.is_dir()}
    assert len(folders) == 2
    assert current_folder(house).name in folders


@pytest.mark.parametrize(
    "part",
    ["taste/interest_vectors.npy", "taste/manifest.json", "catalogue/year.npy", "catalogue/manifest.json"],
)
@pytest.mark.parametrize("how", ["cut", "flipped", "gone"])
def test_a_damaged_space_is_made_anew(house, part, how):
    expected = house.spaces.current()
    path = current_folder(house) / part
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        flipped = bytes([content[40] ^ 1])
        path.write_bytes(content[:-5] if how == "cut" else content[:40] + flipped + content[41:])
    assert again(house).stored() is None
    found = again(house).current()
    assert np.array_equal(found.space.interest.vectors, expected.space.interest.vectors)
    assert again(house).stored() is not None


@pytest.mark.parametrize("text", [b"", b"nowhere", b"\xff\xfe\x00", b"../../.."])
def test_a_pointer_to_nowhere_is_no_harm(house, text):
    house.spaces.current()
    (house.folder / "spaces" / "current").write_bytes(text)
    assert len(again(house).current().space.film_ids) == 80
    assert again(house).stored() is not None


def test_a_space_whose_features_are_damaged_is_learned_anew_when_films_change(house, films):
    house.spaces.current()
    (current_folder(house) / "taste" / "content_data.npy").write_bytes(b"")
    house.load(replace(films[0], year=2020))
    found = again(house).current()
    assert len(found.space.content.features.terms) > 0


def test_columns_of_another_version_are_made_anew(house):
    house.spaces.current()
    place = current_folder(house) / "catalogue"
    manifest = read_manifest(place)
    arrays = {name: np.array(a) for name, a in read_arrays(place, manifest, manifest["columns"]).items()}
    arrays["mood"] = arrays["year"]
    described = {"names": manifest["names"], "revision": manifest["revision"]}
    write_arrays(place, arrays, {**described, "columns": sorted(arrays)}, {})
    assert again(house).stored() is None
    assert len(again(house).current().catalogue) == 80


@pytest.mark.parametrize("part", ["taste", "catalogue"])
def test_a_space_of_a_newer_version_is_refused_and_left_alone(house, part):
    house.spaces.current()
    path = current_folder(house) / part / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": FORMAT + 1}))
    before = path.read_text()
    with pytest.raises(ArtifactTooNew, match="update Matinee"):
        again(house).current()
    assert path.read_text() == before


def test_damage_in_a_folder_named_newer_is_damage(house, tmp_path):
    home = tmp_path / "newer"
    spaces = Spaces(house.store, home / "spaces")
    spaces.current()
    name = (home / "spaces" / "current").read_text()
    (home / "spaces" / name / "taste" / "film_ids.npy").write_bytes(b"x")
    assert len(Spaces(house.store, home / "spaces").current().space.film_ids) == 80


def test_a_database_that_went_back_is_learned_anew(house, films, empty):
    for year in range(2000, 2004):
        house.load(replace(films[0], year=year))
    in_use = house.spaces.current()
    shutil.copytree(house.folder / "spaces", house.folder / "other")
    pointer = house.folder / "other" / in_use_name(in_use)
    assert pointer.is_dir()
    store = open_store(f"sqlite:///{house.folder / 'fresh.db'}", house.clock)
    try:
        with store.begin() as unit:
            unit.put_films(FilmRecord(film, "tmdb") for film in films[:20])
        assert Spaces(store, house.folder / "other").current().space.film_ids.tolist() == list(range(1, 21))
    finally:
        store.close()


def in_use_name(in_use) -> str:
    return f"films-{in_use.revision}"


def test_many_at_once_all_get_the_one_space(house, films):
    house.spaces.current()
    failures, found = [], []

    def ask(spaces: Spaces) -> None:
        try:
            found.append(spaces.current())
        except Exception as error:  # noqa: BLE001 - carried to the thread that asserts
            failures.append(error)

    for year in range(2000, 2004):
        house.load(replace(films[0], year=year))
        askers = [threading.Thread(target=ask, args=(again(house),)) for _ in range(4)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    assert failures == []
    assert len(found) == 16
    assert all(one.catalogue.year[0] == one.catalogue.year[one.space.row(1)] for one in found)
    assert again(house).stored().catalogue.year[0] == 2003


@pytest.fixture
def making(house) -> Iterator[IO[str]]:
    """Another process that is making a space; closing the file is its end."""
    (house.folder / "spaces").mkdir(exist_ok=True)
    with (house.folder / "spaces" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def test_whoever_would_make_a_space_waits_for_another_who_makes_one(house, making):
    heard, found = [], []
    spaces = again(house)
    asker = threading.Thread(target=lambda: found.append(spaces.current(lambda *step: heard.append(step))))
    asker.start()
    asker.join(0.5)
    assert asker.is_alive()
    assert heard == []
    making.close()
    asker.join(30)
    assert len(found) == 1
    assert heard


def test_whoever_finds_an_up_to_date_space_waits_for_nobody(house):
    house.spaces.current()
    with (house.folder / "spaces" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = []
        asker = threading.Thread(target=lambda: found.append(again(house).current()), daemon=True)
        asker.start()
        asker.join(30)
        assert len(found) == 1


def test_a_folder_that_cannot_be_written_is_said_in_one_line(house, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="Cannot write") as refused:
        Spaces(house.store, tmp_path / "file" / "spaces").current()
    assert "\n" not in str(refused.value)


def test_a_full_disk_is_said_and_the_old_space_stays_in_use(house, films):
    house.spaces.current()
    before = (house.folder / "spaces" / "current").read_text()
    house.load(replace(films[0], year=2020))
    code = f"""
import pathlib, resource, signal
from matinee.errors import StoreFull
from matinee.services.spaces import Spaces
from matinee.store import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
home = pathlib.Path({str(house.folder)!r})
store = open_store(f"sqlite:///{{home / 'matinee.db'}}")
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))
try:
    Spaces(store, home / "spaces").current()
except StoreFull as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("No space left to write")
    assert (house.folder / "spaces" / "current").read_text() == before
    assert len(again(house).stored().space.film_ids) == 80
    assert again(house).current().catalogue.year[0] == 2020
