"""TMDB as a source of films: what `services.gather` asks for, on top of the client."""

from __future__ import annotations

import datetime as dt
import queue
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from matinee.domain.gathering import Ask, Failed, FoundFilm, Gone, ListedFilm, Unchanged
from matinee.errors import (
    BadValue,
    TmdbBusy,
    TmdbError,
    TmdbGone,
    TmdbKeyRefused,
    TmdbStrange,
    TmdbUnreachable,
)
from matinee.tmdb.discover import discovered, discovered_size, parameters
from matinee.tmdb.exports import export_name, most_popular, read_export
from matinee.tmdb.refusals import Broken
from matinee.tmdb.wire import (
    APPENDED,
    read_changes,
    read_configuration,
    read_fetched,
    read_find,
    read_found,
    read_list,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from matinee.domain.gathering import Outcome
    from matinee.domain.ports import Clock
    from matinee.tmdb.client import Client

__all__ = ["TmdbSource"]

_RELEASES = (
    ("/movie/now_playing", 3),
    ("/movie/upcoming", 3),
    ("/movie/popular", 5),
    ("/trending/movie/week", 3),
    ("/trending/movie/day", 1),
)
"""Lists of what is new or talked about, and how many of their pages are read."""
_EXPORT_DAYS = 4
"""How many days back an export is looked for."""
_IN_A_ROW = 12
"""Failures without a success between, after which nothing more is asked for."""
_LONGEST_QUERY = 200
"""Letters of a title that are searched for; more would only make the address too long."""
_ONE_FILM = (TmdbBusy, TmdbStrange, TmdbUnreachable)


class TmdbSource:
    """A `domain.gathering.FilmSource` on TMDB.

    Args:
        client: sends the requests.
        clock: microseconds since 1970 UTC, for when a film was fetched.
        country: whose certification films carry.
    """

    def __init__(self, client: Client, clock: Clock, country: str) -> None:
        self._client = client
        self._clock = clock
        self._country = country

    @property
    def calls(self) -> int:
        """Requests sent so far, repeats included."""
        return self._client.calls

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()

    def films(self, asks: Iterable[Ask]) -> Iterator[Outcome]:
        """Fetch films, several at once; outcomes come as they arrive.

        Raises:
            TmdbError: going on makes no sense.
        """
        workers = self._client.options.concurrency
        waiting = iter(asks)
        arrived: queue.SimpleQueue[Outcome | TmdbError] = queue.SimpleQueue()
        stopped = threading.Event()

        def fetch(ask: Ask) -> None:
            if not stopped.is_set():
                arrived.put(self._outcome(ask))

        under_way = failures = 0
        pool = ThreadPoolExecutor(workers, thread_name_prefix="tmdb")
        try:
            while True:
                # Twice as many as work at once: nobody waits for the next, and little is lost at the end.
                while under_way < 2 * workers and (ask := next(waiting, None)) is not None:
                    pool.submit(fetch, ask)
                    under_way += 1
                if not under_way:
                    return
                outcome = arrived.get()
                under_way -= 1
                if isinstance(outcome, TmdbError):
                    raise outcome
                yield outcome
                if not isinstance(outcome, Failed):
                    failures = 0
                    continue
                failures += 1
                if failures >= _IN_A_ROW:
                    raise TmdbUnreachable(
                        f"{failures} films in a row could not be fetched; the last one: {outcome.reason}"
                    )
        finally:
            stopped.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _outcome(self, ask: Ask) -> Outcome | TmdbError:
        try:
            reply = self._client.get(
                f"/movie/{ask.film_id}", {"append_to_response": ",".join(APPENDED)}, etag=ask.etag
            )
            now = self._clock()
            if reply.unchanged:
                return Unchanged(ask.film_id, now)
            return read_fetched(reply.data, ask.film_id, self._country, now, reply.packed, reply.etag)
        except TmdbGone as error:
            return Gone(ask.film_id, str(error))
        except TmdbKeyRefused as error:
            return error
        except _ONE_FILM as error:
            return error if self._hopeless(error) else Failed(ask.film_id, str(error))
        except TmdbError as error:
            return error
        except Exception as error:  # noqa: BLE001 - one film that trips a bug must not end the gathering of others
            return Failed(
                ask.film_id, f"Matinee cannot read TMDB's answer ({type(error).__name__}): report it."
            )

    def popular(self, count: int) -> list[ListedFilm]:
        """The most popular films, from the daily export; where there is none, from lists by release date.

        Raises:
            TmdbError: neither can be had.
        """
        day = self._today()
        url = self._client.options.exports_url.rstrip("/")
        for _ in range(_EXPORT_DAYS):
            try:
                return most_popular(read_export(self._client.stream(f"{url}/{export_name(day)}")), count)
            except TmdbGone:
                # It comes at 08:00 UTC: until then that of the day before serves.
                day -= dt.timedelta(days=1)
            except TmdbError:
                break
        return discovered(
            self._client, {"vote_count.gte": "5"} if count > 10_000 else {}, count, self._today()
        )

    def discover(self, expression: str, count: int) -> list[ListedFilm]:
        """The most popular films that an expression describes.

        Raises:
            BadValue: the expression cannot be understood.
            TmdbError: see its kinds.
        """
        return discovered(self._client, parameters(expression), count, self._today())

    def discover_size(self, expression: str) -> int:
        """How many films an expression describes; one call.

        Raises:
            BadValue: the expression cannot be understood.
            TmdbError: see its kinds.
        """
        return discovered_size(self._client, parameters(expression))

    def changes(self, day: dt.date) -> list[int]:
        """Ids of films changed on a day.

        Raises:
            TmdbError: see its kinds.
        """
        # Up to the day after: whether TMDB counts the end in is not known, and what comes twice costs little.
        span = {"start_date": day.isoformat(), "end_date": (day + dt.timedelta(days=1)).isoformat()}
        found: dict[int, None] = {}
        page, pages = 1, 1
        while page <= pages:
            ids, pages = read_changes(self._client.get("/movie/changes", {**span, "page": page}).data)
            found |= dict.fromkeys(ids)
            page += 1
        return list(found)

    def new_releases(self) -> list[ListedFilm]:
        """Films new or talked about now, each once.

        Raises:
            TmdbError: see its kinds.
        """
        found: dict[int, ListedFilm] = {}
        for path, most in _RELEASES:
            page, pages = 1, 1
            while page <= min(pages, most):
                films, pages, _ = read_list(self._client.get(path, {"page": page}).data)
                found |= {film.film_id: film for film in films}
                page += 1
        return list(found.values())

    def configuration(self) -> Mapping[str, Any]:
        """The image host and its sizes.

        Raises:
            TmdbError: see its kinds.
        """
        return read_configuration(self._client.get("/configuration").data)

    def find(self, imdb_id: str) -> int | None:
        """The film that IMDb knows by a number such as ``tt0113277``; None for none.

        Raises:
            BadValue: it is no IMDb number.
            TmdbError: see its kinds.
        """
        if not re.fullmatch(r"tt\d{7,9}", imdb_id):
            raise BadValue(f'"{imdb_id[:40]}" is no IMDb number; write it as tt0113277.')
        return read_find(self._client.get(f"/find/{imdb_id}", {"external_source": "imdb_id"}).data)

    def search(self, title: str, year: int | None = None) -> list[FoundFilm]:
        """Films that a title may mean, the likeliest first; TMDB knows titles of every language.

        Raises:
            TmdbError: see its kinds.
        """
        query: dict[str, object] = {"query": title[:_LONGEST_QUERY], "include_adult": "false"}
        if year is not None:
            query["year"] = year
        return read_found(self._client.get("/search/movie", query).data)

    def _hopeless(self, error: TmdbError) -> bool:
        """Whether no other film would fare better: what breaks off may pass, once anything came through."""
        return isinstance(error, TmdbUnreachable) and not (isinstance(error, Broken) and self._client.reached)

    def _today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self._clock() / 1e6, dt.UTC).date()
