"""Films as weighted TF-IDF blocks, and the vocabulary that only grows."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from matinee.domain.film import Film
from matinee.features.blocks import BLOCKS, FeatureSpace
from matinee.features.terms import EXTRACTORS
from matinee.testing.synthetic import synthetic_films

FILMS = [
    Film(
        id=1,
        title="One",
        genres=("Crime", "Drama"),
        keywords=("heist",),
        cast=("Ann", "Bob"),
        year=1995,
        overview="thieves plan bank robbery",
    ),
    Film(id=2, title="Two", genres=("Crime",), cast=("Bob",), year=1999, overview="thieves rob bank bank"),
    Film(id=3, title="Three", genres=("Comedy",), directors=("Cy",), overview="bank clerk meets thieves"),
    Film(id=4, title="Nothing known"),
]


@pytest.fixture(scope="module")
def many() -> list[Film]:
    return synthetic_films(120, 4, np.random.default_rng(3))


def columns(space: FeatureSpace, block: str) -> list[int]:
    return [place for place, (name, _) in enumerate(space.terms) if name == block]


def by_term(space: FeatureSpace, row: np.ndarray) -> dict[tuple[str, str], float]:
    return {space.terms[place]: float(row[place]) for place in np.flatnonzero(row)}


@pytest.mark.parametrize("block", ["genre", "cast", "decade", "overview"])
def test_a_block_is_scikit_learns_tfidf_times_the_root_of_its_weight(many, block):
    space, rows = FeatureSpace.fit(many)
    at = columns(space, block)
    names = [space.terms[place][1] for place in at]
    counts = np.array([[EXTRACTORS[block](film).get(name, 0.0) for name in names] for film in many])
    expected = TfidfTransformer(sublinear_tf=BLOCKS[block].sublinear).fit_transform(counts).toarray()
    assert rows.toarray()[:, at] == pytest.approx(expected * BLOCKS[block].weight ** 0.5, abs=1e-6)


def test_tfidf_by_hand():
    space, rows = FeatureSpace.fit(FILMS)
    crime, drama = np.log(5 / 3) + 1, np.log(5 / 2) + 1
    length = np.hypot(crime, drama)
    found = by_term(space, rows.toarray()[0])
    assert found["genre", "Crime"] == pytest.approx(BLOCKS["genre"].weight ** 0.5 * crime / length, abs=1e-6)
    assert found["genre", "Drama"] == pytest.approx(BLOCKS["genre"].weight ** 0.5 * drama / length, abs=1e-6)


def test_each_block_of_a_film_has_the_length_of_its_weight_or_none(many):
    films = [*many, Film(id=9999, title="Only a genre", genres=("Drama",))]
    space, rows = FeatureSpace.fit(films)
    dense = rows.toarray().astype(np.float64)
    for block, config in BLOCKS.items():
        squares = np.square(dense[:, columns(space, block)]).sum(axis=1)
        assert np.all((np.abs(squares - config.weight) < 1e-5) | (squares == 0))
        spoken = np.array([bool(EXTRACTORS[block](film)) for film in films])
        if config.min_films == 1:
            assert np.array_equal(squares > 0, spoken)


def test_a_film_nothing_is_known_of_has_an_empty_row():
    _, rows = FeatureSpace.fit(FILMS)
    assert rows[3].nnz == 0


def test_rare_words_of_overviews_get_no_column_and_rare_people_do():
    space, _ = FeatureSpace.fit(FILMS)
    assert {name for block, name in space.terms if block == "overview"} == {"thieves", "bank"}
    assert ("director", "Cy") in space.terms


def test_the_mean_film_is_the_mean(many):
    space, rows = FeatureSpace.fit(many)
    assert space.mean == pytest.approx(rows.toarray().mean(axis=0), abs=1e-6)
    assert space.films_fitted == len(many)


def test_the_order_of_films_changes_nothing_but_the_order_of_rows(many):
    space, rows = FeatureSpace.fit(many)
    order = np.random.default_rng(0).permutation(len(many))
    other, shuffled = FeatureSpace.fit([many[place] for place in order])
    assert other.terms == space.terms
    assert np.array_equal(other.idf, space.idf)
    assert np.array_equal(shuffled.toarray(), rows.toarray()[order])


def test_films_of_the_fit_transformed_again_get_the_same_features_and_no_column(many):
    space, rows = FeatureSpace.fit(many)
    again, transformed = space.transform(many)
    assert again is space
    assert transformed.toarray() == pytest.approx(rows.toarray(), abs=1e-6)


def test_a_new_persons_or_themes_term_is_appended_and_weighs_as_one_met_once(many):
    space, _ = FeatureSpace.fit(many)
    new = replace(
        many[0], id=1000, directors=("Somebody New", many[0].directors[0]), keywords=("never seen",)
    )
    grown, rows = space.transform([new])
    assert grown.terms[: len(space.terms)] == space.terms
    assert grown.terms[len(space.terms) :] == (("keyword", "never seen"), ("director", "Somebody New"))
    assert np.array_equal(grown.idf[: len(space.idf)], space.idf)
    once = np.log((1 + len(many)) / 2) + 1
    assert grown.idf[-2:] == pytest.approx(once)
    assert np.array_equal(grown.mean[-2:], [0, 0])
    assert rows.shape == (1, len(grown.terms))
    found = by_term(grown, rows.toarray()[0])
    assert found["keyword", "never seen"] == pytest.approx(BLOCKS["keyword"].weight ** 0.5, abs=1e-6)
    known = space.idf[space.terms.index(("director", many[0].directors[0]))]
    assert found["director", "Somebody New"] == pytest.approx(
        BLOCKS["director"].weight ** 0.5 * once / np.hypot(once, known), abs=1e-6
    )


def test_a_new_word_of_an_overview_gets_no_column(many):
    space, _ = FeatureSpace.fit(many)
    grown, rows = space.transform([Film(id=1000, title="New", overview="xylophones everywhere")])
    assert grown is space
    assert rows.nnz == 0


def test_growing_twice_keeps_what_the_first_growth_appended(many):
    space, _ = FeatureSpace.fit(many)
    first, _ = space.transform([Film(id=1000, title="New", directors=("Ida",))])
    second, rows = first.transform([Film(id=1001, title="Newer", directors=("Ida",), cast=("Jo",))])
    assert second.terms[: len(first.terms)] == first.terms
    assert second.terms[-1] == ("cast", "Jo")
    assert by_term(second, rows.toarray()[0]).keys() == {("director", "Ida"), ("cast", "Jo")}


def test_no_films_and_films_without_facts_are_spaces_too():
    space, rows = FeatureSpace.fit([Film(id=1, title="A"), Film(id=2, title="B")])
    assert space.terms == ()
    assert rows.shape == (2, 0)
    grown, later = space.transform([FILMS[0]])
    assert later.nnz == len(grown.terms) > 0


def test_a_film_without_facts_is_no_trouble_to_a_space_without_terms():
    space, _ = FeatureSpace.fit([Film(id=1, title="A")])
    grown, rows = space.transform([Film(id=2, title="B")])
    assert grown is space
    assert rows.shape == (1, 0)
