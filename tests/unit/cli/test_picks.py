"""recommend, why, taste."""

import pytest

from matinee.testing.films import cluster_of


def summed(pick):
    return pick["offset"] + sum(reason["share"] for reason in pick["reasons"])


@pytest.fixture
def told(run):
    run("rate", "the quiet vault", 5)
    run("rate", "brass keys", 4.5)
    run("like", "nine minutes to noon")
    run("dislike", "letters to honfleur")
    run("watched", "perihelion")
    return run


def test_without_feedback_the_list_is_the_offsets_and_a_hint_says_what_next(run):
    found = run("recommend", "-n", 5, "--json")
    assert found.code == 0
    assert all(pick["reasons"] == [] and pick["score"] == pick["offset"] for pick in found.json["picks"])
    assert "matinee rate" in found.err
    assert len(found.err.splitlines()) == 1
    assert "well known and well liked" in run("recommend").out


def test_with_feedback_there_is_no_hint(told):
    assert told("recommend").err == ""


def test_what_was_liked_comes_first_and_what_was_seen_never(told):
    picks = told("recommend", "-n", 5, "--json").json["picks"]
    assert cluster_of(picks[0]["id"]) == "heist"
    every = told("recommend", "-n", 100, "--json").json["picks"]
    assert not {101, 103, 102, 301, 201} & {pick["id"] for pick in every}
    seen = told("recommend", "-n", 100, "--include-seen", "--json").json["picks"]
    assert {101, 201} < {pick["id"] for pick in seen}


def test_all_reasons_sum_to_the_score(told):
    for pick in told("recommend", "-n", 30, "--all-reasons", "--obscurity", 0.5, "--json").json["picks"]:
        assert summed(pick) == pytest.approx(pick["score"], abs=1e-6)
        assert len(pick["reasons"]) == 5


def test_a_pick_has_its_three_largest_reasons_unless_all_are_asked_for(told):
    few = told("recommend", "-n", 3, "--json").json["picks"]
    every = told("recommend", "-n", 3, "--all-reasons", "--json").json["picks"]
    for one, other in zip(few, every, strict=True):
        assert [reason["event"] for reason in one["reasons"]] == [
            reason["event"] for reason in other["reasons"][:3]
        ]


def test_why_is_the_same_for_one_film_with_every_reason(told):
    found = told("why", "second", "safe", "--json").json
    (pick,) = found["picks"]
    assert found["user"] == "me"
    assert (pick["id"], len(pick["reasons"])) == (105, 5)
    assert summed(pick) == pytest.approx(pick["score"], abs=1e-6)
    listed = told("recommend", "-n", 100, "--json").json["picks"]
    score = next(other["score"] for other in listed if other["id"] == 105)
    assert pick["score"] == pytest.approx(score, abs=1e-4)


def test_filters(run):
    def ids(*options):
        return {pick["id"] for pick in run("recommend", "-n", 100, "--json", *options).json["picks"]}

    def clusters(*options):
        return {cluster_of(film_id) for film_id in ids(*options)} - {None}

    assert clusters("--genre", "crime") == {"heist"}
    assert clusters("--genre", "Crime", "--genre", "sci-fi") == {"heist", "space"}
    assert clusters("--not-genre", "crime", "--not-genre", "documentary") == {"space", "romance"}
    assert clusters("--language", "fr", "--language", "DE") == {"romance", "docs"}
    assert clusters("--max-runtime", 100) == {"docs"}
    assert ids("--year", "1979") == {501}
    assert ids("--year", "-1979") == {501, 505}
    assert {503} <= ids("--year", "2003-2003")
    assert ids("--year", "1960s") == {505}


def test_filters_that_leave_nothing_say_so(run):
    found = run("recommend", "--year", "1888", "--json")
    assert found.json == {"user": "me", "picks": []}
    assert (found.code, "loosen the filters" in found.err) == (0, True)


def test_from_one_film(told):
    found = told("recommend", "-n", 4, "--from", "the lighthouse at proxima", "--json", "--all-reasons").json
    assert {cluster_of(pick["id"]) for pick in found["picks"]} == {"space"}
    for pick in found["picks"]:
        assert [(reason["id"], reason["kind"]) for reason in pick["reasons"]] == [(207, "like")]
        assert summed(pick) == pytest.approx(pick["score"], abs=1e-6)


def test_the_dials_turn_the_list(told):
    def ids(*options):
        return [pick["id"] for pick in told("recommend", "-n", 8, "--json", *options).json["picks"]]

    assert ids("--variety", 1) != ids("--variety", 0)
    scores = [pick["score"] for pick in told("recommend", "-n", 8, "--json", "--variety", 0).json["picks"]]
    assert scores == sorted(scores, reverse=True)
    plain = told("recommend", "--json", "-n", 1, "--variety", 0, "--genre", "crime").json["picks"][0]
    obscure = told("recommend", "--json", "-n", 1, "--obscurity", 1, "--genre", "crime").json["picks"][0]
    assert obscure["offset"] < plain["offset"]


def test_the_table_says_why_in_words(told):
    found = told("recommend", "-n", 4).out
    assert "because you rated The Quiet Vault 5: " in found
    assert all(len(line) <= 80 for line in found.splitlines())


def test_why_draws_bars_that_end_at_the_score(told):
    found = told("why", "second safe").out
    assert "how well known and liked it is" in found
    assert "you rated The Quiet Vault 5" in found
    points = [float(line.split()[-1]) for line in found.splitlines() if line and line.split()[-1][0] in "+-"]
    assert sum(points[:-1]) == pytest.approx(points[-1], abs=0.04)
    assert [line for line in found.splitlines() if line.split()[-1:] and line.split()[-1][0] in "+-"][
        -1
    ].startswith("score")
    assert all(len(line) <= 80 for line in found.splitlines())


