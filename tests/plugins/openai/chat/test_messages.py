"""Chat contexts as they are told to a chat endpoint."""

from typing import Any

import pytest

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError
from antiphon.llm import (
    ChatAudio,
    ChatContext,
    ChatImage,
    ChatMessage,
    FunctionContext,
    ToolCall,
    parse_function_call,
)
from antiphon.plugins.openai.chat.messages import call_ids, messages_of, rounds_of_tools
from tests.plugins.openai.chat.server import MESSAGES

OSLO = ToolCall(call_id="c1", name="weather", arguments='{"city": "Oslo"}')
ROME = ToolCall(call_id="c2", name="weather", arguments='{"city": "Rome"}')


def user(text: Any) -> ChatMessage:
    return ChatMessage(role="user", content=text)


def agent(text: str) -> ChatMessage:
    return ChatMessage(role="assistant", content=text)


def output(call: ToolCall, text: str) -> ChatMessage:
    return ChatMessage(role="tool", tool_call_id=call.call_id, content=text)


def told(*messages: ChatMessage) -> list[dict[str, Any]]:
    """The messages of the request, which the vendor's types know."""
    found = messages_of(ChatContext(list(messages)))
    MESSAGES.validate_python(found)
    return found


def asking(*calls: ToolCall, text: str = "") -> dict[str, Any]:
    asked = [
        {
            "id": call.call_id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in calls
    ]
    return {"role": "assistant", "content": text, "tool_calls": asked}


def answered(call: ToolCall, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call.call_id, "content": text}


def test_outputs_stand_behind_their_calls_wherever_they_came() -> None:
    round_ = ChatMessage.create_tool_calls([OSLO, ROME])
    question, more = user("The weather?"), user("Are you there?")
    assert told(question, round_, output(ROME, "sun"), more, output(OSLO, "rain")) == [
        {"role": "user", "content": "The weather?"},
        asking(OSLO, ROME),
        answered(OSLO, "rain"),
        answered(ROME, "sun"),
        {"role": "user", "content": "Are you there?"},
    ]


def test_a_call_without_an_output_is_still_running_and_an_output_without_its_call_left_out() -> (
    None
):
    round_ = ChatMessage.create_tool_calls([OSLO])
    assert told(user("The weather?"), output(ROME, "sun"), round_)[1:] == [
        asking(OSLO),
        answered(OSLO, '{"status": "still running"}'),
    ]


def test_what_was_said_before_calls_is_one_message_with_them() -> None:
    first, second = ChatMessage.create_tool_calls([OSLO]), ChatMessage.create_tool_calls([ROME])
    assert told(user("The weather?"), agent("Let me see."), first, second)[1:] == [
        asking(OSLO, text="Let me see."),
        answered(OSLO, '{"status": "still running"}'),
        asking(ROME),
        answered(ROME, '{"status": "still running"}'),
    ]


@pytest.mark.parametrize("arguments", ["", '{"city": ', "[1]", "[" * 100_000])
def test_arguments_that_a_server_could_not_read_are_none(arguments: str) -> None:
    call = ToolCall(call_id="c1", name="weather", arguments=arguments)
    message = told(user("Hm?"), ChatMessage.create_tool_calls([call]))[1]
    assert message["tool_calls"][0]["function"]["arguments"] == "{}"


def test_calls_that_were_checked_are_told_as_they_were_made() -> None:
    fnc_ctx = FunctionContext()

    @fnc_ctx.ai_callable(description="The weather")
    async def weather(city: str) -> None: ...

    info = parse_function_call(fnc_ctx, "c1", "weather", OSLO.arguments)
    assert told(user("Hm?"), ChatMessage.create_tool_calls([info]))[1] == asking(OSLO)


def test_neighbours_of_one_role_are_one_message() -> None:
    assert told(user("Hello."), user("Hello?"), agent("Yes."), agent("I am here.")) == [
        {"role": "user", "content": "Hello.\nHello?"},
        {"role": "assistant", "content": "Yes.\nI am here."},
    ]


def test_what_was_said_after_the_calls_is_a_message_of_its_own() -> None:
    messages = (user("Hm?"), ChatMessage.create_tool_calls([OSLO]), output(OSLO, "rain"))
    assert told(*messages, agent("It rains."))[-1] == {"role": "assistant", "content": "It rains."}


def test_who_has_said_nothing_yet_is_there_all_the_same() -> None:
    instructions = ChatMessage(role="system", content="Greet the user.")
    assert told(instructions, user(""), user(None)) == [
        {"role": "system", "content": "Greet the user."},
        {"role": "user", "content": "(The user has not said anything yet.)"},
    ]


def test_images_go_with_the_words_and_sound_does_not() -> None:
    image = ChatImage(image="https://example.org/a.png", inference_detail="low")
    sound = ChatAudio(frame=AudioFrame.create(16_000, 1, 160))
    url = {"url": "https://example.org/a.png", "detail": "low"}
    picture = {"type": "image_url", "image_url": url}
    assert told(user(["What is", "this?", image, sound]), user([image]), user("Well?")) == [
        {"role": "user", "content": [{"type": "text", "text": "What is\nthis?"}, picture]},
        {"role": "user", "content": [picture]},
        {"role": "user", "content": "Well?"},
    ]


def test_an_image_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="an image is sent as a URL"):
        told(user([ChatImage(image="file:///etc/passwd")]))


def test_the_context_says_which_calls_there_were_and_how_many_since_the_user_spoke() -> None:
    first, second = ChatMessage.create_tool_calls([OSLO]), ChatMessage.create_tool_calls([ROME])
    chat_ctx = ChatContext([first, user("Hm?"), second, agent("Well,"), second, output(ROME, "-")])
    assert call_ids(chat_ctx) == {"c1", "c2"}
    assert rounds_of_tools(chat_ctx) == 2
