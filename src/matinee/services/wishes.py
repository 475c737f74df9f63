"""Muting and pinning traits: what a person wants of a trait, kept beside their log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.domain.names import country, language
from matinee.errors import BadValue
from matinee.features.terms import LABELS
from matinee.taste.wishes import SPOKEN, Want, Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matinee.domain.ports import Clock, Store
    from matinee.services.spaces import Spaces

__all__ = ["Wishes", "read_wishes", "written"]

_KEPT = "traits"
"""Name of the preference."""
_MOST = 60
"""Wishes of one person; each makes a belief a little dearer."""
_NEAR = 3
_NEAR_ENOUGH = 60.0
_BLOCKS = {LABELS[block]: block for block in SPOKEN} | {block: block for block in SPOKEN}
_BLOCKS |= {"actor": "cast", "actress": "cast", "with": "cast", "by": "director"}
_ORIGINS = {"language": "language", "country": "country"}

Key = tuple[str, str]


def read_wishes(preferences: Mapping[str, Any], as_of: int | None = None) -> tuple[Wish, ...]:
    """The wishes among what is kept for a person, in order; what cannot be read is passed over.

    Args:
        preferences: as a store gives them.
        as_of: leave out what was wished later; microseconds since 1970 UTC.
    """
    kept = preferences.get(_KEPT)
    found: dict[Key, Wish] = {}
    for row in kept if isinstance(kept, list) else []:
        if not isinstance(row, dict) or row.get("want") not in list(Want):
            continue
        block, term, at = row.get("block"), row.get("term"), row.get("at")
        if (
            block in SPOKEN
            and isinstance(term, str)
            and isinstance(at, int)
            and (as_of is None or at <= as_of)
        ):
            found[block, term] = Wish(block, term, Want(row["want"]), at)
    return tuple(sorted(found.values()))


def written(block: str, term: str) -> str:
    """A trait as a person may write it: ``genre:Horror``, ``theme:heist``, ``language:ja``, ``decade:1990``."""
    if block == "origin":
        return term.replace(" ", ":", 1)
    return f"{LABELS[block]}:{term.removeprefix('around ') if block == 'decade' else term}"


class Wishes:
    """Keeps the wishes of an installation's people; everything is durable when the call returns."""

    def __init__(self, store: Store, spaces: Spaces, clock: Clock) -> None:
        self._store = store
        self._spaces = spaces
        self._clock = clock

    def of(self, user: str) -> tuple[Wish, ...]:
        """A person's wishes, by trait."""
        with self._store.read() as unit:
            return read_wishes(unit.preferences(user))

    def want(self, user: str, trait: str, want: Want) -> Wish:
        """Mute or pin a trait, in place of what was wished of it before.

        Args:
            user: who.
            trait: as `written` writes it, or its name alone where that says which.
            want: what of it.

        Raises:
            BadValue: no such trait, several of that name, or too many wishes.
            EmptyCatalogue: there are no films.
        """
        return self.change(user, [(trait, want)])[0]

    def reset(self, user: str, trait: str | None = None) -> tuple[Wish, ...]:
        """Forget what was wished of a trait, or of all; gives what is forgotten.

        Raises:
            BadValue: nothing was wished of it.
        """
        if trait is not None:
            return self.change(user, [(trait, None)])
        with self._store.begin() as unit:
            kept = read_wishes(unit.preferences(user))
            unit.prefer(user, _KEPT, None)
        return kept

    def change(self, user: str, wants: Sequence[tuple[str, Want | None]]) -> tuple[Wish, ...]:
        """Several of these at once, all or none.

        Args:
            user: who.
            wants: traits with what is wanted of them; None forgets it.

        Returns:
            What was wished, and what was forgotten, in the order given.

        Raises:
            BadValue: as `want` and `reset`, or a trait is there twice.
            EmptyCatalogue: there are no films.
        """
        keys = {name: self.trait(name) for name, want in wants if want is not None}
        now = self._clock()
        done: list[Wish] = []
        with self._store.begin() as unit:
            kept = {(wish.block, wish.term): wish for wish in read_wishes(unit.preferences(user))}
            for name, want in wants:
                if want is None:
                    gone = _matching(kept.values(), name)
                    if not gone:
                        raise BadValue(
                            f'{user} has wished nothing of "{name}"; `matinee taste` shows what was wished.'
                        )
                    done += [kept.pop((wish.block, wish.term)) for wish in gone]
                    continue
                wish = Wish(*keys[name], want, now)
                if any((one.block, one.term) == keys[name] for one in done):
                    raise BadValue(f'"{name}" is there twice; say one thing of it.')
                kept[keys[name]] = wish
                done.append(wish)
            if len(kept) > _MOST:
                raise BadValue(f"{_MOST} wishes are the most; reset some first.")
            unit.prefer(user, _KEPT, _rows(kept.values()) if kept else None)
        return tuple(done)

    def offered(self, most: int = 400) -> list[Key]:
        """The traits that most films have, for choosing one: at most so many, by kind and name."""
        space = self._spaces.current().space
        films = np.bincount(space.content.rows.indices, minlength=len(space.content.features.terms))
        columns = sorted(space.trait_columns.items(), key=lambda item: (-films[item[1]], item[0]))
        order = {block: place for place, block in enumerate(SPOKEN)}
        return sorted((key for key, _ in columns[:most]), key=lambda key: (order[key[0]], key[1].casefold()))

    def trait(self, name: str) -> Key:
        """Block and term of the trait a person means.

        Raises:
            BadValue: there is none, or there are several.
            EmptyCatalogue: there are no films.
        """
        columns = self._spaces.current().space.trait_columns
        found = [key for key in columns if _means(name, key)]
        if len(found) == 1:
            return found[0]
        if found:
            # The same spelling wins over the same letters in other cases.
            exact = [key for key in found if name in (key[1], written(*key))]
            if len(exact) == 1:
                return exact[0]
            raise BadValue(f'"{name}" may be {_listed(found)}. Say which.')
        near = _near(name, columns)
        raise BadValue(
            f'There is no trait "{name}".'
            + (
                f" Near it: {_listed(near)}."
                if near
                else " `matinee taste` shows traits; write genre:Horror."
            )
        )


