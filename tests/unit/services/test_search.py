"""One box: names, people, series and meaning, fused, filtered, reordered; and whatever else is typed into it."""

import pytest

import matinee
from matinee.domain.catalogue import Filters
from matinee.domain.film import Film, FilmRecord
from matinee.features.lore import Lore
from matinee.services.films import Films
from matinee.services.index import Indexes
from matinee.services.search import Search
from matinee.starter import starter_lore
from matinee.testing.films import cluster_of, small_catalogue
from sentence_model import WordModel


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with matinee.open(tmp_path_factory.mktemp("search")) as made:
        made.films.put(small_catalogue())
        made.use_model(WordModel())
        made.meanings.refresh()
        yield made


@pytest.fixture(scope="module")
def wordy(tmp_path_factory):
    """Without the sentence model."""
    with matinee.open(tmp_path_factory.mktemp("wordy")) as made:
        made.films.put(small_catalogue())
        yield made


def titles(hits):
    return [hit.film.title for hit in hits]


def test_every_hit_says_what_it_was_found_by(opened):
    assert opened.search("perihelio", 1)[0].reason == "title"
    assert opened.search("ada quil", 1)[0].reason == "with Ada Quill"
    assert "The Velvet Job III" in titles(opened.search("velvet job", 5))
    found = opened.search("thieves empty the vault of a bank", 3)
    assert {cluster_of(hit.film.id) for hit in found} == {"heist"}
    assert found[0].reason.startswith("meaning: ")
    assert "vault" in found[0].reason


def test_without_the_model_words_are_compared(wordy):
    found = wordy.search("thieves empty the vault of a bank", 3)
    assert {cluster_of(hit.film.id) for hit in found} == {"heist"}
    assert found[0].reason.startswith("words: ")


@pytest.mark.parametrize("kind", ["opened", "wordy"])
def test_scores_fall_and_no_film_comes_twice(kind, request):
    for query in ("perihelion", "ada quill", "a heist in a bank vault", "like perihelion"):
        hits = request.getfixturevalue(kind).search(query, 30)
        scores = [hit.score for hit in hits]
        assert hits
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 100 for score in scores)
        assert len({hit.film.id for hit in hits}) == len(hits)


def test_filters_are_those_of_recommend(opened):
    filters = Filters(years=(1990, 1995), genres=frozenset({"Crime"}))
    found = opened.search("velvet job", 20, filters)
    assert found
    assert all(1990 <= hit.film.year <= 1995 and "Crime" in hit.film.genres for hit in found)
    assert opened.search("velvet job", 20, Filters(years=(1800, 1801))) == []


@pytest.mark.parametrize("kind", ["opened", "wordy"])
def test_a_film_and_words(kind, request):
    made = request.getfixturevalue(kind)
    found = made.search("like Perihelion but with a heist", 10)
    assert "Perihelion" not in titles(found)
    assert found[0].reason == "meaning: like Perihelion, a heist"
    plain = made.search("something like perihelion", 5)
    assert {cluster_of(hit.film.id) for hit in plain} == {"space"}
    assert plain[0].reason == "meaning: like Perihelion"


def test_taste_reorders_what_is_found(opened):
    for film in opened.search("first contact in deep space", 6):
        if film.film.title != "Perihelion":
            opened.rate(film.film.id, 4.5, user="ann")
    opened.rate("Brass Keys", 0.5, user="ann")
    query = "a crew and a job"
    mine, all_ = opened.search(query, 10, user="ann"), opened.search(query, 10)
    assert {hit.film.id for hit in mine} != set() != {hit.film.id for hit in all_}
    assert [hit.film.id for hit in mine] != [hit.film.id for hit in all_]
    assert titles(opened.search(query, 10, user="nobody yet")) == titles(all_)


