"""Writing films: what each source says, the merged film, and who made it, a few hundred at a time."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sqlalchemy as sa

from matinee.domain.film import Film, FilmRecord, merge_records
from matinee.domain.matching import title_key
from matinee.domain.ports import Stored
from matinee.errors import StoreError
from matinee.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CHUNK", "FilmWriter", "chunks", "decode_film", "digest_of", "read_revision", "upsert"]

T = TypeVar("T")

CHUNK = 500
"""How many films one statement speaks of; well below the parameter limits of both databases."""

_VOTES_BY_FAME = {1: 150, 2: 600, 3: 2000, 4: 6000, 5: 15000}

_ROLES = {"director": "directors", "writer": "writers", "cast": "cast"}


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Lists of at most `size` items, in order."""
    source = iter(items)
    while chunk := list(itertools.islice(source, size)):
        yield chunk


def encode_film(film: Film) -> str:
    """The film as JSON text, the same text for the same film."""
    return json.dumps(film.to_dict(), ensure_ascii=False, separators=(",", ":"))


def decode_film(film_id: int, body: str) -> Film:
    """The film back from its JSON text.

    Raises:
        StoreError: the text is damaged.
    """
    try:
        return Film.from_dict(json.loads(body))
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"What is stored of tmdb:{film_id} is damaged; run `matinee doctor`.") from error


def digest_of(body: str) -> str:
    """32 hexadecimal digits that change when the text does."""
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest()


def read_revision(connection: sa.Connection) -> int:
    """The film revision; 0 when there never were films."""
    value = connection.execute(
        sa.select(schema.meta.c.value).where(schema.meta.c.key == schema.FILM_REVISION)
    ).scalar()
    return int(value or 0)


class _Known(NamedTuple):
    """What the database holds of a record, without its text."""

    digest: str
    fetched_at: int | None


_Key = tuple[int, str]  # film id, source


