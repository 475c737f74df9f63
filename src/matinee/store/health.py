"""Is a database sound: what `matinee doctor` asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from matinee.domain.feedback import CORRECTIONS, check_event
from matinee.errors import MatineeError
from matinee.store import schema
from matinee.store.film_rows import CHUNK, decode_film, digest_of, read_revision
from matinee.store.migrate import REVISIONS, revision_of
from matinee.store.unit import event_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["complaints"]


def complaints(connection: sa.Connection) -> Iterator[str]:
    """What is wrong with a database, one line each.

    Args:
        connection: in a transaction that reads.
    """
    if connection.dialect.name == "sqlite":
        yield from _file(connection)
    if (revision := revision_of(connection)) != REVISIONS[-1]:
        yield f"The database is at revision {revision}, not at {REVISIONS[-1]}."
    yield from _films(connection)
    yield from _events(connection)


def _file(connection: sa.Connection) -> Iterator[str]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite finds the file damaged: {line}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"A row of {row[0]} names a row of {row[2]} that is not there."


def _films(connection: sa.Connection) -> Iterator[str]:
    for table, what in ((schema.film_record, "a record"), (schema.film, "the film")):
        key = list(table.primary_key)
        query = sa.select(table).order_by(*key).limit(CHUNK)
        page = connection.execute(query).all()
        while page:
            for row in page:
                try:
                    read = decode_film(row.film_id, row.body)
                except MatineeError:
                    yield f"The text of {what} of tmdb:{row.film_id} cannot be read."
                    continue
                if read.id != row.film_id:
                    yield f"The text of {what} of tmdb:{row.film_id} is about tmdb:{read.id}."
                if table is schema.film_record and digest_of(row.body) != row.digest:
                    yield f"The text of {what} of tmdb:{row.film_id} is not what was written."
            last = [getattr(page[-1], column.name) for column in key]
            page = connection.execute(query.where(sa.tuple_(*key) > sa.tuple_(*last))).all()
    record, film = schema.film_record, schema.film
    same = record.c.film_id == film.c.film_id
    # Joins, since PostgreSQL takes hours over NOT IN with as many films as there are.
    unspoken = sa.select(film.c.film_id).join_from(film, record, same, isouter=True)
    for (film_id,) in connection.execute(unspoken.where(record.c.film_id.is_(None))):
        yield f"No source speaks of tmdb:{film_id}."
    unmerged = sa.select(record.c.film_id).join_from(record, film, same, isouter=True).distinct()
    for (film_id,) in connection.execute(unmerged.where(film.c.film_id.is_(None))):
        yield f"tmdb:{film_id} has records and no film."
    newest = connection.execute(sa.select(sa.func.max(schema.film.c.revision))).scalar() or 0
    if newest > (counter := read_revision(connection)):
        yield f"A film is of revision {newest}, and the counter is at {counter}."


def _events(connection: sa.Connection) -> Iterator[str]:
    table = schema.event
    people: dict[str, str] = {}
    corrections: list[tuple[str, str, str]] = []
    query = sa.select(table).order_by(table.c.seq).limit(CHUNK)
    page = connection.execute(query).all()
    while page:
        for row in page:
            people[row.event_id] = row.person
            try:
                event = event_of(row)
                check_event(event)
            except MatineeError as error:
                yield f"Event {row.event_id}: {error}"
                continue
            if event.kind in CORRECTIONS and event.target is not None:
                corrections.append((event.event_id, event.user, event.target))
            try:
                if event.detail:
                    json.loads(event.detail)
            except ValueError:
                yield f"Event {event.event_id}: its detail is not JSON."
        page = connection.execute(query.where(table.c.seq > page[-1].seq)).all()
    for event_id, user, target in corrections:
        if people.get(target) != user:
            yield f"Event {event_id} corrects {target}, which is not an event of {user}."
