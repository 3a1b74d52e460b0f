"""What events are about: items and their parts, responses and what they cost, errors.

One struct stands for an object in both dialects. Reading is lenient: whatever a server may leave
out has a default, and open sets of names (types, roles, statuses) are plain strings.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

__all__ = [
    "CachedTokens",
    "Conversation",
    "Error",
    "InputTokens",
    "Integer",
    "Item",
    "Language",
    "LogProb",
    "OutputTokens",
    "Part",
    "RateLimit",
    "Response",
    "StatusDetails",
    "TranscriptionTokens",
    "TranscriptionUsage",
    "Usage",
]

Integer: TypeAlias = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number of 64 bits: one of a thousand digits is no number of anything here."""


class Error(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, in the server's words."""

    type: str = ""
    code: str | Integer | None = None
    message: str = ""
    param: str | None = None
    """The field of the client's event that it is about."""
    event_id: str | None = None
    """The client's event that caused it, where the server knows."""


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part of a message's content.

    What is built here has GA's types: `input_text`, `input_audio`, `input_image`, `output_text`
    and `output_audio`. What is read may have the beta's `text` and `audio` as well.
    """

    type: str = ""
    text: str | None = None
    audio: bytes | None = None
    """In the format that the session's input has."""
    transcript: str | None = None
    image_url: str | None = None
    """`https:` or `data:`."""
    detail: str | None = None
    """How closely an image is looked at: `auto`, `low` or `high`."""
    id: str | None = None
    """Of the item that a part of type `item_reference` stands for; beta only."""

    @property
    def is_audio(self) -> bool:
        """Whether it is speech, of whichever side and dialect."""
        return self.type in ("input_audio", "output_audio", "audio")

    @property
    def is_text(self) -> bool:
        """Whether it is text, of whichever side and dialect."""
        return self.type in ("input_text", "output_text", "text")


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of the model's conversation, of whatever type.

    What is empty by default is not sent; None and the empty string differ where a server tells
    them apart.
    """

    type: str = ""
    """`message`, `function_call`, `function_call_output`, `item_reference`, `mcp_call`, …"""
    id: str = ""
    object: str = ""
    role: str = ""
    status: str = ""
    phase: str = ""
    """`commentary` or `final_answer`, from models that tell them apart."""
    content: tuple[Part, ...] | None = None
    call_id: str = ""
    name: str = ""
    arguments: str | None = None
    """Of a call: raw JSON."""
    output: str | None = None
    server_label: str = ""
    tools: tuple[dict[str, Any], ...] | None = None
    """Of type `mcp_list_tools`, as the MCP server describes them."""
    error: Error | None = None
    approval_request_id: str | None = None
    approve: bool | None = None
    reason: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The content; empty where there is none."""
        return self.content or ()


class CachedTokens(Struct, frozen=True, kw_only=True):
    """Of what kind the cached tokens are."""

    text_tokens: Integer = 0
    audio_tokens: Integer = 0
    image_tokens: Integer = 0


class InputTokens(Struct, frozen=True, kw_only=True):
    """Of what kind the tokens of the input are; the cached ones are among them."""

    text_tokens: Integer = 0
    audio_tokens: Integer = 0
    image_tokens: Integer = 0
    cached_tokens: Integer = 0
    cached_tokens_details: CachedTokens = CachedTokens()


class OutputTokens(Struct, frozen=True, kw_only=True):
    """Of what kind the tokens of the output are."""

    text_tokens: Integer = 0
    audio_tokens: Integer = 0


class Usage(Struct, frozen=True, kw_only=True):
    """The tokens that a response took."""

    total_tokens: Integer = 0
    input_tokens: Integer = 0
    output_tokens: Integer = 0
    input_token_details: InputTokens = InputTokens()
    output_token_details: OutputTokens = OutputTokens()


class StatusDetails(Struct, frozen=True, kw_only=True):
    """Why a response ended as it did."""

    type: str = ""
    reason: str | None = None
    """`turn_detected`, `client_cancelled`, `max_output_tokens` or `content_filter`."""
    error: Error | None = None


class Response(Struct, frozen=True, kw_only=True):
    """One answer of the model."""

    id: str = ""
    object: str = ""
    status: str = ""
    """`in_progress`, `completed`, `cancelled`, `incomplete` or `failed`."""
    status_details: StatusDetails | None = None
    output: tuple[Item, ...] = ()
    conversation_id: str | None = None
    """None for one outside of the conversation."""
    output_modalities: tuple[str, ...] = ()
    """GA; in the beta dialect it is `modalities`."""
    modalities: tuple[str, ...] = ()
    max_output_tokens: Integer | str | None = None
    metadata: dict[str, str] | None = None
    usage: Usage | None = None


class TranscriptionTokens(Struct, frozen=True, kw_only=True):
    """Of what kind the tokens are that were transcribed."""

    text_tokens: Integer = 0
    audio_tokens: Integer = 0


class TranscriptionUsage(Struct, frozen=True, kw_only=True):
    """What a transcription took: tokens, or seconds of audio, as `type` says."""

    type: str = ""
    """`tokens` or `duration`."""
    total_tokens: Integer = 0
    input_tokens: Integer = 0
    output_tokens: Integer = 0
    seconds: float = 0.0
    input_token_details: TranscriptionTokens = TranscriptionTokens()


class Language(Struct, frozen=True, kw_only=True):
    """A language that was heard."""

    code: str = ""


class LogProb(Struct, frozen=True, kw_only=True):
    """How sure a transcription is of one token."""

    token: str = ""
    logprob: float = 0.0
    bytes: tuple[Integer, ...] = ()


class RateLimit(Struct, frozen=True, kw_only=True):
    """How much of a limit is left."""

    name: str = ""
    """`requests` or `tokens`."""
    limit: Integer | None = None
    remaining: Integer | None = None
    reset_seconds: float | None = None


class Conversation(Struct, frozen=True, kw_only=True):
    """The one conversation of a session."""

    id: str = ""
    object: str = ""
