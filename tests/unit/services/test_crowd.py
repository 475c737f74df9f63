"""Crowds of an installation: kept, put together, and the own people among them."""

import numpy as np
import pytest

import matinee
from matinee.domain.crowd import CrowdReport, Note, ReadCrowd
from matinee.domain.ratings import Ratings
from matinee.errors import ArtifactError, BadValue, StoreError
from matinee.testing.films import small_catalogue

EMPTY = CrowdReport(
    read=4, kept=3, people=2, films=2, left_out=(Note("rows that cannot be read", 1, ("x",)),)
)


def crowd(*rows) -> ReadCrowd:
    user, film, stars, at = zip(*rows, strict=True)
    ratings = Ratings(
        np.array(user, dtype=np.int32),
        np.array(film, dtype=np.int32),
        np.array(stars, dtype=np.float32),
        np.array(at, dtype=np.int64),
    )
    return ReadCrowd(ratings, EMPTY)


SMALL = crowd((0, 862, 4, 10), (0, 949, 2.5, 11), (1, 862, 5, 3))


@pytest.fixture
def m(tmp_path):
    with matinee.open(tmp_path / "home") as opened:
        opened.films.put(small_catalogue())
        yield opened


@pytest.fixture
def films(m):
    return [film.id for film in m.films.listed()][:6]


def test_a_crowd_is_kept_as_it_was_read(m):
    added = m.crowds.add("ML Small.zip", SMALL, "ml.zip")
    assert (added.name, added.people, added.films, added.ratings) == ("ml-small.zip", 2, 2, 3)
    assert m.crowds.installed() == [added]
    assert added.report == EMPTY
    found = m.crowds.ratings()
    for column in ("user", "film", "stars", "at"):
        assert getattr(found, column).tolist() == getattr(SMALL.ratings, column).tolist()
        # Mapped from disk, which nobody may change.
        assert not getattr(found, column).flags.writeable


def test_a_crowd_of_the_same_name_is_replaced(m):
    m.crowds.add("one", SMALL, "a.zip")
    m.crowds.add("one", crowd((0, 7, 1, 1)), "b.zip")
    assert m.crowds.ratings().film.tolist() == [7]


def test_crowds_together_share_nobody(m, films):
    m.crowds.add("a", SMALL, "a.zip")
    m.crowds.add("b", SMALL, "b.zip")
    m.rate(films[0], 4, user="ada")
    together = m.crowds.ratings()
    assert len(together) == 7
    assert len(together.people()) == 5
    assert len(m.crowds.ratings(["b"])) == 3


def test_no_crowd_is_empty(m):
    assert m.crowds.installed() == []
    assert len(m.crowds.ratings()) == 0


def test_removing(m):
    m.crowds.add("a", SMALL, "a.zip")
    m.crowds.remove("a")
    assert m.crowds.installed() == []
    with pytest.raises(BadValue, match='no crowd "a"; there is none yet'):
        m.crowds.remove("a")


@pytest.mark.parametrize("name", ["", "..", "own", "../x/..", "/"])
def test_names_that_are_none(m, name):
    if name == "../x/..":
        assert m.crowds.add(name, SMALL, "").name == "x"
        return
    with pytest.raises(BadValue, match="no name for a crowd"):
        m.crowds.add(name, SMALL, "")


def test_own_people_are_as_their_log_is_now(m, films):
    m.rate(films[0], 4, user="ada")
    m.rate(films[0], 2, user="ada")
    m.like(films[1], user="ada")
    m.dislike(films[2], user="ben")
    m.watched(films[3], user="ben")
    own = m.crowds.own_ratings()
    rows = sorted(zip(own.user.tolist(), own.film.tolist(), own.stars.tolist(), strict=True))
    assert rows == [(0, *pair) for pair in sorted([(films[0], 2.0), (films[1], 4.5)])] + [(1, films[2], 1.5)]
    m.undo(user="ben")
    m.undo(user="ben")
    assert len(m.crowds.own_ratings().people()) == 1
    (listed,) = m.crowds.installed()
    assert (listed.name, listed.people, listed.ratings) == ("own", 1, 2)


def test_a_like_beside_stars_does_not_replace_them(m, films):
    m.rate(films[0], 3.5, user="ada")
    m.like(films[0], user="ada")
    assert m.crowds.own_ratings().stars.tolist() == [3.5]


def test_whoever_leaves_does_not_count(m, films):
    m.rate(films[0], 4, user="ada")
    m.rate(films[0], 1, user="ben")
    m.crowds.leave("ada")
    assert m.crowds.own_ratings().stars.tolist() == [1]
    assert m.crowds.left() == ["ada"]
    m.crowds.leave("ada", out=False)
    assert len(m.crowds.own_ratings()) == 2
    with pytest.raises(BadValue):
        m.crowds.leave(" ")


def test_the_own_people_can_be_left_out_and_taken_in(m, films):
    m.rate(films[0], 4, user="ada")
    m.crowds.leave("ben")
    m.crowds.remove("own")
    assert len(m.crowds.ratings()) == 0
    m.crowds.join()
    assert len(m.crowds.ratings()) == 1
    assert m.crowds.left() == ["ben"]


def test_who_left_is_not_taken_in_because_of_damage(m, films, tmp_path):
    m.rate(films[0], 4, user="ada")
    m.crowds.leave("ada")
    (tmp_path / "home" / "crowds" / "own.json").write_text("{")
    with pytest.raises(ArtifactError, match=r"own\.json"):
        m.crowds.own_ratings()


@pytest.mark.parametrize("name", ["stars.npy", "manifest.json"])
def test_a_damaged_crowd_says_what_to_do(m, tmp_path, name):
    m.crowds.add("a", SMALL, "a.zip")
    path = tmp_path / "home" / "crowds" / "a" / name
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    with pytest.raises(ArtifactError, match="matinee crowd remove a"):
        m.crowds.ratings()
    m.crowds.remove("a")
    assert m.crowds.installed() == []


def test_a_directory_that_cannot_be_written(m, tmp_path):
    (tmp_path / "home" / "crowds").write_text("")
    with pytest.raises(StoreError):
        m.crowds.add("a", SMALL, "a.zip")
    with pytest.raises(StoreError):
        m.crowds.leave("ada")
