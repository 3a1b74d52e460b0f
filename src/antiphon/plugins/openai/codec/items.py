"""Messages of a conversation as items on the wire, and items as messages."""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from antiphon.errors import ConfigurationError
from antiphon.llm.chat_context import (
    ChatAudio,
    ChatContent,
    ChatImage,
    ChatMessage,
    ChatRole,
    ToolCall,
)
from antiphon.llm.function_call import FunctionCallInfo
from antiphon.plugins.openai.codec.configuration import AudioFormat
from antiphon.plugins.openai.codec.images import data_url
from antiphon.plugins.openai.codec.objects import Item, Part
from antiphon.plugins.openai.codec.sound import heard, spoken
from antiphon.plugins.openai.codec.text import written

__all__ = ["item_of", "items_of", "message_of", "size_of", "wire_id"]

WIRE_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
"""What the server takes as an id of ours: characters of an item's id, and of a call's."""


def items_of(message: ChatMessage, *, audio_format: AudioFormat = "pcm16") -> list[Item]:
    """The items that tell a model the message; none where there is nothing to tell.

    An assistant's message with tool calls is several: its text, if it has any, then the calls. The
    first item has the message's id, every other call `call_item_` and the id of the call. Ids are
    `wire_id`s. Audio is written in `audio_format`, the session's input format.

    Of an assistant, text alone is told, of the system likewise: servers take nothing else. Raises
    ConfigurationError for contents that cannot be sent.
    """
    match message.role:
        case "tool":
            return [output_item(message)] if message.tool_call_id else []
        case "assistant":
            items = [*message_items(message, audio_format), *call_items(message)]
            return with_id(items, message.id)
        case _:
            return message_items(message, audio_format)


def item_of(message: ChatMessage, *, audio_format: AudioFormat = "pcm16") -> Item | None:
    """The first of the items that tell a model the message; None where there is nothing to tell."""
    items = items_of(message, audio_format=audio_format)
    return items[0] if items else None


def message_of(item: Item, *, audio_format: AudioFormat = "pcm16") -> ChatMessage:
    """The message that an item stands for.

    Its content is a string where the item has one part, a list where it has several, None where it
    has none or nothing can be made of them. Speech is its transcript, or else its sound.
    """
    if item.type == "function_call":
        return call_message(item)
    if item.type == "function_call_output":
        return ChatMessage(
            role="tool", id=item.id, tool_call_id=item.call_id, content=item.output or ""
        )
    content = list(contents_of(item.parts, audio_format))
    return ChatMessage(
        role=role_of(item),
        id=item.id,
        content=content if len(content) > 1 else next(iter(content), None),
    )


def size_of(part: Struct | str) -> int:
    """Bytes of that part of an event on the wire."""
    return len(written(part))


def wire_id(name: str) -> str:
    """The id on the wire of what we call `name`: the same, or a hash of it where it cannot be sent.

    OpenAI takes up to 32 letters, digits, "_" and "-". The wire id of a wire id is itself.
    """
    if WIRE_ID.fullmatch(name):
        return name
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=13).hexdigest()
    return f"hash_{digest}"


def output_item(message: ChatMessage) -> Item:
    texts = [part for part in contents(message) if isinstance(part, str)]
    return Item(
        type="function_call_output",
        id=wire_id(message.id),
        call_id=wire_id(message.tool_call_id or ""),
        output="".join(texts),
    )


def message_items(message: ChatMessage, audio_format: AudioFormat) -> list[Item]:
    """The one item of what was said; none where nothing was."""
    said = contents(message)
    if not said or (message.tool_calls and said == [""]):
        return []
    parts = (part_of(each, message.role, audio_format) for each in said)
    return [
        Item(
            type="message",
            id=wire_id(message.id),
            role=message.role,
            content=tuple(part for part in parts if part is not None),
        )
    ]


def call_items(message: ChatMessage) -> Iterator[Item]:
    for call in map(raw_call, message.tool_calls or ()):
        yield Item(
            type="function_call",
            id=wire_id(f"call_item_{call.call_id}"),
            call_id=wire_id(call.call_id),
            name=call.name,
            arguments=call.arguments or "{}",
        )


def with_id(items: list[Item], message_id: str) -> list[Item]:
    """The items, the first of them with the message's id."""
    return [replace(item, id=wire_id(message_id)) for item in items[:1]] + items[1:]


def raw_call(call: ToolCall | FunctionCallInfo) -> ToolCall:
    if isinstance(call, ToolCall):
        return call
    return ToolCall(
        call_id=call.tool_call_id, name=call.function_info.name, arguments=call.raw_arguments
    )


def contents(message: ChatMessage) -> list[ChatContent]:
    if message.content is None:
        return []
    return message.content if isinstance(message.content, list) else [message.content]


def part_of(content: ChatContent, role: ChatRole, audio_format: AudioFormat) -> Part | None:
    """The part of a message of that role; None for silence of no length, and for what is not text
    where servers take text alone."""
    if isinstance(content, str):
        return Part(type="output_text" if role == "assistant" else "input_text", text=content)
    if not isinstance(content, ChatImage | ChatAudio):
        raise ConfigurationError(
            "what a message says is text, a ChatImage, a ChatAudio, or a list of these, not "
            f"{type(content).__name__}"
        )
    if role != "user":
        return None
    if isinstance(content, ChatImage):
        return Part(
            type="input_image", image_url=data_url(content), detail=content.inference_detail
        )
    sound = spoken(content, audio_format)
    return Part(type="input_audio", audio=sound) if sound else None


def contents_of(parts: Iterable[Part], audio_format: AudioFormat) -> Iterator[ChatContent]:
    for part in parts:
        if part.is_text and part.text is not None:
            yield part.text
        elif part.is_audio and part.transcript:
            yield part.transcript
        elif part.is_audio and part.audio:
            yield ChatAudio(frame=heard(part.audio, audio_format))
        elif part.type == "input_image" and part.image_url:
            yield image_of(part)


def image_of(part: Part) -> ChatImage:
    match part.detail:
        case "low" | "high" as detail:
            return ChatImage(image=part.image_url, inference_detail=detail)
        case _:
            return ChatImage(image=part.image_url)


def call_message(item: Item) -> ChatMessage:
    call = ToolCall(call_id=item.call_id, name=item.name, arguments=item.arguments or "")
    return ChatMessage(
        role="assistant", id=item.id, name=item.name, tool_call_id=item.call_id, tool_calls=[call]
    )


def role_of(item: Item) -> ChatRole:
    """Who said it; what a server does on its own account is the assistant's."""
    match item.role:
        case "system" | "user" as role:
            return role
        case _:
            return "assistant"
