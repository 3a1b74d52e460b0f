"""What sounds finished, and what does not."""

import pytest

from antiphon.plugins.local.completeness import Completeness, completeness

FINISHED, UNCERTAIN, UNFINISHED = Completeness


@pytest.mark.parametrize(
    "text",
    [
        "Put milk and",
        "Put milk and.",
        "I would like to.",
        "Is it going to?",
        "What is the?",
        "I am looking for my…",
        "I am looking for my...",
        "First the eggs,",
        "It was a –",
        "Because.",
        "Well.",
        "Um.",
        "Take the, um.",
        "My name is.",
        "The library is",
        "Tell me a story about.",
        "Where do I get to?",
        "Please, can you?",
        "Okay so",
        "And I'd like.",
        "Do you know what?",
    ],
)
def test_a_speaker_who_breaks_off_has_not_finished(text: str) -> None:
    assert completeness(text) is UNFINISHED
    assert completeness(text, suffices=True) is UNFINISHED


@pytest.mark.parametrize(
    "text",
    [
        "Turn on the kitchen lights.",
        "When is the museum open on Saturday?",
        "That is wonderful!",
        "He said “good night.”",
        "What can you help me with?",
        "Who are you talking to?",
        "Please turn it on.",
        "I know what time it is.",
        "No, I can't.",
        "I like the second one.",
        "So I think so.",
    ],
)
def test_a_whole_sentence_sounds_finished(text: str) -> None:
    assert completeness(text) is FINISHED


@pytest.mark.parametrize("text", ["", "?!", "Saturday.", "Lights on!", "turn on the lights"])
def test_a_word_or_two_may_be_all_or_not_and_so_may_what_has_no_full_stop(text: str) -> None:
    assert completeness(text) is UNCERTAIN


def test_a_number_may_go_on_unless_it_is_all_that_is_needed() -> None:
    assert completeness("Set a timer for twenty.") is UNFINISHED
    assert completeness("The code is 4 7.") is UNFINISHED
    assert completeness("What is seven times?") is UNFINISHED
    assert completeness("What is seven times eight?", suffices=True) is FINISHED


@pytest.mark.parametrize(
    "text", ["Call five five five.", "Call 5 5 5 0", "My pin is four oh", "Call nine one one."]
)
def test_a_number_told_digit_by_digit_may_go_on_even_if_it_is_enough(text: str) -> None:
    assert completeness(text, suffices=True) is UNFINISHED


@pytest.mark.parametrize("text", ["What is seven times twenty?", "Order three hundred."])
def test_a_round_number_that_is_enough_may_be_all_or_not(text: str) -> None:
    assert completeness(text, suffices=True) is UNCERTAIN


@pytest.mark.parametrize("text", ["My name is N.", "B.", "It is spelled A, N, N.", "A-N-N."])
def test_a_word_that_is_spelled_has_more_letters(text: str) -> None:
    assert completeness(text, suffices=True) is UNFINISHED


def test_a_letter_may_be_a_word_of_its_own() -> None:
    assert completeness("I should take vitamin C.") is FINISHED


def test_a_number_as_long_as_a_telephone_number_may_be_all() -> None:
    number = "five five five one two three"
    assert completeness(f"My number is {number}.") is UNFINISHED
    assert completeness(f"My number is {number} four.") is FINISHED


def test_where_something_is_missing_it_may_be_on_its_way() -> None:
    assert completeness("Please set a timer.") is FINISHED
    assert completeness("Please set a timer.", suffices=False) is UNCERTAIN


def test_what_suffices_is_finished_without_a_full_stop() -> None:
    assert completeness("turn on the lights", suffices=True) is FINISHED
