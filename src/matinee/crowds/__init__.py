"""Crowds: other people's ratings, read from their files and kept as arrays."""
