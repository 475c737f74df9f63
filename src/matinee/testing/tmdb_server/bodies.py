"""What this TMDB says about a film, field by field as the real one does, with its quirks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matinee.testing.tmdb_server.catalogue import CLUSTERS, GENRE_IDS
from matinee.testing.tmdb_server.words import chance, draw, name, path, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.testing.tmdb_server.catalogue import Catalogue, Light

__all__ = ["APPENDABLE", "film_body", "list_item", "title_of", "titles_of"]

_JOBS = (
    ("Director", "Directing"),
    ("Screenplay", "Writing"),
    ("Story", "Writing"),
    ("Producer", "Production"),
    ("Editor", "Editing"),
    ("Director of Photography", "Camera"),
)
_COUNTRIES = ("US", "GB", "DE", "FR", "JP", "KR", "SE")
_RATINGS = {
    "US": ("G", "PG", "PG-13", "R"),
    "GB": ("U", "PG", "12A", "15"),
    "DE": ("0", "6", "12", "16"),
    "FR": ("TP", "12", "16", ""),
    "JP": ("G", "PG12", "R15+", ""),
    "KR": ("ALL", "12", "15", ""),
    "SE": ("Btl", "7", "11", "15"),
}
_LANGUAGE_NAMES = {
    "en": "English",
    "fr": "French",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "hi": "Hindi",
    "sv": "Swedish",
}
_SERVICES = ((8, "Lumen"), (9, "Reel House"), (2, "Paperback Cinema"), (3, "Night Owl"), (10, "Attic"))
_MANY = 5
"""Films of a collection."""


def title_of(light: Light) -> str:
    """An invented title."""
    first, second = draw(light.id, 20, 40_000), draw(light.id, 21, 40_000)
    return (
        f"The {word(first).title()} of {word(second).title()}"
        if chance(light.id, 22, 0.5)
        else (f"{word(first).title()} {word(second).title()}")
    )


def titles_of(light: Light) -> list[str]:
    """Every title it goes by, as a search knows them."""
    found = [title_of(light), *(one["title"] for one in _alternative_titles(light)["titles"])]
    return found + [
        one["data"]["title"] for one in _translations(light)["translations"] if one["data"]["title"]
    ]


def _story(light: Light, version: int) -> str:
    cluster = light.place % CLUSTERS
    words = [word(cluster * 900 + draw(light.id, 30 + n, 40)) for n in range(24)]
    words += [word(20_000 + draw(light.id, 60 + n, 300)) for n in range(12)]
    again = f" It was changed {version} times since." if version else ""
    return f"{' '.join(words).capitalize()}.{again}"


def list_item(light: Light) -> dict[str, Any]:
    """A film as lists hold it."""
    title = title_of(light)
    bare = chance(light.id, 14, 0.02)
    return {
        "adult": light.adult,
        "backdrop_path": None if bare else path(light.id, 40),
        "genre_ids": [GENRE_IDS[genre] for genre in light.genres],
        "id": light.id,
        "title": title,
        "original_language": light.language,
        "original_title": title,
        "overview": "" if bare else _story(light, 0),
        "popularity": light.popularity,
        "poster_path": None if bare else path(light.id, 42),
        "release_date": light.released,
        "softcore": False,
        "video": light.video,
        "vote_average": light.average,
        "vote_count": light.votes,
    }


def film_body(catalogue: Catalogue, film: int, appended: list[str]) -> dict[str, Any]:
    """A film's details with the blocks that were asked for beside them."""
    light = catalogue.light(film)
    version = catalogue.version(film)
    item = list_item(light)
    body: dict[str, Any] = {
        "adult": item["adult"],
        "backdrop_path": item["backdrop_path"],
        "belongs_to_collection": _collection(light),
        "budget": 0 if chance(film, 15, 0.4) else 1000 * draw(film, 16, 200_000),
        "genres": [{"id": GENRE_IDS[genre], "name": genre} for genre in light.genres],
        "homepage": "" if chance(film, 17, 0.5) else f"https://films.example/{film}",
        "id": film,
        "imdb_id": None if chance(film, 18, 0.05) else f"tt{film:07d}",
        "origin_country": [light.country],
        "original_language": light.language,
        "original_title": item["original_title"],
        "overview": item["overview"] and _story(light, version),
        "popularity": light.popularity,
        "poster_path": item["poster_path"],
        "production_companies": [
            {
                "id": draw(film, 19, 900),
                "logo_path": None,
                "name": f"{word(draw(film, 19, 900)).title()} Pictures",
                "origin_country": light.country,
            }
        ],
        "production_countries": [{"iso_3166_1": light.country, "name": light.country}],
        "release_date": light.released,
        "revenue": 0,
        "runtime": (light.runtime or 60) + version if version else light.runtime,
        "softcore": False,
        "spoken_languages": [
            {
                "english_name": _LANGUAGE_NAMES[light.language],
                "iso_639_1": light.language,
                "name": _LANGUAGE_NAMES[light.language],
            }
        ],
        "status": "Released",
        "tagline": "" if chance(film, 23, 0.5) else f"Nobody leaves {word(draw(film, 24, 40_000)).title()}.",
        "title": item["title"],
        "video": light.video,
        "vote_average": light.average,
        "vote_count": light.votes,
    }
    for block in appended:
        if (make := APPENDABLE.get(block)) is not None:
            body[block] = make(light)
    return body


