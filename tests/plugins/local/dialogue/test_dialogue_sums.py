"""Sums are worked out exactly, said in words, and told from everything else."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.dialogue.numbers import in_words
from antiphon.plugins.local.dialogue.sums import read_sum
from antiphon.plugins.local.dialogue.words import listen
from tests.plugins.local.dialogue.caller import Caller


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("What's twelve times twelve?", "Twelve times twelve is one hundred and forty-four."),
        ("What is 15% of 200?", "Fifteen percent of two hundred is thirty."),
        ("15 per cent of 200", "Fifteen percent of two hundred is thirty."),
        ("minus three times four", "Minus three times four is minus twelve."),
        ("what is ten plus five minus two", "Ten plus five minus two is thirteen."),
        ("two plus three times four", "Two plus three times four is fourteen."),
        ("How much is 3.5 * 2?", "Three point five times two is seven."),
        ("7 - 10", "Seven minus ten is minus three."),
        ("add five and six", "Five plus six is eleven."),
        ("subtract three from ten", "Ten minus three is seven."),
        ("multiply six by seven", "Six times seven is forty-two."),
        ("the sum of one, two and three", "One plus two plus three is six."),
        ("nine squared", "Nine squared is eighty-one."),
        ("two to the power of ten", "Two to the power of ten is one thousand and twenty-four."),
        ("the square root of eighty one", "The square root of eighty-one is nine."),
        ("a third of ninety", "A third of ninety is thirty."),
        ("half of seven", "Half of seven is three point five."),
        ("200 minus 10 percent", "Two hundred minus ten percent is one hundred and eighty."),
        ("ten over three", "Ten divided by three is about three point three three three."),
        ("what is two plus to", "Two plus two is four."),
        ("seven divided by zero", "Nothing can be divided by zero, so there is no answer to that."),
        ("nine to the power of nine million", "That number is too long for me."),
        ("the square root of minus one", "A negative number has no square root that I know of."),
        ("two to the power of one point five", "I can only raise a number to a whole power."),
    ],
)  # fmt: skip
async def test_answers_sums(said: str, answer: str) -> None:
    assert await Caller().says(said) == answer


async def test_zero_divides_nothing_in_a_power_either() -> None:
    assert (await Caller().says("zero to the power of minus one")).startswith("Nothing can be")


async def test_goes_on_from_the_last_result() -> None:
    caller = Caller()
    await caller.says("What is ten plus five?")

    assert await caller.says("and times two") == "Fifteen times two is thirty."
    assert await caller.says("divide that by three") == "Thirty divided by three is ten."
    assert await caller.says("minus one") == "Ten minus one is nine."


@pytest.mark.parametrize(
    "said",
    [
        "add milk and eggs",
        "it costs forty two dollars and fifty cents",
        "my phone number is five five five one two",
        "what is five",
        "ten percent",
        "times",
        "what time is it",
        "one plus is the name of a phone",
    ],
)
def test_takes_nothing_else_for_a_sum(said: str) -> None:
    assert read_sum(listen(said).words, Fraction(7)) is None


@given(st.integers(-999, 999), st.integers(-999, 999))
def test_agrees_with_arithmetic(a: int, b: int) -> None:
    for sign, value in (("plus", a + b), ("minus", a - b), ("times", a * b)):
        found = read_sum(listen(f"what is {in_words(a)} {sign} {in_words(b)}").words)
        assert found is not None
        assert found.value == value
