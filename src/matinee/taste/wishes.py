"""What a person wants of a trait, as a firm observation of the interest field beside what their log says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.belief import Wished, observe

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from matinee.taste.belief import Gaussian
    from matinee.taste.making import Content
    from matinee.taste.space import TasteSpace

__all__ = ["SPOKEN", "Want", "Wish", "trait_columns", "with_wishes"]

SPOKEN = ("genre", "keyword", "tone", "director", "cast", "origin", "decade")
"""Blocks that make sense as a trait; single words of a synopsis do not."""


class Want(StrEnum):
    """What may be wanted of a trait."""

    MUTE = "mute"
    """It neither helps nor harms, whatever was said."""
    MORE = "more"
    """It clearly helps: pinned up."""
    LESS = "less"
    """It clearly harms: pinned down."""


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """One trait and what a person wants of it."""

    block: str
    term: str
    want: Want
    at: int = 0
    """When it was said, microseconds since 1970 UTC."""


def trait_columns(content: Content) -> dict[tuple[str, str], int]:
    """The column of each (block, term) that may be wished for: those of the fit, which the map knows."""
    known = content.weights.shape[0]
    terms = content.features.terms[:known]
    return {term: column for column, term in enumerate(terms) if term[0] in SPOKEN}


def with_wishes(space: TasteSpace, said: Gaussian, background: float, wishes: Iterable[Wish]) -> Gaussian:
    """The belief about interest with wishes observed beside the evidence; ADR 11.

    A trait's direction u is its row of the content map at length 1, so that films that come later, which change a
    trait's usual weight, change no belief. A mute observes ``u . z = 0``. A pin observes a value that is
    `wish_step` beyond what the evidence alone says, and beyond nothing: more of what is liked already is more.

    Args:
        space: with its content.
        said: what the evidence alone says.
        background: w0, as it was for `said`.
        wishes: one a trait, any order; those of traits that the space does not know do nothing.
    """
    config = space.config
    columns = space.trait_columns
    known = [wish for wish in sorted(wishes) if (wish.block, wish.term) in columns]
    directions = _directions(space, [columns[wish.block, wish.term] for wish in known])
    heard = np.flatnonzero(np.abs(directions).sum(axis=1) > 0)
    known, directions = [known[place] for place in heard.tolist()], directions[heard]
    if not known:
        return said
    sign = np.array([_SIGN[wish.want] for wish in known])
    residual = sign * (np.maximum(sign * (directions @ said.mean), 0.0) + config.wish_step)
    precision = np.full(len(known), config.wish_precision)
    return observe(
        space.interest, said.evidence, background, Wished(tuple(known), directions, residual, precision)
    )


_SIGN = {Want.MUTE: 0.0, Want.MORE: 1.0, Want.LESS: -1.0}


def _directions(space: TasteSpace, columns: list[int]) -> npt.NDArray[np.float64]:
    """Rows of the content map at length 1; zeros for one that the map takes nowhere: (n, d)."""
    rows = space.content.weights[columns].astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return found
