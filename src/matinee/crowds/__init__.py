"""Crowds: other people's ratings, read from MovieLens's files and from plain tables."""

from matinee.crowds.read import read_crowd

__all__ = ["read_crowd"]
