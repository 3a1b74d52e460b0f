"""Rows 121 to 131: chat contexts, and the tools that a model may call."""

import asyncio
import enum
import inspect
import threading
from dataclasses import FrozenInstanceError
from typing import Annotated, Any, Optional

import pytest

from antiphon import llm
from antiphon.audio import AudioFrame
from antiphon.llm import ChatAudio, ChatContext, ChatImage, ChatMessage, FunctionContext, TypeInfo
from antiphon.plugins.google import build_function_declarations
from antiphon.plugins.openai import build_function_description

LINK = "https://example.org/cat.png"


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


class Shop(FunctionContext):
    """Tools, one a kind of parameter."""

    @llm.ai_callable(description="Order something")
    async def order(
        self,
        what: Annotated[str, TypeInfo(description="the article", choices=["tea", "milk"])],
        count: int,
        colors: list[Color],
        level: Level = Level.LOW,
        price: float = 1.0,
        note: Optional[str] = None,  # noqa: UP045 - as programs for 0.12 write it
    ) -> str:
        return f"{count} {what} {[color.name for color in colors]} {level.name} {price} {note}"

    @llm.ai_callable()
    def opening(self) -> str:
        """When the shop opens."""
        return "at nine"


def parsed(name: str, raw: str) -> llm.FunctionCallInfo:
    return llm.parse_function_call(Shop(), "call_1", name, raw)


async def called(info: llm.FunctionCallInfo) -> llm.CalledFunction:
    answer = info.execute()
    await asyncio.wait({answer.task})
    return answer


# -- contexts -----------------------------------------------------------------------------------


def test_row_121_messages_are_made_of_text_and_images() -> None:
    plain, image = ChatMessage.create(text="Hello."), ChatImage(image=LINK)
    assert (plain.role, plain.content) == ("system", "Hello.")
    assert plain.id.startswith("item_") and len(plain.id) == len("item_") + 12
    seen = ChatMessage.create(text="Look!", images=[image], role="user", id="item_1")
    assert (seen.role, seen.id, seen.content) == ("user", "item_1", ["Look!", image])


def test_row_121_a_copy_has_lists_of_its_own() -> None:
    """`tool_exception` is copied, too (defect 56)."""
    error = ValueError("no")
    message = ChatMessage(role="tool", content=["a"], tool_calls=[], tool_exception=error)
    copy = message.copy()
    assert copy == message
    assert isinstance(copy.content, list)
    copy.content.append("b")
    assert message.content == ["a"]
    assert copy.tool_calls is not message.tool_calls
    assert copy.tool_exception is error


async def test_row_121_messages_are_made_of_tool_calls() -> None:
    good = await called(parsed("opening", ""))
    calls = ChatMessage.create_tool_calls([good.call_info], text="One moment.")
    assert (calls.role, calls.content, calls.tool_calls) == (
        "assistant",
        "One moment.",
        [good.call_info],
    )
    answer = ChatMessage.create_tool_from_called_function(good)
    assert (answer.role, answer.name, answer.tool_call_id) == ("tool", "opening", "call_1")
    assert answer.content == "at nine"

    def fail() -> None:
        raise ValueError("shut")

    tools = FunctionContext()
    tools.ai_callable(description="Fails.")(fail)
    bad = await called(llm.parse_function_call(tools, "call_2", "fail", "{}"))
    answer = ChatMessage.create_tool_from_called_function(bad)
    assert (answer.content, answer.tool_exception) == ("Error: shut", bad.exception)
    running = parsed("opening", "").execute()
    with pytest.raises(ValueError, match="cannot create a tool result from a running ai function"):
        ChatMessage.create_tool_from_called_function(running)
    await running.task


def test_row_122_contexts_are_chained_and_copied() -> None:
    context = ChatContext().append(text="Be kind.").append(text="Hello.", role="user")
    assert [(m.role, m.content) for m in context.messages] == [
        ("system", "Be kind."),
        ("user", "Hello."),
    ]
    copy = context.copy()
    assert copy == context
    copy.append(text="Bye.", role="user").messages[0].content = "Be rude."
    assert [m.content for m in context.messages] == ["Be kind.", "Hello."]


