"""Imports: what other services call their films, rows that wait for one, and IMDb's ids beside the films."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("film", sa.Column("imdb_id", sa.Text, nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE film SET imdb_id = COALESCE(json_extract(body, '$.imdb_id'), '')")
    else:
        op.execute("UPDATE film SET imdb_id = COALESCE(body::json ->> 'imdb_id', '')")
    op.create_table(
        "import_title",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("film_id", sa.BigInteger),
        sa.Column("body", sa.Text, nullable=False),
        sa.Index("ix_import_title_state", "state", "person"),
    )
    op.create_table(
        "import_waiting",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("noted_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
