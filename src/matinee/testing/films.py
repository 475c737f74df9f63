"""A small catalogue of invented films with planted tastes, so that tests know what is right.

Four clusters share directors, casts, themes and words of the story within, and little across: heists, deep space,
seaside romances and documentaries about work. A few odd films are there to trip over: namesakes, a title that is
a year, a title with markup, a title in another script, and films of which little is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matinee.domain.film import Film, FilmRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CLUSTERS", "SOURCE", "cluster_of", "small_catalogue"]

SOURCE = "testing"


@dataclass(frozen=True, slots=True)
class _Cluster:
    """What the films of one cluster draw from."""

    genres: tuple[str, ...]
    themes: tuple[str, ...]
    tones: tuple[str, ...]
    directors: tuple[str, ...]
    writers: tuple[str, ...]
    cast: tuple[str, ...]
    country: str
    language: str
    runtime: int
    story: str
    films: tuple[tuple[str, int, float, int], ...]
    """Title, year, mean vote and votes."""


CLUSTERS: dict[str, _Cluster] = {
    "heist": _Cluster(
        genres=("Crime", "Thriller"),
        themes=("heist", "safecracker", "double cross", "last job", "bank vault"),
        tones=("tense", "sleek"),
        directors=("Ada Quill", "Bruno Vance"),
        writers=("Cora Dunn",),
        cast=("Dario Blunt", "Edie Marsh", "Felix Stroud", "Gina Salt"),
        country="US",
        language="en",
        runtime=118,
        story="A crew plans to empty the vault of a bank before dawn, until one of the thieves talks to the police",
        films=(
            ("The Quiet Vault", 1994, 8.2, 9200),
            ("Nine Minutes to Noon", 1997, 7.6, 4100),
            ("Brass Keys", 1999, 7.1, 1500),
            ("The Tunnel Crew", 2002, 7.4, 2600),
            ("Second Safe", 2005, 6.9, 900),
            ("The Velvet Job", 1990, 7.8, 3000),
            ("The Velvet Job II", 1993, 6.8, 2100),
            ("The Velvet Job III", 1996, 6.1, 1700),
            ("Counterfeit Sunday", 2008, 7.0, 800),
            ("Getaway Driver's Waltz", 2011, 7.3, 1900),
        ),
    ),
    "space": _Cluster(
        genres=("Science Fiction", "Adventure"),
        themes=("spaceship", "deep space", "android", "first contact", "lost crew"),
        tones=("eerie", "vast"),
        directors=("Hal Orrin", "Ines Calder"),
        writers=("Jun Takeda",),
        cast=("Kira Holm", "Leo Vantongeren", "Mona Iyer", "Nils Brandt"),
        country="GB",
        language="en",
        runtime=134,
        story="The crew of a ship between two stars answers a signal and finds that the planet has been waiting",
        films=(
            ("Perihelion", 1982, 8.4, 11000),
            ("The Long Orbit", 1986, 7.7, 5200),
            ("Signal from Ceres", 1991, 7.2, 2000),
            ("Cold Airlock", 1995, 7.0, 1600),
            ("The Android's Apprentice", 1999, 7.5, 3100),
            ("Umbra Station", 2004, 6.7, 700),
            ("Lighthouse at Proxima", 2009, 7.9, 4800),
            ("Second Dawn on Io", 2013, 6.6, 1200),
            ("Ark of Small Gods", 2017, 7.1, 1400),
        ),
    ),
    "romance": _Cluster(
        genres=("Romance", "Drama"),
        themes=("seaside town", "second chance", "letters", "wedding", "unspoken love"),
        tones=("tender", "wistful"),
        directors=("Odile Serre", "Paolo Lindt"),
        writers=("Quentin Faure",),
        cast=("Rosa Bellini", "Simon Aubert", "Tess Lowry", "Ugo Ferrand"),
        country="FR",
        language="fr",
        runtime=101,
        story="Two people who wrote each other letters for a summer by the sea meet again at a wedding, too late",
        films=(
            ("Letters to Honfleur", 1988, 7.8, 2400),
            ("The Salt Garden", 1992, 7.5, 1300),
            ("A Wedding in Low Tide", 1996, 7.2, 1900),
            ("What the Sea Kept", 2001, 8.0, 3900),
            ("Dinner for Two Strangers", 2003, 6.8, 800),
            ("The Second Summer", 2007, 7.4, 1700),
            ("Postcards Never Sent", 2010, 7.1, 1000),
            ("Harbour Lights, Again", 2014, 6.9, 600),
            ("Almost October", 2018, 7.6, 2200),
        ),
    ),
    "docs": _Cluster(
        genres=("Documentary",),
        themes=("labour", "craft", "archive footage", "small town", "interview"),
        tones=("patient", "plain"),
        directors=("Vera Okafor", "Walt Jensen"),
        writers=(),
        cast=(),
        country="DE",
        language="de",
        runtime=87,
        story="For one year the camera stays with the people of a workshop and listens to how they speak of their work",
        films=(
            ("The Last Shipwright", 1998, 7.9, 300),
            ("Salt Miners", 2000, 7.4, 210),
            ("Night Bakers", 2006, 7.6, 260),
            ("A Year of Glass", 2009, 7.2, 150),
            ("The Bell Foundry", 2012, 8.1, 420),
            ("Looms", 2015, 7.0, 120),
            ("Ferrymen", 2019, 7.5, 190),
        ),
    ),
}
"""What is planted: name to cluster."""

_FIRST_ID = {"heist": 100, "space": 200, "romance": 300, "docs": 400}


def small_catalogue() -> list[FilmRecord]:
    """About forty invented films as records of the source ``testing``; always the same."""
    return [FilmRecord(film, SOURCE) for film in (*_planted(), *_odd())]


def cluster_of(film_id: int) -> str | None:
    """The cluster a film was planted in; None for the odd ones."""
    return next((name for name, first in _FIRST_ID.items() if film_id // 100 * 100 == first), None)


def _planted() -> Iterator[Film]:
    for name, cluster in CLUSTERS.items():
        for place, (title, year, mean, votes) in enumerate(cluster.films):
            # The Velvet Job is a series of three.
            series = "The Velvet Job" if title.startswith("The Velvet Job") else ""
            yield Film(
                id=_FIRST_ID[name] + place + 1,
                title=title,
                original_title=title,
                year=year,
                release_date=f"{year}-03-{place + 1:02d}",
                runtime=cluster.runtime + 3 * place,
                genres=cluster.genres,
                keywords=_turned(cluster.themes, place, 3),
                tones=_turned(cluster.tones, place, 1),
                directors=_turned(cluster.directors, place, 1),
                writers=cluster.writers,
                cast=_turned(cluster.cast, place, 3),
                countries=(cluster.country,),
                language=cluster.language,
                overview=f"{cluster.story}.",
                vote_average=mean,
                vote_count=votes,
                series=series,
                series_place=max(title.count("I"), 1) if series else None,
            )


def _turned(values: tuple[str, ...], place: int, count: int) -> tuple[str, ...]:
    """`count` of the values, beginning further along for each place."""
    if not values:
        return ()
    start = place % len(values)
    return (*values[start:], *values[:start])[:count]


def _odd() -> Iterator[Film]:
    yield Film(
        id=501, title="Echo", year=1979, genres=("Horror",), runtime=92, vote_average=6.8, vote_count=500
    )
    yield Film(
        id=502, title="Echo", year=2016, genres=("Drama",), runtime=110, vote_average=7.0, vote_count=350
    )
    yield Film(id=503, title="1931", year=2003, genres=("History", "Drama"), vote_average=7.3, vote_count=640)
    yield Film(
        id=504, title="[red]Static[/red] :bell:", year=2011, genres=("Horror",), keywords=("haunted radio",)
    )
    yield Film(
        id=505,
        title="The Paper Lantern",
        original_title="紙の提灯",
        year=1964,
        language="ja",
        countries=("JP",),
        genres=("Drama",),
        vote_average=8.0,
        vote_count=700,
    )
    yield Film(id=506, title="Untitled Harbour Project")
