"""Learning from crowds: who is learned from, what is compared, what is put in use, and what never breaks."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import matinee
from matinee.domain.crowd import CrowdReport, ReadCrowd
from matinee.domain.film import FilmRecord
from matinee.domain.ratings import Ratings
from matinee.errors import ArtifactError, BadValue, EmptyCatalogue
from matinee.evaluation.figures import Sample
from matinee.services.comparing import Comparison, Measured, complaints
from matinee.services.holdout import gathered, learnable
from matinee.taste.space import TasteSpace
from matinee.testing.synthetic import synthetic_films, synthetic_people

CLUSTERS = 4
FILMS = synthetic_films(60, CLUSTERS, np.random.default_rng(6))


def made_up(people: int, seed: int = 3) -> ReadCrowd:
    crowd = synthetic_people(FILMS, CLUSTERS, people, np.random.default_rng(seed), ratings=12)
    return read(
        [
            (number, event.film_id, event.value, event.at)
            for number, person in enumerate(crowd)
            for event in person.events
        ]
    )


def read(rows) -> ReadCrowd:
    user, film, stars, at = zip(*rows, strict=True)
    ratings = Ratings(
        np.array(user, dtype=np.int32),
        np.array(film, dtype=np.int32),
        np.array(stars, dtype=np.float32),
        np.array(at, dtype=np.int64),
    )
    people, films = len(ratings.people()), len(np.unique(ratings.film))
    return ReadCrowd(ratings, CrowdReport(len(ratings), len(ratings), people, films))


SMALL = made_up(40)
TINY = made_up(8)
"""Too few to compare on: quick."""


@pytest.fixture(scope="module")
def large() -> ReadCrowd:
    return made_up(1300)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def m(home):
    with matinee.open(home) as opened:
        load(opened, FILMS)
        yield opened


def load(m, films) -> None:
    m.films.put([FilmRecord(film, "tmdb") for film in films])


def say(m, user: str, n: int = 12) -> None:
    for film in FILMS[:n]:
        m.rate(film.id, 4.5 if film.id % 2 else 2, user=user)


def pointed(home) -> str:
    return (home / "spaces" / "current").read_text()


def test_without_anybody_it_says_what_to_do(m):
    with pytest.raises(BadValue, match="matinee crowd add FILE"):
        m.learning.run()


def test_without_films_it_says_so(home):
    with matinee.open(home) as m:
        m.crowds.add("small", TINY, "small.csv")
        with pytest.raises(EmptyCatalogue):
            m.learning.run()


def test_a_small_crowd_is_cross_validated_and_beats_content(m):
    m.crowds.add("small", SMALL, "small.csv")
    before = m.spaces.current()
    heard = []
    found = m.learning.run(progress=lambda *step: heard.append(step))
    assert (found.swapped, found.grounds, found.crowds) == (True, "cross_validation", ("small",))
    assert found.people + found.held_out == 40
    assert [row.protocol for row in found.comparison.rows] == ["few", "warm", "mean"]
    decisive = found.comparison.rows[-1]
    assert decisive.learned > decisive.in_use > 0
    assert decisive.difference == pytest.approx(decisive.learned - decisive.in_use)
    assert decisive.error > 0
    assert heard[-1] == ("comparing with the space in use", 5, 5)
    after = m.spaces.current()
    assert after.name != before.name
    assert after.space.content.crowd.people == found.people
    assert 0 < found.crowd_share < 1
    # Nothing new was said: neither better nor worse.
    again = m.learning.run()
    assert (again.swapped, again.comparison.rows[-1].difference) == (True, 0.0)


def spoilt(m, crowd: ReadCrowd) -> ReadCrowd:
    """The crowd where those who are learned from mean other films than they say, and those held out do not."""
    together = gathered(m.store, m.crowds, ["large"])
    ratings = crowd.ratings
    film = np.where(np.isin(ratings.user, together.people[together.held]), ratings.film, 61 - ratings.film)
    return ReadCrowd(replace(ratings, film=film.astype(np.int32)), crowd.report)


def test_a_large_crowd_is_measured_on_people_held_out_and_what_is_worse_is_taken_only_by_force(
    m, home, large
):
    m.crowds.add("large", large, "large.csv")
    found = m.learning.run()
    assert (found.grounds, found.swapped) == ("held_out", True)
    assert found.held_out >= 50
    assert 50 <= found.comparison.rows[-1].people <= found.held_out
    # Whoever is measured on was never learned from.
    assert m.spaces.current().space.content.crowd.people == found.people == 1300 - found.held_out
    good = pointed(home)
    m.crowds.add("large", spoilt(m, large), "large.csv")
    found = m.learning.run()
    assert not found.swapped
    assert "--force" in found.why
    assert found.comparison.rows[-1].difference < 0
    assert pointed(home) == good
    forced = m.learning.run(force=True)
    assert forced.swapped
    assert pointed(home) != good
    m.learning.roll_back()
    assert pointed(home) == good


def test_roll_back_goes_back_once_with_what_was_learned_from(m, home):
    with pytest.raises(BadValue, match="no earlier"):
        m.learning.roll_back()
    content = m.spaces.current().space.interest.vectors.copy()
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    m.crowds.add("other", read([(0, 5, 4, 9)]), "other.csv")
    m.learning.run()
    assert m.spaces.generation().crowds == ("other", "small")
    assert m.learning.roll_back().crowds == ("small",)
    assert m.spaces.generation().crowds == ("small",)
    with pytest.raises(BadValue, match="no earlier"):
        m.learning.roll_back()
    # A number is never given twice, so that nobody takes another space for the one they have.
    m.learning.run()
    assert m.spaces.generation().number == 3
    m.learning.roll_back()
    assert not np.array_equal(m.spaces.current().space.interest.vectors, content)


def test_roll_back_to_content_and_past_changes_of_films(m):
    content = m.spaces.current().space.interest.vectors.copy()
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    for year in (2001, 2002, 2003):
        load(m, [replace(FILMS[0], year=year)])
        assert m.spaces.current().space.content.crowd is not None
    assert m.learning.roll_back().crowds == ()
    in_use = m.spaces.current()
    assert in_use.space.content.crowd is None
    assert in_use.catalogue.year[0] == 2003
    assert np.array_equal(in_use.space.interest.vectors[1:], content[1:])


def test_roll_back_to_a_damaged_space_leaves_the_one_in_use(m, home):
    old = home / "spaces" / m.spaces.current().name
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    learned = pointed(home)
    (old / "taste" / "film_ids.npy").write_bytes(b"")
    with pytest.raises(ArtifactError, match="the one in use stays"):
        m.learning.roll_back()
    assert pointed(home) == learned


def test_a_running_app_sees_what_another_process_learned_and_took_back(m, home):
    first = m.spaces.current()
    m.rate(FILMS[0].id, 5)
    with matinee.open(home) as other:
        assert other.spaces.current().name == first.name
        m.crowds.add("small", TINY, "small.csv")
        m.learning.run()
        seen = other.spaces.current()
        assert seen.name == m.spaces.current().name != first.name
        assert np.array_equal(seen.space.interest.vectors, m.spaces.current().space.interest.vectors)
        assert other.spaces.current() is seen
        for mine, theirs in zip(m.recommend(5), other.recommend(5), strict=True):
            assert mine.film == theirs.film
            assert mine.score == pytest.approx(theirs.score)
        m.learning.roll_back()
        assert other.spaces.current().name == first.name


def test_new_films_are_added_to_what_was_learned_and_many_learn_from_the_same_crowd(m):
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    learned = m.spaces.current().space
    more = synthetic_films(40, CLUSTERS, np.random.default_rng(2), first_id=61)
    load(m, more[:5])
    extended = m.spaces.current().space
    assert extended.content.features.films_fitted == 60
    assert np.array_equal(extended.interest.vectors[:60], learned.interest.vectors)
    m.crowds.add("later", read([(0, 5, 4, 9)]), "later.csv")
    load(m, more)
    refitted = m.spaces.current().space
    assert refitted.content.features.films_fitted == 100
    assert refitted.content.crowd.people == learned.content.crowd.people
    assert m.spaces.generation().crowds == ("small",)


def test_a_lost_pointer_or_damaged_space_is_made_of_the_same_crowd_again(m, home):
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    expected = m.spaces.current()
    (home / "spaces" / expected.name / "taste" / "film_ids.npy").write_bytes(b"")
    with matinee.open(home) as other:
        found = other.spaces.current()
        assert np.array_equal(found.space.interest.vectors, expected.space.interest.vectors)
    (home / "spaces" / "current").unlink()
    with matinee.open(home) as other:
        assert other.spaces.current().name == expected.name


@pytest.mark.parametrize("text", ["", "[]", '{"generations": [{}]}', '{"generations": 3, "last": "x"}', "\0"])
def test_a_damaged_memory_of_crowds_does_no_harm(m, home, text):
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    (home / "spaces" / "learned.json").write_text(text)
    with matinee.open(home) as other:
        assert other.spaces.current().space.content.crowd is not None
        assert other.learning.run().swapped
        assert other.spaces.generation().crowds == ("small",)


def test_two_at_once(m):
    m.crowds.add("small", TINY, "small.csv")
    with m.spaces.learning():
        for asked in (m.learning.run, m.learning.roll_back):
            with pytest.raises(BadValue, match="Another `matinee learn` is running"):
                asked()
        assert len(m.spaces.current().space.film_ids) == 60
    assert m.learning.run().swapped


@pytest.mark.parametrize(
    ("limit", "says"),
    [("kill", ""), ("full", "No space left to write")],
)
def test_killed_or_without_room_the_old_space_stays(m, home, limit, says):
    m.crowds.add("small", TINY, "small.csv")
    m.spaces.current()
    before = pointed(home)
    m.close()
    code = f"""