def _rows(wishes: Iterable[Wish]) -> list[dict[str, Any]]:
    return [
        {"block": wish.block, "term": wish.term, "want": str(wish.want), "at": wish.at}
        for wish in sorted(wishes)
    ]


def _matching(wishes: Iterable[Wish], name: str) -> tuple[Wish, ...]:
    return tuple(wish for wish in wishes if _means(name, (wish.block, wish.term)))


def _means(name: str, key: Key) -> bool:
    """Whether a person who writes this may mean that trait."""
    block = key[0]
    asked, colon, rest = name.strip().partition(":")
    told = asked.strip().casefold()
    if colon and (told in _BLOCKS or told in _ORIGINS):
        return (block == _BLOCKS.get(told) or (block == "origin" and told in _ORIGINS)) and _spelt(
            rest, key, _ORIGINS.get(told)
        )
    return _spelt(name, key)


def _spelt(name: str, key: Key, origin: str | None = None) -> bool:
    block, term = key
    asked = " ".join(name.casefold().replace("-", " ").split())
    if block == "decade":
        return asked.removesuffix("s") in (term, term.removeprefix("around "))
    if block == "origin":
        kind, _, code = term.partition(" ")
        if origin is not None and kind != origin:
            return False
        named = language(code) if kind == "language" else country(code)
        # Two letters alone may be a word of a title or a name: a code wants its kind before it.
        return asked in (named.casefold(), term.casefold()) or (
            origin is not None and asked == code.casefold()
        )
    return asked == " ".join(term.casefold().replace("-", " ").split())


def _near(name: str, keys: Iterable[Key]) -> list[Key]:
    from rapidfuzz import fuzz, process

    asked, colon, rest = name.partition(":")
    block = _BLOCKS.get(asked.strip().casefold()) if colon else None
    among = [key for key in keys if block is None or key[0] == block]
    wanted = rest if block else name
    found = process.extract(
        wanted.casefold(),
        [key[1].casefold() for key in among],
        scorer=fuzz.WRatio,
        limit=_NEAR,
        score_cutoff=_NEAR_ENOUGH,
    )
    return [among[place] for _, _, place in found]


def _listed(keys: Iterable[Key]) -> str:
    return ", ".join(written(*key) for key in list(keys)[:5])
