"""The tables, as SQLAlchemy Core sees them; `migrations/` is how a database comes to have them.

Moments are whole microseconds since 1970 UTC, film ids are TMDB's numbers. The columns `person` hold what
the domain calls a user, since `user` is a reserved word in PostgreSQL.
"""

from __future__ import annotations

import sqlalchemy as sa

__all__ = [
    "FILM_REVISION",
    "event",
    "film",
    "film_person",
    "film_record",
    "import_title",
    "import_waiting",
    "impression",
    "meta",
    "metadata",
    "tmdb_due",
    "tmdb_fact",
    "tmdb_film",
    "tmdb_gone",
    "tmdb_note",
    "tmdb_title",
]

FILM_REVISION = "film_revision"
"""The key in `meta` of the counter that every change of the films moves."""

metadata = sa.MetaData()

film_record = sa.Table(
    "film_record",
    metadata,
    sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("fetched_at", sa.BigInteger),
    sa.Column("digest", sa.Text, nullable=False),
)
"""What each source says about a film: `Film.to_dict` as JSON, and a digest of that text."""

film = sa.Table(
    "film",
    metadata,
    # SQLite keeps a table in the order of a key that is exactly INTEGER, without a second index.
    sa.Column(
        "film_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("original_title", sa.Text, nullable=False),
    sa.Column("title_key", sa.Text, nullable=False, index=True),
    sa.Column("original_key", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer),
    sa.Column("imdb_id", sa.Text, nullable=False, server_default=""),
    sa.Column("votes", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False, index=True),
)
"""The merged films; the columns beside `body` are what is searched or sorted by."""

film_person = sa.Table(
    "film_person",
    metadata,
    sa.Column("film_id", sa.BigInteger, sa.ForeignKey("film.film_id"), primary_key=True, autoincrement=False),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Who made the merged films: `role` is director, writer or cast, `place` counts from 0."""

event = sa.Table(
    "event",
    metadata,
    sa.Column(
        "seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # No foreign key: what a person said outlives the film's place in the catalogue.
    sa.Column("film_id", sa.BigInteger),
    sa.Column("target", sa.Text),
    sa.Column("value", sa.Double),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Index("ix_event_person_seq", "person", "seq"),
    sqlite_autoincrement=True,
)
"""The log: rows are added, never changed. `at` is when it was meant, `recorded_at` when it was written."""

impression = sa.Table(
    "impression",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("surface", sa.Text, nullable=False),
    sa.Index("ix_impression_person_at", "person", "at"),
)
"""What was shown to whom."""

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""Single facts about the database."""

tmdb_film = sa.Table(
    "tmdb_film",
    metadata,
    sa.Column(
        "film_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    sa.Column("fetched_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("etag", sa.Text, nullable=False),
    sa.Column("poster", sa.Text, nullable=False),
    sa.Column("backdrop", sa.Text, nullable=False),
    sa.Column("collection", sa.BigInteger, index=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)
"""Answers of TMDB about films: `payload` is the whole JSON compressed by gzip, from which page details are read."""

tmdb_fact = sa.Table(
    "tmdb_fact",
    metadata,
    sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("certification", sa.Text, nullable=False),
    sa.Column("offers", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What filters ask of an answer in one country, read out of `payload` once: `offers` is JSON, services by how."""

tmdb_due = sa.Table(
    "tmdb_due",
    metadata,
    sa.Column(
        "film_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Films to fetch at the next occasion; `tries` and `reason` tell of those that failed."""

tmdb_gone = sa.Table(
    "tmdb_gone",
    metadata,
    sa.Column(
        "film_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Films that TMDB has no more: kept for what people said of them, never recommended."""

tmdb_title = sa.Table(
    "tmdb_title",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
"""What fetched films are called elsewhere, by `matching.title_key`; asked only about titles that no film has."""

tmdb_note = sa.Table(
    "tmdb_note",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
"""How far the gathering is, as JSON by name."""

import_title = sa.Table(
    "import_title",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("film_id", sa.BigInteger),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_import_title_state", "state", "person"),
)
"""What another service calls a film, and which film it is for one person; see `history.State`."""

import_waiting = sa.Table(
    "import_waiting",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("noted_at", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
"""What imported rows say of films that are not known yet: `history.Said` as JSON."""

preference = sa.Table(
    "preference",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
"""What a person wants kept, as JSON by name."""