import os, resource, signal
import matinee
from matinee.errors import StoreFull
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def heard(what, done, total):
    if what.startswith("learning from") and done == total:
        if {limit!r} == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))
with matinee.open({str(home)!r}) as m:
    try:
        m.learning.run(progress=heard)
    except StoreFull as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith(says)
    assert done.returncode == (-9 if limit == "kill" else 0)
    assert pointed(home) == before
    with matinee.open(home) as again:
        assert again.spaces.current().name == before
        assert again.spaces.generation().crowds == ()
        assert again.learning.run().swapped
        folders = {path.name for path in (home / "spaces").iterdir() if path.is_dir()}
        assert folders == {before, pointed(home)}


def test_a_crowd_of_one_is_learned_from_or_told_to_be_too_few(m):
    for number, name in ((0, "one"), (7, "uno")):
        m.crowds.add(name, read([(number, film.id, 4, 9) for film in FILMS[:8]]), "one.csv")
    found = m.learning.run()
    assert (found.grounds, found.swapped) == ("checks", True)
    assert found.comparison is None
    assert np.isfinite(m.spaces.current().space.interest.vectors).all()


def test_when_all_are_held_out_it_says_so(m):
    together = gathered(m.store, m.crowds, ["own"])
    number = 0
    while not together.held.any():
        number += 1
        m.crowds.add("one", read([(number, 1, 4, 9)]), "one.csv")
        together = gathered(m.store, m.crowds, ["one"])
    with pytest.raises(BadValue, match="Nobody is left to learn from: 1 held out"):
        m.learning.run()