def _collection(light: Light) -> dict[str, Any] | None:
    if light.place % 10 >= _MANY:
        return None
    number = light.place // 10
    return {
        "id": 50_000 + number,
        "name": f"{word(number * 3 + 7).title()} Collection",
        "poster_path": path(number, 44),
        "backdrop_path": None,
    }


def _keywords(light: Light) -> dict[str, Any]:
    cluster = light.place % CLUSTERS
    places = dict.fromkeys(cluster * 30 + draw(light.id, 70 + n, 12) for n in range(draw(light.id, 25, 8)))
    return {"keywords": [{"id": 9000 + place, "name": word(place * 11 + 5)} for place in places]}


def _credits(light: Light) -> dict[str, Any]:
    cluster = light.place % CLUSTERS
    cast = []
    for order in range(4 + draw(light.id, 26, 16)):
        person = cluster * 400 + draw(light.id, 80 + order, 120)
        cast.append(
            {
                **_person(light, person, "Acting", order),
                "cast_id": order + 1,
                "character": f"{word(person + order).title()}",
                "order": order,
            }
        )
    crew = []
    for place, (job, department) in enumerate(_JOBS):
        # Who directs often writes too, so that one person comes twice.
        person = cluster * 40 + 100_000 + draw(light.id, 110 + place % 2, 14)
        crew.append({**_person(light, person, department, 50 + place), "department": department, "job": job})
    return {"cast": cast, "crew": crew}


def _person(light: Light, person: int, department: str, place: int) -> dict[str, Any]:
    return {
        "adult": False,
        "gender": person % 3,
        "id": person,
        "known_for_department": department,
        "name": name(person),
        "original_name": name(person),
        "popularity": round(person % 97 / 9, 3),
        "profile_path": None if person % 2 else path(person, 46),
        "credit_id": f"{light.id:012x}{place:012x}",
    }


def _release_dates(light: Light) -> dict[str, Any]:
    day = light.released or "1990-01-01"
    found = []
    for place, country in enumerate(_COUNTRIES):
        if chance(light.id, 130 + place, 0.7):
            ratings = _RATINGS[country]
            dates = [
                {
                    "certification": certification,
                    "descriptors": [],
                    "iso_639_1": "",
                    "note": "",
                    "release_date": f"{day}T00:00:00.000Z",
                    "type": kind,
                }
                # Festivals come first and rarely carry a certification.
                for certification, kind in (("", 1), (ratings[draw(light.id, 140 + place, 4)], 3))
            ]
            found.append({"iso_3166_1": country, "release_dates": dates})
    return {"results": found}


