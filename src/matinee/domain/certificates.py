"""Film certificates as ages: from how old a child may see a film in a country."""

from __future__ import annotations

import re

from matinee.errors import BadValue

__all__ = ["age_named", "age_of", "certificates"]

_AGES: dict[str, dict[str, int]] = {
    "AR": {"ATP": 0, "+13": 13, "+16": 16, "+18": 18, "C": 18},
    "AU": {"E": 0, "G": 0, "PG": 8, "M": 15, "MA 15+": 15, "R 18+": 18, "X 18+": 18},
    "BE": {"AL": 0, "6": 6, "9": 9, "12": 12, "14": 14, "16": 16, "18": 18},
    "BR": {"L": 0, "10": 10, "12": 12, "14": 14, "16": 16, "18": 18},
    "CA": {"G": 0, "PG": 8, "14A": 14, "18A": 18, "A": 18, "R": 18},
    "CH": {"0": 0, "6": 6, "8": 8, "10": 10, "12": 12, "14": 14, "16": 16, "18": 18},
    "DE": {"0": 0, "6": 6, "12": 12, "16": 16, "18": 18},
    "DK": {"A": 0, "7": 7, "11": 11, "15": 15, "F": 18},
    "ES": {"A": 0, "A/fig": 0, "A/i": 0, "Ai": 0, "7": 7, "7/i": 7, "12": 12, "16": 16, "18": 18, "X": 18},
    "FI": {"S": 0, "K-7": 7, "K-12": 12, "K-16": 16, "K-18": 18},
    "FR": {"TP": 0, "U": 0, "10": 10, "12": 12, "16": 16, "18": 18},
    "GB": {"U": 0, "PG": 8, "12A": 12, "12": 12, "15": 15, "18": 18, "R18": 18},
    "IE": {"G": 0, "PG": 8, "12A": 12, "12": 12, "15A": 15, "15": 15, "16": 16, "18": 18},
    "IN": {"U": 0, "U/A 7+": 7, "UA": 12, "U/A": 12, "U/A 13+": 13, "U/A 16+": 16, "A": 18, "S": 18},
    "IT": {"T": 0, "6+": 6, "VM14": 14, "14+": 14, "VM18": 18, "18+": 18},
    "JP": {"G": 0, "PG12": 12, "R15+": 15, "R18+": 18},
    "KR": {"ALL": 0, "All": 0, "12": 12, "15": 15, "18": 18, "19": 19, "Restricted Screening": 19},
    "MX": {"AA": 0, "A": 0, "B": 12, "B-15": 15, "C": 18, "D": 18},
    "NL": {"AL": 0, "6": 6, "9": 9, "12": 12, "14": 14, "16": 16, "18": 18},
    "NO": {"A": 0, "6": 6, "9": 9, "12": 12, "15": 15, "18": 18},
    "NZ": {"G": 0, "PG": 8, "M": 16, "13": 13, "R13": 13, "15": 15, "R15": 15, "16": 16, "R16": 16, "R18": 18},
    "PT": {"Públicos": 0, "M/3": 3, "M/6": 6, "M/12": 12, "M/14": 14, "M/16": 16, "M/18": 18, "P": 18},
    "RU": {"0+": 0, "6+": 6, "12+": 12, "16+": 16, "18+": 18},
    "SE": {"Btl": 0, "7": 7, "11": 11, "15": 15},
    "US": {"G": 0, "PG": 8, "PG-13": 13, "R": 17, "NC-17": 18},
}  # fmt: skip
"""By country, its certificates and the age each stands for; where a parent is to judge ("PG"), 8.

NR and its like are no certificate: nobody has said for whom the film is.
"""
_NUMBER = re.compile(r"\D{0,4}(\d{1,2})\D{0,3}")
_OLDEST = 21


def certificates(country: str) -> dict[str, int]:
    """The certificates of a country with their ages, the mildest first; none where they are not known here."""
    return dict(_AGES.get(country, {}))


def age_of(certificate: str, country: str) -> int | None:
    """From which age a certificate lets see a film; None where that is not known.

    In a country that is not known here a number in the certificate is an age.
    """
    known = _AGES.get(country)
    if known is not None:
        return known.get(certificate)
    found = _NUMBER.fullmatch(certificate)
    return int(found[1]) if found and int(found[1]) <= _OLDEST else None


def age_named(said: str, country: str) -> int:
    """The age of a certificate as people write it ("pg13", "PG-13"), or of an age ("12").

    Raises:
        BadValue: no such certificate there.
    """
    asked = _plain(said)
    for certificate, age in _AGES.get(country, {}).items():
        if _plain(certificate) == asked:
            return age
    if re.fullmatch(r"\d{1,2}", said.strip()) and int(said) <= _OLDEST:
        return int(said)
    known = ", ".join(_AGES.get(country, ()))
    there = (
        f"; in {country} there are {known}, or say an age such as 12" if known else "; say an age such as 12"
    )
    raise BadValue(f'There is no certificate "{said}"{there}.')


def _plain(text: str) -> str:
    return re.sub(r"[\s\-+/]", "", text).casefold()
