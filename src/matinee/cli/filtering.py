"""Options that narrow which films may come, shared by `recommend` and `search`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.domain.catalogue import Filters

__all__ = [
    "Asked",
    "Certificate",
    "Countries",
    "Languages",
    "MaxRuntime",
    "NotCountries",
    "NotGenres",
    "NotLanguages",
    "NotThemes",
    "Paid",
    "Services",
    "Themes",
]


def _several(flag: str, metavar: str, told: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=told, show_default=False)


NotGenres = Annotated[list[str] | None, _several("--not-genre", "GENRE", "Not this genre; may be repeated.")]
MaxRuntime = Annotated[
    int | None,
    typer.Option("--max-runtime", metavar="MINUTES", min=1, help="No longer than this.", show_default=False),
]
Languages = Annotated[
    list[str] | None,
    _several("--language", "LANGUAGE", "Original language: fr or French; repeat it for any of several."),
]
NotLanguages = Annotated[
    list[str] | None, _several("--not-language", "LANGUAGE", "Not this original language; may be repeated.")
]
Countries = Annotated[
    list[str] | None,
    _several("--country", "COUNTRY", "Made in this country: FR or France; repeat it for any of several."),
]
NotCountries = Annotated[
    list[str] | None, _several("--not-country", "COUNTRY", "Not made in this country; may be repeated.")
]
Themes = Annotated[
    list[str] | None, _several("--keyword", "THEME", "About this: heist; repeat it for any of several.")
]
NotThemes = Annotated[
    list[str] | None, _several("--not-keyword", "THEME", "Not about this; may be repeated.")
]
Certificate = Annotated[
    str | None,
    _several("--certification", "MARK", "At most this certificate of your country, PG-13, or an age, 12."),
]
Services = Annotated[
    list[str] | None,
    _several(
        "--service", "NAME", "A streaming service of your country has it; repeat it for any of several."
    ),
]
Paid = Annotated[bool, typer.Option("--paid", help="With --service: also what it rents or sells.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the options of one command said."""

    genres: list[str] | None = None
    not_genres: list[str] | None = None
    years: tuple[int, int] | None = None
    max_runtime: int | None = None
    languages: list[str] | None = None
    not_languages: list[str] | None = None
    countries: list[str] | None = None
    not_countries: list[str] | None = None
    themes: list[str] | None = None
    not_themes: list[str] | None = None
    certificate: str | None = None
    services: list[str] | None = None
    paid: bool = False

    def filters(self, matinee: Matinee, kept: Filters | None = None) -> Filters:
        """As filters; a word that fits nothing is refused with what there is.

        Args:
            matinee: knows what there is.
            kept: filters that stand where nothing else was said.

        Raises:
            BadValue: a word that fits nothing.
            EmptyCatalogue: there are no films to compare with.
        """
        from matinee.domain.catalogue import Filters

        said = {field.name: getattr(self, field.name) for field in fields(self)}
        named = matinee.filtering.named(**{name: value for name, value in said.items() if value})
        if kept is None:
            return named
        plain = Filters()
        differing = [
            one.name for one in fields(named) if getattr(named, one.name) != getattr(plain, one.name)
        ]
        return replace(kept, **{name: getattr(named, name) for name in differing})
