"""Certificates and services of the owner's country, for filters: read out of fetched films once, and kept."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from matinee.domain.country_facts import CountryFact, CountryFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.domain.catalogue import Filters
    from matinee.domain.gathering import Fetched
    from matinee.domain.ports import Progress, Store, Unit
    from matinee.services.details import PageReader
    from matinee.services.spaces import Spaces

__all__ = ["InCountry"]

_BATCH = 200
_NOTE = "facts"
_SAID_FOR = "US"
"""The country whose certificates sources other than a fetched film's page give."""


class InCountry:
    """What is known of films in one country. May be shared between threads.

    Args:
        store: keeps the films.
        spaces: gives the catalogue, for certificates of films that were never fetched.
        read: reads a raw answer.
        country: ISO 3166-1 alpha-2.
    """

    def __init__(self, store: Store, spaces: Spaces, read: PageReader, country: str) -> None:
        self.country = country
        self._store = store
        self._spaces = spaces
        self._read = read
        self._lock = Lock()
        self._known: tuple[object, CountryFacts] | None = None

    def note(self, unit: Unit, fetched: Sequence[Fetched]) -> None:
        """Keep the facts of films as they are fetched, in the same transaction."""
        self._keep(unit, [(one.record.film.id, one.payload) for one in fetched])

    def refresh(self, progress: Progress | None = None) -> int:
        """Read the films that were fetched before facts were kept, or for another country; gives how many."""
        with self._store.read() as unit:
            unread = unit.shelf.unread(self.country)
        for start in range(0, len(unread), _BATCH):
            with self._store.begin() as unit:
                held = [(film_id, unit.shelf.payload(film_id)) for film_id in unread[start : start + _BATCH]]
                self._keep(unit, [(film_id, found[0]) for film_id, found in held if found is not None])
            if progress is not None:
                progress("reading certificates and services", min(start + _BATCH, len(unread)), len(unread))
        return len(unread)

    def current(self, progress: Progress | None = None) -> CountryFacts:
        """The facts of every fetched film, as they are now."""
        self.refresh(progress)
        with self._store.read() as unit:
            stamp = (unit.film_revision(), unit.shelf.noted(_NOTE).get("read"))
            with self._lock:
                if self._known is None or self._known[0] != stamp:
                    self._known = (stamp, CountryFacts.of(self.country, unit.shelf.facts(self.country)))
                return self._known[1]

    def resolved(self, filters: Filters) -> Filters:
        """The filters with what they ask of the country answered, as the films they leave."""
        if not filters.ask_country:
            return filters
        facts = self.current()
        among = None if filters.among is None else np.array(filters.among, dtype=np.int64)
        if filters.age is not None:
            among = _both(among, self._suitable(facts, filters.age))
        if filters.services:
            among = _both(among, facts.offered(filters.services, paid=filters.paid))
        left = () if among is None else tuple(among.tolist())
        return replace(filters, age=None, services=frozenset(), paid=False, among=left)

    def _suitable(self, facts: CountryFacts, age: int) -> npt.NDArray[np.int64]:
        suitable = facts.suitable(age)
        if self.country != _SAID_FOR:
            return suitable
        catalogue = self._spaces.current().catalogue
        said = catalogue.ids[(catalogue.age >= 0) & (catalogue.age <= age)]
        return np.union1d(suitable, np.setdiff1d(said, facts.rated()))

    def _keep(self, unit: Unit, payloads: Sequence[tuple[int, bytes]]) -> None:
        if not payloads:
            return
        pages = [(film_id, self._read(payload, self.country, "en")) for film_id, payload in payloads]
        unit.shelf.put_facts(
            self.country, [CountryFact(film_id, page.certification, page.offers) for film_id, page in pages]
        )
        before = unit.shelf.noted(_NOTE).get("read", 0)
        unit.shelf.note(_NOTE, {"read": before + len(pages)})


def _both(
    among: npt.NDArray[np.int64] | None,
    more: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    return more if among is None else np.intersect1d(among, more)
