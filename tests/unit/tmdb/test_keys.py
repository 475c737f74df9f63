"""Two kinds of key that people mix up, and that nobody may see."""

import pytest

from matinee.errors import TmdbNoKey
from matinee.testing.tmdb_server import KEY, TOKEN
from matinee.tmdb.keys import read_key, without_keys


@pytest.mark.parametrize(
    ("api_key", "token", "bearer"),
    [
        (KEY, None, False),
        (None, TOKEN, True),
        (TOKEN, None, True),
        (None, KEY, False),
        (KEY, TOKEN, True),
        ("", TOKEN, True),
        (f' "{KEY}"\n', None, False),
        (None, f"Bearer {TOKEN}", True),
        (KEY.upper(), "", False),
        ("nonsense", TOKEN, True),
    ],
)
def test_either_kind_is_known_in_either_place(api_key, token, bearer):
    key = read_key(api_key, token)
    assert key.token is bearer
    assert key.secret.lower() in (KEY, TOKEN.lower())


@pytest.mark.parametrize(("api_key", "token"), [(None, None), ("", ""), ("  ", None)])
def test_no_key_says_how_to_get_one(api_key, token):
    with pytest.raises(TmdbNoKey, match="settings/api"):
        read_key(api_key, token)


@pytest.mark.parametrize("wrong", [KEY[:-1], "a.b.c", f"{KEY}\r\nX-Evil: 1", "schlüssel" * 4, f"{KEY} {KEY}"])
def test_what_is_no_key_is_refused_without_being_shown(wrong):
    with pytest.raises(TmdbNoKey) as refused:
        read_key(wrong, None)
    assert wrong not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_key_is_not_in_its_repr():
    assert KEY not in repr(read_key(KEY, None))


@pytest.mark.parametrize(
    "text", [f"https://x/3/movie/1?api_key={KEY}&page=1", f"key {KEY} refused", f"Bearer {TOKEN}."]
)
def test_keys_are_struck_out_of_foreign_text(text):
    assert KEY not in without_keys(text)
    assert TOKEN not in without_keys(text)
    assert "***" in without_keys(text)


def test_other_text_stays():
    assert without_keys("See www.themoviedb.org and 12345.") == "See www.themoviedb.org and 12345."
