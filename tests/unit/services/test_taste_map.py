"""The map: made once for a space, with everybody's own films on it."""

from dataclasses import replace

import pytest

from matinee.domain.feedback import Kind
from matinee.services import taste_map
from matinee.services.taste_map import TasteMaps


@pytest.fixture
def maps(house) -> TasteMaps:
    return TasteMaps(house.recommend, house.folder / "maps")


def places(found) -> dict[int, tuple[float, float]]:
    return {point.film.id: (point.x, point.y) for point in found.points}


def test_every_film_has_a_place_and_own_films_their_word(house, maps):
    for film_id, kind, value in (
        (1, Kind.RATING, 4.5),
        (2, Kind.RATING, 2.0),
        (3, Kind.NOT_INTERESTED, None),
        (4, Kind.WATCHED, None),
        (5, Kind.WATCHLIST_ADD, None),
        (6, Kind.LIKE, None),
        (7, Kind.DISLIKE, None),
    ):
        house.feedback.say("me", kind, film_id, value, source="cli")
    found = maps.of("me")
    assert len(found.points) == found.films == 80
    own = {point.film.id: point.own for point in found.points if point.own}
    assert own == {1: "liked", 2: "rated", 3: "refused", 4: "seen", 5: "saved", 6: "liked", 7: "refused"}
    assert {point.film.id: point.rated for point in found.points if point.rated} == {1: 4.5, 2: 2.0}
    assert sum(region.own for region in found.regions) == 7
    assert sum(region.liked for region in found.regions) == 2
    assert sum(region.films for region in found.regions) == 80
    assert all(region.name for region in found.regions)
    other = maps.of("you")
    assert places(other) == places(found)
    assert not any(point.own for point in other.points)


def test_a_map_is_made_once_and_kept_on_disk(house, maps):
    heard = []
    assert not maps.ready()
    first = maps.of("me", lambda *step: heard.append(step))
    assert heard == [("drawing the map", 0, 1), ("drawing the map", 1, 1)]
    again = TasteMaps(house.recommend, house.folder / "maps")
    assert again.ready()
    assert places(again.of("me", lambda *step: pytest.fail("made twice"))) == places(first)


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_made_anew(house, maps, junk):
    before = places(maps.of("me"))
    (file,) = (house.folder / "maps").glob("*.npy")
    file.write_bytes(junk)
    assert places(TasteMaps(house.recommend, house.folder / "maps").of("me")) == before


def test_a_few_films_more_leave_the_map_as_it_is(house, maps, films):
    before = places(maps.of("me"))
    house.load(replace(films[0], id=5001, title="New"))
    heard = []
    found = places(maps.of("me", lambda *step: heard.append(step)))
    assert heard == []
    assert {film_id: found[film_id] for film_id in before} == before
    # The same film under another number lies beside itself and the films most like it.
    assert abs(found[5001][0] - found[1][0]) + abs(found[5001][1] - found[1][1]) < 0.8


def test_own_films_that_are_little_known_are_on_it_too(house, maps, monkeypatch):
    monkeypatch.setattr(taste_map, "SHOWN", 40)
    shown = set(places(maps.of("me")))
    rest = next(film_id for film_id in range(1, 81) if film_id not in shown)
    house.feedback.say("me", Kind.LIKE, rest, source="cli")
    found = maps.of("me")
    assert (len(shown), len(found.points), found.films) == (40, 41, 80)
    assert next(point for point in found.points if point.film.id == rest).own == "liked"


def test_a_directory_that_cannot_be_written_costs_only_time(house, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert len(TasteMaps(house.recommend, tmp_path / "file").of("me").points) == 80
