"""The daily list, in pieces of any size, with lines that are none."""

import datetime as dt
import gzip
import json

import pytest

from matinee.domain.gathering import ListedFilm
from matinee.errors import TmdbStrange
from matinee.tmdb.exports import export_name, most_popular, read_export

LINES = [
    '{"adult":false,"id":3,"original_title":"A","popularity":1.5,"video":false}',
    '{"adult":true,"id":4,"original_title":"B","popularity":99,"video":false}',
    '{"adult":false,"id":5,"original_title":"C","popularity":99,"video":true}',
    '{"adult":false,"id":',
    "[]",
    "",
    '{"adult":null,"id":6,"original_title":"\\u00e9","popularity":"?"}',
    '{"adult":false,"id":"7"}',
    '{"adult":false,"id":8,"popularity":2}',
]
FILMS = [ListedFilm(3, 1.5), ListedFilm(6, 0.0), ListedFilm(8, 2.0)]


def pieces(content, size):
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize("end", ["", "\n"])
def test_films_come_whatever_the_pieces(size, end):
    content = gzip.compress(("\n".join(LINES) + end).encode())
    assert list(read_export(pieces(content, size))) == FILMS


def test_a_list_that_is_cut_off_or_none_is_refused():
    content = gzip.compress("\n".join(LINES).encode())
    with pytest.raises(TmdbStrange, match="breaks off"):
        list(read_export([content[:-9]]))
    with pytest.raises(TmdbStrange, match="no gzip"):
        list(read_export([b"<Error/>"]))
    with pytest.raises(TmdbStrange, match="is not one"):
        list(read_export([gzip.compress(b"x" * 10_000_000)]))


def test_only_the_head_is_kept():
    lines = "\n".join(json.dumps({"id": n + 1, "popularity": (n * 7919) % 1000}) for n in range(5000))
    best = most_popular(read_export([gzip.compress(lines.encode())]), 3)
    assert [film.popularity for film in best] == [999, 999, 999]
    assert [film.film_id for film in best] == sorted(film.film_id for film in best)


def test_the_name_of_a_day():
    assert export_name(dt.date(2026, 3, 9)) == "movie_ids_03_09_2026.json.gz"
