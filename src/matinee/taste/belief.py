"""A person's taste: a Gaussian belief in each field, refolded from the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.taste.threads import one_thread

if TYPE_CHECKING:
    import numpy.typing as npt

    from matinee.taste.evidence import Evidence
    from matinee.taste.field import Field
    from matinee.taste.neighbours import Nearby
    from matinee.taste.wishes import Wish

__all__ = ["Belief", "Gaussian", "Wished", "observe"]


@dataclass(frozen=True, slots=True)
class Wished:
    """Observations that a person asked for outright, one a row: ``residual ~ N(direction . z, 1 / precision)``."""

    wishes: tuple[Wish, ...]
    directions: npt.NDArray[np.float64]
    """(n, d), each of length 1."""
    residual: npt.NDArray[np.float64]
    precision: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A belief about taste in one field: ``z ~ N(mean, covariance)``, and the evidence it came from."""

    mean: npt.NDArray[np.float64]
    """m, (d,)."""
    covariance: npt.NDArray[np.float64]
    """P, (d, d)."""
    evidence: Evidence
    pull: npt.NDArray[np.float64]
    """P c_h r_h v_h, (n, d): each observation's part of the mean; with `wish_pull` the parts sum to it."""
    wished: Wished | None = None
    """What was wished for beside the evidence."""
    wish_pull: npt.NDArray[np.float64] | None = None
    """As `pull`, for each wish."""

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """The wishes in it."""
        return () if self.wished is None else self.wished.wishes


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of one person's taste at a moment."""

    interest: Gaussian
    enjoyment: Gaussian
    as_of: int
    """Microseconds since 1970 UTC."""
    unknown: int
    """Events in force about films the space does not have; they teach nothing."""
    nearby: Nearby | None = None
    """What its events say of single films beyond taste; None where no crowd said what goes with what."""

    @property
    def events(self) -> int:
        """How many events it rests on."""
        return len({e.event_id for field in (self.interest, self.enjoyment) for e in field.evidence.events})


def observe(
    field: Field, evidence: Evidence, background: float = 0.0, wished: Wished | None = None
) -> Gaussian:
    """The posterior of a linear Gaussian model, prior N(0, I), in closed form.

    ``P^-1 = I + background * G + sum_h c_h v_h v_h'`` and ``m = P sum_h c_h r_h v_h``
    (Bishop, Pattern Recognition and Machine Learning, section 3.3.1).

    Args:
        field: where the films' vectors are, d long.
        evidence: n observations.
        background: w0, how firmly films not mentioned are taken to be as the offsets say.
        wished: observations of directions instead of films.
    """
    dimensions = field.vectors.shape[1]
    vectors = field.vectors[evidence.rows].astype(np.float64)
    with one_thread():
        precision = np.eye(dimensions) + background * field.background
        precision += (vectors * evidence.precision[:, None]).T @ vectors
        if wished is not None:
            precision += (wished.directions * wished.precision[:, None]).T @ wished.directions
        covariance = np.linalg.inv(precision)
        covariance = (covariance + covariance.T) / 2
        pull = (vectors * (evidence.precision * evidence.residual)[:, None]) @ covariance
        if wished is None:
            return Gaussian(pull.sum(axis=0), covariance, evidence, pull)
        asked = (wished.directions * (wished.precision * wished.residual)[:, None]) @ covariance
    return Gaussian(pull.sum(axis=0) + asked.sum(axis=0), covariance, evidence, pull, wished, asked)
