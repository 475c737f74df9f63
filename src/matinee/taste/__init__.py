"""Learned taste: the space, beliefs, reasons and ranking."""

from matinee.taste.belief import Belief
from matinee.taste.config import TasteConfig
from matinee.taste.reasons import Explanation, Share
from matinee.taste.space import TasteSpace

__all__ = ["Belief", "Explanation", "Share", "TasteConfig", "TasteSpace"]
