"""What a server says, whatever names it has for it."""

from msgspec import Struct

from antiphon.plugins.openai.codec.objects import (
    Conversation,
    Error,
    Integer,
    Item,
    Language,
    LogProb,
    Part,
    RateLimit,
    Response,
    TranscriptionUsage,
)
from antiphon.plugins.openai.codec.session import Session

__all__ = [
    "ArgumentsDelta",
    "ArgumentsDone",
    "AudioDelta",
    "AudioDone",
    "BufferCleared",
    "BufferCommitted",
    "ContentPartAdded",
    "ContentPartDone",
    "ConversationCreated",
    "DtmfReceived",
    "ErrorEvent",
    "ItemAdded",
    "ItemCreated",
    "ItemDeleted",
    "ItemDone",
    "ItemRetrieved",
    "ItemTruncated",
    "McpCallArgumentsDelta",
    "McpCallArgumentsDone",
    "McpCallCompleted",
    "McpCallFailed",
    "McpCallInProgress",
    "McpListToolsCompleted",
    "McpListToolsFailed",
    "McpListToolsInProgress",
    "OutputBufferCleared",
    "OutputBufferStarted",
    "OutputBufferStopped",
    "OutputItemAdded",
    "OutputItemDone",
    "RateLimitsUpdated",
    "ResponseCreated",
    "ResponseDone",
    "ServerEvent",
    "SessionCreated",
    "SessionUpdated",
    "SpeechStarted",
    "SpeechStopped",
    "TextDelta",
    "TextDone",
    "TimeoutTriggered",
    "TranscriptDelta",
    "TranscriptDone",
    "TranscriptionCompleted",
    "TranscriptionDelta",
    "TranscriptionFailed",
    "TranscriptionSegment",
]


class ServerEvent(Struct, frozen=True, kw_only=True):
    """Anything that a server says."""

    event_id: str = ""


class OfItem(ServerEvent, frozen=True, kw_only=True):
    """Said of an item."""

    item_id: str


class OfOutput(OfItem, frozen=True, kw_only=True):
    """Said of an item of a response."""

    response_id: str = ""
    output_index: Integer = 0


class OfPart(OfOutput, frozen=True, kw_only=True):
    """Said of a part of an item of a response."""

    content_index: Integer = 0


class WithItem(ServerEvent, frozen=True, kw_only=True):
    """Said of an item, which comes with it."""

    item: Item


class SessionCreated(ServerEvent, frozen=True, kw_only=True):
    """The line is open; this is how the session is set up."""

    session: Session = Session()


class SessionUpdated(ServerEvent, frozen=True, kw_only=True):
    """The session was set up anew; this is how."""

    session: Session = Session()


class ErrorEvent(ServerEvent, frozen=True, kw_only=True):
    """Something went wrong; the session goes on, in most cases."""

    error: Error = Error()


class ConversationCreated(ServerEvent, frozen=True, kw_only=True):
    """There is a conversation."""

    conversation: Conversation = Conversation()


class ItemCreated(WithItem, frozen=True, kw_only=True):
    """An item is in the conversation, behind the one named; beta, and GA in its early days."""

    previous_item_id: str | None = None


class ItemAdded(WithItem, frozen=True, kw_only=True):
    """An item is in the conversation, behind the one named, maybe empty as yet."""

    previous_item_id: str | None = None


class ItemDone(WithItem, frozen=True, kw_only=True):
    """An item is complete."""

    previous_item_id: str | None = None


class ItemRetrieved(WithItem, frozen=True, kw_only=True):
    """The item that was asked for, as the server has it."""


class ItemDeleted(OfItem, frozen=True, kw_only=True):
    """An item is gone."""


class ItemTruncated(OfItem, frozen=True, kw_only=True):
    """An item's audio was cut, and its transcript dropped."""

    content_index: Integer = 0
    audio_end_ms: Integer = 0


class TranscriptionCompleted(OfItem, frozen=True, kw_only=True):
    """What a user said, in writing."""

    content_index: Integer = 0
    transcript: str = ""
    usage: TranscriptionUsage | None = None
    languages: tuple[Language, ...] | None = None
    logprobs: tuple[LogProb, ...] | None = None


class TranscriptionDelta(OfItem, frozen=True, kw_only=True):
    """More of what a user said, in writing."""

    content_index: Integer = 0
    delta: str = ""
    logprobs: tuple[LogProb, ...] | None = None


class TranscriptionFailed(OfItem, frozen=True, kw_only=True):
    """What a user said could not be written down."""

    content_index: Integer = 0
    error: Error = Error()


class TranscriptionSegment(OfItem, frozen=True, kw_only=True):
    """A stretch of what was said, with who said it; times in seconds."""

    content_index: Integer = 0
    id: str = ""
    text: str = ""
    speaker: str = ""
    start: float = 0.0
    end: float = 0.0


