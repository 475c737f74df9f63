"""Getting MovieLens from GroupLens, who made it, on their terms."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import httpx

from matinee.errors import BadValue, SourceError
from matinee.opening import shown
from matinee.taste.artifact import write_refused

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.domain.ports import Progress

__all__ = ["FILES", "fetch_movielens", "file_of", "licence_of"]

FILES = {"small": "ml-latest-small", "25m": "ml-25m", "32m": "ml-32m"}
"""Name of each size."""
_MOST_BYTES = 1 << 30
_CHUNK = 1 << 20
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)

_LICENCE = """\
MovieLens ({name}) is made and owned by GroupLens Research, University of Minnesota.
You may use it for research and for yourself, under these conditions:
- You may not state or imply that the University of Minnesota or GroupLens endorse you.
- Publications that use it must cite F. Maxwell Harper and Joseph A. Konstan, 2015: The MovieLens Datasets:
  History and Context. ACM Transactions on Interactive Intelligent Systems 5, 4, article 19.
- {redistribute}
- You may not use it for commercial or revenue-bearing purposes without permission from GroupLens.
- It comes as it is, without any warranty, and whoever uses it bears the risk.
The full text: {url}-README.html"""
_NOT = "You may not redistribute it without separate permission."
_SAME = "You may redistribute it, changed or not, under these same conditions only."


def file_of(size: str) -> str:
    """The file's name without its ending.

    Raises:
        BadValue: no such size.
    """
    if size.casefold() not in FILES:
        raise BadValue(f'There is no MovieLens of size "{size}"; there are {", ".join(FILES)}.')
    return FILES[size.casefold()]


def licence_of(size: str, base: str) -> str:
    """Under what conditions GroupLens gives it, in short.

    Raises:
        BadValue: no such size.
    """
    name = file_of(size)
    terms = _SAME if name == "ml-latest-small" else _NOT
    return _LICENCE.format(name=name, redistribute=terms, url=f"{base.rstrip('/')}/{name}")


def fetch_movielens(
    size: str,
    folder: Path,
    base: str,
    progress: Progress | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Path:
    """Download one size; what was there before is only replaced by a whole and sound file.

    Args:
        size: of `FILES`.
        folder: where the zip goes; made where there is none.
        base: where GroupLens keeps its files.
        progress: hears how many bytes have come.
        transport: carries requests; None is the network.

    Returns:
        The zip.

    Raises:
        BadValue: no such size.
        SourceError: it cannot be had, or what came is not what GroupLens says it is.
        StoreError: it cannot be written.
    """
    name = file_of(size)
    url = f"{base.rstrip('/')}/{name}.zip"
    place = folder / f"{name}.zip"
    part = folder / f".{name}.zip.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with httpx.Client(timeout=_TIMEOUT, transport=transport, follow_redirects=True) as client:
                digest = _downloaded(client, url, part, progress)
                _compare(client, f"{url}.md5", digest, name)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = shown(error) or type(error).__name__
        raise SourceError(f"{url} cannot be had ({why}). Check the network, or fetch it by hand.") from error
    except OSError as error:
        raise write_refused(folder, error) from error
    return place


def _downloaded(client: httpx.Client, url: str, part: Path, progress: Progress | None) -> str:
    """Write what the address gives, and give its MD5."""
    digest = hashlib.md5(usedforsecurity=False)
    with client.stream("GET", url) as answer, part.open("wb") as file:
        if answer.status_code != httpx.codes.OK:
            raise SourceError(f"{url} answers {answer.status_code}. Try again later, or fetch it by hand.")
        announced = answer.headers.get("content-length", "")
        total = int(announced) if announced.isdigit() else 0
        done = 0
        for chunk in answer.iter_bytes(_CHUNK):
            done += len(chunk)
            if done > _MOST_BYTES:
                raise SourceError(f"{url} gives more than MovieLens has: check the address.")
            digest.update(chunk)
            file.write(chunk)
            if progress is not None:
                progress("fetching MovieLens", done, max(total, done))
    return digest.hexdigest()


def _compare(client: httpx.Client, url: str, digest: str, name: str) -> None:
    """Hold the file against the MD5 beside it; some sizes have none."""
    answer = client.get(url)
    if answer.status_code == httpx.codes.OK and digest not in answer.text[:4096].casefold():
        raise SourceError(f"{name}.zip came damaged (its MD5 is another): fetch it again.")
