"""Whole evaluations on a made-up crowd whose taste is planted."""

import json

import numpy as np
import pytest

from matinee.domain.feedback import Kind
from matinee.errors import BadValue, StoreError
from matinee.evaluation.dials import dial_points
from matinee.evaluation.figures import MEAN
from matinee.evaluation.lists import FilmFacts
from matinee.evaluation.plots import by_known, reliability
from matinee.evaluation.protocols import PROTOCOLS, tasks_of
from matinee.evaluation.recommender import FilmMean, Popularity, Taste, as_events, scores_of
from matinee.evaluation.report import as_json, write_report
from matinee.evaluation.run import evaluate
from matinee.evaluation.split import people_of, split_people
from matinee.taste.rank import Dials
from matinee.testing.synthetic import cluster_of
from unit.evaluation.people import planted


class Oracle:
    """Knows the planted cluster of each film, and takes it that people like what they liked."""

    def fit(self, films, ratings):
        self.cluster = np.array([cluster_of(film.id, 3) for film in films])
        popular = Popularity()
        popular.fit(films, ratings)
        self.known = popular.scores(None) + 0.1

    def scores(self, history):
        liked = np.bincount(self.cluster[history.liked], minlength=3)
        return liked[self.cluster] * self.known


class Spy(Popularity):
    seen = ()

    def fit(self, films, ratings):
        Spy.seen += (ratings,)
        super().fit(films, ratings)


@pytest.fixture(scope="module")
def data():
    return planted()


@pytest.fixture(scope="module")
def split(data):
    return split_people(data.ratings.people())


@pytest.fixture(scope="module")
def outcomes(data, split):
    models = {"matinee": Taste, "oracle": Oracle, "film mean": FilmMean, "popularity": Popularity}
    return {outcome.model: outcome for outcome in evaluate(models, data, split, list(PROTOCOLS))}


def test_what_knows_the_planted_taste_is_found_better(outcomes):
    for protocol, case in (("few", "k=3"), ("few", MEAN), ("warm", ""), ("cold", "among themselves")):
        known, popular, ours = (
            outcomes[name].sample(protocol, case, "NDCG@10") for name in ("oracle", "popularity", "matinee")
        )
        assert known.against(popular).sigmas > 4
        assert ours.against(popular).sigmas > 3
    assert outcomes["matinee"].sample("likes", "", "AUC").mean > 0.9
    assert 0.4 < outcomes["popularity"].sample("likes", "", "AUC").mean < 0.6


def test_the_interval_of_the_film_mean_holds(outcomes):
    assert outcomes["film mean"].sample("likes", "", "Interval holds").mean == pytest.approx(0.8, abs=0.12)
    assert outcomes["popularity"].sample("likes", "", "Interval holds") is None


def test_popularity_is_least_varied_over_people(outcomes):
    coverage = {name: outcomes[name].sample("warm", "", "Coverage@10").mean for name in outcomes}
    assert coverage["popularity"] < coverage["matinee"]
    popularity = {name: outcomes[name].sample("warm", "", "Popularity").mean for name in outcomes}
    assert popularity["popularity"] == max(popularity.values())


def test_nobody_who_is_asked_is_learned_from(data, split):
    Spy.seen = ()
    evaluate({"spy": Spy}, data, split, ["few", "cold"])
    everything, without_cold = Spy.seen
    assert set(everything.people()) == set(split.train)
    assert not set(everything.people()) & (set(split.test) | set(split.validation))
    assert len(set(everything.film.tolist()) - set(without_cold.film.tolist())) > 20


def test_the_same_again_is_the_same(data, split, outcomes):
    again = evaluate({"matinee": Taste}, data, split, ["few", "likes"])[0]
    for key, sample in again.samples.items():
        assert sample.values == pytest.approx(outcomes["matinee"].samples[key].values, nan_ok=True)


