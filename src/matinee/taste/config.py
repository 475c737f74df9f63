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
    content_dimensions: int = 384
    """Leading content dimensions from which the vectors of films without a crowd are foretold."""
    content_penalty: float = 1.0
    """Ridge of that foretelling."""
    film_patience: float = 20.0
    """People who rated a film after whom its own vector and the foretold one have equal say."""
    offset_people: float = 20.0
    """People's worth of evidence in a film's foretold probability of being chosen."""
    offset_ratings: float = 5.0
    """Ratings' worth of evidence in a film's foretold stars."""

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

    star_noise: float = 0.79
    """sigma of a rating, in stars."""
    like_stars: float = 1.0
    """What a like without stars says about enjoyment, in stars above the film's mean."""
    dislike_stars: float = -1.5
    """What a dislike without stars says about enjoyment."""
    opinion_noise: float = 1.4
    """sigma of such a like or dislike, in stars."""

    # Time
    floor: float = 0.2
    """Weight below which no event falls, however old."""
    half_life_events: float = 10.0
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
