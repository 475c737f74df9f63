"""One transaction on the tables, as `matinee.domain.ports.Unit` asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from matinee.domain.feedback import Event, Kind, check_event
from matinee.domain.ports import Impression, Stored, TitleRow
from matinee.errors import StoreError
from matinee.store import schema
from matinee.store.film_rows import CHUNK, FilmWriter, chunks, decode_film, read_revision, upsert
from matinee.store.import_rows import SqlImports
from matinee.store.shelf import SqlShelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matinee.domain.film import Film, FilmRecord
    from matinee.domain.ports import Clock

__all__ = ["SqlUnit", "event_of"]


class SqlUnit:
    """A `Unit` on an open transaction; of no use once that has ended."""

    def __init__(self, connection: sa.Connection, clock: Clock | None) -> None:
        """Speak through a transaction.

        Args:
            connection: with its transaction begun; who made it ends it.
            clock: tells when an event is written; None makes a unit that only reads.
        """
        self._connection = connection
        self._clock = clock

    def _now(self) -> int:
        """The moment of writing."""
        if self._clock is None:
            # Going on would lose the write without a word, because a reading transaction is rolled back.
            raise StoreError("This transaction only reads; write within Store.begin() instead.")
        return self._clock()

    # Films
    def put_films(self, records: Iterable[FilmRecord]) -> Stored:
        """Store what a source says; the merged film follows. The same record again changes nothing.

        The film revision grows by one for a call that changes any merged film, and each such film has it.
        """
        self._now()
        writer = FilmWriter(self._connection)
        writer.put(records)
        return writer.stored

    def films(self, ids: Sequence[int]) -> dict[int, Film]:
        """The merged films of these ids, in the order asked; unknown ids are absent."""
        table = schema.film.c
        found: dict[int, Film] = {}
        for chunk in chunks(ids):
            rows = self._connection.execute(
                sa.select(table.film_id, table.body).where(table.film_id.in_(chunk))
            )
            found |= {film_id: decode_film(film_id, body) for film_id, body in rows}
        return {film_id: found[film_id] for film_id in ids if film_id in found}

    def all_films(self, changed_since: int = 0) -> Iterator[Film]:
        """Every merged film by id, or those of a later revision than `changed_since`."""
        table = schema.film.c
        query = sa.select(table.film_id, table.body).order_by(table.film_id).limit(CHUNK)
        if changed_since > 0:
            query = query.where(table.revision > changed_since)
        # Page by page, so that no cursor stays open when the caller stops half-way.
        page = self._connection.execute(query).all()
        while page:
            for film_id, body in page:
                yield decode_film(film_id, body)
            page = self._connection.execute(query.where(table.film_id > page[-1].film_id)).all()

    def film_count(self) -> int:
        """How many films there are."""
        return self._connection.execute(sa.select(sa.func.count()).select_from(schema.film)).scalar_one()

    def film_revision(self) -> int:
        """Grows with every change of the films; 0 when there never were any."""
        return read_revision(self._connection)

    def titles(self) -> list[TitleRow]:
        """A row for every film, by id."""
        return self._titles(_TITLES.order_by(schema.film.c.film_id))

    def titles_named(self, key: str) -> list[TitleRow]:
        """Films whose title or original title has this `matching.title_key`, most votes first."""
        table = schema.film.c
        if not key:  # the key of every film that has no original title
            return []
        return self._titles(
            _TITLES.where(sa.or_(table.title_key == key, table.original_key == key)).order_by(
                table.votes.desc(), table.film_id
            )
        )

    def _titles(self, query: sa.Select[Any]) -> list[TitleRow]:
        return [TitleRow(*row) for row in self._connection.execute(query)]

    def people(self) -> dict[str, list[int]]:
        """Everyone who directed, wrote or acted: name to film ids, each list by votes, most first."""
        person, film = schema.film_person.c, schema.film.c
        rows = self._connection.execute(
            sa.select(person.name, person.film_id)
            .join(schema.film, person.film_id == film.film_id)
            .order_by(film.votes.desc(), film.film_id)
        )
        found: dict[str, list[int]] = {}
        for name, film_id in rows:
            ids = found.setdefault(name, [])
            # All rows of a film come together, so that who wrote and directed it is met twice in a row.
            if not ids or ids[-1] != film_id:
                ids.append(film_id)
        return found

    def films_of(self, person: str) -> dict[int, list[str]]:
        """Films of one person by exact name: id to ``director``, ``writer``, ``cast``; most votes first."""
        credit, film = schema.film_person.c, schema.film.c
        rows = self._connection.execute(
            sa.select(credit.film_id, credit.role)
            .join(schema.film, credit.film_id == film.film_id)
            .where(credit.name == person)
            .order_by(film.votes.desc(), film.film_id, credit.role, credit.place)
        )
        found: dict[int, list[str]] = {}
        for film_id, role in rows:
            roles = found.setdefault(film_id, [])
            if role not in roles:
                roles.append(role)
        return found

    # Fetched films
    @property
    def shelf(self) -> SqlShelf:
        """Films fetched from TMDB: raw answers, what is due, what is gone."""
        return SqlShelf(self._connection, self._now)

    @property
    def imports(self) -> SqlImports:
        """What other services call films, and rows that wait for theirs."""
        return SqlImports(self._connection, self._now)

    # Feedback
    def append(self, events: Sequence[Event]) -> int:
        """Add events to the log; one whose id is there already is passed over.

        Returns:
            How many were new.

        Raises:
            BadValue: an event means nothing; then none of them is added.
        """
        moment = self._now()
        for event in events:
            check_event(event)
        new = {event.event_id: event for event in reversed(events)}
        for chunk in chunks(list(new)):
            rows = self._connection.execute(
                sa.select(schema.event.c.event_id).where(schema.event.c.event_id.in_(chunk))
            )
            for event_id in rows.scalars():
                del new[event_id]
        # Nobody else writes meanwhile: a writing transaction holds the one write lock.
        for part in chunks(reversed(new.values())):
            self._connection.execute(sa.insert(schema.event), [_event_row(event, moment) for event in part])
        return len(new)

    def events(self, user: str) -> list[Event]:
        """One person's log in the order it was written, `seq` filled."""
        table = schema.event.c
        rows = self._connection.execute(_EVENTS.where(table.person == user).order_by(table.seq))
        return [event_of(row) for row in rows.all()]

    def event(self, event_id: str) -> Event | None:
        """One event by its id."""
        row = self._connection.execute(_EVENTS.where(schema.event.c.event_id == event_id)).first()
        return None if row is None else event_of(row)

    def users(self) -> list[str]:
        """Everyone with an event, by name."""
        # Sorted here, because databases differ in what comes after what.
        return sorted(self._connection.execute(sa.select(schema.event.c.person).distinct()).scalars())

    # What a person wants kept
    def preferences(self, user: str) -> dict[str, Any]:
        """Everything kept for one person, by name.

        Raises:
            StoreError: it is damaged.
        """
        table = schema.preference.c
        rows = self._connection.execute(
            sa.select(table.name, table.body).where(table.person == user).order_by(table.name)
        )
        try:
            return {name: json.loads(body) for name, body in rows}
        except ValueError as error:
            raise StoreError(
                f"What is kept for {user} besides the log is damaged; run `matinee doctor`."
            ) from error

    def prefer(self, user: str, name: str, value: Any) -> None:
        """Keep something for one person in place of what was kept under this name; None forgets it."""
        self._now()
        table = schema.preference
        if value is None:
            self._connection.execute(sa.delete(table).where(table.c.person == user, table.c.name == name))
        else:
            row = {"person": user, "name": name, "body": json.dumps(value, ensure_ascii=False)}
            upsert(self._connection, table, [row])

    # What was shown
    def show(self, impressions: Sequence[Impression]) -> None:
        """Note what was shown; a film noted for a list already is passed over."""
        self._now()
        table = schema.impression.c
        new = {(shown.list_id, shown.film_id): shown for shown in reversed(impressions)}
        lists = sorted({list_id for list_id, _ in new})
        for chunk in chunks(lists):
            rows = self._connection.execute(
                sa.select(table.list_id, table.film_id).where(table.list_id.in_(chunk))
            )
            for list_id, film_id in rows:
                new.pop((list_id, film_id), None)
        if new:
            self._connection.execute(
                sa.insert(schema.impression), [_impression_row(shown) for shown in new.values()]
            )

    def impressions(self, user: str, since: int = 0) -> list[Impression]:
        """What one person was shown at `since` or later, oldest first."""
        table = schema.impression.c
        rows = self._connection.execute(
            sa.select(
                table.list_id, table.person, table.film_id, table.at, table.place, table.score, table.surface
            )
            .where(table.person == user, table.at >= since)
            .order_by(table.at, table.list_id, table.place)
        )
        return [Impression(*row) for row in rows]


