"""Films fetched from TMDB: raw answers, what is due, what is gone, and how far the gathering is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "tmdb_film",
        sa.Column("film_id", row_id, primary_key=True, autoincrement=False),
        sa.Column("fetched_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("poster", sa.Text, nullable=False),
        sa.Column("backdrop", sa.Text, nullable=False),
        sa.Column("collection", sa.BigInteger, index=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tmdb_due",
        sa.Column("film_id", row_id, primary_key=True, autoincrement=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "tmdb_gone",
        sa.Column("film_id", row_id, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "tmdb_note",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
