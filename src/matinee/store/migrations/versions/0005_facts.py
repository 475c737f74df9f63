"""What filters ask of fetched films in one country, and people by name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Films fetched before have no rows yet: `services.country_facts` reads them out of their answers.
    op.create_table(
        "tmdb_fact",
        sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("country", sa.Text, primary_key=True),
        sa.Column("certification", sa.Text, nullable=False),
        sa.Column("offers", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_film_person_name", "film_person", ["name"])
