"""Beside the way of the tutorials: one string of metadata a film, and a dense matrix of all similarities.

The tutorial's recommender ranks films by their rows of that matrix, as hundreds of notebooks on TMDB 5000 do. Both
start from the same cleaned films in memory and end with something on disk that can answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Figure, folder_size, peak_memory, seconds_of, timed
from benchmarks.films import SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.films import Setting
    from matinee.domain.film import Film

__all__ = ["MEASURES", "ratios"]

_LIKED = 20
_LIST = 20
_PREPARE = "films to something that can answer"
_PEAK = "peak memory"
_DISK = "on disk"
_ANSWER = f"a list of {_LIST} from {_LIKED} liked films"
_MORE = "ten films added"
_TUTORIAL = "tutorial way, soup and dense matrix"
_MATINEE = "tutorial way, Matinee beside it"


def _liked(films: list[Film]) -> list[Film]:
    """Well-known films, spread over the catalogue."""
    known = sorted(films, key=lambda film: (-(film.vote_count or 0), film.id))
    return known[: 10 * _LIKED : 10]


def _soup(film: Film) -> str:
    joined = [
        "".join(name.lower().split())
        for name in (*film.keywords, *film.cast[:3], *film.directors, *film.genres)
    ]
    return " ".join([film.overview, *joined])


def soup(setting: Setting) -> list[Figure]:
    """The tutorial way: CountVectorizer, dense N x N cosine similarity, sorted rows."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    films = setting.films(SMALL)
    place = setting.work / "soup"
    place.mkdir(parents=True, exist_ok=True)

    def similarities(films: list[Film]) -> np.ndarray:
        counts = TfidfVectorizer(stop_words="english").fit_transform([_soup(film) for film in films])
        found: np.ndarray = cosine_similarity(counts, counts)
        return found

    before = peak_memory()
    kept: list[np.ndarray] = []

    def prepare() -> None:
        kept.append(similarities(films))
        np.save(place / "similarity.npy", kept[0])

    seconds = seconds_of(prepare)
    peak = peak_memory()
    matrix = kept.pop()
    rows = {film.id: row for row, film in enumerate(films)}
    liked = [rows[film.id] for film in _liked(films)]

    def answer() -> list[int]:
        total = matrix[liked].sum(axis=0)
        scored = sorted(enumerate(total), key=lambda pair: pair[1], reverse=True)
        return [row for row, _ in scored if row not in liked][:_LIST]

    answering = timed(answer, 30)
    adding = seconds_of(lambda: similarities(films))
    n = 128_008
    return [
        Figure(_PREPARE, seconds, "s", note="TF-IDF of the soup, cosine of all pairs"),
        Figure(_PEAK, peak, "MB", note=f"{before:.0f} MB of it before"),
        Figure(_DISK, folder_size(place), "MB"),
        Figure(_ANSWER, 1000 * answering, "ms", note="no offsets, no reasons, no dislikes"),
        Figure(_MORE, adding, "s", note="everything anew"),
        Figure(f"its matrix for {n:,} films", n * n * 8 / 1e6, "MB", note="computed, not run"),
    ]


def beside(setting: Setting) -> list[Figure]:
    """Matinee on the same films: fit and save, belief and ranked list with every reason."""
    import dataclasses

    import numpy as np

    from matinee.domain.catalogue import Catalogue
    from matinee.domain.feedback import Event, Kind
    from matinee.taste import TasteSpace
    from matinee.taste.rank import rank

    films = setting.films(SMALL)
    place = setting.work / "beside"
    before = peak_memory()
    made: list[TasteSpace] = []

    def prepare() -> None:
        made.append(TasteSpace.fit_films(films))
        made[0].save(place)

    seconds = seconds_of(prepare)
    peak = peak_memory()
    space = made.pop()
    catalogue = Catalogue.of(films)
    log = [
        Event(event_id=str(number), user="me", kind=Kind.LIKE, film_id=film.id, at=number)
        for number, film in enumerate(_liked(films))
    ]
    seen = catalogue.rows_of([event.film_id for event in log if event.film_id is not None])

    def answer() -> None:
        belief = space.belief_of(log)
        allowed = np.ones(len(catalogue), dtype=np.bool_)
        allowed[seen] = False
        ranked = rank(space, belief, catalogue, allowed, _LIST)
        for explained in space.explanations(belief, ranked.rows):
            tuple(explained.shares)

    answering = timed(answer, 30)
    last = max(film.id for film in films)
    added = [dataclasses.replace(film, id=last + 1 + number) for number, film in enumerate(films[:10])]
    adding = seconds_of(lambda: space.with_films(added))
    return [
        Figure(_PREPARE, seconds, "s", note="features, space, saved"),
        Figure(_PEAK, peak, "MB", note=f"{before:.0f} MB of it before"),
        Figure(_DISK, folder_size(place), "MB"),
        Figure(_ANSWER, 1000 * answering, "ms", note="belief, offsets, variety and every reason"),
        Figure(_MORE, adding, "s"),
    ]


MEASURES = {_TUTORIAL: soup, _MATINEE: beside}


def ratios(found: Mapping[str, Mapping[str, Figure]]) -> dict[str, list[Figure]]:
    """How many times as much Matinee needs as the tutorial way, once both have run."""
    if _TUTORIAL not in found or _MATINEE not in found:
        return {}
    theirs, ours = found[_TUTORIAL], found[_MATINEE]
    return {
        "Matinee / tutorial way": [
            Figure(name, ours[name].value / theirs[name].value, "x", note="below 1 is less")
            for name in (_PREPARE, _PEAK, _DISK, _ANSWER, _MORE)
        ]
    }
