"""Cards and their pieces: everything of a film's is text, whatever it says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from matinee.app.cards import Card, actions, card, grid, note_bar, stars
from matinee.app.markup import Html, fill, joined
from matinee.app.state import Note
from matinee.app.title_card import title_card
from matinee.domain.feedback import Event, Kind, fold
from matinee.domain.film import Film

NOTHING = fold([])
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "$x^2$ **bold** :smile: `code` [link](javascript:alert(1))",
    "{title} {0} {} %s",
    "&lt;b&gt; & <b>",
    "</svg></text><iframe>",
)


class Elements(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def film(title: str = "Heat", **facts: object) -> Film:
    return Film.from_dict(
        {"id": 949, "title": title, "year": 1995, "genres": ["Crime"], "runtime": 170, **facts}
    )


def said(kind: Kind, value: float | None = None) -> Event:
    return Event(event_id="e", user="me", kind=kind, film_id=949, value=value, at=1)


@pytest.mark.parametrize("nasty", NASTY)
def test_text_of_films_and_people_stays_text(nasty: str) -> None:
    shown = Card(film(nasty, directors=[nasty], genres=["Crime", nasty]), nasty, 4.0, (3.0, 5.0))
    page = joined((grid([shown], NOTHING, key="top", label=nasty), note_bar(Note(nasty, nasty))))
    found = Elements(page)
    assert found.names <= {
        *("ul", "li", "a", "svg", "rect", "g", "text", "div", "h3", "p", "button", "span"),
        *("path", "circle", "polygon"),
    }
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert ("aria-label", f"Like {nasty}") in found.attributes
    assert nasty in found.text


def test_fill_escapes_all_but_html() -> None:
    assert fill("<i>{a}</i>{b}", a='<&"', b=Html("<b>")) == "<i>&lt;&amp;&quot;</i><b>"


def test_every_action_is_a_button_with_the_name_of_its_film() -> None:
    names = re.findall(r'aria-label="([^"]+)"', actions(film(), NOTHING))
    assert names == [
        "Like Heat",
        "Dislike Heat",
        "I have seen Heat",
        "Save Heat for later",
        "Not interested in Heat",
    ]


def test_actions_say_what_holds_already() -> None:
    assert 'data-do="unsave"' in actions(film(), fold([said(Kind.WATCHLIST_ADD)]))
    assert 'data-do="unhide"' in actions(film(), fold([said(Kind.NOT_INTERESTED)]))
    assert actions(film(), fold([said(Kind.LIKE)])).count('aria-pressed="true"') == 2, "liked, and so seen"


def test_stars_go_by_halves_and_are_one_stop_of_the_tab_key() -> None:
    drawn = stars(film(), 3.7, (2.0, 5.0))
    assert re.findall(r'data-value="([^"]+)"', drawn) == [f"{half / 2:g}" for half in range(1, 11)]
    assert drawn.count('tabindex="0"') == 1
    assert "Predicted 3.7 stars" in drawn
    assert "2.0–5.0" in drawn
    assert "Rate Heat 1 star" in drawn
    assert "Rate Heat 4.5 stars" in drawn


def test_a_card_says_the_standing() -> None:
    assert "★ 4.5" in card(Card(film()), fold([said(Kind.RATING, 4.5)]))
    assert ">Saved<" in card(Card(film()), fold([said(Kind.WATCHLIST_ADD)]))
    assert "m-badge" not in card(Card(film()), NOTHING)


def test_a_film_of_which_little_is_known_has_a_card_too() -> None:
    bare = Film(id=7, title="?")
    assert "m-poster" in card(Card(bare), NOTHING)


def test_note_offers_undo_of_its_own_event() -> None:
    assert 'data-do="undo" data-value="e1"' in note_bar(Note("You liked Heat", "e1"))
    assert "m-undo" not in note_bar(Note("Taken back"))
    assert "m-note " not in note_bar(None)


def test_the_same_film_looks_the_same_and_another_does_not() -> None:
    assert title_card(film()) == title_card(film())
    other = Film(id=950, title="Heat", year=1995, genres=("Crime",))
    assert title_card(other) != title_card(film())
