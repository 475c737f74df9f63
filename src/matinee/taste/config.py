"""Every number of the taste model that is a choice, with what it does."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TasteConfig"]


@dataclass(frozen=True, slots=True)
class TasteConfig:
    """The taste model's settings; the defaults serve every history length (ADR 0001)."""

    # The space
    dimensions: int = 128
    """Length of a film's vector; fewer where the catalogue has fewer films or terms."""
    reach: float = 0.8
    """Scale of the interest vectors: how far one event carries to films like it."""
    spread_power: float = 0.25
    """s = (mu (1 - mu)) ^ spread_power: how much further the score of a well-known film can move."""
    enjoyment_dimensions: int = 64
    """Leading dimensions the enjoyment field uses; stars are noisier than choices."""
    enjoyment_reach: float = 1.25
    """Scale of the enjoyment vectors against those of interest, in stars."""
    personal_mean: float = 0.45
    """Spread over people of their own mean rating, in stars: the constant coordinate of enjoyment."""
    top_probability: float = 0.1
    """Probability that a person chooses the best known and liked of films."""
    fame_power: float = 0.5
    """How fast the probability of being chosen falls with the number of people who liked a film."""
    unknown_likes: float = 0.002
    """Least probability of being chosen."""
    vote_prior: float = 50.0
    """Votes at the catalogue's usual mean that a film's own mean is shrunk with."""

    # The crowd
    crowd_patience: float = 400.0
    """People after whom the crowd and the films' content have equal say in what goes together."""
    crowd_reach: float = 1.8
    """Scale of what the crowd says goes together, as `reach` is of content."""
    crowd_grades: tuple[float, ...] = (0.2, 0.3, 0.6, 1.0, 1.0)
    """How much choosing a film says about a member of the crowd who gave it 1, 2, 3, 4, 5 stars."""
    foretelling_films: int = 3000
    """Rated films, at the most, from which those nobody rated are foretold."""
    vector_penalty: float = 0.4
    """Noise of a film's own vector where it is foretold from content, against a kernel whose mean diagonal is 1."""
    offset_penalty: float = 5.0
    """The same for the logarithm of the odds of being chosen."""
    foretold_reach: float = 2.0
    """How much longer a foretold vector is made, as a regression leaves it shorter than what it foretells."""
    film_patience: float = 20.0
    """People who rated a film after whom its own vector and the foretold one have equal say."""
    offset_people: float = 20.0
    """People's worth of evidence in a film's foretold probability of being chosen."""
    offset_patience: float = 3.0
    """People who rated a film after whom its own probability of being chosen and the foretold one have equal say."""
    offset_ratings: float = 5.0
    """Ratings' worth of evidence in a film's foretold stars."""

    # Neighbours
    neighbour_weight: float = 8.0
    """What film-to-film evidence adds to interest for a very long history."""
    neighbour_patience: float = 40.0
    """Events after which it adds half of that."""
    neighbour_penalty: float = 1000.0
    """Ridge of the film-to-film regression, in people."""
    neighbour_likes: int = 20
    """People who must like a film for it to have neighbours."""
    neighbour_films: int = 4000
    """Films that have neighbours, at the most."""
    neighbours: int = 128
    """Neighbours kept of each film."""
    neighbour_self: float = 0.1
    """What a film says of one just like it, where there are only vectors to go by."""
    neighbour_ridge: float = 1.0
    """Ridge of foretelling film-to-film evidence from vectors."""

    # The belief
    background: float = 0.02
    """w0 for no events: how firmly films not mentioned are taken to be as the offsets of a large crowd say."""
    background_growth: float = 0.0015
    """What each event in force adds to w0."""
    background_films: float = 4000.0
    """N0: films that w0 speaks for at the most, however many there are."""
    trust_without_crowd: float = 0.25
    """Part of w0 that offsets made from votes or fame deserve."""
    like_precision: float = 3.0
    """c of a like, of a rating at the person's threshold or above, and of a dislike."""
    delight: float = 0.3
    """How much more a rating counts for each star above the threshold."""
    quiet_precision: float = 1.2
    """c of a watch without opinion, a save and a refusal."""
    doubt: float = 0.4
    """Part of a like that a rating just below the threshold lacks for each star below it."""
    doubt_precision: float = 2.0
    """c of a rating just below the threshold: chosen once, and found so-so."""
    refusal: float = 0.5
    """r_min: what a dislike or refusal says at the least, in standardised units."""
    liking_threshold: float = 4.0
    """Stars from which a rating is a like; harsher people like from less, see `lowest_threshold`."""
    lowest_threshold: float = 3.0
    """The threshold of the harshest person."""
    threshold_patience: float = 10.0
    """Ratings before a person's own mean moves their threshold half way."""

    star_noise: float = 0.77
    """sigma of a rating, in stars."""
    like_stars: float = 1.0
    """What a like without stars says about enjoyment, in stars above the film's mean."""
    dislike_stars: float = -1.5
    """What a dislike without stars says about enjoyment."""
    opinion_noise: float = 1.4
    """sigma of such a like or dislike, in stars."""

    wish_step: float = 2.5
    """How far a pinned trait is put beyond what was said, in standard deviations between people."""
    wish_precision: float = 10_000.0
    """c of a mute or pin: firm, so that nothing said later talks it away."""

    # Time
    floor: float = 0.1
    """Weight below which no event falls, however old."""
    half_life_events: float = 6.0
    """Later moments of feedback after which an event's interest weighs half (above the floor)."""
    half_life_days: float = 1500.0
    """Days after which an event weighs half (above the floor)."""

    # The score
    interest_unit: float = 0.1
    """Interest that counts as one point of score."""
    enjoyment_unit: float = 1.0
    """Stars that count as one point of score, before `enjoyment_weight`."""
    enjoyment_weight: float = 0.5
    """beta: the part of expected enjoyment in the score."""
    usual_stars: float = 3.25
    """Stars that add nothing to the score."""
