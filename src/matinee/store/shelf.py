"""Films fetched from TMDB within one transaction, as `matinee.domain.gathering.Shelf` asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from matinee.domain.country_facts import CountryFact
from matinee.domain.film import TMDB_SOURCES
from matinee.domain.film_page import Offer
from matinee.domain.gathering import SOURCE, Counts, Due, Pictures
from matinee.domain.matching import title_key
from matinee.errors import StoreError
from matinee.store import schema
from matinee.store.film_rows import FilmWriter, chunks, upsert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matinee.domain.gathering import Failed, Fetched, Gone, Unchanged

__all__ = ["SqlShelf"]

_REASON = 300
"""Characters of a reason that are kept."""


class SqlShelf:
    """A `Shelf` on an open transaction.

    Args:
        connection: with its transaction begun.
        writing: refuses when the transaction only reads.
    """

    def __init__(self, connection: sa.Connection, writing: Callable[[], int]) -> None:
        self._connection = connection
        self._writing = writing

    # Outcomes
    def put(self, fetched: Sequence[Fetched]) -> None:
        """Keep the raw answers; these films are neither due nor gone any more."""
        self._writing()
        rows = {
            one.record.film.id: {
                "film_id": one.record.film.id,
                "fetched_at": one.record.fetched_at or 0,
                "etag": one.etag,
                "poster": one.pictures.poster,
                "backdrop": one.pictures.backdrop,
                "collection": one.collection,
                "payload": one.payload,
            }
            for one in fetched
        }
        for chunk in chunks(rows.values()):
            upsert(self._connection, schema.tmdb_film, chunk)
        for table in (schema.tmdb_fact, schema.tmdb_due, schema.tmdb_gone, schema.tmdb_title):
            self._remove(table, rows)
        self._put_titles({one.record.film.id: one for one in fetched})

    def _put_titles(self, fetched: Mapping[int, Fetched]) -> None:
        titles = []
        for film_id, one in fetched.items():
            film = one.record.film
            own = {title_key(film.title), title_key(film.original_title), ""}
            keys = sorted({title_key(title) for title in one.titles} - own)
            titles += [{"key": key, "film_id": film_id} for key in keys]
        for chunk in chunks(titles):
            self._connection.execute(sa.insert(schema.tmdb_title), chunk)

    def touch(self, unchanged: Sequence[Unchanged]) -> None:
        """Note that what is stored of these films held at a moment."""
        self._writing()
        if not unchanged:
            return
        moments = [{"id": one.film_id, "moment": one.fetched_at} for one in unchanged]
        record = schema.film_record
        for table, extra in ((schema.tmdb_film, sa.true()), (record, record.c.source == SOURCE)):
            self._connection.execute(
                sa.update(table)
                .where(table.c.film_id == sa.bindparam("id"), extra)
                .values(fetched_at=sa.bindparam("moment")),
                moments,
            )
        self._remove(schema.tmdb_due, (one.film_id for one in unchanged))

    def entomb(self, gone: Sequence[Gone], at: int) -> None:
        """Note that films are gone."""
        self._writing()
        rows = [{"film_id": one.film_id, "at": at, "reason": one.reason[:_REASON]} for one in gone]
        upsert(self._connection, schema.tmdb_gone, rows)
        self._remove(schema.tmdb_due, (one.film_id for one in gone))

    def fail(self, failed: Sequence[Failed], at: int) -> None:
        """Make films due once more, and remember why they failed."""
        self._writing()
        reasons = {one.film_id: one.reason[:_REASON] for one in failed}
        known = {due.film_id: due for due in self._due(reasons)}
        rows = []
        for film_id, reason in reasons.items():
            before = known.get(film_id, Due(film_id, "failed", at))
            rows.append(_due_row(Due(film_id, before.why, before.since, before.tries + 1, reason)))
        upsert(self._connection, schema.tmdb_due, rows)

    # What is due
    def want(self, film_ids: Sequence[int], why: str, at: int) -> int:
        """Make films due that are not yet; gives how many."""
        self._writing()
        known = {due.film_id for due in self._due(film_ids)}
        new = [film_id for film_id in dict.fromkeys(film_ids) if film_id not in known]
        for chunk in chunks(new):
            self._connection.execute(
                sa.insert(schema.tmdb_due), [_due_row(Due(film_id, why, at)) for film_id in chunk]
            )
        return len(new)

    def due(self) -> list[Due]:
        """Films to fetch, the longest due first."""
        table = schema.tmdb_due.c
        rows = self._connection.execute(sa.select(schema.tmdb_due).order_by(table.since, table.film_id))
        return [Due(*row) for row in rows]

    def _due(self, film_ids: Iterable[int]) -> list[Due]:
        table = schema.tmdb_due
        found: list[Due] = []
        for chunk in chunks(film_ids):
            rows = self._connection.execute(sa.select(table).where(table.c.film_id.in_(chunk)))
            found += [Due(*row) for row in rows]
        return found

    # What is there
    def gone(self) -> frozenset[int]:
        """Films that are gone."""
        return frozenset(self._connection.execute(sa.select(schema.tmdb_gone.c.film_id)).scalars())

    def etags(self, film_ids: Sequence[int]) -> dict[int, str]:
        """The tag of the answer at hand of those films that are stored."""
        table = schema.tmdb_film.c
        found: dict[int, str] = {}
        for chunk in chunks(film_ids):
            rows = self._connection.execute(
                sa.select(table.film_id, table.etag).where(table.film_id.in_(chunk))
            )
            found |= {row.film_id: row.etag for row in rows}
        return found

    def fetched_ids(self, before: int | None = None) -> list[int]:
        """Films stored, or those fetched before a moment, the oldest first."""
        table = schema.tmdb_film.c
        query = sa.select(table.film_id).order_by(table.fetched_at, table.film_id)
        if before is not None:
            query = query.where(table.fetched_at < before)
        return list(self._connection.execute(query).scalars())

    def payload(self, film_id: int) -> tuple[bytes, int] | None:
        """A film's raw answer and when it was fetched."""
        table = schema.tmdb_film.c
        row = self._connection.execute(
            sa.select(table.payload, table.fetched_at).where(table.film_id == film_id)
        ).first()
        return None if row is None else (bytes(row.payload), row.fetched_at)

    def pictures(self, film_ids: Sequence[int]) -> dict[int, Pictures]:
        """Pictures of those films that are stored."""
        table = schema.tmdb_film.c
        found: dict[int, Pictures] = {}
        for chunk in chunks(film_ids):
            rows = self._connection.execute(
                sa.select(table.film_id, table.poster, table.backdrop).where(table.film_id.in_(chunk))
            )
            found |= {row.film_id: Pictures(row.poster, row.backdrop) for row in rows}
        return found

    def facts(self, country: str) -> list[CountryFact]:
        """What is known of stored films in a country, by film id."""
        table = schema.tmdb_fact.c
        rows = self._connection.execute(
            sa.select(table.film_id, table.certification, table.offers)
            .where(table.country == country)
            .order_by(table.film_id)
        )
        return [
            CountryFact(film_id, certification, tuple(Offer(*offer) for offer in json.loads(offers)))
            for film_id, certification, offers in rows
        ]

    def unread(self, country: str) -> list[int]:
        """Stored films whose facts in a country were not read out of their answers yet."""
        answer, fact = schema.tmdb_film.c, schema.tmdb_fact
        read = sa.exists().where(fact.c.film_id == answer.film_id, fact.c.country == country)
        query = sa.select(answer.film_id).where(~read).order_by(answer.film_id)
        return list(self._connection.execute(query).scalars())

    def put_facts(self, country: str, facts: Sequence[CountryFact]) -> None:
        """Keep what was read of films that are stored; it goes when they are fetched anew or purged."""
        self._writing()
        rows = [
            {
                "film_id": fact.film_id,
                "country": country,
                "certification": fact.certification,
                "offers": json.dumps(
                    [(offer.service, offer.how) for offer in fact.offers], ensure_ascii=False
                ),
            }
            for fact in facts
        ]
        for chunk in chunks(rows):
            upsert(self._connection, schema.tmdb_fact, chunk)

    def titled(self, keys: Sequence[str]) -> list[int]:
        """Stored films that are called so elsewhere, by id."""
        table = schema.tmdb_title.c
        query = sa.select(table.film_id).where(table.key.in_(keys)).distinct().order_by(table.film_id)
        return list(self._connection.execute(query).scalars())

    def collection(self, film_id: int) -> list[int]:
        """Every stored film of the collection that a film belongs to."""
        table = schema.tmdb_film.c
        own = sa.select(table.collection).where(table.film_id == film_id).scalar_subquery()
        query = sa.select(table.film_id).where(table.collection == own).order_by(table.film_id)
        return list(self._connection.execute(query).scalars())

    def spoken_of(self) -> list[int]:
        """Films that somebody said something about."""
        column = schema.event.c.film_id
        query = sa.select(column).where(column.is_not(None)).distinct().order_by(column)
        return [film_id for film_id in self._connection.execute(query).scalars() if film_id is not None]

    def ids_from(self, source: str) -> list[int]:
        """Films that a source has a record of."""
        table = schema.film_record.c
        query = sa.select(table.film_id).where(table.source == source).order_by(table.film_id)
        return list(self._connection.execute(query).scalars())

    def counts(self) -> Counts:
        """How much there is."""
        table, due = schema.tmdb_film.c, schema.tmdb_due.c
        size = sa.func.coalesce(sa.func.sum(sa.func.length(table.payload)), 0)
        films, oldest, newest, size_found = self._connection.execute(
            sa.select(
                sa.func.count(table.film_id),
                sa.func.min(table.fetched_at),
                sa.func.max(table.fetched_at),
                size,
            )
        ).one()
        waiting = self._connection.execute(sa.select(sa.func.count(due.film_id))).scalar_one()
        failed = self._connection.execute(
            sa.select(sa.func.count(due.film_id)).where(due.tries > 0)
        ).scalar_one()
        gone = self._connection.execute(sa.select(sa.func.count(schema.tmdb_gone.c.film_id))).scalar_one()
        return Counts(films, oldest, newest, waiting, failed, gone, int(size_found))

    # Notes
    def note(self, name: str, values: Mapping[str, Any]) -> None:
        """Remember something about the gathering under a name."""
        self._writing()
        row = {"name": name, "body": json.dumps(values, ensure_ascii=False)}
        upsert(self._connection, schema.tmdb_note, [row])

    def noted(self, name: str) -> dict[str, Any]:
        """What was remembered; empty for nothing.

        Raises:
            StoreError: it is damaged.
        """
        table = schema.tmdb_note.c
        body = self._connection.execute(sa.select(table.body).where(table.name == name)).scalar()
        try:
            found: dict[str, Any] = json.loads(body) if body else {}
        except ValueError as error:
            raise StoreError("What is stored of the gathering is damaged; run `matinee doctor`.") from error
        return found

    # The end
    def purge(self, before: int | None = None) -> int:
        """Remove everything fetched, or what was fetched before a moment; what people said stays."""
        self._writing()
        record, answer = schema.film_record, schema.tmdb_film
        ours = sa.select(record.c.film_id).where(record.c.source == SOURCE)
        kept = sa.select(answer.c.film_id)
        if before is not None:
            # A record that does not say when it was fetched may be of any age.
            ours = ours.where(sa.or_(record.c.fetched_at < before, record.c.fetched_at.is_(None)))
            kept = kept.where(answer.c.fetched_at < before)
        else:
            # Dumps are TMDB's words too; of these nobody knows the age, so that they go with the whole.
            ours = sa.select(record.c.film_id).where(record.c.source.in_(TMDB_SOURCES))
        ids = sorted({*self._connection.execute(ours).scalars(), *self._connection.execute(kept).scalars()})
        for source in TMDB_SOURCES if before is None else (SOURCE,):
            FilmWriter(self._connection).forget(source, ids)
        self._remove(answer, ids)
        self._remove(schema.tmdb_fact, ids)
        self._remove(schema.tmdb_title, ids)
        if before is None:
            for table in (
                schema.tmdb_film,
                schema.tmdb_fact,
                schema.tmdb_title,
                schema.tmdb_due,
                schema.tmdb_gone,
                schema.tmdb_note,
            ):
                self._connection.execute(sa.delete(table))
        return len(ids)

    def _remove(self, table: sa.Table, film_ids: Iterable[int]) -> None:
        for chunk in chunks(film_ids):
            self._connection.execute(sa.delete(table).where(table.c.film_id.in_(chunk)))


def _due_row(due: Due) -> dict[str, Any]:
    return {
        "film_id": due.film_id,
        "why": due.why,
        "since": due.since,
        "tries": due.tries,
        "reason": due.reason,
    }
