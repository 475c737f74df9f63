"""Every decision on an imported title can be taken back, and taken again."""

from __future__ import annotations

import pytest

import matinee
from matinee.domain.history import State
from matinee.errors import BadValue
from matinee.services.review import Before
from matinee.testing.films import small_catalogue

HEADER = "Date,Name,Year,Letterboxd URI"


@pytest.fixture
def m(tmp_path):
    with matinee.open(tmp_path / "home") as opened:
        opened.films.put(small_catalogue())
        folder = tmp_path / "export"
        folder.mkdir()
        (folder / "ratings.csv").write_text(
            f"{HEADER},Rating\n2020-01-01,The Quiet Vault,1994,x,4.5\n2020-01-02,Nobody Knows This,1990,x,2\n"
        )
        (folder / "likes").mkdir()
        (folder / "likes" / "films.csv").write_text(f"{HEADER}\n2020-01-02,Nobody Knows This,1990,x\n")
        opened.import_history(folder)
        yield opened


def stand(m) -> dict[int, float]:
    return m.feedback.standing("me").ratings


def test_a_choice_taken_back_waits_again_and_can_be_made_again(m) -> None:
    film, other = m.film("Brass Keys").id, m.film("Perihelion").id
    before = m.review.queue("me")[0]
    rated = stand(m)
    decided = m.review.choose("me", before.id, film)
    assert stand(m) == {**rated, film: 2}
    item = m.review.undo("me", decided.before)
    assert item.title.state == State.REVIEW
    assert stand(m) == rated
    again = m.review.queue("me")[0]
    assert sorted(again.says, key=str) == sorted(before.says, key=str)
    for chosen in (film, other, film):
        decided = m.review.choose("me", before.id, chosen)
        assert stand(m) == {**rated, chosen: 2}
        m.review.undo("me", decided.before)
        assert stand(m) == rated
    m.review.choose("me", before.id, film)
    assert m.feedback.standing("me").ratings == {**rated, film: 2}
    assert len([event for event in m.feedback.standing("me").events if event.film_id == film]) == 1


def test_what_was_deleted_by_hand_is_not_brought_back_by_mending(m) -> None:
    film = m.film("The Quiet Vault").id
    event = next(event for event in m.feedback.log("me") if event.film_id == film)
    m.feedback.retract("me", event.event_id, source="app")
    item = m.review.matched("me")[0]
    decided, moved = m.review.fix("me", item.id, m.film("Brass Keys").id)
    assert moved == 0
    m.review.undo("me", decided.before)
    assert film not in stand(m)


@pytest.mark.parametrize("do", ["skip", "not_a_film"])
def test_what_was_set_aside_waits_again(m, do: str) -> None:
    before = m.review.queue("me")
    decided = getattr(m.review, do)("me", before[0].id)
    assert m.review.count("me") == 0
    m.review.undo("me", decided.before)
    assert [(item.title, item.says) for item in m.review.queue("me")] == [
        (item.title, item.says) for item in before
    ]
    m.review.choose("me", before[0].id, m.film("Brass Keys").id)
    assert stand(m)[m.film("Brass Keys").id] == 2


@pytest.mark.parametrize("to", ["Brass Keys", None])
def test_a_mended_match_goes_back(m, to: str | None) -> None:
    rated = stand(m)
    item = m.review.matched("me")[0]
    decided, moved = m.review.fix("me", item.id, None if to is None else m.film(to).id)
    assert moved == 1
    assert stand(m) != rated
    back = m.review.undo("me", decided.before)
    assert back.film is not None
    assert back.film.title == "The Quiet Vault"
    assert stand(m) == rated
    assert m.review.matched("me")[0].title == item.title


def test_undoing_what_is_not_known_is_refused(m) -> None:
    title = m.review.queue("me")[0].title
    with pytest.raises(BadValue, match="not among your imports"):
        m.review.undo("somebody", Before(title))


def test_matches_are_found_by_words_and_page_by_page(m) -> None:
    m.review.choose("me", m.review.queue("me")[0].id, m.film("Brass Keys").id)
    assert [item.title.title for item in m.review.matched("me", words="nobody")] == ["Nobody Knows This"]
    titles = [item.title.title for item in m.review.matched("me")]
    assert [m.review.matched("me", start=n, most=1)[0].title.title for n in range(2)] == titles
    assert m.review.matched("me", start=2, most=1) == []
