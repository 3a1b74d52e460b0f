"""A chat context as OpenAI's chat API takes it, and as the servers that copy it bear it.

| in the context                     | in the request                                              |
|------------------------------------|-------------------------------------------------------------|
| outputs of tools                   | right behind the message with their calls, wherever they    |
|                                    | came                                                        |
| a call without an output yet       | is said to be still running                                 |
| an output without its call         | left out                                                    |
| arguments that are no JSON object  | none: a server that reads them would fail                   |
| neighbours of one role             | one message: many models take only turns that alternate     |
| nothing from the user yet          | a remark that says so: many models answer nobody            |
| sound, and messages with nothing   | left out                                                    |
| in them                            |                                                             |
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, TypeAlias

from antiphon.llm import ChatContext, ChatImage, ChatMessage, FunctionCallInfo, ToolCall
from antiphon.plugins.openai.codec.images import data_url

__all__ = ["Message", "call_ids", "messages_of", "rounds_of_tools"]

Message: TypeAlias = dict[str, Any]

STILL_RUNNING = '{"status": "still running"}'
NOTHING_SAID = "(The user has not said anything yet.)"
BETWEEN = "\n"


def messages_of(chat_ctx: ChatContext) -> list[Message]:
    """The messages of a request. Raises ConfigurationError for an image that cannot be sent."""
    outputs = {
        message.tool_call_id: text_of(message)
        for message in chat_ctx.messages
        if message.role == "tool" and message.tool_call_id
    }
    told: list[Message] = []
    for message in chat_ctx.messages:
        if message.role != "tool":
            add(told, in_words(message))
            add_calls(told, calls_in(message), outputs)
    if not any(message["role"] == "user" for message in told):
        told.append({"role": "user", "content": NOTHING_SAID})
    return told


def call_ids(chat_ctx: ChatContext) -> set[str]:
    """The ids of all calls in the context."""
    return {call.call_id for message in chat_ctx.messages for call in calls_in(message)}


def rounds_of_tools(chat_ctx: ChatContext) -> int:
    """How often the model has called tools since the user spoke last."""
    since = takewhile(lambda message: message.role != "user", reversed(chat_ctx.messages))
    return sum(bool(message.tool_calls) for message in since)


def in_words(message: ChatMessage) -> Message | None:
    """What was said in it, and shown; None where it was nothing."""
    images = [each for each in contents(message) if isinstance(each, ChatImage)]
    text = text_of(message)
    if images and message.role == "user":
        said = [{"type": "text", "text": text}] if text else []
        return {"role": "user", "content": [*said, *map(picture, images)]}
    return {"role": message.role, "content": text} if text else None


def picture(image: ChatImage) -> Message:
    url = {"url": data_url(image), "detail": image.inference_detail}
    return {"type": "image_url", "image_url": url}


def text_of(message: ChatMessage) -> str:
    """The text in it."""
    texts = (each for each in contents(message) if isinstance(each, str))
    return BETWEEN.join(text for text in texts if text.strip())


def contents(message: ChatMessage) -> Sequence[object]:
    return message.content if isinstance(message.content, list) else [message.content]


def add(told: list[Message], message: Message | None) -> None:
    """Append `message`, or make it one with the last, where both are text of one role."""
    if message is None:
        return
    if told and can_be_joined(told[-1], message):
        told[-1]["content"] += BETWEEN + message["content"]
    else:
        told.append(message)


def can_be_joined(first: Message, second: Message) -> bool:
    are_text = isinstance(first["content"], str) and isinstance(second["content"], str)
    return first["role"] == second["role"] and are_text and "tool_calls" not in first


def add_calls(told: list[Message], calls: Iterable[ToolCall], outputs: Mapping[str, str]) -> None:
    """Append the calls, to what was said before them if it was, and behind them their outputs."""
    asked = [described(call) for call in calls]
    if not asked:
        return
    if not told or told[-1]["role"] != "assistant" or "tool_calls" in told[-1]:
        told.append({"role": "assistant", "content": ""})
    told[-1]["tool_calls"] = asked
    for call in asked:
        output = outputs.get(call["id"], STILL_RUNNING)
        told.append({"role": "tool", "tool_call_id": call["id"], "content": output})


def calls_in(message: ChatMessage) -> list[ToolCall]:
    """The calls in it, as the model gave them."""
    return [raw(call) for call in message.tool_calls or ()]


def raw(call: ToolCall | FunctionCallInfo) -> ToolCall:
    if isinstance(call, ToolCall):
        return call
    return ToolCall(
        call_id=call.tool_call_id, name=call.function_info.name, arguments=call.raw_arguments
    )


def described(call: ToolCall) -> Message:
    arguments = call.arguments if is_object(call.arguments) else "{}"
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.call_id, "type": "function", "function": function}


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
