"""What the server keeps (one opened Matinee) and what a visit keeps (person, lists shown, the last note)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

import streamlit as st

from matinee.bootstrap import Matinee
from matinee.bootstrap import open as open_matinee
from matinee.domain.feedback import Kind, fold
from matinee.errors import MatineeError, UnknownFilm
from matinee.services.words import did

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matinee.app.cards import Card
    from matinee.app.surface import Act
    from matinee.domain.feedback import Event, Standing
    from matinee.services.recommend import Pick, Query
    from matinee.services.rows import Lengths, Row

__all__ = ["Note", "Visit", "opened"]

T = TypeVar("T")

_SAYS = {
    "like": Kind.LIKE,
    "dislike": Kind.DISLIKE,
    "seen": Kind.WATCHED,
    "save": Kind.WATCHLIST_ADD,
    "unsave": Kind.WATCHLIST_REMOVE,
    "refuse": Kind.NOT_INTERESTED,
    "unhide": Kind.INTERESTED_AGAIN,
}
_PAGES = ("quiz", "search", "together", "library", "taste", "settings")
"""Pages that the address names, besides For you."""
_MOVED = {"saved": ("library", "watchlist"), "about": ("settings", "")}
"""Pages of old addresses, and where they are now: page and tab."""
_LISTS = {
    "for-you": "For you",
    "quiz": "Quiz",
    "search": "Search",
    "together": "Together",
    "library": "Library",
    "taste": "Taste",
    "person": "Films",
}
"""Pages that a film's page leads back to."""
_LONGEST_NAME = 200
_MOST_LISTS = 12
"""Lists a visit keeps; the oldest goes first."""


@st.cache_resource(show_spinner=False)
def opened() -> Matinee:
    """The installation, opened once a server; its films are kept fresh and it goes on learning in the background."""
    matinee = open_matinee()
    matinee.schedule.follow()
    if matinee.settings.learn_hours:
        matinee.learn_watch.start()
    return matinee


@dataclass(frozen=True, slots=True)
class Note:
    """What was just done, in words, and the event that an undo takes back."""

    text: str
    event_id: str | None = None
    wrong: bool = False
    """It could not be done; the text says why."""
    undo: Callable[[], str] | None = None
    """Undoes it, where that is more than taking the event back; gives what to say then."""