class FilmWriter:
    """Stores film records within one transaction; `stored` counts them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._revision: int | None = None
        self.stored = Stored()

    def put(self, records: Iterable[FilmRecord]) -> None:
        """Store records, of any number, repeats allowed: the last word of a source on a film stays."""
        for chunk in chunks(records):
            self._put(chunk)

    def _put(self, chunk: list[FilmRecord]) -> None:
        known = self._known(sorted({record.film.id for record in chunk}))
        kept = frozenset(known)
        written: dict[_Key, tuple[FilmRecord, str]] = {}
        touched: set[int] = set()
        added = changed = unchanged = 0
        for record in chunk:
            key = (record.film.id, record.source)
            body = encode_film(record.film)
            now = _Known(digest_of(body), record.fetched_at)
            before = known.get(key)
            if before is None:
                added += 1
            elif before.digest != now.digest:
                changed += 1
            else:
                unchanged += 1
            if before is None or before.digest != now.digest:
                touched.add(record.film.id)
            if before != now:
                written[key] = (record, body)
                known[key] = now
        self._write_records(written, known)
        if touched:
            self._merge(touched, {key: record for key, (record, _) in written.items()}, kept)
        total = self.stored
        self.stored = Stored(total.added + added, total.changed + changed, total.unchanged + unchanged)

    def _known(self, ids: list[int]) -> dict[_Key, _Known]:
        table = schema.film_record.c
        rows = self._connection.execute(
            sa.select(table.film_id, table.source, table.digest, table.fetched_at).where(
                table.film_id.in_(ids)
            )
        )
        return {(row.film_id, row.source): _Known(row.digest, row.fetched_at) for row in rows}

    def _write_records(self, written: dict[_Key, tuple[FilmRecord, str]], known: dict[_Key, _Known]) -> None:
        upsert(
            self._connection,
            schema.film_record,
            [
                {
                    "film_id": key[0],
                    "source": key[1],
                    "body": body,
                    "fetched_at": record.fetched_at,
                    "digest": known[key].digest,
                }
                for key, (record, body) in written.items()
            ],
        )

    def _merge(self, ids: set[int], written: dict[_Key, FilmRecord], kept: frozenset[_Key]) -> None:
        """Make the merged films of these ids follow their records, of which `kept` were there before."""
        old = {film_id for film_id, _ in kept if film_id in ids}
        records: dict[int, list[FilmRecord]] = {}
        for (film_id, _), record in written.items():
            records.setdefault(film_id, []).append(record)
        for record in self._records(old):
            if (record.film.id, record.source) not in written:
                records.setdefault(record.film.id, []).append(record)
        before = self._bodies(old)
        films: list[dict[str, Any]] = []
        people: list[dict[str, Any]] = []
        for film_id in sorted(ids):
            film = merge_records(records[film_id])
            body = encode_film(film)
            if before.get(film_id) != body:
                films.append(_film_row(film, body))
                people.extend(_people_rows(film))
        if not films:
            return
        revision = self._next_revision()
        for row in films:
            row["revision"] = revision
        if renewed := [row["film_id"] for row in films if row["film_id"] in before]:
            self._connection.execute(
                sa.delete(schema.film_person).where(schema.film_person.c.film_id.in_(renewed))
            )
        upsert(self._connection, schema.film, films)
        if people:
            self._connection.execute(sa.insert(schema.film_person), people)

    def _records(self, ids: set[int]) -> Iterator[FilmRecord]:
        if not ids:
            return
        table = schema.film_record.c
        for row in self._connection.execute(
            sa.select(table.film_id, table.source, table.body, table.fetched_at).where(
                table.film_id.in_(sorted(ids))
            )
        ):
            yield FilmRecord(decode_film(row.film_id, row.body), row.source, row.fetched_at)

    def _bodies(self, ids: set[int]) -> dict[int, str]:
        if not ids:
            return {}
        table = schema.film.c
        rows = self._connection.execute(
            sa.select(table.film_id, table.body).where(table.film_id.in_(sorted(ids)))
        )
        return {row.film_id: row.body for row in rows}

    def _next_revision(self) -> int:
        if self._revision is None:
            self._revision = read_revision(self._connection) + 1
            upsert(
                self._connection, schema.meta, [{"key": schema.FILM_REVISION, "value": str(self._revision)}]
            )
        return self._revision

    def forget(self, source: str, ids: Iterable[int]) -> None:
        """Remove what a source said of films; a film of which nobody speaks any more goes with it."""
        record, person, film = schema.film_record, schema.film_person, schema.film
        for chunk in chunks(ids):
            self._connection.execute(
                sa.delete(record).where(record.c.film_id.in_(chunk), record.c.source == source)
            )
            kept = frozenset(self._known(chunk))
            spoken_of = {film_id for film_id, _ in kept}
            self._merge(spoken_of, {}, kept)
            if lost := [film_id for film_id in chunk if film_id not in spoken_of]:
                self._connection.execute(sa.delete(person).where(person.c.film_id.in_(lost)))
                if self._connection.execute(sa.delete(film).where(film.c.film_id.in_(lost))).rowcount:
                    self._next_revision()


def upsert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows; where the primary key is there already, take their other columns."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        lite = sqlite_insert(table)
        taken = {name: lite.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(lite.on_conflict_do_update(index_elements=keys, set_=taken), rows)
    else:
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        post = postgres_insert(table)
        taken = {name: post.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(post.on_conflict_do_update(index_elements=keys, set_=taken), rows)


def _film_row(film: Film, body: str) -> dict[str, Any]:
    key = title_key(film.title)
    same = film.original_title == film.title
    votes = _VOTES_BY_FAME.get(film.fame or 0, 0) if film.vote_count is None else film.vote_count
    return {
        "film_id": film.id,
        "title": film.title,
        "original_title": film.original_title,
        "title_key": key,
        "original_key": key if same else title_key(film.original_title),
        "year": film.year,
        "imdb_id": film.imdb_id,
        "votes": votes,
        "body": body,
    }


def _people_rows(film: Film) -> Iterator[dict[str, Any]]:
    for role, field in _ROLES.items():
        for place, name in enumerate(getattr(film, field)):
            yield {"film_id": film.id, "role": role, "place": place, "name": name}