def test_row_123_messages_hold_images_and_audio() -> None:
    image = ChatImage(image=LINK)
    assert (image.inference_width, image.inference_height) == (None, None)
    assert image.inference_detail == "auto"
    scaled = ChatImage(LINK, inference_width=640, inference_height=480, inference_detail="low")
    assert (scaled.inference_width, scaled.inference_height) == (640, 480)
    frame = AudioFrame.create(24_000, 1, 240)
    message = ChatMessage(role="user", content=[image, ChatAudio(frame=[frame])])
    copy = ChatContext(messages=[message]).copy().messages[0]
    assert copy.content == [image, ChatAudio(frame=[frame])]


# -- tools --------------------------------------------------------------------------------------


def test_row_124_type_info_is_frozen_and_its_choices_a_tuple() -> None:
    info = TypeInfo(description="the article", choices=["tea", "milk"])
    assert info.choices == ("tea", "milk")
    assert TypeInfo(description="anything").choices == ()
    with pytest.raises(FrozenInstanceError):
        info.description = "something"  # type: ignore[misc]


def test_row_125_methods_and_closures_are_tools() -> None:
    """The decorator returns what it decorates (defect 52)."""
    shop = Shop()

    @shop.ai_callable(name="shut", description="Close the shop")
    def close() -> None: ...

    assert callable(close)
    assert set(shop.ai_functions) == {"order", "opening", "shut"}
    assert set(Shop().ai_functions) == {"order", "opening"}
    with pytest.raises(ValueError, match="^duplicate ai_callable name: shut$"):
        shop.ai_callable(name="shut", description="Again")(close)
    for unfit in (lambda *things: None, lambda thing, /: None):
        with pytest.raises(ValueError, match="thing"):
            shop.ai_callable(name="unfit", description="Cannot be")(unfit)


def test_row_126_a_docstring_is_the_description() -> None:
    schema = build_function_description(Shop().ai_functions["opening"])
    assert schema["function"]["description"] == "When the shop opens."
    assert Shop().ai_functions["order"].description == "Order something"
    with pytest.raises(ValueError, match="docstring"):
        llm.ai_callable()(lambda self: None)


def test_row_127_a_tool_knows_its_arguments() -> None:
    info = Shop().ai_functions["order"]
    assert (info.name, info.auto_retry) == ("order", False)
    assert list(info.arguments) == ["what", "count", "colors", "level", "price", "note"]
    what = info.arguments["what"]
    assert (what.name, what.description, what.type) == ("what", "the article", str)
    assert (what.choices, what.default) == (("tea", "milk"), inspect.Parameter.empty)
    assert info.arguments["level"].type is int
    assert info.arguments["level"].choices == (1, 2)
    assert info.arguments["note"].default is None
    shop = Shop()
    shop.ai_callable(description="Close the shop")(close_up)
    assert shop.ai_functions["close_up"].auto_retry is True
    assert shop.ai_functions["close_up"].callable is close_up


def close_up() -> None: ...


def test_row_128_a_tool_is_described_to_openai() -> None:
    """Oracle kind `function_schema_openai`."""
    assert build_function_description(Shop().ai_functions["order"]) == {
        "type": "function",
        "function": {
            "name": "order",
            "description": "Order something",
            "parameters": {
                "type": "object",
                "properties": {
                    "what": {
                        "type": "string",
                        "description": "the article",
                        "enum": ["tea", "milk"],
                    },
                    "count": {"type": "number"},
                    "colors": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["red", "blue"]},
                    },
                    "level": {"type": "number", "enum": [1, 2]},
                    "price": {"type": "number"},
                    "note": {"type": "string"},
                },
                "required": ["what", "count", "colors"],
            },
        },
    }


