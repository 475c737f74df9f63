"""`matinee import` with a TMDB key: films that nobody here knows are looked up, against a real server on loopback."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import matinee
from matinee.cli import main
from matinee.domain.film import FilmRecord
from matinee.services.choosing import Plan
from matinee.testing.films import small_catalogue
from matinee.testing.tmdb_server import KEY, SUSPENDED_KEY, TmdbServer
from matinee.testing.tmdb_server.bodies import list_item, title_of, titles_of

HEADER = "Date,Name,Year,Letterboxd URI,Rating\n"


@pytest.fixture
def server():
    with TmdbServer(60) as running:
        yield running


@pytest.fixture
def home(tmp_path, monkeypatch, server):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "TMDB_READ_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
    monkeypatch.setenv("MATINEE_TMDB_EXPORTS_URL", server.exports_url)
    monkeypatch.setenv("MATINEE_TMDB_RATE", "0")
    monkeypatch.setenv("TMDB_API_KEY", KEY)
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "home"))
    with matinee.open() as opened:
        opened.films.put(small_catalogue())
    return tmp_path / "home"


@pytest.fixture
def shown_films(server):
    """Films of that TMDB that have a date and are not for adults alone: the ten most popular."""
    lights = map(server.catalogue.light, server.catalogue.ids())
    return [light for light in lights if light.released and not light.adult][:10]


@pytest.fixture
def ratings(tmp_path, shown_films):
    """Letterboxd's ratings of films that are only at TMDB, of one of here, and of one that is nowhere."""
    rows = [
        f"2026-01-0{day},{title_of(one)},{one.released[:4]},x,4" for day, one in enumerate(shown_films[:5], 1)
    ]
    rows += ["2026-01-08,The Quiet Vault,1994,x,5", "2026-01-09,Nowhere To Be Found At All,1977,x,3"]
    path = tmp_path / "ratings.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def run(capsys, *words):
    capsys.readouterr()
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def test_unknown_films_are_fetched_once_and_their_rows_go_in(
    home, server, shown_films, ratings, capsys
) -> None:
    code, out, _ = run(capsys, "import", ratings, "--json")
    told = json.loads(out)
    assert (code, told["imported"], told["review"]) == (0, 6, 1)
    wanted = {light.id for light in shown_films[:5]}
    assert {match["id"] for match in told["matches"][:5]} == wanted
    assert {number for number, count in server.counts.of_films().items() if count} == wanted
    before = server.counts.requests
    with matinee.open() as opened:
        assert opened.films.get(shown_films[0].id).directors
        with opened.store.read() as unit:
            assert set(unit.shelf.etags(sorted(wanted))) == wanted
    told = json.loads(run(capsys, "import", ratings, "--json")[1])
    assert (told["already"], told["review"]) == (6, 1)
    # The one that is nowhere is not looked up at every import.
    assert server.counts.requests == before


def test_the_report_says_how_many_were_fetched(home, ratings, capsys) -> None:
    code, out, _ = run(capsys, "import", ratings)
    assert code == 0
    assert "5 films were fetched from TMDB" in " ".join(out.split())


def test_numbers_are_looked_up_before_titles(home, server, shown_films, tmp_path, capsys) -> None:
    film = next(light for light in shown_films if server.catalogue.has(light.id))
    path = tmp_path / "imdb.csv"
    header = (
        "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes"
    )
    path.write_text(
        f"{header},Release Date,Directors\ntt{film.id:07d},8,2026-01-01,?,x,Movie,7,90,1999,x,1,x,x\n"
    )
    told = json.loads(run(capsys, "import", path, "--json")[1])
    assert [match["id"] for match in told["matches"]] == [film.id]
    assert not [path for path in server.counts.by_path if path.startswith("/3/search")]


def test_a_title_of_another_country_finds_its_film(home, server, shown_films, tmp_path, capsys) -> None:
    film, title = next(
        (film, title) for film in shown_films for title in titles_of(film) if title.endswith("svenska")
    )
    path = tmp_path / "ratings.csv"
    path.write_text(f"{HEADER}2026-01-01,{title},{film.released[:4]},x,4\n")
    told = json.loads(run(capsys, "import", path, "--json")[1])
    assert [(match["id"], match["confidence"]) for match in told["matches"]] == [(film.id, 0.9)]


@pytest.mark.parametrize("wrong", ["key", "nowhere", "error"])
def test_when_tmdb_cannot_be_asked_the_import_goes_in_and_one_line_says_so(
    home, server, ratings, capsys, monkeypatch, wrong
) -> None:
    if wrong == "key":
        monkeypatch.setenv("TMDB_API_KEY", SUSPENDED_KEY)
    elif wrong == "nowhere":
        monkeypatch.setenv("MATINEE_TMDB_URL", "http://127.0.0.1:9/3")
    else:
        server.faults.always = "invalid_key"
    code, out, err = run(capsys, "import", ratings, "--json")
    told = json.loads(out)
    assert (code, told["imported"], told["review"]) == (0, 1, 6)
    assert len([line for line in err.splitlines() if "TMDB" in line]) == 1
    server.faults.always = None
    monkeypatch.setenv("TMDB_API_KEY", KEY)
    monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
    # What could not be asked then is asked now.
    assert json.loads(run(capsys, "import", ratings, "--json")[1])["imported"] == 5


def test_without_a_key_or_in_a_dry_run_tmdb_hears_nothing(home, server, ratings, capsys, monkeypatch) -> None:
    assert json.loads(run(capsys, "import", ratings, "--json", "--dry-run")[1])["review"] == 6
    monkeypatch.delenv("TMDB_API_KEY")
    assert json.loads(run(capsys, "import", ratings, "--json")[1])["review"] == 6
    assert server.counts.requests == 0


def test_what_waits_goes_in_after_films_load_and_after_sync(
    home, server, shown_films, ratings, tmp_path, capsys
) -> None:
    with matinee.open() as opened:
        # As if there had been no key when it was imported.
        object.__setattr__(opened.imports, "finder", None)
        assert opened.import_history(ratings).count("review") == 6
        first = shown_films[0]
        table = tmp_path / "films.csv"
        table.write_text(
            f"id,title,release_date,overview\n{first.id},{title_of(first)},{first.released},A film.\n"
        )
    assert run(capsys, "films", "load", table)[0] == 0
    with matinee.open() as opened:
        assert opened.review.count("me") == 5
        assert first.id in opened.feedback.standing("me").ratings
        opened.gather.sync(Plan(top=30), learn=False)
        assert opened.review.count("me") == 1
        assert {light.id for light in shown_films[:5]} <= set(opened.feedback.standing("me").ratings)


def test_a_film_that_is_stored_in_any_other_way_finds_its_rows_too(home, ratings, shown_films) -> None:
    with matinee.open() as opened:
        object.__setattr__(opened.imports, "finder", None)
        opened.import_history(ratings)
        film = list_item(shown_films[0])
        record = next(one for one in small_catalogue())
        year = int(film["release_date"][:4])
        opened.films.put(
            [FilmRecord(replace(record.film, id=film["id"], title=film["title"], year=year), "tmdb")]
        )
        assert opened.feedback.standing("me").ratings[film["id"]] == 4
