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


def test_calls_that_all_have_one_number_are_told_apart() -> None:
    """Older versions of Ollama send each call whole, and number all of them 0."""
    named = calls_in(
        {"index": 0, "id": "call_a", "function": {"name": "weather", "arguments": '{"city":1}'}},
        {"index": 0, "id": "call_b", "function": {"name": "weather", "arguments": '{"city":2}'}},
    )
    nameless = calls_in(
        {"index": 0, "function": {"name": "weather", "arguments": '{"city":1}'}},
        {"index": 0, "function": {"name": "weather", "arguments": '{"city":2}'}},
    )
    for calls in (named, nameless):
        assert [call.arguments for call in calls] == ['{"city":1}', '{"city":2}']


def test_a_call_whose_pieces_each_have_an_id_is_one() -> None:
    """Older versions of vLLM make up an id for each piece."""
    (call,) = calls_in(
        {"index": 0, "id": "call_a", "function": {"name": "weather"}},
        {"index": 0, "id": "call_b", "function": {"arguments": '{"city"'}},
        {"index": 0, "id": "call_c", "function": {"arguments": ":1}"}},
        {"index": 0, "function": {"name": "weather", "arguments": ""}},
    )
    assert call == ToolCall(call_id="call_a", name="weather", arguments='{"city":1}')


def test_a_name_and_an_id_that_are_said_again_without_a_number_begin_nothing_new() -> None:
    (call,) = calls_in(
        {"id": "c", "function": {"name": "weather", "arguments": "{"}},
        {"id": "c", "function": {"name": "weather", "arguments": "}"}},
    )
    assert call.arguments == "{}"


@pytest.mark.parametrize("half", ['{"city": ', "[" * 100_000])
def test_a_name_that_is_said_again_before_the_arguments_are_whole_begins_nothing_new(
    half: str,
) -> None:
    (call,) = calls_in(
        {"index": 0, "function": {"name": "weather", "arguments": half}},
        {"index": 0, "function": {"name": "weather", "arguments": "1}"}},
    )
    assert call.arguments == half + "1}"


def test_arguments_that_come_as_an_object_are_as_good() -> None:
    (call,) = calls_in({"function": {"name": "weather", "arguments": {"city": "Oslo"}}})
    assert call.arguments == '{"city": "Oslo"}'


def test_of_a_content_in_parts_the_text_is_spoken() -> None:
    answer = Answer("The endpoint")
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    parts = [thought, {"type": "text", "text": "Good "}, {"text": "day."}, {"type": "text"}]
    assert answer.read(piece(content=parts)).text == "Good day."


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
        ("<think></think>Hello <think>there</think>.", "Hello ."),
        ("Let me see. <Think>Hm.</Think>Hello.", "Let me see. Hello."),
        ("[THINK]Hm.[/THINK] Hello [you].", "Hello [you]."),
        ("<thinking>Hm </think> <thought>Hm</thought>Hello.", "Hello."),
        ("Hello.<think>Hm. </thi", "Hello."),
        ("Hm.</think>\n\nHello.", "Hm.\n\nHello."),
        ("</think>\n\nHello.", "Hello."),
        ("a < b, c <= d", "a < b, c <= d"),
        ("Hello. </thin", "Hello. </thin"),
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
    if "<think>" in "".join(pieces) or "</think>" in "".join(pieces):
        return
    thoughts = Thoughts()
    told = "".join(thoughts.leave_out(each) for each in pieces)
    assert told + thoughts.rest() == "".join(pieces)


@pytest.mark.parametrize(
    ("begun", "answer", "said", "is_next_begun"),
    [
        (False, "Hm.</think>Hello.", "Hm.Hello.", True),
        (True, "Hm.</think>\nHello.", "Hello.", True),
        (True, "<think>Hm.</think>Hello.", "Hello.", True),
        (True, "Hm, and then the tokens ran out", "", False),
        (False, "<think>Hm.</think>Hello.", "Hello.", False),
        (False, "<think>Hm.</think>Hello.</think>", "Hello.", False),
        (False, "Hello.", "Hello.", False),
        (True, "", "", True),
    ],
)
def test_who_is_made_to_begin_with_a_thought_is_found_out(
    begun: bool, answer: str, said: str, is_next_begun: bool
) -> None:
    thoughts = Thoughts(begun=begun)
    told = "".join(thoughts.leave_out(letter) for letter in answer)
    assert told + thoughts.rest() == said
    assert thoughts.begins_unopened is is_next_begun
