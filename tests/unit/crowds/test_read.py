"""Reading crowds: every layout, and everything that can be wrong with one, counted."""

import numpy as np
import pandas as pd
import pytest

from matinee.crowds import gathered, read_crowd
from matinee.crowds.columns import Reader, blocks, layout_of
from matinee.errors import SourceError
from unit.crowds import files
from unit.crowds.files import NOW, csv_of, hundred_thousand, latest, one_million, plain

TITLES = {("Toy Story", 1995): 862, ("Héat", 1995): 949}


def rows(crowd):
    ratings = crowd.ratings
    columns = (ratings.user, ratings.film, ratings.stars, ratings.at // 1_000_000)
    return [tuple(cell.item() for cell in row) for row in zip(*columns, strict=True)]


def counts(crowd):
    report = crowd.report
    # Every row read is somewhere, whatever a test looks for.
    assert report.read == report.kept + sum(note.count for note in report.left_out)
    assert report.kept == len(crowd.ratings)
    return {note.what: note.count for note in (*report.left_out, *report.noticed)}


def read(path, **more):
    return read_crowd(path, **({"now": NOW} | more))


def find(title, year):
    return TITLES.get((title, year))


JOINED = [(0, 862, 4.0, 964982703), (0, 949, 2.5, 964982800), (1, 862, 5.0, 964981247)]


def test_a_movielens_zip_is_joined_by_its_links(tmp_path):
    crowd = read(latest(tmp_path))
    assert rows(crowd) == JOINED
    assert counts(crowd) == {"ratings of 1 film that have no TMDB number here": 1}
    assert crowd.report.left_out[0].examples == ("Lost, The (1990)",)
    assert (crowd.report.people, crowd.report.films) == (2, 2)


def test_a_movielens_folder_and_its_ratings_file(tmp_path):
    for name, text in (("ratings", csv_of(files.RATINGS)), ("links", files.LINKS), ("movies", files.MOVIES)):
        plain(tmp_path, text, f"{name}.csv")
    assert rows(read(tmp_path)) == rows(read(tmp_path / "ratings.csv")) == JOINED


@pytest.mark.parametrize("make", [one_million, hundred_thousand])
def test_layouts_without_links_are_joined_by_title(tmp_path, make):
    crowd = read(make(tmp_path), find=find)
    # Both have whole stars only.
    assert rows(crowd) == [(0, 862, 4.0, 964982703), (0, 949, 2.0, 964982800), (1, 862, 5.0, 964981247)]
    assert crowd.report.left_out[0].examples == ("Lost, The (1990)",)


def test_or_by_links_from_elsewhere(tmp_path):
    links = plain(tmp_path, files.LINKS, "links_elsewhere.csv")
    assert [row[1] for row in rows(read(one_million(tmp_path), links=links))] == [862, 949, 862]


def test_without_either_it_says_what_is_needed(tmp_path):
    with pytest.raises(SourceError, match="--links"):
        read(one_million(tmp_path))


def test_no_title_is_found(tmp_path):
    with pytest.raises(SourceError, match="None of the 3 films"):
        read(one_million(tmp_path), find=lambda *_: None)


@pytest.mark.parametrize(
    "text",
    [
        "user,film,rating,time\nada,862,4,964982703\nben,949,5,964982800\n",
        '"Rating";"User";"Time";"film_id"\n4;ada;2000-07-30T18:45:03Z;862\n5;ben;2000-07-30T18:46:40+00:00;949\n',
        "tmdbId,rating,user_id,at\n862,4.0,ada,964982703000\n949,5,ben,964982800000000\n",
    ],
    ids=["plain", "other order and ISO times", "milliseconds and microseconds"],
)
def test_a_plain_table(tmp_path, text):
    found = {row[1:] for row in rows(read(plain(tmp_path, text)))}
    assert found == {(862, 4.0, 964982703), (949, 5.0, 964982800)}


def test_parquet(tmp_path):
    path = tmp_path / "mine.parquet"
    table = pd.DataFrame(
        {"user": [7, 7, 9], "film": [862, 949, 862], "rating": [4, 5, 0.5], "time": [1, 2, 3]}
    )
    table.to_parquet(path)
    assert rows(read(path)) == [(0, 862, 4.0, 1), (0, 949, 5.0, 2), (1, 862, 0.5, 3)]
    table.assign(time=pd.to_datetime(table["time"], unit="s")).to_parquet(path)
    assert rows(read(path))[1] == (0, 949, 5.0, 2)


def test_no_time_is_unknown(tmp_path):
    assert rows(read(plain(tmp_path, "user,film,rating\n1,2,3\n"))) == [(0, 2, 3.0, 0)]


def test_another_scale_is_converted_when_it_is_said(tmp_path):
    path = plain(tmp_path, "user,film,rating\n1,2,10\n1,3,7\n2,2,4\n")
    assert [row[2] for row in rows(read(path, scale=10))] == [5, 3.5, 2]
    # And never guessed.
    assert counts(read(path))["ratings outside 0.5 to 5"] == 2


BAD = """user,film,rating,time
1,862,4,100
1,862,3,200
2,862,9,100
2,949,-1,100
3,862,four,100
3,949,5
,862,3,100
4,862,3,100,7,8
5,0,3,100
5,-3,3,100
5,1.5,3,100
6,949,5,-100
6,862,5,99999999999
7,862,5,soon
8,862,inf,100
"""


def test_what_is_wrong_is_counted(tmp_path):
    crowd = read(plain(tmp_path, BAD))
    found = counts(crowd)
    assert crowd.report.read == 15
    assert found["older ratings of a film by the same person"] == 1
    assert found["ratings outside 0.5 to 5"] == 2
    assert found["ratings of 2 films that have no TMDB number here"] == 2
    assert found["times before 1970, in the future or unreadable, taken for unknown"] >= 3
    assert found["rows that cannot be read"] == 15 - 2 - 2 - 2 - 5 + 1 - 1
    kept = {(user, film): (stars, at) for user, film, stars, at in rows(crowd)}
    # The newer rating of the one who rated a film twice, and times that are none are unknown.
    assert kept[0, 862] == (3.0, 200)
    assert (5.0, 0) in kept.values()


def test_the_same_row_twice(tmp_path):
    text = csv_of([(1, 2, 3.0, 5), (1, 2, 3.0, 5), (1, 2, 4.0, 5)], "user,film,rating,time")
    crowd = read(plain(tmp_path, text))
    # Of one time the later row counts.
    assert rows(crowd) == [(0, 2, 4.0, 5)]
    assert counts(crowd)["older ratings of a film by the same person"] == 2


def test_all_ratings_equal(tmp_path):
    crowd = read(
        plain(tmp_path, csv_of([(u, f, 4, 1) for u in (1, 2) for f in (1, 2)], "user,film,rating,time"))
    )
    (note,) = crowd.report.noticed
    assert note.what.startswith("ratings are all 4")
    assert note.count == len(crowd.ratings) == 4


def test_people_who_say_the_same_of_everything(tmp_path):
    table = [(1, film, 5, film) for film in range(1, 13)] + [(2, 1, 3, 1), (2, 2, 4, 2)]
    assert counts(read(plain(tmp_path, csv_of(table, "user,film,rating,time")))) == {
        "people who give every film the same rating": 1
    }


def test_a_crowd_of_one(tmp_path):
    crowd = read(plain(tmp_path, "user,film,rating\n1,2,3\n1,3,4\n"))
    assert counts(crowd) == {"only one person: too few to learn from": 1}


def test_one_person_with_a_hundred_thousand_ratings_is_no_person(tmp_path):
    table = [(1, film, film % 9 / 2 + 0.5, film) for film in range(1, 100_001)]
    table += [(2, film, 4.0, film) for film in range(1, 4)]
    crowd = read(plain(tmp_path, csv_of(table, "user,film,rating,time")))
    assert [row[:2] for row in rows(crowd)] == [(0, 1), (0, 2), (0, 3)]
    (note,) = crowd.report.left_out
    assert (note.count, note.what) == (
        100_000,
        "ratings by one person with more than 50,000 each, which nobody has seen",
    )
    with pytest.raises(SourceError, match="fewer than 50,000"):
        read(plain(tmp_path, csv_of(table[:100_000], "user,film,rating,time")))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("user,film,rating\n", "holds no ratings: there is nothing below its first line"),
        (
            "user,film,rating\n1,2,9\n",
            "no rating that could be used: of 1 rows 0 cannot be read, 1 are outside",
        ),
        ("user,film,rating\n\n\n", "holds no ratings"),
    ],
)
def test_nothing_that_could_be_used(tmp_path, text, says):
    with pytest.raises(SourceError, match=says):
        read(plain(tmp_path, text))


