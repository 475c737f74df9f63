"""Many people's ratings as columns: what a crowd is, and what an evaluation is made on; immutable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["Ratings"]


@dataclass(frozen=True, slots=True)
class Ratings:
    """One row a rating; `in_order` puts each person's rows together, oldest first."""

    user: npt.NDArray[np.int32]
    """A number for each person, the crowd's own."""
    film: npt.NDArray[np.int32]
    """TMDB's number of the film."""
    stars: npt.NDArray[np.float32]
    """0.5 to 5."""
    at: npt.NDArray[np.int64]
    """Microseconds since 1970 UTC; 0 is unknown."""
    seq: npt.NDArray[np.int32] | None = None
    """Place among the person's ratings, where it is known better than `at` says."""

    def __len__(self) -> int:
        return len(self.user)

    def people(self) -> npt.NDArray[np.int32]:
        """Everyone who rated, by number."""
        found: npt.NDArray[np.int32] = np.unique(self.user)
        return found

    def taken(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Ratings:
        """Only these rows, in the order given."""
        seq = None if self.seq is None else self.seq[rows]
        return Ratings(self.user[rows], self.film[rows], self.stars[rows], self.at[rows], seq)

    def of(self, people: npt.NDArray[np.int32]) -> Ratings:
        """Only these people's."""
        return self.taken(np.isin(self.user, people))

    def about(self, films: npt.NDArray[np.int32]) -> Ratings:
        """Only those about these films."""
        return self.taken(np.isin(self.film, films))

    def in_order(self) -> Ratings:
        """By person, and of each person by `seq` where there is one, else by time; ties stay as they came."""
        within = self.at if self.seq is None else self.seq
        return self.taken(np.lexsort((within, self.user)))

    def frame(self) -> pd.DataFrame:
        """As the table that `taste.TasteSpace.fit` takes: user_id, film_id, rating, at."""
        import pandas as pd

        return pd.DataFrame(
            {"user_id": self.user, "film_id": self.film, "rating": self.stars, "at": self.at}, copy=False
        )
