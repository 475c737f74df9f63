"""taste: mutes, pins, resets and statistics."""

import pytest


@pytest.fixture
def told(run):
    """The program after a person has said a few things."""
    run("rate", "The Quiet Vault", 5)
    run("like", "nine", "minutes", "to", "noon")
    run("dislike", "tmdb:301")
    return run


def wishes(run) -> dict[str, str]:
    return {one["term"]: one["want"] for one in run("taste", "--json").json["wishes"]}


def test_wishes_are_told_kept_and_reset(told):
    found = told("taste", "--mute", "genre:Crime", "--pin", "romance", "--pin-down", "genre:Horror")
    assert found.code == 0
    assert found.out.startswith("You muted Crime.\nYou pinned Romance up.\nYou pinned Horror down.\n")
    lines = [line.split() for line in told("taste").out.splitlines()]
    assert ["genre", "Romance", "pinned", "up"] in [line[:4] for line in lines]
    assert wishes(told) == {"Crime": "mute", "Romance": "more", "Horror": "less"}
    again = told("taste", "--reset", "genre:romance", "--mute", "Horror")
    assert "What you wished of Romance is reset." in again.out
    assert wishes(told) == {"Crime": "mute", "Horror": "mute"}
    assert "2 wishes are reset." in told("taste", "--reset", "all").out
    assert wishes(told) == {}


def test_the_list_and_its_reasons_hear_of_a_pin(told):
    before = told("recommend", "--json").json
    told("taste", "--pin", "genre:Romance")
    assert "because you pinned Romance" in told("recommend").out
    top = told("recommend", "--json").json["picks"][0]
    assert {reason["kind"] for reason in top["reasons"]} >= {"wish"}
    why = told("why", f"tmdb:{top['id']}")
    assert "you pinned Romance up" in why.out
    told("taste", "--reset", "all")
    after = told("recommend", "--json").json
    assert [pick["id"] for pick in after["picks"]] == [pick["id"] for pick in before["picks"]]
    # A few minutes have passed on the clock.
    assert [pick["score"] for pick in after["picks"]] == pytest.approx(
        [pick["score"] for pick in before["picks"]], abs=1e-4
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mute", "genre:Crimee"), 'There is no trait "genre:Crimee". Near it: genre:Crime'),
        (("--pin", "qqqq"), 'There is no trait "qqqq".'),
        (("--reset", "genre:Crime"), 'wished nothing of "genre:Crime"'),
        (("--pin", "genre:Crime", "--mute", "crime"), "is there twice"),
        (("--pin", "genre:Crime", "--stats"), "leave out --stats"),
        (("--pin", ""), 'There is no trait ""'),
    ],
)
def test_what_cannot_be_wished_is_one_clear_line(told, words, said):
    found = told("taste", *words)
    assert found.code == 1
    assert said in found.err
    assert len(found.err.splitlines()) == 1
    assert found.out == ""
    assert wishes(told) == {}


def test_a_wish_is_one_persons_own_and_works_without_a_log(run):
    found = run("taste", "--pin", "genre:Romance", "--user", "ann")
    assert found.code == 0
    assert "Nothing is known" not in found.err
    assert wishes(run) == {}
    assert "because you pinned Romance" in run("recommend", "--user", "ann").out


def test_statistics_for_people(told):
    found = told("taste", "--stats")
    assert found.out.startswith("3 films seen, ")
    assert "stars given" in found.out
    assert "few films" in found.out
    assert all(len(line) <= 80 for line in found.out.splitlines())
    new = told("taste", "--stats", "--user", "new")
    assert new.out == ""
    assert "Nothing is known of new yet" in new.err


def test_evaluate_own_says_it_in_words(run):
    films = [film["id"] for film in run("films", "list", "-n", 30, "--json").json["films"]]
    run("recommend")
    for film in films[:24]:
        run("like", f"tmdb:{film}")
    found = run("evaluate", "--own")
    assert found.code == 0
    told = " ".join(found.out.split())
    assert "Of the 12 films you liked later" in told
    assert "Of 10 films shown, within 14 days: " in told
    shape = run("evaluate", "--own", "--json").json
    assert shape["foretold"]["ours"]["of"] == 12
    assert shape["live"]["total"]["liked"]["of"] + shape["live"]["total"]["open"] == 10
