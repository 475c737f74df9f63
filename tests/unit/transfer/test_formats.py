"""Each service's own quirks, row by row."""

from __future__ import annotations

import json

import pytest

from matinee.domain.feedback import Kind
from matinee.domain.history import History, Row
from matinee.errors import BadValue, SourceError
from matinee.testing.histories import zipped
from matinee.transfer import FORMATS, read_history, read_map


@pytest.fixture
def read(tmp_path):
    """Writes files and reads them as one history."""

    def of(files: dict[str, str | bytes], wanted: str = "auto", mapped: tuple[str, ...] = ()) -> History:
        paths = []
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return read_history(paths, wanted, read_map(mapped))

    return of


def said(row: Row) -> list[tuple[Kind, float | None, str]]:
    return [(one.kind, one.stars, one.when) for one in row.says]


LETTERBOXD = "Date,Name,Year,Letterboxd URI"


def test_a_letterboxd_diary_keeps_watches_rewatches_and_ratings(read) -> None:
    history = read(
        {
            "diary.csv": f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n"
            "2020-03-02,Heat,1995,https://boxd.it/1,4.5,Yes,x,2020-03-01\n"
            "2020-03-05,Ronin,,https://boxd.it/2,,,,2020-03-05\n"
        }
    )
    assert history.format == "letterboxd"
    heat, ronin = history.rows
    assert said(heat) == [(Kind.WATCHED, None, "2020-03-01"), (Kind.RATING, 4.5, "2020-03-02")]
    assert (heat.says[0].rewatch, heat.says[0].on) == (True, "2020-03-01")
    assert (ronin.year, said(ronin)) == (None, [(Kind.WATCHED, None, "2020-03-05")])


def test_an_older_opinion_logged_late_does_not_overrule_the_rating_in_force(read) -> None:
    rows = read(
        {
            "ratings.csv": f"{LETTERBOXD},Rating\n2018-01-01,Heat,1995,x,4.5\n",
            "diary.csv": f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n2021-05-05,Heat,1995,x,3,,,2009-01-01\n",
        }
    ).rows
    in_force, logged = (next(one for one in row.says if one.kind is Kind.RATING) for row in rows)
    assert (in_force.stars, logged.stars) == (4.5, 3)
    assert logged.at < in_force.at
    assert logged.when == "2021-05-05"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("watched.csv", Kind.WATCHED),
        ("watchlist (1).csv", Kind.WATCHLIST_ADD),
        ("likes/films.csv", Kind.LIKE),
        ("films.csv", Kind.LIKE),
    ],
)
def test_letterboxd_files_with_the_same_columns_are_told_apart_by_name(read, name, kind) -> None:
    history = read({name: f"{LETTERBOXD}\n2020-03-02,Heat,1995,https://boxd.it/1\n"})
    assert said(history.rows[0]) == [(kind, None, "2020-03-02")]


def test_a_letterboxd_file_without_its_name_is_asked_about(read) -> None:
    with pytest.raises(SourceError, match=r"watched\.csv, watchlist\.csv or likes/films\.csv"):
        read({"export.csv": f"{LETTERBOXD}\n2020-03-02,Heat,1995,x\n"})


def test_of_a_letterboxd_zip_private_deleted_and_list_files_stay_closed(read) -> None:
    folder = "letterboxd-me-2026-utc"
    files = {
        f"{folder}/ratings.csv": f"{LETTERBOXD},Rating\n2020-01-01,Heat,1995,x,5\n",
        f"{folder}/profile.csv": "Date Joined,Email Address\n2020-01-01,someone@example.org\n",
        f"{folder}/deleted/ratings.csv": f"{LETTERBOXD},Rating\n2020-01-01,Ronin,1998,x,5\n",
        f"{folder}/lists/best.csv": "Letterboxd list export v7\nDate,Name\n\nPosition,Name,Year\n1,Ronin,1998\n",
        f"{folder}/comments.csv": "Date,Content,Comment\n2020,x,secret\n",
    }
    history = read({"l.zip": zipped({name: text.encode() for name, text in files.items()})})
    assert [row.title for row in history.rows] == ["Heat"]
    assert len(history.left_out) == 4
    assert "example.org" not in repr(history)


