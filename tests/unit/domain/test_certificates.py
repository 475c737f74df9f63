"""Certificates as ages."""

import pytest

from matinee.domain.certificates import age_named, age_of, certificates
from matinee.errors import BadValue


@pytest.mark.parametrize(
    ("mark", "country", "age"),
    [
        ("PG-13", "US", 13),
        ("NR", "US", None),
        ("", "US", None),
        ("12A", "GB", 12),
        ("16", "DE", 16),
        ("99", "DE", None),
        ("K-12", "XX", 12),
        ("16+", "XX", 16),
        ("80", "XX", None),
        ("General", "XX", None),
    ],
)
def test_a_certificate_is_an_age_or_unknown(mark, country, age):
    assert age_of(mark, country) == age


@pytest.mark.parametrize(
    ("said", "age"), [("PG-13", 13), ("pg13", 13), (" pg 13 ", 13), ("nc17", 18), ("12", 12), ("0", 0)]
)
def test_certificates_as_people_write_them(said, age):
    assert age_named(said, "US") == age


@pytest.mark.parametrize("said", ["", "X", "99", "PG-14", "-3"])
def test_another_one_is_refused_with_those_there_are(said):
    with pytest.raises(BadValue, match="in US there are G, PG, PG-13, R, NC-17"):
        age_named(said, "US")


def test_a_country_without_a_list_takes_ages():
    assert certificates("XX") == {}
    assert age_named("12", "XX") == 12
    with pytest.raises(BadValue, match="say an age such as 12"):
        age_named("K", "XX")
