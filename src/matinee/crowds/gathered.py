"""Parts of a table to a crowd: films joined, duplicates dropped, everybody's ratings in order, all accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.crowd import CrowdReport, Note, ReadCrowd
from matinee.domain.ratings import Ratings
from matinee.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from matinee.crowds.columns import Part

__all__ = ["MOST_RATINGS", "Joins", "gathered"]

MOST_RATINGS = 50_000
"""Nobody has seen more films; whoever rated more is a program (the busiest person of MovieLens 32M has 33,332)."""
_EXAMPLES = 10
_LOWEST, _HIGHEST = 0.5, 5.0
_SAYS_NOTHING = 10
"""So many equal ratings are no accident."""


@dataclass(frozen=True, slots=True)
class Joins:
    """From the file's film numbers to TMDB's."""

    source: npt.NDArray[np.int64]
    """The file's numbers, rising."""
    tmdb: npt.NDArray[np.int64]
    """TMDB's number of each; 0 where it has none."""
    titles: Mapping[int, str]
    """Titles by the file's number, for naming those that have no number of TMDB's."""

    @classmethod
    def of(cls, pairs: Mapping[int, int], titles: Mapping[int, str]) -> Joins:
        """From a mapping."""
        source = np.array(sorted(pairs), dtype=np.int64)
        return cls(source, np.array([pairs[number] for number in source.tolist()], dtype=np.int64), titles)

    def joined(self, films: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """TMDB's number of each film, 0 where there is none."""
        if not len(self.source):
            return np.zeros(len(films), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.source, films), len(self.source) - 1)
        return np.where(self.source[place] == films, self.tmdb[place], 0)


def gathered(parts: Iterable[Part], joins: Joins | None, scale: float, where: str) -> ReadCrowd:
    """The crowd of all parts.

    Args:
        parts: as they come; only their numbers are held.
        joins: None where the films are TMDB's numbers already.
        scale: the best rating; ratings become stars by it.
        where: the file, for messages.

    Raises:
        SourceError: nothing is left.
    """
    users: list[npt.NDArray[np.int64]] = []
    films: list[npt.NDArray[np.int32]] = []
    stars: list[npt.NDArray[np.float32]] = []
    moments: list[npt.NDArray[np.int64]] = []
    unjoined: dict[int, int] = {}
    unreadable = odd_times = off_scale = 0
    for part in parts:
        unreadable += part.unreadable
        odd_times += part.odd_times
        rated = part.rating * (5 / scale)
        fits = (rated >= _LOWEST - 1e-9) & (rated <= _HIGHEST + 1e-9)
        off_scale += int((~fits).sum())
        film = part.film if joins is None else joins.joined(part.film)
        # Without a join, a number that is none of TMDB's is a film nobody can find.
        known = film > 0
        for number, count in zip(*np.unique(part.film[fits & ~known], return_counts=True), strict=True):
            unjoined[int(number)] = unjoined.get(int(number), 0) + int(count)
        kept = fits & known
        users.append(part.user[kept])
        films.append(film[kept].astype(np.int32))
        stars.append(rated[kept].astype(np.float32))
        moments.append(part.at[kept])
    ratings = _numbered(users, films, stars, moments)
    joined = len(ratings)
    if not joined and not unreadable + off_scale + len(unjoined):
        raise SourceError(f"{where} holds no ratings: there is nothing below its first line.")
    if not joined:
        raise SourceError(
            f"{where} holds no rating that could be used: of {unreadable + off_scale + sum(unjoined.values())} rows "
            f"{unreadable} cannot be read, {off_scale} are outside 0.5 to {scale:g} and {sum(unjoined.values())} are "
            "about films TMDB does not have."
        )
    ratings, repeated = _once(ratings)
    ratings, machines, by_machines = _by_people(ratings)
    if not len(ratings):
        raise SourceError(f"{where} holds no rating by anybody with fewer than {MOST_RATINGS:,} of them.")
    left_out = (
        Note("rows that cannot be read", unreadable),
        Note(f"ratings outside 0.5 to {scale:g}", off_scale),
        _films_lost(unjoined, joins),
        Note("older ratings of a film by the same person", repeated),
        Note(
            f"ratings by {machines} with more than {MOST_RATINGS:,} each, which nobody has seen", by_machines
        ),
    )
    report = CrowdReport(
        read=unreadable + off_scale + sum(unjoined.values()) + joined,
        kept=len(ratings),
        people=len(np.unique(ratings.user)),
        films=len(np.unique(ratings.film)),
        left_out=tuple(note for note in left_out if note.count),
        noticed=tuple(note for note in (*_noticed(ratings), _time_note(odd_times)) if note.count),
    )
    return ReadCrowd(_renumbered(ratings), report)