def test_a_letterboxd_list_by_itself_is_a_watchlist(read) -> None:
    text = (
        'Letterboxd list export v7\r\nDate,Name,Tags,URL,Description\r\n2020-01-01,Best,,u,"two\r\nlines"\r\n\r\n'
        "Position,Name,Year,URL,Description\r\n1,Heat,1995,u,\r\n2,Ronin,1998,u,\r\n"
    )
    rows = read({"best.csv": text}).rows
    assert [(row.title, row.year, said(row)) for row in rows] == [
        ("Heat", 1995, [(Kind.WATCHLIST_ADD, None, "2020-01-01")]),
        ("Ronin", 1998, [(Kind.WATCHLIST_ADD, None, "2020-01-01")]),
    ]


def test_imdb_keeps_ids_through_ragged_rows_and_resolves_by_id_before_type(read) -> None:
    text = (
        "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
        "Release Date,Directors\n"
        'tt0113277,9,2019-01-02,Heat,u,Movie,8.3,170,1995,"Crime",1,1995-12-15,Michael Mann\n'
        "tt0122690,8,,Good, Bad and Ronin,u,movie,7.2,122,1998,Action,1,1998-09-25,John Frankenheimer\n"
        "tt0944947,10,2019-01-02,Game of Thrones,u,TV Series,9.2,60,2011,Drama,1,2011-04-17,\n"
        "tt0113278,12,2019-01-02,Odd,u,Movie,8.3,170,1995,Crime,1,1995-12-15,\n"
    )
    heat, ronin, series, odd = read({"ratings.csv": text.encode("cp1252")}).rows
    assert (heat.imdb_id, heat.directors, said(heat)) == (
        "tt0113277",
        ("Michael Mann",),
        [(Kind.RATING, 4.5, "2019-01-02")],
    )
    assert (ronin.imdb_id, said(ronin)) == ("tt0122690", [(Kind.RATING, 4.0, "")])
    assert (series.imdb_id, series.maybe_film, series.not_film) == ("tt0944947", False, False)
    assert "off the scale" in odd.trouble


def test_an_imdb_list_is_a_watchlist_and_its_ratings_are_ratings(read) -> None:
    text = (
        "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,Year,Your Rating,Date Rated\n"
        "1,tt0113277,2020-01-01,,,Heat,Heat,u,Movie,1995,,\n"
        "2,tt0122690,2020-01-01,,,Ronin,Ronin,u,Movie,1998,7,2020-02-02\n"
    )
    rows = read({"6a2e.csv": text}).rows
    assert [said(row) for row in rows] == [
        [(Kind.WATCHLIST_ADD, None, "2020-01-01")],
        [(Kind.RATING, 3.5, "2020-02-02")],
    ]


def test_the_oldest_imdb_dates_are_read(read) -> None:
    text = (
        '"position","const","created","modified","description","Title","Title type","Directors","You rated","Year"\n'
        '"1","tt0113277","Sat Dec 31 00:00:00 2016","","","Heat","Feature Film","Michael Mann","8","1995"\n'
    )
    assert said(read({"ratings.csv": text}).rows[0]) == [(Kind.RATING, 4.0, "2016-12-31")]