_TITLES = sa.select(
    schema.film.c.film_id,
    schema.film.c.title,
    schema.film.c.original_title,
    schema.film.c.year,
    schema.film.c.votes,
    schema.film.c.imdb_id,
)

_EVENTS = sa.select(schema.event)

_KINDS = {kind.value: kind for kind in Kind}


def event_of(row: Sequence[Any]) -> Event:
    """The event a row of the log holds.

    Args:
        row: every column, in the order of the table: a thousand rows are read by place in a third of the time.

    Raises:
        StoreError: of a kind this version does not know.
    """
    seq, event_id, person, kind, film_id, target, value, at, _, source, detail = row
    if kind not in _KINDS:
        raise StoreError(f'Event {event_id} is of the unknown kind "{kind}"; install the newest Matinee.')
    return Event(
        event_id=event_id,
        user=person,
        kind=_KINDS[kind],
        film_id=film_id,
        target=target,
        value=value,
        at=at,
        source=source,
        detail=detail,
        seq=seq,
    )


def _event_row(event: Event, moment: int) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "person": event.user,
        "kind": event.kind.value,
        "film_id": event.film_id,
        "target": event.target,
        "value": event.value,
        "at": event.at,
        "recorded_at": moment,
        "source": event.source,
        "detail": event.detail,
    }


def _impression_row(shown: Impression) -> dict[str, Any]:
    return {
        "list_id": shown.list_id,
        "person": shown.user,
        "film_id": shown.film_id,
        "at": shown.at,
        "place": shown.place,
        "score": shown.score,
        "surface": shown.surface,
    }