@pytest.mark.parametrize("stars", [0.5, 3, 5])
def test_all_ratings_equal(m, stars):
    rows = [(user, film.id, stars, 9) for user in range(30) for film in FILMS[user : user + 10]]
    m.crowds.add("same", read(rows), "same.csv")
    found = m.learning.run()
    assert found.swapped
    assert found.grounds == ("checks" if stars < 4 else "cross_validation")
    assert found.complaints == ()


def test_a_crowd_of_other_films(m):
    m.crowds.add("far", read([(user, 10_000 + user, 4, 9) for user in range(20)]), "far.csv")
    with pytest.raises(BadValue, match="load more films"):
        m.learning.run()


def test_a_damaged_crowd_is_told_and_does_not_stop_the_films(m, home):
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    (home / "crowds" / "small" / "film.npy").write_bytes(b"x")
    with pytest.raises(ArtifactError, match="small"):
        m.learning.run()
    load(m, synthetic_films(40, 4, np.random.default_rng(2), first_id=61))
    assert len(m.spaces.current().space.film_ids) == 100


def test_what_a_removed_crowd_said_goes(m):
    m.crowds.add("small", TINY, "small.csv")
    m.learning.run()
    m.crowds.remove("small")
    found = m.learning.run()
    assert (found.swapped, found.grounds, found.crowds) == (True, "checks", ())
    assert "small" in found.why
    assert m.spaces.current().space.content.crowd is None
    with pytest.raises(BadValue, match="nobody to learn from"):
        m.learning.run()


def test_the_own_people_are_learned_from_unless_they_left(m):
    for number in range(9):
        say(m, f"person {number}")
    m.crowds.leave("person 3")
    found = m.learning.run()
    assert found.crowds == ("own",)
    assert found.people + found.held_out == 8
    m.crowds.remove("own")
    assert "the people here" in m.learning.run().why


