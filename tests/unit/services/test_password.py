"""The app's password: hashed, slow to guess, and not to be hurried."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import BadValue, StoreError
from matinee.services.password import Attempts, Passwords, is_loopback


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_password_is_kept_as_a_hash_that_only_its_owner_may_read(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path)
    assert not passwords.wanted
    assert not passwords.fits("")
    passwords.keep("correct horse")
    place = tmp_path / "app-password.json"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "correct horse" not in place.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["app-password.json"]
    again = Passwords(tmp_path)
    assert again.wanted
    assert again.fits("correct horse")
    for wrong in ("correct hors", "Correct horse", "", "x" * 5000):
        assert not again.fits(wrong)
    first = place.read_text()
    again.keep("correct horse")
    assert place.read_text() != first, "another salt"
    assert again.forget()
    assert not again.forget()
    assert not again.wanted


def test_one_from_the_environment_goes_first_and_is_written_nowhere(tmp_path: Path) -> None:
    Passwords(tmp_path).keep("kept before")
    given_ = Passwords(tmp_path, "from outside")
    assert given_.fits("from outside")
    assert not given_.fits("kept before")
    with pytest.raises(BadValue, match="MATINEE_APP_PASSWORD needs 8"):
        Passwords(tmp_path, "short")


@pytest.mark.parametrize("bad", ["", "1234567", "x" * 1025])
def test_what_is_no_password_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(BadValue, match="A password"):
        Passwords(tmp_path).keep(bad)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_damaged_or_open_to_others_shuts_the_door(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path)
    passwords.keep("correct horse")
    place = tmp_path / "app-password.json"
    place.chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        passwords.fits("correct horse")
    place.chmod(0o600)
    place.write_text("{}")
    with pytest.raises(StoreError, match="matinee app password"):
        _ = passwords.wanted


def test_wrong_attempts_make_an_address_wait_longer_and_longer() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    assert [attempts.begin("1.2.3.4") for _ in range(3)] == [0, 0, 0]
    waited = []
    for _ in range(12):
        wait = attempts.begin("1.2.3.4")
        waited.append(wait)
        clock.now += wait - 0.01
        assert attempts.begin("1.2.3.4") > 0, "too soon by a hair"
        clock.now += 0.01
        assert attempts.begin("1.2.3.4") == 0
    assert waited == sorted(waited)
    assert waited[:4] == pytest.approx([1, 2, 4, 8])
    assert waited[-1] == 900


def test_the_right_password_lets_its_address_begin_anew() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(3):
        assert attempts.begin("1.2.3.4") == 0
    assert attempts.begin("1.2.3.4") > 0
    assert attempts.begin("5.6.7.8") == 0, "another address is not hindered"
    clock.now += 1
    assert attempts.begin("1.2.3.4") == 0
    attempts.right("1.2.3.4")
    assert attempts.begin("1.2.3.4") == 0


def test_many_addresses_together_are_slowed_too() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    made = sum(attempts.begin(f"10.0.{n // 250}.{n % 250}") == 0 for n in range(1000))
    assert made == 20
    made = 0
    for n in range(600):
        clock.now += 1
        made += attempts.begin(f"10.1.{n // 250}.{n % 250}") == 0
    assert made <= 600 / 5 + 3
    assert attempts.begin("1.2.3.4") <= 5, "and who lives here waits seconds, not for ever"


def test_an_ipv6_household_counts_as_one() -> None:
    attempts = Attempts(Clock())
    assert [attempts.begin(f"2001:db8::{n}") for n in range(3)] == [0, 0, 0]
    assert attempts.begin("2001:db8::99") > 0
    assert attempts.begin("2001:db8:0:1::99") == 0
    assert [attempts.begin(f"::ffff:10.0.0.{1}") for _ in range(3)] == [0, 0, 0]
    assert attempts.begin("10.0.0.1") > 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_no_pattern_of_waiting_gains_more_than_the_delays_allow(waits: list[float]) -> None:
    clock = Clock()
    attempts = Attempts(clock)
    begun = clock.now
    made = 0
    for wait in waits:
        clock.now += wait
        made += attempts.begin("1.2.3.4") == 0
    # The k-th attempt beyond the free ones costs 2^k seconds.
    least = sum(min(900, 2.0**k) for k in range(max(0, made - 3)))
    assert clock.now - begun >= least - 1e-6


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - only asked about
        ("::", False),
        ("192.168.1.2", False),
        ("films.lan", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, is_it: bool) -> None:
    assert is_loopback(host) is is_it
