"""Text as it is written, and as it is read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.spoken_text import MAX_WORD, spoken_text


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2+2=4", "2 plus 2 equals 4"),
        ("12 x 8 = 96", "12 times 8 equals 96"),
        ("3*4 and 8 ÷ 2", "3 times 4 and 8 divided by 2"),
        ("7 - 3, 7−3 and 7-3=4", "7 minus 3, 7 minus 3 and 7 minus 3 equals 4"),
        ("−5 or -0.5", "minus 5 or minus 0.5"),
        ("About ~5, x ≈ 3", "about 5, x is about 3"),
        ("√9 ≤ 3", "the square root of 9 at most 3"),
        ("10-15", "10-15"),
    ],
)
def test_sums_are_said(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("See https://www.example.com/foo?x=1.", "See example dot com slash foo."),
        ("at example.org, now", "at example dot org, now"),
        ("Write to me@foo.org!", "Write to me at foo dot org!"),
        ("Open main.py in .NET", "Open main dot py in dot NET"),
        ("Call (555) 123-4567.", "Call 5 5 5, 1 2 3, 4 5 6 7."),
        ("Call +1 555 123 4567", "Call plus 1, 5 5 5, 1 2 3, 4 5 6 7"),
        ("Dial 911!", "Dial 9 1 1!"),
        ("Order 12345678901234", "Order 1 2 3 4 5 6 7 8 9 0 1 2 3 4"),
    ],
)
def test_addresses_and_long_numbers_are_spelled(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("v1.2.3 of .5", "version 1 point 2 point 3 of 0.5"),
        ("10k stars, open 24/7", "10 thousand stars, open 24 7"),
        ("10 s, 2 h and 5 m", "10 seconds, 2 hours and 5 meters"),
        ("i.e. 6'2\"", "that is, 6 foot 2"),
        ("3:05 PM, $4.50, 12%, 20 °C", "3:05 PM, $4.50, 12%, 20 °C"),
    ],
)
def test_units_are_said_or_left_to_the_reader(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Bold**, `code`, _it_ and <b>tags</b>", "Bold, code, it and tags"),
        ("## Title\n- one\n* two", "Title one two"),
        ("[a link](http://x.y) here", "a link here"),
        ("well--yes", "well — yes"),
        ("Hi 😀 你好 there", "Hi there"),
        ("café naïve Zürich", "café naïve Zürich"),
        ("😀 你好", ""),
        (" \n ", ""),
    ],
)
def test_markup_and_what_cannot_be_read_are_left_out(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@given(st.text(max_size=200))
def test_no_word_is_too_long_to_be_read(text: str) -> None:
    assert all(len(word) <= MAX_WORD for word in spoken_text(text).split())
