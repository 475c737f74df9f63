"""The first tables: films, the log of feedback, what was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "film_record",
        sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.BigInteger),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "film",
        sa.Column("film_id", row_id, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("original_title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False, index=True),
        sa.Column("original_key", sa.Text, nullable=False, index=True),
        sa.Column("year", sa.Integer),
        sa.Column("votes", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "film_person",
        sa.Column(
            "film_id", sa.BigInteger, sa.ForeignKey("film.film_id"), primary_key=True, autoincrement=False
        ),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("seq", row_id, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.Text, nullable=False, unique=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("film_id", sa.BigInteger),
        sa.Column("target", sa.Text),
        sa.Column("value", sa.Double),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_person_seq", "event", ["person", "seq"])
    op.create_table(
        "impression",
        sa.Column("list_id", sa.Text, primary_key=True),
        sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
    )
    op.create_index("ix_impression_person_at", "impression", ["person", "at"])
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