def test_a_column_is_missing(tmp_path):
    with pytest.raises(SourceError, match="no column film and no rating; it has user, wish"):
        read(plain(tmp_path, "user,wish\n1,2\n"))


@pytest.mark.parametrize("name", ["nothing.zip", "nothing.csv", "nothing"])
def test_no_such_file(tmp_path, name):
    with pytest.raises(SourceError, match="There is no"):
        read(tmp_path / name)


def test_a_zip_that_is_damaged(tmp_path):
    path = latest(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SourceError, match="no zip"):
        read(path)
    path = latest(tmp_path)
    data = bytearray(path.read_bytes())
    data[60:70] = bytes(10)
    path.write_bytes(data)
    with pytest.raises(SourceError, match="damaged"):
        read(path)


def test_a_folder_or_zip_without_ratings(tmp_path):
    plain(tmp_path, files.MOVIES, "movies.csv")
    with pytest.raises(SourceError, match="holds no ratings"):
        read(tmp_path)


def test_a_file_that_is_no_parquet(tmp_path):
    with pytest.raises(SourceError, match="Parquet"):
        read(plain(tmp_path, "no parquet", "mine.parquet"))


def test_blocks_are_whole_lines_however_small(tmp_path):
    path = plain(tmp_path, "a\nbb\nccc\nd")
    for size in (1, 2, 3, 5, 100):
        with path.open("rb") as stream:
            found = list(blocks(stream, max(size, 2)))
        assert b"".join(found) == b"a\nbb\nccc\nd"
        assert all(block.endswith(b"\n") for block in found[:-1])


