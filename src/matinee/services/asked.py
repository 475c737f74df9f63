"""What a search asks for: words, or a film and words that move away from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Moved", "readings"]

_LIKE = re.compile(
    r"(?:(?:show me|find me|i want|something|anything|some|a|an|the|another|more|films?|movies?|stories)\s+)*"
    r"(?:(?:a (?:lot|bit|little)|just|much)\s+)?"
    r"(?:like|similar to|in the (?:style|vein) of|reminiscent of)\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_TURN = re.compile(
    r",?\s+(but with no|but without|but with|but not|but less|without|minus|but|with|only|plus|and)\s+",
    re.IGNORECASE,
)
_AWAY = ("without", "minus", "not", "no", "less")
_LESS = re.compile(r"(?:not(?: so| as| too)?|less|without(?: the| any)?|no)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moved:
    """A title, and words to move its film by."""

    title: str
    words: str = ""
    away: bool = False
    """From the words, not towards them."""

    @property
    def said(self) -> str:
        """The words with their direction, as a reason gives them."""
        return f"without {self.words}" if self.away else self.words


def readings(query: str) -> Iterator[Moved]:
    """How "like Heat but funny" may be read, the longest title first.

    Titles hold "with" and "and" themselves: "like Gone with the Wind" is first of all a title.
    """
    found = _LIKE.fullmatch(" ".join(query.split()))
    if found is None:
        return
    rest = found["rest"]
    yield Moved(rest)
    for turn in reversed(list(_TURN.finditer(rest))):
        title, words = rest[: turn.start()].strip(' "\u201c\u201d'), rest[turn.end() :].strip()
        away = turn[1].casefold().split()[-1] in _AWAY
        if not away and (less := _LESS.match(words)):
            words, away = words[less.end() :], True
        if title and words:
            yield Moved(title, words, away)
