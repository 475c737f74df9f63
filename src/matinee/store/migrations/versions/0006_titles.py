"""What fetched films are called elsewhere, so that imports find them by those titles too."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from matinee.domain.matching import title_key

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHUNK = 200
_LARGEST = 64 << 20


def upgrade() -> None:
    table = op.create_table(
        "tmdb_title",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("film_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tmdb_title_film_id", "tmdb_title", ["film_id"])
    answers = sa.table("tmdb_film", sa.column("film_id"), sa.column("payload"))
    query = sa.select(answers).order_by(answers.c.film_id).limit(_CHUNK)
    connection = op.get_bind()
    page = connection.execute(query).all()
    while page:
        rows = [
            {"key": key, "film_id": film_id}
            for film_id, payload in page
            for key in sorted({title_key(text) for text in _translated(bytes(payload))} - {""})
        ]
        if rows:
            connection.execute(sa.insert(table), rows)
        page = connection.execute(query.where(answers.c.film_id > page[-1].film_id)).all()


def _translated(payload: bytes) -> Iterator[str]:
    """The translated titles in a stored answer; nothing of one that cannot be read."""
    try:
        data: Any = json.loads(zlib.decompressobj(wbits=31).decompress(payload, _LARGEST))
        for one in data["translations"]["translations"]:
            if isinstance(title := one["data"]["title"], str) and len(title) <= 250:
                yield title
    except (zlib.error, ValueError, TypeError, KeyError, RecursionError):
        return