BAD = [
    "", "   ", "\n\t", "x" * 10_000, "word " * 2_000, "😀", "👩\u200d🚀👨\u200d👩\u200d👧", "مرحبا بالعالم",
    "\u202eמצוין", "\0", "\ud83d", "'; DROP TABLE film; --", "heat* AND (NEAR/3 OR \"", "title:heat", "-1", "%%%___",
    "the of and", "a", "un film triste", "悲しい映画", "like", "like ", "like but without", "like x but y",
    "<script>alert(1)</script>", "../../etc/passwd", "[red]x[/]",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["opened", "wordy"])
@pytest.mark.parametrize("query", BAD, ids=range(len(BAD)))
def test_whatever_is_typed_there_is_an_answer(kind, query, request):
    hits = request.getfixturevalue(kind).search(query, 5)
    assert len(hits) <= 5
    assert all(hit.reason and hit.film.title for hit in hits)


@pytest.mark.parametrize("query", ["", "   ", "x" * 10_000, "😀", "'; --", "zzzzzzzz"])
def test_what_means_nothing_finds_nothing(opened, query):
    assert opened.search(query) == []


def test_none_are_asked_for_and_none_come(opened):
    assert opened.search("perihelion", 0) == []


# The index


def test_new_changed_and_many_films_are_found_at_once(tmp_path):
    with matinee.open(tmp_path) as made:
        made.films.put(small_catalogue())
        made.search("perihelion")
        made.films.put([FilmRecord(Film(id=9001, title="Zebra Crossing", overview="Zebras"), "testing")])
        assert made.search("zebra crossing", 1)[0].film.id == 9001
        made.films.put([FilmRecord(Film(id=9001, title="Giraffe Street", overview="Giraffes"), "testing")])
        assert made.search("girafe street", 1)[0].film.id == 9001
        assert 9001 not in [hit.film.id for hit in made.search("zebra crossing")]
        many = [FilmRecord(Film(id=20_000 + i, title=f"Number {i} Lane"), "testing") for i in range(600)]
        Films(made.store).put(many)
        assert made.search("number 599 lane", 1)[0].film.id == 20_599
        assert made.search("giraffe street", 1)[0].film.id == 9001


def test_the_index_lies_on_disk_for_the_next_process_and_damage_is_mended(tmp_path):
    with matinee.open(tmp_path) as made:
        made.films.put(small_catalogue())
        made.search("perihelion")
        place = tmp_path / "search" / "index"
        stamp = (place / "manifest.json").stat().st_mtime_ns
        again = Indexes(made.store, tmp_path / "search", starter_lore)
        assert len(again.current()) == made.films.count()
        assert (place / "manifest.json").stat().st_mtime_ns == stamp
        (place / "names_letters.npy").write_bytes(b"damaged")
        assert (
            Indexes(made.store, tmp_path / "search", starter_lore)
            .current()
            .parts[0]
            .names.find("perihelion", 1)
        )


def test_what_people_remember_finds_a_film_and_is_the_reason(tmp_path):
    lore = Lore(
        scenes={201: ("a spoon bent over a campfire", "snow falling upwards in a lift")},
        asked={202: ("wizened gardener grows a telescope",)},
    )
    with matinee.open(tmp_path) as made:
        made.films.put(small_catalogue())
        plain = Search(made.store, Indexes(made.store, tmp_path / "search"))
        told = Search(made.store, Indexes(made.store, tmp_path / "search", lambda: lore), lore=lambda: lore)
        asked = "that one where snow is falling up in a lift"
        assert plain.find(asked) == []
        found = told.find(asked)
        assert (found[0].film.id, found[0].reason) == (201, "words: snow falling upwards in a lift")
        # Too little of a scene, or a way to ask, is no reason that could be told.
        assert told.find("campfire")[0].reason != "words: a spoon bent over a campfire"
        assert told.find("wizened gardener with a telescope")[0].film.id == 202
        assert plain.find(asked) == [], "an index of other knowledge is not read"


def test_a_folder_that_cannot_be_written_still_finds(tmp_path):
    (tmp_path / "search").write_text("in the way")
    with matinee.open(tmp_path) as made:
        made.films.put(small_catalogue())
        assert made.search("perihelion", 1)[0].film.id == 201
