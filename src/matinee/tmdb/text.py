"""Foreign text made clean, and foreign list cells made lists."""

from __future__ import annotations

import ast
import html
import json
import re
import unicodedata
import warnings
from enum import Flag, auto
from functools import lru_cache
from typing import Any

__all__ = ["Change", "parse_cell", "tidy"]


class Change(Flag):
    """What `tidy` had to do to a text."""

    NONE = 0
    ENTITIES = auto()
    SPACES = auto()
    COMPOSED = auto()


_PLAIN = re.compile(r"[!-%'-~]+(?: [!-%'-~]+)*")  # printable ASCII without "&", single spaces: nothing to do
# Only complete entities: "AT&T", "Me & not you" and "&not you" stay what they are.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Controls that are no spaces, soft hyphen, zero-width space, direction marks, joiners of words, byte order
# marks, half characters and the mark of a lost one.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd"
    "\ud800-\udfff]"
)
# Persian, Indic scripts and emoji need their zero-width joiners; after Latin letters they are litter.
_JOINER = re.compile("(?<![\u0600-\U0010ffff])[\u200c\u200d]")


def tidy(text: str) -> tuple[str, Change]:
    """A text in NFC without entities, invisible characters and extra spaces, and what was changed."""
    if _PLAIN.fullmatch(text):
        return text, Change.NONE
    if not text.strip():
        return "", Change.NONE  # blank is empty: nothing to speak of
    return _tidied(text)


@lru_cache(maxsize=4096)
def _tidied(text: str) -> tuple[str, Change]:
    change = Change.NONE
    decoded = text
    for _ in range(2):  # dumps of dumps hold "&amp;quot;"
        decoded = _ENTITY.sub(lambda entity: html.unescape(entity[0]), decoded)
    if decoded != text:
        change |= Change.ENTITIES
    visible = _JOINER.sub("", _INVISIBLE.sub("", decoded))
    spaced = " ".join(visible.split())
    if spaced != decoded:
        change |= Change.SPACES
    composed = unicodedata.normalize("NFC", spaced)
    if composed != spaced:
        change |= Change.COMPOSED
    return composed, change


def parse_cell(cell: str) -> list[Any] | None:
    """A list written into a table's cell as JSON or, in some dumps, as Python writes it.

    Returns:
        The list, empty for an empty cell; a lone object as a list of one; None when it cannot be read.
    """
    cell = cell.strip()
    if not cell or cell in ("[]", "nan", "None", "null"):
        return []
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        value = _python_literal(cell)
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else None


def _python_literal(cell: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stray backslash in foreign text is no concern of ours
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
