"""Every service of an installation, wired to its adapters."""

from __future__ import annotations

from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from matinee.services.country_facts import InCountry
from matinee.services.crowd import Crowds
from matinee.services.details import Details
from matinee.services.export import Export
from matinee.services.feedback import Feedback
from matinee.services.films import Films
from matinee.services.finding import Finder
from matinee.services.gather import Gather
from matinee.services.holdout import learnable
from matinee.services.index import Indexes
from matinee.services.meanings import Meanings
from matinee.services.recommend import Recommend
from matinee.services.review import Review
from matinee.services.search import Search
from matinee.services.spaces import Spaces
from matinee.services.transfer import Imports

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.config import Settings
    from matinee.domain.film_page import FilmPage
    from matinee.domain.gathering import FilmSource
    from matinee.domain.ports import Clock, Store
    from matinee.features.lore import Lore
    from matinee.features.semantic import Embedder
    from matinee.services.counterfactuals import Counterfactuals
    from matinee.services.evaluate import Evaluate
    from matinee.services.filtering import Filtering
    from matinee.services.hindsight import Hindsight
    from matinee.services.jobs import Jobs
    from matinee.services.kept import Kept
    from matinee.services.keys import Keys
    from matinee.services.learn import Learn
    from matinee.services.learn_watch import LearnWatch
    from matinee.services.library import Library
    from matinee.services.password import Passwords
    from matinee.services.preferences import Preferences
    from matinee.services.quiz import Quiz
    from matinee.services.relearning import Relearning
    from matinee.services.rows import Rows
    from matinee.services.schedule import Schedule
    from matinee.services.statistics import Statistics
    from matinee.services.taste_map import TasteMaps
    from matinee.services.together import Together
    from matinee.services.wishes import Wishes

__all__ = ["Wiring"]


def _read_page(payload: bytes, country: str, language: str) -> FilmPage:
    # Only who looks at a film's page waits for the reader of raw answers.
    from matinee.tmdb.page import read_page

    return read_page(payload, country, language)


@cache
def _lore() -> Lore:
    """What the starter catalogue knows beside its films' records."""
    from matinee.starter import starter_lore

    return starter_lore()


