"""What the server keeps (one opened Matinee) and what a visit keeps (person, lists shown, the last note)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

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
    from matinee.domain.film import Film
    from matinee.services.recommend import Pick, Query

__all__ = ["Note", "Visit", "opened"]

_SAYS = {
    "like": Kind.LIKE,
    "dislike": Kind.DISLIKE,
    "seen": Kind.WATCHED,
    "save": Kind.WATCHLIST_ADD,
    "unsave": Kind.WATCHLIST_REMOVE,
    "refuse": Kind.NOT_INTERESTED,
    "unhide": Kind.INTERESTED_AGAIN,
}
_PAGES = ("search", "saved", "about")
"""Pages that the address names, besides For you."""
_LISTS = {"for-you": "For you", "search": "Search", "saved": "Saved"}
"""Pages that a film's page leads back to."""
_MOST_LISTS = 12
"""Lists a visit keeps; the oldest goes first."""


@st.cache_resource(show_spinner=False)
def opened() -> Matinee:
    """The installation, opened once a server; with a TMDB key its films are kept fresh in the background."""
    matinee = open_matinee()
    matinee.watch()
    return matinee


@dataclass(frozen=True, slots=True)
class Note:
    """What was just done, in words, and the event that an undo takes back."""

    text: str
    event_id: str | None = None
    wrong: bool = False
    """It could not be done; the text says why."""


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
        self._state["visit-person"] = person
        self.note = None
        self._log = None

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
        page = st.query_params.get("page", "")
        return page if page in _PAGES else "for-you"

    @property
    def film_id(self) -> int | None:
        """The film that the address names; None when that is no number."""
        named = st.query_params.get("film", "")
        return int(named) if named.isascii() and named.isdigit() and len(named) < 11 else None

    def go(self, page: str = "for-you", film: int | None = None) -> None:
        """Turn to a page, or to a film's."""
        if film is not None and self.page in _LISTS:
            self._state["visit-from"] = self.page
        st.query_params.clear()
        if film is not None:
            st.query_params["film"] = str(film)
        elif page != "for-you":
            st.query_params["page"] = page

    @property
    def came_from(self) -> tuple[str, str]:
        """The list the person came from, by name and title."""
        name = str(self._state.get("visit-from", "for-you"))
        return name, _LISTS[name]

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
        elif act.do == "more":
            self._state["visit-wanted"] = self.wanted + 24
        elif act.do == "dismiss":
            self.note = None
        else:
            try:
                if act.do == "load":
                    self.matinee.load_starter()
                else:
                    self._say(act)
            except MatineeError as error:
                self.note = Note(str(error), wrong=True)
            self._log = None

    def _say(self, act: Act) -> None:
        matinee, person = self.matinee, self.person
        if act.do == "undo":
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

    def because_of(self, query: Query, film: Film) -> tuple[Pick, ...]:
        """Picks from just one film."""
        return self.picks(replace(query, from_film=film.id))

    def with_posters(self, cards: Sequence[Card]) -> list[Card]:
        """The cards with the posters that are known of their films."""
        posters = self.matinee.details.posters([card.film.id for card in cards])
        return [replace(card, poster=posters.get(card.film.id, "")) for card in cards]

    def _stamp(self) -> tuple[object, ...]:
        last = self.log[-1].event_id if self.log else ""
        return self.person, self.matinee.spaces.current().name, len(self.log), last

    def _kept(self, key: object, make: Callable[[], tuple[Pick, ...]]) -> tuple[Pick, ...]:
        kept: dict[object, tuple[Pick, ...]] = self._state.setdefault("visit-lists", {})
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
