"""The taste space: films as vectors, and from them beliefs, scores, stars and explanations."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from matinee.domain.feedback import fold
from matinee.errors import EmptyCatalogue, UnknownFilm
from matinee.taste.belief import Belief, Gaussian, observe
from matinee.taste.config import TasteConfig
from matinee.taste.content import OffsetMap, content_map
from matinee.taste.evidence import enjoyment_evidence, interest_evidence
from matinee.taste.making import Content, learned_content, made_fields, with_background
from matinee.taste.neighbours import learn_neighbours
from matinee.taste.reasons import Explanation, Shares
from matinee.taste.threads import one_thread
from matinee.taste.wishes import trait_columns, with_wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csr_matrix

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.taste.field import Field
    from matinee.taste.neighbours import Nearby, Neighbours
    from matinee.taste.wishes import Wish

__all__ = ["TasteSpace"]

_INTERVAL = 1.2815515655446004
"""Standard deviations on each side of an 80 % interval."""

_VERY_MANY = 300_000
"""Films."""

FieldName = Literal["interest", "enjoyment"]


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
        neighbours: Neighbours | None = None,
    ) -> None:
        self.film_ids = film_ids
        """TMDB numbers by row, int64 (n_films,); rows of all arrays are in this order."""
        self.interest = interest
        self.enjoyment = enjoyment
        self.config = config
        self.neighbours = neighbours
        """What single films say of single films; None where no crowd said so."""
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
            interactions: user_id, film_id, rating (0.5-5), at (optional): which films go together, how many choose
                each and what they give it. Unknown films are left out.
            config: the model's settings.
            seed: of the randomised decomposition. Another seed moves a score by some hundredths, and a page of
                twenty by a film.

        Raises:
            BadValue: a column is missing, a film is there twice or a cell cannot be read.
            EmptyCatalogue: there are no films.
        """
        from matinee.taste.frames import films_from_frame

        return cls.fit_films(films_from_frame(films), interactions, config=config, seed=seed)

    @classmethod
    def fit_films(
        cls,
        films: Sequence[Film],
        interactions: pd.DataFrame | None = None,
        *,
        config: TasteConfig | None = None,
        seed: int = 0,
    ) -> TasteSpace:
        """`fit` for films as `domain.film.Film`.

        Raises:
            EmptyCatalogue: there are none.
        """
        from matinee.features.blocks import FeatureSpace
        from matinee.taste.crowd import choices_of

        if not films:
            raise EmptyCatalogue("There are no films to learn from: give at least one.")
        config = config or TasteConfig()
        films = sorted(films, key=lambda film: film.id)
        ids, rng = _ids(films), np.random.default_rng(seed)
        choices = None if interactions is None else choices_of(interactions, ids, config)
        features, rows = FeatureSpace.fit(films)
        offsets = OffsetMap.fit(films, config)
        with one_thread():
            directions = content_map(rows, features.mean, config.dimensions, rng)
            if choices is None:
                content = Content(features, rows, directions * np.float32(config.reach), offsets)
            else:
                content = learned_content(
                    films, Content(features, rows, directions, offsets), choices, config, rng
                )
            interest, enjoyment = made_fields(films, rows, content, content.crowd, config)
            neighbours = (
                None
                if choices is None
                else learn_neighbours(choices.liked, interest.vectors, interest.spread, config)
            )
            interest = with_background(interest, content.crowd, config)
            return cls(ids, interest, enjoyment, config, content, neighbours)

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
        crowd = None if content.crowd is None else content.crowd.of(self.film_ids, _ids(changed))
        interest, enjoyment = made_fields(changed, rows, content, crowd, self.config)
        fresh = TasteSpace(_ids(changed), interest, enjoyment, self.config, replace(content, crowd=crowd))
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
            replace(
                content,
                rows=all_rows,
                crowd=None if content.crowd is None else content.crowd.of(self.film_ids, ids[order]),
            ),
            None if self.neighbours is None else self.neighbours.of(self.film_ids, ids[order]),
        )

    # Films

    @cached_property
    def content(self) -> Content:
        """What the films are made of; read from disk at first use.

        Raises:
            ArtifactError: damaged on disk.
        """
        return self._content() if callable(self._content) else self._content

    @cached_property
    def likeness_weights(self) -> npt.NDArray[np.float32]:
        """What each term weighs in "more like this" against the taste space, float32 (n_terms,)."""
        return self.content.features.likeness_weights()

    @cached_property
    def likeness_lengths(self) -> npt.NDArray[np.float32]:
        """Length of each film's centred features under `likeness_weights`, float32 (n_films,)."""
        rows, mean, weights = self.content.rows, self.content.features.mean, self.likeness_weights
        squares = rows.multiply(rows) @ weights - 2 * (rows @ (weights * mean)) + weights @ np.square(mean)
        lengths: npt.NDArray[np.float32] = np.sqrt(np.maximum(squares, 0)).astype(np.float32)
        return lengths

    @cached_property
    def trait_columns(self) -> dict[tuple[str, str], int]:
        """Column of each (block, term) of the content that may be wished for."""
        return trait_columns(self.content)

    def row(self, film_id: int) -> int:
        """Row of one film.

        Raises:
            UnknownFilm: not in this space.
        """
        found = int(np.searchsorted(self.film_ids, film_id))
        if found == len(self.film_ids) or self.film_ids[found] != film_id:
            raise UnknownFilm(f"tmdb:{film_id} is not in the taste space.")
        return found

    def rows_among(self, film_ids: Collection[int]) -> dict[int, int]:
        """Row of each of these films that is in this space."""
        if not len(self.film_ids) or not film_ids:
            return {}
        asked = np.fromiter(film_ids, dtype=np.int64, count=len(film_ids))
        rows = np.minimum(np.searchsorted(self.film_ids, asked), len(self.film_ids) - 1)
        here = self.film_ids[rows] == asked
        return dict(zip(asked[here].tolist(), rows[here].tolist(), strict=True))

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
        return self.believe(fold(events, as_of).events, as_of)

    def believe(
        self, standing: Sequence[Event], as_of: int | None = None, wishes: Collection[Wish] = ()
    ) -> Belief:
        """`belief` for events in force, as `domain.feedback.fold` gives them, and for wishes beside them."""
        rows = self.rows_among({event.film_id for event in standing if event.film_id is not None})
        known = [event for event in standing if event.film_id in rows]
        if as_of is None:
            as_of = max((event.at for event in known), default=0)
        config = self.config
        interest = interest_evidence(known, rows, self.interest, as_of, config)
        enjoyment = enjoyment_evidence(known, rows, self.enjoyment, as_of, config)
        background = config.background + config.background_growth * len(interest.events)
        interested = observe(self.interest, interest, background)
        return Belief(
            with_wishes(self, interested, background, wishes) if wishes else interested,
            observe(self.enjoyment, enjoyment),
            as_of,
            len(standing) - len(known),
            None if self.neighbours is None else self.neighbours.heard(interest, self.interest, config),
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
            return self._interest(belief, rows)
        if field == "enjoyment":
            return self.enjoyment.values(belief.enjoyment.mean, rows)
        enjoyment = self.enjoyment.values(belief.enjoyment.mean, rows)
        return self._combined(self._interest(belief, rows), enjoyment)

    def _interest(self, belief: Belief, rows: npt.NDArray[np.int64] | None) -> npt.NDArray[np.float64]:
        values = self.interest.values(belief.interest.mean, rows)
        if belief.nearby is not None:
            values += belief.nearby.values(self.interest, np.arange(len(values)) if rows is None else rows)
        return values

    def rough_scores(self, belief: Belief) -> npt.NDArray[np.float32]:
        """`scores` of all films at the speed of memory, exact to about 1e-5: for choosing candidates."""
        # Reading the vectors of very many films takes long enough for a second thread to pay.
        with one_thread() if len(self.film_ids) < _VERY_MANY else nullcontext():
            found = self._rough_interest(belief)
            enjoyment = self.enjoyment.rough_values(belief.enjoyment.mean)
        found *= np.float32(1 / self.config.interest_unit)
        enjoyment -= np.float32(self.config.usual_stars)
        enjoyment *= np.float32(self.config.enjoyment_weight / self.config.enjoyment_unit)
        found += enjoyment
        return found

    def _rough_interest(self, belief: Belief) -> npt.NDArray[np.float32]:
        nearby = belief.nearby
        if nearby is None:
            return self.interest.rough_values(belief.interest.mean)
        # One pass over the vectors serves all films; the few that have neighbours are then put right.
        found = self.interest.rough_values(belief.interest.mean + nearby.far_total)
        near = self.interest.values(belief.interest.mean, nearby.films) + nearby.near_total
        found[nearby.films] = near
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
        """A film's score taken apart into its offset and a share for each event and wish.

        Raises:
            UnknownFilm: not in this space.
        """
        return self.explanations(belief, np.array([self.row(film_id)]))[0]

    def explanations(self, belief: Belief, rows: npt.NDArray[np.int64]) -> list[Explanation]:
        """`explain` for the films of several rows at once."""
        config = self.config
        events = {
            event.event_id: event
            for gaussian in (belief.interest, belief.enjoyment)
            for event in gaussian.evidence.events
        }
        names = sorted(events)
        place = {name: number for number, name in enumerate(names)}
        ordered = [events[name] for name in names]
        with one_thread():
            interest = (
                _pulls(self.interest, belief.interest, rows, place, belief.nearby) / config.interest_unit
            )
            enjoyment = _pulls(self.enjoyment, belief.enjoyment, rows, place)
        enjoyment *= config.enjoyment_weight / config.enjoyment_unit
        if belief.interest.wish_pull is not None:
            asked = self.interest.vectors[rows].astype(np.float64) @ belief.interest.wish_pull.T
            asked *= self.interest.spread[rows].astype(np.float64)[:, None] / config.interest_unit
            interest = np.hstack([interest, asked])
            enjoyment = np.hstack([enjoyment, np.zeros_like(asked)])
        causes: list[Event | Wish] = [*ordered, *belief.interest.wishes]
        ids, scores, offsets = self.film_ids[rows], self.scores(belief, rows=rows), self.offsets(rows)
        return [
            Explanation(int(ids[at]), float(scores[at]), float(offsets[at]), Shares(causes, one, other))
            for at, (one, other) in enumerate(zip(interest, enjoyment, strict=True))
        ]

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


def _pulls(
    field: Field,
    gaussian: Gaussian,
    rows: npt.NDArray[np.int64],
    place: Mapping[str, int],
    nearby: Nearby | None = None,
) -> npt.NDArray[np.float64]:
    """Each event's part of films' values, (rows, len(place)); 0 for an event of the other field.

    It is s v' P c r v_h, and what the event's film says of its neighbours.
    """
    found = np.zeros((len(rows), len(place)))
    columns = np.array([place[event.event_id] for event in gaussian.evidence.events], dtype=np.int64)
    pulls = field.vectors[rows].astype(np.float64) @ gaussian.pull.T
    pulls *= field.spread[rows].astype(np.float64)[:, None]
    found[:, columns] = pulls if nearby is None else pulls + nearby.shares(field, rows)
    return found
