"""What is known of films and of their themes beyond the films' own records: it makes them easier to find."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Lore"]


@dataclass(frozen=True, slots=True)
class Lore:
    """What themes mean, what people remember of films, and how they ask for them.

    A catalogue's records are made to tell films apart, in the words of those who made them; people ask in others.
    Adding these to a film is document expansion (Nogueira, Yang, Lin and Cho, 2019), by hand.
    """

    meant: Mapping[str, str] = field(default_factory=dict)
    """What a theme or tone means, in a few words."""
    scenes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Scenes and images that people remember, by film id."""
    asked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """What somebody might type who looks for the film, by film id."""

    def remembered(self, film_id: int) -> str:
        """All that people say of a film as one text; empty where nothing is known."""
        scenes, asked = self.scenes.get(film_id, ()), self.asked.get(film_id, ())
        return " ".join(f"{text}." for text in ("; ".join(scenes), *asked) if text)

    @property
    def digest(self) -> str:
        """Another one where anything in it is another."""
        told = [sorted(self.meant.items()), sorted(self.scenes.items()), sorted(self.asked.items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
