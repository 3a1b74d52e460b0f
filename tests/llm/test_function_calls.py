"""What a model asks for, read: calls that can be made, and errors that name what is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon import llm
from antiphon.errors import ToolError


class Phone(llm.FunctionContext):
    @llm.ai_callable(description="Call somebody.")
    async def dial(self, number: str, minutes: int = 5, note: str | None = None) -> None: ...

    @llm.ai_callable(description="Hang up.")
    async def hang_up(self) -> None: ...


PHONE = Phone()


def dial(raw: str) -> llm.FunctionCallInfo:
    return llm.parse_function_call(PHONE, "call_1", "dial", raw)


def refusal(raw: str) -> llm.FunctionCallError:
    with pytest.raises(llm.FunctionCallError) as caught:
        dial(raw)
    return caught.value


def test_a_call_knows_its_tool_and_its_words() -> None:
    raw = '{"number": "110", "minutes": 2.0}'
    call = dial(raw)
    assert call.tool_call_id == "call_1"
    assert call.function_info is PHONE.ai_functions["dial"]
    assert call.raw_arguments == raw
    assert call.arguments == {"number": "110", "minutes": 2}


def test_what_is_not_given_is_left_to_the_tools_default() -> None:
    assert dial('{"number": "110"}').arguments == {"number": "110"}


def test_null_is_kept_where_it_is_allowed() -> None:
    """Defect 28."""
    assert dial('{"number": "110", "note": null}').arguments == {"number": "110", "note": None}


def test_what_the_tool_does_not_know_is_left_out() -> None:
    """Decision 49."""
    assert dial('{"number": "110", "loud": true}').arguments == {"number": "110"}


@pytest.mark.parametrize("raw", ["", "  \n", "{}", '{"x": 1}'])
def test_a_tool_without_arguments_is_called_with_nothing(raw: str) -> None:
    call = llm.parse_function_call(PHONE, "call_1", "hang_up", raw)
    assert (call.arguments, call.raw_arguments) == ({}, raw)


def test_an_unknown_tool_is_named() -> None:
    with pytest.raises(llm.FunctionCallError) as caught:
        llm.parse_function_call(PHONE, "call_1", "text", "{}")
    assert str(caught.value) == "there is no function named text; there are: dial, hang_up"
    assert caught.value.field is None


def test_an_unknown_tool_among_none() -> None:
    with pytest.raises(llm.FunctionCallError, match="there are: none"):
        llm.parse_function_call(llm.FunctionContext(), "call_1", "text", "{}")


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ("{}", "number", "argument number is missing"),
        ('{"number": null}', "number", "argument number must be a string, not null"),
        ('{"number": 110}', "number", "argument number must be a string, not a whole number"),
        (
            '{"number": "1", "minutes": 1e999}',
            "minutes",
            "argument minutes must be a whole number, not a number out of range",
        ),
        ('{"number": "1", "minutes": NaN}', None, "the arguments must be valid JSON"),
        ('{"number": ', None, "the arguments must be valid JSON"),
        ("[" * 100_000, None, "the arguments must be valid JSON"),
        ("1" * 5000, None, "the arguments must be valid JSON"),
        ("null", None, "the arguments must be an object, not null"),
        ("3", None, "the arguments must be an object, not a whole number"),
        ("[]", None, "the arguments must be an object, not an array"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(raw: str, field: str | None, message: str) -> None:
    error = refusal(raw)
    assert (error.field, str(error)) == (field, message)


def test_the_error_is_one_that_can_be_told_to_the_model() -> None:
    error = refusal("{}")
    assert isinstance(error, ValueError)
    assert isinstance(error, ToolError)


def test_an_error_repeats_none_of_the_values() -> None:
    assert "secret" not in str(refusal('{"number": "1", "minutes": "secret"}'))


def test_a_number_too_large_for_a_float_is_refused() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Wait.")
    async def wait(seconds: float) -> None: ...

    raw = '{"seconds": 1%s}' % ("0" * 400)
    with pytest.raises(llm.FunctionCallError, match="argument seconds must be a number"):
        llm.parse_function_call(fnc_ctx, "call_1", "wait", raw)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
arguments = st.fixed_dictionaries(
    {}, optional={"number": json_values, "minutes": json_values, "note": json_values}
)


@settings(deadline=None)
@given(st.text() | json_values.map(json.dumps) | arguments.map(json.dumps))
def test_any_text_is_a_call_that_fits_or_an_error_that_says_why(raw: str) -> None:
    """Fault 76."""
    try:
        call = dial(raw)
    except llm.FunctionCallError as error:
        assert error.field in (None, "number", "minutes", "note")
        return
    assert isinstance(call.arguments["number"], str)
    assert type(call.arguments.get("minutes", 5)) is int
    assert isinstance(call.arguments.get("note"), (str, type(None)))


def test_arguments_that_the_model_left_out_are_none_at_all() -> None:
    call = llm.parse_function_call(PHONE, "call_1", "hang_up", None)
    assert (call.arguments, call.raw_arguments) == ({}, "")


def test_a_call_made_by_hand_has_ended() -> None:
    call = llm.parse_function_call(PHONE, "call_1", "hang_up", "{}")
    called = llm.CalledFunction(call_info=call, task=None, result="bye")  # type: ignore[arg-type]
    assert not called.is_running
    message = llm.ChatMessage.create_tool_from_called_function(called)
    assert (message.content, message.tool_call_id) == ("bye", "call_1")