class Wiring:
    """The services of an opened installation; `Matinee` says in a word each what is asked of them most.

    What a recommendation needs is made at once. The rest is made, and its module imported, when it is first asked
    for, so that nobody who only asks for films waits for it.
    """

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self._model: Embedder | None = None
        self.crowds = Crowds(store, settings.home / "crowds", clock)
        self.spaces = Spaces(store, settings.home / "spaces", partial(learnable, store, self.crowds))
        self.films = Films(store)
        self.feedback = Feedback(store, clock)
        self.in_country = InCountry(store, self.spaces, _read_page, settings.country)
        self.recommendations = Recommend(store, self.spaces, clock, in_country=self.in_country)
        self.meanings = Meanings(store, settings.home / "meaning", self._sentence_model, _lore)
        self.searching = Search(
            store, Indexes(store, settings.home / "search", _lore), self.meanings, self.recommendations, _lore
        )
        self.imports = Imports(
            store, clock, Finder(store, self._source, lambda: self.keys.there, clock, self.in_country.note)
        )
        self.review = Review(store, clock)
        self.exporting = Export(store)
        self.details = Details(store, _read_page, settings.country, settings.language)
        self.gather = Gather(
            store,
            self.spaces,
            self._source,
            clock,
            settings.home,
            settings.tmdb_rate,
            self.in_country.note,
            self.meanings.refresh,
        )

    @cached_property
    def evaluations(self) -> Evaluate:
        """Measures how good the recommendations are."""
        from matinee.services.evaluate import Evaluate

        return Evaluate(self.store, self.spaces, self.crowds)

    @cached_property
    def learning(self) -> Learn:
        """Learns the taste space from the crowds, and says what a film's vector is made of."""
        from matinee.services.learn import Learn

        return Learn(self.store, self.spaces, self.crowds, self.clock, self.relearning)

    @cached_property
    def relearning(self) -> Relearning:
        """Says when learning anew pays, and what became of the last time."""
        from matinee.services.relearning import Pace, Relearning

        return Relearning(
            self.store,
            self.crowds,
            self.spaces,
            self.clock,
            self.settings.home / "spaces" / "tried.json",
            Pace(hours=self.settings.learn_hours),
        )

    @cached_property
    def learn_watch(self) -> LearnWatch:
        """Learns by itself while the program runs, in a process apart, unless the settings forbid it."""
        from matinee.bootstrap.learning_apart import LearningApart
        from matinee.services.learn_watch import LearnWatch

        apart = LearningApart(self.settings, self.relearning)
        return LearnWatch(self.relearning.waits, apart.run, apart.halt)

    @cached_property
    def rows(self) -> Rows:
        """Makes the page of picks, row by row."""
        from matinee.services.rows import Rows

        return Rows(self.recommendations)

    @cached_property
    def counterfactuals(self) -> Counterfactuals:
        """Says where a film would stand if something had not been said."""
        from matinee.services.counterfactuals import Counterfactuals

        return Counterfactuals(self.recommendations)

    @cached_property
    def filtering(self) -> Filtering:
        """Makes filters out of words, and knows what there is to filter by."""
        from matinee.services.filtering import Filtering

        return Filtering(self.spaces, self.in_country)

    @cached_property
    def preferences(self) -> Preferences:
        """Keeps each person's filters and dials."""
        from matinee.services.preferences import Preferences

        return Preferences(self.store)

    @cached_property
    def library(self) -> Library:
        """What people said, to look through and to mend."""
        from matinee.services.library import Library

        return Library(self.store, self.clock)

    @cached_property
    def wishes(self) -> Wishes:
        """Mutes and pins traits."""
        from matinee.services.wishes import Wishes

        return Wishes(self.store, self.spaces, self.clock)

    @cached_property
    def maps(self) -> TasteMaps:
        """Lays the catalogue out as a map."""
        from matinee.services.taste_map import TasteMaps

        return TasteMaps(self.recommendations, self.settings.home / "maps")

    @cached_property
    def statistics(self) -> Statistics:
        """Counts and compares what a person rated and watched."""
        from matinee.services.statistics import Statistics

        return Statistics(self.store, self.spaces)

    @cached_property
    def quiz(self) -> Quiz:
        """Learns somebody's taste by asking about the films whose answers tell most."""
        from matinee.services.quiz import Quiz

        return Quiz(self.store, self.spaces, self.feedback)

    @cached_property
    def hindsight(self) -> Hindsight:
        """Says how good a person's picks were."""
        from matinee.services.hindsight import Hindsight

        return Hindsight(self.recommendations)

    @cached_property
    def groups(self) -> Together:
        """Recommends to several people at once."""
        from matinee.services.together import Together

        return Together(self.recommendations)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work that runs beside those who look at it."""
        from matinee.services.jobs import Jobs

        return Jobs()

    @cached_property
    def kept(self) -> Kept:
        """What is kept on disk, and the backup for taking away."""
        from matinee.services.kept import Kept

        return Kept(self.settings.home, self.back_up, self.clock)

    @cached_property
    def keys(self) -> Keys:
        """Keeps and tries the TMDB key."""
        from matinee.services.keys import Keys

        outside = bool(self.settings.tmdb_api_key or self.settings.tmdb_read_access_token)
        return Keys(self.settings.home, outside, self._source_with)

    @cached_property
    def passwords(self) -> Passwords:
        """Keeps the app's password."""
        from matinee.services.password import Passwords

        given = self.settings.app_password
        return Passwords(self.settings.home, given.get_secret_value() if given else "")

    @cached_property
    def schedule(self) -> Schedule:
        """Keeps films fresh while the program runs, when it is wished."""
        from matinee.services.schedule import Schedule

        return Schedule(self.gather, self.store, self.jobs, lambda: self.keys.there)

    def back_up(self, target: Path | str) -> None:
        """Copy the whole database into one file, while it is in use.

        Raises:
            StoreError: the file is there already or cannot be written, or the database is PostgreSQL's.
        """
        from pathlib import Path as AnyPath

        self.store.back_up(AnyPath(target))

    # The model and the source of films

    def use_model(self, model: Embedder) -> None:
        """Search with a sentence model from elsewhere than the data directory."""
        self._model = model

    @property
    def has_model(self) -> bool:
        """Whether the sentence model is installed; it is not opened for that."""
        from matinee.model import installed

        return self._model is not None or installed(self.settings.home / "model") is not None

    def _sentence_model(self) -> Embedder | None:
        """The sentence model, once it is installed; looking costs a few file stamps."""
        if self._model is None:
            from matinee.model import MiniLM, installed

            files = installed(self.settings.home / "model")
            self._model = None if files is None else MiniLM(files)
        return self._model

    def _source(self) -> FilmSource:
        # httpx takes a while to import: only who gathers waits for it.
        from matinee.tmdb.opened import open_source

        # The environment wins, and then the file is not even read.
        return open_source(self.settings, self.clock, kept="" if self.keys.outside else self.keys.kept)

    def _source_with(self, key: str) -> FilmSource:
        """The source with another key than the one in use; an empty one takes that."""
        if not key.strip():
            return self._source()
        from matinee.tmdb.opened import open_source

        bare = self.settings.model_copy(update={"tmdb_api_key": None, "tmdb_read_access_token": None})
        return open_source(bare, self.clock, kept=key)
