"""A history comes in once, waits where it must, is mended, and leaves whole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import matinee
from matinee.bootstrap import Matinee
from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film, FilmRecord
from matinee.domain.imports import Found
from matinee.errors import BadValue, SourceError, UnknownFilm
from matinee.services.transfer import Imports
from matinee.taste.wishes import Want
from matinee.testing.films import small_catalogue
from matinee.transfer import exported, read_history, write_export
from matinee.transfer.sources import MAX_FILE

NOW = 1_767_225_600_000_000
HEADER = "Date,Name,Year,Letterboxd URI"
STATES = ("imported", "already", "review", "not_film", "unreadable")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        self.now += 1_000_000
        return self.now


@pytest.fixture
def m(tmp_path):
    with matinee.open(tmp_path / "home", clock=Clock()) as opened:
        opened.films.put(small_catalogue())
        yield opened


@pytest.fixture
def bring(m, tmp_path):
    """Writes Letterboxd files and imports them; gives the count of each state."""

    def of(user: str = "me", dry_run: bool = False, **files: str) -> dict[str, int]:
        folder = tmp_path / f"export{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, rows in files.items():
            more = {"ratings": ",Rating", "diary": ",Rating,Rewatch,Tags,Watched Date"}.get(name, "")
            (folder / f"{name}.csv").write_text(f"{HEADER}{more}\n{rows}", encoding="utf-8")
        report = m.import_history(folder, user=user, dry_run=dry_run)
        counts = {state: report.count(state) for state in STATES if report.count(state)}
        assert sum(counts.values()) == report.read == len(report.outcomes)
        return counts

    return of


def log(m: Matinee, user: str = "me") -> list[tuple[str, int | None, float | None, str]]:
    return [(event.kind.value, event.film_id, event.value, event.source) for event in m.feedback.log(user)]


VAULT = "The Quiet Vault"
RATED = (
    f"2020-01-01,{VAULT},1994,x,4.5\n2020-01-02,Perihelion,1982,x,3\n2020-01-03,Nobody Knows This,1990,x,2\n"
)


def test_events_keep_their_source_value_and_time_and_the_same_again_changes_nothing(m, bring) -> None:
    film = m.film(VAULT).id
    assert bring(ratings=RATED, diary=f"2020-01-01,{VAULT},1994,x,4.5,Yes,t,2019-12-31\n") == {
        "imported": 3,
        "review": 1,
    }
    rating = m.feedback.log("me")[0]
    assert (rating.kind, rating.film_id, rating.value, rating.source) == (
        Kind.RATING,
        film,
        4.5,
        "import:letterboxd",
    )
    assert rating.at == 1_577_880_000_000_000  # 2020-01-01 12:00 UTC
    assert json.loads(rating.detail)["value"] == "4.5"
    before = m.feedback.log("me")
    assert len(before) == 3
    assert bring(ratings=RATED, diary=f"2020-01-01,{VAULT},1994,x,4.5,Yes,t,2019-12-31\n") == {
        "already": 3,
        "review": 1,
    }
    assert m.feedback.log("me") == before
    assert m.review.count("me") == 1


def test_a_newer_export_adds_only_what_is_new_and_a_changed_rating_is_a_second_event(m, bring) -> None:
    film = m.film(VAULT).id
    bring(ratings=RATED)
    assert bring(ratings=f"2021-01-01,{VAULT},1994,x,2\n2020-01-02,Perihelion,1982,x,3\n") == {
        "imported": 1,
        "already": 1,
    }
    assert [(value, kind) for kind, film_id, value, _ in log(m) if film_id == film] == [
        (4.5, "rating"),
        (2.0, "rating"),
    ]
    assert m.feedback.standing("me").ratings[film] == 2.0


def test_ratings_without_a_time_change_when_their_value_does(m, tmp_path) -> None:
    path = tmp_path / "x.csv"
    film = m.film(VAULT).id
    for stars, new in ((4, 1), (4, 0), (2, 1), (2, 0), (4, 1), (4, 0)):
        path.write_text(f"movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1,,{film},{stars},3,X\n")
        assert m.import_history(path).events == new
    assert m.feedback.standing("me").ratings[film] == 4


def test_a_dry_run_tells_the_same_and_changes_nothing(m, bring) -> None:
    assert bring(ratings=RATED, dry_run=True) == {"imported": 2, "review": 1}
    assert log(m) == []
    assert m.review.count("me") == 0


def test_what_was_undone_here_is_not_brought_back_by_the_next_import(m, bring) -> None:
    bring(ratings=f"2020-01-01,{VAULT},1994,x,4.5\n")
    m.undo()
    assert bring(ratings=f"2020-01-01,{VAULT},1994,x,4.5\n") == {"already": 1}
    assert m.feedback.standing("me").ratings == {}


def test_the_watchlist_likes_and_watches_come_in(m, bring) -> None:
    bring(watchlist="2020-01-01,Perihelion,1982,x\n", watched=f"2020-01-01,{VAULT},1994,x\n")
    standing = m.feedback.standing("me")
    assert standing.watchlist == (m.film("Perihelion").id,)
    assert standing.seen == {m.film(VAULT).id}


def test_a_choice_is_remembered_and_what_waited_goes_in_with_its_own_time(m, bring) -> None:
    bring(ratings=RATED)
    (item,) = m.review.queue("me")
    assert (item.title.title, item.title.year, [said.stars for said in item.says]) == (
        "Nobody Knows This",
        1990,
        [2],
    )
    film = m.film("Brass Keys")
    m.review.choose("me", item.id, film.id)
    assert log(m)[-1] == ("rating", film.id, 2.0, "import:letterboxd")
    assert m.review.queue("me") == []
    assert bring(ratings=RATED) == {"already": 3}
    assert bring(diary="2021-01-01,Nobody Knows This,1990,x,,,,2021-01-01\n") == {"imported": 1}


def test_what_is_no_film_or_set_aside_stays_so(m, bring) -> None:
    rows = "2020-01-01,Some Series,1990,x,4\n2020-01-01,Later Perhaps,1990,x,4\n"
    assert bring(ratings=rows) == {"review": 2}
    later, series = m.review.queue("me")
    m.review.not_a_film("me", series.id)
    m.review.skip("me", later.id)
    assert m.review.queue("me") == []
    assert [item.title.title for item in m.review.queue("me", skipped=True)] == ["Later Perhaps"]
    assert bring(ratings=rows) == {"review": 1, "not_film": 1}
    assert m.review.count("me") == 0
    assert log(m) == []


def test_a_wrong_match_is_mended_and_stays_mended(m, bring) -> None:
    bring(ratings=RATED, diary=f"2020-01-01,{VAULT},1994,x,4.5,,,2019-12-31\n")
    wrong, right = m.film(VAULT).id, m.film("Brass Keys").id
    item = next(item for item in m.review.matched("me") if item.title.title == VAULT)
    m.feedback.amend("me", m.feedback.log("me")[0].event_id, 5, source="cli")
    _, moved = m.review.fix("me", item.id, right)
    assert moved == 2
    standing = m.feedback.standing("me")
    assert standing.ratings == {right: 5, m.film("Perihelion").id: 3}
    assert wrong not in standing.seen
    assert bring(ratings=RATED)["already"] == 2
    assert m.feedback.standing("me") == standing
    m.review.fix("me", item.id, wrong)
    assert m.feedback.standing("me").ratings[wrong] == 5
    m.review.fix("me", item.id, None)
    assert set(m.feedback.standing("me").ratings) == {m.film("Perihelion").id}
    assert m.store.check() == []


def test_what_cannot_be_decided_on_is_said(m, bring) -> None:
    bring(ratings=RATED)
    (item,) = m.review.queue("me")
    with pytest.raises(BadValue, match="No title goes by"):
        m.review.skip("me", "ffffffff")
    with pytest.raises(UnknownFilm):
        m.review.choose("me", item.id, 999_999_999)
    with pytest.raises(BadValue, match="No title goes by"):
        m.review.fix("me", item.id, None)


def test_what_waits_is_matched_when_the_catalogue_grows(m, bring) -> None:
    bring(ratings=RATED)
    m.films.put([FilmRecord(Film(id=77_777, title="Nobody Knows This", year=1990), "tmdb")])
    assert log(m)[-1] == ("rating", 77_777, 2.0, "import:letterboxd")
    assert m.feedback.log("me")[-1].at == 1_578_052_800_000_000
    assert m.review.count("me") == 0
    assert bring(ratings=RATED) == {"already": 3}


def test_films_nobody_knows_are_asked_of_a_finder(m, tmp_path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(f"{HEADER},Rating\n{RATED}")

    class Finder:
        def find(self, asked, progress=None):
            assert [one.title for one in asked] == ["Nobody Knows This"]
            with m.store.begin() as unit:
                unit.put_films([FilmRecord(Film(id=77_777, title="Nobody Knows This", year=1990), "tmdb")])
            return Found(1, "no more")

    imports = Imports(m.store, m.clock, Finder())
    assert imports.run("me", read_history([path]), dry_run=True).count("review") == 1
    report = imports.run("me", read_history([path]))
    assert report.count("imported") == 3
    assert report.found == Found(1, "no more")


def test_without_a_key_nothing_is_looked_up(m, bring) -> None:
    assert bring(ratings=RATED) == {"imported": 2, "review": 1}


def test_people_have_histories_of_their_own(m, bring) -> None:
    bring(ratings=RATED)
    assert bring(user="Zoë", ratings=RATED) == {"imported": 2, "review": 1}
    assert len(log(m, "Zoë")) == 2


def test_a_file_that_fails_leaves_nothing_behind(m, tmp_path) -> None:
    good, bad = tmp_path / "ratings.csv", tmp_path / "bad.json"
    good.write_text(f"{HEADER},Rating\n{RATED}")
    bad.write_text("[" * 100_000)
    with pytest.raises(SourceError):
        m.import_history(good, bad)
    assert log(m) == []
    assert m.review.count("me") == 0


def busy(m: Matinee, bring) -> None:
    """A log with everything in it: imports, own words, corrections of corrections, titles in review."""
    bring(ratings=RATED, watchlist="2020-01-01,Brass Keys,1999,x\n")
    m.rate("The Tunnel Crew", 5)
    m.like("Perihelion")
    m.hide("Second Safe")
    m.undo()
    m.undo()
    event = m.rate("The Velvet Job", 1)
    m.feedback.amend("me", event.event_id, 4, source="cli")
    m.feedback.forget("me", m.feedback.log("me")[0].event_id, source="cli")
    m.review.skip("me", m.review.queue("me")[0].id)


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_export_in_an_empty_installation_gives_the_same_belief(m, bring, tmp_path, kind) -> None:
    busy(m, bring)
    path = tmp_path / f"mine.{kind}"
    write_export(m.export(kind), path)
    with matinee.open(tmp_path / "other", clock=Clock()) as other:
        other.films.put(small_catalogue())
        report = other.import_history(path)
        assert report.format == "matinee"
        assert report.count("imported") == report.read == len(m.feedback.log("me"))
        assert [(e.event_id, e.at, e.value) for e in other.feedback.log("me")] == [
            (e.event_id, e.at, e.value) for e in m.feedback.log("me")
        ]
        for moment in (NOW + 60_000_000, 1_577_900_000_000_000):
            ours, theirs = (one.recommendations.belief("me", moment) for one in (m, other))
            assert ours.events == theirs.events
            for field in ("interest", "enjoyment"):
                for name in ("mean", "covariance"):
                    one, other_one = (getattr(getattr(whose, field), name) for whose in (ours, theirs))
                    np.testing.assert_allclose(one, other_one, rtol=0, atol=1e-9)
        again = other.import_history(path)
        assert again.count("already") == again.read
        if kind == "jsonl":
            assert [item.title.title for item in other.review.queue("me", skipped=True)] == [
                "Nobody Knows This"
            ]
        assert other.import_history(path, user="Zoë").count("imported") == report.read
        assert other.feedback.standing("Zoë").ratings == other.feedback.standing("me").ratings
        assert other.store.check() == []


def test_the_complete_export_carries_what_a_person_wants_kept(m, bring, tmp_path) -> None:
    busy(m, bring)
    genre = m.film(VAULT).genres[0]
    m.wishes.want("me", f"genre:{genre}", Want.LESS)
    with m.store.begin() as unit:
        unit.prefer("me", "filters", {"years": [1970, 1999]})
        unit.prefer("you", "filters", {"years": [1, 2]})
    path = tmp_path / "mine.jsonl"
    write_export(m.export(), path)
    with matinee.open(tmp_path / "other", clock=Clock()) as other:
        other.films.put(small_catalogue())
        with other.store.begin() as unit:
            unit.prefer("you", "filters", 7)
        report = other.import_history(path)
        assert report.read == len(m.feedback.log("me"))
        with other.store.read() as unit, m.store.read() as ours:
            assert unit.preferences("me") == ours.preferences("me")
            assert set(unit.preferences("me")) == {"filters", "traits"}
            assert unit.preferences("you") == {"filters": 7}
        moment = NOW + 60_000_000
        ours, theirs = (one.recommendations.belief("me", moment) for one in (m, other))
        plain = other.recommendations.belief("you", moment)
        np.testing.assert_allclose(ours.interest.mean, theirs.interest.mean, rtol=0, atol=1e-9)
        assert np.abs(theirs.interest.mean - plain.interest.mean).max() > 1e-3
        # What is kept here already stays.
        with other.store.begin() as unit:
            unit.prefer("me", "filters", {"years": [2000, 2001]})
        other.import_history(path)
        with other.store.read() as unit:
            assert unit.preferences("me")["filters"] == {"years": [2000, 2001]}


def test_an_export_larger_than_any_other_history_comes_back(m, tmp_path) -> None:
    film = m.film(VAULT).id
    text = json.dumps({"title": "x" * 9_000})
    with m.store.begin() as unit:
        unit.append(
            [
                Event(event_id=f"e{n}", user="me", kind=Kind.WATCHED, film_id=film, at=NOW + n, detail=text)
                for n in range(4_000)
            ]
        )
    path = tmp_path / "mine.jsonl"
    write_export(m.export(), path)
    assert path.stat().st_size > MAX_FILE
    with matinee.open(tmp_path / "other", clock=Clock()) as other:
        other.films.put(small_catalogue())
        assert other.import_history(path).count("imported") == 4_000
        assert other.feedback.standing("me") == m.feedback.standing("me")


def test_formulas_in_text_cells_are_neutralised_and_come_back_as_they_were(m, tmp_path) -> None:
    title = '=HYPERLINK("http://x","y")'
    m.films.put([FilmRecord(Film(id=5_555, title=title, year=2000, directors=("@SUM(A1)",)), "tmdb")])
    m.rate(5_555, 4)
    for kind in ("csv", "letterboxd"):
        assert "'=HYPERLINK" in m.export(kind)[""]
        assert ",=" not in m.export(kind)[""]
    path = tmp_path / "x.csv"
    write_export(m.export("csv"), path)
    assert read_history([path]).rows[0].title == title


def test_letterboxds_upload_is_split_and_comes_back(m, bring, tmp_path) -> None:
    bring(
        diary=f"2020-01-01,{VAULT},1994,x,4.5,,,2019-12-31\n2021-01-01,{VAULT},1994,x,5,Yes,,2021-01-01\n",
        ratings="2020-01-02,Perihelion,1982,x,3\n",
        watchlist="2020-01-01,Brass Keys,1999,x\n",
    )
    files = m.export("letterboxd")
    film = m.film(VAULT).id
    assert set(files) == {"", "-watchlist"}
    header, *rows = files[""].splitlines()
    assert header == "tmdbID,imdbID,Title,Year,Directors,Rating,WatchedDate,Rewatch"
    assert [row.split(",")[0] for row in rows].count(str(film)) == 2
    assert any(row.endswith("5,2021-01-01,true") for row in rows)
    (path, _) = write_export(files, tmp_path / "up.csv")
    with pytest.raises(SourceError, match="there already"):
        write_export(files, tmp_path / "up.csv")
    assert m.import_history(path).count("unreadable") == 0
    many = [FilmRecord(Film(id=10_000 + n, title=f"Film {n}", year=2000), "tmdb") for n in range(1_500)]
    m.films.put(many)
    with m.store.begin() as unit:
        unit.append(
            [
                Event(event_id=f"e{one.film.id}", user="you", kind=Kind.LIKE, film_id=one.film.id, at=NOW)
                for one in many
            ]
        )
    parts = m.export("letterboxd", user="you")
    assert [len(text.splitlines()) for text in parts.values()] == [1_001, 501]


def test_trakts_shape_is_one_that_comes_back(m, bring, tmp_path) -> None:
    bring(ratings=RATED, watched=f"2020-01-01,{VAULT},1994,x\n", watchlist="2020-01-01,Brass Keys,1999,x\n")
    (path,) = write_export(m.export("trakt"), tmp_path / "t.zip")
    history = read_history([path])
    assert history.format == "trakt"
    kinds = sorted(said.kind.value for row in history.rows for said in row.says)
    assert kinds == ["rating", "rating", "watched", "watchlist_add"]
    with pytest.raises(BadValue, match="no export format"):
        exported(m.exporting.library("me"), "flixster")


def test_a_backup_made_in_use_is_restored_and_well(m, bring, tmp_path) -> None:
    bring(ratings=RATED)
    with m.store.begin() as unit:
        # Somebody is writing meanwhile: the copy is of the moment before.
        m.back_up(tmp_path / "copy.db")
        assert unit.film_count()
    assert [path.name for path in tmp_path.glob("*copy.db*")] == ["copy.db"]
    home = matinee.bootstrap.restore(tmp_path / "copy.db", tmp_path / "restored")
    with matinee.open(home) as restored:
        assert restored.feedback.log("me") == m.feedback.log("me")
        assert restored.review.count("me") == 1
        assert restored.store.check() == []


def test_backups_and_restores_that_cannot_be_are_refused_in_one_line(m, tmp_path) -> None:
    copy: Path = tmp_path / "copy.db"
    m.back_up(copy)
    broken = tmp_path / "broken.db"
    broken.write_bytes(copy.read_bytes()[:20_000])
    (tmp_path / "text.db").write_text("hello")
    for work, words in (
        (lambda: m.back_up(copy), "there already"),
        (lambda: m.back_up(tmp_path / "no" / "x.db"), "no folder"),
        (lambda: matinee.bootstrap.restore(copy, tmp_path / "home"), "an installation"),
        (lambda: matinee.bootstrap.restore(tmp_path / "text.db", tmp_path / "r"), "no backup"),
        (lambda: matinee.bootstrap.restore(tmp_path / "none.db", tmp_path / "r"), "cannot be read"),
        (lambda: matinee.bootstrap.restore(broken, tmp_path / "r"), "damaged|went wrong"),
    ):
        with pytest.raises(matinee.errors.StoreError, match=words) as refused:
            work()
        assert "\n" not in str(refused.value)
    assert not (tmp_path / "r" / "matinee.db").exists()


def test_a_series_is_no_film_unless_its_director_says_so(m, tmp_path) -> None:
    film = m.film(VAULT)
    path = tmp_path / "ratings.csv"
    path.write_text(
        "Const,Your Rating,Date Rated,Title,Title Type,Year,Directors\n"
        f"tt9000001,9,2020-01-01,{VAULT},Serie TV,1994,{film.directors[0]}\n"
        f"tt9000002,9,2020-01-01,{VAULT},TV Episode,1994,Somebody Else\n"
        f"tt9000003,9,2020-01-01,{VAULT},TV Series,1994,\n"
    )
    report = m.import_history(path)
    assert [outcome.state for outcome in report.outcomes] == ["imported", "not_film", "not_film"]
    assert report.outcomes[0].film_id == film.id
