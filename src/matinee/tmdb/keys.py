"""TMDB's two kinds of key, which people mix up, told apart by their form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matinee.errors import TmdbNoKey

__all__ = ["TmdbKey", "read_key", "without_keys"]

_V3 = re.compile("[0-9a-f]{32}", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}", re.ASCII)
_IN_TEXT = re.compile(
    r"(api_key=)[^&\s\"'<>]+|(?<![\w-])[0-9a-fA-F]{32}(?![\w-])|(?<![\w.-])[\w-]{4,}\.[\w-]{8,}\.[\w-]{8,}"
)
_HOW = (
    "get one, free of charge, at https://www.themoviedb.org/settings/api and set TMDB_API_KEY to it, "
    "or paste it under Settings in the app"
)


@dataclass(frozen=True, slots=True)
class TmdbKey:
    """A v3 key or a read access token; neither is shown in its repr."""

    secret: str = field(repr=False)
    token: bool
    """A read access token, to be sent as a bearer."""
    name: str
    """The environment variable it came from, or ``Settings``."""


def read_key(api_key: str | None, token: str | None, kept: str = "") -> TmdbKey:
    """The key to use, from what is set in ``TMDB_API_KEY`` and ``TMDB_READ_ACCESS_TOKEN``.

    Either may stand in either variable; of two a token is taken.

    Args:
        api_key: as set.
        token: as set.
        kept: one from Settings, which counts where neither is set.

    Raises:
        TmdbNoKey: nothing is set, or nothing that is has the form of a key.
    """
    given = {"TMDB_READ_ACCESS_TOKEN": _plain(token), "TMDB_API_KEY": _plain(api_key)}
    given = {name: secret for name, secret in given.items() if secret}
    if not given and _plain(kept):
        given = {"Settings": _plain(kept)}
    if not given:
        raise TmdbNoKey(f"There is no TMDB key: {_HOW}.")
    for kind, form in ((True, _TOKEN), (False, _V3)):
        for name, secret in given.items():
            if form.fullmatch(secret):
                return TmdbKey(secret, kind, name)
    raise TmdbNoKey(
        f"What {' and '.join(sorted(given))} holds is no TMDB key (32 hexadecimal digits, or a token of three parts "
        f"with points between): {_HOW}."
    )


def without_keys(text: str) -> str:
    """A text from outside with everything that looks like a key struck out."""
    return _IN_TEXT.sub(lambda found: f"{found[1] or ''}***", text)


def _plain(given: str | None) -> str:
    """A key as it was meant: pasted ones come with quotes, spaces or the word Bearer."""
    return (given or "").strip().strip("\"'").removeprefix("Bearer ").strip()