def test_row_129_tools_are_described_to_gemini() -> None:
    """Oracle kind `function_schema_gemini`."""
    tools = FunctionContext()

    def order(
        what: Annotated[str, TypeInfo(description="the article", choices=["tea", "milk"])],
        count: int,
        price: float = 1.0,
    ) -> None: ...

    tools.ai_callable(description="Order something")(order)
    tools.ai_callable(description="When the shop opens")(close_up)
    assert build_function_declarations(tools) == [
        {
            "name": "order",
            "description": "Order something",
            "parameters": {
                "type": "OBJECT",
                "properties": {
                    "what": {
                        "type": "STRING",
                        "description": "the article",
                        "enum": ["tea", "milk"],
                    },
                    "count": {"type": "INTEGER"},
                    "price": {"type": "NUMBER"},
                },
                "required": ["what", "count"],
            },
        },
        {"name": "close_up", "description": "When the shop opens"},
    ]
    with pytest.raises(ValueError, match="order cannot be described"):
        build_function_declarations(Shop())


ORDER = '{"what": "tea", "count": 2.0, "colors": ["red"], "level": 2, "size": "extra"}'


@pytest.mark.parametrize(
    ("raw", "arguments"),
    [
        (ORDER, {"what": "tea", "count": 2, "colors": ["red"], "level": 2}),
        (
            '{"what": "milk", "count": 1, "colors": [], "price": 3, "note": null}',
            {"what": "milk", "count": 1, "colors": [], "price": 3.0, "note": None},
        ),
    ],
)
def test_row_130_arguments_that_fit_are_taken(raw: str, arguments: dict[str, Any]) -> None:
    """Oracle kind `function_call_parse`; extra arguments are ignored (decision 49)."""
    info = parsed("order", raw)
    assert (info.tool_call_id, info.raw_arguments) == ("call_1", raw)
    assert info.function_info.name == "order"
    assert info.arguments == arguments
    assert parsed("opening", "").arguments == {}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ('{"what": "tea", "colors": []}', "count"),
        ('{"what": "tea", "count": "2", "colors": []}', "count"),
        ('{"what": "tea", "count": true, "colors": []}', "count"),
        ('{"what": "tea", "count": 2.5, "colors": []}', "count"),
        ('{"what": "rum", "count": 2, "colors": []}', "what"),
        ('{"what": null, "count": 2, "colors": []}', "what"),
        ('{"what": "tea", "count": 2, "colors": ["pink"]}', "colors"),
        ('{"what": "tea", "count": 2, "colors": [], "level": 3}', "level"),
        ("[]", None),
        ("{", None),
    ],
)
def test_row_130_arguments_that_do_not_fit_are_named(raw: str, field: str | None) -> None:
    """Decision 26: a ValueError that names the field; JSON `true` is not an int."""
    with pytest.raises(llm.FunctionCallError) as error:
        parsed("order", raw)
    assert isinstance(error.value, ValueError)
    assert (error.value.field or "").split(".")[0] == (field or "")
    with pytest.raises(ValueError, match="no function named rob"):
        parsed("rob", "{}")


async def test_row_131_async_tools_run_on_the_loop() -> None:
    """Enum members are made of the raw values here (decision 26)."""
    answer = parsed("order", ORDER).execute()
    assert (answer.result, answer.exception, answer.task.done()) == (None, None, False)
    await answer.task
    assert answer.result == "2 tea ['RED'] HIGH 1.0 None"
    assert answer.call_info.arguments["colors"] == ["red"]


async def test_row_131_other_tools_run_in_a_thread_and_may_raise() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="Where it runs")
    def where(fails: bool) -> int:
        if fails:
            raise OSError("no")
        return threading.get_ident()

    there = await called(llm.parse_function_call(tools, "call_1", "where", '{"fails": false}'))
    assert there.result not in (None, threading.get_ident())
    failed = await called(llm.parse_function_call(tools, "call_1", "where", '{"fails": true}'))
    assert (type(failed.exception), failed.result) == (OSError, None)