class BufferCommitted(OfItem, frozen=True, kw_only=True):
    """The microphone's audio so far is an item."""

    previous_item_id: str | None = None


class BufferCleared(ServerEvent, frozen=True, kw_only=True):
    """The microphone's audio so far was dropped."""


class SpeechStarted(OfItem, frozen=True, kw_only=True):
    """The server hears somebody speak."""

    audio_start_ms: Integer = 0
    """From the beginning of all audio that was sent, padding included."""


class SpeechStopped(OfItem, frozen=True, kw_only=True):
    """The server hears nobody speak any more."""

    audio_end_ms: Integer = 0


class TimeoutTriggered(OfItem, frozen=True, kw_only=True):
    """Nobody spoke for `idle_timeout_ms`: the model will say something."""

    audio_start_ms: Integer = 0
    audio_end_ms: Integer = 0


class DtmfReceived(ServerEvent, frozen=True, kw_only=True):
    """A key of a telephone was pressed."""

    event: str = ""
    """The key: 0-9, A-D, `*` or `#`."""
    received_at: Integer = 0
    """Seconds since 1970."""


class RateLimitsUpdated(ServerEvent, frozen=True, kw_only=True):
    """How much of the limits is left."""

    rate_limits: tuple[RateLimit, ...] = ()


class ResponseCreated(ServerEvent, frozen=True, kw_only=True):
    """A response begins."""

    response: Response


class ResponseDone(ServerEvent, frozen=True, kw_only=True):
    """A response has ended, whichever way."""

    response: Response


class OutputItemAdded(WithItem, frozen=True, kw_only=True):
    """A response begins an item."""

    response_id: str = ""
    output_index: Integer = 0


class OutputItemDone(WithItem, frozen=True, kw_only=True):
    """A response has ended an item."""

    response_id: str = ""
    output_index: Integer = 0


class ContentPartAdded(OfPart, frozen=True, kw_only=True):
    """A response begins a part of an item."""

    part: Part = Part()


class ContentPartDone(OfPart, frozen=True, kw_only=True):
    """A response has ended a part of an item."""

    part: Part = Part()


class AudioDelta(OfPart, frozen=True, kw_only=True):
    """More of what the model says, in the session's output format."""

    delta: bytes = b""


class AudioDone(OfPart, frozen=True, kw_only=True):
    """The model has said it."""


class TranscriptDelta(OfPart, frozen=True, kw_only=True):
    """More of what the model says, in writing."""

    delta: str = ""


class TranscriptDone(OfPart, frozen=True, kw_only=True):
    """All that the model has said, in writing."""

    transcript: str = ""


class TextDelta(OfPart, frozen=True, kw_only=True):
    """More of what the model writes."""

    delta: str = ""


class TextDone(OfPart, frozen=True, kw_only=True):
    """All that the model has written."""

    text: str = ""


class ArgumentsDelta(OfOutput, frozen=True, kw_only=True):
    """More of a call's arguments."""

    call_id: str = ""
    delta: str = ""


class ArgumentsDone(OfOutput, frozen=True, kw_only=True):
    """A call's arguments."""

    call_id: str = ""
    name: str = ""
    """Of the function; the beta dialect does not say it here."""
    arguments: str = ""


class OfBuffer(ServerEvent, frozen=True, kw_only=True):
    """Said of the audio that the server itself plays (WebRTC, SIP)."""

    response_id: str = ""


class OutputBufferStarted(OfBuffer, frozen=True, kw_only=True):
    """The server plays a response."""


class OutputBufferStopped(OfBuffer, frozen=True, kw_only=True):
    """The server has played a response."""


class OutputBufferCleared(OfBuffer, frozen=True, kw_only=True):
    """The server has dropped what it would have played."""


class McpListToolsInProgress(OfItem, frozen=True, kw_only=True):
    """The server asks an MCP server for its tools."""


class McpListToolsCompleted(OfItem, frozen=True, kw_only=True):
    """The server knows the tools of an MCP server."""


class McpListToolsFailed(OfItem, frozen=True, kw_only=True):
    """The server could not learn the tools of an MCP server."""


class McpCallArgumentsDelta(OfOutput, frozen=True, kw_only=True):
    """More of the arguments of a call that the server itself makes."""

    delta: str = ""
    obfuscation: str | None = None
    """Padding, so that the length tells nothing."""


class McpCallArgumentsDone(OfOutput, frozen=True, kw_only=True):
    """The arguments of a call that the server itself makes."""

    arguments: str = ""


class OfMcpCall(OfItem, frozen=True, kw_only=True):
    """Said of a call that the server itself makes."""

    output_index: Integer = 0


class McpCallInProgress(OfMcpCall, frozen=True, kw_only=True):
    """The call was made."""


class McpCallCompleted(OfMcpCall, frozen=True, kw_only=True):
    """The call was answered."""


class McpCallFailed(OfMcpCall, frozen=True, kw_only=True):
    """The call went wrong."""
