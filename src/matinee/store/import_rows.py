"""What imports remember within one transaction: titles of other services, and rows that wait for a film."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from matinee.domain.feedback import Kind
from matinee.domain.history import Remembered, Said, State, Waiting
from matinee.errors import StoreError
from matinee.store import schema
from matinee.store.film_rows import chunks, digest_of, upsert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["SqlImports"]

_BODY = (
    "title", "year", "tmdb_id", "imdb_id", "other_titles", "directors", "runtime", "confidence", "seen_at",
)  # fmt: skip


class SqlImports:
    """A `matinee.domain.ports.ImportTables` on an open transaction.

    Args:
        connection: with its transaction begun.
        writing: refuses when the transaction only reads.
    """

    def __init__(self, connection: sa.Connection, writing: Callable[[], int]) -> None:
        self._connection = connection
        self._writing = writing

    def remembered(self, user: str, states: Sequence[str] = ()) -> list[Remembered]:
        """What became of the titles one person brought, by service and title."""
        table = schema.import_title.c
        query = sa.select(schema.import_title).where(table.person == user)
        if states:
            query = query.where(table.state.in_(list(states)))
        found = [_remembered(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda one: (one.service, one.key))

    def remember(self, titles: Sequence[Remembered]) -> None:
        """Note what became of titles; what was noted of them before is replaced."""
        self._writing()
        rows = {(one.user, one.service, one.key): _title_row(one) for one in titles}
        for chunk in chunks(rows.values()):
            upsert(self._connection, schema.import_title, chunk)

    def people_waiting(self) -> list[str]:
        """Everyone with a title in review, by name."""
        table = schema.import_title.c
        found = self._connection.execute(
            sa.select(table.person).where(table.state == State.REVIEW).distinct()
        )
        return sorted(found.scalars())

    def wait(self, rows: Sequence[Waiting]) -> None:
        """Keep what rows say until their film is known; the same words again change nothing."""
        self._writing()
        table = schema.import_waiting
        new = {_primary(row): row for row in (_waiting_row(one) for one in reversed(rows))}
        for chunk in chunks(list(new)):
            key = sa.tuple_(table.c.person, table.c.service, table.c.key, table.c.digest)
            known = self._connection.execute(
                sa.select(table.c.person, table.c.service, table.c.key, table.c.digest).where(key.in_(chunk))
            )
            for row in known:
                new.pop(tuple(row), None)
        for rows_chunk in chunks(list(reversed(new.values()))):
            self._connection.execute(sa.insert(table), rows_chunk)

    def waiting(self, user: str) -> list[Waiting]:
        """What one person's rows say of films not known yet, in a fixed order."""
        table = schema.import_waiting.c
        rows = self._connection.execute(
            sa.select(schema.import_waiting)
            .where(table.person == user)
            .order_by(table.service, table.key, table.digest)
        )
        return [_waiting(row) for row in rows]

    def no_longer_waiting(self, user: str, service: str, key: str) -> None:
        """Drop what waited for the film of one title."""
        self._writing()
        table = schema.import_waiting
        self._connection.execute(
            sa.delete(table).where(table.c.person == user, table.c.service == service, table.c.key == key)
        )

    def owners(self, event_ids: Sequence[str]) -> dict[str, str]:
        """Whose events these are; ids that nobody has are absent."""
        table = schema.event.c
        found: dict[str, str] = {}
        for chunk in chunks(event_ids):
            rows = self._connection.execute(
                sa.select(table.event_id, table.person).where(table.event_id.in_(chunk))
            )
            found |= {row.event_id: row.person for row in rows}
        return found


def _primary(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in schema.import_waiting.primary_key)


def _title_row(one: Remembered) -> dict[str, Any]:
    body = {name: getattr(one, name) for name in _BODY}
    return {
        "person": one.user,
        "service": one.service,
        "key": one.key,
        "state": one.state,
        "film_id": one.film_id,
        "body": _text(body),
    }


def _waiting_row(one: Waiting) -> dict[str, Any]:
    body = _text(asdict(one.said))
    return {
        "person": one.user,
        "service": one.service,
        "key": one.key,
        "digest": digest_of(body),
        "noted_at": one.noted_at,
        "body": body,
    }


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _remembered(row: sa.Row[Any]) -> Remembered:
    try:
        body = json.loads(row.body)
        lists = {name: tuple(body.get(name) or ()) for name in ("other_titles", "directors")}
        return Remembered(
            user=row.person,
            service=row.service,
            key=row.key,
            state=row.state,
            film_id=row.film_id,
            **{**{name: body[name] for name in _BODY if name in body}, **lists},
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise _damaged(row) from error


def _waiting(row: sa.Row[Any]) -> Waiting:
    try:
        said = json.loads(row.body)
        said["kind"] = Kind(said["kind"])
        return Waiting(
            user=row.person, service=row.service, key=row.key, said=Said(**said), noted_at=row.noted_at
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(row) from error


def _damaged(row: sa.Row[Any]) -> StoreError:
    return StoreError(f"What is stored of the import of {row.key} is damaged; run `matinee doctor`.")