def test_taste_is_told_in_words(told):
    found = told("taste").out
    assert found.startswith("From 5 things you said: you lean towards ")
    assert "genre Crime" in found
    assert "±" in found
    liked = [(trait["block"], trait["term"]) for trait in told("taste", "--json").json["liked"]]
    assert ("genre", "Crime") in liked


def test_why_and_taste_of_somebody_new_say_what_to_do(run):
    for words in (("why", "perihelion"), ("taste",)):
        found = run(*words, "--user", "new", "--json")
        assert found.code == 0
        assert "Nothing is known of new yet" in found.err
    assert run("taste").out == ""
    assert "score" in run("why", "perihelion").out


def test_what_is_shown_is_noted(told, home):
    import matinee

    told("recommend", "-n", 4, "--json")
    with matinee.open(home) as m, m.store.read() as unit:
        noted = unit.impressions("me")
    assert [(impression.place, impression.surface) for impression in noted] == [
        (place, "cli") for place in (1, 2, 3, 4)
    ]


def test_a_series_is_begun_at_its_beginning(run):
    picks = run("recommend", "-n", 20, "--json").json["picks"]
    titles = [pick["title"] for pick in picks]
    assert "The Velvet Job" in titles
    assert "The Velvet Job II" not in titles
    run("watched", "tmdb:106")
    titles = [pick["title"] for pick in run("recommend", "-n", 20, "--json").json["picks"]]
    assert "The Velvet Job II" in titles
    assert "The Velvet Job III" not in titles


def ids(run, *options):
    return {pick["id"] for pick in run("recommend", "-n", 100, *options, "--json").json["picks"]}


@pytest.mark.parametrize(
    ("wanted", "unwanted"),
    [
        (("--language", "French"), ("--not-language", "fr")),
        (("--country", "FR"), ("--not-country", "france")),
        (("--keyword", "Heist"), ("--not-keyword", "heist")),
    ],
)
def test_what_may_come_and_what_may_not_divide_the_films(run, wanted, unwanted):
    every, some, others = ids(run), ids(run, *wanted), ids(run, *unwanted)
    assert some
    assert others
    assert some | others == every
    assert not some & others


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--country", "Narnia"), 'no films from "Narnia"; there are '),
        (("--not-language", "Klingon"), 'in the language "Klingon"; there are '),
        (("--keyword", "hiest"), 'no theme "hiest"; near it: heist'),
        (("--certification", "X"), "there are G, PG, PG-13, R, NC-17"),
        (("--service", "Lumen"), "matinee sync"),
        (("--rows", "--from", "Perihelion"), "leave out --from"),
        (("--saved", "--user", "a", "--user", "b"), "--saved is what one person keeps"),
    ],
)
def test_a_word_that_fits_nothing_is_refused_in_one_line_with_what_there_is(run, options, told):
    found = run("recommend", *options)
    assert found.code == 1
    assert told in found.err
    assert len(found.err.splitlines()) == 1


def test_search_takes_the_same_filters(run):
    every = {hit["id"] for hit in run("search", "bank", "heist", "--json").json["hits"]}
    some = {
        hit["id"] for hit in run("search", "bank", "heist", "--not-keyword", "heist", "--json").json["hits"]
    }
    assert some < every
    assert run("search", "heist", "--country", "Narnia").code == 1


def test_saved_filters_hold_with_what_is_said_on_top(run, home):
    import matinee
    from matinee.services.preferences import Kept
    from matinee.taste.rank import Dials

    with matinee.open(home) as opened:
        filters = opened.filtering.named(languages=["fr"], max_runtime=110)
        opened.preferences.keep("me", Kept(filters, Dials(obscurity=1.0)))
    french = ids(run, "--language", "fr", "--max-runtime", 110)
    assert ids(run, "--saved") == french
    assert ids(run) > french
    assert ids(run, "--saved", "--max-runtime", 1000) == ids(run, "--language", "fr", "--max-runtime", 1000)
    plain = run("recommend", "--language", "fr", "--max-runtime", 110, "--obscurity", 1, "--json").json
    assert run("recommend", "--saved", "--json").json == plain


def test_rows_are_the_page_without_a_film_twice(told):
    rows = told("recommend", "--rows", "-n", 3, "--json").json["rows"]
    assert [row["kind"] for row in rows][:2] == ["top", "because"]
    shown = [pick["id"] for row in rows for pick in row["picks"]]
    assert len(shown) == len(set(shown))
    assert rows[1]["film"]["title"] in rows[1]["title"]
    assert all(pick["because"] for row in rows for pick in row["picks"])
    out = told("recommend", "--rows", "-n", 3).out
    assert all(row["title"] in out for row in rows)


def test_rows_for_someone_new_say_what_to_do(run):
    found = run("recommend", "--rows")
    assert "Top picks" in found.out
    assert "matinee rate" in found.err


def test_why_says_where_the_film_would_be_without_each_large_reason(told):
    found = told("why", "second", "safe", "--json").json["picks"][0]
    assert 1 <= found["place"] <= found["of"]
    without = [reason["without"] for reason in found["reasons"] if "without" in reason]
    assert len(without) == 3
    out = told("why", "second", "safe").out
    assert f"number {found['place']} among {found['of']} films" in out
    assert "Without your rating of The Quiet Vault it would" in out
    told("undo")
    again = told("why", "second", "safe", "--json").json["picks"][0]
    assert again["of"] == found["of"] + 1
