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

__all__ = ["Belief", "Gaussian", "observe"]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A belief about taste in one field: ``z ~ N(mean, covariance)``, and the evidence it came from."""

    mean: npt.NDArray[np.float64]
    """m, (d,)."""
    covariance: npt.NDArray[np.float64]
    """P, (d, d)."""
    evidence: Evidence
    pull: npt.NDArray[np.float64]
    """P c_h r_h v_h, (n, d): each observation's part of the mean; the parts sum to it."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of one person's taste at a moment."""

    interest: Gaussian
    enjoyment: Gaussian
    as_of: int
    """Microseconds since 1970 UTC."""
    unknown: int
    """Events in force about films the space does not have; they teach nothing."""

    @property
    def events(self) -> int:
        """How many events it rests on."""
        return len({e.event_id for field in (self.interest, self.enjoyment) for e in field.evidence.events})


def observe(field: Field, evidence: Evidence, background: float = 0.0) -> Gaussian:
    """The posterior of a linear Gaussian model, prior N(0, I), in closed form.

    ``P^-1 = I + background * G + sum_h c_h v_h v_h'`` and ``m = P sum_h c_h r_h v_h``
    (Bishop, Pattern Recognition and Machine Learning, section 3.3.1).

    Args:
        field: where the films' vectors are, d long.
        evidence: n observations.
        background: w0, how firmly films not mentioned are taken to be as the offsets say.
    """
    dimensions = field.vectors.shape[1]
    vectors = field.vectors[evidence.rows].astype(np.float64)
    with one_thread():
        precision = np.eye(dimensions) + background * field.background
        precision += (vectors * evidence.precision[:, None]).T @ vectors
        covariance = np.linalg.inv(precision)
        covariance = (covariance + covariance.T) / 2
        pull = (vectors * (evidence.precision * evidence.residual)[:, None]) @ covariance
    return Gaussian(pull.sum(axis=0), covariance, evidence, pull)
