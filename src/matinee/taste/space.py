"""The taste space: films as vectors, and from them beliefs, scores, stars and explanations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from matinee.domain.feedback import fold
from matinee.errors import UnknownFilm
from matinee.taste.belief import Belief, Gaussian, observe
from matinee.taste.config import TasteConfig
from matinee.taste.content import OffsetMap, content_map, project
from matinee.taste.evidence import enjoyment_evidence, interest_evidence
from matinee.taste.field import Field
from matinee.taste.reasons import Explanation, Share
from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csr_matrix

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.features.blocks import FeatureSpace

__all__ = ["Content", "TasteSpace"]

_INTERVAL = 1.2815515655446004
"""Standard deviations on each side of an 80 % interval."""

FieldName = Literal["interest", "enjoyment"]


@dataclass(frozen=True, slots=True)
class Content:
    """What films are made of, and how that becomes a vector."""

    features: FeatureSpace
    rows: csr_matrix
    """Features of the films, float32 (n_films, n_terms), not centred."""
    weights: npt.NDArray[np.float32]
    """W, (terms of the fit, d): later terms have no part in it."""
    offsets: OffsetMap


class TasteSpace:
    """Films as vectors, offsets and spreads in two fields; immutable.

    Make one with `fit`, `load` or `with_films`.
    """

    def __init__(
        self,
        film_ids: npt.NDArray[np.int64],
        interest: Field,
        enjoyment: Field,
        config: TasteConfig,
        content: Content | Callable[[], Content],
    ) -> None:
        self.film_ids = film_ids
        """TMDB numbers by row, int64 (n_films,); rows of all arrays are in this order."""
        self.interest = interest
        self.enjoyment = enjoyment
        self.config = config
        self._content = content

    # Making one

    @classmethod
    def fit(
        cls,
        films: pd.DataFrame,
        interactions: pd.DataFrame | None = None,
        *,
        config: TasteConfig | None = None,
        seed: int = 0,
    ) -> TasteSpace:
        """Learn a space from films, with what a crowd made of them if there is one.

        Args:
            films: a row a film: film_id, title and, each optional, year, genres, keywords, directors, writers,
                cast, countries (lists of str), language, overview, vote_average (0-10), vote_count.
            interactions: user_id, film_id, rating (0.5-5), at (optional). Sets the offsets: how many of these
                people liked a film and what they gave it. Unknown films are left out.
            config: the model's settings.
            seed: of the randomised decomposition. Another seed moves a score by some hundredths, and a page of
                twenty by a film.

        Raises:
            BadValue: a column is missing or a film is there twice.
        """
        from matinee.taste.frames import films_from_frame

        space = cls.fit_films(films_from_frame(films), config=config, seed=seed)
        if interactions is not None:
            from matinee.taste.crowd import offsets_from_crowd

            space = offsets_from_crowd(space, interactions)
        return space

    @classmethod
    def fit_films(
        cls, films: Sequence[Film], *, config: TasteConfig | None = None, seed: int = 0
    ) -> TasteSpace:
        """`fit` for films as `domain.film.Film`, without a crowd."""
        from matinee.features.blocks import FeatureSpace

        config = config or TasteConfig()
        films = sorted(films, key=lambda film: film.id)
        features, rows = FeatureSpace.fit(films)
        with one_thread():
            weights = content_map(rows, features.mean, config.dimensions, np.random.default_rng(seed))
        content = Content(features, rows, weights, OffsetMap.fit(films, config))
        interest, enjoyment = _fields(films, rows, content, config)
        return cls(_ids(films), _with_background(interest), enjoyment, config, content)

    def with_films(self, films: Sequence[Film]) -> TasteSpace:
        """The space with films added or changed, at once and without relearning.

        Their vectors come from their content by the map already learned. Nothing of the other films moves, so no
        belief that rests on them changes.
        """
        if not films:
            return self
        content = self.content
        changed = sorted({film.id: film for film in films}.values(), key=lambda film: film.id)
        features, rows = content.features.transform(changed)
        interest, enjoyment = _fields(changed, rows, content, self.config)
        fresh = TasteSpace(_ids(changed), interest, enjoyment, self.config, content)
        kept = np.flatnonzero(~np.isin(self.film_ids, fresh.film_ids))
        return self._joined(kept, fresh, replace(content, features=features), rows)

    def _joined(
        self, kept: npt.NDArray[np.int64], fresh: TasteSpace, content: Content, rows: csr_matrix
    ) -> TasteSpace:
        """Rows `kept` of this space and all of `fresh`, by film id."""
        from scipy import sparse

        ids = np.concatenate([self.film_ids[kept], fresh.film_ids])
        order = np.argsort(ids, kind="stable")

        def join(old: Field, new: Field) -> Field:
            parts = {
                name: np.concatenate([getattr(old, name)[kept], getattr(new, name)])[order]
                for name in ("vectors", "offset", "spread")
            }
            return replace(old, **parts)

        old_rows = content.rows[kept]
        old_rows = sparse.csr_matrix(
            (old_rows.data, old_rows.indices, old_rows.indptr), shape=(len(kept), rows.shape[1])
        )
        all_rows = sparse.csr_matrix(sparse.vstack([old_rows, rows], format="csr"))[order]
        return TasteSpace(
            ids[order],
            join(self.interest, fresh.interest),
            join(self.enjoyment, fresh.enjoyment),
            self.config,
            replace(content, rows=all_rows),
        )

    # Films

    @cached_property
    def rows(self) -> dict[int, int]:
        """Row of each film id."""
        return {int(film_id): row for row, film_id in enumerate(self.film_ids)}

    @cached_property
    def content(self) -> Content:
        """What the films are made of; read from disk at first use.

        Raises:
            ArtifactError: damaged on disk.
        """
        return self._content() if callable(self._content) else self._content

    @cached_property
    def lengths(self) -> npt.NDArray[np.float32]:
        """Length of each film's centred features, float32 (n_films,)."""
        rows, mean = self.content.rows, self.content.features.mean
        squares = np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64).ravel()
        lengths: npt.NDArray[np.float64] = np.sqrt(np.maximum(squares - 2 * (rows @ mean) + mean @ mean, 0))
        return lengths.astype(np.float32)

    def row(self, film_id: int) -> int:
        """Row of one film.

        Raises:
            UnknownFilm: not in this space.
        """
        found = int(np.searchsorted(self.film_ids, film_id))
        if found == len(self.film_ids) or self.film_ids[found] != film_id:
            raise UnknownFilm(f"tmdb:{film_id} is not in the taste space.")
        return found

    # People

    def belief(self, events: pd.DataFrame, as_of: object = None) -> Belief:
        """What a person's events say about their taste.

        Args:
            events: film_id, kind (as `domain.feedback.Kind`), value (stars, for ratings) and at (a time, or
                microseconds since 1970 UTC; optional). With event_id and target, retract and amend work too.
                Films the space does not have teach nothing and are counted in `Belief.unknown`.
            as_of: the moment; None is that of the newest event of a film the space has.

        Raises:
            BadValue: an unknown kind, a rating off the scale, a time that cannot be read.
        """
        from matinee.taste.frames import events_from_frame, microseconds

        return self.belief_of(events_from_frame(events), None if as_of is None else microseconds(as_of))

    def belief_of(self, events: Iterable[Event], as_of: int | None = None) -> Belief:
        """`belief` for events as `domain.feedback.Event`."""
        standing = fold(events, as_of).events
        known = [event for event in standing if event.film_id in self.rows]
        if as_of is None:
            as_of = max((event.at for event in known), default=0)
        config = self.config
        interest = interest_evidence(known, self.rows, self.interest, as_of, config)
        enjoyment = enjoyment_evidence(known, self.rows, self.enjoyment, as_of, config)
        background = config.background + config.background_growth * len(interest.events)
        return Belief(
            observe(self.interest, interest, background),
            observe(self.enjoyment, enjoyment),
            as_of,
            len(standing) - len(known),
        )

    # Scores

    def scores(
        self, belief: Belief, field: FieldName | None = None, *, rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float64]:
        """The ranking score of every film, or one field's value.

        Args:
            belief: from `belief`.
            field: None for the score; ``interest`` for the probability-like interest, ``enjoyment`` for stars.
            rows: only these rows.

        Returns:
            float64, aligned to `film_ids` (or to `rows`).
        """
        if field == "interest":
            return self.interest.values(belief.interest.mean, rows)
        if field == "enjoyment":
            return self.enjoyment.values(belief.enjoyment.mean, rows)
        interest = self.interest.values(belief.interest.mean, rows)
        enjoyment = self.enjoyment.values(belief.enjoyment.mean, rows)
        return self._combined(interest, enjoyment)

    def rough_scores(self, belief: Belief) -> npt.NDArray[np.float32]:
        """`scores` of all films at the speed of memory, exact to about 1e-5: for choosing candidates."""
        found = self.interest.rough_values(belief.interest.mean)
        found *= np.float32(1 / self.config.interest_unit)
        enjoyment = self.enjoyment.rough_values(belief.enjoyment.mean)
        enjoyment -= np.float32(self.config.usual_stars)
        enjoyment *= np.float32(self.config.enjoyment_weight / self.config.enjoyment_unit)
        found += enjoyment
        return found

    def offsets(self, rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float64]:
        """The part of each score that no event changes: float64, aligned as in `scores`."""
        at = slice(None) if rows is None else rows
        return self._combined(
            self.interest.offset[at].astype(np.float64), self.enjoyment.offset[at].astype(np.float64)
        )

    def _combined(
        self, interest: npt.NDArray[np.float64], enjoyment: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        config = self.config
        stars = config.enjoyment_weight * (enjoyment - config.usual_stars) / config.enjoyment_unit
        return interest / config.interest_unit + stars

    def stars(
        self, belief: Belief, rows: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Predicted stars with their 80 % interval: mean, low, high, each float64 within 0.5-5."""
        mean = self.enjoyment.values(belief.enjoyment.mean, rows)
        variance = self.enjoyment.variances(belief.enjoyment.covariance, rows)
        margin = _INTERVAL * np.sqrt(variance + self.config.star_noise**2)
        low, high = np.clip(mean - margin, 0.5, 5), np.clip(mean + margin, 0.5, 5)
        return np.clip(mean, 0.5, 5), low, high

    # Reasons

    def explain(self, belief: Belief, film_id: int) -> Explanation:
        """A film's score taken apart into its offset and a share for each event.

        Raises:
            UnknownFilm: not in this space.
        """
        row = self.row(film_id)
        config = self.config
        at = np.array([row])
        interest = _pulls(self.interest, belief.interest, row) / config.interest_unit
        enjoyment = _pulls(self.enjoyment, belief.enjoyment, row) * (
            config.enjoyment_weight / config.enjoyment_unit
        )
        parts: dict[str, tuple[Event, float, float]] = {}
        for event, part in zip(belief.interest.evidence.events, interest.tolist(), strict=True):
            parts[event.event_id] = (event, part, 0.0)
        for event, part in zip(belief.enjoyment.evidence.events, enjoyment.tolist(), strict=True):
            known = parts.get(event.event_id)
            parts[event.event_id] = (event, known[1] if known else 0.0, part)
        shares = [Share(event, one + other, one, other) for event, one, other in parts.values()]
        shares.sort(key=lambda share: (-abs(share.share), share.event.event_id))
        return Explanation(
            film_id, float(self.scores(belief, rows=at)[0]), float(self.offsets(at)[0]), tuple(shares)
        )

    # On disk

    def save(self, directory: Path | str) -> None:
        """Write the space to a directory: arrays as .npy, everything else as JSON, with hashes.

        Raises:
            StoreError: the directory cannot be written; nothing half-written is left in its place.
        """
        from matinee.taste.artifact import save_space

        save_space(self, directory)

    @classmethod
    def load(cls, directory: Path | str) -> TasteSpace:
        """The space back from `save`, arrays memory-mapped.

        Raises:
            ArtifactError: nothing there, damaged, or written by a newer Matinee.
        """
        from matinee.taste.artifact import load_space

        return load_space(directory)


def _ids(films: Sequence[Film]) -> npt.NDArray[np.int64]:
    return np.array([film.id for film in films], dtype=np.int64)


def _pulls(field: Field, gaussian: Gaussian, row: int) -> npt.NDArray[np.float64]:
    """Each observation's part of a film's value: s v' P c r v_h, (n,)."""
    pulls: npt.NDArray[np.float64] = float(field.spread[row]) * (
        gaussian.pull @ field.vectors[row].astype(np.float64)
    )
    return pulls


def _fields(
    films: Sequence[Film], rows: csr_matrix, content: Content, config: TasteConfig
) -> tuple[Field, Field]:
    """Both fields of films from their features and votes; the background is left at zero."""
    known = content.weights.shape[0]
    vectors = project(rows[:, :known], content.features.mean[:known], content.weights)
    mu = content.offsets.interest(films, config)
    interest = Field(
        vectors * np.float32(config.reach),
        mu,
        np.power(mu * (1 - mu), config.spread_power).astype(np.float32),
        np.zeros((vectors.shape[1],) * 2),
    )
    leading = vectors[:, : config.enjoyment_dimensions] * np.float32(config.enjoyment_reach)
    constant = np.full((len(films), 1), config.personal_mean, dtype=np.float32)
    enjoyment = Field(
        np.ascontiguousarray(np.hstack([leading, constant])),
        content.offsets.enjoyment(films, config),
        np.ones(len(films), dtype=np.float32),
        np.zeros((leading.shape[1] + 1,) * 2),
    )
    return interest, enjoyment


def _with_background(field: Field) -> Field:
    """The field with G = sum of v v' over its films."""
    total = np.zeros_like(field.background)
    for start in range(0, len(field.offset), 8192):
        part = field.vectors[start : start + 8192].astype(np.float64)
        total += part.T @ part
    return replace(field, background=total)
