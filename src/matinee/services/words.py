"""Feedback and reasons in words, the same for every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.domain.feedback import Kind
from matinee.domain.names import country, language
from matinee.features.terms import LABELS
from matinee.taste.wishes import Want

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.features.blocks import Shared
    from matinee.services.recommend import Pick, Reason
    from matinee.taste.wishes import Wish

__all__ = [
    "because",
    "did",
    "in_common",
    "said",
    "shared_words",
    "sureness",
    "thing_said",
    "trait_name",
    "trait_words",
    "wished",
]

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


def said(reason: Reason, title: str = "") -> str:
    """What a reason rests on, to come after "you": ``rated Heat 5``, ``pinned Crime up``.

    Args:
        reason: of a pick.
        title: of its film; empty takes the film's own, or its number where it has left.
    """
    if reason.wish is not None:
        return wished(reason.wish)
    if reason.event is None:
        return "said something"
    known = f"tmdb:{reason.event.film_id}" if reason.film is None else reason.film.title
    return did(reason.event, title or known)


def thing_said(event: Event, title: str) -> str:
    """What an event is, to come after "without": ``your rating of Heat``."""
    return {
        Kind.RATING: "your rating of {}",
        Kind.LIKE: "your like of {}",
        Kind.DISLIKE: "your dislike of {}",
        Kind.WATCHED: "having seen {}",
        Kind.WATCHLIST_ADD: "having saved {}",
        Kind.NOT_INTERESTED: "having hidden {}",
    }.get(event.kind, "what you said of {}").replace("{}", title)


def wished(wish: Wish) -> str:
    """What a person wanted of a trait, to come after "you": ``pinned Crime up``."""
    name = trait_name(wish.block, wish.term)
    if wish.want is Want.MUTE:
        return f"muted {name}"
    return f"pinned {name} {'up' if wish.want is Want.MORE else 'down'}"


def because(pick: Pick, common: int = 2, who: str = "you") -> str:
    """The one-line reason for a pick: ``because you rated Heat 5: Michael Mann, heist``, ``because you pinned Crime``.

    Args:
        pick: with its reasons.
        common: how many things the two films share are named at the most.
        who: whose pick it is.
    """
    # They come the largest first by size, so that the first of those that help is the one that helps most.
    best = next((reason for reason in pick.why if reason.share > 0), None)
    if best is not None and best.share >= _LEAST_SHARE and best.wish is not None:
        name = trait_name(best.wish.block, best.wish.term)
        up = best.wish.want is Want.MORE
        return f"because {who} pinned {name}" if up else f"unlike {name}, which {who} pinned down"
    if best is None or best.share < _LEAST_SHARE or best.film is None or best.event is None:
        return "well known and well liked"
    if not _praises(best.event):
        return f"unlike {best.film.title}: {who} {did(best.event, 'it')}"
    if best.film.id == pick.film.id:
        return f"because {who} {did(best.event, 'it')}"
    shared = ", ".join(in_common(pick.film, best.film)[:common])
    return f"because {who} {did(best.event, best.film.title)}" + (f": {shared}" if shared else "")


def _praises(event: Event) -> bool:
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


def trait_name(block: str, term: str) -> str:
    """A trait's name inside a sentence: ``Crime``, ``heist``, ``films from France``, ``films of around 1990``."""
    if block == "origin":
        return f"films {trait_words(block, term)}"
    return f"films of {term}" if block == "decade" else term


def sureness(effect: float, sd: float) -> str:
    """How sure an effect is, in a word."""
    ratio = abs(effect) / max(sd, 1e-12)
    return "surely" if ratio > 2 else "probably" if ratio > 1 else "perhaps"


def shared_words(shared: Iterable[Shared]) -> list[str]:
    """What two films share in words, the most telling first."""
    return [trait_words(part.block, part.term) for part in shared if part.part > 0]
