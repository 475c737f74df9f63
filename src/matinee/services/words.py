"""Feedback and reasons in words, the same for every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.names import country, language
from matinee.features.terms import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.features.blocks import Shared
    from matinee.services.recommend import Pick, Reason

__all__ = ["because", "did", "in_common", "shared_words", "trait_words"]

_LEAST_SHARE = 0.005
"""Points of score below which an event is not worth naming as the reason."""
_PRAISE = 3.0
"""Stars from which a rating speaks for films like it, in words."""

_DID = {
    Kind.LIKE: "liked {}",
    Kind.DISLIKE: "disliked {}",
    Kind.WATCHED: "watched {}",
    Kind.WATCHLIST_ADD: "saved {}",
    Kind.WATCHLIST_REMOVE: "took {} off the watchlist",
    Kind.NOT_INTERESTED: "hid {}",
    Kind.INTERESTED_AGAIN: "unhid {}",
    Kind.RETRACT: "took back something about {}",
}


def did(event: Event, title: str) -> str:
    """What a person did, to come after "you": ``rated Heat 5``."""
    if event.kind is Kind.RATING:
        return f"rated {title} {event.value or 0:g}"
    if event.kind is Kind.AMEND:
        if event.value is None:
            return f"left {title} out of learning"
        return f"changed the rating of {title} to {event.value:g}"
    return _DID[event.kind].format(title)


def because(pick: Pick, common: int = 2) -> str:
    """The one-line reason for a pick: ``because you rated Heat 5: Michael Mann, heist``.

    Args:
        pick: with its reasons.
        common: how many things the two films share are named at the most.
    """
    best = max(pick.why, key=lambda reason: reason.share, default=None)
    if best is None or best.share < _LEAST_SHARE or best.film is None:
        return "well known and well liked"
    if not _praises(best):
        return f"unlike {best.film.title}: you {did(best.event, 'it')}"
    shared = ", ".join(in_common(pick.film, best.film)[:common])
    return f"because you {did(best.event, best.film.title)}" + (f": {shared}" if shared else "")


def _praises(reason: Reason) -> bool:
    event = reason.event
    if event.kind is Kind.RATING:
        return (event.value or 0) >= _PRAISE
    return event.kind not in (Kind.DISLIKE, Kind.NOT_INTERESTED)


def in_common(film: Film, other: Film) -> list[str]:
    """What two films share, the most telling kind of thing first: series, people, themes, tones, genres.

    It reads the films alone and so costs nothing; `matinee.taste.similar.shared_terms` weighs what is shared.
    """
    found: list[str] = []
    if film.series and film.series == other.series:
        found.append(f"{film.series} series")
    for name in ("directors", "keywords", "cast", "tones", "genres"):
        theirs = {_plain(value) for value in getattr(other, name)}
        shared = [value for value in getattr(film, name) if _plain(value) in theirs]
        found += [value.replace("-", " ") for value in shared] if name in ("keywords", "tones") else shared
    return list(dict.fromkeys(found))


def _plain(value: str) -> str:
    return value.casefold().replace("-", " ")


def trait_words(block: str, term: str) -> str:
    """A term of a block as people say it: ``director Michael Mann``, ``theme heist``, ``from France``."""
    if block == "decade":
        return term
    if block == "origin":
        kind, _, code = term.partition(" ")
        return f"in {language(code)}" if kind == "language" else f"from {country(code)}"
    return f"{LABELS[block]} {term}"


def shared_words(shared: Iterable[Shared]) -> list[str]:
    """What two films share in words, the most telling first."""
    return [trait_words(part.block, part.term) for part in shared if part.part > 0]
