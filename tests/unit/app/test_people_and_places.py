"""Names that lead to films, filters in words, and where a film would stand."""

from matinee.app.filters import filter_words
from matinee.app.person import people_links
from matinee.app.waterfall import places
from matinee.domain.catalogue import Filters
from matinee.domain.feedback import Event, Kind
from matinee.domain.film import Film
from matinee.services.counterfactuals import Place, WhatIf
from matinee.services.preferences import Kept
from matinee.services.reasons import Reason
from matinee.taste.rank import Dials


def test_a_name_is_a_link_whatever_it_holds():
    html = people_links(["Val Kilmer", 'O\'Hara & "Sons" <b>', "A/B?c#d"])
    assert 'href="?person=Val%20Kilmer"' in html
    assert "<b>" not in html
    assert "O&#x27;Hara &amp; &quot;Sons&quot; &lt;b&gt;" in html
    assert 'href="?person=A%2FB%3Fc%23d"' in html
    assert people_links([]) == ""


def test_every_filter_has_words():
    plain = Kept()
    assert filter_words(plain) == []
    kept = Kept(
        Filters(
            genres=frozenset({"Crime"}),
            not_genres=frozenset({"Horror"}),
            themes=frozenset({"heist"}),
            not_themes=frozenset({"gore"}),
            years=(1990, 1999),
            max_runtime=100,
            languages=frozenset({"fr"}),
            not_languages=frozenset({"en"}),
            countries=frozenset({"JP"}),
            not_countries=frozenset({"US"}),
            age=13,
            services=frozenset({"Lumen", "Attic"}),
            paid=True,
        ),
        Dials(obscurity=0.5, variety=1.0),
    )
    assert filter_words(kept) == [
        "Crime",
        "no Horror",
        "heist",
        "no gore",
        "1990–1999",
        "up to 1 h 40 min",
        "French",
        "not in English",
        "from Japan",
        "not from United States",
        "for age 13",
        "Attic or Lumen, also to rent or buy",
        "variety 100%",
        "obscurity 50%",
    ]


def test_places_say_what_would_change_and_what_would_not():
    rated = Event(event_id="a", user="me", kind=Kind.RATING, film_id=1, value=5, at=1)
    liked = Event(event_id="b", user="me", kind=Kind.LIKE, film_id=2, at=1)
    html = places(
        WhatIf(
            Place(2, 1458, 3.0, 4.0),
            (
                (Reason(rated, Film(id=1, title="<Heat>"), 1.0), Place(1040, 1459, 1.0, 3.0)),
                (Reason(liked, None, 0.5), Place(2, 1458, 2.9, 3.9)),
            ),
        )
    )
    assert "<strong>number 2</strong> among 1,458 films" in html
    assert "Without your rating of &lt;Heat&gt; it would be <strong>number&nbsp;1,040</strong>" in html
    assert "a film that has left it would still be" in html
    assert "<Heat>" not in html
