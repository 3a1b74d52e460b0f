"""Numbers are read from words and digits, and said in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.dialogue.numbers import in_words, numbers_in, ordinal, plural
from antiphon.plugins.local.dialogue.words import listen


def heard(text: str) -> list[Fraction]:
    return [number.value for number in numbers_in(listen(text).words)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twenty-five", ["25"]),
        ("A hundred and five", ["105"]),
        ("two thousand and twenty five", ["2025"]),
        ("nineteen hundred eighty four", ["1984"]),
        ("one million two hundred thousand and six", ["1200006"]),
        ("3.5 million", ["3500000"]),
        ("$3,500", ["3500"]),
        ("two dozen", ["24"]),
        ("one and a half", ["3/2"]),
        ("three point oh five", ["3.05"]),
        ("three point one four", ["3.14"]),
        ("five five one", ["5", "5", "1"]),
        ("twenty and thirty", ["20", "30"]),
        ("five hundred and", ["500"]),
        ("the 21st", []),
        ("nothing of the kind", []),
    ],
)
def test_reads_numbers(text: str, values: list[str]) -> None:
    assert heard(text) == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (-7, "minus seven"),
        (144, "one hundred and forty-four"),
        (12_345, "twelve thousand three hundred and forty-five"),
        (1_000_005, "one million and five"),
        (21.5, "twenty-one point five"),
        (2.0, "two"),
        (Fraction(1, 3), "about zero point three three three"),
        (Fraction(-1, 3), "about minus zero point three three three"),
        (999.9999, "about one thousand"),
        (10**15, "one quadrillion"),
        (1_234 * 10**15, "about one point two three quintillion"),
        (10**50, "one times ten to the power of fifty"),
    ],
)
def test_says_numbers(value: int | float | Fraction, words: str) -> None:
    assert in_words(value) == words


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_reads_every_whole_number_that_it_says(value: int) -> None:
    assert heard(in_words(value)) == [Fraction(value)]


@given(st.integers(min_value=0, max_value=999_999))
def test_reads_decimals_that_it_says(thousandths: int) -> None:
    value = Fraction(thousandths, 1000)
    assert heard(in_words(value)) == [value]


def test_says_ordinals_and_counts() -> None:
    assert [ordinal(day) for day in (1, 2, 3, 5, 12, 20, 22, 31)] == [
        "first", "second", "third", "fifth", "twelfth", "twentieth", "twenty-second", "thirty-first"
    ]  # fmt: skip
    assert (plural(1, "thing"), plural(3, "thing")) == ("one thing", "three things")
