"""Where films and feedback are kept: one SQL database, SQLite or PostgreSQL."""

from __future__ import annotations

from matinee.store.sql import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