def test_trakt_entries_are_told_apart_by_their_keys_and_shows_are_no_films(read) -> None:
    movie = {"title": "Heat", "year": 1995, "ids": {"trakt": 1, "imdb": "tt0113277", "tmdb": 949}}
    show = {"title": "Lost", "year": 2004, "ids": {"tmdb": 4607}}
    files = {
        "a.json": [{"rated_at": "2020-01-01T10:00:00.000Z", "rating": 7, "type": "movie", "movie": movie}],
        "b.json": [
            {
                "id": 1,
                "watched_at": "2020-01-01T10:00:00.000Z",
                "action": "scrobble",
                "type": "movie",
                "movie": movie,
            },
            {"id": 2, "action": "watch", "type": "movie", "movie": movie},
            {
                "id": 3,
                "watched_at": "2020-01-01T10:00:00.000Z",
                "type": "episode",
                "show": show,
                "episode": {},
            },
        ],
        "me/watched/movies.json": [
            {"plays": 2, "last_watched_at": "2020-01-01T10:00:00.000Z", "movie": movie}
        ],
        "lists-watchlist.json": [{"listed_at": "2020-01-01T10:00:00.000Z", "type": "movie", "movie": movie}],
        "lists-best.json": [{"listed_at": "2020-01-01T10:00:00.000Z", "type": "movie", "movie": movie}],
        "comments.json": [{"comment": {"comment": "secret"}, "type": "movie", "movie": movie}],
        "user-profile.json": {"email": "x"},
    }
    history = read({"t.zip": zipped({name: json.dumps(value).encode() for name, value in files.items()})})
    assert history.format == "trakt"
    kinds = [[one.kind for one in row.says] for row in history.rows]
    watched = [Kind.WATCHED]
    assert kinds == [[Kind.RATING], watched, watched, [], watched, [Kind.WATCHLIST_ADD]]
    assert [row.not_film for row in history.rows] == [False, False, False, True, False, False]
    assert (history.rows[0].tmdb_id, history.rows[0].imdb_id, history.rows[0].says[0].stars) == (
        949,
        "tt0113277",
        3.5,
    )
    assert set(history.left_out) == {"lists-best.json", "comments.json", "user-profile.json"}


def test_movielens_needs_its_films_and_one_person(read, tmp_path) -> None:
    ratings = "userId,movieId,rating,timestamp\r\n1,6,4.0,964982224\r\n2,6,3.0,964982224\r\n"
    with pytest.raises(SourceError, match=r"put movies.csv or links.csv beside it"):
        read({"alone/ratings.csv": ratings})
    beside = {"ml/movies.csv": "movieId,title,genres\r\n6,Heat (1995),Action\r\n", "ml/ratings.csv": ratings}
    with pytest.raises(SourceError, match="many people"):
        read(beside)
    (row,) = read_history([tmp_path / "ml"], hints={"user": "2"}).rows
    assert (row.title, row.year, said(row)) == ("Heat", 1995, [(Kind.RATING, 3.0, "964982224")])


def test_movielens_100k_is_read(read) -> None:
    rows = read(
        {
            "ml-100k/u.data": "196\t242\t3\t881250949\n",
            "ml-100k/u.item": "242|Kolya (1996)|24-Jan-1997||http://x|0|0\n",
        }
    ).rows
    assert [(row.title, row.year, row.says[0].stars) for row in rows] == [("Kolya", 1996, 3.0)]


def test_tmdbs_own_csv_knows_series(read) -> None:
    header = (
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    )
    film, series = read(
        {
            "r.csv": f"{header}949,tt0113277,movie,Heat,1995-12-15,,,7.9,8.5,2020-01-01T00:00:00Z\n"
            "4607,tt0411008,tv,Lost,2004-09-22,,,7.9,9,2020-01-01T00:00:00Z\n"
        }
    ).rows
    assert (film.tmdb_id, film.says[0].stars) == (949, 4.5)
    assert series.not_film


def test_criticker_in_both_shapes(read) -> None:
    (row,) = read(
        {"c.csv": "Score, Film Name, Year, Date Rated, Mini Review\n85,Heat,1995,Jan 05 2020,secret\n"}
    ).rows
    assert said(row) == [(Kind.RATING, 4.5, "2020-01-05")]
    xml = (
        "<?xml version='1.0' encoding='ISO-8859-1'?><recentratings><film><filmname>Heat (1995)</filmname><rating>0"
        "</rating><quote>secret</quote></film><film><filmname>X</filmname><rating>?</rating></film></recentratings>"
    )
    heat, odd = read({"c.xml": xml}).rows
    assert (heat.title, heat.year, said(heat)) == ("Heat", 1995, [(Kind.RATING, 0.5, "")])
    assert odd.trouble
    assert "secret" not in repr((row, heat))


