"""What a tool returned is told if it can be said aloud, and if it cannot, that is told."""

import dataclasses
import math

import pytest

from antiphon.llm.results import encode_result
from antiphon.plugins.local.dialogue.results import in_sentences

UNREADABLE = "I got an answer that I can't read out."


class Lamp:
    pass


class Nameless:
    def __str__(self) -> str:
        raise RuntimeError


@dataclasses.dataclass
class Room:
    name: str
    lamp: object


def told(result: object) -> str:
    return in_sentences([encode_result(result)])


@pytest.mark.parametrize(
    "result",
    [
        object(),
        Lamp(),
        Nameless(),
        Lamp,
        told,
        b"RIFF",
        math.nan,
        -math.inf,
        {"temperature": math.nan},
        [21.5, math.nan],
        (21.5, math.inf),
        {(1, 2): "three"},
        f"The lamp is {Lamp()}.",
        "<html><body>Sunny</body></html>",
        "---",
    ],
)
def test_what_is_for_programs_is_not_read_out(result: object) -> None:
    assert told(result) == UNREADABLE


@pytest.mark.parametrize(
    ("result", "answer"),
    [
        ("(Sunny, that is.)", "(Sunny, that is.)."),
        ("[1] Sunny. [2] Warm", "[1] Sunny. [2] Warm."),
        ("x < 3 and y > 4", "X < 3 and y > 4."),
        ("bring your own", "Bring your own."),
        ("It's at 0x10.", "It's at 0x10."),
    ],
)
def test_what_only_looks_like_it_is_read_out(result: str, answer: str) -> None:
    assert told(result) == answer


def test_the_rest_of_an_answer_is_told() -> None:
    answer = told(Room("hall", Lamp()))
    assert answer == "The name is hall, and the lamp is something I can't read out."


@pytest.mark.parametrize("blank", ["", "  \n", '" "'])
def test_an_empty_answer_is_told_as_one(blank: str) -> None:
    assert in_sentences([blank]) == "There is nothing there."


@pytest.mark.parametrize("error", [f"Error: {Lamp()}", '{"error": "..."}'])
def test_a_failure_is_told_without_what_is_for_programs(error: str) -> None:
    assert in_sentences([error]) == "I'm sorry, that didn't work."


def test_a_number_that_is_none_is_told_as_such() -> None:
    assert in_sentences(['{"wind": NaN}']) == "The wind is something I can't read out."