def _time_note(odd_times: int) -> Note:
    return Note("times before 1970, in the future or unreadable, taken for unknown", odd_times)


def _numbered(
    users: list[npt.NDArray[np.int64]],
    films: list[npt.NDArray[np.int32]],
    stars: list[npt.NDArray[np.float32]],
    moments: list[npt.NDArray[np.int64]],
) -> Ratings:
    """All parts together, people numbered from 0 in the order of their own numbers; empties the lists."""
    everyone = (
        np.unique(np.concatenate([np.unique(part) for part in users])) if users else np.zeros(0, np.int64)
    )
    user = np.concatenate([np.searchsorted(everyone, part).astype(np.int32) for part in users] or [_NOBODY])
    users.clear()
    film = np.concatenate(films or [_NOBODY])
    films.clear()
    star = np.concatenate(stars or [np.zeros(0, dtype=np.float32)])
    stars.clear()
    at = np.concatenate(moments or [np.zeros(0, dtype=np.int64)])
    moments.clear()
    return Ratings(user, film, star, at)


_NOBODY: npt.NDArray[np.int32] = np.zeros(0, dtype=np.int32)


def _once(ratings: Ratings) -> tuple[Ratings, int]:
    """Each person's ratings by time, of a film only the last."""
    ordered = ratings.in_order()
    key = ordered.user.astype(np.int64) << 32 | ordered.film
    # Stable: of one person and film, the later row comes later.
    order = np.argsort(key, kind="stable")
    key = key[order]
    superseded = order[:-1][key[:-1] == key[1:]]
    if not len(superseded):
        return ordered, 0
    kept = np.ones(len(ordered), dtype=np.bool_)
    kept[superseded] = False
    return ordered.taken(kept), len(superseded)


def _by_people(ratings: Ratings) -> tuple[Ratings, str, int]:
    """Without whoever rated more than anybody can have seen; how many those are, in words, and their ratings."""
    count = np.bincount(ratings.user)
    machines = np.flatnonzero(count > MOST_RATINGS)
    if not len(machines):
        return ratings, "", 0
    kept = ~np.isin(ratings.user, machines)
    words = "one person" if len(machines) == 1 else f"{len(machines)} people"
    return ratings.taken(kept), words, int((~kept).sum())


def _renumbered(ratings: Ratings) -> Ratings:
    """People numbered from 0 without gaps."""
    _, user = np.unique(ratings.user, return_inverse=True)
    return Ratings(user.astype(np.int32), ratings.film, ratings.stars, ratings.at)


def _films_lost(unjoined: Mapping[int, int], joins: Joins | None) -> Note:
    worst = sorted(unjoined, key=lambda number: (-unjoined[number], number))[:_EXAMPLES]
    titles = {} if joins is None else joins.titles
    named = tuple(titles.get(number, f"number {number}") for number in worst)
    plural = "film" if len(unjoined) == 1 else "films"
    return Note(
        f"ratings of {len(unjoined)} {plural} that have no TMDB number here", sum(unjoined.values()), named
    )


def _noticed(ratings: Ratings) -> list[Note]:
    """What is odd about a crowd and is kept all the same."""
    starts = np.flatnonzero(np.diff(ratings.user, prepend=-1))
    low = np.minimum.reduceat(ratings.stars, starts)
    high = np.maximum.reduceat(ratings.stars, starts)
    many = np.diff(starts, append=len(ratings)) >= _SAYS_NOTHING
    if ratings.stars.min() == ratings.stars.max():
        same = (
            f"ratings are all {float(ratings.stars[0]):g}: they say what people choose, not what they enjoy"
        )
        return [Note(same, len(ratings))]
    alone = [Note("only one person: too few to learn from", 1)] if len(starts) == 1 else []
    return [Note("people who give every film the same rating", int((many & (low == high)).sum())), *alone]