def _videos(light: Light) -> dict[str, Any]:
    kinds = ("Clip", "Trailer", "Teaser")[: draw(light.id, 27, 4)]
    return {
        "results": [
            {
                "iso_639_1": "en",
                "iso_3166_1": "US",
                "name": f"{kind} {place}",
                "key": f"vid{light.id:08d}{place}"[-11:],
                "site": "YouTube",
                "size": 1080,
                "type": kind,
                "official": place % 2 == 1,
                "published_at": "2020-01-01T00:00:00.000Z",
                "id": f"{light.id:024x}",
            }
            for place, kind in enumerate(kinds)
        ]
    }


def _providers(light: Light) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, country in enumerate(_COUNTRIES):
        if not chance(light.id, 150 + place, 0.6):
            continue
        number, service = _SERVICES[draw(light.id, 160 + place, len(_SERVICES))]
        offer = {
            "logo_path": path(number, 48),
            "provider_id": number,
            "provider_name": service,
            "display_priority": place,
        }
        kind = ("flatrate", "rent", "buy", "free", "ads")[draw(light.id, 170 + place, 5)]
        found[country] = {"link": f"https://films.example/{light.id}/watch?locale={country}", kind: [offer]}
    return {"results": found}


def _external_ids(light: Light) -> dict[str, Any]:
    return {
        "imdb_id": None if chance(light.id, 18, 0.05) else f"tt{light.id:07d}",
        "wikidata_id": None,
        "facebook_id": None,
        "instagram_id": None,
        "twitter_id": None,
    }


def _translations(light: Light) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for language, country in (("en", "US"), ("de", "DE"), ("fr", "FR")):
        told = "" if chance(light.id, 180 + len(found), 0.3) else f"[{language}] {_story(light, 0)[:160]}"
        data = {
            "homepage": "",
            "overview": told,
            "runtime": 0,
            "tagline": "",
            "title": "" if language == "en" else f"{title_of(light)} ({language})",
        }
        found.append(
            {
                "iso_3166_1": country,
                "iso_639_1": language,
                "name": _LANGUAGE_NAMES[language],
                "english_name": _LANGUAGE_NAMES[language],
                "data": data,
            }
        )
    return {"translations": found}


def _alternative_titles(light: Light) -> dict[str, Any]:
    if not chance(light.id, 190, 0.5):
        return {"titles": []}
    found = [{"iso_3166_1": "SE", "title": f"{title_of(light)} pa svenska", "type": ""}]
    # One film may have a country's title twice, once with a remark.
    return {"titles": [*found, {"iso_3166_1": "SE", "title": found[0]["title"], "type": "DVD title"}]}


def _images(light: Light) -> dict[str, Any]:
    if chance(light.id, 14, 0.02):
        return {"backdrops": [], "logos": [], "posters": []}
    poster = {
        "aspect_ratio": 0.667,
        "height": 3000,
        "iso_3166_1": None,
        "iso_639_1": None,
        "file_path": path(light.id, 42),
        "vote_average": 5.3,
        "vote_count": 4,
        "width": 2000,
    }
    return {
        "backdrops": [{**poster, "aspect_ratio": 1.778, "file_path": path(light.id, 40)}],
        "logos": [],
        "posters": [poster],
    }


def _alike(light: Light) -> dict[str, Any]:
    # The last one is dead, as happens.
    ids = [light.id + 7 * CLUSTERS * n for n in (1, 2)] + [light.id + 1]
    return {
        "page": 1,
        "results": [{"id": film, "media_type": "movie", "adult": False} for film in ids],
        "total_pages": 1,
        "total_results": len(ids),
    }


APPENDABLE: dict[str, Callable[[Light], dict[str, Any]]] = {
    "keywords": _keywords,
    "credits": _credits,
    "release_dates": _release_dates,
    "videos": _videos,
    "watch/providers": _providers,
    "external_ids": _external_ids,
    "translations": _translations,
    "alternative_titles": _alternative_titles,
    "images": _images,
    "recommendations": _alike,
    "similar": _alike,
}
"""Blocks that a film's details can carry."""
