"""What holds of films in one country only: certificate and where to watch, as columns that filters ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.certificates import age_of
from matinee.domain.tags import Tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.film_page import Offer

__all__ = ["PAID", "CountryFact", "CountryFacts"]

PAID = frozenset({"rent", "buy"})
"""Ways to watch that cost beside the service."""
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class CountryFact:
    """What is known of one film in a country."""

    film_id: int
    certification: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What is known of films in a country, by row; rows are in order of id."""

    country: str
    ids: npt.NDArray[np.int64]
    age: npt.NDArray[np.int8]
    """From which age the certificate lets see the film; -1 is unknown."""
    included: Tags
    """Services that have the film at no further cost: for subscribers, free, or with advertisements."""
    paid: Tags
    """Services that rent or sell it."""

    @classmethod
    def of(cls, country: str, facts: Sequence[CountryFact]) -> CountryFacts:
        """The columns of these facts."""
        facts = sorted(facts, key=lambda fact: fact.film_id)
        ages = [age_of(fact.certification, country) for fact in facts]
        return cls(
            country,
            np.array([fact.film_id for fact in facts], dtype=np.int64),
            np.array([_UNKNOWN if age is None else age for age in ages], dtype=np.int8),
            Tags.of([[o.service for o in fact.offers if o.how not in PAID] for fact in facts]),
            Tags.of([[o.service for o in fact.offers if o.how in PAID] for fact in facts]),
        )

    def suitable(self, age: int) -> npt.NDArray[np.int64]:
        """Ids of films that a child of this age may see."""
        return self.ids[(self.age >= 0) & (self.age <= age)]

    def rated(self) -> npt.NDArray[np.int64]:
        """Ids of films whose certificate is known."""
        return self.ids[self.age >= 0]

    def offered(self, services: frozenset[str], *, paid: bool) -> npt.NDArray[np.int64]:
        """Ids of films that one of the services has.

        Args:
            services: by name, as `services` gives them.
            paid: also what they rent or sell.
        """
        held = self.included.holding(services)
        if paid:
            held |= self.paid.holding(services)
        return self.ids[held]

    def services(self) -> dict[str, int]:
        """Every service with how many films it includes, the largest first; those that only rent or sell have 0."""
        counts = dict.fromkeys(self.paid.names, 0) | self.included.counts()
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold())))
