"""Messages and contexts: what they hold, how they are made, and how they are copied."""

import asyncio
import re

import pytest

from antiphon import llm
from antiphon.audio import AudioFrame


async def called(answer: object) -> llm.CalledFunction:
    """A call of a tool that returned `answer`, or raised it."""
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Answers.")
    async def ask() -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    call = llm.parse_function_call(fnc_ctx, "call_7", "ask", "").execute()
    await asyncio.wait([call.task])
    return call


def test_a_message_has_an_id_of_its_own() -> None:
    first, second = llm.ChatMessage(role="user"), llm.ChatMessage(role="user")
    assert re.fullmatch("item_[0-9a-f]{12}", first.id)
    assert first.id != second.id


def test_a_message_is_empty_unless_told_otherwise() -> None:
    message = llm.ChatMessage(role="user", id="item_1")
    assert message.name is None
    assert message.content is None
    assert message.tool_calls is None
    assert message.tool_call_id is None
    assert message.tool_exception is None


def test_a_created_message_is_the_systems_by_default() -> None:
    message = llm.ChatMessage.create(text="Be brief.")
    assert (message.role, message.content) == ("system", "Be brief.")


def test_a_created_message_takes_an_id() -> None:
    assert llm.ChatMessage.create(text="Hi.", role="user", id="item_x").id == "item_x"


def test_content_is_a_list_only_with_images() -> None:
    image = llm.ChatImage(image="https://example.org/cat.png")
    assert llm.ChatMessage.create(text="Look.", images=[image]).content == ["Look.", image]
    assert llm.ChatMessage.create(images=[image]).content == [image]
    assert llm.ChatMessage.create().content == ""


def test_an_image_is_looked_at_as_the_model_likes_by_default() -> None:
    image = llm.ChatImage(image="https://example.org/cat.png")
    assert (image.inference_width, image.inference_height) == (None, None)
    assert image.inference_detail == "auto"


def test_audio_is_one_frame_or_several() -> None:
    frame = AudioFrame(
        data=b"\0\0" * 480, sample_rate=24000, num_channels=1, samples_per_channel=480
    )
    assert llm.ChatAudio(frame=frame).frame is frame
    assert llm.ChatAudio(frame=[frame, frame]).frame == [frame, frame]


def test_tool_calls_are_the_assistants() -> None:
    call = llm.ToolCall(call_id="call_1", name="look", arguments="{}")
    message = llm.ChatMessage.create_tool_calls([call], text="One moment.")
    assert message.role == "assistant"
    assert message.content == "One moment."
    assert message.tool_calls == [call]
    assert llm.ChatMessage.create_tool_calls([call]).content == ""


async def test_a_tool_message_answers_its_call() -> None:
    message = llm.ChatMessage.create_tool_from_called_function(await called("four"))
    assert message.role == "tool"
    assert message.name == "ask"
    assert message.tool_call_id == "call_7"
    assert message.content == "four"
    assert message.tool_exception is None


async def test_the_content_of_a_tool_message_is_always_text() -> None:
    message = llm.ChatMessage.create_tool_from_called_function(await called({"n": 4}))
    assert message.content == '{"n": 4}'


async def test_a_tools_failure_is_kept() -> None:
    failure = OSError("no route")
    message = llm.ChatMessage.create_tool_from_called_function(await called(failure))
    assert message.content == "Error: no route"
    assert message.tool_exception is failure


async def test_a_failure_without_words_is_named() -> None:
    message = llm.ChatMessage.create_tool_from_called_function(await called(KeyError()))
    assert message.content == "Error: KeyError"


async def test_a_running_tool_has_no_message() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Waits.")
    async def wait() -> None: ...

    call = llm.parse_function_call(fnc_ctx, "call_1", "wait", "").execute()
    with pytest.raises(ValueError, match="cannot create a tool result from a running ai function"):
        llm.ChatMessage.create_tool_from_called_function(call)
    await call.task


def test_a_copys_lists_are_its_own() -> None:
    message = llm.ChatMessage(role="user", content=["a"], tool_calls=[])
    copy = message.copy()
    assert copy == message
    assert copy.content is not message.content
    assert copy.tool_calls is not message.tool_calls


def test_a_copy_keeps_the_tools_exception() -> None:
    """Defect 56: 0.12 dropped it."""
    failure = OSError("no route")
    assert llm.ChatMessage(role="tool", tool_exception=failure).copy().tool_exception is failure


def test_a_copy_shares_what_programs_attached() -> None:
    message = llm.ChatMessage(role="user", _metadata={"seen": True})
    message.copy()._metadata["seen"] = False  # noqa: SLF001 - documented with 0.12
    assert message == llm.ChatMessage(role="user", id=message.id, _metadata={"seen": False})


def test_appending_chains() -> None:
    image = llm.ChatImage(image="https://example.org/cat.png")
    chat_ctx = llm.ChatContext()
    assert chat_ctx.append(text="Be brief.") is chat_ctx
    chat_ctx.append(text="Hi.", role="user").append(images=[image], role="user")
    said = [(message.role, message.content) for message in chat_ctx.messages]
    assert said == [("system", "Be brief."), ("user", "Hi."), ("user", [image])]


def test_a_copied_context_goes_its_own_way() -> None:
    chat_ctx = llm.ChatContext().append(text="Be brief.")
    copy = chat_ctx.copy().append(text="Hi.", role="user")
    copy.messages[0].content = "Be long."
    assert [message.content for message in chat_ctx.messages] == ["Be brief."]
    assert copy.messages[0].id == chat_ctx.messages[0].id
