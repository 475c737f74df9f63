"""The page of picks: rows of films, each row and each film with a reason, and no film twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind, fold
from matinee.domain.names import country, language
from matinee.services.recommend import Query
from matinee.services.words import because, in_common
from matinee.taste.corners import Corner, praised

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matinee.domain.catalogue import Catalogue
    from matinee.domain.feedback import Standing
    from matinee.domain.film import Film
    from matinee.services.recommend import Pick, Recommend

__all__ = ["Lengths", "Row", "RowKind", "Rows"]

_LOVED = 4.0
"""Stars from which a film has a row of its own."""
_BECAUSE = 2
"""Films liked last that have a row."""
_MONTH = 31
_FEW = 4
"""Films of a month below which the row is of the newest year instead."""
_COMMON = 2


class RowKind(StrEnum):
    """What a row is about."""

    TOP = "top"
    BECAUSE = "because"
    GEMS = "gems"
    NEW = "new"
    DIFFERENT = "different"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of films."""

    kind: RowKind
    title: str
    picks: tuple[Pick, ...]
    reasons: tuple[str, ...]
    """One line for each pick; empty where nothing is known of the person yet."""
    about: str = ""
    """What the films of the row have in common, where the title does not say it."""
    film: Film | None = None
    """The film whose sake it is for: the title ends with its name."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many films stand in each row at the most."""

    top: int = 12
    row: int = 12
    more: int = 12


@dataclass(frozen=True, slots=True)
class _Plan:
    """A row to be filled."""

    kind: RowKind
    title: str
    query: Query
    about: str = ""
    film: Film | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the page."""

    recommend: Recommend

    def page(
        self, user: str, query: Query | None = None, lengths: Lengths | None = None, *, surface: str
    ) -> tuple[Row, ...]:
        """The rows to show this person now; what is shown is noted. A row without films is left out.

        Someone nobody knows yet gets what is well liked, and no row that would pretend to know them.

        Args:
            user: for whom.
            query: filters and dials; its `n` and `from_film` say nothing here.
            lengths: of the rows.
            surface: where they are shown.

        Raises:
            EmptyCatalogue: there are no films.
        """
        query, lengths = query or Query(), lengths or Lengths()
        revision = self.recommend.spaces.current().revision
        with self.recommend.store.read() as unit:
            standing = fold(unit.events(user))
            praise, loved = praised(standing.events), _loved(standing)
            known = self.recommend.shelf.films(unit, revision, praise | loved.keys())
        liked = [known[film_id] for film_id in sorted(praise) if film_id in known]
        films = {film_id: known[film_id] for film_id in loved if film_id in known}
        plans = [_Plan(RowKind.TOP, "Top picks", replace(query, n=lengths.top, from_film=None))]
        plans += [
            _Plan(
                RowKind.BECAUSE,
                f"Because you {loved[film.id]} {film.title}",
                replace(query, n=lengths.row, from_film=film.id),
                film=film,
            )
            for film in films.values()
        ]
        if standing.events:
            plans.append(
                _Plan(
                    RowKind.GEMS,
                    "Hidden gems",
                    replace(query, n=lengths.row, from_film=None, corner=Corner.GEMS),
                    "little known, and to your taste",
                )
            )
        plans += self._new(replace(query, n=lengths.row, from_film=None), known=bool(standing.events))
        if praise:
            plans.append(
                _Plan(
                    RowKind.DIFFERENT,
                    "Something different",
                    replace(query, n=lengths.row, from_film=None, corner=Corner.DIFFERENT),
                    "good for you, and far from what you usually like",
                )
            )
        if lengths.more:
            plans.append(_Plan(RowKind.MORE, "More for you", replace(query, n=lengths.more, from_film=None)))
        lists = self.recommend.page(user, [plan.query for plan in plans], surface=surface)
        return tuple(
            Row(
                plan.kind,
                plan.title,
                found.picks,
                tuple(_reason(plan, pick, liked) if standing.events else "" for pick in found.picks),
                plan.about,
                plan.film,
            )
            for plan, found in zip(plans, lists, strict=True)
            if found.picks
        )

    def _new(self, query: Query, *, known: bool) -> list[_Plan]:
        """The row of what is new: of the last month, else of the newest year; none where nothing is new.

        Someone not `known` yet is shown a month's films or none: a year's would be the well known ones again.
        """
        catalogue = self.recommend.spaces.current().catalogue
        today = dt.datetime.fromtimestamp(self.recommend.clock() / 1_000_000, dt.UTC).date()
        month = replace(query.filters, released=(today - dt.timedelta(days=_MONTH), today))
        if int(catalogue.allowed(self.recommend.resolved(month)).sum()) >= _FEW:
            return [_Plan(RowKind.NEW, "New this month", replace(query, filters=month))]
        year = _newest_year(catalogue, today)
        first, last = query.filters.years or (year, year)
        if not known or year < today.year - 1 or not first <= year <= last:
            return []
        to_come = frozenset(catalogue.ids[catalogue.released > today.toordinal()].tolist())
        newest = replace(
            query,
            filters=replace(query.filters, years=(year, year)),
            exclude=query.exclude | to_come,
        )
        return [_Plan(RowKind.NEW, f"New in {year}", newest)]


def _newest_year(catalogue: Catalogue, today: dt.date) -> int:
    out = catalogue.year[(catalogue.year <= today.year) & (catalogue.released <= today.toordinal())]
    return int(out.max()) if len(out) else 0


def _loved(standing: Standing) -> dict[int, str]:
    """The films liked last, each with the word for it."""
    words: dict[int, str] = {}
    for event in reversed(standing.events):
        if event.film_id is None or event.film_id in words:
            continue
        if event.kind is Kind.LIKE:
            words[event.film_id] = "liked"
        elif event.kind is Kind.RATING and (event.value or 0) >= _LOVED:
            words[event.film_id] = "loved" if event.value == 5 else "liked"
        if len(words) == _BECAUSE:
            break
    return words


def _reason(plan: _Plan, pick: Pick, liked: Sequence[Film]) -> str:
    if plan.film is not None:
        shared = in_common(pick.film, plan.film)[:_COMMON]
        return f"shares {', '.join(shared)}" if shared else f"near {plan.film.title}"
    if plan.kind is RowKind.DIFFERENT:
        return _unlike(pick.film, liked)
    return because(pick)


def _unlike(film: Film, liked: Collection[Film]) -> str:
    """What a film is that none of the liked ones is."""
    for genre in film.genres:
        if all(genre not in other.genres for other in liked):
            return f"no {genre} among what you liked"
    if film.language and all(film.language != other.language for other in liked):
        return f"nothing in {language(film.language)} among what you liked"
    for code in film.countries:
        if all(code not in other.countries for other in liked):
            return f"nothing from {country(code)} among what you liked"
    if film.year and all(film.year // 10 != (other.year or 0) // 10 for other in liked):
        return f"nothing of the {film.year // 10 * 10}s among what you liked"
    return "least like what you liked"
