"""What the recognizer writes, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.normalize import tidy_transcript


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("What is the weather like to-day?", "What is the weather like today?"),
        ("To-morrow  night, or to-night", "Tomorrow night, or tonight"),
        ("Good-bye.", "Goodbye."),
        ("Ten per cent of it", "Ten percent of it"),
        ("In short,, the  period.. ", "In short, the period."),
        ("♪♪ La la ♪", "La la"),
        ("Wait ... no", "Wait... no"),
        ("  Turn on the lights. ", "Turn on the lights."),
    ],
)
def test_old_spellings_and_slips_are_put_right(written: str, tidied: str) -> None:
    assert tidy_transcript(written) == tidied


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Flight 218.", "Flight two hundred and eighteen."),
        ("My order number is 8163.", "My order number is eight one six three."),
        ("Call 555-123-4567", "Call five five five one two three four five six seven"),
        ("It costs $42.50.", "It costs forty two dollars and fifty cents."),
        ("It costs £1", "It costs one pound"),
        ("It costs £2.05", "It costs two pounds and five pence"),
        ("At 3:05 or 7:30 or 4:00", "At three oh five or seven thirty or four o'clock"),
        ("12% of 1,200", "twelve percent of one thousand two hundred"),
        ("Pi is 3.14", "Pi is three point one four"),
        ("Born in 1984, not 1905", "Born in nineteen eighty four, not nineteen oh five"),
        ("In 2007 and 2024", "In two thousand and seven and twenty twenty four"),
        ("1500 of them", "one thousand five hundred of them"),
        ("Agent 007", "Agent zero zero seven"),
        ("The 1st of 3D", "The 1st of 3D"),
        ("What is forty+two=?", "What is forty plus two equals?"),
        ("Multiply 8x12, or 8 × 12", "Multiply eight times twelve, or eight times twelve"),
        ("90÷6 & more", "ninety divided by six and more"),
    ],
)
def test_figures_are_written_as_they_were_said(written: str, spoken: str) -> None:
    assert tidy_transcript(written) == spoken


@pytest.mark.parametrize("noise", ["", " ", "...", "♪♪♪♪♪?", "You", "The.", "you,"])
def test_what_is_heard_in_noise_is_nothing(noise: str) -> None:
    assert tidy_transcript(noise) == ""


def test_the_same_words_in_a_sentence_stay() -> None:
    assert tidy_transcript("You there") == "You there"


@given(st.text(alphabet="ab 0123456789,.:$%-♪to+x&", max_size=40))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy_transcript(text)

    assert tidy_transcript(once) == once