def test_a_mean_of_draws_is_each_persons_own(data, split, outcomes):
    tasks = [
        task for task in tasks_of(["few"], data, people_of(data, split.validation)) if task.case == "k=2"
    ]
    sample = outcomes["popularity"].sample("few", "k=2", "NDCG@10")
    assert len(tasks) == 5
    assert sample.people.tolist() == sorted(tasks[0].people)


def test_scores_that_are_no_scores_are_refused(data):
    class Broken(Popularity):
        def scores_many(self, histories):
            return super().scores_many(histories) * np.nan

    broken = Broken()
    broken.fit(data.films, data.ratings)
    with pytest.raises(ValueError, match="Broken"):
        scores_of(broken, [people_of(data, data.ratings.people()[:1])[0].log])


def test_a_history_as_events(data):
    log = people_of(data, data.ratings.people()[:1])[0].log
    events = as_events(log)
    assert [event.value for event in events] == log.stars.tolist()
    assert {event.kind for event in events} == {Kind.RATING}
    liked = as_events(log.as_likes())
    assert {event.kind for event in liked} == {Kind.LIKE}
    assert {event.value for event in liked} == {None}


def test_a_page_is_ranked_as_shown(data, split):
    model = Taste(dials=Dials(variety=0.5))
    model.fit(data.films, data.ratings.of(split.train))
    history = people_of(data, split.test[:1])[0].log
    page = model.page(history, Dials(variety=0.5), 100)
    order = np.argsort(-model.scores(history), kind="stable")
    assert order[: len(page)].tolist() == page.tolist()
    assert not set(page.tolist()) & set(history.rows.tolist())


def test_the_dials_trade_accuracy_for_what_they_say(data, split):
    model = Taste()
    crowd = data.ratings.of(split.train)
    model.fit(data.films, crowd)
    (task,) = tasks_of(["warm"], data, people_of(data, split.validation))
    points = dial_points(model, task, FilmFacts.of(data.films, crowd))
    variety = [point.variety for point in points if point.dial == "variety"]
    assert variety == sorted(variety)
    popularity = [point.popularity for point in points if point.dial == "obscurity"]
    assert popularity == sorted(popularity, reverse=True)


def test_json_holds_every_figure_and_its_difference(outcomes):
    found = json.loads(json.dumps(as_json(list(outcomes.values()), {"crowd": "planted"}), allow_nan=False))
    assert found["crowd"] == "planted"
    ours = {(f["protocol"], f["case"], f["metric"]): f for f in found["models"][0]["figures"]}
    figure = ours["few", "mean", "NDCG@10"]
    assert figure["low"] < figure["mean"] < figure["high"]
    assert figure["above_popularity"]["mean"] > 2 * figure["above_popularity"]["error"]
    # A figure of the whole has no spread over people.
    assert "low" not in ours["warm", "", "Coverage@10"]


def test_a_report_is_one_file(outcomes, tmp_path):
    place = tmp_path / "report.html"
    write_report(place, list(outcomes.values()), "A <crowd>")
    text = place.read_text(encoding="utf-8")
    assert "A &lt;crowd&gt;" in text
    assert 'src="data:image/png;base64,' in text
    assert "http" not in text.replace("http-equiv", "")
    write_report(tmp_path / "report.png", list(outcomes.values()), "")
    assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG")


def test_a_report_that_cannot_be_written(outcomes, tmp_path):
    with pytest.raises(BadValue, match=r"\.html"):
        write_report(tmp_path / "report.pdf", [], "")
    with pytest.raises(StoreError, match="Cannot write"):
        write_report(tmp_path / "nowhere" / "report.html", [], "")


def test_what_the_plots_are_made_of(outcomes):
    bands = by_known(outcomes["matinee"])
    assert [label for label, _ in bands] == ["1-20"]
    assert bands[0][1] == pytest.approx(outcomes["matinee"].sample("warm", "", "NDCG@10").mean)
    guesses = outcomes["matinee"].guesses
    levels, held = reliability(guesses)
    assert (np.diff(held) >= 0).all()
    assert held[levels == 0.8][0] == pytest.approx(guesses.covered.mean(), abs=0.1)
