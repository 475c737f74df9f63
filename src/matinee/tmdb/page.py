"""What a film's page shows, out of the raw answer that is stored."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

from matinee.domain.film_page import FilmPage, Offer, Words
from matinee.tmdb.wire import certification_in, number_of, objects, read_pictures, text_of

__all__ = ["read_page"]

_HOW = ("flatrate", "free", "ads", "rent", "buy")
_SITES = {"YouTube": "https://www.youtube.com/watch?v=", "Vimeo": "https://vimeo.com/"}
_KEY = re.compile(r"[\w-]{5,24}", re.ASCII)
_LINK = re.compile(r"https://[\w.-]+(?:/[\w.~%/?=&+,:;@!$'()*-]*)?", re.ASCII)
_KINDS = ("Trailer", "Teaser")
_LARGEST = 64 << 20


def read_page(payload: bytes, country: str, language: str) -> FilmPage:
    """The facts of a film for a country and a language.

    Args:
        payload: the raw answer, compressed by gzip; a damaged one gives an empty page.
        country: ISO 3166-1 alpha-2.
        language: two letters.
    """
    data = _data(payload)
    offers, link = _offers(data, country)
    collection = data.get("belongs_to_collection")
    return FilmPage(
        country=country,
        certification=certification_in(data, country),
        trailer=_trailer(data, language),
        offers=offers,
        offers_link=link,
        words=_words(data, language),
        homepage=_link(data.get("homepage")),
        collection_name=text_of(collection.get("name")) if isinstance(collection, dict) else "",
        pictures=read_pictures(data),
    )


def _data(payload: bytes) -> dict[str, Any]:
    try:
        found = json.loads(zlib.decompressobj(wbits=31).decompress(payload, _LARGEST))
    except (zlib.error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _offers(data: dict[str, Any], country: str) -> tuple[tuple[Offer, ...], str]:
    providers = data.get("watch/providers")
    results = providers.get("results") if isinstance(providers, dict) else None
    there = results.get(country) if isinstance(results, dict) else None
    if not isinstance(there, dict):
        return (), ""
    found: dict[Offer, None] = {}
    for how in _HOW:
        listed = sorted(
            objects(there.get(how)), key=lambda offer: number_of(offer.get("display_priority")) or 0
        )
        for offer in listed:
            if service := text_of(offer.get("provider_name")):
                found[Offer(service, how)] = None
    return tuple(found), _link(there.get("link"))


def _trailer(data: dict[str, Any], language: str) -> str:
    """The web address of the best trailer: official, then in the language, then in English; teasers last."""
    best: tuple[tuple[int, bool, bool, bool], str] | None = None
    videos = data.get("videos")
    for video in objects(videos.get("results") if isinstance(videos, dict) else None):
        site, key, kind = video.get("site"), video.get("key"), video.get("type")
        if site not in _SITES or kind not in _KINDS or not isinstance(key, str) or not _KEY.fullmatch(key):
            continue
        spoken = video.get("iso_639_1")
        rank = (-_KINDS.index(kind), spoken == language, video.get("official") is True, spoken == "en")
        if best is None or rank > best[0]:
            best = (rank, _SITES[site] + key)
    return best[1] if best is not None else ""


def _words(data: dict[str, Any], language: str) -> Words:
    """Title, overview and tagline, each in the language; else in the film's own, else in English.

    TMDB itself has no fallback: in a language without a translation it gives an empty overview.
    """
    original = data.get("original_language") if isinstance(data.get("original_language"), str) else ""
    # The details are fetched in English, and the original title is in the original language.
    english = {name: text_of(data.get(name)) for name in ("title", "overview", "tagline")}
    told: dict[str, dict[str, str]] = {}
    translations = data.get("translations")
    for entry in objects(translations.get("translations") if isinstance(translations, dict) else None):
        spoken, words = entry.get("iso_639_1"), entry.get("data")
        if isinstance(spoken, str) and isinstance(words, dict):
            held = told.setdefault(spoken, {})
            for name in english:
                if (text := text_of(words.get(name))) and not held.get(name):
                    held[name] = text
    told["en"] = {**told.get("en", {}), **{name: text for name, text in english.items() if text}}
    own = told.setdefault(original or "", {})
    if (title := text_of(data.get("original_title"))) and not own.get("title"):
        own["title"] = title
    found: dict[str, str] = {}
    for name in english:
        # A title that was never translated is the original one; a missing overview rather in English than not at all.
        found[name] = next(
            (
                told[spoken][name]
                for spoken in (language, original or "", "en")
                if told.get(spoken, {}).get(name)
            ),
            "",
        )
    return Words(language, found["title"], found["overview"], found["tagline"])


def _link(value: object) -> str:
    return value if isinstance(value, str) and len(value) < 500 and _LINK.fullmatch(value) else ""
