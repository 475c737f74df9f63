"""How a film becomes a row of both fields: from its content, its votes and what a crowd says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.taste.content import project
from matinee.taste.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from matinee.domain.film import Film
    from matinee.features.blocks import FeatureSpace
    from matinee.taste.config import TasteConfig
    from matinee.taste.content import OffsetMap
    from matinee.taste.crowd import Choices, CrowdEvidence
    from matinee.taste.foretelling import ForetoldOffsets

__all__ = ["Content", "learned_content", "made_fields", "with_background"]


@dataclass(frozen=True, slots=True)
class Content:
    """What films are made of, and how that becomes a vector."""

    features: FeatureSpace
    rows: csr_matrix
    """Features of the films, float32 (n_films, n_terms), not centred."""
    weights: npt.NDArray[np.float32]
    """W, (terms of the fit, d), the reach included: later terms have no part in it."""
    offsets: OffsetMap
    crowd: CrowdEvidence | None = None
    """What a crowd said of the films, by row; None where there was none."""
    foretold: ForetoldOffsets | None = None
    """How the crowd's offsets are foretold; None where there was none."""


def learned_content(
    films: Sequence[Film], content: Content, choices: Choices, config: TasteConfig, rng: np.random.Generator
) -> Content:
    """The content with the crowd's part learned: what it foretells is what the crowd would make of a film."""
    from matinee.taste.crowd import CrowdEvidence, joint_vectors
    from matinee.taste.foretelling import Kernel

    mean, likes = content.features.mean, choices.likes
    kernel = Kernel(content.rows, mean, choices.raters, choices.people, config)
    by_votes = content.offsets.interest(films, config)
    foretold = kernel.offsets(by_votes, likes)
    like = foretold.probability(by_votes, content.rows, mean, config)
    like = _probability(like, likes, choices.raters, choices.people, config)
    coordinates = project(content.rows, mean, content.weights)
    vectors, direct = joint_vectors(coordinates, choices, _spread(like, config), config, rng)
    crowd = CrowdEvidence(
        vectors,
        choices.raters.astype(np.float32),
        likes.astype(np.float32),
        choices.stars.astype(np.float32),
        choices.people,
    )
    weights = kernel.vectors(content.weights @ direct, vectors)
    return replace(content, weights=weights, crowd=crowd, foretold=foretold)


def _probability(
    foretold: npt.NDArray[np.float32],
    likes: npt.NDArray[Any],
    raters: npt.NDArray[Any],
    people: int,
    config: TasteConfig,
) -> npt.NDArray[np.float32]:
    """The mu of interest: the share of the crowd that likes a film, shrunk to what is foretold.

    Nobody having chosen a film says little where nobody is known to have met it.
    """
    weight = config.offset_people
    share = (likes + weight * foretold) / (people + weight)
    say = raters / (raters + config.offset_patience)
    mu: npt.NDArray[np.float32] = np.clip(
        say * share + (1 - say) * foretold, config.unknown_likes, 0.95
    ).astype(np.float32)
    return mu


def _spread(mu: npt.NDArray[np.float32], config: TasteConfig) -> npt.NDArray[np.float32]:
    spread: npt.NDArray[np.float32] = np.power(mu * (1 - mu), config.spread_power).astype(np.float32)
    return spread


def made_fields(
    films: Sequence[Film],
    rows: csr_matrix,
    content: Content,
    crowd: CrowdEvidence | None,
    config: TasteConfig,
) -> tuple[Field, Field]:
    """Both fields of films from their features, their votes and what the crowd says; no background yet."""
    known = content.weights.shape[0]
    vectors = project(rows[:, :known], content.features.mean[:known], content.weights)
    mu, stars = content.offsets.interest(films, config), content.offsets.enjoyment(films, config)
    if crowd is not None:
        say = crowd.say(config)[:, None]
        vectors = say * crowd.vectors + (1 - say) * vectors
        if content.foretold is not None:
            mu = content.foretold.probability(mu, rows[:, :known], content.features.mean[:known], config)
        mu = _probability(mu, crowd.likes, crowd.raters, crowd.people, config)
        weight = np.float32(config.offset_ratings)
        stars = (crowd.stars + weight * stars) / (crowd.raters + weight)
    interest = Field(vectors, mu, _spread(mu, config), np.zeros((vectors.shape[1],) * 2))
    leading = vectors[:, : config.enjoyment_dimensions] * np.float32(config.enjoyment_reach)
    constant = np.full((len(films), 1), config.personal_mean, dtype=np.float32)
    enjoyment = Field(
        np.ascontiguousarray(np.hstack([leading, constant])),
        stars,
        np.ones(len(films), dtype=np.float32),
        np.zeros((leading.shape[1] + 1,) * 2),
    )
    return interest, enjoyment


def with_background(field: Field, crowd: CrowdEvidence | None, config: TasteConfig) -> Field:
    """The field with G: as many films as `background_films` at the most, each as the mean of all.

    Offsets that no crowd stands behind are trusted less.
    """
    people = 0 if crowd is None else crowd.people
    patience = config.crowd_patience
    trust = (people + config.trust_without_crowd * patience) / (people + patience)
    weights = np.ones(len(field.offset)) if crowd is None else crowd.say(config).astype(np.float64)
    total = np.zeros_like(field.background)
    for start in range(0, len(field.offset), 8192):
        part = field.vectors[start : start + 8192].astype(np.float64)
        total += (part * weights[start : start + 8192, None]).T @ part
    films = min(weights.sum(), config.background_films)
    return replace(field, background=total * (trust * films / max(weights.sum(), 1e-12)))