def test_who_is_held_out_depends_on_their_crowd_and_name_alone(m, large):
    m.crowds.add("large", large, "large.csv")
    alone = gathered(m.store, m.crowds, ["large"])
    assert 30 < alone.held.sum() < 110
    m.crowds.add("also", TINY, "small.csv")
    for number in range(40):
        say(m, f"person {number:02}", 1)
    names = ["own", "also", "large"]
    together = gathered(m.store, m.crowds, names)
    assert np.array_equal(together.held[together.crowd == 2], alone.held)
    own = together.lot[together.crowd == 0]
    m.rate(1, 3, user="a first one")
    assert np.array_equal(gathered(m.store, m.crowds, names).lot[1:41], own)
    table = learnable(m.store, m.crowds, [*names, "gone"])
    assert table["user_id"].nunique() == (~gathered(m.store, m.crowds, names).held).sum()
    assert learnable(m.store, m.crowds, ["gone"]) is None


def test_folds_share_nobody_and_miss_nobody(m):
    m.crowds.add("small", TINY, "small.csv")
    together = gathered(m.store, m.crowds, ["small"])
    folds = together.folds(together.people, 5)
    assert [len(fold) for fold in folds] == [2, 2, 2, 1, 1]
    assert sorted(np.concatenate(folds).tolist()) == together.people.tolist()


def test_what_the_own_people_said_later_was_not_known_before(m):
    clock = iter(range(1_700_000_000_000_000, 1_700_000_000_001_000))
    with matinee.open(m.settings.home, clock=lambda: next(clock)) as told:
        say(told, "ada", 5)
        now = next(clock)
        say(told, "bea", 4)
        told.crowds.add("small", TINY, "small.csv")
        together = gathered(told.store, told.crowds, ["own", "small"])
    assert len(together.as_of(["own"], now)) == 5
    assert len(together.as_of(["own", "small"], now)) == 5 + len(TINY.ratings)
    assert len(together.as_of(["small"], 0)) == len(TINY.ratings)


def test_where_a_vector_comes_from(m):
    assert m.learning.model(1).crowd == 0
    rows = [(user, 1, 4 - user % 2, 9) for user in range(40)]
    m.crowds.add("small", read([*rows, (41, 2, 5, 9)]), "small.csv")
    m.learning.run()
    known, unknown = m.learning.model(1), m.learning.model(3)
    assert known.raters == m.spaces.current().space.content.crowd.raters[0]
    assert known.crowd == pytest.approx(known.raters / (known.raters + 20))
    assert known.content + known.crowd == 1
    assert 3 < known.mean_stars < 4
    assert 0 < known.likes < known.raters
    assert (unknown.crowd, unknown.raters, unknown.mean_stars) == (0, 0, None)
    assert unknown.people == known.people > 0


def figures(*differences: float) -> Comparison:
    people = np.arange(len(differences))
    base = np.full((len(differences), 1), 0.5)
    learned = base + np.array(differences)[:, None]
    return Comparison.of(
        Measured(Sample(people, learned), Sample(people, base), Sample(people, base), ("few",))
    )


def test_not_worse_is_within_one_standard_error_and_what_chance_does():
    assert figures(-0.002, -0.002).not_worse
    assert not figures(-0.003, -0.003).not_worse
    assert figures(0.1, -0.1, 0.0, 0.0).not_worse
    assert figures(0.1, -0.12, 0.0, 0.0).not_worse
    assert not figures(-0.1, -0.12, -0.1, 0.0).not_worse
    assert figures(0.0).not_worse
    assert not figures(-0.1).not_worse


def test_a_broken_space_is_found_out():
    space = TasteSpace.fit_films(FILMS)
    ids = space.film_ids
    assert complaints(space, ids) == []
    assert complaints(space, ids[1:]) == ["films are missing"]

    def with_interest(**parts):
        return TasteSpace(ids, replace(space.interest, **parts), space.enjoyment, space.config, space.content)

    offset = space.interest.offset.copy()
    offset[3] = np.nan
    assert complaints(with_interest(offset=offset), ids) == ["interest holds values that are no numbers"]
    offset[3] = 1
    assert complaints(with_interest(offset=offset), ids)[0] == "probabilities are not between 0 and 1"

    class Contrary(TasteSpace):
        def scores(self, belief, field=None, *, rows=None):
            return 2 * self.offsets(rows) - super().scores(belief, field, rows=rows)

    contrary = Contrary(ids, space.interest, space.enjoyment, space.config, space.content)
    assert complaints(contrary, ids) == [
        "a like lowers what was liked",
        "a dislike raises what was not liked",
    ]
