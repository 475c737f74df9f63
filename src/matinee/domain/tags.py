"""Words that films have several of, as columns: which films hold any of some words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

__all__ = ["Tags"]


@dataclass(frozen=True, slots=True)
class Tags:
    """The words of each row, as numbers one row after the other."""

    starts: npt.NDArray[np.int32]
    """Where each row's words begin, and the end, (n_rows + 1,)."""
    codes: npt.NDArray[np.int32]
    """Indices into `names`."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, rows: Sequence[Collection[str]]) -> Tags:
        """The words of these rows; one said twice counts once."""
        distinct = [sorted(set(words)) for words in rows]
        names = sorted({word for words in distinct for word in words})
        code = {name: number for number, name in enumerate(names)}
        return cls(
            np.cumsum([0, *(len(words) for words in distinct)], dtype=np.int32),
            np.array([code[word] for words in distinct for word in words], dtype=np.int32),
            tuple(names),
        )

    def holding(self, asked: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which rows hold one of the words, (n_rows,)."""
        wanted = np.array([name in asked for name in self.names], dtype=np.bool_)
        before = np.zeros(len(self.codes) + 1, dtype=np.int32)
        if len(self.codes):
            np.cumsum(wanted[self.codes], out=before[1:])
        held: npt.NDArray[np.bool_] = before[self.starts[1:]] > before[self.starts[:-1]]
        return held

    def counts(self) -> dict[str, int]:
        """How many rows hold each word, the commonest first."""
        counts = np.bincount(self.codes, minlength=len(self.names))
        order = np.argsort(-counts, kind="stable")
        return {self.names[place]: int(counts[place]) for place in order}