def test_simkl_statuses(read) -> None:
    def entry(status: str, **more: object) -> dict[str, object]:
        return {
            "status": status,
            **more,
            "movie": {"title": "Heat", "year": 1995, "ids": {"imdb": "tt0113277"}},
        }

    value = {
        "movies": [
            entry("completed", last_watched_at="2020-01-01T00:00:00Z", user_rating=9),
            entry("plantowatch"),
            entry("notinteresting"),
        ],
        "shows": [{"status": "watching", "show": {"title": "Lost", "ids": {}}}],
        "anime": [{"status": "completed", "anime_type": "movie", "show": {"title": "Akira", "ids": {}}}],
    }
    rows = read({"s.json": json.dumps(value)}).rows
    assert [[one.kind for one in row.says] for row in rows] == [
        [Kind.WATCHED, Kind.RATING],
        [Kind.WATCHLIST_ADD],
        [Kind.NOT_INTERESTED],
        [],
        [Kind.WATCHED],
    ]
    assert [row.not_film for row in rows] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("9/14/26", "9/15/26"), "2026-09-14"),
        (("24.01.23", "01.02.23"), "2023-01-24"),
        (("2021-12-15",), "2021-12-15"),
        (("12/04/2022", "13/04/2022"), "2022-04-12"),
    ],
)
def test_netflix_days_are_read_in_the_accounts_own_order(read, days, first) -> None:
    text = "Title,Date\n" + "".join(f'"Heat","{day}"\n' for day in days)
    assert read({"NetflixViewingHistory.csv": text}).rows[0].says[0].when == first


def test_netflix_days_that_can_be_read_in_two_ways_are_asked_about(read) -> None:
    files = {
        "n.csv": "Title,Date\nHeat,3/4/22\nStar Wars: A New Hope,5/6/22\nDark: Season 1: Secrets,1/1/22\n"
    }
    with pytest.raises(SourceError, match="dates=dmy or --map dates=mdy"):
        read(files)
    rows = read(files, mapped=("dates=mdy",)).rows
    assert rows[0].says[0].when == "2022-03-04"
    assert [row.not_film for row in rows] == [False, False, True]


def test_any_table_with_a_map(read) -> None:
    files = {"x.csv": "Film;Score;Seen;Fav\nHeat;7,5;01.02.2020;yes\nRonin;;;\nOdd;11;01.02.2020;\n"}
    with pytest.raises(SourceError, match="--map title=Film,rating=Score,scale=10"):
        read(files)
    with pytest.raises(SourceError, match="scale=5, 10 or 100; it is never guessed"):
        read(files, mapped=("title=Film,rating=Score",))
    with pytest.raises(SourceError, match='no column "Name"'):
        read(files, mapped=("title=Name",))
    heat, ronin, odd = read(files, mapped=("title=Film,rating=Score,scale=10", "date=Seen,liked=Fav")).rows
    assert said(heat) == [(Kind.RATING, 4.0, "2020-02-01"), (Kind.LIKE, None, "2020-02-01")]
    assert "says nothing" in ronin.trouble
    assert "off the scale" in odd.trouble


@pytest.mark.parametrize("text", ["title", "title=", "colour=x", "scale=ten", "scale=0", "dates=never"])
def test_a_map_that_is_not_understood_is_said(text) -> None:
    with pytest.raises(BadValue):
        read_map([text])


def test_an_unknown_file_says_what_was_seen_and_what_is_expected(read) -> None:
    with pytest.raises(SourceError) as refused:
        read({"cats.json": '{"cats": [1]}'})
    assert "cats.json, JSON with cats" in str(refused.value)
    for found in FORMATS.values():
        assert found.expects in str(refused.value)
    with pytest.raises(SourceError, match="has the columns a, b"):
        read({"x.csv": "a,b\n1,2\n"})
    with pytest.raises(SourceError, match="about you and not about films"):
        read({"profile.csv": "Username,Email\nx,y\n"})
    with pytest.raises(BadValue, match="There is no format"):
        read({"x.csv": "a,b\n"}, wanted="flixster")


def test_a_named_format_is_taken_at_its_word(read) -> None:
    with pytest.raises(SourceError):
        read({"x.csv": "Title,Date\nHeat,2020-01-01\n"}, wanted="imdb")
    assert read({"x.csv": "Title,Date\nHeat,2020-01-01\n"}, wanted="netflix").rows[0].title == "Heat"
