"""Rows of other services to films of the catalogue: sure where one film wins, else a list to choose from.

Ids come first. Titles are compared in steps from the strictest spelling to the loosest, each with the year as
written, then one year beside it, then without; the first step that knows any film decides, and only when it
knows exactly one, or when one of several stands out (see `_stands_out`). What films are
called elsewhere is asked for only when no film has the title.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from matinee.domain.matching import title_key
from matinee.domain.spelling import expanded_keys, loose_keys, part_keys, plain_title, readings, without_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matinee.domain.ports import TitleRow

    ToldOf = Callable[[Sequence[int]], Mapping[int, "Told"]]
    AlsoNamed = Callable[[Sequence[str]], Iterable[int]]

__all__ = ["Asked", "Match", "TitleIndex", "Told"]

_MOST_CANDIDATES = 8
_LONGEST = 250
"""Letters of a title that are compared; no film has as many."""
_ENOUGH_VOTES = 150
_SEEN_BY_SOME = 10
"""Votes below which a film without a year is one that never came out."""
_SEEN_BY_MANY = 50
"""Votes below which nobody cites a film by a part of its title."""
_STANDS_OUT = 30
"""How many times the votes of the next a namesake needs to be the one that is meant."""
_SAME_LENGTH = 2
"""Minutes by which two services may differ over the length of one film."""
_OTHER_LENGTH = 5
"""Minutes from which on two lengths are those of two films."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_STRICT, _ORIGINAL, _OTHER, _LOOSE, _ALSO, _PART = range(6)
_CONFIDENCE = {
    # Spelling, then how the year fits: as written, one beside, unknown to the catalogue, not in the row.
    _STRICT: (0.98, 0.92, 0.85, 0.85),
    _ORIGINAL: (0.96, 0.9, 0.82, 0.82),
    _OTHER: (0.95, 0.88, 0.8, 0.8),
    _LOOSE: (0.93, 0.85, 0.75, 0.75),
    _ALSO: (0.9, 0.82, 0.0, 0.0),
    _PART: (0.85, 0.0, 0.0, 0.0),
}
_EXACT, _BESIDE, _UNKNOWN, _NO_YEAR = range(4)
_STEPS = (
    (_STRICT, _EXACT), (_ORIGINAL, _EXACT), (_OTHER, _EXACT), (_LOOSE, _EXACT),
    (_STRICT, _BESIDE), (_ORIGINAL, _BESIDE), (_OTHER, _BESIDE), (_ALSO, _EXACT), (_PART, _EXACT),
    (_LOOSE, _BESIDE), (_ALSO, _BESIDE), (_STRICT, _UNKNOWN), (_ORIGINAL, _UNKNOWN),
)  # fmt: skip
_BEFORE_ALSO = _STEPS[: _STEPS.index((_ALSO, _EXACT))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a row says of which film it means."""

    title: str = ""
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str = ""
    other_titles: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    runtime: int | None = None
    """Minutes."""
    seen_at: int | None = None
    """When it was seen or rated, microseconds since 1970 UTC: a film of a later year cannot be meant."""
    confirm: bool = False
    """A title alone does not do: a director must be the same, as for what a file calls a series."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the catalogue says of a film besides its titles."""

    directors: tuple[str, ...] = ()
    runtime: int | None = None
    """Minutes."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found."""

    film_id: int | None
    """The film, when the match is sure."""
    confidence: float
    """0-1; 0 when nothing is sure."""
    candidates: tuple[int, ...] = ()
    """Films it may be when it is not sure, the most likely first."""


_NOTHING = Match(None, 0.0)
_Places = tuple[int, ...]


class TitleIndex:
    """Every film by every spelling of its titles."""

    def __init__(
        self,
        films: Iterable[TitleRow],
        told_of: ToldOf | None = None,
        also_named: AlsoNamed | None = None,
    ) -> None:
        """Build the index; a second or two for a hundred thousand films.

        Args:
            films: the catalogue.
            told_of: who made some films and how long they are, asked only to tell namesakes apart.
            also_named: films that are called so elsewhere, by `title_key`; asked only about titles that no film has.
        """
        self._films = list(films)
        self._told_of = told_of or (lambda _: {})
        self._also_named = also_named or (lambda _: ())
        self._by_id = {film.id: place for place, film in enumerate(self._films)}
        self._by_imdb = {film.imdb_id: place for place, film in enumerate(self._films) if film.imdb_id}
        self._keys: tuple[dict[str, _Places], ...] = ({}, {}, {}, {})
        for place, film in enumerate(self._films):
            self._add(place, film)

    def __len__(self) -> int:
        return len(self._films)

    def _add(self, place: int, film: TitleRow) -> None:
        strict, original, loose, parts = self._keys
        key = title_key(film.title)
        _put(strict, {key}, place)
        spelled = loose_keys(key)
        if not film.title.isascii():
            spelled |= expanded_keys(film.title)
        cited = part_keys(film.title)
        if film.original_title and film.original_title != film.title:
            other = title_key(film.original_title)
            if other != key:
                _put(original, {other}, place)
                spelled |= loose_keys(other)
                if not film.original_title.isascii():
                    spelled |= expanded_keys(film.original_title)
                cited |= part_keys(film.original_title)
        _put(loose, spelled, place)
        _put(parts, cited - spelled, place)

    def find(self, asked: Asked) -> Match:
        """The film a row means."""
        found = self._by_number(asked)
        if found is not None:
            return Match(self._films[found].id, 1.0)
        if not asked.title:
            return _NOTHING
        title, year = asked.title[:_LONGEST], asked.year
        if year is None:
            title, year = without_year(title)
        steps = self._steps(title, year, asked)
        for spelling, fit, known in steps:
            places = self._possible(known, asked, sure=True)
            if spelling >= _ALSO or fit == _UNKNOWN:
                least = _SEEN_BY_MANY if spelling == _PART else _SEEN_BY_SOME
                places = tuple(place for place in places if self._films[place].votes >= least)
            if not places:
                continue
            # A film known by another number than the row's is not the row's film, however it is called; and a
            # title of one country without a year may be that of another film, which the catalogue does not have.
            never = asked.tmdb_id is not None or (spelling == _ALSO and fit == _NO_YEAR)
            winner = None if never else self._winner(places, title, asked, spelling, fit)
            if winner is not None and not self._outshone(winner[0], fit, steps, asked):
                place, doubt = winner
                return Match(self._films[place].id, round(_CONFIDENCE[spelling][fit] - doubt, 3))
            return Match(None, 0.0, self._listed(steps, asked))
        return Match(None, 0.0, self._listed(steps, asked))

    def _by_number(self, asked: Asked) -> int | None:
        by_tmdb = None if asked.tmdb_id is None else self._by_id.get(asked.tmdb_id)
        by_imdb = self._by_imdb.get(asked.imdb_id) if asked.imdb_id else None
        if by_tmdb is None or by_imdb is None or by_tmdb == by_imdb:
            return by_tmdb if by_imdb is None else by_imdb
        # The two numbers contradict each other: the title says which of them is right.
        key = title_key(asked.title)
        named = [place for place in (by_tmdb, by_imdb) if title_key(self._films[place].title) == key]
        return named[0] if len(named) == 1 else by_tmdb

    def _steps(self, title: str, year: int | None, asked: Asked) -> list[tuple[int, int, _Places]]:
        """Films by spelling and fit of the year, the strictest first."""
        base, inside = readings(title)
        keys = list(dict.fromkeys(title_key(text) for text in (title, base) if text))
        others = list(dict.fromkeys(title_key(text) for text in (*asked.other_titles, *inside) if text))
        strict, original, loose, parts = self._keys
        whole = {form for key in (*keys, *others) for form in loose_keys(key)} | expanded_keys(base)
        cited = part_keys(title) | {form for text in asked.other_titles for form in part_keys(text)}
        by_spelling = {
            _STRICT: self._named_twice(_got(strict, keys), others),
            _ORIGINAL: _got(original, keys),
            _OTHER: tuple(dict.fromkeys(_got(strict, others) + _got(original, others))),
            _LOOSE: _got(loose, whole),
            _PART: tuple(dict.fromkeys(_got(parts, whole) + _got(loose, cited))),
        }
        if year is None:
            # Without a year a namesake by either title makes it unsure.
            both = tuple(dict.fromkeys(by_spelling[_STRICT] + by_spelling[_ORIGINAL]))
            fitting = [(_STRICT, both), (_OTHER, by_spelling[_OTHER]), (_LOOSE, by_spelling[_LOOSE])]
            if not any(places for _, places in fitting):
                fitting.append((_ALSO, self._called([*keys, *others])))
            return [(spelling, _NO_YEAR, places) for spelling, places in fitting]
        by_fit: dict[tuple[int, int], list[int]] = defaultdict(list)
        for spelling, places in by_spelling.items():
            self._fit(by_fit, spelling, places, year)
        if not any(by_fit[step] for step in _BEFORE_ALSO):
            self._fit(by_fit, _ALSO, self._called([*keys, *others]), year)
        return [(*step, tuple(by_fit[step])) for step in _STEPS]

    def _fit(
        self, by_fit: dict[tuple[int, int], list[int]], spelling: int, places: _Places, year: int
    ) -> None:
        """Sort films of one spelling by how their year fits."""
        for place in places:
            made = self._films[place].year
            if made is None:
                by_fit[spelling, _UNKNOWN].append(place)
            elif abs(made - year) <= 1:
                by_fit[spelling, _EXACT if made == year else _BESIDE].append(place)

    def _called(self, keys: Sequence[str]) -> _Places:
        """Films that are called so elsewhere."""
        return tuple(self._by_id[film_id] for film_id in self._also_named(keys) if film_id in self._by_id)

    def _named_twice(self, places: _Places, others: Sequence[str]) -> _Places:
        """Of namesakes, those that the row's other titles fit too; else with those they fit besides."""
        if not others or not places:
            return places
        strict, original, *_ = self._keys
        also = _got(strict, others) + _got(original, others)
        twice = tuple(place for place in places if place in also)
        return twice or tuple(dict.fromkeys(places + also))

    def _possible(self, places: _Places, asked: Asked, *, sure: bool) -> _Places:
        """Those that another number or the time of watching does not rule out."""
        latest = None
        if sure and asked.year is None and asked.seen_at is not None:
            latest = (_EPOCH + timedelta(microseconds=asked.seen_at)).year
        found = []
        for place in places:
            film = self._films[place]
            if asked.imdb_id and film.imdb_id and film.imdb_id != asked.imdb_id:
                continue
            if latest is not None and film.year is not None and film.year > latest:
                continue
            found.append(place)
        return tuple(found)

    def _winner(
        self, places: _Places, title: str, asked: Asked, spelling: int, fit: int
    ) -> tuple[int, float] | None:
        """The one film that is meant, and how much less sure that is than a film without namesakes."""
        doubt = 0.0
        # A title that fits loosely or a year that does not fit is checked by who made the film.
        unsure = asked.confirm or len(places) > 1 or spelling >= _LOOSE or fit != _EXACT
        if asked.confirm and not asked.directors:
            return None
        if asked.directors and unsure:
            made = {place: {title_key(name) for name in told.directors} for place, told in self._told(places)}
            wanted = {title_key(name) for name in asked.directors}
            same = tuple(place for place in places if made[place] & wanted)
            places = same or tuple(place for place in places if not (made[place] or asked.confirm))
        if len(places) > 1 and asked.other_titles:
            others = {title_key(text) for text in asked.other_titles}
            places = _fewer(places, lambda place: title_key(self._films[place].original_title) in others)
        if len(places) > 1 and asked.runtime is not None:
            places = self._as_long(places, asked.runtime)
        if len(places) > 1:
            plain = plain_title(title)
            places = _fewer(places, lambda place: plain_title(self._films[place].title) == plain)
            doubt = 0.03
        if len(places) == 1:
            return places[0], doubt
        if fit <= _BESIDE and spelling <= _OTHER and (first := self._stands_out(places)) is not None:
            return first, 0.08
        return None

    def _told(self, places: _Places) -> list[tuple[int, Told]]:
        """What is known of some films besides their titles."""
        found = self._told_of([self._films[place].id for place in places])
        return [(place, found.get(self._films[place].id, Told())) for place in places]

    def _as_long(self, places: _Places, runtime: int) -> _Places:
        """The one film that is as long as the row says, when the others clearly are not; else all."""
        apart = {
            place: abs(told.runtime - runtime)
            for place, told in self._told(places)
            if told.runtime is not None
        }
        same = [place for place, minutes in apart.items() if minutes <= _SAME_LENGTH]
        other = [place for place, minutes in apart.items() if _SAME_LENGTH < minutes < _OTHER_LENGTH]
        return (same[0],) if len(same) == 1 and not other else places

    def _stands_out(self, places: _Places) -> int | None:
        """Of namesakes of one year, the one that nearly everyone means.

        Catalogues hold short films that nobody has seen under the name of one that everybody has: with thirty
        times the votes of the next, it is meant in all but a few of a thousand cases.
        """
        if len(places) < 2:
            return None
        ordered = sorted(places, key=lambda place: -self._films[place].votes)
        most, next_most = (self._films[place].votes for place in ordered[:2])
        return ordered[0] if most >= _ENOUGH_VOTES and most >= _STANDS_OUT * max(1, next_most) else None

    def _outshone(
        self, place: int, fit: int, steps: Sequence[tuple[int, int, _Places]], asked: Asked
    ) -> bool:
        """Whether the film of the year as written is one that nobody saw, and one that everybody saw lies beside.

        Years one off are rare, but less rare than somebody who saw the film with a thirtieth of the votes.
        """
        if fit != _EXACT or asked.directors or asked.other_titles:
            return False
        beside = {
            other
            for spelling, fitting, places in steps
            if fitting == _BESIDE and spelling <= _ORIGINAL
            for other in places
        }
        return bool(beside) and self._stands_out((place, *beside)) not in (None, place)

    def _listed(self, steps: Sequence[tuple[int, int, _Places]], asked: Asked) -> tuple[int, ...]:
        """Whom to offer: every film any step knows, the better known first within a step."""
        found: dict[int, None] = {}
        for _, _, places in steps:
            for place in sorted(
                self._possible(places, asked, sure=False), key=lambda place: -self._films[place].votes
            ):
                found[self._films[place].id] = None
        if len(found) < _MOST_CANDIDATES and asked.title:
            # Namesakes of other years may be meant too, when the row's year is wrong.
            for place in _got(self._keys[0], [title_key(asked.title)]):
                found[self._films[place].id] = None
        return tuple(found)[:_MOST_CANDIDATES]


def _put(table: dict[str, _Places], keys: Iterable[str], place: int) -> None:
    for key in keys:
        if key:
            table[key] = (*table[key], place) if key in table else (place,)


def _got(table: dict[str, _Places], keys: Iterable[str]) -> _Places:
    return tuple(dict.fromkeys(place for key in keys for place in table.get(key, ())))


def _fewer(places: _Places, keep: Callable[[int], bool]) -> _Places:
    """Those that pass, unless none does."""
    return tuple(place for place in places if keep(place)) or places
