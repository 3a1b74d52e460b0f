"""What has been said: messages, their contents, and the context that holds them in order."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from antiphon.llm.results import encode_result
from antiphon.utils.ids import shortuuid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antiphon.audio import AudioFrame
    from antiphon.llm.function_context import CalledFunction, FunctionCallInfo

__all__ = [
    "ChatAudio",
    "ChatContent",
    "ChatContext",
    "ChatImage",
    "ChatMessage",
    "ChatRole",
    "ToolCall",
]

ChatRole: TypeAlias = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """A tool call as the model gave it, before anything is checked."""

    call_id: str
    name: str
    arguments: str
    """Raw JSON; the empty string stands for no arguments."""


@dataclass
class ChatImage:
    """An image in a message."""

    image: Any
    """A URL (`https:` or `data:`) as a string, or an `rtc.VideoFrame`."""
    inference_width: int | None = None
    """The width, in pixels, to scale a frame to before it is sent."""
    inference_height: int | None = None
    """The height, in pixels, to scale a frame to before it is sent."""
    inference_detail: Literal["auto", "high", "low"] = "auto"
    """How closely the model is asked to look."""


@dataclass
class ChatAudio:
    """Speech in a message: one frame, or several in order."""

    frame: "AudioFrame | list[AudioFrame]"


ChatContent: TypeAlias = str | ChatImage | ChatAudio


def message_id() -> str:
    """A fresh identifier for a message: `item_` and twelve hexadecimal digits."""
    return shortuuid("item_")


def _output(called_function: "CalledFunction") -> str:
    exception = called_function.exception
    if exception is None:
        return encode_result(called_function.result)
    return f"Error: {str(exception) or type(exception).__name__}"


@dataclass
class ChatMessage:
    """One message of a conversation.

    The history of a tool call is an assistant message with `tool_calls`, followed by one message
    of role `tool` for each call, with its `tool_call_id` and its output as a string in `content`.
    """

    role: ChatRole
    id: str = field(default_factory=message_id)
    name: str | None = None
    content: ChatContent | list[ChatContent] | None = None
    tool_calls: "Sequence[ToolCall | FunctionCallInfo] | None" = None
    tool_call_id: str | None = None
    tool_exception: BaseException | None = None
    _metadata: dict[str, Any] = field(default_factory=dict, repr=False)

    @staticmethod
    def create_tool_from_called_function(called_function: "CalledFunction") -> "ChatMessage":
        """The message of role `tool` that answers a call which has ended.

        The content is the result as `encode_result` words it. A tool's exception becomes the
        content `"Error: …"` and `tool_exception`. Raises ValueError while the tool still runs.
        """
        if called_function.is_running:
            raise ValueError("cannot create a tool result from a running ai function")
        call = called_function.call_info
        return ChatMessage(
            role="tool",
            name=call.function_info.name,
            content=_output(called_function),
            tool_call_id=call.tool_call_id,
            tool_exception=called_function.exception,
        )

    @staticmethod
    def create_tool_calls(
        called_functions: "Sequence[ToolCall | FunctionCallInfo]", *, text: str = ""
    ) -> "ChatMessage":
        """The assistant's message that asks for `called_functions`, with what it said beside."""
        return ChatMessage(role="assistant", tool_calls=list(called_functions), content=text)

    @staticmethod
    def create(
        *,
        text: str = "",
        images: "Sequence[ChatImage]" = (),
        role: ChatRole = "system",
        id: str | None = None,
    ) -> "ChatMessage":
        """A message of text, or of text and images: then, only, `content` is a list."""
        content: ChatContent | list[ChatContent] = text
        if images:
            content = [text, *images] if text else list(images)
        return ChatMessage(role=role, id=id or message_id(), content=content)

    def copy(self) -> "ChatMessage":
        """A message of its own: lists are copied one level deep, `_metadata` is shared."""
        content = list(self.content) if isinstance(self.content, list) else self.content
        calls = None if self.tool_calls is None else list(self.tool_calls)
        return replace(self, content=content, tool_calls=calls)


@dataclass
class ChatContext:
    """The messages of a conversation, oldest first."""

    messages: list[ChatMessage] = field(default_factory=list)

    def append(
        self, *, text: str = "", images: "Sequence[ChatImage]" = (), role: ChatRole = "system"
    ) -> "ChatContext":
        """Add a message at the end, and return this context, so that calls chain."""
        self.messages.append(ChatMessage.create(text=text, images=images, role=role))
        return self

    def copy(self) -> "ChatContext":
        """A context of its own, with copies of the messages."""
        return ChatContext(messages=[message.copy() for message in self.messages])
