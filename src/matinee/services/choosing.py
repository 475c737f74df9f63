"""Which films a gathering fetches: the popular, the named, the described, and what has changed since."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.gathering import CACHE_DAYS
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.domain.gathering import FilmSource, ListedFilm
    from matinee.domain.ports import Store

__all__ = ["DEFAULT_TOP", "Chooser", "Plan", "day_of", "read_ids"]

DEFAULT_TOP = 10_000
"""How many of the most popular films a first gathering fetches when nothing else is said."""
_MOST = 1_000_000
_DAY = 86_400_000_000
_CHANGE_PAGES = 160
"""About so many calls list one day's changes: a hundred films a page, a day and the next."""
_RELEASE_CALLS = 15
_ID = re.compile(r"(?:tmdb:)?(\d{1,10})")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a gathering is about; nothing said means: keep what is here up to date."""

    top: int | None = None
    """The so many most popular films."""
    ids: tuple[int, ...] | None = None
    discover: str | None = None
    """An expression such as ``year>=2020 language=ko votes>=50``."""
    refresh: bool = False
    """Everything stored, once more."""

    def __post_init__(self) -> None:
        said = [self.top is not None, self.ids is not None, self.discover is not None, self.refresh]
        if self.refresh and sum(said) > 1:
            raise BadValue("--refresh goes alone: it asks for every film that is stored.")
        if self.ids is not None and (self.top is not None or self.discover is not None):
            raise BadValue("--ids goes without --top and --discover.")
        if self.top is not None and not 0 < self.top <= _MOST:
            raise BadValue(f"Ask for 1 to {_MOST:,} films with --top.")

    @property
    def update(self) -> bool:
        """Whether it only keeps up to date."""
        return self.top is None and self.ids is None and self.discover is None and not self.refresh


def read_ids(text: str, name: str) -> tuple[int, ...]:
    """The film numbers in a file, one a line: ``949`` or ``tmdb:949``; what follows a comma or # is a remark.

    Raises:
        BadValue: a line holds none; or there is no line.
    """
    found: dict[int, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        word = re.split("[,;#\t]", line)[0].strip().strip('"')
        if not word or (number == 1 and word.casefold() in {"id", "tmdb_id", "tmdbid", "movie_id"}):
            continue
        match = _ID.fullmatch(word)
        if match is None or not 0 < int(match[1]) < 2**31:
            raise BadValue(
                f'Line {number} of {name} ("{word[:40]}") is no TMDB number; write one a line, such as 949.'
            )
        found[int(match[1])] = None
    if not found:
        raise BadValue(f"{name} names no films; write one TMDB number a line, such as 949.")
    return tuple(found)


def day_of(moment: int) -> dt.date:
    """The day of a moment, in UTC.

    Args:
        moment: microseconds since 1970 UTC.
    """
    return dt.datetime.fromtimestamp(moment / 1e6, dt.UTC).date()


def _end_of(day: dt.date) -> int:
    return int(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC).timestamp()) * 1_000_000


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses for one gathering, with the store and the source at hand."""

    store: Store
    source: FilmSource
    now: int

    def chosen(self, plan: Plan) -> list[int]:
        """The films to fetch, in order; films that are stored and not due are not among them.

        What is due is written down before it is fetched, so that a gathering that is cut off goes on where it was.
        """
        if plan.refresh:
            self._want_everything()
        named = self._named(plan)
        if plan.update:
            self._want_changed()
            self._want_new()
            self._want_old()
        with self.store.read() as unit:
            shelf = unit.shelf
            due = [one.film_id for one in shelf.due()]
            stored = shelf.etags(named)
            gone = shelf.gone()
        new = [film for film in named if film not in stored and film not in gone]
        if plan.update or plan.refresh:
            return list(dict.fromkeys((*due, *new)))
        with self.store.read() as unit:
            failed = [one.film_id for one in unit.shelf.due() if one.tries]
        return list(dict.fromkeys((*failed, *new)))

    def forecast(self, plan: Plan) -> tuple[int, int]:
        """About how many films would be asked for, and with how many calls, choosing included.

        Nothing is written; at most the daily list is read and one call made.
        """
        with self.store.read() as unit:
            shelf = unit.shelf
            stored = shelf.counts()
            old = len(shelf.fetched_ids(self.now - CACHE_DAYS * _DAY))
            changes = shelf.noted("changes")
        if plan.refresh:
            return stored.films, stored.films
        if plan.discover is not None:
            size = self.source.discover_size(plan.discover)
            films = min(size, plan.top or size)
            return films, films + films // 20 + 1
        if not plan.update or self._goal(plan) is not None:
            named = self._named(plan)
            with self.store.read() as unit:
                known = unit.shelf.etags(named)
            films = sum(film not in known for film in named) + stored.failed
            return films, films
        days = (day_of(self.now) - dt.date.fromisoformat(changes["day"])).days + 1 if changes else 0
        films = stored.due + old
        return films, films + days * _CHANGE_PAGES + _RELEASE_CALLS

    def _named(self, plan: Plan) -> list[int]:
        if plan.ids is not None:
            return list(plan.ids)
        if plan.discover is not None:
            return _ids(self.source.discover(plan.discover, plan.top or _MOST))
        if plan.top is not None:
            return _ids(self.source.popular(plan.top))
        goal = self._goal(plan)
        if goal is None:
            return []
        with self.store.read() as unit:
            # What somebody spoke of comes first, and what Matinee brought along is to have its picture.
            own = [*unit.shelf.spoken_of(), *unit.shelf.ids_from("starter")]
        return list(dict.fromkeys((*own, *_ids(self.source.popular(goal)))))

    def _goal(self, plan: Plan) -> int | None:
        """How many popular films are still to be gathered when nothing else is asked for."""
        if not plan.update:
            return None
        with self.store.read() as unit:
            goal = unit.shelf.noted("goal")
        if not goal:
            return DEFAULT_TOP
        return None if goal.get("reached") else int(goal.get("top", DEFAULT_TOP))

    def _want_everything(self) -> None:
        with self.store.begin() as unit:
            shelf = unit.shelf
            # A refresh that was cut off goes on instead of beginning again.
            if not any(one.why == "refresh" for one in shelf.due()):
                shelf.want(shelf.fetched_ids(), "refresh", self.now)

    def _want_changed(self) -> None:
        """Make due what changed since the last time, day by day.

        A day that is over is settled: what was fetched after it holds all its changes. Of today the list still
        grows; what it held when it was last read, and was fetched since, is not asked for again before tomorrow.
        """
        today = day_of(self.now)
        with self.store.read() as unit:
            noted = unit.shelf.noted("changes")
        if not noted:
            return
        day = dt.date.fromisoformat(noted["day"])
        while day <= today:
            listed = self.source.changes(day)
            with self.store.begin() as unit:
                shelf = unit.shelf
                known = shelf.etags(listed)
                late = set(shelf.fetched_ids(_end_of(day))) if day < today else set()
                before = set(noted.get("listed", ())) if noted["day"] == day.isoformat() else set()
                wanted = [
                    film
                    for film in listed
                    if film in known and (film in late if day < today else film not in before)
                ]
                shelf.want(wanted, "changed", self.now)
                kept = sorted(listed) if day == today else []
                shelf.note("changes", {"day": day.isoformat(), "read_at": self.now, "listed": kept})
            day += dt.timedelta(days=1)

    def _want_new(self) -> None:
        listed = _ids(self.source.new_releases())
        with self.store.begin() as unit:
            shelf = unit.shelf
            known = shelf.etags(listed)
            gone = shelf.gone()
            shelf.want([film for film in listed if film not in known and film not in gone], "new", self.now)

    def _want_old(self) -> None:
        with self.store.begin() as unit:
            shelf = unit.shelf
            shelf.want(shelf.fetched_ids(self.now - CACHE_DAYS * _DAY), "refresh", self.now)


def _ids(films: Iterable[ListedFilm]) -> list[int]:
    return [film.film_id for film in films]
