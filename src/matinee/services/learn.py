"""Learning the taste space from the crowds, and putting it in use if it is not worse."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from matinee.domain.catalogue import Catalogue
from matinee.errors import BadValue, EmptyCatalogue, MatineeError, StoreError
from matinee.services.comparing import Comparison, complaints, cross_validated, held_out
from matinee.services.crowd import OWN
from matinee.services.holdout import gathered
from matinee.services.relearning import Try
from matinee.taste.space import TasteSpace

if TYPE_CHECKING:
    from matinee.domain.film import Film
    from matinee.domain.ports import Clock, Progress, Store
    from matinee.services.comparing import Measured
    from matinee.services.crowd import Crowds
    from matinee.services.generations import Generation
    from matinee.services.holdout import Gathered
    from matinee.services.relearning import Relearning
    from matinee.services.spaces import InUse, Spaces

__all__ = ["FilmModel", "Learn", "Learned"]

_LEAST_HELD = 50
"""Held-out people below whom everybody is asked in turn."""
_LEAST = 10
"""People below whom a comparison would be noise."""
_MOST_ASKED = 600

Grounds = Literal["held_out", "cross_validation", "checks"]


@dataclass(frozen=True, slots=True)
class Learned:
    """What one learning did."""

    swapped: bool
    """Whether the learned space is in use now."""
    why: str
    """In words."""
    grounds: Grounds
    """On what that was decided, `--force` aside."""
    crowds: tuple[str, ...]
    people: int
    """Learned from."""
    held_out: int
    """Never learned from, to measure with."""
    ratings: int
    """Learned from, those about films that are not here included."""
    films: int
    films_rated: int
    """Films the crowd knows."""
    crowd_share: float
    """The crowd's part in the films' vectors, their mean."""
    comparison: Comparison | None = None
    complaints: tuple[str, ...] = ()
    """What is wrong with the learned space; then it is never put in use."""


@dataclass(frozen=True, slots=True)
class FilmModel:
    """Where a film's vector comes from."""

    crowd: float
    """The crowd's part, 0-1; the content has the rest."""
    raters: int
    """People of the crowd who rated the film."""
    likes: int
    mean_stars: float | None
    """What they gave it."""
    people: int
    """In the crowd; 0 when the space has learned from nobody."""
    crowds: tuple[str, ...]

    @property
    def content(self) -> float:
        """The content's part."""
        return 1 - self.crowd