def test_a_file_without_lines_is_no_table(tmp_path):
    path = plain(tmp_path, "x" * 100)
    with path.open("rb") as stream, pytest.raises(SourceError, match="no lines"):
        list(blocks(stream, 8))


def test_reading_in_small_blocks_is_the_same(tmp_path):
    rng = np.random.default_rng(1)
    table = [
        (rng.integers(40), rng.integers(1, 30), rng.integers(1, 11) / 2, rng.integers(1, 10**6))
        for _ in range(500)
    ]
    text = csv_of(table, "user,film,rating,time") + "x,5,bad,1\nname,7,3.5,12\n"
    path = plain(tmp_path, text)
    layout = layout_of(["user", "film", "rating", "time"], "here")

    def crowd(size):
        reader = Reader(layout, NOW)
        with path.open("rb") as stream:
            stream.readline()
            return gathered.gathered(
                (reader.text(block) for block in blocks(stream, size)), None, 5.0, "here"
            )

    whole, small = crowd(1 << 20), crowd(64)
    assert small.report == whole.report
    assert whole.report.read == 502
    by_film = [sorted(row[1:] for row in rows(found)) for found in (whole, small)]
    assert by_film[0] == by_film[1]


def test_progress_ends_at_the_whole(tmp_path):
    heard = []
    read(latest(tmp_path), progress=lambda what, done, total: heard.append((what, done, total)))
    whole = heard[-1][2]
    assert heard[-1] == ("reading ratings", whole, whole)
    assert whole > 0


@pytest.mark.data
def test_the_real_small_movielens(test_data):
    crowd = read_crowd(test_data / "movielens" / "ml-latest-small.zip")
    assert crowd.report.read == 100_836
    assert crowd.report.people == 610
    assert counts(crowd)["ratings of 8 films that have no TMDB number here"] == 13


@pytest.mark.data
def test_the_real_million(test_data):
    place = test_data / "movielens"
    crowd = read_crowd(place / "ml-1m", links=place / "links_46k.csv")
    assert (crowd.report.read, crowd.report.people) == (1_000_209, 6040)
    assert crowd.report.kept > 990_000
