"""The app's password: kept as a hash that is slow to guess, and asked for no faster than people type."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from matinee.errors import BadValue, StoreError
from matinee.services.private import read_private, write_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["LEAST", "Attempts", "Passwords", "check", "is_loopback"]

LEAST = 8
"""Letters a password has at least."""
_MOST = 1024
_N, _R, _P = 2**15, 8, 1
"""scrypt's cost: 32 MB and a twentieth of a second a guess (RFC 7914; OWASP's advice for interactive use)."""
_FREE = 3
"""Wrong attempts of one address before it has to wait."""
_FREE_TOGETHER = 20
"""The same for all addresses together."""
_LONGEST = 900.0
"""Seconds that one address waits at most."""
_LONGEST_TOGETHER = 5.0
"""Seconds between attempts at most that strangers can impose on everybody."""
_FORGOTTEN = 3600.0
"""Seconds without an attempt after which an address is forgotten."""
_MOST_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class _Record:
    """A password's hash and how it was made."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> _Record:
        salt = secrets.token_bytes(16)
        return cls(_N, _R, _P, salt, _digest(password, salt, _N, _R, _P))

    def fits(self, password: str) -> bool:
        found = _digest(password, self.salt, self.n, self.r, self.p)
        return hmac.compare_digest(found, self.digest)


class Passwords:
    """The password of an installation's app.

    Args:
        directory: the data directory.
        given: one from the environment, which goes before the one that is kept; empty for none.

    Raises:
        BadValue: what is given is too short, or far too long.
    """

    def __init__(self, directory: Path, given: str = "") -> None:
        self._place = directory / "app-password.json"
        if given:
            check(given, "The password in MATINEE_APP_PASSWORD")
        self._given = _Record.of(given) if given else None

    @property
    def wanted(self) -> bool:
        """Whether there is a password to ask for.

        Raises:
            StoreError: there is one, and it cannot be read.
        """
        return self._record() is not None

    def fits(self, password: str) -> bool:
        """Whether it is the password; takes as long for a wrong one as for the right one.

        Raises:
            StoreError: it cannot be read.
        """
        record = self._record()
        return len(password) <= _MOST and record is not None and record.fits(password)

    def keep(self, password: str) -> None:
        """Make this the password; only a hash of it is written.

        Raises:
            BadValue: too short, or far too long.
            StoreError: it cannot be written.
        """
        check(password)
        made = _Record.of(password)
        told = {
            "scrypt": {"n": made.n, "r": made.r, "p": made.p},
            "salt": made.salt.hex(),
            "hash": made.digest.hex(),
        }
        write_private(self._place, json.dumps(told))

    def forget(self) -> bool:
        """Remove the password that is kept; gives whether there was one.

        Raises:
            StoreError: it cannot be removed.
        """
        there = self._place.exists()
        try:
            self._place.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{self._place} cannot be removed ({error.strerror}): remove it yourself."
            ) from error
        return there

    def _record(self) -> _Record | None:
        if self._given is not None:
            return self._given
        text = read_private(self._place)
        if text is None:
            return None
        try:
            told: dict[str, Any] = json.loads(text)
            cost = {name: int(told["scrypt"][name]) for name in ("n", "r", "p")}
            return _Record(**cost, salt=bytes.fromhex(told["salt"]), digest=bytes.fromhex(told["hash"]))
        except (ValueError, KeyError, TypeError) as error:
            # A door that cannot be read stays shut.
            raise StoreError(
                f"{self._place} is damaged: set the password anew with `matinee app password`."
            ) from error


class Attempts:
    """How soon a password may be tried again: the longer, the more often it was wrong.

    An attempt counts as wrong from its start until it was right, so that many at once gain nothing.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong: dict[str, tuple[int, float]] = {}
        self._together: tuple[int, float] = (0, 0.0)

    def begin(self, address: str) -> float:
        """Note an attempt; gives 0 if it may be made, else the seconds after which it may."""
        key, now = _network(address), self._clock()
        with self._lock:
            self._tidy(now)
            count, last = self._wrong.get(key, (0, 0.0))
            all_count, all_last = self._together
            if now - all_last > _FORGOTTEN:
                all_count = 0
            wait = max(
                last + _delay(count - _FREE, _LONGEST) - now,
                all_last + _delay(all_count - _FREE_TOGETHER, _LONGEST_TOGETHER) - now,
            )
            if wait > 0:
                return wait
            self._wrong[key] = count + 1, now
            self._together = all_count + 1, now
            return 0.0

    def right(self, address: str) -> None:
        """The attempt was right: its address starts anew."""
        with self._lock:
            count, _ = self._wrong.pop(_network(address), (0, 0.0))
            self._together = max(0, self._together[0] - count), self._together[1]

    def _tidy(self, now: float) -> None:
        if len(self._wrong) < _MOST_ADDRESSES:
            return
        fresh = {key: found for key, found in self._wrong.items() if now - found[1] < _FORGOTTEN}
        # Whoever has so many addresses waits with everybody else.
        self._wrong = dict(sorted(fresh.items(), key=lambda item: item[1][1])[-_MOST_ADDRESSES // 2 :])


def check(password: str, what: str = "A password") -> None:
    """Refuse what is no good password.

    Raises:
        BadValue: too short, or far too long.
    """
    if len(password) < LEAST:
        raise BadValue(f"{what} needs {LEAST} letters or more.")
    if len(password) > _MOST:
        raise BadValue(f"{what} may have {_MOST:,} letters at most.")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _delay(over: int, longest: float) -> float:
    """Seconds to wait after so many wrong attempts beyond the free ones."""
    return 0.0 if over < 0 else min(longest, 2.0 ** min(over, 20))


def _network(address: str) -> str:
    """Who counts as one: an IPv4 address, or an IPv6 household."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _digest(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)
