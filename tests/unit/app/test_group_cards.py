"""Cards of a group's list: marks that tell people apart, and nothing that a browser would run."""

import re

import pytest

from matinee.app.group_cards import badges, group_grid, legend
from matinee.domain.feedback import fold
from matinee.domain.film import Film
from matinee.services.recommend import Pick
from matinee.services.together import GroupFilm, MemberPick

NASTY = "<script>alert('1')</script>\"&"
FILM = Film(id=7, title="<b>Vault</b>", year=1999, runtime=100, genres=("Crime",))


def member(user: str, *, seen: bool = False) -> MemberPick:
    return MemberPick(user, 0.5, Pick(FILM, 1.0, 1.0, 3.46, (2.0, 4.5), ()), seen)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize(
    ("users", "letters"),
    [
        (("ann", "bob"), ["A", "B"]),
        (("ann", "amy", "bob"), ["An", "Am", "B"]),
        (("élodie", "王", "x"), ["É", "王", "X"]),
        (("a", "A"), ["A", "A"]),
    ],
)
def test_members_have_letters_and_a_colour_each(users, letters):
    found = badges(users)
    assert [found[user].letters for user in users] == letters
    assert [found[user].colour for user in users] == list(range(len(users)))


def test_a_card_says_each_ones_stars_and_reason_and_for_whom_it_is():
    marks = badges(["ann", "bob"])
    film = GroupFilm(FILM, 0.7, (member("ann"), member("bob", seen=True)), chosen_for="bob")
    said = text(group_grid([film], [""], marks, fold([])))
    assert "Chosen for bob" in said
    assert "A ann: 3.5 ★ stars predicted 2.0–4.5 Well known and well liked" in said
    assert "B bob: 3.5 ★ stars predicted 2.0–4.5 · seen" in said
    assert "Chosen" not in group_grid([GroupFilm(FILM, 0.7, film.members)], [""], marks, fold([]))


def test_names_and_titles_are_text():
    marks = badges([NASTY, "bob"])
    film = GroupFilm(FILM, 0.7, (member(NASTY), member("bob")), chosen_for=NASTY)
    html = group_grid([film], [""], marks, fold([])) + legend(marks, [NASTY], speaker=NASTY)
    assert "<script" not in html
    assert "<b>Vault" not in html
    assert "alert('1')" not in html


def test_the_legend_names_who_is_unknown_and_who_speaks():
    marks = badges(["ann", "bob"])
    assert "Nothing is known yet of bob : what everyone starts from counts" in text(
        legend(marks, ["bob"], speaker="me")
    )
    assert "speak for me alone" in text(legend(marks, [], speaker="me"))
    assert "Nothing is known" not in legend(marks, [], speaker="me")
