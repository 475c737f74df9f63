"""The starter catalogue: films described for Matinee in facts and its own words, under CC0."""

from matinee.starter.loader import starter_films, starter_lore, starter_vocabulary

__all__ = ["starter_films", "starter_lore", "starter_vocabulary"]
