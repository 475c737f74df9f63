"""What Alembic runs: the revisions, on the connection and within the transaction it was handed."""

from __future__ import annotations

from alembic import context

from matinee.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by writing it anew.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