class Visit:
    """One browser tab's visit: who it is, and what it is looking at."""

    def __init__(self, matinee: Matinee) -> None:
        self.matinee = matinee
        self._state = st.session_state
        self._log: list[Event] | None = None

    # Who

    @property
    def person(self) -> str:
        """Whose picks these are."""
        return str(self._state.get("visit-person") or self.matinee.settings.user)

    def become(self, person: str) -> None:
        """Go on as another person."""
        if person == self.person:
            # A widget may say so again; what was just done, and its undo, stay.
            return
        self._state["visit-person"] = person
        self._state["visit-turn"] = self.turn + 1
        for name in [name for name in self._state if str(name).startswith("filter-")]:
            # What the widgets of the filters show was the other person's.
            del self._state[name]
        self.note = None
        self._log = None

    @property
    def turn(self) -> int:
        """How often somebody else went on."""
        return int(self._state.get("visit-turn", 0))

    def people(self) -> list[str]:
        """Everyone known here, whoever this is among them."""
        return sorted(
            {*self.matinee.feedback.users(), self.matinee.settings.user, self.person}, key=str.casefold
        )

    # Where

    @property
    def page(self) -> str:
        """The page of the address; ``film`` when the address names one."""
        if "film" in st.query_params:
            return "film"
        if "person" in st.query_params:
            return "person"
        page = st.query_params.get("page", "")
        page = _MOVED[page][0] if page in _MOVED else page
        return page if page in _PAGES else "for-you"

    @property
    def tab(self) -> str:
        """The part of the page that the address names; empty for its first."""
        if self.page == "person":
            return self.person_named
        page = st.query_params.get("page", "")
        return _MOVED[page][1] if page in _MOVED else st.query_params.get("tab", "")

    @property
    def film_id(self) -> int | None:
        """The film that the address names; None when that is no number."""
        named = st.query_params.get("film", "")
        return int(named) if named.isascii() and named.isdigit() and len(named) < 11 else None

    @property
    def person_named(self) -> str:
        """The person whose films the address asks for; empty when it names nobody."""
        return str(st.query_params.get("person", ""))[:_LONGEST_NAME].strip()

    def go(self, page: str = "for-you", film: int | None = None) -> None:
        """Turn to a page, to a part of one as in ``library/watchlist`` or ``person/Michael Mann``, or to a film's."""
        if film is not None and self.page in _LISTS:
            self._state["visit-from"] = f"{self.page}/{self.tab}".rstrip("/")
        page, _, tab = page.partition("/")
        st.query_params.clear()
        if film is not None:
            st.query_params["film"] = str(film)
        elif page == "person":
            st.query_params["person"] = tab
        elif page != "for-you":
            st.query_params["page"] = page
            if tab:
                st.query_params["tab"] = tab

    @property
    def came_from(self) -> tuple[str, str]:
        """The list the person came from, by name and title."""
        name = str(self._state.get("visit-from", "for-you"))
        page, _, tab = name.partition("/")
        return name, tab if page == "person" else _LISTS[page]

    # What was said

    @property
    def note(self) -> Note | None:
        """What the bar at the foot says."""
        return cast("Note | None", self._state.get("visit-note"))

    @note.setter
    def note(self, note: Note | None) -> None:
        self._state["visit-note"] = note

    @property
    def log(self) -> list[Event]:
        """The person's log, read once a run."""
        if self._log is None:
            self._log = self.matinee.feedback.log(self.person)
        return self._log

    def standing(self) -> Standing:
        """What the person's log means now."""
        return fold(self.log)

    def act(self, act: Act) -> None:
        """Do what was clicked: go somewhere, say something about a film, or take it back."""
        if act.do == "open" and act.film is not None:
            self.go(film=act.film)
        elif act.do == "go":
            self.go(act.value)
        elif act.do == "person":
            self.go(f"person/{act.value}")
        elif act.do == "more":
            self._state["visit-wanted"] = self.wanted + 24
        elif act.do == "dismiss":
            self.note = None
        else:
            try:
                self._say(act)
            except MatineeError as error:
                self.note = Note(str(error), wrong=True)
            self._log = None

    def _say(self, act: Act) -> None:
        matinee, person = self.matinee, self.person
        if act.do == "undo":
            if self.note is not None and self.note.undo is not None:
                self.note = Note(self.note.undo())
                return
            matinee.feedback.retract(person, act.value, source="app")
            before = self.note
            self.note = Note(
                f"Taken back: {before.text[0].lower()}{before.text[1:]}" if before else "Taken back"
            )
            return
        if act.film is None:
            raise UnknownFilm("There is no such film.")
        film = matinee.film(act.film)
        if act.do == "rate":
            event = matinee.say(Kind.RATING, film.id, _stars(act.value), user=person, source="app")
        elif act.do in _SAYS:
            event = matinee.say(_SAYS[act.do], film.id, user=person, source="app")
        else:
            return
        self.note = Note(f"You {did(event, film.title)}", event.event_id)

    # What is shown

    @property
    def wanted(self) -> int:
        """How many top picks to show."""
        return int(self._state.get("visit-wanted", 24))

    def picks(self, query: Query) -> tuple[Pick, ...]:
        """Picks for the person; asked for, and so noted as shown, only when something has changed.

        The list depends on the query, the taste space and the person's log: as long as these are the same, so is it.
        """
        stamp = self._stamp()
        return self._kept(
            (stamp, query),
            lambda: self.matinee.picks(query, user=self.person, surface="app").picks,
        )

    def rows(self, query: Query, lengths: Lengths) -> tuple[Row, ...]:
        """The page of picks for the person; made, and so noted as shown, only when something has changed."""
        return self._kept(
            (self._stamp(), query, lengths),
            lambda: self.matinee.rows.page(self.person, query, lengths, surface="app"),
        )

    def posters(self, film_ids: Sequence[int]) -> dict[int, str]:
        """The posters that are known of films, by id."""
        return self.matinee.details.posters(film_ids)

    def with_posters(self, cards: Sequence[Card]) -> list[Card]:
        """The cards with the posters that are known of their films."""
        posters = self.posters([card.film.id for card in cards])
        return [replace(card, poster=posters.get(card.film.id, "")) for card in cards]

    def _stamp(self) -> tuple[object, ...]:
        last = self.log[-1].event_id if self.log else ""
        wishes = self.matinee.wishes.of(self.person)
        return self.person, self.matinee.spaces.current().name, len(self.log), last, wishes

    def _kept(self, key: object, make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        kept: dict[object, tuple[T, ...]] = self._state.setdefault("visit-lists", {})
        if key not in kept:
            kept[key] = make()
            while len(kept) > _MOST_LISTS:
                del kept[next(iter(kept))]
        return kept[key]


def _stars(value: str) -> float | None:
    """The stars in what a browser sent; the service refuses what is off the scale."""
    try:
        return float(value)
    except ValueError:
        return None