class Learn:
    """Learns from the installed crowds; what is in use stays so until something not worse is there."""

    def __init__(
        self, store: Store, spaces: Spaces, crowds: Crowds, clock: Clock, relearning: Relearning
    ) -> None:
        self._store = store
        self._spaces = spaces
        self._crowds = crowds
        self._clock = clock
        self._relearning = relearning

    def run(self, *, force: bool = False, progress: Progress | None = None) -> Learned:
        """Learn from all crowds that are installed, and put what was learned in use if it is not worse.

        Args:
            force: put it in use even if it is worse; not if it is broken.
            progress: hears how far it is.

        Raises:
            BadValue: there is nobody to learn from, or somebody is learning already.
            EmptyCatalogue: there are no films.
            ArtifactError: a crowd is damaged.
            StoreError: it cannot be written; the old space stays in use.
        """
        with self._spaces.learning():
            return self._noted(progress, force=force)

    def run_if_due(self, progress: Progress | None = None) -> Learned | None:
        """`run` when it pays; None when it does not, or somebody else is learning.

        Raises:
            MatineeError: as `run`.
        """
        with ExitStack() as held:
            try:
                held.enter_context(self._spaces.learning())
            except BadValue:
                return None
            # Inside: who was learning a moment ago may have left nothing to do.
            if not self._relearning.due().now:
                return None
            return self._noted(progress, force=False)

    def _noted(self, progress: Progress | None, *, force: bool) -> Learned:
        """Learn, and remember what became of it: of one that is killed, that it had begun."""
        at, last = self._clock(), self._relearning.last()
        known = self._relearning.known()
        names = [OWN, *known.crowds] if known.own else list(known.crowds)
        if not names and not self._spaces.generation().crowds:
            raise BadValue(
                "There is nobody to learn from yet: rate films, add a crowd with `matinee crowd add FILE`, or "
                "get one with `matinee crowd fetch movielens`."
            )
        self._relearning.note(Try(at, 0, "running", "", last.known))
        try:
            found = self._learned(names, at, progress, force=force)
        except MatineeError as error:
            with suppress(StoreError):
                self._relearning.note(Try(at, self._clock(), "failed", str(error), last.known))
            raise
        # What is in use is in use, even where the disk is too full to say so.
        with suppress(StoreError):
            outcome: Literal["swapped", "kept"] = "swapped" if found.swapped else "kept"
            self._relearning.note(Try(at, self._clock(), outcome, found.why, known))
        return found

    def _learned(self, names: list[str], at: int, progress: Progress | None, *, force: bool) -> Learned:
        in_use, before = self._spaces.current(progress), self._spaces.generation()
        if in_use.space.content.crowd is not None and not before.crowds:
            # What is remembered was lost: it may have seen anybody.
            before = replace(before, crowds=tuple(names), at=at)
        _tell(progress, "gathering ratings", 0)
        together = gathered(self._store, self._crowds, names)
        if together.held.all() and not before.crowds:
            raise BadValue(
                f"Nobody is left to learn from: {len(together.people)} held out to measure with. More people "
                "are needed."
            )
        films, revision = self._films()
        catalogue = Catalogue.of(films)
        _tell(progress, "gathering ratings", 1)
        _tell(progress, "learning from the crowd", 0)
        learners = together.learners()
        space = TasteSpace.fit_films(films, learners.frame() if len(learners) else None)
        _tell(progress, "learning from the crowd", 1)
        crowd = space.content.crowd
        if crowd is None and not before.crowds:
            raise BadValue("The crowd rated none of the films here: load more films first.")
        wrong = complaints(space, catalogue.ids)
        gone = set(before.crowds) - set(names)
        grounds: Grounds = "checks"
        measured: Measured | None = None
        if not wrong and not gone:
            grounds, measured = self._measured(space, in_use, before, films, together, progress)
        comparison = None if measured is None else Comparison.of(measured)
        swapped, why = _decision(wrong, gone, comparison, force=force)
        if swapped:
            self._spaces.adopt(space, catalogue, revision, tuple(names), at)
        share = np.zeros(1) if crowd is None else crowd.say(space.config)
        return Learned(
            swapped,
            why,
            grounds,
            tuple(names),
            int((~together.held).sum()),
            int(together.held.sum()),
            len(learners),
            len(films),
            0 if crowd is None else int((crowd.raters > 0).sum()),
            float(share.mean()),
            comparison,
            tuple(wrong),
        )

    def roll_back(self) -> Generation:
        """Put the space in use again that was so before the last learning; gives what it was learned from.

        Raises:
            BadValue: there is none, or somebody is learning.
            ArtifactError: it is damaged.
            StoreError: it cannot be written.
        """
        with self._spaces.learning():
            found = self._spaces.roll_back()
            at, last = self._clock(), self._relearning.last()
            # What was known stays: what a person took back is not put in use again until something is new.
            with suppress(StoreError):
                self._relearning.note(
                    Try(at, at, "rolled_back", "The space before was taken back.", last.known)
                )
            return found

    def model(self, film_id: int) -> FilmModel:
        """Where a film's vector comes from.

        Raises:
            UnknownFilm: not here.
        """
        space, generation = self._spaces.current().space, self._spaces.generation()
        row, crowd = space.row(film_id), space.content.crowd
        if crowd is None:
            return FilmModel(0.0, 0, 0, None, 0, ())
        raters = float(crowd.raters[row])
        return FilmModel(
            float(crowd.say(space.config)[row]),
            round(raters),
            round(float(crowd.likes[row])),
            float(crowd.stars[row]) / raters if raters else None,
            crowd.people,
            generation.crowds,
        )

    def _films(self) -> tuple[list[Film], int]:
        with self._store.read() as unit:
            films, revision = list(unit.all_films()), unit.film_revision()
        if not films:
            raise EmptyCatalogue("There are no films yet: run `matinee init` for the starter catalogue.")
        return films, revision

    def _measured(
        self,
        space: TasteSpace,
        in_use: InUse,
        before: Generation,
        films: list[Film],
        together: Gathered,
        progress: Progress | None,
    ) -> tuple[Grounds, Measured | None]:
        """Held-out people if they are enough, else everybody in turn, else nobody."""
        asked = together.drawn(_MOST_ASKED, held=True)
        if len(asked) >= _LEAST_HELD:
            measured = held_out(space, in_use.space, films, together, asked, progress)
            if measured is not None and len(measured.learned.people) >= _LEAST_HELD:
                return "held_out", measured
        asked = together.drawn(_MOST_ASKED, held=False)
        if len(asked) >= _LEAST:
            known = together.as_of(before.crowds, before.at)
            measured = cross_validated(in_use.space, films, together, known, asked, progress)
            if measured is not None and len(measured.learned.people) >= _LEAST:
                return "cross_validation", measured
        return "checks", None


def _decision(
    wrong: list[str], gone: set[str], comparison: Comparison | None, *, force: bool
) -> tuple[bool, str]:
    """Whether to swap, and why."""
    if wrong:
        return False, f"What was learned is broken ({'; '.join(wrong)}): the space in use stays."
    if gone:
        named = ", ".join("the people here" if name == OWN else name for name in sorted(gone))
        return (
            True,
            f"Nothing is left of {named}, which the old space had learned from: the new one is in use.",
        )
    if comparison is None:
        return True, "There are too few people to compare on, and all checks passed: the new space is in use."
    if comparison.not_worse:
        return True, "It is not worse: the new space is in use."
    if force:
        return True, "It is worse, and in use because of --force."
    return False, "It is worse: the space in use stays. `matinee learn --force` would take the new one."


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, 1)
