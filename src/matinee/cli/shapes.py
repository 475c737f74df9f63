"""The JSON of every command, as functions: what comes in is the services', what goes out is documented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from matinee.services.words import shared_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matinee.cli.doctor import Check
    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.domain.ports import Stored
    from matinee.features.blocks import Shared
    from matinee.services.counterfactuals import WhatIf
    from matinee.services.feedback import Line
    from matinee.services.quiz import QuizState
    from matinee.services.recommend import Pick, Reason, SimilarFilm, TasteReport
    from matinee.services.rows import Row
    from matinee.services.search import Hit
    from matinee.services.together import GroupList
    from matinee.taste.traits import Trait
    from matinee.tmdb.report import Mend, Refusal

    Json = dict[str, Any]

__all__ = [
    "SHORT_REASONS",
    "checks",
    "film_facts",
    "film_list",
    "group",
    "history",
    "hits",
    "init",
    "load",
    "picks",
    "quiz",
    "rows",
    "said",
    "similar",
    "taste",
    "why",
]

SHORT_REASONS = 3
"""How many reasons a pick has unless all are asked for."""

_FILM = ("id", "title", "year")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: int) -> datetime:
    """Microseconds since 1970 UTC as a time."""
    return _EPOCH + timedelta(microseconds=at)


def _named(film: Film | None, film_id: int | None = None) -> Json:
    """A film in short; one that has left the catalogue keeps its number."""
    if film is None:
        return {"id": film_id, "title": None, "year": None}
    return {"id": film.id, "title": film.title, "year": film.year}


def init(home: str, films: int, stored: Stored) -> Json:
    """`matinee init`."""
    return {
        "home": home,
        "films": films,
        "added": stored.added,
        "changed": stored.changed,
        "unchanged": stored.unchanged,
    }


def load(read: int, stored: Stored, refused: Sequence[Refusal], mends: Sequence[Mend]) -> Json:
    """`matinee films load`: ``read = stored + refused``."""
    return {
        "read": read,
        "stored": stored.added + stored.changed + stored.unchanged,
        "refused": len(refused),
        "mended": sum(mend.count for mend in mends),
        "added": stored.added,
        "changed": stored.changed,
        "unchanged": stored.unchanged,
        "refused_rows": [
            {"row": row.row, "id": row.id, "title": row.title, "reason": row.reason} for row in refused
        ],
        "mends": [
            {"reason": mend.reason, "count": mend.count, "examples": list(mend.examples)} for mend in mends
        ],
    }


def film_list(films: Iterable[Film]) -> Json:
    """`matinee films list`."""
    return {
        "films": [
            {**_named(film), "genres": list(film.genres), "directors": list(film.directors)} for film in films
        ]
    }


def film_facts(film: Film) -> Json:
    """`matinee films show`: every fact, null or empty where unknown."""
    return {
        name: list(value) if isinstance(value := getattr(film, name), tuple) else value
        for name in film.__dataclass_fields__
    }


def picks(user: str, found: Iterable[Pick], *, every: bool) -> Json:
    """`matinee recommend`."""
    return {"user": user, "picks": [_pick(pick, None if every else SHORT_REASONS) for pick in found]}


def rows(user: str, found: Iterable[Row], *, every: bool) -> Json:
    """`matinee recommend --rows`."""
    return {
        "user": user,
        "rows": [
            {
                "kind": str(row.kind),
                "title": row.title,
                "about": row.about,
                "film": None if row.film is None else _named(row.film),
                "picks": [
                    {**_pick(pick, None if every else SHORT_REASONS), "because": why}
                    for pick, why in zip(row.picks, row.reasons, strict=True)
                ],
            }
            for row in found
        ],
    }


def why(user: str, pick: Pick, what_if: WhatIf) -> Json:
    """`matinee why`: every reason, the largest with what would be without it."""
    without = {reason.event.event_id: place for reason, place in what_if.without if reason.event is not None}
    shape = _pick(pick, None)
    for reason in shape["reasons"]:
        place = without.get(reason["event"])
        if place is not None:
            reason["without"] = {"place": place.place, "score": place.score, "stars": place.stars}
    return {"user": user, "picks": [{**shape, "place": what_if.now.place, "of": what_if.now.of}]}


def group(found: GroupList, *, every: bool) -> Json:
    """`matinee recommend` for several people."""
    most = None if every else SHORT_REASONS
    return {
        "users": list(found.users),
        "rule": str(found.rule),
        "films": [
            {
                **_named(film.film),
                "score": film.score,
                "for": film.chosen_for,
                "members": [
                    {
                        "user": member.user,
                        "appeal": member.appeal,
                        "seen": member.seen,
                        # The film stands above.
                        **{
                            name: value
                            for name, value in _pick(member.pick, most).items()
                            if name not in _FILM
                        },
                    }
                    for member in film.members
                ],
            }
            for film in found.films
        ],
    }


def _pick(pick: Pick, most: int | None) -> Json:
    return {
        **_named(pick.film),
        "score": pick.score,
        "offset": pick.offset,
        "stars": pick.stars,
        "interval": list(pick.interval),
        "reasons": [_reason(reason) for reason in pick.why[:most]],
    }


def _reason(reason: Reason) -> Json:
    event, wish = reason.event, reason.wish
    found: Json = {
        "id": None if event is None else event.film_id,
        "title": None if reason.film is None else reason.film.title,
        "event": None if event is None else event.event_id,
        "share": reason.share,
        "kind": "wish" if event is None else str(event.kind),
        "value": None if event is None else event.value,
    }
    if wish is not None:
        found["wish"] = {"block": wish.block, "term": wish.term, "want": str(wish.want)}
    if reason.shared:
        found["shared"] = shared_words(reason.shared)
    return found


def similar(film: Film, found: Iterable[SimilarFilm]) -> Json:
    """`matinee similar`."""
    return {
        "film": _named(film),
        "similar": [
            {
                **_named(other.film),
                "score": other.score,
                "shared": shared_words(other.shared),
                "parts": [_part(part) for part in other.shared],
            }
            for other in found
        ],
    }


def _part(part: Shared) -> Json:
    return {"block": part.block, "term": part.term, "part": part.part}


def hits(query: str, found: Iterable[Hit]) -> Json:
    """`matinee search`."""
    return {
        "query": query,
        "hits": [{**_named(hit.film), "score": hit.score, "reason": hit.reason} for hit in found],
    }


def said(event: Event, film: Film | None) -> Json:
    """Every command that says something, and `matinee undo`."""
    found: Json = {
        "event_id": event.event_id,
        "kind": str(event.kind),
        "film": _named(film, event.film_id),
        "value": event.value,
        "user": event.user,
    }
    if event.target is not None:
        found["target"] = event.target
    return found


def history(user: str, lines: Iterable[Line]) -> Json:
    """`matinee history`, the newest first."""
    return {
        "user": user,
        "events": [
            {
                "event_id": line.event.event_id,
                "kind": str(line.event.kind),
                "film": _named(line.film, line.event.film_id),
                "value": line.event.value,
                "at": moment(line.event.at).isoformat().replace("+00:00", "Z"),
                "source": line.event.source,
                "state": line.state,
            }
            for line in lines
        ],
    }


def taste(report: TasteReport) -> Json:
    """`matinee taste`."""
    return {
        "user": report.user,
        "events": report.events,
        "unknown": report.unknown,
        "liked": [_trait(trait) for trait in report.liked],
        "avoided": [_trait(trait) for trait in report.avoided],
        "wishes": [{**_trait(trait), "want": str(trait.want)} for trait in report.wishes],
    }


def _trait(trait: Trait) -> Json:
    return {
        "block": trait.block,
        "term": trait.term,
        "effect": trait.effect,
        "sd": trait.sd,
        "films": trait.films,
    }


def quiz(state: QuizState) -> Json:
    """`matinee quiz`: where it stands; a film is asked about, or null."""
    return {
        "user": state.user,
        "question": None if state.question is None else _named(state.question),
        "answered": state.answered,
        "unknown": state.unknown,
        "confidence": state.confidence,
        "pays": state.pays,
    }


def checks(found: Sequence[Check]) -> Json:
    """`matinee doctor`."""
    return {
        "ok": all(check.ok for check in found),
        "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in found],
    }
