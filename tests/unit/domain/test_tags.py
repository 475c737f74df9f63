"""Words of rows as columns: the same as looking through them one by one."""

from hypothesis import given
from hypothesis import strategies as st

from matinee.domain.tags import Tags

WORDS = st.sampled_from(["heist", "grief", "sea", "war", "love", "robots"])


@given(st.lists(st.lists(WORDS, max_size=5), max_size=12), st.frozensets(WORDS, max_size=4))
def test_rows_that_hold_a_word_are_those_that_do(rows, asked):
    held = Tags.of(rows).holding(asked)
    assert held.tolist() == [bool(asked & set(words)) for words in rows]


@given(st.lists(st.lists(WORDS, max_size=5), max_size=12))
def test_words_are_counted_once_a_row_the_commonest_first(rows):
    counts = Tags.of(rows).counts()
    assert counts == {word: sum(word in words for words in rows) for words in rows for word in words}
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_a_word_nobody_has_is_held_by_none():
    assert Tags.of([["a"], [], ["b"]]).holding({"c"}).tolist() == [False, False, False]
    assert Tags.of([]).holding({"c"}).tolist() == []
