"""What a log means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matinee.domain.feedback import (
    Event,
    Kind,
    Standing,
    check_event,
    check_stars,
    corrected,
    fold,
    new_event_id,
)
from matinee.errors import BadValue
from matinee.testing.drawn import drawn_events

LOGS = drawn_events()
# Few moments, so that many events share one.
CLOSE_LOGS = LOGS.flatmap(
    lambda log: st.lists(st.integers(0, 3), min_size=len(log), max_size=len(log)).map(
        lambda moments: [replace(event, at=at) for event, at in zip(log, moments, strict=True)]
    )
)

examples = settings(max_examples=80, deadline=None, derandomize=True, database=None)


def said(
    kind: Kind, seq: int, film: int = 1, *, value: float | None = None, target: Event | None = None
) -> Event:
    """An event at the moment `seq`."""
    return Event(
        event_id=f"e{seq}",
        user="me",
        kind=kind,
        film_id=film,
        value=value,
        target=target.event_id if target else None,
        at=seq,
        seq=seq,
    )


def rated(seq: int, value: float, film: int = 1) -> Event:
    return said(Kind.RATING, seq, film, value=value)


def kinds(standing: Standing) -> list[Kind]:
    return [event.kind for event in standing.events]


def after(log: Sequence[Event], kind: Kind, target: Event, value: float | None = None) -> Event:
    """A correction later than everything in a log."""
    return replace(
        said(kind, len(log) + 1, target.film_id or 0, value=value, target=target),
        event_id=new_event_id(),
        at=max(event.at for event in log) + 1,
    )


def uncorrected(log: list[Event], event: Event) -> bool:
    return not any(other.target == event.event_id for other in log)


class TestFold:
    @examples
    @given(log=CLOSE_LOGS, data=st.data())
    def test_the_order_events_are_given_in_does_not_matter(
        self, log: list[Event], data: st.DataObject
    ) -> None:
        assert fold(data.draw(st.permutations(log))) == fold(log)

    @examples
    @given(log=CLOSE_LOGS, data=st.data())
    def test_nor_does_it_for_events_no_store_has_numbered(
        self, log: list[Event], data: st.DataObject
    ) -> None:
        unnumbered = [replace(event, seq=0) for event in log]
        assert fold(data.draw(st.permutations(unnumbered))) == fold(unnumbered)

    @examples
    @given(log=LOGS, data=st.data())
    def test_a_retracted_event_is_as_if_never_said(self, log: list[Event], data: st.DataObject) -> None:
        spoken = [event for event in log if uncorrected(log, event)]
        assume(spoken)
        event = data.draw(st.sampled_from(spoken))
        assert fold([*log, after(log, Kind.RETRACT, event)]) == fold(
            [other for other in log if other != event]
        )

    @examples
    @given(log=LOGS, data=st.data())
    def test_a_retracted_correction_is_as_if_never_made(self, log: list[Event], data: st.DataObject) -> None:
        assume(log)
        target = data.draw(st.sampled_from(log))
        kind = data.draw(st.sampled_from([Kind.RETRACT, Kind.AMEND]))
        longer = [*log, after(log, kind, target)]
        longer.append(after(longer, Kind.RETRACT, longer[-1]))
        assert fold(longer) == fold(log)

    @examples
    @given(log=LOGS, stars=st.integers(1, 10), data=st.data())
    def test_an_amended_rating_is_as_if_said_so_at_first(
        self, log: list[Event], stars: int, data: st.DataObject
    ) -> None:
        ratings = [event for event in log if event.kind is Kind.RATING and uncorrected(log, event)]
        assume(ratings)
        event = data.draw(st.sampled_from(ratings))
        as_said = [replace(other, value=stars / 2) if other == event else other for other in log]
        assert fold([*log, after(log, Kind.AMEND, event, stars / 2)]) == fold(as_said)

    @examples
    @given(log=CLOSE_LOGS, moment=st.integers(-1, 4))
    def test_a_moment_knows_nothing_of_later_ones(self, log: list[Event], moment: int) -> None:
        assert fold(log, as_of=moment) == fold([event for event in log if event.at <= moment])

    @examples
    @given(log=LOGS)
    def test_a_standing_agrees_with_itself(self, log: list[Event]) -> None:
        standing = fold(log)
        assert standing.ratings.keys() <= standing.seen
        assert len(set(standing.watchlist)) == len(standing.watchlist)
        assert list(standing.events) == sorted(standing.events, key=lambda event: (event.at, event.seq))
        for film in {event.film_id for event in standing.events}:
            of_film = [event for event in standing.events if event.film_id == film]
            assert len(of_film) == 1 or sorted(event.kind is Kind.RATING for event in of_film) == [
                False,
                True,
            ]
        assert fold(log, as_of=max((event.at for event in log), default=0)) == standing

    def test_nothing_said_means_nothing(self) -> None:
        assert fold([]) == Standing(events=(), seen=frozenset(), hidden=frozenset(), watchlist=(), ratings={})

    def test_the_newest_rating_governs(self) -> None:
        standing = fold([rated(1, 5), rated(2, 2)])
        assert standing.ratings == {1: 2}
        assert [event.value for event in standing.events] == [2]

    def test_an_older_rating_stays_beside_a_newer_like(self) -> None:
        standing = fold([rated(1, 5), said(Kind.LIKE, 2)])
        assert kinds(standing) == [Kind.RATING, Kind.LIKE]
        assert kinds(fold([said(Kind.LIKE, 1), rated(2, 5)])) == [Kind.RATING]

    def test_a_newer_dislike_replaces_a_like(self) -> None:
        assert kinds(fold([said(Kind.LIKE, 1), said(Kind.DISLIKE, 2)])) == [Kind.DISLIKE]

    def test_being_interested_again_ends_the_refusal_and_brings_back_the_like_before_it(self) -> None:
        log = [said(Kind.LIKE, 1), said(Kind.NOT_INTERESTED, 2)]
        assert kinds(fold(log)) == [Kind.NOT_INTERESTED]
        assert fold(log).hidden == {1}
        log.append(said(Kind.INTERESTED_AGAIN, 3))
        assert fold(log).hidden == frozenset()
        assert kinds(fold(log)) == [Kind.LIKE]
        log.append(said(Kind.NOT_INTERESTED, 4))
        assert fold(log).hidden == {1}

    def test_a_saved_film_leaves_the_watchlist_when_seen_or_removed(self) -> None:
        log = [said(Kind.WATCHLIST_ADD, 1, film=1), said(Kind.WATCHLIST_ADD, 2, film=2)]
        assert fold(log).watchlist == (2, 1)
        assert fold([*log, said(Kind.WATCHED, 3, film=1)]).watchlist == (2,)
        assert fold([*log, rated(3, 4, film=2)]).watchlist == (1,)
        removed = fold([*log, said(Kind.WATCHLIST_REMOVE, 3, film=1)])
        assert removed.watchlist == (2,)
        assert [event.film_id for event in removed.events] == [2]
        assert fold([said(Kind.WATCHED, 1), said(Kind.WATCHLIST_ADD, 2)]).watchlist == (1,)

    def test_watches_and_saves_count_once_and_only_where_no_opinion_governs(self) -> None:
        quiet = [said(Kind.WATCHLIST_ADD, 1), said(Kind.WATCHED, 2), said(Kind.WATCHED, 3)]
        assert [event.seq for event in fold(quiet).events] == [3]
        assert kinds(fold([*quiet, said(Kind.LIKE, 4)])) == [Kind.LIKE]
        assert fold(quiet).seen == {1}

    def test_a_forgotten_event_is_history_but_not_learned_from(self) -> None:
        rating = rated(1, 5)
        standing = fold([rating, said(Kind.AMEND, 2, target=rating)])
        assert standing.events == ()
        assert standing.ratings == {1: 5}
        assert standing.seen == {1}

    def test_a_rating_edited_and_then_forgotten_keeps_its_new_stars(self) -> None:
        rating = rated(1, 5)
        log = [rating, said(Kind.AMEND, 2, target=rating, value=3), said(Kind.AMEND, 3, target=rating)]
        assert fold(log).ratings == {1: 3}
        assert fold(log).events == ()

    def test_a_value_for_what_has_no_stars_only_ends_its_being_forgotten(self) -> None:
        like = said(Kind.LIKE, 1)
        log = [like, said(Kind.AMEND, 2, target=like), said(Kind.AMEND, 3, target=like, value=4)]
        assert fold(log).events == (like,)


class TestCorrected:
    def test_of_several_amends_the_last_counts(self) -> None:
        rating = rated(1, 5)
        log = [
            rating,
            said(Kind.AMEND, 2, target=rating, value=3),
            said(Kind.AMEND, 3, target=rating, value=1),
        ]
        assert corrected(log) == [(replace(rating, value=1), True)]
        assert corrected(log, as_of=2) == [(replace(rating, value=3), True)]
        assert corrected([*log, said(Kind.RETRACT, 4, target=log[2])]) == [(replace(rating, value=3), True)]

    def test_an_undone_undo_is_undone_again_without_a_store(self) -> None:
        like = said(Kind.LIKE, 1)
        first = said(Kind.RETRACT, 2, target=like)
        second = said(Kind.RETRACT, 3, target=first)
        log = [replace(event, seq=0) for event in (like, first, second)]
        assert corrected(log) == [(log[0], True)]

    def test_a_correction_of_an_unknown_event_does_nothing(self) -> None:
        like = said(Kind.LIKE, 1)
        assert corrected([like, said(Kind.RETRACT, 2, target=rated(9, 5))]) == [(like, True)]


class TestCheckEvent:
    @examples
    @given(log=LOGS)
    def test_what_can_be_drawn_can_be_said(self, log: list[Event]) -> None:
        for event in log:
            check_event(event)

    @pytest.mark.parametrize("value", [0, 0.25, 3.3, 5.5, 7, -1, math.nan, math.inf, None])
    def test_stars_go_from_a_half_to_five_by_halves(self, value: float | None) -> None:
        with pytest.raises(BadValue, match="by halves"):
            check_stars(value)
        with pytest.raises(BadValue, match="by halves"):
            check_event(replace(rated(1, 5), value=value))

    def test_an_amend_takes_stars_or_nothing(self) -> None:
        amend = said(Kind.AMEND, 2, target=rated(1, 5), value=7)
        with pytest.raises(BadValue, match="by halves"):
            check_event(amend)
        check_event(replace(amend, value=None))
        check_event(replace(amend, value=0.5))

    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.RATING, Kind.AMEND}])
    def test_only_ratings_and_amends_have_a_value(self, kind: Kind) -> None:
        with pytest.raises(BadValue, match="no value"):
            check_event(said(kind, 1, value=3, target=rated(2, 5)))

    def test_a_film_event_names_a_film_and_a_correction_an_event(self) -> None:
        with pytest.raises(BadValue, match="names a film"):
            check_event(replace(said(Kind.LIKE, 1), film_id=None))
        with pytest.raises(BadValue, match="names the event"):
            check_event(said(Kind.RETRACT, 1))

    def test_somebody_speaks(self) -> None:
        with pytest.raises(BadValue, match="name is empty"):
            check_event(replace(said(Kind.LIKE, 1), user=" "))


def test_fresh_ids_differ() -> None:
    assert len({new_event_id() for _ in range(100)}) == 100
