"""Filters as people say them, against what there is: a word that fits nothing is refused with what does."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from matinee.domain.catalogue import Filters, genre_named, theme_named
from matinee.domain.certificates import age_named, certificates
from matinee.domain.names import country, language
from matinee.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matinee.services.country_facts import InCountry
    from matinee.services.spaces import Spaces

__all__ = ["Choices", "Filtering"]

_LISTED = 30
"""Names that a refusal lists at the most."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by, the commonest first where it is counted."""

    years: tuple[int, int]
    """First and last year of the catalogue."""
    languages: tuple[str, ...]
    """Codes, by name."""
    countries: tuple[str, ...]
    """Codes, by how many films they made."""
    themes: tuple[str, ...]
    certificates: Mapping[str, int]
    """Of the owner's country, with their ages; empty where none of its films has one."""
    services: tuple[str, ...]
    """Of the owner's country, by how many films they include; empty where nothing was fetched."""


@dataclass(frozen=True, slots=True)
class Filtering:
    """Knows what can be filtered by."""

    spaces: Spaces
    in_country: InCountry

    def choices(self, themes: int = 300) -> Choices:
        """What there is.

        Args:
            themes: how many at the most; a catalogue has thousands.
        """
        catalogue = self.spaces.current().catalogue
        known = catalogue.year[catalogue.year > 0]
        facts = self.in_country.current()
        here = self.in_country.country
        rated = bool(len(facts.rated())) or (here == "US" and bool((catalogue.age >= 0).any()))
        return Choices(
            (int(known.min()), int(known.max())) if len(known) else (1900, 2030),
            tuple(sorted((code for code in catalogue.languages if code), key=language)),
            tuple(catalogue.countries.counts()),
            tuple(catalogue.themes.counts())[:themes],
            certificates(here) if rated else {},
            tuple(facts.services()),
        )

    def named(
        self,
        *,
        genres: Iterable[str] = (),
        not_genres: Iterable[str] = (),
        years: tuple[int, int] | None = None,
        max_runtime: int | None = None,
        languages: Iterable[str] = (),
        not_languages: Iterable[str] = (),
        countries: Iterable[str] = (),
        not_countries: Iterable[str] = (),
        themes: Iterable[str] = (),
        not_themes: Iterable[str] = (),
        certificate: str | None = None,
        services: Iterable[str] = (),
        paid: bool = False,
    ) -> Filters:
        """Filters out of words: codes or English names of languages and countries, certificates of the owner's country.

        Raises:
            BadValue: a word that fits nothing here; the text lists what there is.
            EmptyCatalogue: there are no films to compare with.
        """
        asked = list(services)
        return Filters(
            genres=frozenset(genre_named(name) for name in genres),
            not_genres=frozenset(genre_named(name) for name in not_genres),
            years=years,
            max_runtime=max_runtime,
            languages=frozenset(self._language(word) for word in languages),
            not_languages=frozenset(self._language(word) for word in not_languages),
            countries=frozenset(self._country(word) for word in countries),
            not_countries=frozenset(self._country(word) for word in not_countries),
            themes=frozenset(self._theme(word) for word in themes),
            not_themes=frozenset(self._theme(word) for word in not_themes),
            age=None if certificate is None else age_named(certificate, self.in_country.country),
            services=frozenset(self._service(word) for word in asked),
            paid=paid,
        )

    def _language(self, word: str) -> str:
        codes = [code for code in self.spaces.current().catalogue.languages if code]
        return _named(word, {code: language(code) for code in codes}, "films in the language")

    def _country(self, word: str) -> str:
        codes = self.spaces.current().catalogue.countries.names
        return _named(word, {code: country(code) for code in codes}, "films from")

    def _theme(self, word: str) -> str:
        theme = theme_named(word)
        themes = self.spaces.current().catalogue.themes
        if theme in themes.names:
            return theme
        near = get_close_matches(theme, themes.names, 5, 0.6)
        near += [name for name in themes.names if theme and theme in name and name not in near][
            : 8 - len(near)
        ]
        common = list(themes.counts())[:10]
        if not common:
            raise BadValue(f'There is no theme "{word}": no film here has any.')
        told = f"; near it: {', '.join(near)}" if near else f"; common ones: {', '.join(common)}"
        raise BadValue(f'There is no theme "{word}"{told}.')

    def _service(self, word: str) -> str:
        known = list(self.in_country.current().services())
        here = country(self.in_country.country)
        if not known:
            raise BadValue(
                f"It is not known which service has a film in {here}: `matinee sync` fetches that from TMDB."
            )
        for service in known:
            if service.casefold() == word.strip().casefold():
                return service
        raise BadValue(f'There is no service "{word}" in {here}; there are {_listed(known)}.')


def _named(word: str, names: Mapping[str, str], what: str) -> str:
    """The code that a word is, or is the English name of."""
    asked = word.strip().casefold()
    for code, name in names.items():
        if asked in (code.casefold(), name.casefold()):
            return code
    known = [f"{code} ({name})" for code, name in sorted(names.items())]
    raise BadValue(
        f'There are no {what} "{word}"; there are {_listed(known) or "none of which that is known"}.'
    )


def _listed(words: Sequence[str]) -> str:
    rest = len(words) - _LISTED
    return ", ".join(words[:_LISTED]) + (f" and {rest} more" if rest > 0 else "")
