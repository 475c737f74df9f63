"""Films by name and number, and search."""

import pytest

from matinee.domain.film import Film
from matinee.errors import AmbiguousFilm, EmptyCatalogue, UnknownFilm

SHELF = [
    Film(id=949, title="Heat", year=1995, cast=("Al Pacino", "Robert De Niro"), vote_count=7000),
    Film(id=2, title="Heat", year=1986, cast=("Burt Reynolds",), vote_count=90),
    Film(id=3, title="The Heat", year=2013, cast=("Sandra Bullock",), vote_count=3000),
    Film(id=530915, title="1917", year=2019, directors=("Sam Mendes",), vote_count=12_000),
    Film(id=14161, title="2012", year=2009, vote_count=11_000),
    Film(
        id=194,
        title="Amélie",
        original_title="Le Fabuleux Destin d'Amélie Poulain",
        year=2001,
        vote_count=11_500,
    ),
    Film(id=129, title="Spirited Away", original_title="千と千尋の神隠し", year=2001, vote_count=16_000),
    Film(
        id=429, title="Good, the Bad and the Ugly, The", year=1966, cast=("Clint Eastwood",), vote_count=9000
    ),
    Film(id=12, title="Blade Runner 2049", year=2017, directors=("Denis Villeneuve",), vote_count=13_000),
    Film(id=78, title="Blade Runner", year=1982, directors=("Ridley Scott",), vote_count=14_000),
    Film(id=5, title="Untold", vote_count=1),
]


@pytest.fixture
def shelf(empty):
    empty.load(*SHELF)
    return empty


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tmdb:949", 949),
        (" TMDB: 949 ", 949),
        ("Heat (1995)", 949),
        ("heat 1995", 949),
        ("heat, 1995", 949),
        ("Heat 1986", 2),
        ("Heat (1987)", 2),
        ("Heat (1994)", 949),
        ("the heat (2013)", 3),
        ("1917", 530915),
        ("1917 (2019)", 530915),
        ("2012", 14161),
        ("2012 2009", 14161),
        ("amelie", 194),
        ("AMÉLIE", 194),
        ("Le fabuleux destin d’Amélie Poulain", 194),
        ("千と千尋の神隠し", 129),
        ("The Good, the Bad & the Ugly", 429),
        ("Blade Runner 2049", 12),
        ("blade runner", 78),
        ("Blade Runner 1982", 78),
        ("Untold", 5),
    ],
)
def test_a_film_is_found_as_people_name_it(shelf, said, meant):
    assert shelf.films.named(said).id == meant


def test_an_ambiguous_title_lists_the_films_most_votes_first(shelf):
    with pytest.raises(AmbiguousFilm) as found:
        shelf.films.named("heat")
    assert [one[0] for one in found.value.candidates] == [949, 3, 2]
    text = str(found.value)
    assert "Heat (1995) = tmdb:949" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    "said", ["tmdb:1", "Heat (1950)", "Nothing Like It", "", "   ", "()", "%", "tmdb:99999999999"]
)
def test_an_unknown_film_is_said_in_one_line_with_what_to_do(shelf, said):
    with pytest.raises(UnknownFilm) as found:
        shelf.films.named(said)
    text = str(found.value)
    assert "\n" not in text
    assert text.startswith("There is no film")


def test_the_nearest_titles_are_suggested(shelf):
    with pytest.raises(UnknownFilm, match=r"did you mean Blade Runner \(1982\) = tmdb:78"):
        shelf.films.named("Blade Runer")
    with pytest.raises(UnknownFilm, match="tmdb:530915"):
        shelf.films.named("1971")


def test_counting_and_getting(shelf):
    assert shelf.films.count() == len(SHELF)
    assert shelf.films.get(949) == SHELF[0]
    assert set(shelf.films.many([949, 1, 3])) == {949, 3}
    with pytest.raises(UnknownFilm, match="tmdb:1 "):
        shelf.films.get(1)


def test_loading_counts_and_reports_its_steps(empty):
    from matinee.domain.film import FilmRecord
    from matinee.domain.ports import Stored

    heard = []
    records = [FilmRecord(Film(id=n, title=f"Film {n}"), "tmdb") for n in range(1, 1203)]
    stored = empty.films.put(records, lambda what, done, total: heard.append((done, total)))
    assert stored == Stored(added=1202)
    assert heard[-1] == (1202, 1202)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert empty.films.put(records) == Stored(unchanged=1202)


def found(shelf, words: str, n: int = 5) -> list[int]:
    return [hit.film.id for hit in shelf.search.find(words, n)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("amelie", 194),
        ("Ameile", 194),
        ("spirted away", 129),
        ("千と千尋", 129),
        ("fabuleux destin", 194),
        ("blade runner", 78),
        ("blade runner 2049", 12),
        ("good bad ugly", 429),
        ("1917", 530915),
        ("heat", 949),
        ("HEAT", 949),
    ],
)
def test_titles_are_found_with_typing_errors_and_without_accents(shelf, words, first):
    assert found(shelf, words)[0] == first


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Al Pacino", 949),
        ("al pachino", 949),
        ("pacino al", 949),
        ("de niro", 949),
        ("denis vileneuve", 12),
        ("Sam Mendes", 530915),
    ],
)
def test_people_are_found_and_named(shelf, words, first):
    hits = shelf.search.find(words, 5)
    assert hits[0].film.id == first
    assert hits[0].reason.startswith("with ")


@pytest.mark.parametrize("words", ["", "   ", "!!!", "xyzzyqwv", "a" * 10_000, "%_'\"; drop table film"])
def test_words_that_name_nothing_find_nothing(shelf, words):
    assert found(shelf, words) == []


def test_no_more_come_than_asked_and_none_twice(shelf):
    hits = found(shelf, "heat", 2)
    assert hits == [949, 2] or hits == [949, 3]
    every = found(shelf, "blade runner", 50)
    assert len(every) == len(set(every))
    scores = [hit.score for hit in shelf.search.find("blade runner", 50)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_an_empty_catalogue_has_nothing_to_find(empty):
    assert empty.search.find("heat") == []
    with pytest.raises(EmptyCatalogue, match="matinee init"):
        empty.films.named("Heat")


def test_the_one_film_of_a_title(house, films):
    film = films[3]
    assert house.films.only(film.title, film.year) == film.id
    assert house.films.only(film.title.upper(), (film.year or 0) + 1) == film.id
    assert house.films.only(film.title, (film.year or 0) + 2) is None
    assert house.films.only("No Such Film") is None
    twin = film.__class__(id=9999, title=film.title, year=film.year)
    house.load(twin)
    assert house.films.only(film.title, film.year) is None
