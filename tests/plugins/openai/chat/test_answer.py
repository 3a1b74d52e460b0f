"""Answers put together from their pieces, as servers of all kinds cut them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.llm import ToolCall
from antiphon.plugins.openai.chat.answer import Answer
from antiphon.plugins.openai.chat.thoughts import Thoughts


def piece(**parts: Any) -> dict[str, Any]:
    return {"choices": [{"delta": parts}]}


def calls_in(*pieces: dict[str, Any], taken: tuple[str, ...] = ()) -> tuple[ToolCall, ...]:
    """The calls that an answer of these asks for."""
    answer = Answer("The endpoint", taken)
    for each in pieces:
        answer.read(piece(tool_calls=[each]))
    return answer.finish().tool_calls


def test_a_call_that_has_no_number_and_no_id_is_told_from_the_next_by_its_name() -> None:
    first, second = calls_in(
        {"function": {"name": "weather", "arguments": "{"}},
        {"function": {"arguments": "}"}},
        {"id": "", "function": {"name": "time", "arguments": "{}"}},
    )
    assert [(call.name, call.arguments) for call in (first, second)] == [
        ("weather", "{}"),
        ("time", "{}"),
    ]
    assert first.call_id != second.call_id
    assert all(len(call.call_id) == 9 and call.call_id.isalnum() for call in (first, second))


def test_a_name_that_is_said_again_begins_nothing_new() -> None:
    (call,) = calls_in(
        {"index": 0, "id": "c", "function": {"name": "weather", "arguments": "{"}},
        {"index": 0, "id": "c", "function": {"name": "weather", "arguments": "}"}},
        {"index": 0},
    )
    assert call == ToolCall(call_id="c", name="weather", arguments="{}")


def test_an_id_that_was_there_before_is_replaced_for_a_call_runs_once() -> None:
    function = {"name": "weather", "arguments": "{}"}
    first, second = calls_in(
        {"index": 0, "id": "call_0", "function": function},
        {"index": 1, "id": "call_0", "function": function},
        taken=("call_0",),
    )
    assert len({first.call_id, second.call_id, "call_0"}) == 3


def test_a_refusal_is_spoken_and_what_is_only_about_the_cost_is_not() -> None:
    answer = Answer("The endpoint")
    told = [
        answer.read(each).text
        for each in (
            piece(refusal="I had rather not."),
            {"choices": [], "usage": {"total_tokens": 3}},
            {"choices": None},
            {"choices": [{"delta": None, "finish_reason": "stop"}]},
        )
    ]
    assert told == ["I had rather not.", "", "", ""]
    assert answer.finish().tool_calls == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("<think>Hm.</think>Hello.", "Hello."),
        ("\n<think>\nHm.\n</think>\n\nHello.", "Hello."),
        ("<think></think>Hello <think>there</think>.", "Hello <think>there</think>."),
        ("<thin", "<thin"),
        (" <", " <"),
        ("<p>Hello.", "<p>Hello."),
        ("<think>Hm.", ""),
        ("<think>Hm.</think>\n", ""),
        ("", ""),
    ],
)
@given(data=st.data())
def test_thoughts_are_left_out_however_they_are_cut(
    answer: str, said: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answer)))))
    thoughts = Thoughts()
    told = ""
    for begin, end in zip([0, *cuts], [*cuts, len(answer)], strict=True):
        told += thoughts.leave_out(answer[begin:end])
    assert told + thoughts.rest() == said


@given(st.lists(st.text("<think>/ a", max_size=6)))
def test_an_answer_without_thoughts_is_told_letter_by_letter(pieces: list[str]) -> None:
    if "".join(pieces).lstrip().startswith("<think>"):
        return
    thoughts = Thoughts()
    told = "".join(thoughts.leave_out(each) for each in pieces)
    assert told + thoughts.rest() == "".join(pieces)
